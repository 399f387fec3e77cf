// Where the contracts keep the words that proofs read. A mapping's entry lies at keccak256(key ‖ base slot).
import { concat, fromHex, keccak256, toBigEndian, toBytes32 } from "./bytes.ts";
import { EMPTY_STATEMENT, type SalePlace, type StatementFold } from "./lines.ts";
import type { Bytes32 } from "./units.ts";

/** Base slots of the mappings, from the compiler's storage layout. */
export interface StateSlots {
  /** `Journal`: mapping(bytes32 keccak256(abi.encode(dataset, publisher, sequence)) => mapping(uint32 index => uint256)). */
  readonly supersededBy: number;
  /** `EnergyMarket`: mapping(bytes32 keccak256(abi.encode(zone, slot, version, chunk, line)) => uint8). */
  readonly saleStatus: number;
  /** `EnergyMarket`: mapping(uint32 participant => bytes32 count u32 ‖ hash). */
  readonly statements: number;
}

/** Of the contracts in `contracts/`; a test compares them with the compiler's layout. */
export const STATE_SLOTS: StateSlots = { supersededBy: 3, saleStatus: 7, statements: 6 };

/** The place of a record in its data set. */
export interface RecordPlace {
  readonly dataset: Bytes32;
  readonly publisher: number;
  readonly sequence: bigint;
  readonly index: number;
}

/** In the place of a line: the status of its whole chunk. */
export const WHOLE_CHUNK = 0xffff_ffff;

const word = (value: number | bigint): Uint8Array => toBigEndian(BigInt(value), 32);
const entryOf = (key: Uint8Array, base: number): Uint8Array => keccak256(concat(key, word(base)));

/** Slot of `Journal.supersededBy`. */
export function supersededSlot(
  { dataset, publisher, sequence, index }: RecordPlace,
  slots: StateSlots = STATE_SLOTS,
): Uint8Array {
  const batchKey = keccak256(concat(fromHex(dataset), word(publisher), word(sequence)));
  return keccak256(concat(word(index), entryOf(batchKey, slots.supersededBy)));
}

/** Slot of `EnergyMarket.statusAt`; {@link WHOLE_CHUNK} as the line for the chunk. */
export function saleStatusSlot(
  { zone, slot, version, chunk, line }: SalePlace,
  slots: StateSlots = STATE_SLOTS,
): Uint8Array {
  return entryOf(keccak256(concat(...[zone, slot, version, chunk, line].map(word))), slots.saleStatus);
}

/** Slot of `EnergyMarket.statementOf`. */
export const statementSlot = (participant: number, slots: StateSlots = STATE_SLOTS): Uint8Array =>
  entryOf(word(participant), slots.statements);

/** A participant's statement as the chain's word holds it: count u32 ‖ hash of 28 bytes. */
export const readStatementWord = (stored: Bytes32): StatementFold => ({
  count: Number(BigInt(stored) >> 224n),
  hash: `0x${stored.slice(10)}`,
});

/** The chain's word for a statement. */
export const statementWord = ({ count, hash }: StatementFold = EMPTY_STATEMENT): Bytes32 =>
  toBytes32(concat(toBigEndian(BigInt(count), 4), fromHex(hash)));
