// Sales out of the ledger's tables.
import { LedgerError, type SalePlace } from "@alatau/sdk";
import type pg from "pg";
import { named, type ListQuery } from "../http/paging.ts";

export interface SaleRow {
  id: string;
  zone: number;
  slot: number;
  version: number;
  chunk: number;
  line: number;
  kind: string;
  device: number;
  participant: number;
  participant_name: string | null;
  order_number: number;
  wh: string;
  amount_tiyn: string;
  fee_tiyn: string;
  price: string;
  tariff_version: number;
  evidence: number;
  status: string;
  dispute: string | null;
  block_number: number;
  tx_hash: string;
  log_index: number;
}

/** There is no such sale. */
export class SaleUnknownError extends LedgerError {
  constructor(id: string) {
    super("sale-unknown", `There is no sale ${id}.`, { id });
  }
}

const SELECT = `SELECT id, zone, slot, version, chunk, line, kind, device, participant, order_number, wh, amount_tiyn, fee_tiyn,
  price, tariff_version, evidence, status, dispute, block_number, tx_hash, log_index,
  (SELECT name FROM payload.profiles f WHERE f.participant = s.participant) AS participant_name FROM ledger.current_sales s`;

export interface SaleFilters {
  readonly participant?: number | undefined;
  readonly device?: number | undefined;
  readonly zone?: number | undefined;
  readonly slotFrom?: number | undefined;
  readonly slotTo?: number | undefined;
  readonly kind?: string | undefined;
  readonly order?: number | undefined;
  readonly status?: string | undefined;
}

/** Sales in the order in which they were settled, the latest first. */
export const salesQuery = (filters: SaleFilters): ListQuery => {
  const { participant, device, zone, slotFrom, slotTo, kind, order, status } = filters;
  return {
    select: SELECT,
    where: [
      participant !== undefined && ["participant = ?", participant],
      device !== undefined && ["device = ?", device],
      zone !== undefined && ["zone = ?", zone],
      slotFrom !== undefined && ["slot >= ?", slotFrom],
      slotTo !== undefined && ["slot <= ?", slotTo],
      kind !== undefined && ["kind = ?", kind],
      order !== undefined && ["order_number = ?", order],
      status !== undefined && ["status = ?", status],
    ],
    keys: ["block_number", "log_index", "line"].map((column) => ({ column, field: column })),
    descending: true,
  };
};

/** One sale. @throws {SaleUnknownError} */
export async function readSale(db: pg.Pool, id: string, place: SalePlace): Promise<SaleRow> {
  const { rows } = await db.query<SaleRow>(
    named(`${SELECT} WHERE zone = $1 AND slot = $2 AND version = $3 AND chunk = $4 AND line = $5`, [
      place.zone,
      place.slot,
      place.version,
      place.chunk,
      place.line,
    ]),
  );
  if (rows[0] === undefined) throw new SaleUnknownError(id);
  return rows[0];
}

/** The last sale that moved money between participants, else the last of all; undefined before the first. */
export async function readLastSale(db: pg.Pool): Promise<SaleRow | undefined> {
  const newest = "ORDER BY block_number DESC, log_index DESC, line DESC";
  const { rows } = await db.query<SaleRow>(
    named(
      `SELECT * FROM (${SELECT} ${newest} LIMIT 400) recent ORDER BY kind IN ('sold', 'bought') DESC, block_number DESC, log_index DESC, line LIMIT 1`,
      [],
    ),
  );
  return rows[0];
}

export interface ReadingOfSaleRow {
  set_hash: string;
  root: string;
  count: number;
  publisher: number;
  block_number: number;
  tx_hash: string;
  log_index: number;
  leaf: {
    importEndWh: string;
    exportEndWh: string;
    importWh: string;
    exportWh: string;
    evidenceHash: string;
  } | null;
}

/** The reading set that a sale rests on, with the device's leaf where this gateway keeps it. */
export async function readSetOfSale(db: pg.Pool, sale: SaleRow): Promise<ReadingOfSaleRow | undefined> {
  const { rows } = await db.query<ReadingOfSaleRow>(
    named(
      `SELECT s.set_hash, s.root, s.count, s.publisher, s.block_number, s.tx_hash, s.log_index,
         (SELECT leaf FROM work.reading_sets w CROSS JOIN jsonb_array_elements(w.leaves) leaf
          WHERE w.zone = s.zone AND w.slot = s.slot AND w.version = s.version AND (leaf->>'device')::bigint = $4) AS leaf
       FROM ledger.reading_sets s WHERE s.zone = $1 AND s.slot = $2 AND s.version = $3`,
      [sale.zone, sale.slot, sale.version, sale.device],
    ),
  );
  return rows[0];
}

/** The record whose signed bytes a leaf names as its evidence; undefined for a community's root or where it is kept elsewhere. */
export async function readEvidenceRecord(db: pg.Pool, evidenceHash: string): Promise<string | undefined> {
  const { rows } = await db.query<{ record_hash: string }>(
    named("SELECT record_hash FROM payload.records WHERE signed_hash = $1 ORDER BY number LIMIT 1", [
      Buffer.from(evidenceHash.slice(2), "hex"),
    ]),
  );
  return rows[0]?.record_hash;
}
