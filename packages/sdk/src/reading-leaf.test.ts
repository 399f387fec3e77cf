import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { encodeAbiParameters, parseAbiParameters } from "viem";
import { toHex } from "./bytes.ts";
import { inclusionProof, verifyInclusion } from "./merkle.ts";
import { buildReadingSet, readingLeaf, ReadingSetInvalidError, type SlotReading } from "./reading-leaf.ts";
import type { Bytes32, Slot, Wh } from "./units.ts";

const WORDS = parseAbiParameters("uint32, uint32, uint64, uint64, uint64, uint64, bytes32");
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => value as Wh);
const reading = fc.record({
  device: uint32,
  slot: uint32.map((value) => value as Slot),
  importEndWh: uint64,
  exportEndWh: uint64,
  importWh: uint64,
  exportWh: uint64,
  evidenceHash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toHex(bytes) as Bytes32),
});
const of = (device: number, importWh: bigint, slot = 7): SlotReading => ({
  device,
  slot: slot as Slot,
  importEndWh: (1000n + importWh) as Wh,
  exportEndWh: 5n as Wh,
  importWh: importWh as Wh,
  exportWh: 5n as Wh,
  evidenceHash: `0x${"11".repeat(32)}` as Bytes32,
});

describe("slot reading set", () => {
  it("encodes a leaf as the ABI does", () => {
    fc.assert(
      fc.property(reading, (each) => {
        const { device, slot, importEndWh, exportEndWh, importWh, exportWh, evidenceHash } = each;
        const words = [device, slot, importEndWh, exportEndWh, importWh, exportWh, evidenceHash] as const;
        expect(toHex(readingLeaf(each))).to.equal(encodeAbiParameters(WORDS, words));
      }),
    );
    expect(() => readingLeaf(of(2 ** 32, 1n))).to.throw(RangeError);
  });

  it("orders by device, adds up and proves each leaf", () => {
    const set = buildReadingSet([of(9, 3n), of(2, 4n), of(5, 0n)]);
    expect(set.readings.map(({ device }) => device)).to.deep.equal([2, 5, 9]);
    expect([set.count, set.importWh, set.exportWh]).to.deep.equal([3, 7n, 15n]);
    for (const [index, each] of set.readings.entries()) {
      const path = inclusionProof(set.tree, index);
      expect(
        verifyInclusion({ leaf: readingLeaf(each), index, size: 3, path, root: set.tree.root }),
      ).to.equal(true);
    }
  });

  it("refuses no reading, two of a device, two slots", () => {
    expect(() => buildReadingSet([])).to.throw(ReadingSetInvalidError);
    expect(() => buildReadingSet([of(1, 1n), of(2, 1n), of(1, 2n)])).to.throw(
      ReadingSetInvalidError,
      "device",
    );
    expect(() => buildReadingSet([of(1, 1n), of(2, 1n, 8)])).to.throw(ReadingSetInvalidError, "slot");
  });
});
