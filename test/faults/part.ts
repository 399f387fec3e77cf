// Usage: node test/faults/part.ts <part> <home>. One part of an installation as a process of its own, small enough to be killed often.
import { readFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import path from "node:path";
import type { WorkerName } from "../../packages/gateway/src/workers/run.ts";
import { PARTS, type PartName, type Place } from "./place.ts";

const [name, home] = process.argv.slice(2) as [PartName, string];
const place = JSON.parse(readFileSync(path.join(home, "run.json"), "utf8")) as Place;
const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());
process.once("disconnect", () => stopping.abort());
const { signal } = stopping;

/** Says that it works from now on. The compiled modules are kept for the next life: a kill leaves no other moment for it. */
function ready(): void {
  process.send?.("ready");
  flushCompileCache();
}

async function chain(): Promise<void> {
  const { startEmbedded } = await import("@alatau/chain");
  const { chainPort: port, genesisTime, blockSeconds } = place;
  const running = await startEmbedded({ home, port, genesisTime, blockSeconds, clock: "driven", signal });
  ready();
  const failure = await running.ended;
  if (failure !== undefined) throw failure;
}

async function indexer(): Promise<void> {
  const [{ follow }, { readNetwork }] = await Promise.all([
    import("@alatau/indexer"),
    import("@alatau/chain"),
  ]);
  const { rpcUrl, wsUrl, databaseUrl } = place;
  const network = (await readNetwork(home))!;
  const log = ({ msg }: Readonly<Record<string, unknown>>): void => {
    if (msg === "indexer started") ready();
  };
  await follow({ network, rpcUrl, wsUrl, databaseUrl, signal, log });
}

async function workers(): Promise<void> {
  const [{ connectionsOf, runWorkers }, { openPool }, chain, { pino }] = await Promise.all([
    import("../../packages/gateway/src/workers/run.ts"),
    import("@alatau/indexer"),
    import("@alatau/chain"),
    import("pino"),
  ]);
  const keys = await chain.loadKeys(home);
  const isChecker = name.startsWith("checker");
  const own = isChecker ? [name] : Object.keys(chain.roleAccounts(keys));
  const { rpcUrl, databaseUrl, batchWaitMs, publishWaitMs = batchWaitMs } = place;
  const names = isChecker ? (["checker"] as const) : (PARTS[name] as readonly WorkerName[]);
  const running = runWorkers(names, {
    pool: openPool(databaseUrl, { max: connectionsOf(names) }),
    network: (await chain.readNetwork(home))!,
    accounts: Object.fromEntries(own.map((each) => [each, chain.accountFor(keys, each)])),
    batch: { maxWaitMs: batchWaitMs },
    publish: { maxWaitMs: publishWaitMs },
    logger: pino({ level: "warn" }),
    ...{ rpcUrl, home, signal },
    ...(isChecker && { checker: name }),
  });
  ready();
  await running;
}

await (name === "chain" ? chain() : name === "indexer" ? indexer() : workers());
process.exit(0);
