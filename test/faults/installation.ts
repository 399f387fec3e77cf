// A whole ledger for tests that kill: PostgreSQL, chain, indexer, workers and three checkers, each a process that is kept alive.
import { accountFor, deploy, isAlive, loadKeys, readNetwork, roleAccounts, type Keys } from "@alatau/chain";
import { LEDGER_SQL, migrate, openPool, startPostgres, type RunningPostgres } from "@alatau/indexer";
import { ABIS, type ContractName, type Network } from "@alatau/sdk";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import {
  createWalletClient,
  encodeFunctionData,
  http,
  publicActions,
  type Abi,
  type PrivateKeyAccount,
} from "viem";
import { enqueue, waitForIntent } from "../../packages/gateway/src/outbox.ts";
import { inTransaction } from "../../packages/gateway/src/transaction.ts";
import { PARTS, type PartName, type Place } from "./place.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const WORK_SQL = path.join(ROOT, "packages/gateway/sql");
const PROGRAMS = {
  /** The command that people use. */
  alatau: (name: PartName, home: string, { chainPort, genesisTime }: Place): string[] => [
    ...[path.join(ROOT, "packages/cli/bin/alatau.mjs"), "worker", ...PARTS[name], "--home", home],
    ...(name === "chain" ? ["--port", `${chainPort}`, "--genesis", `${genesisTime}`, "--driven"] : []),
  ],
  /** The same functions in a program that loads only what its part needs, so that more lives fit into a minute. */
  part: (name: PartName, home: string): string[] => [path.join(import.meta.dirname, "part.ts"), name, home],
} as const;
export type Program = keyof typeof PROGRAMS;

/** A process that is started again each time it dies. */
export interface Part {
  readonly name: PartName;
  readonly pid: () => number | undefined;
  /** Settles when the present life works. */
  ready(): Promise<unknown>;
  /** SIGKILL to the present life, or the next when there is none; answers when the process is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface Installation extends AsyncDisposable {
  readonly home: string;
  readonly place: Place;
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly keys: Keys;
  readonly parts: Readonly<Record<PartName, Part>>;
  account(name: string): PrivateKeyAccount;
  /** SIGKILL for PostgreSQL, and its next start. */
  killDatabase(): Promise<void>;
  /** SIGKILL for Anvil alone; its supervisor ends and is started again. */
  killNode(): Promise<void>;
  /** Sends a call with a role's key through the outbox and waits for its block. */
  send(signer: string, contract: ContractName, functionName: string, args: readonly unknown[]): Promise<void>;
  /** Sends a call with a participant's own key, past the outbox, and waits for its block. */
  sendOwn(
    person: string,
    contract: ContractName,
    functionName: string,
    args: readonly unknown[],
  ): Promise<void>;
}

export interface InstallationOptions {
  readonly genesisTime: number;
  readonly program?: Program;
  readonly blockSeconds?: number;
  readonly batchWaitMs?: number;
  readonly publishWaitMs?: number;
}

