// Who looked at payloads that are not public. Written where they are read, shown to those whom they concern.
import type pg from "pg";
import { bytesOf } from "../http/show.ts";

export type Way = "payload" | "proof" | "list";

/** Notes that a participant read records; public ones are nobody's business and are left out. */
export async function noteAccesses(
  db: pg.Pool,
  records: readonly string[],
  { reader, way, at }: { reader: number; way: Way; at: Date },
): Promise<void> {
  if (records.length === 0) return;
  await db.query(
    `INSERT INTO payload.accesses (record_hash, reader, way, on_day, last_at)
       SELECT r.record_hash, $2, $3, $4::timestamptz::date, $4 FROM payload.records r
        WHERE r.record_hash = ANY($1::bytea[]) AND r.envelope::jsonb->>'visibility' <> 'public'
     ON CONFLICT (record_hash, reader, way, on_day) DO UPDATE SET times = payload.accesses.times + 1, last_at = excluded.last_at`,
    [records.map(bytesOf), reader, way, at],
  );
}

export interface AccessRow {
  number: number;
  record_hash: string;
  dataset: string;
  subject: string;
  reader: number;
  way: Way;
  times: number;
  last_at: Date;
}

const SELECT = `SELECT a.number, a.record_hash, r.dataset, r.envelope::jsonb->>'subject' AS subject, a.reader, a.way, a.times, a.last_at
  FROM payload.accesses a JOIN payload.records r USING (record_hash) LEFT JOIN ledger.devices d ON d.device = r.device`;

/** Accesses as a list, the latest first. */
export const accessesQuery = (where: readonly (readonly [string, unknown] | false)[]) => ({
  select: SELECT,
  where,
  keys: [{ column: "a.number", field: "number" }],
  descending: true,
});

/** Who looked at the records of one subject. */
export async function accessesOfSubject(db: pg.Pool, dataset: string, subject: string): Promise<AccessRow[]> {
  const { rows } = await db.query<AccessRow>(
    `${SELECT} JOIN payload.observations o ON o.record_hash = a.record_hash
      WHERE o.dataset = $1 AND o.subject = $2 ORDER BY a.last_at DESC LIMIT 200`,
    [dataset, subject],
  );
  return rows;
}

/** An access as it is told. */
export const showAccess = (row: AccessRow) => ({
  ...{ recordHash: row.record_hash, dataset: row.dataset, subject: row.subject, reader: row.reader },
  ...{ way: row.way, times: row.times, lastAt: row.last_at.toISOString() },
});
