// The board of the situation centre, and the course of what its tiles show.
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { datasetName } from "../data-sets/description.ts";
import { time, uint32 } from "../http/fields.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { readBoard, visibleSets } from "./board.ts";
import { readLatest } from "./queries.ts";
import { readSeries } from "./series.ts";
import { summarise } from "./summary.ts";

const TAG = "Situation centre";
/** A board is read again after so long, ms: many screens look at the same one. */
const KEPT_MS = 300;
const STEPS = 48;

const decimal = z.string().meta({ description: "Decimal, as it was published." });
const state = z.object({ at: time.nullable(), ageSeconds: z.int().nullable(), lastHour: z.int() });
const tile = z
  .object({
    name: z.string(),
    title: z.object({ en: z.string(), ru: z.string().optional(), kk: z.string().optional() }),
    ...{ source: z.string().nullable(), simulated: z.boolean(), derived: z.boolean(), owner: uint32 },
    visibility: z.enum(["public", "members", "owner"]),
    cadenceSeconds: z.int().nullable(),
    entityType: z.string().nullable(),
    lastObservedAt: time.nullable(),
    subjects: z.int(),
    values: z
      .array(z.object({ property: z.string(), unit: z.string().nullable(), median: decimal, of: z.int() }))
      .meta({ description: "The middle of the subjects' last values, the main property first." }),
    states: z
      .object({ received: state, checked: state, anchored: state.extend({ block: z.int().nullable() }) })
      .meta({
        description: "When the newest record got so far, its age, and how many did in the last hour.",
      }),
    waiting: z.int().meta({ description: "Records that are in no batch yet; counted up to 10,000." }),
    flags: z.record(z.string(), z.int()).meta({ description: "Quality flags of the last hour." }),
    alerts: z.int().meta({ description: "Open ones; see `/v1/alerts?open=true`." }),
    places: z
      .array(
        z.object({
          subject: z.string(),
          at: z.array(z.number()).nullable().meta({ description: "Longitude and latitude, WGS 84." }),
          observedAt: time,
          value: decimal.nullable().meta({ description: "Of the main property." }),
          flags: z.array(z.string()),
        }),
      )
      .optional(),
  })
  .meta({ id: "Tile" });

const whole = (most: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/, "a whole number")
    .transform(Number)
    .refine((value) => value <= most, `at most ${most}`);

/** Declares the routes of the board. */
export function boardRoutes({ route, gateway }: Api): void {
  const kept = new Map<string, { readonly at: number; readonly board: ReturnType<typeof readBoard> }>();
  const boardFor = (caller: Caller, positions: number): ReturnType<typeof readBoard> => {
    const key = `${caller.participant ?? "everybody"}/${caller.auditor}/${positions}`;
    const now = performance.now();
    const found = kept.get(key);
    if (found !== undefined && now - found.at < KEPT_MS) return found.board;
    if (kept.size > 200) kept.clear();
    const board = readBoard(gateway, caller, positions);
    kept.set(key, { at: now, board });
    board.catch(() => kept.delete(key));
    return board;
  };
  route(
    {
      method: "get",
      path: "/v1/board",
      tag: TAG,
      summary: "The board: a tile for each data set that the caller may see",
      description:
        "`positions` asks for the newest subjects of each data set with place and value, for a map. The event `observations-received` of `/v1/events` says when to look again.",
      query: z.strictObject({ positions: whole(500).optional() }),
      answers: {
        200: {
          description: "By name.",
          schema: z.object({ time, block: z.int().nullable(), tiles: z.array(tile) }),
        },
      },
    },
    async ({ query, caller }) => ({
      body: await boardFor(await caller(), query.positions ?? 0),
      cache: "tagged",
    }),
  );
  route(
    {
      method: "get",
      path: "/v1/board/{name}/series",
      tag: TAG,
      summary: "A property of a data set over the last hours",
      description:
        "Ends with the data set's last observation. A step looks at 200 observations at most; `isWhole` says whether these were all.",
      params: z.object({ name: datasetName }),
      query: z.strictObject({ property: z.string().max(100).optional(), hours: whole(744).optional() }),
      answers: {
        200: {
          description: "Oldest first.",
          schema: z.object({
            ...{ name: z.string(), property: z.string().nullable(), unit: z.string().nullable() },
            steps: z.array(
              z.object({
                ...{ endsAt: time, observations: z.int(), isWhole: z.boolean() },
                ...{
                  median: z.number().nullable(),
                  least: z.number().nullable(),
                  most: z.number().nullable(),
                },
              }),
            ),
          }),
        },
      },
      refusals: ["dataset-unknown"],
    },
    async ({ params: { name }, query: { property, hours = 24 }, caller }) => {
      const set = (await visibleSets(gateway, await caller())).find((each) => each.name === name);
      if (set === undefined) throw new ProblemError("dataset-unknown");
      const latest = await readLatest(gateway.reads, [set], 50);
      const all = summarise(latest, set.description);
      const chosen = property === undefined ? all[0] : all.find((each) => each.property === property);
      const shown = chosen ?? (property === undefined ? undefined : { property, unit: null });
      if (shown === undefined || latest.length === 0)
        return { body: { name, property: null, unit: null, steps: [] } };
      const to = Math.max(...latest.map((row) => Number(row.observed_at)));
      const stepSeconds = Math.max(Math.ceil((hours * 3600) / STEPS / 60) * 60, 60);
      const steps = await readSeries(gateway.reads, {
        ...{ name, groups: set.groups, property: shown.property, to, stepSeconds, steps: STEPS },
      });
      return {
        body: { name, property: shown.property, unit: shown.unit, steps },
        cache: "tagged",
      };
    },
  );
}
