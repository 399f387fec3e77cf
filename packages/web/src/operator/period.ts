// The period of a statement, in local days. Pure.
import { localDayStart } from "../format.ts";

export const DAY_SECONDS = 86_400;

/** First and last local day, as `2026-11-23`. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The moments at which a period of local days begins and ends; null for an unreadable or inverted one. */
export function boundsOf({ from, to }: Period): { readonly from: number; readonly to: number } | null {
  const begin = localDayStart(from);
  const end = localDayStart(to) + DAY_SECONDS;
  return Number.isFinite(begin) && Number.isFinite(end) && begin < end ? { from: begin, to: end } : null;
}
