// Deletes payloads when the retention of their data set has ended, counted from the block of their batch. Each leaves a tombstone like
// any erasure. Data sets on which money rests have no schema of an agency and are never touched.
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { eraseRecord } from "../records/erase.ts";
import { chainTip } from "./ledger.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";

export interface RetentionOptions {
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

export const RETENTION_REASON = "retention-ended";
/** Records that one step erases. */
const MOST = 200;

/** Erases until the signal; a step that breaks off is taken up again where it was. */
export async function runRetention(options: RetentionOptions): Promise<void> {
  const loop = { name: "retention", wakeOn: [], wakeOnBlock: false, pollMs: 60_000 };
  await runLoop({ ...options, ...loop }, async () => await stepRetention(options));
}

interface EndedBatch {
  readonly dataset: Buffer;
  readonly name: string;
  readonly owner: number;
  readonly publisher: number;
  readonly sequence: number;
}

/** Erases the records of one batch, at most {@link MOST}; true when there may be more. */
export async function stepRetention({
  pool,
  logger,
}: Pick<RetentionOptions, "pool" | "logger">): Promise<boolean> {
  const tip = await chainTip(pool);
  const batch = tip && (await endedBatch(pool, tip.timestamp));
  if (batch === undefined) return false;
  const { name, owner, publisher, sequence } = batch;
  const { rows } = await pool.query<{ record_hash: Buffer }>(
    `SELECT w.record_hash FROM work.batch_records w JOIN payload.records r USING (record_hash)
       LEFT JOIN payload.tombstones t ON t.record_hash = w.record_hash
      WHERE w.dataset = $1 AND w.publisher = $2 AND w.sequence = $3 AND r.payload IS NOT NULL AND t.record_hash IS NULL
      ORDER BY w.position LIMIT $4`,
    [name, publisher, sequence, MOST],
  );
  for (const { record_hash: found } of rows)
    await eraseRecord(pool, `0x${found.toString("hex")}` as Bytes32, {
      ...{ by: owner, reason: RETENTION_REASON, now: tip!.timestamp },
    });
  if (rows.length < MOST)
    await pool.query(
      `INSERT INTO work.retention (dataset, publisher, sequence) VALUES ($1, $2, $3)
         ON CONFLICT (dataset, publisher) DO UPDATE SET sequence = greatest(work.retention.sequence, excluded.sequence)`,
      [batch.dataset, publisher, sequence],
    );
  if (rows.length > 0) {
    countEvent("record erased", rows.length);
    logger.info({ dataset: name, publisher, sequence, records: rows.length }, "retention ended");
  }
  return true;
}

/** The first batch of this gateway's publishers whose time is over. */
async function endedBatch(pool: pg.Pool, now: number): Promise<EndedBatch | undefined> {
  const { rows } = await pool.query<EndedBatch>(
    `SELECT d.dataset, d.name, d.owner, b.publisher, b.sequence
       FROM ledger.datasets d JOIN ledger.current_schemas s USING (dataset)
       LEFT JOIN ledger.current_descriptions e USING (dataset)
       JOIN ledger.batches b USING (dataset) JOIN ledger.blocks k ON k.number = b.block_number
       JOIN ledger.current_participants p ON p.participant = b.publisher JOIN work.signers g ON g.account = p.account
       LEFT JOIN work.retention r ON r.dataset = b.dataset AND r.publisher = b.publisher
      WHERE b.sequence > coalesce(r.sequence, 0)
        AND k.timestamp < $1::bigint - 86400 * coalesce(e.retention_days, d.retention_days)::bigint
      ORDER BY b.block_number, b.sequence LIMIT 1`,
    [now],
  );
  return rows[0];
}
