// Closes batches of meters' records: when they are enough, old enough, or a slot is complete.
import {
  keccak256,
  SLOT_SECONDS,
  slotOf,
  slotStart,
  toBytes32,
  utf8,
  type Bytes32,
  type Network,
  type Slot,
} from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { DIRECTIONS } from "../intake/registers.ts";
import { inTransaction } from "../transaction.ts";
import { chainTip } from "./ledger.ts";
import { runLoop, type StepAnswer } from "./loop.ts";
import { advanceBatches, openBatches, openCandidate, wasRefusedLately, type Stream } from "./streams.ts";

export interface BatcherOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Participant that publishes, and the name of its key in the outbox. */
  readonly publisher: number;
  readonly signer: string;
  /** A batch closes with this many records. Default: 1,000. */
  readonly maxRecords?: number;
  /** A batch closes when its oldest record has waited so long. Default: 10 s. */
  readonly maxWaitMs?: number;
}

export const READINGS_DATASET_ID: Bytes32 = toBytes32(keccak256(utf8(READINGS_DATASET)));

/** Batches that checkers may have before them at once; further ones close only with {@link BatcherOptions.maxRecords} records. */
const MAX_CANDIDATES = 4;

/** Batches until the signal. Two at once take turns. */
export async function runBatcher(options: BatcherOptions): Promise<void> {
  const { publisher, signer, network, logger } = options;
  const stream: Stream = {
    ...{ dataset: READINGS_DATASET, datasetId: READINGS_DATASET_ID, publisher, signer, network, logger },
    ...{ quorum: network.datasets[READINGS_DATASET]!, wake: "anchored", requeue },
  };
  const loop = { name: "batcher", wakeOn: ["pending", "approval", "sent"], pollMs: 250 };
  await runLoop({ ...options, ...loop }, () =>
    inTransaction(options.pool, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock(hashtext('batcher'), $1)", [publisher]);
      const open = await openBatches(client, stream);
      if (await advanceBatches(client, open, stream)) return true;
      if (await wasRefusedLately(client, stream)) return false;
      const candidates = open.filter(({ state }) => state === "candidate").length;
      return closeBatch(client, candidates, { ...options, stream });
    }),
  );
}

/** Makes a candidate of what waits, when it is enough or old enough or nothing more is to come; otherwise says when it will be. */
async function closeBatch(
  client: pg.PoolClient,
  candidates: number,
  { publisher, stream, maxRecords = 1_000, maxWaitMs = 10_000 }: BatcherOptions & { stream: Stream },
): Promise<StepAnswer> {
  const tip = await chainTip(client);
  if (tip === undefined || candidates >= MAX_CANDIDATES) return false;
  const { waiting, dueMs } = await pendingRecords(client, maxRecords, maxWaitMs);
  if (waiting === 0 || (candidates > 0 && waiting < maxRecords)) return false;
  if (waiting < maxRecords && dueMs > 0 && !(await isSlotComplete(client, slotOf(tip.timestamp))))
    return dueMs;
  const { rows } = await client.query<{ record_hash: Buffer; observed_from: number; observed_to: number }>(
    `WITH taken AS (
       DELETE FROM work.pending WHERE record_hash IN (
         SELECT p.record_hash FROM work.pending p JOIN payload.records r USING (record_hash)
          WHERE r.dataset = $1 AND r.publisher = $2 ORDER BY p.number LIMIT $3)
       RETURNING record_hash, number)
     SELECT t.record_hash, r.observed_from, r.observed_to FROM taken t JOIN payload.records r USING (record_hash) ORDER BY t.number`,
    [READINGS_DATASET, publisher, maxRecords],
  );
  if (rows.length === 0) return false;
  const records = rows.map((row) => ({
    recordHash: `0x${row.record_hash.toString("hex")}` as Bytes32,
    ...{ observedFrom: row.observed_from, observedTo: row.observed_to },
  }));
  await openCandidate(client, stream, records, { tip });
  return true;
}

/** How many records wait, counted up to `enough`, and in how many ms the oldest has waited `maxWaitMs`. */
async function pendingRecords(
  client: pg.PoolClient,
  enough: number,
  maxWaitMs: number,
): Promise<{ waiting: number; dueMs: number }> {
  const { rows } = await client.query<{ waiting: number; waited: number | null }>(
    `SELECT (SELECT count(*) FROM (SELECT 1 FROM work.pending LIMIT $1) p)::int AS waiting,
            (SELECT ceil(extract(epoch FROM clock_timestamp() - r.received_at) * 1000)::int
               FROM work.pending p JOIN payload.records r USING (record_hash) ORDER BY p.number LIMIT 1) AS waited`,
    [enough],
  );
  const { waiting, waited } = rows[0]!;
  return { waiting, dueMs: maxWaitMs - (waited ?? 0) };
}

/** How many slots back a device counts as one that reports; as in slot-registers.ts. */
const RECENT_SLOTS = 5;

/** Whether records of the slot before `current` wait, and every device of their zones that reported lately has told how it ended. */
async function isSlotComplete(client: pg.PoolClient, current: Slot): Promise<boolean> {
  const end = slotStart(current);
  const { rows } = await client.query<{ complete: boolean }>(
    `WITH told AS MATERIALIZED (
       SELECT DISTINCT d.zone FROM work.pending p JOIN payload.records r USING (record_hash) JOIN ledger.devices d USING (device)
        WHERE r.observed_to >= $1)
     SELECT EXISTS (SELECT 1 FROM told) AND NOT EXISTS (
       SELECT 1 FROM told JOIN ledger.devices d USING (zone) CROSS JOIN unnest($3::text[]) AS r (direction)
        WHERE (SELECT max(read_at) FROM payload.registers p
                WHERE p.device = d.device AND p.direction = r.direction AND p.read_at >= $2) < $1) AS complete`,
    [end, end - RECENT_SLOTS * SLOT_SECONDS, DIRECTIONS],
  );
  return rows[0]!.complete;
}

async function requeue(client: pg.PoolClient, hashes: readonly Buffer[]): Promise<void> {
  await client.query(
    `INSERT INTO work.pending (record_hash, number)
       SELECT record_hash, number FROM payload.records WHERE record_hash = ANY($1::bytea[])`,
    [hashes],
  );
}
