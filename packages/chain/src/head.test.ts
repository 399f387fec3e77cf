import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { Hex } from "viem";
import { signHead, verifyHead, type Head } from "./head.ts";
import { accountFor, type Keys } from "./keys.ts";

const KEYS: Keys = { seed: `0x${"7".repeat(64)}`, own: {} };
const headKey = accountFor(KEYS, "headKey");
const CHAIN_ID = 1_234_567_890;
const HEAD: Head = { genesisHash: `0x${"1".repeat(64)}`, number: 42n, blockHash: `0x${"2".repeat(64)}` };

describe("verifyHead", () => {
  it("accepts what the head key signed, and nothing else of it", async () => {
    const signature = await signHead(headKey, CHAIN_ID, HEAD);
    expect(await verifyHead(headKey.address, CHAIN_ID, HEAD, signature)).to.equal(true);
    expect(await verifyHead(headKey.address, CHAIN_ID + 1, HEAD, signature)).to.equal(false);
    expect(await verifyHead(headKey.address, CHAIN_ID, { ...HEAD, number: 43n }, signature)).to.equal(false);
    const other = accountFor(KEYS, "operator").address;
    expect(await verifyHead(other, CHAIN_ID, HEAD, signature)).to.equal(false);
  });

  it("never throws on a broken signature", async () => {
    const bytes = fc.uint8Array({ maxLength: 70 });
    await fc.assert(
      fc.asyncProperty(bytes, async (found) => {
        const signature: Hex = `0x${Buffer.from(found).toString("hex")}`;
        expect(await verifyHead(headKey.address, CHAIN_ID, HEAD, signature)).to.equal(false);
      }),
      { numRuns: 30 },
    );
  });
});
