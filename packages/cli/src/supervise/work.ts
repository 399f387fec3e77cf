// A supervised process from the inside: it opens what it needs, says that it is ready, and ends when it is told to.
// Each loads only the packages of its part: nine processes with everything in them cost memory and time at the start.
import type { WorkerName } from "@alatau/gateway";
import type { openPool } from "@alatau/indexer";
import { LedgerError } from "@alatau/sdk";
import { UsageError } from "../errors.ts";
import { stopSignal, tell } from "./child.ts";
import { homeFolder, readHomeNetwork, readRunning, requireRunning, type Running } from "./home.ts";
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
  if (name === "indexer") return indexer(home, options, signal);
  if (name === "gateway") return gateway(home, options, signal);
  if (name === "demo") return demo(home, signal);
  const checker = CHECKERS.find((each) => each === name);
  const own = checker === undefined ? (names as WorkerName[]) : (["checker"] as const);
  return workers(own, { home, signal, checker, options });
}

type Place = Pick<Running, "rpcUrl" | "wsUrl" | "databaseUrl" | "demo" | "member" | "exchangeUrl">;

/** Where the other parts are: as the start of this folder has written it down, else as it was said. */
async function placeOf(home: string, { rpc, member, exchangeUrl }: ProcessOptions): Promise<Place> {
  const running = rpc === undefined ? await requireRunning(home) : await readRunning(home);
  if (running !== undefined) return running;
  const databaseUrl = process.env["DATABASE_URL"];
  if (databaseUrl === undefined || member === undefined)
    throw new UsageError("A part of a member that nobody supervises needs --member and DATABASE_URL.");
  const place = { rpcUrl: rpc!, wsUrl: rpc!.replace(/^http/, "ws"), databaseUrl, demo: false, member };
  return { ...place, ...(exchangeUrl !== undefined && { exchangeUrl }) };
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

async function indexer(home: string, options: ProcessOptions, signal: AbortSignal): Promise<void> {
  const network = await readHomeNetwork(home);
  const { rpcUrl, wsUrl, databaseUrl } = await placeOf(home, options);
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

async function gateway(home: string, options: ProcessOptions, signal: AbortSignal): Promise<void> {
  const { port = 8080 } = options;
  const network = await readHomeNetwork(home);
  const { rpcUrl, databaseUrl, demo: isDemo } = await placeOf(home, options);
  const { startGateway } = await import("@alatau/gateway");
  const running = await startGateway({ databaseUrl, rpcUrl, network, port, home, demo: isDemo });
  tell({ ready: true });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await running.close();
}

interface WorkersPlace {
  readonly home: string;
  readonly signal: AbortSignal;
  /** Which of the ledger's three checkers it is. */
  readonly checker: (typeof CHECKERS)[number] | undefined;
  readonly options: ProcessOptions;
}

async function workers(
  names: readonly WorkerName[],
  { home, signal, checker: numbered, options }: WorkersPlace,
): Promise<void> {
  const network = await readHomeNetwork(home);
  const { rpcUrl, databaseUrl, demo: isDemo, member, exchangeUrl } = await placeOf(home, options);
  const [{ accountFor, loadKeys, roleAccounts }, { openPool }, { connectionsOf, runWorkers }] =
    await Promise.all([import("@alatau/chain"), import("@alatau/indexer"), import("@alatau/gateway")]);
  const keys = await loadKeys(home);
  await using pool = disposable(openPool(databaseUrl, { max: connectionsOf(names) }));
  const checker = numbered ?? (names.includes("checker") ? member : undefined);
  const logger = createLogger(checker ?? "workers");
  const agencies = isDemo ? (await import("../demo/city/agencies.ts")).agencyAccounts(keys) : {};
  const only = checker ?? member; // the one key of this process
  const accounts =
    only === undefined ? { ...roleAccounts(keys), ...agencies } : { [only]: accountFor(keys, only) };
  const announcement = exchangeUrl && { signer: member ?? "operator", url: exchangeUrl };
  const running = runWorkers(names, {
    pool: pool.value,
    network,
    rpcUrl,
    home,
    accounts,
    signal,
    logger,
    ...(checker !== undefined && { checker }),
    ...(announcement && { exchange: { announcement } }),
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
