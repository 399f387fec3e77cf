// The two data sets of alerts: what their records look like, and how an agency registers them.
import type { Description } from "../data-sets/description.ts";

export const THRESHOLDS_SET = "city.thresholds";
export const ALERTS_SET = "city.alerts";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";
const text = { type: "string", minLength: 1, maxLength: 300 };
const decimal = { type: "string", pattern: String.raw`^-?\d{1,40}(\.\d{1,40})?$` };
const moment = { type: "string", format: "date-time" };
const COMPARISONS = ["above", "at-or-above", "below", "at-or-below"];
const STATISTICS = ["value", "hourly-mean", "daily-mean"];

export const THRESHOLD_SCHEMA = {
  $schema: DIALECT,
  type: "object",
  required: ["id", "type", "dateObserved", "threshold"],
  properties: {
    id: text,
    type: { const: "Threshold" },
    dateObserved: moment,
    threshold: {
      type: "object",
      required: [
        ...["id", "version", "dataset", "property", "unit", "statistic", "limit", "comparison"],
        ...["source", "validFrom"],
      ],
      properties: {
        ...{ id: text, version: { type: "integer", minimum: 1 }, dataset: text, property: text, unit: text },
        ...{ statistic: { enum: STATISTICS }, limit: decimal, comparison: { enum: COMPARISONS } },
        source: {
          type: "object",
          required: ["document", "confirmed"],
          properties: { document: text, confirmed: { type: "boolean" }, note: text },
        },
        validFrom: moment,
      },
    },
    alertRule: {
      type: "object",
      required: ["release", "reraiseAfterSeconds"],
      properties: {
        release: decimal,
        closeAfterSeconds: { type: "integer", minimum: 0 },
        reraiseAfterSeconds: { type: "integer", minimum: 0 },
      },
    },
  },
};

export const ALERT_SCHEMA = {
  $schema: DIALECT,
  type: "object",
  required: [
    ...["id", "type", "dateObserved", "dataSet", "about", "threshold", "thresholdVersion", "property"],
    ...[
      "state",
      "at",
      "by",
      "note",
      "raisedAt",
      "limit",
      "unit",
      "statistic",
      "comparison",
      "value",
      "worst",
    ],
  ],
  properties: {
    ...{ id: text, type: { const: "Alert" }, dateObserved: moment, dataSet: text, about: text },
    ...{ threshold: text, thresholdVersion: { type: "integer", minimum: 1 }, property: text },
    state: { enum: ["raised", "acknowledged", "closed"] },
    ...{ at: moment, by: text, note: text, raisedAt: moment },
    ...{ limit: decimal, unit: text, value: decimal, worst: decimal },
    ...{ statistic: { enum: STATISTICS }, comparison: { enum: COMPARISONS } },
  },
};

const CC_BY = "CC-BY-4.0";

/** What an agency registers to keep thresholds and alerts. */
export const ALERT_DATA_SETS: readonly {
  readonly name: string;
  readonly schemaId: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly description: Description;
}[] = [
  {
    name: THRESHOLDS_SET,
    schemaId: "Threshold",
    schema: THRESHOLD_SCHEMA,
    description: {
      title: { en: "Thresholds", ru: "Пороговые значения", kk: "Шекті мәндер" },
      licence: CC_BY,
    },
  },
  {
    name: ALERTS_SET,
    schemaId: "Alert",
    schema: ALERT_SCHEMA,
    description: { title: { en: "Alerts", ru: "Тревоги", kk: "Дабылдар" }, licence: CC_BY },
  },
];
