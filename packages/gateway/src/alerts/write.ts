// Writes a change of an alert: its record, its row in the list, and what participants are told, in the caller's transaction.
import { createHash } from "node:crypto";
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import type { RowAnswer } from "../data-sets/accept.ts";
import { publishOwn } from "../data-sets/publish.ts";
import type { DatasetRules } from "../data-sets/rules.ts";
import { timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { notify } from "../transaction.ts";
import { reportIncident } from "../workers/incidents.ts";
import { projectAlerts, readAlertRecords } from "./project.ts";
import { alertEntity, type AlertChange } from "./record.ts";

/** A change with the hashes that bear it out. */
export interface SupportedChange {
  readonly change: AlertChange;
  readonly evidence: readonly Bytes32[];
}

/**
 * Writes changes and answers their records, in their order. What the intake refuses is an incident and stops nobody else's alert.
 * @throws {ProblemError} `signer-missing`
 */
export async function writeAlertChanges(
  client: pg.PoolClient,
  rules: DatasetRules,
  changes: readonly SupportedChange[],
  now: number,
): Promise<(Bytes32 | undefined)[]> {
  if (changes.length === 0) return [];
  const alerts = [...new Set(changes.map(({ change }) => change.alert))];
  const before = await readAlertRecords(client, alerts);
  const taken = new Map(
    alerts.map((alert) => [alert, (before.get(alert) ?? []).map(({ observedAt }) => observedAt)]),
  );
  const statements = changes.map(({ change, evidence }) => {
    const moments = taken.get(change.alert)!;
    let observedAt = change.at;
    while (moments.includes(observedAt)) observedAt += 1; // a subject says one thing a second
    moments.push(observedAt);
    return { entity: alertEntity(change, observedAt), evidence, sequence: moments.length };
  });
  const answers = await publishOwn(client, statements, { rules, source: "alerts", now });
  if (answers === undefined) throw new ProblemError("signer-missing");
  const records = answers.map((answer) => answer.records[0]);
  await projectAlerts(client, alerts);
  await forgetOwn(
    client,
    records.filter((record) => record !== undefined),
  );
  for (const [index, { change }] of changes.entries()) {
    const record = records[index];
    if (record !== undefined) await tell(client, change, { record, sequence: statements[index]!.sequence });
    else await reportRefusal(client, change, answers[index]!);
  }
  return records;
}

async function reportRefusal(
  client: pg.PoolClient,
  { alert, threshold, about }: AlertChange,
  { code, detail }: RowAnswer,
): Promise<void> {
  const told = `${threshold}, ${about}: ${code}, ${detail}`;
  await reportIncident(client, { kind: "alert-refused", subject: alert, detail: told });
}

/** What is in the list already need not be looked at again. */
async function forgetOwn(client: pg.PoolClient, records: readonly Bytes32[]): Promise<void> {
  await client.query(
    `DELETE FROM work.observed w USING payload.observations o
      WHERE w.worker = 'alerts' AND w.number = o.number AND o.record_hash = ANY($1::bytea[])`,
    [records.map((record) => Buffer.from(record.slice(2), "hex"))],
  );
}

/** One event for each participant with an endpoint that asked for alerts, and its deliveries. */
async function tell(
  client: pg.PoolClient,
  change: AlertChange,
  { record, sequence }: { record: Bytes32; sequence: number },
): Promise<void> {
  const type = `alert.${change.state}`;
  const { rows } = await client.query<{ merchant: number }>(
    `SELECT DISTINCT merchant FROM payload.webhook_endpoints WHERE $1 = ANY(types) AND disabled_at IS NULL AND deleted_at IS NULL
      ORDER BY merchant`,
    [type],
  );
  for (const { merchant } of rows) {
    const event = `evt_${createHash("sha256").update(`${record}/${merchant}`).digest("hex").slice(0, 32)}`;
    const { at, raisedAt, ...rest } = change;
    const data = { event, sequence, record, ...rest, at: timeOf(at), raisedAt: timeOf(raisedAt) };
    await client.query(
      `INSERT INTO payload.merchant_events (event, alert, sequence, merchant, type, state, at, block_number, body)
         VALUES ($1, $2, $3, $4, $5, '{}', $6, coalesce((SELECT max(number) FROM ledger.blocks), 0), $7)`,
      [
        ...[event, change.alert, sequence, merchant, type, at],
        JSON.stringify({ type, timestamp: timeOf(at), data }),
      ],
    );
    await client.query(
      `INSERT INTO work.deliveries (endpoint, event) SELECT endpoint, $2 FROM payload.webhook_endpoints
        WHERE merchant = $1 AND $3 = ANY(types) AND disabled_at IS NULL AND deleted_at IS NULL`,
      [merchant, event, type],
    );
  }
  if (rows.length > 0) await notify(client, "webhooks");
}
