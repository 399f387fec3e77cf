// The course of a value as a line without axes: its band from least to greatest, gaps left open.
import type { ReactNode } from "react";
import type { Step } from "./answers.ts";

const WIDTH = 240;
const HEIGHT = 48;
const EDGE = 3;
/** Steps without a value that the line still bridges: hourly values in half-hourly steps are no gap. */
const MOST_EMPTY = 4;

/** The line for those who see; `label` says the same in words. */
export function Sparkline({ steps, label }: { steps: readonly Step[]; label: string }): ReactNode {
  const { lines, band } = shapesOf(steps);
  if (lines.length === 0) return <div className="sparkline" aria-hidden="true" />;
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {band.map((points) => (
        <polygon key={points} points={points} className="band" />
      ))}
      {lines.map((points) => (
        <polyline key={points} points={points} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}

interface Shapes {
  readonly lines: readonly string[];
  readonly band: readonly string[];
}

/** Points of the drawing: one line for each run of steps with values. */
export function shapesOf(steps: readonly Step[]): Shapes {
  const seen = steps.filter(hasValue);
  if (seen.length === 0) return { lines: [], band: [] };
  const low = Math.min(...seen.map(({ least, median }) => least ?? median));
  const high = Math.max(...seen.map(({ most, median }) => most ?? median));
  const y = (value: number): string =>
    (high === low
      ? HEIGHT / 2
      : HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE)
    ).toFixed(1);
  const x = (index: number): string => ((index / Math.max(steps.length - 1, 1)) * WIDTH).toFixed(1);
  const indexed = steps.map((step, index) => ({ ...step, index })).filter(hasValue);
  const runs: (typeof indexed)[] = [];
  for (const step of indexed) {
    const run = runs.at(-1);
    if (run !== undefined && step.index - run.at(-1)!.index <= MOST_EMPTY) run.push(step);
    else runs.push([step]);
  }
  return {
    lines: runs.map((run) =>
      (run.length === 1 ? [{ ...run[0]!, index: run[0]!.index - 1 }, run[0]!] : run)
        .map(({ index, median }) => `${x(index)},${y(median)}`)
        .join(" "),
    ),
    band: runs
      .filter((run) => run.length > 1)
      .map((run) =>
        [
          ...run.map(({ index, most, median }) => `${x(index)},${y(most ?? median)}`),
          ...run.toReversed().map(({ index, least, median }) => `${x(index)},${y(least ?? median)}`),
        ].join(" "),
      ),
  };
}

type SeenStep = Step & { readonly median: number };
function hasValue<Some extends Step>(step: Some): step is Some & SeenStep {
  return step.median !== null;
}
