// A change of an alert as a record of `city.alerts`: an entity that says the whole state. Pure.
import { decimalSchema, type Threshold } from "@alatau/city";
import { sha256, toBytes32, toRfc3339, utf8 } from "@alatau/sdk";
import { z } from "zod";

export const ALERT_STATES = ["raised", "acknowledged", "closed"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** One step of an alert; times are Unix seconds. */
export interface AlertChange {
  /** See {@link alertName}. */
  readonly alert: string;
  /** Data set whose values are watched, and of whom. */
  readonly dataSet: string;
  readonly about: string;
  readonly threshold: string;
  readonly version: number;
  readonly property: string;
  readonly statistic: Threshold["statistic"];
  readonly comparison: Threshold["comparison"];
  readonly limit: string;
  readonly unit: string;
  readonly state: AlertState;
  readonly at: number;
  /** `rule`, or `participant:12`. */
  readonly by: string;
  readonly note: string;
  readonly raisedAt: number;
  readonly value: string;
  readonly worst: string;
}

const URN = "urn:ngsi-ld:Alert:";

/**
 * The name of an alert: 16 bytes of the sha256 of the id that the fold gives it, half a byte a letter from a to p; the same whoever
 * finds it. Letters, because digits by chance read like a card's number, which no public set may state.
 */
export const alertName = (id: string): string =>
  Array.from(toBytes32(sha256(utf8(id))).slice(2, 34), (digit) =>
    String.fromCharCode("a".charCodeAt(0) + parseInt(digit, 16)),
  ).join("");

export const ALERT_NAME = /^[a-p]{32}$/;

export const alertUrn = (alert: string): string => URN + alert;

const seconds = z.iso.datetime().transform((text) => Date.parse(text) / 1000);
const value = <Schema extends z.ZodType>(schema: Schema) => z.object({ value: schema });
const entitySchema = z.object({
  id: z.string().startsWith(URN),
  dataSet: value(z.string()),
  about: value(z.string()),
  threshold: value(z.string()),
  thresholdVersion: value(z.int()),
  property: value(z.string()),
  statistic: value(z.enum(["value", "hourly-mean", "daily-mean"])),
  comparison: value(z.enum(["above", "at-or-above", "below", "at-or-below"])),
  limit: value(decimalSchema),
  unit: value(z.string()),
  state: value(z.enum(ALERT_STATES)),
  at: value(seconds),
  by: value(z.string()),
  note: value(z.string()),
  raisedAt: value(seconds),
  value: value(decimalSchema),
  worst: value(decimalSchema),
});

/** What a record's payload says; undefined for what is no alert. */
export function alertOf(payload: unknown): AlertChange | undefined {
  const parsed = entitySchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { id, thresholdVersion, ...rest } = parsed.data;
  const plain = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, each.value]));
  return { ...plain, alert: id.slice(URN.length), version: thresholdVersion.value } as unknown as AlertChange;
}

/** The entity of a change; `observedAt` is a second that no other record of the alert has. */
export function alertEntity(change: AlertChange, observedAt: number): Readonly<Record<string, unknown>> {
  const { alert, version, at, raisedAt, ...rest } = change;
  const property = (each: unknown) => ({ type: "Property", value: each });
  return {
    ...{ id: alertUrn(alert), type: "Alert", dateObserved: property(toRfc3339(observedAt)) },
    ...Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, property(each)])),
    thresholdVersion: property(version),
    at: property(toRfc3339(at)),
    raisedAt: property(toRfc3339(raisedAt)),
  };
}
