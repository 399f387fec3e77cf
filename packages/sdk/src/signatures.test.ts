import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { recoverAddress } from "viem";
import { concat, fromHex, toBigEndian, toHex } from "./bytes.ts";
import { addressOf, keyOf, sign } from "./chain.fixture.ts";
import { recoverSigner } from "./signatures.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("Ethereum signatures", () => {
  it("give the address that viem gives, also from keys seen before", async () => {
    await fc.assert(
      fc.asyncProperty(digests, fc.nat(2), async (digest, who) => {
        const secret = keyOf(`signer ${who}`);
        const hex = sign(digest, secret);
        const address = await recoverAddress({ hash: toHex(digest), signature: hex });
        expect(address.toLowerCase()).to.equal(addressOf(secret));
        const likely = [0, 1, 2].map((each) => addressOf(keyOf(`signer ${each}`)));
        expect(recoverSigner(digest, fromHex(hex))).to.equal(addressOf(secret));
        expect(recoverSigner(digest, fromHex(hex), likely)).to.equal(addressOf(secret));
      }),
      { numRuns: 30 },
    );
  }).timeout(20_000);

  it("have one spelling: high s, other v, zeros and values beyond the order are refused", () => {
    fc.assert(
      fc.property(digests, (digest) => {
        const secret = keyOf("signer 0");
        const address = addressOf(secret);
        const signature = fromHex(sign(digest, secret));
        expect(recoverSigner(digest, signature)).to.equal(address);
        const r = signature.subarray(0, 32);
        const s = BigInt(toHex(signature.subarray(32, 64)));
        const v = signature[64]!;
        const mirrored = concat(r, toBigEndian(ORDER - s, 32), Uint8Array.of(55 - v));
        expect(recoverSigner(digest, mirrored, [address])).to.equal(null);
        expect(recoverSigner(digest, signature.with(64, 55 - v), [address])).not.to.equal(address);
        for (const bad of [
          signature.with(64, v - 27),
          signature.subarray(0, 64),
          concat(r, new Uint8Array(32), Uint8Array.of(v)),
          concat(toBigEndian(ORDER, 32), signature.subarray(32)),
          new Uint8Array(65),
        ])
          expect(recoverSigner(digest, bad, [address])).to.equal(null);
      }),
      { numRuns: 20 },
    );
  });
});
