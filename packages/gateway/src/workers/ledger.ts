// What the workers read of schema `ledger`: the chain's facts as the indexer checked them. One named function a query.
import {
  SLOT_SECONDS,
  slotStart,
  type Bytes32,
  type Slot,
  type Tiyn,
  type TiynPerMWh,
  type Wh,
} from "@alatau/sdk";
import type { Device, EvidenceClass, Order, Side, TariffInForce } from "@alatau/market";
import type pg from "pg";

type Queryable = pg.Pool | pg.PoolClient;

export interface ChainTip {
  readonly number: number;
  readonly hash: Bytes32;
  /** Unix seconds: the ledger's «now». */
  readonly timestamp: number;
}

const hex = (bytes: Buffer): Bytes32 => `0x${bytes.toString("hex")}` as Bytes32;

/** The last block that the indexer stored; undefined before the first. */
export async function chainTip(db: Queryable): Promise<ChainTip | undefined> {
  const { rows } = await db.query<{ number: number; hash: Buffer; timestamp: number }>(
    `SELECT number, hash, timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1`,
  );
  const [row] = rows;
  return row === undefined ? undefined : { ...row, hash: hex(row.hash) };
}

/** A device whose readings may be settled. */
export interface SettleableDevice {
  readonly device: number;
  readonly community: boolean;
}

/**
 * The devices of a zone that count in a slot: with evidence, and with the zone's supplier behind them since before the slot's end,
 * so that the answer never changes once the slot is over. Ascending.
 */
export async function settleableDevices(
  db: Queryable,
  zone: number,
  slot: Slot,
): Promise<SettleableDevice[]> {
  const { rows } = await db.query<{ device: number; community: boolean }>(
    `SELECT d.device, d.kind = 'community' AS community
       FROM ledger.devices d JOIN ledger.zones z USING (zone)
      CROSS JOIN LATERAL (
        SELECT a.supplier FROM ledger.supply_agreements a JOIN ledger.blocks b ON b.number = a.block_number
         WHERE a.device = d.device AND b.timestamp < $2
         ORDER BY a.block_number DESC, a.log_index DESC LIMIT 1) a
      WHERE d.zone = $1 AND d.evidence > 0 AND a.supplier = z.supplier
      ORDER BY d.device`,
    [zone, slotStart(slot) + SLOT_SECONDS],
  );
  return rows;
}

/** Zones of devices, by device. */
export async function zonesOf(db: Queryable, devices: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await db.query<{ device: number; zone: number }>(
    `SELECT device, zone FROM ledger.devices WHERE device = ANY($1)`,
    [devices],
  );
  return new Map(rows.map(({ device, zone }) => [device, zone]));
}

/** Zones that settle. */
export async function zones(db: Queryable): Promise<number[]> {
  const { rows } = await db.query<{ zone: number }>(`SELECT zone FROM ledger.zones ORDER BY zone`);
  return rows.map(({ zone }) => zone);
}

/** The latest accepted version of a slot's readings, with the hash that the next one names. */
export async function latestSet(
  db: Queryable,
  zone: number,
  slot: number,
): Promise<{ version: number; setHash: Bytes32 } | undefined> {
  const { rows } = await db.query<{ version: number; set_hash: Buffer }>(
    `SELECT version, set_hash FROM ledger.current_reading_sets WHERE zone = $1 AND slot = $2`,
    [zone, slot],
  );
  const [row] = rows;
  return row === undefined ? undefined : { version: row.version, setHash: hex(row.set_hash) };
}

/** The last accepted batch of a publisher, with the hash that the next one names; zeroes before the first. */
export async function batchHead(
  db: Queryable,
  dataset: Bytes32,
  publisher: number,
): Promise<{ sequence: number; batchHash: Bytes32 }> {
  const { rows } = await db.query<{ sequence: number; batch_hash: Buffer }>(
    `SELECT sequence, batch_hash FROM ledger.batches WHERE dataset = $1 AND publisher = $2 ORDER BY sequence DESC LIMIT 1`,
    [Buffer.from(dataset.slice(2), "hex"), publisher],
  );
  const [row] = rows;
  return row === undefined
    ? { sequence: 0, batchHash: `0x${"00".repeat(32)}` as Bytes32 }
    : { sequence: row.sequence, batchHash: hex(row.batch_hash) };
}

/** The hash of a publisher's batch as the chain has it; undefined before it is there. */
export async function batchHashAt(
  db: Queryable,
  dataset: Bytes32,
  { publisher, sequence }: { publisher: number; sequence: number },
): Promise<Bytes32 | undefined> {
  const { rows } = await db.query<{ batch_hash: Buffer }>(
    `SELECT batch_hash FROM ledger.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3`,
    [Buffer.from(dataset.slice(2), "hex"), publisher, sequence],
  );
  return rows[0] === undefined ? undefined : hex(rows[0].batch_hash);
}

/** The tariff in force in a slot; undefined where the zone has none yet. */
export async function tariffOf(
  db: Queryable,
  zone: number,
  slot: number,
): Promise<TariffInForce | undefined> {
  const { rows } = await db.query<{ version: number; feed_in: bigint; retail: bigint; network_fee: bigint }>(
    `SELECT version, feed_in, retail, network_fee FROM ledger.tariffs
      WHERE zone = $1 AND from_slot <= $2 ORDER BY version DESC LIMIT 1`,
    [zone, slot],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    version: row.version,
    feedIn: row.feed_in as TiynPerMWh,
    retail: row.retail as TiynPerMWh,
    networkFee: row.network_fee as TiynPerMWh,
  };
}

