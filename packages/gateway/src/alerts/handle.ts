// What people do to alerts: acknowledge and close, each a record that names who, why and the record before.
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { readRules } from "../data-sets/rules.ts";
import { holdsGroup, PUBLISH_GROUP, readTerms } from "../data-sets/terms.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction, notify } from "../transaction.ts";
import { ALERTS_SET } from "./documents.ts";
import { readAlertRecords } from "./project.ts";
import { writeAlertChanges } from "./write.ts";

export interface Handling {
  readonly alert: string;
  readonly to: "acknowledged" | "closed";
  /** Participant. */
  readonly by: number;
  /** Kebab-case. */
  readonly note: string;
  /** Unix seconds of the ledger. */
  readonly now: number;
}

/**
 * Does it and answers the record. The same again by the same participant with the same note answers the same record.
 * @throws {ProblemError} `alert-unknown`, `forbidden`, `alert-not-open`, `alert-already-acknowledged`, `signer-missing`
 */
export async function handleAlert(pool: pg.Pool, { alert, to, by, note, now }: Handling): Promise<Bytes32> {
  return await inTransaction(pool, async (client) => {
    await lockAlerts(client);
    const own = (await readAlertRecords(client, [alert])).get(alert);
    if (own === undefined) throw new ProblemError("alert-unknown");
    const last = own.at(-1)!;
    const { change } = last;
    const rules = await readRules(client, ALERTS_SET);
    if (!(await mayHandle(client, by, [ALERTS_SET, change.dataSet]))) throw new ProblemError("forbidden");
    const who = `participant:${by}`;
    if (change.state === to && change.by === who && change.note === note) return last.record;
    if (change.state === "closed") throw new ProblemError("alert-not-open");
    if (change.state === to) throw new ProblemError("alert-already-acknowledged");
    const at = Math.max(now, change.at); // nobody handles an alert before what raised it
    const next = { ...change, state: to, at, by: who, note };
    const [record] = await writeAlertChanges(client, rules, [{ change: next, evidence: [last.record] }], now);
    await notify(client, "alerts");
    if (record === undefined) throw new ProblemError("alert-not-open", "The change was not taken.");
    return record;
  });
}

/** Only one transaction at a time changes alerts. */
export async function lockAlerts(client: pg.PoolClient): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('alerts'))");
}

/** Owners of the alerts and of the values, and whom they let publish there. */
async function mayHandle(client: pg.PoolClient, by: number, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    const terms = await readTerms(client, name);
    if (terms === undefined) continue;
    if (terms.owner === by || (await holdsGroup(client, terms.dataset, PUBLISH_GROUP, by))) return true;
  }
  return false;
}
