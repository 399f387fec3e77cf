// D2: signed records are uploaded and slots settled while processes are killed at random; then everything is counted.
import { advanceTo } from "@alatau/chain";
import { rebuild } from "@alatau/indexer";
import { execFile } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Hex } from "viem";
import { acceptReadings } from "../../packages/gateway/src/intake/accept.ts";
import { until } from "../../packages/gateway/src/workers/story-network.ts";
import { chainTip } from "../../packages/gateway/src/workers/ledger.ts";
import { openInstallation, type Installation, type Program } from "./installation.ts";
import { explain, minedTransactions } from "./mined.ts";
import { FIRST_SLOT, openStreet, SLOTS, START, ZONE, type Street } from "./street.ts";

export interface StormOptions {
  readonly seed: number;
  /** Kills of indexer, workers and checkers. */
  readonly kills: number;
  /** Kills of database and chain, spread among the others. */
  readonly outages: number;
  readonly program?: Program;
}

/** What went on in a storm. */
export interface Storm {
  readonly kills: number;
  readonly outages: number;
  /** Records that were answered with «accepted», by their hash. */
  readonly acknowledged: readonly string[];
  readonly slots: number;
  readonly seconds: number;
}

/** Numbers below one from a seed (mulberry32), so that a failing run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is killed, the workers most: most of what can be lost passes through them. */
const VICTIMS = ["workers", "workers", "indexer", "indexer", "checker1", "checker2", "checker3"] as const;
/** So many processes at most die in the same moment. */
const MOST_AT_ONCE = 3;
/** One round in so many does not wait until its victims work: it kills while they start. */
const STARTING_ONE_IN = 4;
/** Longest time from there to the kill. */
const LONGEST_MS = 350;
/** The street goes on to the next slot after so long, settled or not. */
const SLOT_PATIENCE_MS = 3_000;
/** What has to be left in order after the last kill. */
const CALM_MS = 180_000;

/** An installation with its street, before the storm. */
export interface Scene extends AsyncDisposable {
  readonly installation: Installation;
  readonly street: Street;
  /** The last block of the preparations, and the last intent. */
  readonly since: { readonly block: number; readonly intent: number };
}

