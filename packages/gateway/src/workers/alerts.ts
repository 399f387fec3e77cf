// Raises and closes alerts as the values ask for it. A step does all of its places or none: records, list, messages and queue are one
// transaction, so that a worker killed at any moment loses and doubles no alert.
import type pg from "pg";
import type { Logger } from "pino";
import { ALERTS_SET, THRESHOLDS_SET } from "../alerts/documents.ts";
import { evaluateLine, type ChangedLine } from "../alerts/evaluate.ts";
import { lockAlerts } from "../alerts/handle.ts";
import { projectAlerts } from "../alerts/project.ts";
import { readThresholds, type PublishedThreshold } from "../alerts/thresholds.ts";
import { writeAlertChanges, type SupportedChange } from "../alerts/write.ts";
import { evidenceOf } from "../data-sets/publish.ts";
import { readRules } from "../data-sets/rules.ts";
import { readTerms, signerOf } from "../data-sets/terms.ts";
import { inTransaction, notify } from "../transaction.ts";
import { chainTip } from "./ledger.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";
import { donePlaces, duePlaces, watchDataSets, type ObservedPlace } from "./watched.ts";

export interface AlertsOptions {
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

const WORKER = "alerts";
/** Places that are looked at together. */
const CHUNK = 100;

/** Keeps alerts until the signal. Two at once take turns. */
export async function runAlerts(options: AlertsOptions): Promise<void> {
  const { pool, logger } = options;
  let watched = "";
  await runLoop({ ...options, name: WORKER, wakeOn: ["waiting"], wakeOnBlock: true }, async () => {
    const thresholds = await readThresholds(pool);
    const names = await namesToWatch(pool, thresholds);
    if (names.join() !== watched) await watchDataSets(pool, WORKER, names);
    watched = names.join();
    return await inTransaction(pool, (client) => stepAlerts(client, thresholds, logger));
  });
}

/** Data sets with thresholds, and the alerts themselves; only the gateway that holds the alerts' key raises any. */
export async function namesToWatch(
  pool: pg.Pool | pg.PoolClient,
  thresholds: readonly PublishedThreshold[],
): Promise<string[]> {
  const terms = await readTerms(pool, ALERTS_SET);
  if (terms === undefined) return [];
  const isOurs = (await signerOf(pool, terms.owner)) !== undefined;
  const own = isOurs ? thresholds.map(({ threshold }) => threshold.dataset) : [];
  return [...new Set([ALERTS_SET, ...own])].filter((name) => name !== THRESHOLDS_SET).sort();
}

/** Looks at what is due; true when there may be more. */
export async function stepAlerts(
  client: pg.PoolClient,
  thresholds: readonly PublishedThreshold[],
  logger: Logger,
): Promise<boolean> {
  const tip = await chainTip(client);
  if (tip === undefined) return false;
  await lockAlerts(client);
  const now = tip.timestamp;
  const places = await duePlaces(client, WORKER, { now, most: CHUNK });
  if (places.length === 0) return false;
  const [told, said] = [places, places].map((all, index) =>
    all.filter(({ dataset }) => (dataset === ALERTS_SET) === (index === 0)),
  ) as [ObservedPlace[], ObservedPlace[]];
  await projectAlerts(client, [...new Set(told.map(({ subject }) => subject.split(":").at(-1)!))]);
  const later = new Map<number, number>();
  const rules = said.length === 0 ? undefined : await readRules(client, ALERTS_SET);
  const changes: SupportedChange[] = [];
  for (const line of linesOf(said)) {
    const own = thresholds.filter(({ threshold }) => threshold.dataset === line.dataset);
    const { visibility } = rules!.terms;
    const found = await evaluateLine(client, line, own, { now, visibility });
    for (const { change, evidence } of found.changes)
      changes.push({ change, evidence: evidenceOf([evidence.threshold], evidence.inputs) });
    if (found.dueAt !== undefined) later.set(line.last, found.dueAt);
  }
  if (rules !== undefined) await writeAlertChanges(client, rules, changes, now);
  await donePlaces(client, WORKER, places, later);
  if (changes.length > 0) {
    countEvent("alert changed", changes.length);
    logger.info({ changes: changes.length }, "alerts changed");
    await notify(client, "alerts");
  }
  return places.length === CHUNK;
}

/** Each subject once, from the earliest moment that changed; `last` is the place that stays in the queue while a period is not over. */
function linesOf(places: readonly ObservedPlace[]): (ChangedLine & { readonly last: number })[] {
  const groups = Map.groupBy(places, ({ dataset, subject }) => JSON.stringify([dataset, subject]));
  return [...groups.values()].map((group) => ({
    ...{ dataset: group[0]!.dataset, subject: group[0]!.subject },
    from: Math.min(...group.map(({ observedAt }) => observedAt)),
    last: group.at(-1)!.number,
  }));
}
