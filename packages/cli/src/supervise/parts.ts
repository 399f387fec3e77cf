// What the start of a whole ledger and that of one member have in common.
import { migrateGateway } from "@alatau/gateway";
import { LEDGER_SQL, migrate, openPool } from "@alatau/indexer";
import type { Terminal } from "../command.ts";
import { supervise, type Supervised } from "./child.ts";
import { files } from "./home.ts";
import type { StartOptions } from "./start.ts";

/** Something that runs and can be stopped. */
export interface Part {
  stop(): Promise<void>;
}

export interface Launch {
  readonly home: string;
  readonly options: StartOptions;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** In the order in which they were started. */
  readonly parts: Part[];
}

/** A new start mends none of these. */
const HOPELESS = [
  "anvil-missing",
  "anvil-version",
  "port-busy",
  "chain-in-use",
  "disk-full",
  "chain-log-invalid",
  "keys-invalid",
  "migration-changed",
  "wrong-chain",
];

/** Starts processes that are kept alive and stopped with the rest; `onDeath` tells a person. */
export function partMaker({ home, options, terminal, signal, parts }: Launch) {
  const { logs } = files(home);
  const onDeath = ({ detail, pauseMs }: { detail: string; pauseMs: number }): void => {
    if (!signal.aborted)
      terminal.err(`${detail} It is started again in ${(pauseMs / 1000).toFixed(1)} s; see ${logs}.`);
  };
  const child = (name: string, words: readonly string[], extra: readonly string[] = []): Supervised => {
    const part = supervise({
      name,
      args: ["worker", ...words, "--home", home, ...extra],
      logs,
      // The demo's fiscal operator is on this machine.
      ...(options.demo === true && { env: { ALATAU_LOCAL_WEBHOOKS: "1" } }),
      hopeless: HOPELESS,
      onDeath,
      onLine: (line) => terminal.out(line),
    });
    parts.push(part);
    return part;
  };
  return { child, onDeath };
}

/** Every schema's tables, before the processes that use them start at once. */
export async function makeTables(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl, { max: 1 });
  try {
    await migrate(pool, LEDGER_SQL, "ledger");
  } finally {
    await pool.end();
  }
  await migrateGateway(databaseUrl);
}
