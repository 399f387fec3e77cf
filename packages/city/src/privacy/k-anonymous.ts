// Hides counts of few people in an aggregate, and as many others as it takes that a published total does not give them away. Pure.
import { LedgerError } from "@alatau/sdk";

/** Counts of people from telecom data are public from this many on. */
export const LEAST_PEOPLE = 10;

/** A cell of an aggregate: how many different people were counted. */
export interface CellCount {
  readonly cell: string;
  readonly count: number;
}

/** A cell as it may be published; null is hidden, and does not say why. */
export interface PublishedCell {
  readonly cell: string;
  readonly count: number | null;
}

export interface Anonymised {
  readonly cells: readonly PublishedCell[];
  /** The sum of all cells; null where it would give a small count away, or was not asked for. */
  readonly total: number | null;
  readonly hidden: number;
}

/** A list of cells that cannot be made anonymous: a cell twice, or a count that counts nothing. */
export class CellsError extends LedgerError {
  constructor(cell: string, reason: string) {
    super("cells-invalid", `${cell}: ${reason}.`, { cell, reason });
  }
}

/**
 * Hides every count from 1 to k − 1. With `publishTotal` it hides further cells, one where one is enough, until every small count could
 * still be anything from 1 to k − 1 to a reader who knows the total, all shown cells and which hidden cells are small; where no choice of
 * cells does that, the total is hidden instead. Zero names nobody and is shown. One total over one list: aggregates that overlap (hours
 * and their day) must be anonymised as one list of disjoint cells. @throws {CellsError}
 */
export function kAnonymous(
  counts: readonly CellCount[],
  k: number,
  { publishTotal = false }: { publishTotal?: boolean } = {},
): Anonymised {
  requireCells(counts, k);
  const isSmall = ({ count }: CellCount): boolean => count > 0 && count < k;
  const small = counts.filter(isSmall);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const cover = publishTotal && small.length > 0 ? coverOf(counts, small, k) : [];
  const hidden = new Set([...small, ...(cover ?? [])].map(({ cell }) => cell));
  return {
    cells: counts.map(({ cell, count }) => ({ cell, count: hidden.has(cell) ? null : count })),
    total: publishTotal && cover !== undefined ? total : null,
    hidden: hidden.size,
  };
}

/**
 * Further cells to hide, smallest first. The hidden sum is known; a small cell can be k − 1 only if the others can make up for it, so what
 * the hidden cells have beyond their least (1 for small ones, k for the others) must be at least k − 2; and it can be 1 only if another cell can
 * be larger, which any cell of k or more can. Undefined where all cells together are not enough.
 */
function coverOf(
  counts: readonly CellCount[],
  small: readonly CellCount[],
  k: number,
): readonly CellCount[] | undefined {
  const large = counts
    .filter(({ count }) => count >= k)
    .toSorted((a, b) => a.count - b.count || (a.cell < b.cell ? -1 : 1));
  let slack = small.reduce((sum, { count }) => sum + count - 1, 0);
  const needed = k - 2;
  const single = large.find(({ count }) => slack + count - k >= needed);
  if (single !== undefined) return [single];
  const cover: CellCount[] = [];
  for (const cell of large.toReversed()) {
    cover.push(cell);
    slack += cell.count - k;
    if (slack >= needed) return cover;
  }
  return undefined;
}

function requireCells(counts: readonly CellCount[], k: number): void {
  if (!Number.isSafeInteger(k) || k < 2) throw new RangeError(`k is a whole number of 2 or more, not ${k}`);
  const seen = new Set<string>();
  for (const { cell, count } of counts) {
    if (seen.has(cell)) throw new CellsError(cell, "the cell stands twice");
    if (!Number.isSafeInteger(count) || count < 0) throw new CellsError(cell, `${count} is no count`);
    seen.add(cell);
  }
}