/** Devices with their owners, as the clearing needs them. */
export async function marketDevices(db: Queryable, devices: readonly number[]): Promise<Device[]> {
  const { rows } = await db.query<{
    device: number;
    participant: number;
    owner: number;
    evidence: EvidenceClass;
    storage: boolean;
  }>(
    `SELECT d.device, d.participant, p.owner, d.evidence, d.kind IN ('bus', 'battery') AS storage
       FROM ledger.devices d JOIN ledger.participants p USING (participant) WHERE d.device = ANY($1) ORDER BY d.device`,
    [devices],
  );
  return rows;
}

interface OrderRow {
  order_number: number;
  order_hash: Buffer;
  participant: number;
  side: Side;
  device: number;
  slot_from: number;
  last_slot: number;
  placed_in: number;
  max_wh_per_slot: bigint;
  limit_price: bigint;
  partner: number;
  min_evidence: EvidenceClass;
  locked: bigint;
}

/** An order of the book with who stands behind it; `lockedTiyn` is what was locked when it was placed. */
export interface BookOrder extends Order {
  readonly participant: number;
}

/** The orders that count in a slot, ascending. */
export async function bookOrders(
  db: Queryable,
  zone: number,
  slot: number,
  devices: readonly number[],
): Promise<BookOrder[]> {
  const { rows } = await db.query<OrderRow>(
    `SELECT o.order_number, o.order_hash, o.participant, o.side, o.device, o.slot_from,
            coalesce(c.last_slot, o.slot_to) AS last_slot, o.placed_in, o.max_wh_per_slot, o.limit_price, o.partner,
            o.min_evidence, o.locked
       FROM ledger.orders o
       LEFT JOIN LATERAL (
         SELECT c.last_slot FROM ledger.order_changes c
          WHERE c.order_number = o.order_number AND c.change = 'cancelled'
          ORDER BY c.block_number DESC, c.log_index DESC LIMIT 1) c ON true
      WHERE o.zone = $1 AND o.slot_to >= $2 AND o.slot_from <= $2 AND o.placed_in < $2
        AND coalesce(c.last_slot, o.slot_to) >= $2 AND o.device = ANY($3)
      ORDER BY o.order_number`,
    [zone, slot, devices],
  );
  return rows.map((row) => ({
    order: BigInt(row.order_number),
    orderHash: hex(row.order_hash),
    participant: row.participant,
    side: row.side,
    device: row.device,
    slotFrom: row.slot_from as Slot,
    slotTo: row.last_slot as Slot,
    placedInSlot: row.placed_in as Slot,
    maxWhPerSlot: row.max_wh_per_slot as Wh,
    limitPrice: row.limit_price as TiynPerMWh,
    partner: row.partner,
    minEvidence: row.min_evidence,
    lockedTiyn: row.locked as Tiyn,
  }));
}

/** Locked money of participants now, tiyn. */
export async function lockedOf(db: Queryable, participants: readonly number[]): Promise<Map<number, Tiyn>> {
  const { rows } = await db.query<{ participant: number; locked: bigint }>(
    `SELECT participant, locked FROM ledger.account_balances WHERE participant = ANY($1)`,
    [participants],
  );
  return new Map(rows.map(({ participant, locked }) => [participant, locked as Tiyn]));
}

/** A chunk of a settlement that stands. */
export interface StandingChunk {
  readonly version: number;
  readonly chunk: number;
  readonly lines: `0x${string}`;
}

/** The chunks of a slot that were settled and not taken back, last first. */
export async function standingChunks(db: Queryable, zone: number, slot: number): Promise<StandingChunk[]> {
  const { rows } = await db.query<{ version: number; chunk: number; lines: Buffer }>(
    `SELECT s.version, s.chunk, s.lines FROM ledger.settlements s
      WHERE s.zone = $1 AND s.slot = $2
        AND NOT EXISTS (SELECT 1 FROM ledger.reversals r
                         WHERE (r.zone, r.slot, r.version, r.chunk) = (s.zone, s.slot, s.version, s.chunk))
      ORDER BY s.version DESC, s.chunk DESC`,
    [zone, slot],
  );
  return rows.map(({ version, chunk, lines }) => ({ version, chunk, lines: hex(lines) }));
}

/** Sets that were accepted and not settled to the end, the earliest slot first. */
export async function unsettledSets(
  db: Queryable,
  zone: number,
  limit: number,
): Promise<{ slot: number; version: number }[]> {
  const { rows } = await db.query<{ slot: number; version: number }>(
    `SELECT r.slot, r.version FROM ledger.current_reading_sets r
      WHERE r.zone = $1
        AND NOT EXISTS (SELECT 1 FROM ledger.slot_results s
                         WHERE (s.zone, s.slot, s.version) = (r.zone, r.slot, r.version))
        AND NOT EXISTS (SELECT 1 FROM work.clearings c
                         WHERE (c.zone, c.slot, c.version) = (r.zone, r.slot, r.version)
                           AND c.state IN ('settled', 'failed'))
      ORDER BY r.slot LIMIT $2`,
    [zone, limit],
  );
  return rows;
}
