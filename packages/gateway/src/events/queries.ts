// What happened in blocks, as the event stream tells it.
import type pg from "pg";
import { named } from "../http/paging.ts";

export interface EventRow {
  block_number: number;
  type: string;
  body: Record<string, unknown>;
}

const PARTS: Readonly<Record<string, string>> = {
  "order-placed": `SELECT block_number, log_index, json_build_object('order', order_number, 'participant', participant, 'device', device,
    'zone', zone, 'side', side, 'limitPriceTiynPerMWh', limit_price::text) FROM ledger.orders`,
  "order-ended": `SELECT block_number, log_index, json_build_object('order', order_number, 'participant', participant, 'change', change,
    'lastSlot', last_slot) FROM ledger.order_changes`,
  "batch-accepted": `SELECT block_number, log_index, json_build_object('dataset', '0x' || encode(dataset, 'hex'), 'publisher', publisher,
    'sequence', sequence, 'records', count) FROM ledger.batches`,
  "readings-checked": `SELECT block_number, log_index, json_build_object('zone', zone, 'slot', slot, 'version', version, 'devices', count,
    'importWh', CASE WHEN count >= 5 THEN import_wh::text END, 'exportWh', CASE WHEN count >= 5 THEN export_wh::text END) FROM ledger.reading_sets`,
  "sales-settled": `SELECT block_number, log_index, json_build_object('zone', zone, 'slot', slot, 'version', version, 'chunk', chunk,
    'priceTiynPerMWh', price::text, 'sales', sales) FROM ledger.settlements`,
  "sales-reversed": `SELECT block_number, log_index, json_build_object('zone', zone, 'slot', slot, 'version', version, 'chunk', chunk)
    FROM ledger.reversals`,
  "slot-settled": `SELECT block_number, log_index, json_build_object('zone', zone, 'slot', slot, 'version', version, 'dustTiyn', dust_tiyn::text)
    FROM ledger.slot_results`,
  "sale-disputed": `SELECT block_number, log_index, json_build_object('sale', zone || '-' || slot || '-' || version || '-' || chunk || '-' || line,
    'participant', participant) FROM ledger.disputes`,
  "tariff-published": `SELECT block_number, log_index, json_build_object('zone', zone, 'version', version, 'fromSlot', from_slot) FROM ledger.tariffs`,
};
/** The last event of each block carries its id. */
const BLOCK_PART = `SELECT number, 2147483647, json_build_object('block', number, 'hash', '0x' || encode(hash, 'hex'),
    'time', to_char(to_timestamp(timestamp) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'slot', slot, 'transactions', transactions)
    FROM ledger.blocks`;

const UNION = [
  ...Object.entries(PARTS).map(([type, sql]) => withType(type, sql, "block_number")),
  withType("block", BLOCK_PART, "number"),
].join("\nUNION ALL\n");

/** Kinds of events, for the documentation. */
export const EVENT_TYPES = [
  ...Object.keys(PARTS),
  "block",
  "head-final",
  "observations-received",
  ...["alert-raised", "alert-acknowledged", "alert-closed"],
  "rollback",
];

function withType(type: string, sql: string, column: string): string {
  return `${sql.replace("json_build_object(", `'${type}'::text, json_build_object(`)} WHERE ${column} > $1 AND ${column} <= $2`;
}

/** Events of the blocks (after, to], in the order of the chain. */
export async function readEvents(db: pg.Pool, after: number, to: number): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>(
    named(
      `SELECT block_number, type, body FROM (${UNION}) AS happened (block_number, log_index, type, body)
       ORDER BY block_number, log_index`,
      [after, to],
    ),
  );
  return rows;
}

/** The last indexed block; -1 before the first. */
export async function readTip(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ number: number }>(
    named("SELECT number FROM ledger.blocks ORDER BY number DESC LIMIT 1", []),
  );
  return rows[0]?.number ?? -1;
}

/** The body of the event `head-final`. */
export interface FinalHead {
  /** This block and all before it are final. */
  readonly block: number;
  readonly hash: string;
}

/** The last signed head; undefined before the first, and on chains whose finality needs none. */
export async function readFinalHead(db: pg.Pool): Promise<FinalHead | undefined> {
  const { rows } = await db.query<FinalHead>(
    named(
      `SELECT number AS block, '0x' || encode(block_hash, 'hex') AS hash FROM work.heads ORDER BY number DESC LIMIT 1`,
      [],
    ),
  );
  return rows[0];
}

/** The body of the event `observations-received`. */
export interface ReceivedObservations {
  readonly dataset: string;
  readonly records: number;
}

/** The number of the last record that is stored; 0 before the first. */
export async function readLastRecord(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ number: number }>(
    named("SELECT number FROM payload.records ORDER BY number DESC LIMIT 1", []),
  );
  return rows[0]?.number ?? 0;
}

/** What came after a record, by data set. */
export async function readReceived(
  db: pg.Pool,
  after: number,
): Promise<{ readonly last: number; readonly received: readonly ReceivedObservations[] }> {
  const { rows } = await db.query<ReceivedObservations & { last: number }>(
    named(
      "SELECT dataset, count(*)::int AS records, max(number) AS last FROM payload.records WHERE number > $1 GROUP BY dataset ORDER BY dataset",
      [after],
    ),
  );
  return {
    last: Math.max(after, ...rows.map(({ last }) => Number(last))),
    received: rows.map(({ dataset, records }) => ({ dataset, records })),
  };
}
