// The limits that a new ledger starts with; a city publishes its own versions over them.
import table from "./air-quality.json" with { type: "json" };
import { thresholdsSchema, type Threshold } from "./threshold.ts";

/** Limits of PM2.5, PM10, NO, NO2, SO2, CO, O3 and H2S; `source.confirmed` says which were read in a document that binds here. */
export const AIR_QUALITY_THRESHOLDS: readonly Threshold[] = thresholdsSchema.parse(table);
