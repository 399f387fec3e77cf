// What each route carried and earned. Pure.
import { z } from "zod";
import { daySchema } from "../moment.ts";
import { program, type Field } from "./program.ts";
import { countCell, optionalCell, refuseRepeats, sortedGroups, textCell } from "./rows.ts";

const SOURCES = ["0", "1", "2", "3", "4"] as const;

const countRow = z.object({
  route: textCell,
  trip: textCell,
  stop: textCell,
  sequence: optionalCell(countCell),
  day: daySchema,
  boardings: optionalCell(countCell),
  alightings: optionalCell(countCell),
  source: optionalCell(z.enum(SOURCES, "is no GTFS-ride source from 0 to 4")),
});
type CountRow = z.infer<typeof countRow>;

/** A stop of a trip. */
const visitOf = ({ trip, stop, sequence }: CountRow): string => `trip ${trip} stop ${stop} ${sequence ?? ""}`;

const countParameters = z.strictObject({
  /** Which source counts where several counted a stop: counters, fares, people, models, mixtures. */
  sourceOrder: z.array(z.enum(SOURCES)).min(1).default(["1", "2", "0", "3", "4"]),
});

const countFields: readonly Field[] = [
  { name: "day", headers: ["day", "service_date"], meaning: "service day" },
  { name: "route", headers: ["route", "route_id"], meaning: "route of the trip" },
  { name: "trip", headers: ["trip", "trip_id"], meaning: "trip" },
  { name: "stop", headers: ["stop", "stop_id"], meaning: "stop" },
  { name: "sequence", headers: ["sequence", "stop_sequence"], optional: true, meaning: "place in the trip" },
  { name: "boardings", headers: ["boardings"], optional: true, meaning: "people who got on" },
  { name: "alightings", headers: ["alightings"], optional: true, meaning: "people who got off" },
  {
    name: "source",
    headers: ["source"],
    optional: true,
    meaning: "0 manual, 1 counter, 2 fares, 3 model, 4 mixed",
  },
];

/** Passengers per route and day; a stop of a trip that two sources counted counts once. */
export const passengerCounts = program({
  id: "passenger-counts",
  version: 1,
  title: "passengers per route and day from GTFS-ride stop counts",
  formula: [
    "a stop of a trip counts by the first source of sourceOrder that counted it; no source stands for the last",
    "boardings, alightings: sums over the stops of the route's trips; an empty cell adds nothing and is counted in notCounted",
    "crossChecked: stops that a second source counted too; difference: sum of |first − second| of their boardings",
  ],
  fields: countFields,
  rowSchema: countRow,
  parametersSchema: countParameters,
  run: (rows, { sourceOrder }) => {
    refuseRepeats(rows, (row) => `${row.day} ${visitOf(row)} source ${row.source ?? "-"}`, "stop");
    const rank = ({ source }: CountRow): number => {
      const place = source === undefined ? -1 : sourceOrder.indexOf(source);
      return place === -1 ? sourceOrder.length : place;
    };
    const people = (list: readonly CountRow[], side: "boardings" | "alightings"): number =>
      list.reduce((sum, row) => sum + (row[side] ?? 0), 0);
    const derived = sortedGroups(rows, ({ day, route }) => JSON.stringify([day, route])).map(
      ([key, list]) => {
        const visits = sortedGroups(list, visitOf).map(([, sources]) =>
          sources.sort((a, b) => rank(a) - rank(b)),
        );
        const first = visits.map(([counted]) => counted!);
        const checked = visits.filter((sources) => sources.length > 1);
        const [day, route] = JSON.parse(key) as [string, string];
        return {
          day,
          route,
          trips: new Set(list.map(({ trip }) => trip)).size,
          boardings: people(first, "boardings"),
          alightings: people(first, "alightings"),
          notCounted: first.filter((row) => row.boardings === undefined || row.alightings === undefined)
            .length,
          crossChecked: checked.length,
          difference: checked.reduce(
            (sum, [one, other]) => sum + Math.abs((one!.boardings ?? 0) - (other!.boardings ?? 0)),
            0,
          ),
        };
      },
    );
    const boardings = derived.reduce((sum, row) => sum + row.boardings, 0);
    return {
      rows: derived,
      totals: { routes: new Set(derived.map(({ route }) => route)).size, boardings },
      explanation: [
        `${rows.length} stop counts; where several sources counted a stop, the order is ${sourceOrder.join(", ")}.`,
        "A trip's boardings and alightings may differ: people aboard before the first stop, and miscounts, are not smoothed.",
      ],
    };
  },
});

const wholeTiyn = z
  .string()
  .trim()
  .regex(/^-?\d{1,18}$/, "is no whole number of tiyn")
  .transform((text) => BigInt(text));

/** Fares per route, in tiyn; a refund is a row below zero. */
export const revenue = program({
  id: "revenue",
  version: 1,
  title: "revenue per route",
  formula: [
    "revenueTiyn: sum of amountTiyn of the route in the period; refunds are negative",
    "a payment stands once",
  ],
  fields: [
    { name: "payment", headers: ["payment", "payment_id"], meaning: "the payment's id" },
    { name: "day", headers: ["day", "service_date"], meaning: "day of the trip" },
    { name: "route", headers: ["route", "route_id"], meaning: "route" },
    { name: "amountTiyn", headers: ["amountTiyn", "amount_tiyn"], meaning: "whole tiyn" },
  ],
  rowSchema: z.object({ payment: textCell, day: daySchema, route: textCell, amountTiyn: wholeTiyn }),
  parametersSchema: z.strictObject({ period: z.enum(["day", "month"]).default("day") }),
  run: (rows, { period }) => {
    refuseRepeats(rows, ({ payment }) => payment, "payment");
    const derived = sortedGroups(rows, ({ day, route }) =>
      JSON.stringify([period === "day" ? day : day.slice(0, 7), route]),
    ).map(([key, list]) => {
      const [at, route] = JSON.parse(key) as [string, string];
      const total = list.reduce((sum, { amountTiyn }) => sum + amountTiyn, 0n);
      return { period: at, route, payments: list.length, revenueTiyn: total.toString() };
    });
    const total = rows.reduce((sum, { amountTiyn }) => sum + amountTiyn, 0n);
    return {
      rows: derived,
      totals: { payments: rows.length, revenueTiyn: total.toString() },
      explanation: [`${rows.length} payments by ${period}; whole tiyn, nothing is rounded.`],
    };
  },
});
