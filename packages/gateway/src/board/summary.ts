// What a tile says of a data set: its main property, the middle of the last values, how old they are. Pure.
import type { Description } from "../data-sets/description.ts";
import type { StoredValues } from "../data-sets/values.ts";

/** The last observation of a subject. */
export interface LatestRow {
  readonly dataset: string;
  readonly subject: string;
  readonly observed_at: number;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly values: StoredValues | null;
  readonly flags: readonly string[];
}

export interface PropertySummary {
  readonly property: string;
  /** UN/CEFACT code. */
  readonly unit: string | null;
  /** Decimal. */
  readonly median: string;
  /** How many subjects' last values it is the middle of. */
  readonly of: number;
}

/** Properties of a tile at most. */
const MOST = 6;

/** What a data set is looked at for, first that which its description checks first; the rest by name. */
const PREFERRED = [
  ...["pm25", "pm10", "occupancyPercentage", "delay", "fillingLevel", "intensity", "peopleCount"],
  ...["activePower", "value"],
];

/** Properties in the order in which a tile names them. */
export function orderOfProperties(
  names: Iterable<string>,
  { quality = [] }: Pick<Description, "quality">,
): string[] {
  const rank = [...quality.map(({ property }) => property), ...PREFERRED];
  const place = (name: string): number => (rank.includes(name) ? rank.indexOf(name) : rank.length);
  return [...new Set(names)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** The summaries of what the subjects said last; values of another unit than the first are left out. */
export function summarise(
  rows: readonly Pick<LatestRow, "values">[],
  description: Pick<Description, "quality">,
): PropertySummary[] {
  const names = rows.flatMap(({ values }) => Object.keys(values ?? {}));
  return orderOfProperties(names, description)
    .slice(0, MOST)
    .map((property) => {
      const found = rows.flatMap(({ values }) => values?.[property] ?? []);
      const unit = found[0]?.unit ?? null;
      const same = found.filter((each) => (each.unit ?? null) === unit).map(({ value }) => value);
      return { property, unit, median: middleOf(same), of: same.length };
    });
}

/** The middle one of decimals: of an even number the lower one, so that it is a value that somebody measured. */
export function middleOf(values: readonly string[]): string {
  const sorted = values.toSorted((a, b) => Number(a) - Number(b));
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? "";
}

/** The entity type in an id of NGSI-LD: `urn:ngsi-ld:<type>:…`; null in others. */
export const entityTypeOf = (subject: string): string | null =>
  /^urn:ngsi-ld:([^:]+):/.exec(subject)?.[1] ?? null;

/**
 * How old something is, whole seconds. A ledger whose clock stands far from ours (a test's, a replayed one) is the measure of its own
 * moments; one that runs with ours is not, since it stands still between blocks.
 */
export function ageOf(moment: number, { wall, ledger }: { wall: number; ledger: number }): number {
  const now = Math.abs(wall - ledger) < CLOCKS_APART ? wall : ledger;
  return Math.max(0, Math.floor(now - moment));
}

/** Seconds beyond which a ledger's clock is another one than ours. */
const CLOCKS_APART = 86_400;
