// The list of alerts: a function of the records of `city.alerts`, made again for each alert that a record touches, or for all.
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { ALERTS_SET } from "./documents.ts";
import { alertOf, alertUrn, type AlertChange } from "./record.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** A record of an alert, in the order they came. */
export interface AlertRecord {
  readonly number: number;
  readonly record: Bytes32;
  readonly issuer: number;
  readonly observedAt: number;
  readonly evidence: readonly Bytes32[];
  /** Null until it is on the chain. */
  readonly block: number | null;
  readonly change: AlertChange;
}

/** The records of some alerts, by alert; all where none are named. Erased ones are not there. */
export async function readAlertRecords(
  db: Queryable,
  alerts?: readonly string[],
): Promise<Map<string, AlertRecord[]>> {
  const { rows } = await db.query<{
    number: number;
    record_hash: Buffer;
    issuer: number;
    observed_at: number;
    payload: string;
    evidence: Bytes32[] | null;
    block: number | null;
  }>(
    `SELECT o.number, o.record_hash, o.issuer, o.observed_at, convert_from(r.payload, 'UTF8') AS payload,
            r.envelope::jsonb->'evidence' AS evidence, b.block_number AS block
       FROM payload.observations o JOIN payload.records r USING (record_hash)
       LEFT JOIN work.batch_records w USING (record_hash)
       LEFT JOIN ledger.datasets d ON d.name = o.dataset
       LEFT JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
      WHERE o.dataset = $1 AND r.payload IS NOT NULL AND ($2::text[] IS NULL OR o.subject = ANY($2)) ORDER BY o.number`,
    [ALERTS_SET, alerts?.map(alertUrn) ?? null],
  );
  const records = rows.flatMap((row): AlertRecord[] => {
    const change = alertOf(JSON.parse(row.payload));
    if (change === undefined) return [];
    return [
      {
        ...{ number: Number(row.number), record: `0x${row.record_hash.toString("hex")}` as Bytes32 },
        ...{ issuer: Number(row.issuer), observedAt: Number(row.observed_at), change },
        ...{ evidence: row.evidence ?? [], block: row.block === null ? null : Number(row.block) },
      },
    ];
  });
  return Map.groupBy(records, ({ change }) => change.alert);
}

/** Writes the rows of some alerts as their records tell them. */
export async function projectAlerts(db: Queryable, alerts: readonly string[]): Promise<void> {
  const found = await readAlertRecords(db, alerts);
  const gone = alerts.filter((alert) => !found.has(alert));
  await db.query("DELETE FROM work.alerts WHERE alert = ANY($1::text[])", [gone]);
  for (const records of found.values()) await write(db, records);
}

/** Makes the whole list again. */
export async function rebuildAlerts(db: Queryable): Promise<void> {
  await db.query("DELETE FROM work.alerts");
  for (const records of (await readAlertRecords(db)).values()) await write(db, records);
}

async function write(db: Queryable, records: readonly AlertRecord[]): Promise<void> {
  const first = records[0]!;
  const last = records.at(-1)!;
  const { change } = last;
  await db.query(
    `INSERT INTO work.alerts (alert, number, dataset, subject, threshold, version, property, state, raised_at, changed_at, "limit", unit,
         value, worst, records, last_number, last_record)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
       ON CONFLICT (alert) DO UPDATE SET number = excluded.number, version = excluded.version, state = excluded.state,
         raised_at = excluded.raised_at, changed_at = excluded.changed_at, "limit" = excluded."limit", unit = excluded.unit,
         value = excluded.value, worst = excluded.worst, records = excluded.records, last_number = excluded.last_number,
         last_record = excluded.last_record`,
    [
      ...[change.alert, first.number, change.dataSet, change.about, change.threshold, change.version],
      ...[change.property, change.state, change.raisedAt, change.at, change.limit, change.unit],
      ...[change.value, change.worst, records.length, last.number],
      Buffer.from(last.record.slice(2), "hex"),
    ],
  );
}
