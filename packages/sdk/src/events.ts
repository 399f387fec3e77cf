// The events that a proof rests on, read out of proven receipts.
import { decodeEventLog, parseAbi } from "viem";
import type { Hex } from "./bytes.ts";
import type { ChunkPlace } from "./lines.ts";
import type { RpcLog } from "./receipts.ts";
import type { BatchApproval, SlotReadings } from "./typed-data.ts";
import type { Slot } from "./units.ts";

const BATCH_ACCEPTED = parseAbi([
  "event BatchAccepted(bytes32 indexed dataset, uint32 indexed publisher, uint64 indexed sequence, bytes32 batchHash, bytes32 previous, bytes32 root, uint32 count, uint64 periodFrom, uint64 periodTo, bytes32 manifestHash, uint64 validBefore)",
]);
const READING_SET_ACCEPTED = parseAbi([
  "event ReadingSetAccepted(uint32 indexed zone, uint32 indexed slot, uint32 indexed version, uint32 publisher, bytes32 setHash, bytes32 replaces, bytes32 root, uint32 count, uint64 importWh, uint64 exportWh)",
]);
const SALES_SETTLED = parseAbi([
  "event SalesSettled(uint32 indexed slot, uint32 indexed zone, uint32 indexed version, uint32 chunk, uint64 price, uint32 tariffVersion, bytes32 salesHash, bytes lines)",
]);

/** The ABI of the three events. */
export const PROOF_EVENTS = [...BATCH_ACCEPTED, ...READING_SET_ACCEPTED, ...SALES_SETTLED] as const;

export interface SalesSettled extends ChunkPlace {
  /** tiyn per MWh. */
  readonly price: bigint;
  readonly tariffVersion: number;
  readonly salesHash: Hex;
  /** Packed, 24 bytes a line. */
  readonly lines: Hex;
}

const topicsOf = (log: RpcLog): [Hex, ...Hex[]] => log.topics as [Hex, ...Hex[]];

/** What checkers approved, out of `BatchAccepted`, with the batch's hash. Throws viem's errors for another event. */
export function readBatchAccepted(log: RpcLog): { approval: BatchApproval; batchHash: Hex } {
  const { args } = decodeEventLog({ abi: BATCH_ACCEPTED, data: log.data, topics: topicsOf(log) });
  const { batchHash, ...approval } = args;
  return { approval, batchHash };
}

/** What checkers signed, out of `ReadingSetAccepted`, with the set's hash. Throws viem's errors for another event. */
export function readReadingSetAccepted(log: RpcLog): { readings: SlotReadings; setHash: Hex } {
  const { args } = decodeEventLog({ abi: READING_SET_ACCEPTED, data: log.data, topics: topicsOf(log) });
  const { setHash, ...readings } = args;
  return { readings, setHash };
}

/** A settled chunk, out of `SalesSettled`. Throws viem's errors for another event. */
export function readSalesSettled(log: RpcLog): SalesSettled {
  const { args } = decodeEventLog({ abi: SALES_SETTLED, data: log.data, topics: topicsOf(log) });
  return { ...args, slot: args.slot as Slot };
}
