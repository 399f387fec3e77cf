// One measured number with what it is held against.
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The number to reach, in words, as in the table of docs/benchmarks.md. */
  readonly target: string;
  readonly met: boolean;
  /** What it was measured on; enough to repeat it. */
  readonly conditions: string;
}

/** The middle of several runs. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Wall-clock milliseconds of each of `runs` calls. */
export async function time(runs: number, work: (run: number) => unknown): Promise<number[]> {
  const taken: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work(run);
    taken.push(performance.now() - started);
  }
  return taken;
}

/** A number that must be at least `least`. */
export const atLeast = (
  name: string,
  value: number,
  unit: string,
  least: number,
  conditions: string,
): Row => ({
  name,
  value,
  unit,
  target: `≥ ${least} ${unit}`,
  met: value >= least,
  conditions,
});

/** A number that must be at most `most`. */
export const atMost = (name: string, value: number, unit: string, most: number, conditions: string): Row => ({
  name,
  value,
  unit,
  target: `≤ ${most} ${unit}`,
  met: value <= most,
  conditions,
});
