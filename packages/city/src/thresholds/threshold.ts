// A limit for a property, versioned: a crossing always names the version that it broke. Pure.
import { z } from "zod";
import { decimalSchema } from "../exact.ts";

const kebab = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a name in kebab-case");

/** A limit with its source; `validFrom` is RFC 3339 UTC, and a later version of the same id replaces it from its own `validFrom`. */
export const thresholdSchema = z.strictObject({
  id: kebab.max(80),
  version: z.int().min(1).max(0xffff_ffff),
  dataset: z.string().min(1).max(120),
  property: z.string().min(1).max(100),
  /** UN/CEFACT code of `limit`; observations in a unit that converts exactly are converted. */
  unit: z.string().min(1).max(20),
  /** What is compared: each value, or the mean of an hour (UTC) or of a day (see `dayOffsetSeconds`). */
  statistic: z.enum(["value", "hourly-mean", "daily-mean"]),
  limit: decimalSchema,
  /** The side of the limit that crosses it. */
  comparison: z.enum(["above", "at-or-above", "below", "at-or-below"]),
  source: z.strictObject({
    document: z.string().min(1).max(300),
    /** Whether the value was read in the document that binds here. */
    confirmed: z.boolean(),
    note: z.string().max(300).optional(),
  }),
  validFrom: z.iso.datetime({ offset: false, precision: 0 }),
});

export type Threshold = z.infer<typeof thresholdSchema>;

/** A table of thresholds, in which a version of an id stands once. */
export const thresholdsSchema = z
  .array(thresholdSchema)
  .max(1000)
  .refine((list) => new Set(list.map(({ id, version }) => `${id}/${version}`)).size === list.length, {
    message: "a version of a threshold stands once",
  });
