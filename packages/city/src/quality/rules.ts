// Quality rules of a data set: what makes a value doubtful. Configuration, versioned with the data set. Pure.
import { z } from "zod";
import { decimalSchema, exact } from "../exact.ts";

const seconds = z.int().min(1).max(31_622_400);

/** The rules of one property. A rule that is absent flags nothing. */
export const qualityRuleSchema = z
  .strictObject({
    property: z.string().min(1).max(100),
    /** The least and the greatest value that is plausible, both included. */
    min: decimalSchema.optional(),
    max: decimalSchema.optional(),
    /** UN/CEFACT code that every value must carry. */
    unit: z.string().min(1).max(20).optional(),
    /** This many equal values in a row are stuck. */
    stuckAfter: z.int().min(2).max(10_000).optional(),
    /** The greatest plausible change in an hour. */
    spikeOver: decimalSchema.optional(),
    /** Received later than this after it was observed. */
    lateAfterSeconds: seconds.optional(),
    /** No value for longer than this before it. */
    gapAfterSeconds: seconds.optional(),
    /** The greatest plausible difference to the partner's value at about the same time. */
    disagreeOver: decimalSchema.optional(),
    /** Subject → the second source that states the same thing. */
    partners: z.record(z.string().min(1), z.string().min(1)).optional(),
    /** How far apart in time partners' values may lie to be compared. */
    disagreeWithinSeconds: seconds.default(3600),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || exact(min).lte(exact(max)), {
    message: "min is above max",
    path: ["min"],
  })
  .refine(({ disagreeOver, partners }) => (disagreeOver === undefined) === (partners === undefined), {
    message: "disagreeOver and partners need each other",
    path: ["disagreeOver"],
  });

/** A data set's rules, one entry for a property. */
export const qualityRulesSchema = z
  .array(qualityRuleSchema)
  .max(200)
  .refine((rules) => new Set(rules.map(({ property }) => property)).size === rules.length, {
    message: "a property has one entry",
  });

export type QualityRule = z.infer<typeof qualityRuleSchema>;
export type QualityRules = z.infer<typeof qualityRulesSchema>;

/** Each code with what it says to whoever reads the value. */
export const QUALITY_CODES = {
  "not-decimal": "The value is no decimal number.",
  unit: "The unit is missing or another one.",
  range: "The value is outside the plausible range.",
  stuck: "The value has not moved for too long.",
  spike: "The value moved faster than plausible.",
  duplicate: "The subject stated this moment before.",
  late: "The value came too long after it was observed.",
  gap: "Values are missing before this one.",
  disagreement: "A second source states another value.",
} as const;

export type QualityCode = keyof typeof QUALITY_CODES;
