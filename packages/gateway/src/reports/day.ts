// The business day of a moment: UTC+5 the year round. Pure.

/** Kazakhstan's time, seconds east of Greenwich; since March 2024 one time in the whole country and no summer time. */
const OFFSET_SECONDS = 5 * 3600;
const DAY_SECONDS = 86_400;

/** The day of a Unix second, as `2026-01-31`. */
export const businessDay = (seconds: number): string =>
  new Date((seconds + OFFSET_SECONDS) * 1000).toISOString().slice(0, 10);

/** The first Unix second after a day. @throws {RangeError} for a day that is in no calendar */
export function dayEnd(day: string): number {
  const start = Date.parse(`${day}T00:00:00Z`) / 1000;
  if (!Number.isInteger(start) || businessDay(start - OFFSET_SECONDS) !== day)
    throw new RangeError(`${day} is in no calendar`);
  return start - OFFSET_SECONDS + DAY_SECONDS;
}
