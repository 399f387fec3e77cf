// Starts every part in its order, keeps all alive, stops all in order.
import { deploy, loadKeys, readNetwork, roleAccounts } from "@alatau/chain";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Terminal } from "../command.ts";
import { demoGenesis } from "../demo/calendar.ts";
import { TARIFFS } from "../demo/neighbourhood.ts";
import { UsageError } from "../errors.ts";
import { superviseDatabase } from "./database.ts";
import { diskFull, files, homeFolder, takeHome, writeRunning } from "./home.ts";
import { CHECKERS, SHARED_WORKERS } from "./names.ts";
import { launchMember } from "./member.ts";
import { buildPages } from "./pages.ts";
import { makeTables, partMaker, type Launch, type Part } from "./parts.ts";
import { freePort } from "./ports.ts";
import { stepper } from "./steps.ts";

export interface StartOptions {
  readonly demo?: boolean;
  readonly port: number;
  readonly home?: string;
  readonly speed: number;
  /** Name of the key of the one member to run; the whole ledger where it is left out. */
  readonly member?: string;
  /** Node of the network that the member belongs to. */
  readonly rpc?: string;
  /** Where other members reach the gateway. */
  readonly exchangeUrl?: string;
}

/** Runs the ledger until Ctrl-C; answers the exit code. @throws {CommandError} for what a person has to mend first */
export async function start(options: StartOptions, terminal: Terminal): Promise<number> {
  const began = performance.now();
  const home = homeFolder(options.home);
  const taken = await takeHome(home);
  const stopping = stopOnSignals(terminal);
  const { parts, stop } = cast();
  parts.push({ stop: async () => taken[Symbol.asyncDispose]() }); // given back last
  const aborted = new Promise<undefined>((resolve) => {
    stopping.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  const launching = launchOf(options)({ home, options, terminal, signal: stopping, parts });
  try {
    const url = await Promise.race([launching, aborted]);
    if (url !== undefined) {
      terminal.out(`Ready in ${((performance.now() - began) / 1000).toFixed(1)} s: ${url}`);
      terminal.out(`Wallets of passkeys need a name: ${url.replace("127.0.0.1", "localhost")}`);
      await aborted;
    }
    return 0;
  } catch (failure) {
    throw diskFull(failure, home);
  } finally {
    await stop();
    await launching.catch(() => undefined); // it cannot go on without the parts that were stopped
    await stop();
    if (stopping.aborted) terminal.out("Stopped.");
  }
}

/** What runs, in the order in which it was started; it is stopped the other way round. */
function cast() {
  const parts: Part[] = [];
  return {
    parts,
    stop: async () => {
      for (let part = parts.pop(); part !== undefined; part = parts.pop())
        await part.stop().catch(() => undefined);
    },
  };
}

/** The whole ledger, or one member of another one. @throws {UsageError} for half of what a member needs */
function launchOf({ member, rpc, demo }: StartOptions): (launch: Launch) => Promise<string> {
  if (member === undefined) return launch;
  if (rpc === undefined) throw new UsageError("--member needs --rpc, a node of the network.");
  if (demo === true) throw new UsageError("The demo runs the whole ledger: leave out --member.");
  return launchMember;
}

/** Starts everything, one named step after the other where one needs the other; answers the address of the pages. */
async function launch({ home, options, terminal, signal, parts }: Launch): Promise<string> {
  const port = await freePort(options.port);
  const { logs } = files(home);
  const isDemo = options.demo === true;
  const step = stepper(isDemo ? 9 : 8, terminal.out);
  const { child, onDeath } = partMaker({ home, options, terminal, signal, parts });
  const pages = step(
    "Pages",
    () => buildPages(logs, signal),
    (state) => (state === "missing" ? "cannot be built; the API works without" : state),
  );
  pages.catch(() => undefined);

  const chainPort = await freePort(0);
  const rpcUrl = `http://127.0.0.1:${chainPort}`;
  const genesis = isDemo ? ["--driven", "--genesis", String(demoGenesis(Math.floor(Date.now() / 1000)))] : [];
  const [database, contracts] = await Promise.allSettled([
    step("PostgreSQL", async () => {
      const running = await superviseDatabase(home, onDeath);
      parts.push(running);
      return running;
    }).then(async ({ url }) => {
      await step("Tables", () => makeTables(url));
      return url;
    }),
    step("Chain", () => child("chain", ["chain"], ["--port", String(chainPort), ...genesis]).ready).then(() =>
      step(
        "Contracts",
        () => deployed(home, rpcUrl),
        ({ chainId }) => `chain ${chainId}`,
      ),
    ),
  ]);
  if (contracts.status === "rejected") throw contracts.reason;
  if (database.status === "rejected") throw database.reason;

  const url = `http://127.0.0.1:${port}`;
  const wsUrl = rpcUrl.replace("http:", "ws:");
  const { speed } = options;
  const driven = await isDriven(home);
  await writeRunning(home, {
    pid: process.pid,
    url,
    databaseUrl: database.value,
    rpcUrl,
    wsUrl,
    demo: isDemo,
    driven,
    speed,
    ...(options.exchangeUrl !== undefined && { exchangeUrl: options.exchangeUrl }),
  });
  await pages;
  // The pages first: the rest needs the same processors, and nobody waits for it.
  await step(
    "Gateway",
    () => child("gateway", ["gateway"], ["--port", String(port)]).ready,
    () => url,
  );
  const indexer = child("indexer", ["indexer"]);
  const workers = [child("workers", SHARED_WORKERS), ...CHECKERS.map((name) => child(name, [name]))];
  await Promise.all([
    step("Indexer", () => indexer.ready),
    step("Workers and three checkers", () => Promise.all(workers.map(({ ready }) => ready))),
  ]);
  if (isDemo) await step("Demo", () => child("demo", ["demo"]).ready);
  return url;
}

/** The contracts of this folder's network, deployed as far as they are missing. */
async function deployed(home: string, rpcUrl: string) {
  const { chainId } = JSON.parse(await readFile(join(home, "chain", "chain.json"), "utf8")) as {
    chainId: number;
  };
  const known = await readNetwork(home);
  const { feedIn, retail, networkFee } = TARIFFS.day;
  const network = await deploy({
    rpcUrl,
    chainId,
    accounts: roleAccounts(await loadKeys(home)),
    journalFile: join(home, "deployment.json"),
    home,
    setup: { tariff: { feedIn, retail, networkFee } },
  });
  return known ?? network;
}

/** Whether the demo advances this folder's clock: decided when its chain was made. */
async function isDriven(home: string): Promise<boolean> {
  const { clock } = JSON.parse(await readFile(join(home, "chain", "chain.json"), "utf8")) as {
    clock: string;
  };
  return clock === "driven";
}

/** Ctrl-C and SIGTERM end the run in order; a second one at once. */
function stopOnSignals(terminal: Terminal): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(130);
    terminal.err("Stopping …");
    stopping.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.once("SIGHUP", stop);
  return stopping.signal;
}
