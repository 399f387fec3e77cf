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
  "exchange",
  "fiscal",
  "sealer",
] as const;
/** The three checkers, each a process with a key of its own. */
export const CHECKERS = ["checker1", "checker2", "checker3"] as const;
export const PROCESS_NAMES = ["chain", "indexer", "gateway", "demo", ...SHARED_WORKERS, ...CHECKERS] as const;
export type ProcessName = (typeof PROCESS_NAMES)[number];

export interface ProcessOptions {
  readonly home?: string;
  readonly port?: number;
  /** Unix seconds of a new chain's block 0. */
  readonly genesis?: number;
  readonly driven?: boolean;
}