/** Everything in place: participants, devices, keys, agreements, orders. */
export async function setScene({ program = "part" }: { program?: Program } = {}): Promise<Scene> {
  await using opened = new AsyncDisposableStack();
  const installation = opened.use(await openInstallation({ genesisTime: START - 7200, program }));
  const street = await openStreet(installation);
  const since = await settledSoFar(installation);
  const all = opened.move();
  return {
    ...{ installation, street, since },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The last intent of the preparations, all of which are final, and the last block: the node's, since the ledger's may be older. */
async function settledSoFar({ pool, place }: Installation): Promise<Scene["since"]> {
  const text = "SELECT max(number) AS intent, bool_and(state = 'final') AS settled FROM work.outbox";
  let found: { intent: number; settled: boolean } | undefined;
  await until(async () => (found = (await pool.query<NonNullable<typeof found>>(text)).rows[0])!.settled, {
    what: "the street's preparations to be final",
  });
  return { block: (await minedTransactions(place.rpcUrl, 0)).at(-1)!.block, intent: found!.intent };
}

/** Kills and uploads until the kills are done or the time is over, then waits until the work is done. */
export async function rage(scene: Scene, options: StormOptions): Promise<Storm> {
  const began = Date.now();
  const over = new AbortController();
  const acknowledged: string[] = [];
  const trading = trade(scene, acknowledged, over.signal);
  trading.catch(() => over.abort()); // there is nothing left to disturb
  let count: { kills: number; outages: number };
  try {
    count = await killAll(scene, options, over.signal);
  } finally {
    over.abort();
  }
  const slots = await trading.catch((failure: unknown) => {
    throw new Error(`trade broke down after ${count.kills} kills and ${count.outages} outages`, {
      cause: failure,
    });
  });
  const seconds = (Date.now() - began) / 1000;
  await calm(scene, slots);
  return { ...count, acknowledged, slots, seconds };
}

async function killAll(
  { installation }: Scene,
  { seed, kills, outages }: StormOptions,
  over: AbortSignal,
): Promise<{ kills: number; outages: number }> {
  const random = seeded(seed);
  const { parts } = installation;
  const done = { kills: 0, outages: 0 };
  while (done.kills < kills && !over.aborted) {
    const atOnce = Math.min(1 + Math.floor(random() * MOST_AT_ONCE), kills - done.kills);
    const drawn = Array.from({ length: atOnce }, () => VICTIMS[Math.floor(random() * VICTIMS.length)]!);
    const victims = [...new Set(drawn)].map((name) => parts[name]);
    const isStarting = random() * STARTING_ONE_IN < 1;
    const delay = random() * LONGEST_MS;
    if (!isStarting) await Promise.all(victims.map((victim) => victim.ready()));
    await sleep(delay);
    await Promise.all(victims.map((victim) => victim.kill()));
    done.kills += victims.length;
    const due = Math.floor((outages * done.kills) / kills);
    if (done.outages < due) await outage(installation, done.outages++);
  }
  return done;
}

/** In turns: the database, the node alone, the node with what supervises it. */
async function outage({ killDatabase, killNode, parts }: Installation, turn: number): Promise<void> {
  if (turn % 2 === 0) return killDatabase();
  await parts.chain.ready();
  await (turn % 4 === 1 ? killNode() : parts.chain.kill());
}

/** On a busy machine a part that is killed again and again needs long to have lived long enough. */
const PATIENCE_MS = 300_000;

/** Tries until it works: the client of a service that fails now and then. */
async function persist<T>(work: () => Promise<T>, timeoutMs = PATIENCE_MS): Promise<T> {
  for (const endsAt = Date.now() + timeoutMs; ; await sleep(25)) {
    try {
      return await work();
    } catch (failure) {
      if (Date.now() > endsAt) throw failure;
    }
  }
}

/** Slot after slot until the storm is over: time passes, every meter's record is uploaded until it was answered. */
async function trade(
  { installation, street }: Scene,
  acknowledged: string[],
  over: AbortSignal,
): Promise<number> {
  const { pool, place } = installation;
  let slots = 0;
  for (; slots < SLOTS && !over.aborted; slots++) {
    const slot = FIRST_SLOT + slots;
    const end = (slot + 1) * 900 + 5;
    await persist(() => pass(installation, end));
    for (const record of street.records(slot)) {
      const upload = async (): Promise<string> => {
        const now = Math.max((await chainTip(pool))?.timestamp ?? 0, end);
        const publisher = installation.network.accounts.operator;
        const { results } = await acceptReadings(pool, { input: record, publisher, uploadedBy: null, now });
        const [{ status, recordHash, reason } = { status: "refused" }] = results;
        if (status === "refused") throw new Error(`a good record was refused: ${reason}`);
        return recordHash!;
      };
      acknowledged.push(await persist(upload));
      await sleep(10);
    }
    for (const patience = Date.now() + SLOT_PATIENCE_MS; Date.now() < patience; await sleep(50)) {
      const settled = await isSettled(installation, slot).catch(() => false);
      if (settled || over.aborted) break;
      await advanceTo(place.rpcUrl, end).catch(() => undefined); // a chain that was killed may have gone back
    }
  }
  return slots;
}

/** Lets the chain's time pass, and waits until the ledger has seen it. */
async function pass(installation: Installation, to: number): Promise<void> {
  const { pool, place } = installation;
  await advanceTo(place.rpcUrl, to);
  await until(async () => ((await chainTip(pool))?.timestamp ?? 0) >= to, { timeoutMs: 2_000 });
}

async function isSettled({ pool }: Installation, slot: number): Promise<boolean> {
  const { rowCount } = await pool.query("SELECT 1 FROM ledger.slot_results WHERE zone = $1 AND slot = $2", [
    ZONE,
    slot,
  ]);
  return rowCount !== null && rowCount > 0;
}

/** What an intent ends with: its transaction is final, or it is a settlement that a newer version of the readings overtook. */
const UNFINISHED = `state <> 'final'
  AND NOT (state = 'refused' AND function = 'settle' AND error ->> 'code' = 'version-not-latest')`;

/** Waits until nothing is left to do: no record waits, every slot is settled by its latest readings, every intent has its end. */
async function calm({ installation }: Scene, slots: number): Promise<void> {
  const { pool, place } = installation;
  const end = (FIRST_SLOT + slots) * 900 + 5;
  let left: unknown;
  const isDone = async (): Promise<boolean> => {
    await advanceTo(place.rpcUrl, end);
    const { rows } = await pool.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM work.pending) AS records,
              (SELECT count(*) FROM work.batches WHERE state <> 'accepted') AS batches,
              (SELECT count(*) FROM work.outbox WHERE ${UNFINISHED}) AS intents,
              $1 - (SELECT count(DISTINCT (zone, slot)) FROM ledger.slot_results) AS slots,
              (SELECT count(*) FROM (SELECT zone, slot, max(version) AS version FROM ledger.reading_sets GROUP BY zone, slot) latest
                LEFT JOIN (SELECT zone, slot, max(version) AS version FROM ledger.slot_results GROUP BY zone, slot) settled
                  USING (zone, slot, version) WHERE settled.zone IS NULL) AS superseded`,
      [slots],
    );
    left = rows[0];
    return Object.values(rows[0]!).every((count) => Number(count) === 0);
  };
  const look = async (): Promise<boolean> => {
    await sleep(100);
    return isDone().catch(() => false);
  };
  await until(look, { timeoutMs: CALM_MS }).catch(async () => {
    const { rows } = await pool.query(
      `SELECT dedupe, state, error FROM work.outbox WHERE ${UNFINISHED} ORDER BY number LIMIT 5`,
    );
    const incidents = await pool.query("SELECT kind, subject, detail FROM work.incidents LIMIT 5");
    const found = JSON.stringify({ left, rows, incidents: incidents.rows });
    throw new Error(`after ${CALM_MS / 1000} s of calm there is left ${found}`);
  });
}

/** Every acknowledged record is in one batch of the chain, and the chain's batches hold nothing else. */
export async function checkRecords(
  { installation: { pool } }: Scene,
  { acknowledged }: Storm,
): Promise<void> {
  const { rows: anchored } = await pool.query<{ hash: string }>(
    `SELECT encode(r.record_hash, 'hex') AS hash FROM ledger.batches b JOIN ledger.datasets d USING (dataset)
       JOIN work.batch_records r ON r.dataset = d.name AND r.publisher = b.publisher AND r.sequence = b.sequence
      ORDER BY 1`,
  );
  const hashes = acknowledged.map((hash) => hash.slice(2)).toSorted();
  expect(new Set(hashes).size, "records that were acknowledged").to.equal(hashes.length);
  expect(anchored.map(({ hash }) => hash)).to.deep.equal(hashes);
  const { rows } = await pool.query<{ count: number }>("SELECT sum(count)::int AS count FROM ledger.batches");
  expect(rows[0]!.count, "records under the chain's roots").to.equal(hashes.length);
}

/**
 * Every intent is one transaction of the chain that did what it was for, or a settlement that a newer version overtook; no other
 * transaction was made, and the failed ones of the chain are those that the contract refused. Answers how many intents there are.
 */
export async function checkIntents({ installation, since }: Scene): Promise<number> {
  const { pool, place } = installation;
  const { rows } = await pool.query<{ hash: Hex; block: number; succeeded: boolean }>(
    `SELECT '0x' || encode(tx_hash, 'hex') AS hash, block, state = 'final' AS succeeded FROM work.outbox
      WHERE number > $1 AND (state = 'final' OR (tx_hash IS NOT NULL AND block IS NOT NULL)) ORDER BY 1`,
    [since.intent],
  );
  const mined = await minedTransactions(place.rpcUrl, since.block + 1);
  const both = [...mined, ...rows].map(({ hash }) => hash);
  const differing = both.filter((hash) => both.indexOf(hash) === both.lastIndexOf(hash));
  if (differing.length > 0)
    throw new Error(`chain and outbox differ: ${await explain(installation, differing)}`);
  expect(mined.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))).to.deep.equal(rows);
  return rows.length;
}

const run = promisify(execFile);
const ALATAU = path.join(import.meta.dirname, "../../packages/cli/bin/alatau.mjs");

/** `alatau audit`: sales equal the replay, rows the chain's, balances the contracts'. Answers what it counted. */
export async function checkAudit({ installation: { home } }: Scene): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, [ALATAU, "audit", "--home", home, "--json"]).catch(
    (failure: Error & { stdout?: string }) => {
      throw new Error(`the audit found: ${failure.stdout}${failure.message}`);
    },
  );
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** D1: what killed indexers wrote equals what one undisturbed indexer writes. */
export async function checkRebuild({ installation }: Scene): Promise<void> {
  const { parts, place, network } = installation;
  await parts.indexer.stop();
  const { before, after } = await rebuild({ rpcUrl: place.rpcUrl, databaseUrl: place.databaseUrl, network });
  expect(after).to.deep.equal(before);
}
