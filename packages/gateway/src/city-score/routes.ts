// The city score with its formula and everything that it is made of.
import { CITY_SCORE, cityScore, scoreFormula } from "@alatau/city";
import { z } from "zod";
import { hash, time } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { chainTip } from "../workers/ledger.ts";
import { readIndicators, valuesOfSources } from "./indicators.ts";

const MISSING =
  "An indicator that no public data set names, or that has no record in the time looked back, is left out with its weight; below " +
  `${CITY_SCORE.leastCoveredPercent} % of the weights there is no score.`;

const score = z
  .object({
    at: time,
    score: z.string().nullable().meta({ description: "0 to 100; null where too little is measured." }),
    coveredPercent: z.string(),
    definition: z.object({ id: z.string(), version: z.int(), hash }),
    formula: z.array(z.string()),
    missingData: z.string(),
    indicators: z.array(
      z.object({
        indicator: z.string(),
        name: z.string(),
        standard: z.string(),
        unit: z.string(),
        ...{ worst: z.string(), best: z.string(), goalposts: z.string(), weight: z.string() },
        value: z.string().nullable(),
        points: z.string().nullable(),
        source: z
          .object({
            dataSet: z.string(),
            property: z.string(),
            days: z.int(),
            records: z.int(),
            inputs: z.array(hash),
          })
          .nullable(),
      }),
    ),
    outputHash: hash,
  })
  .meta({ id: "CityScore" });

/** Declares the route of the city score. */
export function cityScoreRoutes({ route, gateway }: Api, { costly }: Limiters): void {
  route(
    {
      ...{ method: "get", path: "/v1/city-score", tag: "City score" },
      summary: "The city score with its formula, the indicators and what they are made of",
      description:
        "A data set's description names the indicator that it gives (`indicator`). `format=indicators` answers the file that " +
        "`alatau derive score` takes; it gives the same number.",
      query: z.strictObject({ format: z.enum(["json", "indicators"]).default("json") }),
      answers: { 200: { description: "The score.", schema: score } },
    },
    async ({ query: { format } }) => {
      const now = (await chainTip(gateway.pool))?.timestamp ?? Math.floor(Date.now() / 1000);
      const sources = await readIndicators(gateway.pool, now);
      const values = valuesOfSources(sources, new Set(CITY_SCORE.indicators.map(({ id }) => id)));
      if (format === "indicators")
        return { body: values, headers: { "content-disposition": 'attachment; filename="indicators.json"' } };
      const set = cityScore(values, { inputs: sources.flatMap(({ inputs }) => inputs) });
      const pointsOf = new Map(set.rows.map((row) => [row["indicator"], row["points"]]));
      return {
        body: {
          at: timeOf(now),
          ...{ score: set.totals["score"], coveredPercent: set.totals["coveredPercent"] },
          ...{ definition: set.program, formula: scoreFormula(CITY_SCORE), missingData: MISSING },
          indicators: CITY_SCORE.indicators.map(({ id, ...rest }) => ({
            ...{ indicator: id, ...rest, value: values[id] ?? null, points: pointsOf.get(id) ?? null },
            source: sourceShown(sources.find(({ indicator }) => indicator === id)),
          })),
          outputHash: set.outputHash,
        },
      };
    },
    costly,
  );
}

function sourceShown(source: Awaited<ReturnType<typeof readIndicators>>[number] | undefined) {
  if (source === undefined) return null;
  const { dataSet, property, days, inputs } = source;
  return { dataSet, property, days, records: inputs.length, inputs };
}
