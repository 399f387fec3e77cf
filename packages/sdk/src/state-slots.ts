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
  /** `Payments`: mapping(bytes32 payment => PaymentState, one word). */
  readonly payments: number;
}

/** Of the contracts in `contracts/`; a test compares them with the compiler's layout. */
export const STATE_SLOTS: StateSlots = { supersededBy: 3, saleStatus: 7, statements: 6, payments: 4 };

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

/** Slot of `Payments.stateOf`. */
export const paymentSlot = (payment: Uint8Array, slots: StateSlots = STATE_SLOTS): Uint8Array =>
  entryOf(payment, slots.payments);

/** A payment's state as `Payments` keeps it; amounts in the token's smallest unit. */
export interface PaymentWord {
  /** Of IPayments.DisputeStatus: 0 none, 1 of the hold, 2 of a refund, 3 over. */
  readonly dispute: number;
  readonly capturable: bigint;
  readonly refundable: bigint;
}

/** The chain's word for a payment: status u8, dispute u8, capturable u96, refundable u96, from the lowest bit. */
export function readPaymentWord(stored: Bytes32): PaymentWord {
  const word = BigInt(stored);
  return {
    dispute: Number((word >> 8n) & 0xffn),
    capturable: BigInt.asUintN(96, word >> 16n),
    refundable: BigInt.asUintN(96, word >> 112n),
  };
}

/** A participant's statement as the chain's word holds it: count u32 ‖ hash of 28 bytes. */
export const readStatementWord = (stored: Bytes32): StatementFold => ({
  count: Number(BigInt(stored) >> 224n),
  hash: `0x${stored.slice(10)}`,
});

/** The chain's word for a statement. */
export const statementWord = ({ count, hash }: StatementFold = EMPTY_STATEMENT): Bytes32 =>
  toBytes32(concat(toBigEndian(BigInt(count), 4), fromHex(hash)));
