// The events that a proof rests on, read out of proven receipts: each topic and word at its place, as Solidity's ABI lays them out.
import { parseAbi, toEventSelector } from "viem";
import type { Hex } from "./bytes.ts";
import { LedgerError } from "./errors.ts";
import type { ChunkPlace } from "./lines.ts";
import type { RpcLog } from "./receipts.ts";
import type { BatchApproval, SlotReadings } from "./typed-data.ts";
import type { Slot } from "./units.ts";

/** The ABI of the three events. */
export const PROOF_EVENTS = parseAbi([
  "event BatchAccepted(bytes32 indexed dataset, uint32 indexed publisher, uint64 indexed sequence, bytes32 batchHash, bytes32 previous, bytes32 root, uint32 count, uint64 periodFrom, uint64 periodTo, bytes32 manifestHash, uint64 validBefore)",
  "event ReadingSetAccepted(uint32 indexed zone, uint32 indexed slot, uint32 indexed version, uint32 publisher, bytes32 setHash, bytes32 replaces, bytes32 root, uint32 count, uint64 importWh, uint64 exportWh)",
  "event SalesSettled(uint32 indexed slot, uint32 indexed zone, uint32 indexed version, uint32 chunk, uint64 price, uint32 tariffVersion, bytes32 salesHash, bytes lines)",
]);
const [BATCH_ACCEPTED, READING_SET_ACCEPTED, SALES_SETTLED] = PROOF_EVENTS.map((event) =>
  toEventSelector(event),
);
/** Words of `SalesSettled` before its lines; the fifth says where their length stands. */
const SALES_WORDS = 6;

export interface SalesSettled extends ChunkPlace {
  /** tiyn per MWh. */
  readonly price: bigint;
  readonly tariffVersion: number;
  readonly salesHash: Hex;
  /** Packed, 24 bytes a line. */
  readonly lines: Hex;
}

/** A log of another event, or not laid out as its event must be. */
export class EventForeignError extends LedgerError {
  constructor(reason: string) {
    super("event-foreign", `The log is of another event: ${reason}.`);
  }
}

/** What checkers approved, out of `BatchAccepted`, with the batch's hash. @throws {EventForeignError} */
export function readBatchAccepted(log: RpcLog): { approval: BatchApproval; batchHash: Hex } {
  const [dataset, publisher, sequence] = topicsOf(log, BATCH_ACCEPTED);
  const word = wordsOf(log, 8);
  const approval = {
    dataset: dataset!,
    publisher: uint32(publisher!),
    sequence: uint64(sequence!),
    previous: word(1),
    root: word(2),
    count: uint32(word(3)),
    periodFrom: uint64(word(4)),
    periodTo: uint64(word(5)),
    manifestHash: word(6),
    validBefore: uint64(word(7)),
  };
  return { approval, batchHash: word(0) };
}

/** What checkers signed, out of `ReadingSetAccepted`, with the set's hash. @throws {EventForeignError} */
export function readReadingSetAccepted(log: RpcLog): { readings: SlotReadings; setHash: Hex } {
  const [zone, slot, version] = topicsOf(log, READING_SET_ACCEPTED);
  const word = wordsOf(log, 7);
  const readings = {
    publisher: uint32(word(0)),
    zone: uint32(zone!),
    slot: uint32(slot!),
    version: uint32(version!),
    replaces: word(2),
    root: word(3),
    count: uint32(word(4)),
    importWh: uint64(word(5)),
    exportWh: uint64(word(6)),
  };
  return { readings, setHash: word(1) };
}

/** A settled chunk, out of `SalesSettled`. @throws {EventForeignError} */
export function readSalesSettled(log: RpcLog): SalesSettled {
  const [slot, zone, version] = topicsOf(log, SALES_SETTLED);
  const word = wordsOf(log, null);
  const length = uint32(word(SALES_WORDS - 1));
  const from = 2 + 64 * SALES_WORDS;
  const fits = log.data.length === from + 64 * Math.ceil(length / 32);
  if (!fits || uint32(word(4)) !== 32 * (SALES_WORDS - 1)) throw new EventForeignError("its lines");
  return {
    slot: uint32(slot!) as Slot,
    zone: uint32(zone!),
    version: uint32(version!),
    chunk: uint32(word(0)),
    price: uint64(word(1)),
    tariffVersion: uint32(word(2)),
    salesHash: word(3),
    lines: `0x${log.data.slice(from, from + 2 * length)}`,
  };
}

/** The indexed values of a log of an event, three unless told. @throws {EventForeignError} */
export function topicsOf({ topics }: RpcLog, selector: Hex | undefined, count = 3): readonly Hex[] {
  if (topics[0] !== selector || topics.length !== count + 1 || topics.some((topic) => topic.length !== 66))
    throw new EventForeignError("its topics");
  return topics.slice(1);
}

/** The words of the data; of exactly `count` of them when given. */
export function wordsOf({ data }: RpcLog, count: number | null): (index: number) => Hex {
  if (count !== null && data.length !== 2 + 64 * count) throw new EventForeignError("its length");
  return (index) => {
    const text = data.slice(2 + 64 * index, 66 + 64 * index);
    if (text.length !== 64) throw new EventForeignError("its length");
    return `0x${text}`;
  };
}

const uint32 = (word: Hex): number => Number(within(word, 32));
const uint64 = (word: Hex): bigint => within(word, 64);

/** The word as a number. @throws {EventForeignError} when it has more bits. */
export function within(word: Hex, bits: number): bigint {
  const value = BigInt(word);
  if (value !== BigInt.asUintN(bits, value)) throw new EventForeignError(`${word} is no uint${bits}`);
  return value;
}
