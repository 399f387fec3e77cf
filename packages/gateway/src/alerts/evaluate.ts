// Which changes of alerts the standing values of a subject ask for, against what the records already say.
import {
  foldAlerts,
  measured,
  periodStart,
  STATISTIC_SECONDS,
  statisticsOf,
  type Alert,
  type AlertEvent,
  type Measured,
  type Observation,
  type Statistic,
  type Threshold,
} from "@alatau/city";
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import type { StoredValues } from "../data-sets/values.ts";
import { VISIBILITY_NAMES, type Visibility } from "../data-sets/visibility.ts";
import { readAlertRecords, type AlertRecord } from "./project.ts";
import { alertName, type AlertChange } from "./record.ts";
import type { PublishedThreshold } from "./thresholds.ts";

/** A subject of a data set whose values changed from a moment on, Unix seconds. */
export interface ChangedLine {
  readonly dataset: string;
  readonly subject: string;
  readonly from: number;
}

export interface FoundChange {
  readonly change: AlertChange;
  readonly evidence: { readonly threshold: Bytes32; readonly inputs: readonly Bytes32[] };
}

export interface Evaluated {
  readonly changes: readonly FoundChange[];
  /** When the earliest period ends that is not over yet; undefined for none. */
  readonly dueAt: number | undefined;
}

/** A standing observation with the record that states it. */
export interface StatedObservation extends Observation {
  readonly record: Bytes32;
}

/**
 * Evaluates one subject against every threshold of its data set. `visibility` is that of the alerts: what fewer people may see raises
 * none, since an alert would tell it.
 */
export async function evaluateLine(
  client: pg.PoolClient,
  line: ChangedLine,
  thresholds: readonly PublishedThreshold[],
  { now, visibility }: { now: number; visibility: Visibility },
): Promise<Evaluated> {
  const changes: FoundChange[] = [];
  let dueAt: number | undefined;
  const byId = Map.groupBy(thresholds, ({ threshold }) => threshold.id);
  for (const versions of byId.values()) {
    const { threshold } = versions[0]!;
    const since = periodStart(threshold.statistic, line.from);
    const { from, records } = await historyOf(client, line, versions, since);
    const observations = await standingOf(client, line, { from, visibility });
    changes.push(...changesOf(line, { versions, observations, records, now }));
    if (threshold.statistic === "value") continue;
    for (const { observedAt } of observations) {
      const end = periodStart(threshold.statistic, observedAt) + STATISTIC_SECONDS[threshold.statistic];
      if (end > now) dueAt = Math.min(dueAt ?? end, end);
    }
  }
  return { changes, dueAt };
}

/** The alerts that the change may touch, and from when values must be folded again: the last one that was raised before it, and all since. */
async function historyOf(
  client: pg.PoolClient,
  { subject }: ChangedLine,
  versions: readonly PublishedThreshold[],
  since: number,
): Promise<{ from: number; records: Map<string, AlertRecord[]> }> {
  const { id } = versions[0]!.threshold;
  const { rows } = await client.query<{ alert: string; raised_at: number }>(
    `SELECT alert, raised_at FROM work.alerts WHERE threshold = $1 AND subject = $2 AND raised_at >= coalesce(
       (SELECT max(raised_at) FROM work.alerts WHERE threshold = $1 AND subject = $2 AND raised_at <= $3), $3)`,
    [id, subject, since],
  );
  const longest = Math.max(...versions.map(({ threshold }) => STATISTIC_SECONDS[threshold.statistic]));
  const from = Math.min(since, ...rows.map(({ raised_at: at }) => Number(at) - longest));
  const records =
    rows.length === 0
      ? new Map<string, AlertRecord[]>()
      : await readAlertRecords(
          client,
          rows.map(({ alert }) => alert),
        );
  return { from, records };
}

/** What stands of a subject from a moment on, of those records that everybody sees who sees the alerts. */
export async function standingOf(
  db: pg.Pool | pg.PoolClient,
  { dataset, subject }: Pick<ChangedLine, "dataset" | "subject">,
  { from, visibility }: { from: number; visibility: Visibility },
): Promise<StatedObservation[]> {
  const seen = VISIBILITY_NAMES.slice(0, VISIBILITY_NAMES.indexOf(visibility) + 1);
  const { rows } = await db.query<{
    record_hash: Buffer;
    observed_at: number;
    received_at: number;
    values: StoredValues;
  }>(
    `SELECT o.record_hash, o.observed_at, extract(epoch FROM r.received_at)::bigint AS received_at, o."values"
       FROM payload.observations o JOIN payload.records r USING (record_hash)
      WHERE o.dataset = $1 AND o.subject = $2 AND o.replaced_by IS NULL AND o.observed_at >= $3 AND o."values" IS NOT NULL
        AND r.envelope::jsonb->>'visibility' = ANY($4::text[])
      ORDER BY o.observed_at, o.number`,
    [dataset, subject, from, seen],
  );
  return rows.map((row) => ({
    ...{ subject, observedAt: Number(row.observed_at), receivedAt: Number(row.received_at) },
    values: new Map(Object.entries(row.values)),
    record: `0x${row.record_hash.toString("hex")}` as Bytes32,
  }));
}

