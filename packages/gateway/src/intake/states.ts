// What schema `payload` knows of meters around some records: the numbers given and the registers stated.
import type { MilliWh } from "@alatau/sdk";
import type pg from "pg";
import { type MeterState } from "./decide.ts";
import { DIRECTIONS, type Direction, type StatedPoint } from "./registers.ts";
import type { VerifiedRecord } from "./verify.ts";

/** A meter's name within the payload store. */
export const meterName = ({ device, home }: { device: number; home: number }): string => `${device}/${home}`;

interface Around {
  readonly device: number;
  readonly home: number;
  readonly from: number;
  readonly to: number;
  readonly pages: Map<string, { low: bigint; high: bigint }>;
}

/** Loads the neighbourhood of the records, by meter: one point before and one after their span, and the numbers around theirs. */
export async function loadStates(
  db: pg.Pool | pg.PoolClient,
  records: readonly VerifiedRecord[],
): Promise<Map<string, MeterState>> {
  const spans = spansOf(records);
  const points = new Map<string, Record<Direction, StatedPoint[]>>();
  const pages = new Map<string, Map<string, Set<bigint>>>();
  for (const name of spans.keys()) {
    points.set(name, { import: [], export: [] });
    pages.set(name, new Map());
  }
  const all = [...spans.values()];
  const own = await registersAround(db, all, "device");
  for (const row of own.concat(await registersAround(db, all, "home"))) {
    const point = { readAt: row.read_at, milliWh: row.milli_wh as MilliWh };
    points.get(meterName(row))![row.direction].push(point);
  }
  for (const row of await pagesAround(db, all)) {
    const counters = pages.get(meterName(row))!;
    counters.set(row.context, (counters.get(row.context) ?? new Set()).add(row.number));
  }
  return new Map(
    [...spans.keys()].map((name) => [name, { points: points.get(name)!, pages: pages.get(name)! }]),
  );
}

function spansOf(records: readonly VerifiedRecord[]): Map<string, Around> {
  const spans = new Map<string, Around>();
  for (const { meter, observedFrom, observedTo, record } of records) {
    const name = meterName(meter);
    const before = spans.get(name);
    const pages = before?.pages ?? new Map<string, { low: bigint; high: bigint }>();
    const { context, number } = record.pagination!;
    const { low = number, high = number } = pages.get(context) ?? {};
    pages.set(context, { low: number < low ? number : low, high: number > high ? number : high });
    spans.set(name, {
      device: meter.device,
      home: meter.home,
      from: Math.min(observedFrom, before?.from ?? observedFrom),
      to: Math.max(observedTo, before?.to ?? observedTo),
      pages,
    });
  }
  return spans;
}

interface RegisterRow {
  device: number;
  home: number;
  direction: Direction;
  read_at: number;
  milli_wh: bigint;
}

const REGISTERS = {
  device: { table: "payload.registers", key: "device" },
  home: { table: "payload.home_registers", key: "home" },
} as const;

async function registersAround(
  db: pg.Pool | pg.PoolClient,
  spans: readonly Around[],
  kind: keyof typeof REGISTERS,
): Promise<RegisterRow[]> {
  const wanted = spans.filter(({ home }) => (kind === "home") === home > 0);
  if (wanted.length === 0) return [];
  const { table, key } = REGISTERS[kind];
  const { rows } = await db.query<RegisterRow>(
    `SELECT m.device, m.home, d.direction, r.read_at, r.milli_wh
       FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[]) AS m (device, home, since, until)
      CROSS JOIN unnest($5::text[]) AS d (direction)
      CROSS JOIN LATERAL (
        (SELECT read_at, milli_wh FROM ${table} r WHERE r.${key} = m.${key} AND r.direction = d.direction
            AND r.read_at < m.since ORDER BY read_at DESC LIMIT 1)
        UNION ALL
        (SELECT read_at, milli_wh FROM ${table} r WHERE r.${key} = m.${key} AND r.direction = d.direction
            AND r.read_at BETWEEN m.since AND m.until)
        UNION ALL
        (SELECT read_at, milli_wh FROM ${table} r WHERE r.${key} = m.${key} AND r.direction = d.direction
            AND r.read_at > m.until ORDER BY read_at LIMIT 1)) r
      ORDER BY r.read_at`,
    [
      wanted.map(({ device }) => device),
      wanted.map(({ home }) => home),
      wanted.map(({ from }) => from),
      wanted.map(({ to }) => to),
      DIRECTIONS,
    ],
  );
  return rows;
}

async function pagesAround(
  db: pg.Pool | pg.PoolClient,
  spans: readonly Around[],
): Promise<{ device: number; home: number; context: string; number: bigint }[]> {
  const counters = spans.flatMap(({ device, home, pages }) =>
    [...pages].map(([context, { low, high }]) => ({ device, home, context, low, high })),
  );
  const { rows } = await db.query<{ device: number; home: number; context: string; number: bigint }>(
    `SELECT c.device, c.home, c.context, p.number
       FROM unnest($1::int[], $2::int[], $3::text[], $4::numeric[], $5::numeric[]) AS c (device, home, context, low, high)
      CROSS JOIN LATERAL (
        (SELECT number FROM payload.pages p WHERE p.device = c.device AND p.home = c.home AND p.context = c.context
            AND p.number < c.low ORDER BY number DESC LIMIT 1)
        UNION ALL
        (SELECT number FROM payload.pages p WHERE p.device = c.device AND p.home = c.home AND p.context = c.context
            AND p.number BETWEEN c.low AND c.high)) p`,
    [
      counters.map(({ device }) => device),
      counters.map(({ home }) => home),
      counters.map(({ context }) => context),
      counters.map(({ low }) => low.toString()),
      counters.map(({ high }) => high.toString()),
    ],
  );
  return rows;
}
