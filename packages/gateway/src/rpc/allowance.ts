// How much of the public node an address may use: units of work in each minute. Pure but for the clock.

export interface Allowance {
  /** Takes so many units of a caller's minute; false when not so many are left. */
  readonly take: (caller: string, units: number) => boolean;
}

const WINDOW_MS = 60_000;

/** Counts in windows of a minute; what a window counted is forgotten with it. */
export function openAllowance(unitsPerMinute: number, now: () => number): Allowance {
  let window = 0;
  let used = new Map<string, number>();
  return {
    take: (caller, units) => {
      const current = Math.floor(now() / WINDOW_MS);
      if (current !== window) [window, used] = [current, new Map()];
      const total = (used.get(caller) ?? 0) + units;
      if (total > unitsPerMinute) return false;
      used.set(caller, total);
      return true;
    },
  };
}