interface Basis {
  readonly versions: readonly PublishedThreshold[];
  readonly observations: readonly StatedObservation[];
  readonly records: ReadonlyMap<string, readonly AlertRecord[]>;
  readonly now: number;
}

/** The steps that the fold knows and the records do not, alert by alert. Pure. */
export function changesOf(line: ChangedLine, basis: Basis): FoundChange[] {
  const { versions, observations, records, now } = basis;
  const all = versions.map(({ threshold }) => threshold);
  const { statistics } = statisticsOf(observations, all, { until: now });
  const events = [...statistics.map(measured), ...handledIn(records)];
  const { alerts } = foldAlerts(events, [latest(versions).rule]);
  const found = new Map(alerts.map((alert) => [alertName(alert.id), alert]));
  const work = { line, basis, statistics };
  return [
    ...[...found].flatMap(([name, alert]) => newSteps(name, alert, work)),
    ...[...records].flatMap(([name, own]) => (found.has(name) ? [] : withdrawn(own, work))),
  ];
}

const latest = (versions: readonly PublishedThreshold[]): PublishedThreshold =>
  versions.reduce((best, each) => (each.threshold.version > best.threshold.version ? each : best));

const handledIn = (records: Basis["records"]): AlertEvent[] =>
  [...records.values()]
    .flat()
    .flatMap(({ change: { state, at, by, threshold, about, note } }): AlertEvent[] =>
      by === "rule" || state === "raised" ? [] : [{ kind: state, at, threshold, subject: about, by, note }],
    );

interface Work {
  readonly line: ChangedLine;
  readonly basis: Basis;
  readonly statistics: readonly Statistic[];
}

function newSteps(name: string, alert: Alert, work: Work): FoundChange[] {
  const own = work.basis.records.get(name) ?? [];
  const isKnown = (state: string, at: number): boolean =>
    own.some(({ change }) => change.by === "rule" && change.state === state && change.at === at);
  const fresh = alert.steps
    .filter(({ by, state, at }) => by === "rule" && !isKnown(state, at))
    .flatMap((step) => stepChange(name, alert, step, work));
  const last = fresh.at(-1)?.change.state ?? own.at(-1)?.change.state;
  if (last === undefined || last === alert.state) return fresh;
  // A correction changed the past: the records say another state than the values do now.
  const before = fresh.at(-1)?.change ?? own.at(-1)!.change;
  return [...fresh, restated(before, { state: alert.state, worst: alert.worst, value: alert.last }, work)];
}

/** The alert was raised by a value that was corrected since, or is gone. */
function withdrawn(own: readonly AlertRecord[], work: Work): FoundChange[] {
  const { change } = own.at(-1)!;
  return change.state === "closed" ? [] : [restated(change, { state: "closed" }, work)];
}

function restated(
  before: AlertChange,
  changed: Partial<Pick<AlertChange, "state" | "value" | "worst">>,
  { basis, statistics }: Work,
): FoundChange {
  const change: AlertChange = { ...before, ...changed, at: basis.now, by: "rule", note: "value-corrected" };
  const statistic = statistics.find(({ to }) => to === before.raisedAt);
  return { change, evidence: evidenceIn(basis, before.version, statistic) };
}

function stepChange(
  name: string,
  alert: Alert,
  { state, at, note }: Alert["steps"][number],
  { line, basis, statistics }: Work,
): FoundChange[] {
  const statistic = statistics.find(({ to }) => to === at);
  if (statistic === undefined) return [];
  const { threshold } = statistic;
  const { value } = measured(statistic) satisfies Measured;
  const { property, unit, comparison, limit } = threshold;
  const change: AlertChange = {
    ...{ alert: name, dataSet: line.dataset, about: line.subject, threshold: threshold.id },
    ...{ version: threshold.version, property, statistic: threshold.statistic, comparison, limit, unit },
    ...{ state, at, by: "rule", note, raisedAt: alert.raisedAt, value, worst: alert.worst },
  };
  return [{ change, evidence: evidenceIn(basis, threshold.version, statistic) }];
}

function evidenceIn(
  { versions, observations }: Basis,
  version: number,
  statistic: Statistic | undefined,
): FoundChange["evidence"] {
  const { record: threshold } =
    versions.find((each) => each.threshold.version === version) ?? latest(versions);
  const inputs =
    statistic === undefined
      ? []
      : inputsOf(observations, statistic.threshold, statistic).map(({ record }) => record);
  return { threshold, inputs };
}

/** The observations that a statistic was made of. Pure. */
export const inputsOf = (
  observations: readonly StatedObservation[],
  { property }: Pick<Threshold, "property">,
  { from, to }: Pick<Statistic, "from" | "to">,
): StatedObservation[] =>
  observations.filter(
    ({ observedAt, values }) =>
      values.has(property) && (from === to ? observedAt === from : observedAt >= from && observedAt < to),
  );
