import type { Hex } from "@alatau/sdk";
import { expect } from "chai";
import { describe, it } from "mocha";
import { keccak256 } from "viem";
import { NO_CORRECTIONS, tally, type Answer } from "./approvals.ts";

const account = (digit: string): Hex => `0x${digit.repeat(40)}`;
const QUORUM = {
  quorum: 2,
  checkers: [
    { participant: 6, account: account("c") },
    { participant: 7, account: account("a") },
    { participant: 8, account: account("b") },
  ],
};
const DIGEST: Hex = "0x01";
const answer = (checker: number, fields: Partial<Answer> = {}): Answer => ({
  ...{ checker, digest: DIGEST, verdict: "approved", reason: null, signature: `0x0${checker}` },
  ...fields,
});

describe("tally", () => {
  it("waits below the quorum; an approval without its signature does not count yet", () => {
    expect(tally([answer(6), answer(7, { signature: null })], DIGEST, QUORUM)).to.deep.equal({
      kind: "open",
    });
  });

  it("counts neither strangers nor answers to something else", () => {
    expect(tally([answer(6), answer(9), answer(7, { digest: "0x02" })], DIGEST, QUORUM)).to.deep.equal({
      kind: "open",
    });
  });

  it("gives the signatures in the order of the accounts", () => {
    expect(tally([answer(6), answer(7), answer(8)], DIGEST, QUORUM)).to.deep.equal({
      kind: "reached",
      signatures: ["0x07", "0x08", "0x06"],
    });
  });

  it("says when a quorum has become impossible, and why", () => {
    const refused = { verdict: "refused", reason: "no", signature: null } as const;
    expect(tally([answer(6, refused), answer(7)], DIGEST, QUORUM)).to.deep.equal({ kind: "open" });
    expect(tally([answer(6, refused), answer(8, refused)], DIGEST, QUORUM)).to.deep.equal({
      kind: "impossible",
      reasons: ["no", "no"],
    });
  });
});

describe("NO_CORRECTIONS", () => {
  it("is the hash of the empty list as the journal encodes it", () => {
    const word = (value: bigint): string => value.toString(16).padStart(64, "0");
    expect(NO_CORRECTIONS).to.equal(keccak256(`0x${word(32n)}${word(0n)}`));
  });
});