/** Starts everything in a new folder, which the disposal removes. */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const { genesisTime, program = "part", blockSeconds = 0.05, batchWaitMs = 100 } = options;
  const { publishWaitMs = batchWaitMs } = options;
  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), "alatau-faults-"));
  opened.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  await mkdir(path.join(home, "logs"), { recursive: true });
  let postgres: RunningPostgres = await startPostgres({ home, databaseUrl: "" });
  opened.defer(() => postgres.stop());
  const pool = openPool(postgres.url);
  pool.on("connect", (client) => client.on("error", () => undefined)); // broken while in use: its query says so
  opened.defer(() => pool.end());
  await migrate(pool, LEDGER_SQL, "ledger");
  await migrate(pool, WORK_SQL, "work");

  const chainPort = await freePort();
  const rpcUrl = `http://127.0.0.1:${chainPort}`;
  const place: Place = {
    ...{ pid: process.pid, url: "http://127.0.0.1:9", databaseUrl: postgres.url, rpcUrl, chainPort },
    ...{ wsUrl: rpcUrl.replace("http", "ws"), demo: true, driven: true, speed: 1 },
    ...{ genesisTime, blockSeconds, batchWaitMs, publishWaitMs },
  };
  await writeFile(path.join(home, "run.json"), JSON.stringify(place), { mode: 0o600 });
  const begin = (name: PartName): Part => {
    const part = keepAlive(name, PROGRAMS[program](name, home, place), home);
    opened.defer(part.stop);
    return part;
  };
  const chain = begin("chain");
  await chain.ready();
  const keys = await loadKeys(home);
  const { chainId } = JSON.parse(await readFile(path.join(home, "chain/chain.json"), "utf8")) as {
    chainId: number;
  };
  await deploy({ rpcUrl, chainId, accounts: roleAccounts(keys), home });
  const network = (await readNetwork(home))!;
  const others = (["indexer", "workers", "checker1", "checker2", "checker3"] as const).map(begin);
  await Promise.all(others.map((part) => part.ready()));
  const parts = Object.fromEntries([chain, ...others].map((part) => [part.name, part])) as Record<
    PartName,
    Part
  >;
  let sent = 0;
  const all = opened.move();
  return {
    ...{ home, place, pool, network, keys, parts },
    account: (name) => accountFor(keys, name),
    killDatabase: async () => {
      process.kill(postgres.pid!, "SIGKILL");
      await sleep(100);
      postgres = await startPostgres({ home, databaseUrl: "" });
    },
    killNode: async () => {
      // The file names a node only while there is one: a chain that is being restored is waited for.
      const file = path.join(home, "chain/process.json");
      for (let tries = 0; tries < 500; tries += 1) {
        const text = await readFile(file, "utf8").catch(() => "{}");
        const { node } = JSON.parse(text) as { node?: number };
        if (node !== undefined && isAlive(node)) return void process.kill(node, "SIGKILL");
        await sleep(50);
      }
      throw new Error("there was no node to kill");
    },
    send: async (signer, contract, functionName, args) => {
      const dedupe = `test/${(sent += 1)}`;
      await inTransaction(pool, (client) =>
        enqueue(client, { dedupe, signer, contract, functionName, args }),
      );
      const entry = await waitForIntent(pool, dedupe, { timeoutMs: 60_000 });
      if (entry?.state !== "mined" && entry?.state !== "final")
        throw new Error(`${functionName}: ${entry?.state} ${entry?.error?.code} ${entry?.error?.detail}`);
    },
    sendOwn: async (person, contract, functionName, args) => {
      const client = createWalletClient({
        account: accountFor(keys, person),
        transport: http(rpcUrl),
      }).extend(publicActions);
      const data = encodeFunctionData({ abi: ABIS[contract] as Abi, functionName, args });
      const hash = await client.sendTransaction({
        ...{ to: network.contracts[contract], data, chain: null },
        ...{ gas: 1_000_000n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n },
      });
      const { status } = await client.waitForTransactionReceipt({ hash, pollingInterval: 20 });
      if (status !== "success") throw new Error(`${functionName} was reverted`);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Nobody supervises these processes but the test: a pause before the next life, and its output in a file. */
function keepAlive(name: PartName, args: readonly string[], home: string): Part {
  let stopping = false;
  let child: ChildProcess | undefined;
  let ready = Promise.withResolvers<undefined>();
  const live = async (): Promise<void> => {
    while (!stopping) {
      const log = openSync(path.join(home, "logs", `${name}.log`), "a");
      child = spawn(process.execPath, args, {
        stdio: ["ignore", log, log, "ipc"],
        env: { ...process.env, NODE_COMPILE_CACHE: path.join(home, "compiled") },
      });
      closeSync(log);
      child.on("message", () => ready.resolve(undefined));
      await once(child, "exit");
      const settled = ready;
      ready = Promise.withResolvers<undefined>();
      settled.resolve(undefined); // whoever waits looks again
      if (!stopping) await sleep(20);
    }
  };
  const living = live();
  return {
    name,
    pid: () => child?.pid,
    ready: () => ready.promise,
    kill: async () => {
      const isGone = (): boolean =>
        child === undefined || child.exitCode !== null || child.signalCode !== null;
      while (isGone() && !stopping) await sleep(2);
      if (child === undefined || isGone()) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
    stop: async () => {
      stopping = true;
      child?.kill("SIGTERM");
      const late = setTimeout(() => child?.kill("SIGKILL"), 10_000);
      await living;
      clearTimeout(late);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
