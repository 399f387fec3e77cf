// A meter's cumulative registers over time: what a new record may add to what is known. Pure.
import type { MilliWh } from "@alatau/sdk";
import type { IntakeReason } from "./reasons.ts";

export type Direction = "import" | "export";
export const DIRECTIONS: readonly Direction[] = ["import", "export"];

/** A register at a moment, as some record states it. */
export interface StatedPoint {
  /** Unix seconds. */
  readonly readAt: number;
  readonly milliWh: MilliWh;
}

export interface Placed {
  /** Points that nobody stated before. */
  readonly added: readonly StatedPoint[];
  /** All points, ascending. */
  readonly points: readonly StatedPoint[];
}

export interface Misplaced {
  readonly reason: Extract<IntakeReason, "register-decreased" | "register-conflict">;
  readonly detail: string;
}

/** One point for each second: of several readings within a second the last one counts. */
export function lastOfEachSecond(points: readonly StatedPoint[]): StatedPoint[] {
  const bySecond = new Map<number, StatedPoint>();
  for (const point of points) bySecond.set(point.readAt, point);
  return [...bySecond.values()].sort((a, b) => a.readAt - b.readAt);
}

/**
 * Places a record's points among the known ones of the same register. The register may nowhere fall; for a second that is
 * stated already the first statement stays, and the second one may differ by no more than `slackMilliWh`.
 */
export function placePoints(
  known: readonly StatedPoint[],
  stated: readonly StatedPoint[],
  slackMilliWh: bigint,
): Placed | Misplaced {
  const points = [...known];
  const added: StatedPoint[] = [];
  for (const point of stated) {
    const at = upperBound(points, point.readAt);
    const before = points[at - 1];
    if (before?.readAt === point.readAt) {
      const apart = point.milliWh - before.milliWh;
      if (apart > slackMilliWh || -apart > slackMilliWh) return conflict(before, point);
      continue;
    }
    const after = points[at];
    if (before !== undefined && before.milliWh > point.milliWh) return decreased(before, point);
    if (after !== undefined && after.milliWh < point.milliWh) return decreased(point, after);
    points.splice(at, 0, point);
    added.push(point);
  }
  return { added, points };
}

/** Index of the first point after a moment. */
function upperBound(points: readonly StatedPoint[], readAt: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]!.readAt <= readAt) low = middle + 1;
    else high = middle;
  }
  return low;
}

const said = ({ readAt, milliWh }: StatedPoint): string =>
  `${milliWh} mWh at ${new Date(readAt * 1000).toISOString()}`;
const decreased = (before: StatedPoint, after: StatedPoint): Misplaced => ({
  reason: "register-decreased",
  detail: `${said(after)} after ${said(before)}.`,
});
const conflict = (known: StatedPoint, found: StatedPoint): Misplaced => ({
  reason: "register-conflict",
  detail: `${said(found)}, but ${said(known)} was stated before.`,
});
