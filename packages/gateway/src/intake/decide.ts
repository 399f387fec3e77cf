// Whether a verified record is accepted beside those that its meter has sent before. Pure.
import { DIRECTIONS, placePoints, type Direction, type StatedPoint } from "./registers.ts";
import type { IntakeFlag } from "./reasons.ts";
import type { Refused, VerifiedRecord } from "./verify.ts";

/** What is known of a meter around the records to decide on: their neighbourhood is enough. */
export interface MeterState {
  /** Numbers given to records, by counter letter: those around, and the last one below. */
  readonly pages: ReadonlyMap<string, ReadonlySet<bigint>>;
  /** Ascending. */
  readonly points: Readonly<Record<Direction, readonly StatedPoint[]>>;
}

export interface Accepted {
  readonly flags: readonly IntakeFlag[];
  readonly added: Readonly<Record<Direction, readonly StatedPoint[]>>;
  /** The meter's state with the record in it. */
  readonly state: MeterState;
}

export const EMPTY_STATE: MeterState = { pages: new Map(), points: { import: [], export: [] } };

/** Two statements of one second may differ by a second's energy at rated power, 5 % more, and a watt-hour of display. */
export const slackMilliWh = (ratedW: number): bigint => (BigInt(ratedW) * 105n) / 360n + 1_000n;

/** Decides on one record; the first rule broken is the answer. */
export function decide(found: VerifiedRecord, state: MeterState): Accepted | Refused {
  const { context, number, text } = found.record.pagination!;
  const pages = state.pages.get(context) ?? new Set<bigint>();
  if (pages.has(number))
    return { reason: "pagination-repeat", detail: `${text} was given to another record before.` };
  const placed = { import: state.points.import, export: state.points.export };
  const added: Record<Direction, readonly StatedPoint[]> = { import: [], export: [] };
  for (const direction of DIRECTIONS) {
    const stated = found.points[direction];
    if (stated === undefined) continue;
    const answer = placePoints(placed[direction], stated, slackMilliWh(found.meter.ratedW));
    if ("reason" in answer) return { reason: answer.reason, detail: `${direction}: ${answer.detail}` };
    placed[direction] = answer.points;
    added[direction] = answer.added;
  }
  const flags: IntakeFlag[] = [];
  if (!pages.has(number - 1n) && [...pages].some((page) => page < number)) flags.push("pagination-gap");
  if (found.points.import === undefined && found.points.export === undefined)
    flags.push("register-not-total");
  const numbered = new Map(state.pages).set(context, new Set(pages).add(number));
  return { flags, added, state: { pages: numbered, points: placed } };
}
