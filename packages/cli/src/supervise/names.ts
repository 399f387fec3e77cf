// The processes that `alatau start` supervises, by name.

/** What shares the process of the workers. */
export const SHARED_WORKERS = [
  "outbox",
  "batcher",
  "metering",
  "clearing",
  "boxes",
  "charging",
  "issuance",
  "inbound",
  "webhooks",
  "publisher",
  "alerts",
  "derived",
  "retention",
  "exchange",
  "fiscal",
  "sealer",
  "timestamps",
] as const;
/** The three checkers, each a process with a key of its own. */
export const CHECKERS = ["checker1", "checker2", "checker3"] as const;
/** What shares the process of a member's workers; its checker has one of its own. */
export const MEMBER_WORKERS = ["outbox", "publisher", "alerts", "derived", "retention", "exchange"] as const;
export const PROCESS_NAMES = [
  ...(["chain", "indexer", "gateway", "demo", "checker"] as const),
  ...SHARED_WORKERS,
  ...CHECKERS,
] as const;
export type ProcessName = (typeof PROCESS_NAMES)[number];

export interface ProcessOptions {
  readonly home?: string;
  readonly port?: number;
  /** Unix seconds of a new chain's block 0. */
  readonly genesis?: number;
  readonly driven?: boolean;
  /** Name of the only key that acts here. */
  readonly member?: string;
  /** Node of the network, where nothing was started on the folder. */
  readonly rpc?: string;
  /** Where other members reach the gateway. */
  readonly exchangeUrl?: string;
}
