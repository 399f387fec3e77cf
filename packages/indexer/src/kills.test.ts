// D2: an indexer that is killed at any moment loses and doubles nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { follow } from "./follow.ts";
import { openPool } from "./pool.ts";
import { startPostgres, type RunningPostgres } from "./postgres.ts";
import { ledgerHash } from "./rebuild.ts";
import { startTestChain, type TestChain } from "./test-chain.ts";
import { openStreet, tradeSlot, type Street } from "./test-street.ts";

const KILLS = 20;
const SEED = 20_260_101;

/** Numbers below one from a seed (mulberry32), so that a failing run can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("an indexer killed at random moments", function () {
  this.timeout(150_000);
  let home: string;
  let postgres: RunningPostgres;
  let chain: TestChain;
  let street: Street;
  let nextSlot: number;

  before(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "alatau-indexer-"));
    [postgres, chain] = await Promise.all([startPostgres({ home, databaseUrl: "" }), startTestChain()]);
    street = await openStreet(chain);
    nextSlot = street.firstSlot;
  });

  after(async () => {
    await Promise.all([postgres?.stop(), chain?.stop()]);
    await rm(home, { recursive: true, force: true });
  });

  /** Starts an indexer and kills it some milliseconds after its first row; 1 when it had stored something. */
  const killOne = async (delayMs: number): Promise<number> => {
    const program = fileURLToPath(new URL("test-indexer.ts", import.meta.url));
    const child = spawn(
      process.execPath,
      [program, chain.rpcUrl, postgres.url, JSON.stringify(chain.network)],
      {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, NODE_COMPILE_CACHE: path.join(home, "compiled") },
      },
    );
    const exited = once(child, "exit");
    const stored = await Promise.race([once(child.stdout, "data").then(() => 1), exited.then(() => 0)]);
    await sleep(delayMs);
    child.kill("SIGKILL");
    await exited;
    return stored;
  };

  it(`has after ${KILLS} kills every row once (D2)`, async () => {
    const random = seeded(SEED);
    let trading = true;
    const trade = async (): Promise<void> => {
      for (; trading; nextSlot++) {
        await tradeSlot(street, nextSlot);
        await sleep(40);
      }
    };
    const traded = trade();
    let worked = 0;
    try {
      for (let kill = 0; kill < KILLS; kill++) worked += await killOne(random() * 60);
    } finally {
      trading = false;
      await traded;
    }
    expect(worked, "indexers that stored something before they were killed").to.equal(KILLS);

    const until = await chain.head();
    const pool = openPool(postgres.url);
    const clean = new URL(postgres.url);
    clean.pathname = "/clean";
    try {
      await follow({ rpcUrl: chain.rpcUrl, databaseUrl: postgres.url, network: chain.network, until });
      await pool.query("CREATE DATABASE clean");
      await follow({ rpcUrl: chain.rpcUrl, databaseUrl: clean.href, network: chain.network, until });
      const cleanPool = openPool(clean.href);
      const expected = await ledgerHash(cleanPool);
      await cleanPool.end();
      expect(await ledgerHash(pool)).to.deep.equal(expected);
    } finally {
      await pool.end();
    }
  });

  it("goes on by itself when the database is killed and comes back", async () => {
    const stop = new AbortController();
    const heights: number[] = [];
    const following = follow({
      ...{
        rpcUrl: chain.rpcUrl,
        databaseUrl: postgres.url,
        network: chain.network,
        signal: stop.signal,
        pollMs: 20,
      },
      onBlock: ({ number }) => heights.push(number),
    });
    await tradeSlot(street, nextSlot++);
    process.kill(postgres.pid!, "SIGKILL");
    await tradeSlot(street, nextSlot++);
    const { url } = postgres;
    postgres = await startPostgres({ home, databaseUrl: "" });
    expect(postgres.url).to.equal(url);
    const head = await chain.head();
    for (let waited = 0; heights.at(-1) !== head && waited < 10_000; waited += 20) await sleep(20);
    stop.abort();
    await following;
    expect(heights.at(-1)).to.equal(head);
  });
});
