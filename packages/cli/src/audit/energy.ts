// A slot's energy from cumulative registers, by the rules of the design and independent of the workers that settled it. Pure.
import { floorWh } from "@alatau/formats";
import { SLOT_SECONDS, slotStart, type MilliWh, type Slot } from "@alatau/sdk";

export type Direction = "import" | "export";

/** A cumulative register at a moment, and the batch that anchored the record behind it. */
export interface Point {
  readonly readAt: number;
  readonly milliWh: MilliWh;
  readonly sequence: number;
  /** sha256 of the signed bytes. */
  readonly signedHash: string;
}

/** All that a meter has stated, ascending. */
export type Points = Readonly<Record<Direction, readonly Point[]>>;

export interface DerivedEnergy {
  readonly importEndWh: bigint;
  readonly exportEndWh: bigint;
  readonly importWh: bigint;
  readonly exportWh: bigint;
  /** A boundary was reckoned, not read. */
  readonly allocated: boolean;
  /** Of the closing record; null where nothing was stated in the slot or after. */
  readonly signedHash: string | null;
}

interface Course {
  readonly endWh: bigint;
  readonly wh: bigint;
  readonly exact: boolean;
  readonly closing: Point | null;
}

/** The energy of one meter in a slot from what batches up to `asOf` state. */
export function slotEnergy(points: Points, slot: Slot, asOf: number): DerivedEnergy {
  const [imported, exported] = [course(points.import, slot, asOf), course(points.export, slot, asOf)];
  const closing = [imported.closing, exported.closing]
    .filter((point) => point !== null)
    .reduce<Point | null>(
      (last, point) => (last !== null && last.readAt >= point.readAt ? last : point),
      null,
    );
  return {
    importEndWh: imported.endWh,
    exportEndWh: exported.endWh,
    importWh: imported.wh,
    exportWh: exported.wh,
    allocated: !imported.exact || !exported.exact,
    signedHash: closing?.signedHash ?? null,
  };
}

/** Index of the first point at or after a moment. */
function lowerBound(points: readonly Point[], moment: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]!.readAt < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The register at a moment: as read, or in proportion to time between its neighbours. */
function at(points: readonly Point[], moment: number, asOf: number) {
  const place = lowerBound(points, moment);
  let [next, last] = [place, points[place]?.readAt === moment ? place : place - 1];
  while (next < points.length && points[next]!.sequence > asOf) next += 1;
  while (last >= 0 && points[last]!.sequence > asOf) last -= 1;
  const [after, before] = [points[next], points[last]];
  if (after === undefined || before === undefined) {
    const only = before ?? after;
    if (only === undefined) return undefined;
    return {
      milliWh: only.milliWh,
      exact: true,
      stated: only,
      isLast: after === undefined,
      isFirst: before === undefined,
    };
  }
  const moved = after.milliWh - before.milliWh;
  const share =
    moved === 0n ? 0n : (moved * BigInt(moment - before.readAt)) / BigInt(after.readAt - before.readAt);
  return {
    milliWh: (before.milliWh + share) as MilliWh,
    exact: moved === 0n,
    stated: after,
    isLast: false,
    isFirst: false,
  };
}

function course(points: readonly Point[], slot: Slot, asOf: number): Course {
  const [from, to] = [slotStart(slot), slotStart(slot) + SLOT_SECONDS];
  const [start, end] = [at(points, from, asOf), at(points, to, asOf)];
  if (start === undefined || end === undefined || (start.isFirst && start.stated.readAt >= to))
    return { endWh: 0n, wh: 0n, exact: true, closing: null };
  const endWh = floorWh(end.milliWh);
  if (end.isLast && end.stated.readAt <= from) return { endWh, wh: 0n, exact: false, closing: null };
  return { endWh, wh: endWh - floorWh(start.milliWh), exact: start.exact && end.exact, closing: end.stated };
}
