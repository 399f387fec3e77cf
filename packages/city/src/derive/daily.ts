// A day's value of a city from its stations' hours, as a mean and as a median of cluster means. Pure.
import { z } from "zod";
import { ascending, mean, median, roundedHalfAway, type Exact } from "../exact.ts";
import { dayBoundarySchema, dayOf, momentSchema, type Moment } from "../moment.ts";
import { inUnit } from "../units.ts";
import { program, type Answer, type DerivedRow, type Field } from "./program.ts";
import { decimalCell, optionalCell, refuseRepeats, RowsError, sortedGroups, textCell } from "./rows.ts";

const rowSchema = z.object({
  station: textCell,
  cluster: optionalCell(textCell),
  observedAt: momentSchema,
  value: decimalCell,
  unit: optionalCell(textCell),
  quality: optionalCell(textCell),
});

interface HourRow {
  readonly station: string;
  readonly cluster?: string | undefined;
  readonly observedAt: Moment;
  readonly value: Exact;
  readonly unit?: string | undefined;
  readonly quality?: string | undefined;
}

const parametersSchema = z.strictObject({
  /** Where a day begins. */
  dayBoundary: dayBoundarySchema.default("+05:00"),
  /** Of the rows that name no unit, and of the answer. */
  unit: z.string().min(1).max(20).default("GQ"),
  /** Digits behind the point. */
  places: z.int().min(0).max(12).default(2),
  /** Quality codes whose rows are left out. */
  leaveOut: z.array(z.string()).max(20).default([]),
});

type Parameters = z.infer<typeof parametersSchema>;

const fields: readonly Field[] = [
  { name: "observedAt", headers: ["observedAt", "datetime_utc"], meaning: "moment with its offset" },
  { name: "station", headers: ["station", "station_id", "subject"], meaning: "who measured" },
  {
    name: "cluster",
    headers: ["cluster", "cluster_id"],
    optional: true,
    meaning: "the district of the station; without one each station is its own",
  },
  { name: "value", headers: ["value", "value_ugm3"], meaning: "decimal number" },
  { name: "unit", headers: ["unit", "unitCode"], optional: true, meaning: "UN/CEFACT code (GQ, GP)" },
  { name: "quality", headers: ["quality"], optional: true, meaning: "quality codes, spaces between" },
];

const DAY_TEXT = "day: the date of the moment at the offset dayBoundary, or as it is written";
const STATION_TEXT = "station: mean of the station's values of the day";
const CLUSTER_TEXT = "cluster: mean of its stations";

/** One day before anything is rounded. */
interface Day {
  readonly day: string;
  readonly clusters: readonly Exact[];
  readonly stations: number;
  readonly values: number;
}

function daysOf(rows: readonly HourRow[], { dayBoundary, unit, leaveOut }: Parameters): Day[] {
  refuseRepeats(
    rows,
    ({ station, observedAt }) => `${station} at ${new Date(observedAt.at * 1000).toISOString()}`,
    "observedAt",
  );
  const values = rows.map((row, index) => {
    const value = inUnit(row.value, row.unit ?? unit, unit);
    if (value !== undefined) return { ...row, value };
    const detail = `${row.unit} does not convert into ${unit}`;
    throw new RowsError([{ row: index + 1, column: "unit", code: "cell-invalid", detail }]);
  });
  const kept = values.filter(
    ({ quality }) => !(quality ?? "").split(/\s+/).some((code) => leaveOut.includes(code)),
  );
  return sortedGroups(kept, ({ observedAt }) => dayOf(observedAt, dayBoundary)).map(([day, ofDay]) => {
    const clusters = sortedGroups(ofDay, ({ cluster, station }) => cluster ?? station).map(([, ofCluster]) =>
      sortedGroups(ofCluster, ({ station }) => station).map(([, ofStation]) =>
        mean(ofStation.map(({ value }) => value)),
      ),
    );
    return {
      day,
      clusters: clusters.map(mean).sort(ascending),
      stations: clusters.flat().length,
      values: ofDay.length,
    };
  });
}

function answer(
  rows: readonly HourRow[],
  parameters: Parameters,
  name: string,
  of: (clusters: readonly Exact[]) => Exact,
): Answer {
  const { places, unit, leaveOut, dayBoundary } = parameters;
  const days = daysOf(rows, parameters);
  const values = days.reduce((sum, day) => sum + day.values, 0);
  return {
    rows: days.map((day): DerivedRow => ({
      day: day.day,
      [name]: roundedHalfAway(of(day.clusters), places),
      leastCluster: roundedHalfAway(day.clusters[0]!, places),
      greatestCluster: roundedHalfAway(day.clusters.at(-1)!, places),
      clusters: day.clusters.length,
      stations: day.stations,
      values: day.values,
    })),
    totals: { days: days.length, values, leftOut: rows.length - values, unit },
    explanation: [
      `${values} of ${rows.length} values in ${days.length} days; a day's date is taken ${dayBoundary === "as-written" ? "as it is written" : `at UTC${dayBoundary}`}.`,
      leaveOut.length === 0
        ? "Values with quality flags count like all others."
        : `Values flagged ${leaveOut.join(", ")} are left out.`,
      `Computed exactly, then rounded to ${places} digits, half away from zero; unit ${unit}.`,
    ],
  };
}

/** Mean over clusters of the mean over stations of each station's mean of the day. */
export const dailyMean = program({
  id: "daily-mean",
  version: 1,
  title: "daily mean of a city from its stations' hours",
  formula: [DAY_TEXT, STATION_TEXT, CLUSTER_TEXT, "mean: mean of the clusters, rounded half away from zero"],
  fields,
  rowSchema,
  parametersSchema,
  run: (rows, parameters) => answer(rows, parameters, "mean", mean),
});

/** Median of the cluster means. */
export const dailyMedian = program({
  id: "daily-median",
  version: 1,
  title: "daily median over a city's clusters",
  formula: [
    DAY_TEXT,
    STATION_TEXT,
    CLUSTER_TEXT,
    "median: median of the clusters, rounded half away from zero",
  ],
  fields,
  rowSchema,
  parametersSchema,
  run: (rows, parameters) => answer(rows, parameters, "median", median),
});
