// What a city is scored by: indicators, the values that earn nothing and everything, weights. Published, versioned. Pure.
import { z } from "zod";
import { decimalSchema, exact } from "../exact.ts";

/** One indicator; `worst` earns 0 points and `best` 100, whichever of them is greater. */
export const indicatorSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a name in kebab-case"),
    /** As the standard names it. */
    name: z.string().min(1).max(200),
    standard: z.string().min(1).max(100),
    unit: z.string().min(1).max(60),
    worst: decimalSchema,
    best: decimalSchema,
    /** Where the two goalposts come from. */
    goalposts: z.string().min(1).max(300),
    weight: decimalSchema,
  })
  .refine(({ worst, best }) => !exact(worst).equals(exact(best)), {
    message: "worst and best are equal",
    path: ["best"],
  })
  .refine(({ weight }) => exact(weight).gt(0), { message: "is not above zero", path: ["weight"] });

/** A score's definition; the whole of it is in the program hash. */
export const scoreDefinitionSchema = z.strictObject({
  id: z.string().min(1).max(80),
  version: z.int().min(1),
  indicators: z
    .array(indicatorSchema)
    .min(1)
    .max(200)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, {
      message: "an indicator stands once",
    }),
  /** Below this share of the weights, in percent, there is no score. */
  leastCoveredPercent: z.int().min(1).max(100).default(60),
});

export type Indicator = z.infer<typeof indicatorSchema>;
export type ScoreDefinition = z.infer<typeof scoreDefinitionSchema>;
