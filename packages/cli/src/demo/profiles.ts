// Real load, solar and fast-charging data as quarter-hours in whole Wh. Pure; the rules are stated in examples/data/SOURCE.md.
import { LedgerError } from "@alatau/sdk";

export const QUARTERS_PER_DAY = 96;
const MINUTES_PER_QUARTER = 15n;

/** A row of a data file that is not what its header promises. */
export class DemoDataError extends LedgerError {
  constructor(file: string, line: number, found: string) {
    super("demo-data", `${file}, line ${line}: «${found.slice(0, 80)}» is no row of this file.`, {
      file,
      line,
    });
  }
}

/** What one household took and generated in a half-hour, Wh. */
export interface HalfHour {
  readonly consumptionWh: bigint;
  readonly generationWh: bigint;
}

/** Import and export of a meter in a quarter-hour, Wh. */
export interface QuarterHour {
  readonly importWh: bigint;
  readonly exportWh: bigint;
}

/** One charging session; times are local minutes since 1970-01-01 00:00. */
export interface Session {
  readonly arrival: number;
  readonly departure: number;
  readonly energyWh: bigint;
}

/** A real household, quarter by quarter of whole days. */
export interface Household {
  readonly days: number;
  readonly consumptionWh: readonly bigint[];
  readonly generationWh: readonly bigint[];
  /** Net of the half-hour: what the home's meter counts. */
  readonly net: readonly QuarterHour[];
}

/** A real fast-charging station, quarter by quarter of whole days. */
export interface Station {
  readonly days: number;
  readonly energyWh: readonly bigint[];
}

function rows(file: string, text: string, columns: number): string[][] {
  const [, ...lines] = text.split(/\r?\n/);
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const fields = line.split(",");
    if (fields.length !== columns) throw new DemoDataError(file, index + 2, line);
    return [fields];
  });
}

/** Reads `start,consumptionWh,generationWh`. @throws {DemoDataError} for a row of another form, or days that are not whole. */
export function parseHalfHours(text: string, file = "household-half-hours.csv"): HalfHour[] {
  const halfHours = rows(file, text, 3).map(([start, consumption, generation], index): HalfHour => {
    const minutes = (index % 48) * 30;
    const clock = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    if (!start!.endsWith(` ${clock}`) || !/^\d+$/.test(consumption!) || !/^\d+$/.test(generation!))
      throw new DemoDataError(file, index + 2, [start, consumption, generation].join(","));
    return { consumptionWh: BigInt(consumption!), generationWh: BigInt(generation!) };
  });
  if (halfHours.length === 0 || halfHours.length % 48 !== 0)
    throw new DemoDataError(file, halfHours.length + 1, `${halfHours.length} half-hours`);
  return halfHours;
}

/** Reads `session,arrival,departure,energyWh,maxPowerW`. @throws {DemoDataError} */
export function parseSessions(text: string, file = "fast-charging-sessions.csv"): Session[] {
  return rows(file, text, 5).map(([session, arrival, departure, energy, power], index): Session => {
    const [from, to] = [minutesOf(arrival!), minutesOf(departure!)];
    if (Number.isNaN(from) || Number.isNaN(to) || to < from || !/^\d+$/.test(energy!))
      throw new DemoDataError(file, index + 2, [session, arrival, departure, energy, power].join(","));
    return { arrival: from, departure: Math.max(to, from + 1), energyWh: BigInt(energy!) };
  });
}

const minutesOf = (local: string): number =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(local) ? Date.parse(`${local.replace(" ", "T")}:00Z`) / 60_000 : NaN;

/** Rule `derived: half-hour split`: floor(h / 2) Wh, then what is left. */
export const splitHalfHour = (wh: bigint): readonly [bigint, bigint] => [wh / 2n, wh - wh / 2n];

/** The quarter-hours of a household; totals are exactly those of its half-hours. */
export function householdQuarters(halfHours: readonly HalfHour[]): Household {
  const net = (half: HalfHour): QuarterHour[] => {
    const surplus = half.generationWh - half.consumptionWh;
    const exported = splitHalfHour(surplus > 0n ? surplus : 0n);
    const imported = splitHalfHour(surplus < 0n ? -surplus : 0n);
    return [0, 1].map((part) => ({ importWh: imported[part]!, exportWh: exported[part]! }));
  };
  return {
    days: halfHours.length / 48,
    consumptionWh: halfHours.flatMap(({ consumptionWh }) => splitHalfHour(consumptionWh)),
    generationWh: halfHours.flatMap(({ generationWh }) => splitHalfHour(generationWh)),
    net: halfHours.flatMap(net),
  };
}

/** Rule `derived: session split`: the cumulative Wh at a minute is floor(energy × elapsed / duration). */
export function sessionShare({ arrival, departure, energyWh }: Session, minute: number): bigint {
  const elapsed = BigInt(Math.min(Math.max(minute - arrival, 0), departure - arrival));
  return (energyWh * elapsed) / BigInt(departure - arrival);
}

/** The quarter-hours of a station, whole days from the first arrival's; what passes the last midnight is put at the first day's beginning. */
export function stationQuarters(sessions: readonly Session[]): Station {
  const first = Math.min(...sessions.map(({ arrival }) => Math.floor(arrival / 1440)));
  const last = Math.max(...sessions.map(({ arrival }) => Math.floor(arrival / 1440)));
  const days = last - first + 1;
  const energyWh = Array<bigint>(days * QUARTERS_PER_DAY).fill(0n);
  const quarter = Number(MINUTES_PER_QUARTER);
  for (const session of sessions) {
    const from = Math.floor(session.arrival / quarter);
    for (let at = from; at * quarter < session.departure; at += 1) {
      const share = sessionShare(session, (at + 1) * quarter) - sessionShare(session, at * quarter);
      const place = (at - first * QUARTERS_PER_DAY) % energyWh.length;
      energyWh[place] = energyWh[place]! + share;
    }
  }
  return { days, energyWh };
}

/** The quarter of a repeating profile: `day` may be any whole number, days wrap around. */
export function wrapped<T>(values: readonly T[], day: number, quarter: number): T {
  const days = values.length / QUARTERS_PER_DAY;
  const place = (((day % days) + days) % days) * QUARTERS_PER_DAY + quarter;
  return values[place]!;
}
