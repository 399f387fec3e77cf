// From cumulative registers to the energy of one slot. Pure; metering and every checker use the same rules.
import { floorWh } from "@alatau/formats";
import { SLOT_SECONDS, slotStart, type Bytes32, type MilliWh, type Slot, type Wh } from "@alatau/sdk";
import type { Direction, StatedPoint } from "../intake/registers.ts";

/** A register at a moment with the record that states it. */
export interface AnchoredPoint extends StatedPoint {
  /** sha256 of the record's signed bytes. */
  readonly signedHash: Bytes32;
  readonly recordHash: Bytes32;
}

/** Of each direction: the last point at or before the slot, those in it up to its end, and the first one after it; ascending. */
export type PointsAround = Readonly<Record<Direction, readonly AnchoredPoint[]>>;

export const NO_POINTS: PointsAround = { import: [], export: [] };

/** What one meter moved in a slot. */
export interface SlotEnergyOf {
  readonly importEndWh: Wh;
  readonly exportEndWh: Wh;
  readonly importWh: Wh;
  readonly exportWh: Wh;
  /** A boundary was reckoned in proportion to time, or a register was not told: it trades with the grid only. */
  readonly allocated: boolean;
  /** Whether every register was read at the slot's end or after it: nothing more is to come. */
  readonly reported: boolean;
  readonly closing: AnchoredPoint;
}

interface Boundary {
  readonly milliWh: MilliWh;
  readonly exact: boolean;
  /** Nothing was read at the moment or after it. */
  readonly open: boolean;
  /** Nothing was read at the moment or before it. */
  readonly first: boolean;
  readonly stated: AnchoredPoint;
}

/** The register at a moment: as read, or reckoned between its neighbours; equal neighbours leave nothing to reckon. */
export function registerAt(points: readonly AnchoredPoint[], moment: number): Boundary | null {
  const after = points.find(({ readAt }) => readAt >= moment);
  const before = points.findLast(({ readAt }) => readAt <= moment);
  if (before === undefined && after === undefined) return null;
  if (after === undefined)
    return { milliWh: before!.milliWh, exact: true, open: true, first: false, stated: before! };
  if (before === undefined)
    return { milliWh: after.milliWh, exact: true, open: false, first: true, stated: after };
  const span = BigInt(after.readAt - before.readAt);
  const moved = span === 0n ? 0n : after.milliWh - before.milliWh;
  const share = span === 0n ? 0n : (moved * BigInt(moment - before.readAt)) / span;
  const milliWh = (before.milliWh + share) as MilliWh;
  return { milliWh, exact: moved === 0n, open: false, first: false, stated: after };
}

interface Course {
  readonly endWh: Wh;
  readonly wh: Wh;
  readonly exact: boolean;
  readonly reported: boolean;
  readonly closing: AnchoredPoint | null;
}

const NOTHING = 0n as Wh;
const UNTOLD: Course = { endWh: NOTHING, wh: NOTHING, exact: true, reported: true, closing: null };

/** One register over one slot: E = floor(R_end) − floor(R_start), so that slots add up to the register (E10). */
function courseOf(points: readonly AnchoredPoint[], slot: Slot): Course {
  const [from, to] = [slotStart(slot), slotStart(slot) + SLOT_SECONDS];
  const [start, end] = [registerAt(points, from), registerAt(points, to)];
  if (start === null || end === null) return UNTOLD;
  if (start.first && start.stated.readAt >= to) return UNTOLD; // it begins to count later
  if (end.open && end.stated.readAt <= from)
    return { endWh: floorWh(end.milliWh), wh: NOTHING, exact: false, reported: false, closing: null };
  const endWh = floorWh(end.milliWh);
  return {
    endWh,
    wh: (endWh - floorWh(start.milliWh)) as Wh,
    exact: start.exact && end.exact,
    reported: !end.open,
    closing: end.stated,
  };
}

/**
 * What a meter moved in a slot, Wh; null when it said nothing about it: no reading in the slot or at its end and nothing moved.
 * The first and last slot of a meter's readings count from its first and to its last reading.
 */
export function slotEnergyOf(points: PointsAround, slot: Slot): SlotEnergyOf | null {
  const [imported, exported] = [courseOf(points.import, slot), courseOf(points.export, slot)];
  const closing = [imported.closing, exported.closing]
    .filter((point) => point !== null)
    .reduce<AnchoredPoint | null>(
      (last, point) => (last === null || point.readAt > last.readAt ? point : last),
      null,
    );
  if (closing === null) return null;
  const [from, to] = [slotStart(slot), slotStart(slot) + SLOT_SECONDS];
  const stated = [...points.import, ...points.export].some(({ readAt }) => readAt > from && readAt <= to);
  if (!stated && imported.wh === 0n && exported.wh === 0n) return null;
  return {
    importEndWh: imported.endWh,
    exportEndWh: exported.endWh,
    importWh: imported.wh,
    exportWh: exported.wh,
    allocated: !imported.exact || !exported.exact,
    reported: imported.reported && exported.reported,
    closing,
  };
}

/** Whether a meter that was heard from in the four slots before this one has not yet told how it ended. */
export function isAwaited(points: PointsAround, slot: Slot): boolean {
  const from = slotStart(slot);
  return [points.import, points.export].some((course) => {
    const last = course.at(-1);
    return last !== undefined && last.readAt < from + SLOT_SECONDS && last.readAt >= from - 4 * SLOT_SECONDS;
  });
}
