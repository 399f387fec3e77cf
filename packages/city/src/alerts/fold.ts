// Alerts as a fold over events: raised → acknowledged → closed. Pure, and the same for events in any order.
import { exact } from "../exact.ts";
import { crosses } from "../thresholds/crossings.ts";
import type { AlertEvent, AlertRule, Handled, Measured } from "./events.ts";

export type AlertState = "raised" | "acknowledged" | "closed";

/** One step of an alert's life. */
export interface AlertStep {
  readonly state: AlertState;
  readonly at: number;
  /** Who; `rule` where no person did. */
  readonly by: string;
  readonly note: string;
}

/** An alert of one threshold and subject; its id never changes. */
export interface Alert {
  readonly id: string;
  readonly threshold: string;
  /** The threshold's version that was crossed when it was raised. */
  readonly version: number;
  readonly subject: string;
  readonly state: AlertState;
  readonly raisedAt: number;
  readonly last: string;
  /** The value farthest beyond the limit. */
  readonly worst: string;
  /** Since when the value has been at the release level or better. */
  readonly recoveredAt?: number;
  readonly steps: readonly AlertStep[];
}

/** An event that could not be applied. */
export interface RefusedEvent {
  readonly event: AlertEvent;
  readonly code: "alert-not-open" | "alert-already-acknowledged" | "alert-rule-unknown";
}

export interface Alerts {
  /** By raising time, then id. */
  readonly alerts: readonly Alert[];
  readonly refused: readonly RefusedEvent[];
}

/** What is known of one threshold and subject: its alerts, newest last. */
interface Line {
  readonly alerts: readonly Alert[];
  /** No crossing may raise until the value recovers, or the rule's time has passed since this moment. */
  readonly quietSince?: number;
}

type Answer = Line | RefusedEvent["code"];

/** All alerts that events made; the order of the list does not matter, only the events' own times. */
export function foldAlerts(events: readonly AlertEvent[], rules: readonly AlertRule[]): Alerts {
  const byThreshold = new Map(rules.map((rule) => [rule.threshold, rule]));
  const lines = new Map<string, Line>();
  const refused: RefusedEvent[] = [];
  for (const event of events.toSorted(inOrder)) {
    const rule = byThreshold.get(event.threshold);
    const key = JSON.stringify([event.threshold, event.subject]);
    const answer =
      rule === undefined ? "alert-rule-unknown" : step(lines.get(key) ?? { alerts: [] }, event, rule);
    if (typeof answer === "string") refused.push({ event, code: answer });
    else lines.set(key, answer);
  }
  const alerts = [...lines.values()].flatMap((line) => line.alerts);
  return { alerts: alerts.sort((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1)), refused };
}

/** Measurements before what people did at the same second; equal kinds by content. */
function inOrder(a: AlertEvent, b: AlertEvent): number {
  if (a.at !== b.at) return a.at - b.at;
  const rank = (event: AlertEvent): number => ["measured", "acknowledged", "closed"].indexOf(event.kind);
  if (a.kind !== b.kind) return rank(a) - rank(b);
  const [left, right] = [a, b].map((event) =>
    event.kind === "measured"
      ? JSON.stringify([event.threshold, event.subject, event.version, event.value, event.limit])
      : JSON.stringify([event.threshold, event.subject, event.by, event.note]),
  ) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

const step = (line: Line, event: AlertEvent, rule: AlertRule): Answer =>
  event.kind === "measured" ? measure(line, event, rule) : handle(line, event);

const openOf = ({ alerts }: Line): Alert | undefined => {
  const last = alerts.at(-1);
  return last?.state === "closed" ? undefined : last;
};
const withLast = ({ alerts }: Line, alert: Alert): Line => ({ alerts: [...alerts.slice(0, -1), alert] });

function measure(line: Line, event: Measured, rule: AlertRule): Line {
  const isCrossing = crosses(exact(event.value), event);
  const open = openOf(line);
  if (open !== undefined) return withLast(line, isCrossing ? worsen(open, event) : ease(open, event, rule));
  if (!isCrossing) return hasRecovered(event, rule) ? { alerts: line.alerts } : line;
  const isQuiet = line.quietSince !== undefined && event.at - line.quietSince < rule.reraiseAfterSeconds;
  return isQuiet ? line : { alerts: [...line.alerts, raise(event)] };
}

function raise({ threshold, version, subject, at, value }: Measured): Alert {
  return {
    id: `${threshold}/${subject}/${at}`,
    threshold,
    version,
    subject,
    state: "raised",
    raisedAt: at,
    last: value,
    worst: value,
    steps: [{ state: "raised", at, by: "rule", note: `${value} crossed the limit` }],
  };
}

/** A crossing while open: whoever acknowledged knew of the crossing before the recovery, not of this one. */
function worsen({ recoveredAt, ...alert }: Alert, { at, value, comparison }: Measured): Alert {
  const isUp = comparison.endsWith("above");
  const order = exact(value).compare(exact(alert.worst));
  const worst = (isUp ? order > 0 : order < 0) ? value : alert.worst;
  const next = { ...alert, last: value, worst };
  if (recoveredAt === undefined || alert.state === "raised") return next;
  return moved(next, { state: "raised", at, by: "rule", note: `${value} crossed the limit again` });
}

/** Not crossing while open: between the limit and the release level nothing changes, a recovery included. */
function ease(alert: Alert, event: Measured, rule: AlertRule): Alert {
  const { at, value } = event;
  const recoveredAt = alert.recoveredAt ?? (hasRecovered(event, rule) ? at : undefined);
  const next = { ...alert, last: value, ...(recoveredAt !== undefined && { recoveredAt }) };
  const { closeAfterSeconds } = rule;
  if (recoveredAt === undefined || closeAfterSeconds === undefined || at - recoveredAt < closeAfterSeconds)
    return next;
  return moved(next, { state: "closed", at, by: "rule", note: `recovered for ${at - recoveredAt} s` });
}

function hasRecovered({ value, limit, comparison }: Measured, { release }: AlertRule): boolean {
  const order = exact(value).compare(exact(limit).mul(exact(release)));
  return comparison.endsWith("above") ? order <= 0 : order >= 0;
}

function handle(line: Line, { kind, at, by, note }: Handled): Answer {
  const open = openOf(line);
  if (open === undefined) return "alert-not-open";
  if (kind === "acknowledged" && open.state === "acknowledged") return "alert-already-acknowledged";
  const next = withLast(line, moved(open, { state: kind, at, by, note }));
  return kind === "closed" && open.recoveredAt === undefined ? { ...next, quietSince: at } : next;
}

const moved = (alert: Alert, taken: AlertStep): Alert => ({
  ...alert,
  state: taken.state,
  steps: [...alert.steps, taken],
});
