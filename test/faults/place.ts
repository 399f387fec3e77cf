// Where an installation under test lives, as its parts read it from `run.json` of the data folder.

/** The processes, by name, as `alatau worker` knows them. */
export const PARTS = {
  chain: ["chain"],
  indexer: ["indexer"],
  workers: [
    "outbox",
    "batcher",
    "metering",
    "clearing",
    "boxes",
    "webhooks",
    "publisher",
    "fiscal",
    "sealer",
  ],
  checker1: ["checker1"],
  checker2: ["checker2"],
  checker3: ["checker3"],
} as const;
export type PartName = keyof typeof PARTS;

/** What every part has to know; the first half is what `alatau start` writes too. */
export interface Place {
  readonly pid: number;
  readonly url: string;
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly demo: boolean;
  readonly driven: boolean;
  readonly speed: number;
  readonly chainPort: number;
  /** Unix seconds of block 0. */
  readonly genesisTime: number;
  readonly blockSeconds: number;
  readonly batchWaitMs: number;
  /** Of the publisher; the batcher's when absent. */
  readonly publishWaitMs?: number;
}
