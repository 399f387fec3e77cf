// A supervised process from the inside: it opens what it needs, says that it is ready, and ends when it is told to.
// Each loads only the packages of its part: nine processes with everything in them cost memory and time at the start.
import type { WorkerName } from "@alatau/gateway";
import type { openPool } from "@alatau/indexer";
import { LedgerError } from "@alatau/sdk";
import { UsageError } from "../errors.ts";
import { stopSignal, tell } from "./child.ts";
import { homeFolder, readHomeNetwork, requireRunning } from "./home.ts";
import { createLogger, logLine } from "./log.ts";
import { CHECKERS, SHARED_WORKERS, type ProcessName, type ProcessOptions } from "./names.ts";

/** Records of the demo come every few seconds: a batch does not wait as long as it may elsewhere. */
const DEMO_BATCH = { maxWaitMs: 600 };
/** Agencies' batches may gather: each is a transaction of the demo's chain, which keeps all of them in memory. */
const DEMO_PUBLISH = { maxWaitMs: 3_000 };

/** Runs the named processes until the supervisor says stop; answers the exit code. */
export async function work(names: readonly ProcessName[], options: ProcessOptions): Promise<number> {
  const home = homeFolder(options.home);
  const signal = stopSignal();
  const name = names.join(",");
  try {
    if (names.length > 1 && names.some((each) => !(SHARED_WORKERS as readonly string[]).includes(each)))
      throw new UsageError(`Only ${SHARED_WORKERS.join(", ")} may share a process.`);
    await runProcess(names, home, options, signal);
    return 0;
  } catch (failure) {
    if (signal.aborted) return 0;
    logLine("error", name, { err: failure }, "process failed");
    const detail = failure instanceof Error ? failure.message : String(failure);
    tell({ failed: { code: failure instanceof LedgerError ? failure.code : "failed", detail } });
    return 1;
  } finally {
    if (process.connected) process.disconnect();
  }
}

async function runProcess(
  names: readonly ProcessName[],
  home: string,
  options: ProcessOptions,
  signal: AbortSignal,
): Promise<void> {
  const [name] = names;
  if (name === "chain") return chain(home, options, signal);
  if (name === "indexer") return indexer(home, signal);
  if (name === "gateway") return gateway(home, options, signal);
  if (name === "demo") return demo(home, signal);
  const checker = CHECKERS.find((each) => each === name);
  return workers(checker === undefined ? (names as WorkerName[]) : ["checker"], { home, signal, checker });
}

async function chain(
  home: string,
  { port = 0, genesis, driven }: ProcessOptions,
  signal: AbortSignal,
): Promise<void> {
  const { describeLoad, startEmbedded } = await import("@alatau/chain");
  const running = await startEmbedded({
    home,
    port,
    signal,
    onNearLimit: (load) => {
      logLine("warn", "chain", { ...load }, "chain near its limit");
      tell({ line: describeLoad(load) });
    },
    ...(genesis !== undefined && { genesisTime: genesis }),
    ...(driven === true && { clock: "driven" as const }),
  });
  logLine(
    "info",
    "chain",
    { rpcUrl: running.rpcUrl, chainId: running.chainId, node: running.pid },
    "chain started",
  );
  tell({ ready: true });
  const failure = await running.ended;
  if (failure !== undefined) throw failure;
}

async function indexer(home: string, signal: AbortSignal): Promise<void> {
  const network = await readHomeNetwork(home);
  const { rpcUrl, wsUrl, databaseUrl } = await requireRunning(home);
  const { follow } = await import("@alatau/indexer");
  let told = false;
  const ready = (): void => {
    if (!told) tell({ ready: true });
    told = true;
  };
  await follow({
    network,
    rpcUrl,
    wsUrl,
    databaseUrl,
    signal,
    onBlock: ready,
    log: (entry) => {
      logLine("info", "indexer", entry);
      if (entry["msg"] === "indexer started") ready();
    },
  });
}

async function gateway(home: string, { port = 8080 }: ProcessOptions, signal: AbortSignal): Promise<void> {
  const network = await readHomeNetwork(home);
  const { rpcUrl, databaseUrl, demo: isDemo } = await requireRunning(home);
  const { startGateway } = await import("@alatau/gateway");
  const running = await startGateway({ databaseUrl, rpcUrl, network, port, home, demo: isDemo });
  tell({ ready: true });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await running.close();
}

async function workers(
  names: readonly WorkerName[],
  {
    home,
    signal,
    checker,
  }: { home: string; signal: AbortSignal; checker: (typeof CHECKERS)[number] | undefined },
): Promise<void> {
  const network = await readHomeNetwork(home);
  const { rpcUrl, databaseUrl, demo: isDemo } = await requireRunning(home);
  const [{ accountFor, loadKeys, roleAccounts }, { openPool }, { connectionsOf, runWorkers }] =
    await Promise.all([import("@alatau/chain"), import("@alatau/indexer"), import("@alatau/gateway")]);
  const keys = await loadKeys(home);
  await using pool = disposable(openPool(databaseUrl, { max: connectionsOf(names) }));
  const logger = createLogger(checker ?? "workers");
  const agencies = isDemo ? (await import("../demo/city/agencies.ts")).agencyAccounts(keys) : {};
  const accounts =
    checker === undefined ? { ...roleAccounts(keys), ...agencies } : { [checker]: accountFor(keys, checker) };
  const running = runWorkers(names, {
    pool: pool.value,
    network,
    rpcUrl,
    home,
    accounts,
    signal,
    logger,
    ...(checker !== undefined && { checker }),
    ...(isDemo && { batch: DEMO_BATCH, publish: DEMO_PUBLISH }),
  });
  tell({ ready: true });
  await running;
}

async function demo(home: string, signal: AbortSignal): Promise<void> {
  const network = await readHomeNetwork(home);
  const running = await requireRunning(home);
  const [{ loadKeys }, { openPool }, { runDemo }] = await Promise.all([
    import("@alatau/chain"),
    import("@alatau/indexer"),
    import("../demo/drive.ts"),
  ]);
  await using pool = disposable(openPool(running.databaseUrl, { max: 4 }));
  tell({ ready: true });
  await runDemo({
    home,
    url: running.url,
    pool: pool.value,
    network,
    keys: await loadKeys(home),
    rpcUrl: running.rpcUrl,
    driven: running.driven,
    speed: running.speed,
    signal,
    print: (line) => {
      logLine("info", "demo", {}, line);
      tell({ line });
    },
  });
}

const disposable = (value: ReturnType<typeof openPool>) => ({
  value,
  [Symbol.asyncDispose]: () => value.end(),
});
