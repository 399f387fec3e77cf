// When a delivery is tried: ten times within about three days.

/** Seconds before each try, counted from the one before. */
export const WAITS = [0, 5, 300, 1_800, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600)] as const;
/** How much longer or shorter a wait may be, as a share, so that receivers that fail together are not tried together. */
const JITTER = 0.1;

/** Seconds until the try after `tries` tries; null when there is none. `random` is from 0 to 1. */
export function waitAfter(tries: number, random: number): number | null {
  const wait = WAITS[tries];
  return wait === undefined ? null : wait * (1 - JITTER + 2 * JITTER * random);
}
