// Which slots the latest batches touched: they are metered (again).
import { SLOT_SECONDS, type Slot } from "@alatau/sdk";
import type pg from "pg";
import { READINGS_DATASET } from "../intake/envelope.ts";
import type { AsOf } from "./anchored.ts";

export interface DueSlot {
  readonly zone: number;
  readonly slot: Slot;
  readonly forced: boolean;
}

/** Slots are metered again at most so far back. */
const LOOK_BACK_SECONDS = 31 * 86_400;
/** Slots that are looked at in one step. */
const AT_ONCE = 64;

/**
 * Marks the slots that the batches since the last call may have changed: for each meter from the reading before its new ones to the
 * reading after them, because a register between two readings is reckoned from both.
 */
export async function markSlotsDue(client: pg.PoolClient, { publisher, sequence }: AsOf): Promise<void> {
  const { rows } = await client.query<{ sequence: number }>(
    `INSERT INTO work.metering (publisher, sequence) VALUES ($1, 0)
       ON CONFLICT (publisher) DO UPDATE SET publisher = excluded.publisher RETURNING sequence`,
    [publisher],
  );
  const done = rows[0]!.sequence;
  if (done >= sequence) return;
  await client.query(
    `WITH fresh AS (
       SELECT r.device, coalesce(r.home, 0) AS home, min(r.observed_from) AS since, max(r.observed_to) AS until
         FROM work.batch_records b JOIN payload.records r USING (record_hash)
        WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence > $3 AND b.sequence <= $4 AND r.device IS NOT NULL
        GROUP BY r.device, coalesce(r.home, 0)),
     spans AS (
       SELECT d.zone, greatest(coalesce(before.read_at, f.since), f.since - $5) AS since, coalesce(after.read_at, f.until) AS until
         FROM fresh f JOIN ledger.devices d USING (device)
         LEFT JOIN LATERAL (
           SELECT max(read_at) AS read_at FROM (
             (SELECT read_at FROM payload.registers p WHERE f.home = 0 AND p.device = f.device AND p.direction = 'import' AND p.read_at < f.since ORDER BY read_at DESC LIMIT 1)
             UNION ALL
             (SELECT read_at FROM payload.registers p WHERE f.home = 0 AND p.device = f.device AND p.direction = 'export' AND p.read_at < f.since ORDER BY read_at DESC LIMIT 1)
             UNION ALL
             (SELECT read_at FROM payload.home_registers p WHERE p.home = f.home AND p.direction = 'import' AND p.read_at < f.since ORDER BY read_at DESC LIMIT 1)
             UNION ALL
             (SELECT read_at FROM payload.home_registers p WHERE p.home = f.home AND p.direction = 'export' AND p.read_at < f.since ORDER BY read_at DESC LIMIT 1)) x) before ON true
         LEFT JOIN LATERAL (
           SELECT min(read_at) AS read_at FROM (
             (SELECT read_at FROM payload.registers p WHERE f.home = 0 AND p.device = f.device AND p.direction = 'import' AND p.read_at > f.until ORDER BY read_at LIMIT 1)
             UNION ALL
             (SELECT read_at FROM payload.registers p WHERE f.home = 0 AND p.device = f.device AND p.direction = 'export' AND p.read_at > f.until ORDER BY read_at LIMIT 1)
             UNION ALL
             (SELECT read_at FROM payload.home_registers p WHERE p.home = f.home AND p.direction = 'import' AND p.read_at > f.until ORDER BY read_at LIMIT 1)
             UNION ALL
             (SELECT read_at FROM payload.home_registers p WHERE p.home = f.home AND p.direction = 'export' AND p.read_at > f.until ORDER BY read_at LIMIT 1)) x) after ON true)
     INSERT INTO work.slots_due (zone, slot, as_of)
       SELECT DISTINCT zone, slot, $4::bigint
         FROM spans, LATERAL generate_series(since / $6, greatest(until - 1, since) / $6) AS slot
       ON CONFLICT (zone, slot) DO UPDATE SET as_of = greatest(slots_due.as_of, excluded.as_of)`,
    [READINGS_DATASET, publisher, done, sequence, LOOK_BACK_SECONDS, SLOT_SECONDS],
  );
  await client.query(`UPDATE work.metering SET sequence = $2 WHERE publisher = $1`, [publisher, sequence]);
}

/** Slots before `current` that are due and have no set on its way, the earliest first. */
export async function slotsDue(client: pg.PoolClient, current: Slot): Promise<DueSlot[]> {
  const { rows } = await client.query<DueSlot>(
    `SELECT d.zone, d.slot, d.forced FROM work.slots_due d
      WHERE d.slot < $1
        AND NOT EXISTS (SELECT 1 FROM work.reading_sets s
                         WHERE s.zone = d.zone AND s.slot = d.slot AND s.state IN ('candidate', 'sent'))
      ORDER BY d.slot, d.zone LIMIT $2`,
    [current, AT_ONCE],
  );
  return rows;
}
