// Slots of zones: from the first reading to the settlement.
import type pg from "pg";
import { named, type ListQuery } from "../http/paging.ts";

export interface SlotRow {
  zone: number;
  slot: number;
  version: number;
  count: number;
  import_wh: string;
  export_wh: string;
  set_hash: string;
  checked_in: number;
  price: string | null;
  tariff_version: number | null;
  sales: number | null;
  pool_wh: string | null;
  chunks: number | null;
  dust_tiyn: string | null;
  settled_in: number | null;
}

const SELECT = `SELECT r.zone, r.slot, r.version, r.count, r.import_wh, r.export_wh, r.set_hash, r.block_number AS checked_in,
  c.price, c.tariff_version, c.sales, p.pool_wh, s.chunks, s.dust_tiyn, s.block_number AS settled_in
FROM ledger.reading_sets r
LEFT JOIN LATERAL (SELECT max(price) AS price, max(tariff_version) AS tariff_version, sum(sales)::integer AS sales FROM ledger.settlements c
  WHERE c.zone = r.zone AND c.slot = r.slot AND c.version = r.version) c ON true
LEFT JOIN LATERAL (SELECT coalesce(sum(wh), 0)::numeric(78, 0) AS pool_wh FROM ledger.sales p
  WHERE p.zone = r.zone AND p.slot = r.slot AND p.version = r.version AND p.kind = 'sold') p ON true
LEFT JOIN ledger.slot_results s ON s.zone = r.zone AND s.slot = r.slot AND s.version = r.version`;

/** The latest version only. */
const LATEST = `NOT EXISTS (SELECT 1 FROM ledger.reading_sets n WHERE n.zone = r.zone AND n.slot = r.slot AND n.version > r.version) = ?`;

export interface SlotFilters {
  readonly zone?: number | undefined;
  readonly slotFrom?: number | undefined;
  readonly slotTo?: number | undefined;
  readonly settled?: "true" | undefined;
}

/** Slots with accepted readings, the latest first. */
export const slotsQuery = ({ zone, slotFrom, slotTo, settled }: SlotFilters): ListQuery => ({
  select: SELECT,
  where: [
    [LATEST, true],
    zone !== undefined && ["r.zone = ?", zone],
    slotFrom !== undefined && ["r.slot >= ?", slotFrom],
    slotTo !== undefined && ["r.slot <= ?", slotTo],
    settled !== undefined && ["(s.zone IS NOT NULL) = ?", true],
  ],
  keys: [
    { column: "r.slot", field: "slot" },
    { column: "r.zone", field: "zone" },
  ],
  descending: true,
});

/** A slot's latest version; undefined before its readings were accepted. */
export async function readSlot(db: pg.Pool, zone: number, slot: number): Promise<SlotRow | undefined> {
  const { rows } = await db.query<SlotRow>(
    named(`${SELECT} WHERE r.zone = $1 AND r.slot = $2 ORDER BY r.version DESC LIMIT 1`, [zone, slot]),
  );
  return rows[0];
}

/** How many devices of a zone have stored a register within a slot. */
export async function countReceived(db: pg.Pool, zone: number, slot: number): Promise<number> {
  const { rows } = await db.query<{ devices: number }>(
    named(
      `SELECT count(*) AS devices FROM ledger.devices d WHERE d.zone = $1 AND EXISTS (
         SELECT 1 FROM payload.registers g WHERE g.device = d.device AND g.read_at > $2 AND g.read_at <= $3)`,
      [zone, slot * 900, slot * 900 + 900],
    ),
  );
  return rows[0]?.devices ?? 0;
}
