// A data set's main property over the last hours, step by step, from a bounded number of observations a step.
import type pg from "pg";
import { named } from "../http/paging.ts";
import { timeOf } from "../http/show.ts";
import type { Asked } from "./queries.ts";

/** Observations of a step that are looked at, at most. */
export const MOST_IN_STEP = 200;

export interface SeriesAsked extends Asked {
  readonly property: string;
  /** Unix seconds. */
  readonly to: number;
  readonly stepSeconds: number;
  readonly steps: number;
}

interface StepRow {
  step: number;
  observations: number;
  median: number | null;
  least: number | null;
  most: number | null;
}

/** The median, least and greatest value of each step, oldest first. Steps without observations are there and empty. */
export async function readSeries(
  db: pg.Pool,
  { name, groups, property, to, stepSeconds, steps }: SeriesAsked,
) {
  const from = to - steps * stepSeconds;
  const { rows } = await db.query<StepRow>(
    named(
      `SELECT s.step, count(v.value)::int AS observations, percentile_cont(0.5) WITHIN GROUP (ORDER BY v.value) AS median,
              min(v.value) AS least, max(v.value) AS most
         FROM generate_series(0, $5::int - 1) AS s (step)
         LEFT JOIN LATERAL (
           SELECT (o."values"->$2->>'value')::float8 AS value FROM payload.observations o
            WHERE o.dataset = $1 AND o.observed_at > $3::bigint + s.step * $4::bigint AND o.observed_at <= $3::bigint + (s.step + 1) * $4::bigint
              AND o.replaced_by IS NULL AND o.field_group = ANY($6::smallint[]) AND o."values" ? $2
            LIMIT ${MOST_IN_STEP}) v ON true
        GROUP BY s.step ORDER BY s.step`,
      [name, property, from, stepSeconds, steps, groups],
    ),
  );
  return rows.map(({ step, observations, ...row }) => ({
    endsAt: timeOf(from + (step + 1) * stepSeconds),
    ...{ observations, isWhole: observations < MOST_IN_STEP },
    ...{ median: row.median, least: row.least, most: row.most },
  }));
}
