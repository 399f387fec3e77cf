// The workers of one process, started together and stopped together.
import type { Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import type { PrivateKeyAccount } from "viem";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { writeMetrics } from "../observe/processes.ts";
import { runAlerts } from "./alerts.ts";
import { runBatcher } from "./batcher.ts";
import { runBoxes } from "./boxes.ts";
import { runCharging } from "./charging.ts";
import { runChecker } from "./checker.ts";
import { runClearing } from "./clearing.ts";
import { runExchange, type ExchangeSettings } from "./exchange.ts";
import { runDerived } from "./derived.ts";
import { runFiscal } from "./fiscal.ts";
import { runInbound } from "./inbound.ts";
import { runIssuance } from "./issuance.ts";
import { runMetering } from "./metering.ts";
import { metrics } from "./metrics.ts";
import { runOutbox } from "./outbox.ts";
import { runPublisher } from "./publisher.ts";
import { runRetention } from "./retention.ts";
import { runSealer } from "./sealer.ts";
import { runTimestamps } from "./timestamps.ts";
import { localWebhooks } from "../webhooks/address.ts";
import { runWebhooks } from "./webhooks.ts";

export const WORKER_NAMES = [
  "outbox",
  "batcher",
  "metering",
  "clearing",
  "sealer",
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
  "timestamps",
  "checker",
] as const;
export type WorkerName = (typeof WORKER_NAMES)[number];

/** Each worker keeps one connection to listen on, the outbox one more for its keys; what is left is for the work itself. */
const WORKING_CONNECTIONS = 8;

/** How many connections a pool needs for workers of one process: with fewer than they keep, none of them could ever work. */
export const connectionsOf = (names: readonly WorkerName[]): number => names.length + 1 + WORKING_CONNECTIONS;

export interface WorkersConfig {
  /** Opened with `openPool` of @alatau/indexer for {@link connectionsOf} connections. */
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly rpcUrl: string;
  /** The data folder; the sealer reads its chain. */
  readonly home: string;
  /** Keys by name: `operator` publishes, `solver` settles, `headKey` seals, the outbox sends for every name here. */
  readonly accounts: Readonly<Record<string, PrivateKeyAccount>>;
  /** Name of the key that a checker process signs with, such as `checker1`. */
  readonly checker?: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** What is announced to other members, and how often they are asked. */
  readonly exchange?: ExchangeSettings;
  /** See BatcherOptions. */
  readonly batch?: { readonly maxRecords?: number; readonly maxWaitMs?: number };
  /** See PublisherOptions. */
  readonly publish?: { readonly maxRecords?: number; readonly maxWaitMs?: number };
  /** See MeteringOptions. */
  readonly graceSeconds?: number;
}

/** Runs workers until the signal; each finishes its step first. Rejects with the first failure that a worker cannot outlive. */
export async function runWorkers(names: readonly WorkerName[], config: WorkersConfig): Promise<void> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([config.signal, stopping.signal]);
  const runs = names.map(async (name) => {
    config.logger.info({ worker: name }, "worker started");
    try {
      await WORKERS[name]({ ...config, signal });
    } finally {
      config.logger.info({ worker: name }, "worker stopped");
      stopping.abort();
    }
  });
  const own = config.checker ?? (names.length === 1 ? names[0]! : "workers");
  const writing = writeMetrics({ pool: config.pool, process: own, registry: metrics, signal });
  const ends = await Promise.allSettled(runs);
  stopping.abort();
  await writing;
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

const accountOf = ({ accounts }: WorkersConfig, name: string): PrivateKeyAccount => {
  const account = accounts[name];
  if (account === undefined) throw new Error(`There is no key named «${name}».`);
  return account;
};

const WORKERS: Readonly<Record<WorkerName, (config: WorkersConfig) => Promise<void>>> = {
  outbox: (config) => runOutbox({ ...config, keys: sendersOf(config) }),
  batcher: (config) => runBatcher({ ...config, ...publisherOf(config), ...config.batch }),
  metering: (config) => runMetering({ ...config, ...publisherOf(config) }),
  clearing: (config) => runClearing({ ...config, signer: "solver" }),
  boxes: (config) => runBoxes(config),
  charging: (config) => runCharging(config),
  issuance: (config) => runIssuance(config),
  inbound: (config) => runInbound({ ...config, operator: accountOf(config, "operator") }),
  webhooks: (config) => runWebhooks({ ...config, localWebhooks: localWebhooks(process.env) }),
  publisher: (config) => runPublisher({ ...config, ...config.publish }),
  exchange: (config) => runExchange({ ...config, ...config.exchange }),
  alerts: (config) => runAlerts(config),
  derived: (config) => runDerived(config),
  retention: (config) => runRetention(config),
  fiscal: (config) => runFiscal({ ...config, localOperators: localWebhooks(process.env) }),
  timestamps: (config) => runTimestamps({ ...config, url: process.env["ALATAU_TSA_URL"] }),
  sealer: (config) => runSealer({ ...config, headKey: accountOf(config, "headKey") }),
  checker: (config) => runChecker({ ...config, account: accountOf(config, config.checker ?? "checker1") }),
};

/** Checkers and the head key sign no transactions. */
function sendersOf({ accounts, network }: WorkersConfig): Record<string, PrivateKeyAccount> {
  const silent = new Set([
    ...(network.finality.kind === "head-signature" ? [network.finality.headKey.toLowerCase()] : []),
    ...network.datasets[READINGS_DATASET]!.checkers.map(({ account }) => account.toLowerCase()),
  ]);
  const senders = Object.entries(accounts).filter(([, { address }]) => !silent.has(address.toLowerCase()));
  return Object.fromEntries(senders);
}

const publisherOf = ({ network }: WorkersConfig) => ({
  publisher: network.accounts.operator,
  signer: "operator",
});
