import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { unpackOrderWord } from "./order-word.ts";

const field = (width: number): fc.Arbitrary<bigint> => fc.bigInt(0n, 2n ** BigInt(width) - 1n);

describe("unpackOrderWord", () => {
  it("gives back every field of the word, whatever its neighbours are", () => {
    const fields = fc.tuple(...[32, 32, 16, 16, 32, 40, 32, 8, 48].map(field));
    fc.assert(
      fc.property(fields, ([device, placedIn, startsAfter, lasts, most, price, partner, terms, locked]) => {
        const word =
          device! |
          (placedIn! << 32n) |
          (startsAfter! << 64n) |
          (lasts! << 80n) |
          (most! << 96n) |
          (price! << 128n) |
          (partner! << 168n) |
          (terms! << 200n) |
          (locked! << 208n);
        expect(unpackOrderWord(word)).to.deep.equal({
          device: Number(device),
          placedIn: Number(placedIn),
          slotFrom: Number(placedIn! + startsAfter!),
          slotTo: Number(placedIn! + startsAfter! + lasts!),
          maxWhPerSlot: most,
          limitPrice: price,
          partner: Number(partner),
          side: terms! >= 0x80n ? "bid" : "ask",
          minEvidence: Number(terms! & 3n),
          closed: (terms! & 0x40n) !== 0n,
          lockedTiyn: locked,
        });
      }),
    );
  });
});
