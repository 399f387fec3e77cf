// Registers over time: what a record's readings say about each register, and what a session moved in each slot.
import { LedgerError, type MilliWh, type Slot, SLOT_SECONDS, slotOf, slotStart, type Wh } from "@alatau/sdk";
import type { Obis } from "./obis.ts";
import type { OcmfReading, OcmfRecord } from "./record.ts";

/** A cumulative register at a moment. */
export interface RegisterPoint {
  /** Whole seconds, rounded down. */
  readonly unixSeconds: number;
  readonly register: MilliWh;
}

export interface RegisterSeries extends Obis {
  /** In the order of the record. */
  readonly points: readonly RegisterPoint[];
}

/** An energy reading with everything that settlement needs. */
export interface EnergyReading extends OcmfReading {
  readonly obis: Obis;
  readonly register: MilliWh;
  readonly time: NonNullable<OcmfReading["time"]>;
}

/** Whether a reading states an energy register that can be read; says nothing about the meter's status. */
export const isEnergyReading = (reading: OcmfReading): reading is EnergyReading =>
  reading.isEnergy && reading.problem === null && reading.obis !== null && reading.register !== null;

/** Whether the meter vouches for a reading: status good, no error flag. */
export const isGood = (reading: OcmfReading): boolean =>
  reading.status?.trim() === "G" && reading.errorFlags.trim() === "";

/** The readings of each register, by its normal code, in the order given. */
export function groupByRegister<T extends EnergyReading>(
  readings: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(readings, (reading) => reading.obis.code);
}

/** Cumulative register values of a record (or of several in a row) at each reading time, one series a register; only readings that the meter vouches for. */
export function registerReadings(
  ...records: readonly Pick<OcmfRecord, "readings">[]
): readonly RegisterSeries[] {
  const readings = records.flatMap((record) => record.readings.filter(isEnergyReading)).filter(isGood);
  return [...groupByRegister(readings).values()].map((group) => ({
    ...group[0]!.obis,
    points: group.map(({ time, register }) => ({ unixSeconds: time.unixSeconds, register })),
  }));
}

/**
 * The one register of a direction that is settled: it counts for ever, as measured at the meter, over all rates.
 * Null when there is none, or when several rate registers stand without their total.
 */
export function settledRegister<T extends Obis>(
  series: readonly T[],
  direction: Obis["direction"],
): T | null {
  const totals = series.filter(
    (one) => one.direction === direction && one.point === "meter" && one.scope === "total",
  );
  return totals.find((one) => one.rate === "0") ?? (totals.length === 1 ? totals[0]! : null);
}

/** What a register moved between its first and its last reading, mWh; negative when it went back. Pure arithmetic: no rule is applied. */
export interface RegisterDelta {
  /** As the meter wrote it. */
  readonly obisText: string;
  readonly obis: Obis;
  readonly begin: MilliWh;
  readonly end: MilliWh;
  readonly delta: MilliWh;
}

/** Begin, end and difference of every register over the records of a transaction, in their order. */
export function registerDeltas(records: readonly Pick<OcmfRecord, "readings">[]): readonly RegisterDelta[] {
  const readings = records.flatMap((record) => record.readings.filter(isEnergyReading));
  return [...groupByRegister(readings).values()].map((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    return {
      obisText: first.obisText ?? first.obis.code,
      obis: first.obis,
      begin: first.register,
      end: last.register,
      delta: (last.register - first.register) as MilliWh,
    };
  });
}

export interface SlotEnergy {
  readonly slot: Slot;
  readonly energy: Wh;
  /** Register at the end of the slot, or at the last reading in it, rounded down to Wh. */
  readonly endRegister: Wh;
  /** True when a boundary of the slot was not read but reckoned in proportion to time; such slots trade with the grid only. */
  readonly allocated: boolean;
}

/** The points of a register do not ascend in time and value. */
export class RegisterOrderError extends LedgerError {
  constructor(index: number) {
    super("register-order", `Point ${index} lies before the point in front of it, in time or in value.`, {
      index,
    });
  }
}

/** The points span more slots than allowed. */
export class SessionTooLongError extends LedgerError {
  constructor(slots: number, allowed: number) {
    super("session-too-long", `The readings span ${slots} slots; ${allowed} are allowed.`, {
      slots,
      allowed,
    });
  }
}

/** One month of quarter-hours. */
const MAX_SLOTS = 31 * 96;

/**
 * Splits a register's course into slots of 900 s. At a slot boundary the register is the reading taken there, or else
 * reckoned in proportion to time between its neighbours and the slots on both sides are `allocated`. The energy of a
 * slot is floor(end) − floor(begin) in Wh, so that the slots sum exactly to floor(last) − floor(first) (invariant E10).
 * Fewer than two points give no slots. Throws RegisterOrderError, SessionTooLongError.
 */
export function slotEnergies(
  points: readonly RegisterPoint[],
  { maxSlots = MAX_SLOTS }: { maxSlots?: number } = {},
): readonly SlotEnergy[] {
  const wrong = points.findIndex((point, index) => index > 0 && !follows(points[index - 1]!, point));
  if (wrong >= 0) throw new RegisterOrderError(wrong);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return [];
  const firstSlot = slotOf(first.unixSeconds);
  const lastSlot = Math.max(firstSlot, slotOf(last.unixSeconds - 1)) as Slot;
  if (lastSlot - firstSlot + 1 > maxSlots) throw new SessionTooLongError(lastSlot - firstSlot + 1, maxSlots);
  const energies: SlotEnergy[] = [];
  let begin = { register: first.register, read: true };
  let cursor = 0;
  for (let slot = firstSlot; slot <= lastSlot; slot = (slot + 1) as Slot) {
    const boundary = slotStart(slot) + SLOT_SECONDS;
    while (cursor + 1 < points.length && points[cursor + 1]!.unixSeconds <= boundary) cursor += 1;
    const end =
      slot === lastSlot ? { register: last.register, read: true } : registerAt(points, cursor, boundary);
    energies.push({
      slot,
      energy: (floorWh(end.register) - floorWh(begin.register)) as Wh,
      endRegister: floorWh(end.register),
      allocated: !begin.read || !end.read,
    });
    begin = end;
  }
  return energies;
}

const follows = (before: RegisterPoint, after: RegisterPoint): boolean =>
  after.unixSeconds >= before.unixSeconds && after.register >= before.register;

/** Whole watt-hours of a register, rounded down. */
export const floorWh = (register: MilliWh): Wh => (register / 1000n) as Wh;

/** The register at a moment between point `cursor`, the last one not after it, and the next. */
function registerAt(
  points: readonly RegisterPoint[],
  cursor: number,
  unixSeconds: number,
): { register: MilliWh; read: boolean } {
  const [before, after] = [points[cursor]!, points[cursor + 1]];
  if (before.unixSeconds === unixSeconds || !after) return { register: before.register, read: true };
  const elapsed = BigInt(unixSeconds - before.unixSeconds);
  const span = BigInt(after.unixSeconds - before.unixSeconds);
  const moved = ((after.register - before.register) * elapsed) / span;
  return { register: (before.register + moved) as MilliWh, read: false };
}
