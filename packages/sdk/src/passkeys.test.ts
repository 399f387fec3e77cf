import { expect } from "chai";
import { describe, it } from "mocha";
import { zeroAddress, type Hex } from "viem";
import type { Network } from "./network.ts";
import { makePasskey } from "./passkey.fixture.ts";
import { passkeyAccountOf, passkeyChallenge, readCreation, withCreation } from "./passkeys.ts";

const network = {
  chainId: 31_337,
  contracts: { passkeyAccounts: "0x00000000000000000000000000000000000000aa" },
} as unknown as Network;
const phone = makePasskey();
const account = passkeyAccountOf(network, phone);
const signature = phone.sign(passkeyChallenge(31_337, account, `0x${"11".repeat(32)}`));

describe("a signature that says how to make its account (ERC-6492)", () => {
  it("is read back: the first passkey and the signature inside", () => {
    const found = readCreation(network, account, withCreation(network, phone, signature));
    expect(found).to.deep.equal({ first: { x: phone.x, y: phone.y }, signature });
  });

  it("is told from a plain one", () => {
    for (const plain of [signature, `0x${"12".repeat(65)}`, "0x"] as Hex[])
      expect(readCreation(network, account, plain)).to.equal(undefined);
  });

  it("counts for no other account, and by no other factory", () => {
    const wrapped = withCreation(network, phone, signature);
    expect(readCreation(network, zeroAddress, wrapped)).to.equal(null);
    const foreign = { ...network, contracts: { ...network.contracts, passkeyAccounts: zeroAddress } };
    expect(readCreation(network, account, withCreation(foreign, phone, signature))).to.equal(null);
    const cut = `0x${wrapped.slice(400)}` as Hex;
    expect(readCreation(network, account, cut)).to.equal(null);
  });
});

describe("the account of a passkey", () => {
  it("is bound to chain and account by what the passkey signs", () => {
    const hash = `0x${"11".repeat(32)}` as const;
    const challenges = [
      passkeyChallenge(31_337, account, hash),
      passkeyChallenge(31_338, account, hash),
      passkeyChallenge(31_337, passkeyAccountOf(network, makePasskey()), hash),
    ];
    expect(new Set([...challenges, hash]).size).to.equal(4);
  });
});
