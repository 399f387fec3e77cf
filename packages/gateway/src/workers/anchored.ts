// What meters said, as far as it is anchored: records in batches up to one. Anybody with the payloads reads the same.
import { SLOT_SECONDS, slotStart, type Bytes32, type MilliWh, type Slot } from "@alatau/sdk";
import type pg from "pg";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { DIRECTIONS, type Direction } from "../intake/registers.ts";
import type { DevicePoints, HomePoints } from "./leaves.ts";
import type { SettleableDevice } from "./ledger.ts";
import type { AnchoredPoint, PointsAround } from "./slot-registers.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** The batches that count: those of one publisher up to a sequence number. */
export interface AsOf {
  readonly publisher: number;
  readonly sequence: number;
}

/** The last batch that the chain has accepted. Sequences have no gap, so all before it are accepted too. */
export async function lastAccepted(db: Queryable, publisher: number): Promise<AsOf> {
  const { rows } = await db.query<{ sequence: number | null }>(
    `SELECT max(sequence) AS sequence FROM work.batches WHERE dataset = $1 AND publisher = $2 AND state = 'accepted'`,
    [READINGS_DATASET, publisher],
  );
  return { publisher, sequence: rows[0]!.sequence ?? 0 };
}

interface PointRow {
  meter: number;
  direction: Direction;
  read_at: number;
  milli_wh: bigint;
  record_hash: Buffer;
  signed_hash: Buffer;
}

const TABLES = {
  device: { table: "payload.registers", key: "device" },
  home: { table: "payload.home_registers", key: "home" },
} as const;

/** The batch of a register `r`. OFFSET 0 has the planner look it up by its hash for each row, also while it knows no sizes yet. */
const BATCH_OF = `(SELECT dataset, publisher, sequence FROM work.batch_records WHERE record_hash = r.record_hash OFFSET 0)`;

/** The registers of meters around a slot, by meter: see {@link PointsAround}. */
export async function pointsAround(
  db: Queryable,
  kind: keyof typeof TABLES,
  meters: readonly number[],
  slot: Slot,
  asOf: AsOf,
): Promise<Map<number, PointsAround>> {
  const { table, key } = TABLES[kind];
  const anchored = `FROM ${table} r CROSS JOIN LATERAL ${BATCH_OF} b
      WHERE r.${key} = m.meter AND r.direction = d.direction
        AND b.dataset = $5 AND b.publisher = $6 AND b.sequence <= $7`;
  const { rows } = await db.query<PointRow>(
    `SELECT m.meter, d.direction, p.read_at, p.milli_wh, p.record_hash, s.signed_hash
       FROM unnest($1::int[]) AS m (meter) CROSS JOIN unnest($2::text[]) AS d (direction)
      CROSS JOIN LATERAL (
        (SELECT r.read_at, r.milli_wh, r.record_hash ${anchored} AND r.read_at <= $3 ORDER BY r.read_at DESC LIMIT 1)
        UNION ALL
        (SELECT r.read_at, r.milli_wh, r.record_hash ${anchored} AND r.read_at > $3 AND r.read_at <= $4)
        UNION ALL
        (SELECT r.read_at, r.milli_wh, r.record_hash ${anchored} AND r.read_at > $4 ORDER BY r.read_at LIMIT 1)) p
      CROSS JOIN LATERAL (SELECT signed_hash FROM payload.records s WHERE s.record_hash = p.record_hash OFFSET 0) s
      ORDER BY m.meter, d.direction, p.read_at`,
    [
      meters,
      DIRECTIONS,
      slotStart(slot),
      slotStart(slot) + SLOT_SECONDS,
      READINGS_DATASET,
      asOf.publisher,
      asOf.sequence,
    ],
  );
  const around = new Map<number, Record<Direction, AnchoredPoint[]>>(
    meters.map((meter) => [meter, { import: [], export: [] }]),
  );
  for (const row of rows)
    around.get(row.meter)![row.direction].push({
      readAt: row.read_at,
      milliWh: row.milli_wh as MilliWh,
      recordHash: hex(row.record_hash),
      signedHash: hex(row.signed_hash),
    });
  return around;
}

/** Everything that the settleable devices of a zone say about a slot; those that say nothing are left out. */
export async function readDevices(
  db: Queryable,
  devices: readonly SettleableDevice[],
  slot: Slot,
  asOf: AsOf,
): Promise<DevicePoints[]> {
  const numbers = devices.map(({ device }) => device);
  const homes = await homesOf(db, numbers, slot, asOf);
  const own = await pointsAround(
    db,
    "device",
    numbers.filter((device) => !homes.has(device)),
    slot,
    asOf,
  );
  return numbers.flatMap((device): DevicePoints[] => {
    const members = homes.get(device);
    if (members !== undefined) return [{ device, homes: members }];
    const points = own.get(device);
    return points === undefined || points.import.length + points.export.length === 0
      ? []
      : [{ device, points }];
  });
}

async function homesOf(
  db: Queryable,
  devices: readonly number[],
  slot: Slot,
  asOf: AsOf,
): Promise<Map<number, HomePoints[]>> {
  const { rows } = await db.query<{ home: number; device: number }>(
    `SELECT home, device FROM payload.homes WHERE device = ANY($1) ORDER BY home`,
    [devices],
  );
  if (rows.length === 0) return new Map();
  const numbers = rows.map(({ home }) => home);
  const points = await pointsAround(db, "home", numbers, slot, asOf);
  const origins = await originsOf(db, numbers, asOf);
  const homes = new Map<number, HomePoints[]>();
  for (const { home, device } of rows) {
    const origin = origins.get(home) ?? { import: null, export: null };
    homes.set(device, [...(homes.get(device) ?? []), { home, points: points.get(home)!, origin }]);
  }
  return homes;
}

async function originsOf(
  db: Queryable,
  homes: readonly number[],
  asOf: AsOf,
): Promise<Map<number, HomePoints["origin"]>> {
  const { rows } = await db.query<{ home: number; direction: Direction; milli_wh: bigint }>(
    `SELECT m.home, d.direction, p.milli_wh
       FROM unnest($1::int[]) AS m (home) CROSS JOIN unnest($2::text[]) AS d (direction)
      CROSS JOIN LATERAL (
        SELECT r.milli_wh FROM payload.home_registers r CROSS JOIN LATERAL ${BATCH_OF} b
         WHERE r.home = m.home AND r.direction = d.direction
           AND b.dataset = $3 AND b.publisher = $4 AND b.sequence <= $5
         ORDER BY r.read_at LIMIT 1) p`,
    [homes, DIRECTIONS, READINGS_DATASET, asOf.publisher, asOf.sequence],
  );
  const origins = new Map<number, { import: MilliWh | null; export: MilliWh | null }>();
  for (const { home, direction, milli_wh: milliWh } of rows) {
    const origin = origins.get(home) ?? { import: null, export: null };
    origin[direction] = milliWh as MilliWh;
    origins.set(home, origin);
  }
  return origins;
}

const hex = (bytes: Buffer): Bytes32 => `0x${bytes.toString("hex")}` as Bytes32;
