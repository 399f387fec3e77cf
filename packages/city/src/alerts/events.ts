// What happens to alerts, and the rule after which they are raised and closed. Pure.
import { z } from "zod";
import { decimalSchema, roundedHalfAway } from "../exact.ts";
import type { Statistic } from "../thresholds/crossings.ts";
import type { Threshold } from "../thresholds/threshold.ts";

/** When an alert of a threshold ends and may be raised again. */
export const alertRuleSchema = z.strictObject({
  threshold: z.string().min(1),
  /** Share of the limit at which the value has recovered, like 0.9, on the harmless side of the limit: the hysteresis. */
  release: decimalSchema,
  /** Recovered for this long, an alert closes by itself; without it only people close alerts. */
  closeAfterSeconds: z.int().min(0).max(31_622_400).optional(),
  /** An alert that people closed is raised again after this long when the value never recovered. */
  reraiseAfterSeconds: z.int().min(0).max(31_622_400).default(86_400),
});

export type AlertRule = z.infer<typeof alertRuleSchema>;

/** A statistic of a threshold, crossing or not; `at` is the end of its period, UTC seconds. */
export interface Measured {
  readonly kind: "measured";
  readonly at: number;
  readonly threshold: string;
  readonly version: number;
  readonly subject: string;
  readonly value: string;
  /** Of the threshold's version. */
  readonly limit: string;
  readonly comparison: Threshold["comparison"];
}

/** What a person did to the alert that is open for a threshold and subject. */
export interface Handled {
  readonly kind: "acknowledged" | "closed";
  readonly at: number;
  readonly threshold: string;
  readonly subject: string;
  /** Who: a participant or a person's pseudonym. */
  readonly by: string;
  readonly note: string;
}

export type AlertEvent = Measured | Handled;

const PLACES = 6;

/** A statistic as an event; six digits, half away from zero. */
export const measured = ({ threshold, subject, to, value }: Statistic): Measured => ({
  kind: "measured",
  at: to,
  threshold: threshold.id,
  version: threshold.version,
  subject,
  value: roundedHalfAway(value, PLACES),
  limit: threshold.limit,
  comparison: threshold.comparison,
});
