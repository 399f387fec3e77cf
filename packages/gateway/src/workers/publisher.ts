// Publishes every data set but the meters' readings: closes batches of what waits in each stream. Each stream goes on by itself.
import type { Bytes32, Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { readTerms } from "../data-sets/terms.ts";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { inTransaction } from "../transaction.ts";
import type { Corrected } from "./approvals.ts";
import { chainTip } from "./ledger.ts";
import { runLoop, type StepAnswer } from "./loop.ts";
import {
  advanceBatches,
  openBatches,
  openCandidate,
  REST_MS,
  wasRefusedLately,
  type Stream,
} from "./streams.ts";

export interface PublisherOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** A batch closes with this many records. Default: 2,000. */
  readonly maxRecords?: number;
  /** A batch closes when its oldest record has waited so long. Default: 5 s. */
  readonly maxWaitMs?: number;
}

/** Batches of a stream on their way at once; those behind the first are built on it. */
const MAX_OPEN = 3;

/** Publishes until the signal. Two at once take turns, stream by stream. */
export async function runPublisher(options: PublisherOptions): Promise<void> {
  const loop = { name: "publisher", wakeOn: ["waiting", "approval", "sent"], wakeOnBlock: true };
  await runLoop({ ...options, pollMs: 500, ...loop }, async () => {
    let soonest: StepAnswer = false;
    for (const place of await openStreams(options.pool)) {
      const answer = await inTransaction(options.pool, (client) => advance(client, place, options));
      if (answer === true || soonest === true) soonest = true;
      else if (answer !== false) soonest = soonest === false ? answer : Math.min(soonest, answer);
    }
    return soonest;
  });
}

type Place = Pick<Stream, "dataset" | "publisher" | "signer">;

/** Streams of this gateway's publishers that have something waiting or on its way. */
async function openStreams(pool: pg.Pool): Promise<Place[]> {
  const { rows } = await pool.query<Place>(
    `SELECT DISTINCT o.dataset, o.publisher, s.signer
       FROM (SELECT DISTINCT dataset, publisher FROM work.waiting
             UNION SELECT dataset, publisher FROM work.batches WHERE state IN ('candidate', 'sent') AND dataset <> $1) o
       JOIN ledger.current_participants p ON p.participant = o.publisher JOIN work.signers s ON s.account = p.account
      ORDER BY o.dataset, o.publisher`,
    [READINGS_DATASET],
  );
  return rows;
}

async function advance(client: pg.PoolClient, place: Place, options: PublisherOptions): Promise<StepAnswer> {
  const { rows } = await client.query<{ free: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtext($1), $2) AS free",
    [`publisher/${place.dataset}`, place.publisher],
  );
  if (!rows[0]!.free) return false;
  const terms = await readTerms(client, place.dataset);
  if (terms === undefined || terms.quorum === 0) return false; // the chain is not that far
  const { network, logger } = options;
  const stream: Stream = {
    ...{ ...place, datasetId: terms.dataset, quorum: terms, network, logger, wake: "published" },
    requeue: (again, hashes) => requeue(again, place, hashes),
    forget,
  };
  const open = await openBatches(client, stream);
  if (await advanceBatches(client, open, stream)) return true;
  if (open.length >= MAX_OPEN || open.some(({ state }) => state === "candidate")) return false;
  if (await wasRefusedLately(client, stream)) return REST_MS;
  return await closeBatch(client, stream, options);
}

interface WaitingRow {
  record_hash: Buffer;
  observed_from: number;
  observed_to: number;
  batch: number | null;
  position: number | null;
}

/** Makes a candidate of what waits, when it is enough or old enough; otherwise says when it will be. */
async function closeBatch(
  client: pg.PoolClient,
  stream: Stream,
  { maxRecords = 2_000, maxWaitMs = 5_000 }: PublisherOptions,
): Promise<StepAnswer> {
  const { dataset, publisher } = stream;
  const tip = await chainTip(client);
  if (tip === undefined) return false;
  const { rows: counted } = await client.query<{ waiting: number; waited: number | null }>(
    `SELECT count(*)::int AS waiting, ceil(extract(epoch FROM clock_timestamp() - min(since)) * 1000)::int AS waited
       FROM (SELECT since FROM work.waiting WHERE dataset = $1 AND publisher = $2 ORDER BY number LIMIT $3) w`,
    [dataset, publisher, maxRecords],
  );
  const { waiting, waited } = counted[0]!;
  if (waiting === 0) return false;
  if (waiting < maxRecords && waited! < maxWaitMs) return maxWaitMs - waited!;
  const { rows } = await client.query<WaitingRow>(
    `WITH taken AS (
       DELETE FROM work.waiting WHERE record_hash IN (
         SELECT record_hash FROM work.waiting WHERE dataset = $1 AND publisher = $2 ORDER BY number LIMIT $3)
       RETURNING record_hash, number)
     SELECT t.record_hash, r.observed_from, r.observed_to, b.sequence AS batch, b.position
       FROM taken t JOIN payload.records r USING (record_hash) LEFT JOIN work.batch_records b ON b.record_hash = r.corrects
      ORDER BY t.number`,
    [dataset, publisher, maxRecords],
  );
  if (rows.length === 0) return false;
  const records = rows.map((row) => ({
    recordHash: `0x${row.record_hash.toString("hex")}` as Bytes32,
    ...{ observedFrom: Number(row.observed_from), observedTo: Number(row.observed_to) },
  }));
  const corrected = rows.flatMap(({ batch, position }, by): Corrected[] =>
    batch === null ? [] : [{ sequence: BigInt(batch), index: position!, by }],
  );
  await openCandidate(client, stream, records, { tip, corrected });
  return true;
}

async function requeue(
  client: pg.PoolClient,
  { dataset, publisher }: Place,
  hashes: readonly Buffer[],
): Promise<void> {
  await client.query(
    `INSERT INTO work.waiting (record_hash, dataset, publisher, number)
       SELECT record_hash, $1, $2, number FROM payload.records WHERE record_hash = ANY($3::bytea[])`,
    [dataset, publisher, hashes],
  );
}

/** What was refused says nothing any more: another statement for its moment may come, what it replaced stands again. */
async function forget(client: pg.PoolClient, hashes: readonly Buffer[]): Promise<void> {
  await client.query(
    `WITH gone AS (DELETE FROM payload.observations WHERE record_hash = ANY($1::bytea[]) RETURNING record_hash)
     UPDATE payload.observations SET replaced_by = NULL WHERE replaced_by IN (SELECT record_hash FROM gone)`,
    [hashes],
  );
}
