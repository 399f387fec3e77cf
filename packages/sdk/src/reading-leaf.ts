// The slot reading set: one leaf for each device, ascending, with the totals that the checkers sign.
import { concat, fromHex, toBigEndian, toBytes32 } from "./bytes.ts";
import { LedgerError } from "./errors.ts";
import { buildMerkleTree, type MerkleTree } from "./merkle.ts";
import type { Bytes32, Slot, Wh } from "./units.ts";

/** What one device metered in one slot, gross; `…EndWh` are the cumulative registers at the slot's end. */
export interface SlotReading {
  readonly device: number;
  readonly slot: Slot;
  readonly importEndWh: Wh;
  readonly exportEndWh: Wh;
  readonly importWh: Wh;
  readonly exportWh: Wh;
  /** sha256 of the closing record's signed bytes. */
  readonly evidenceHash: Bytes32;
}

/** A set ready to be signed; `readings[i]` is leaf `i` of the tree. */
export interface BuiltReadingSet {
  readonly readings: readonly SlotReading[];
  readonly tree: MerkleTree;
  readonly root: Bytes32;
  readonly count: number;
  readonly importWh: Wh;
  readonly exportWh: Wh;
}

/** A set that no checker may sign: empty, of several slots, or with a device twice. */
export class ReadingSetInvalidError extends LedgerError {
  constructor(reason: string, fields: Readonly<Record<string, unknown>> = {}) {
    super("reading-set-invalid", reason, fields);
  }
}

/**
 * Leaf data: abi.encode(uint32 device, uint32 slot, uint64 importEndWh, uint64 exportEndWh, uint64 importWh, uint64 exportWh,
 * bytes32 evidenceHash), seven words. @throws {RangeError} for a value beyond its type.
 */
export function readingLeaf(reading: SlotReading): Uint8Array {
  const { device, slot, importEndWh, exportEndWh, importWh, exportWh, evidenceHash } = reading;
  const word = (value: bigint, width: number): Uint8Array =>
    concat(new Uint8Array(32 - width), toBigEndian(value, width));
  return concat(
    word(BigInt(device), 4),
    word(BigInt(slot), 4),
    word(importEndWh, 8),
    word(exportEndWh, 8),
    word(importWh, 8),
    word(exportWh, 8),
    fromHex(evidenceHash),
  );
}

/** Orders the readings of a slot by device and builds their tree and totals. @throws {ReadingSetInvalidError} */
export function buildReadingSet(readings: readonly SlotReading[]): BuiltReadingSet {
  const ordered = readings.toSorted((a, b) => a.device - b.device);
  const [first] = ordered;
  if (first === undefined) throw new ReadingSetInvalidError("A reading set has at least one reading.");
  for (const [index, { device, slot }] of ordered.entries()) {
    if (slot !== first.slot)
      throw new ReadingSetInvalidError("A reading set has one slot.", { slot, expected: first.slot });
    if (ordered[index + 1]?.device === device)
      throw new ReadingSetInvalidError("A device has one reading in a slot.", { device });
  }
  const tree = buildMerkleTree(ordered.map(readingLeaf));
  const total = (side: "importWh" | "exportWh"): Wh =>
    ordered.reduce((sum, reading) => sum + reading[side], 0n) as Wh;
  return {
    readings: ordered,
    tree,
    root: toBytes32(tree.root),
    count: ordered.length,
    importWh: total("importWh"),
    exportWh: total("exportWh"),
  };
}
