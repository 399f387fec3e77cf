// `alatau start --demo` as people run it: first start in an empty folder, second start, and what minutes of it take in memory and disk.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { diskMiB, treeMiB } from "./_memory.ts";
import { end } from "./_workload.ts";
import { atMost, type Row } from "./row.ts";

const BIN = path.join(import.meta.dirname, "../../packages/cli/bin/alatau.mjs");
const PAGES = path.join(import.meta.dirname, "../../packages/web/dist/index.html");
const SAMPLE_SECONDS = Number(process.env["BENCH_DEMO_SECONDS"] ?? 180);
/** After the start, before the first sample: the setting-up of the neighbourhood is not growth. */
const SETTLE_SECONDS = 30;
const DAY_SECONDS = 86_400;
const PATIENCE_MS = 300_000;

export async function bench(): Promise<Row[]> {
  const home = await mkdtemp(path.join(tmpdir(), "alatau-bench-"));
  const hadPages = existsSync(PAGES);
  try {
    const cold = await start(home);
    await end(cold.child);
    const warm = await start(home);
    try {
      await sleep(SETTLE_SECONDS * 1000);
      const before = measure(warm.child.pid!, home);
      await sleep(SAMPLE_SECONDS * 1000);
      const after = measure(warm.child.pid!, home);
      const slots = await settledSlots(warm.url);
      const days = DAY_SECONDS / SAMPLE_SECONDS;
      const memory = Math.max(after.memory, before.memory);
      const growth = after.disk - before.disk;
      const memoryGrowth = after.memory - before.memory;
      const day = Math.round(
        memory + Math.max(0, memoryGrowth * days) + before.disk + Math.max(0, growth * days),
      );
      return [
        atMost(
          "start, new data folder, to first page",
          seconds(cold.ms),
          "s",
          90,
          `process start to the first 200 of «/»; pages ${hadPages ? "built before" : "built in it"}`,
        ),
        atMost(
          "start, again, to first page",
          seconds(warm.ms),
          "s",
          15,
          "the same folder, stopped in order before",
        ),
        atMost(
          "demo of 24 hours: memory and disk",
          day,
          "MiB",
          1_500,
          `extrapolated in a straight line from ${SAMPLE_SECONDS} s at speed 1 (${slots} slots settled): memory ${Math.round(before.memory)} → ${Math.round(after.memory)} MiB (PSS of all processes), disk ${before.disk.toFixed(1)} → ${after.disk.toFixed(1)} MiB`,
        ),
      ];
    } finally {
      await end(warm.child);
    }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

async function start(home: string): Promise<{ child: ChildProcess; url: string; ms: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [BIN, "start", "--demo", "--home", home, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  for (
    const until = began + PATIENCE_MS;
    performance.now() < until && child.exitCode === null;
    await sleep(20)
  ) {
    const url = /^Ready in [\d.]+ s: (http:\S+)$/m.exec(printed)?.[1];
    if (url === undefined) continue;
    if (!(await fetch(url)).ok) continue;
    return { child, url, ms: performance.now() - began };
  }
  await end(child);
  throw new Error(`alatau start did not come up:\n${printed}`);
}

/** PostgreSQL stands in a process group of its own and may keep its data beside the home; both are counted. */
function measure(pid: number, home: string): { memory: number; disk: number } {
  const signpost = path.join(home, "postgres-folder");
  const beside = existsSync(signpost) ? readFileSync(signpost, "utf8") : undefined;
  const cluster = path.join(beside ?? home, "postgres");
  const postmaster = Number(readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n")[0]);
  return {
    memory: treeMiB(pid, [postmaster]),
    disk: diskMiB(home) + (beside === undefined ? 0 : diskMiB(beside)),
  };
}

async function settledSlots(url: string): Promise<string> {
  const response = await fetch(`${url}/v1/slots?limit=200`);
  if (!response.ok) return "some";
  const { items, next } = (await response.json()) as { items: unknown[]; next?: string | null };
  return next ? `over ${items.length}` : `${items.length}`;
}
