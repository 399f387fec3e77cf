// Ponder 0.17.7, the peer, where its benchmark lies beside the checkout; installed outside the project.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, openSync, closeSync, mkdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { peakMiB } from "./_memory.ts";
import { end, type TradeChain } from "./_workload.ts";

const SOURCE = path.join(import.meta.dirname, "../../../shared/bench/ponder-peer");
const PLACE = path.join(tmpdir(), "alatau-ponder-peer");
const PATIENCE_MS = 900_000;

/** Installs the peer once; undefined where its benchmark is not at hand. */
export function installPonder(): string | undefined {
  if (!existsSync(SOURCE)) return undefined;
  if (!existsSync(path.join(PLACE, "node_modules/ponder/package.json"))) {
    mkdirSync(PLACE, { recursive: true });
    cpSync(SOURCE, PLACE, { recursive: true });
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: PLACE,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return PLACE;
}

export interface PonderRun {
  /** From the start of the process to the last row served. */
  readonly wallMs: number;
  readonly peakMiB: number;
}

/** One backfill of the trades into an empty database. */
export async function runPonder(
  place: string,
  chain: TradeChain,
  databaseUrl: string,
  events: number,
): Promise<PonderRun> {
  const app = path.join(place, "ponder-app");
  const port = await freePort();
  const log = openSync(path.join(place, "ponder.log"), "a");
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...[path.join(place, "node_modules/ponder/dist/esm/bin/ponder.js"), "start", "--schema", "bench"],
      ...["--port", `${port}`, "--hostname", "127.0.0.1", "--log-format", "json", "--root", app],
    ],
    {
      cwd: app,
      stdio: ["ignore", log, log],
      env: {
        ...process.env,
        PEER_CHAIN_ID: `${chain.chainId}`,
        PEER_RPC_URL: chain.rpcUrl,
        PEER_CONTRACT: chain.contract,
        PEER_START_BLOCK: `${chain.first}`,
        PONDER_TELEMETRY_DISABLED: "true",
        DATABASE_URL: databaseUrl,
      },
    },
  );
  closeSync(log);
  try {
    const last = `http://127.0.0.1:${port}/trades?after=${events - 2}&limit=1`;
    for (const until = began + PATIENCE_MS; !(await serves(last, events - 1)); await sleep(20))
      if (performance.now() > until || child.exitCode !== null)
        throw new Error(`Ponder did not serve the last row; its log is ${place}/ponder.log`);
    return { wallMs: performance.now() - began, peakMiB: peakMiB(child.pid!) };
  } finally {
    await end(child);
  }
}

async function serves(url: string, id: number): Promise<boolean> {
  try {
    const response = await fetch(url);
    if (!response.ok) return false;
    const { items } = (await response.json()) as { items: { id: string }[] };
    return items[0]?.id === String(id);
  } catch {
    return false; // it does not listen yet
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
