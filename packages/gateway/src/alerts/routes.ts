// Thresholds and alerts: what is too much, who was told, what was done. Everything shown is a record of the ledger.
import { AIR_QUALITY_THRESHOLDS, thresholdSchema, type Threshold } from "@alatau/city";
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { registerDataset } from "../data-sets/register.ts";
import { readRules } from "../data-sets/rules.ts";
import { mayPublish, readTerms } from "../data-sets/terms.ts";
import { VISIBILITY_NAMES } from "../data-sets/visibility.ts";
import type { Gateway } from "../gateway.ts";
import { bigNumberParam, hash, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { namesToWatch } from "../workers/alerts.ts";
import { chainTip } from "../workers/ledger.ts";
import { watchDataSets } from "../workers/watched.ts";
import { ALERT_DATA_SETS, THRESHOLDS_SET } from "./documents.ts";
import { handleAlert } from "./handle.ts";
import { readAlertRecords, type AlertRecord } from "./project.ts";
import { ALERT_NAME, ALERT_STATES } from "./record.ts";
import {
  publishThreshold,
  readThresholds,
  ruleSchema,
  thresholdsAt,
  type PublishedThreshold,
} from "./thresholds.ts";

const TAG = "Alerts";

const shownThreshold = z
  .object({
    threshold: thresholdSchema,
    alertRule: ruleSchema,
    record: hash,
    issuer: uint32,
    block: z.int().nullable().meta({ description: "Null until it is on the chain." }),
  })
  .meta({ id: "PublishedThreshold" });

const published = z.object({
  results: z.array(z.object({ id: z.string(), version: z.int(), record: hash, status: z.string() })),
});

const alertItem = z
  .object({
    alert: z.string(),
    dataSet: z.string(),
    subject: z.string(),
    threshold: z.string(),
    thresholdVersion: z.int(),
    property: z.string(),
    state: z.enum(ALERT_STATES),
    raisedAt: time,
    changedAt: time,
    limit: z.string(),
    unit: z.string().meta({ description: "UN/CEFACT code of limit, value and worst." }),
    value: z.string(),
    worst: z.string(),
    records: z.int(),
    record: hash.meta({ description: "Of the last change." }),
  })
  .meta({ id: "Alert" });
const alertStep = z.object({
  record: hash,
  block: z.int().nullable(),
  state: z.enum(ALERT_STATES),
  at: time,
  by: z.string(),
  note: z.string(),
  value: z.string(),
  worst: z.string(),
  evidence: z.array(hash),
  proof: z.string().meta({ description: "Where its proof is, once it is on the chain." }),
});
const alertWhole = alertItem
  .extend({ statistic: z.string(), comparison: z.string(), history: z.array(alertStep) })
  .meta({ id: "AlertWithHistory" });

const params = z.object({ alert: z.string().regex(ALERT_NAME, "32 letters from a to p") });
const note = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a code in kebab-case")
  .max(80);
const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));

/** Declares the routes of thresholds and alerts. */
export function alertRoutes(api: Api, limiters: Limiters): void {
  setupRoute(api, limiters);
  thresholdRoutes(api, limiters);
  listRoute(api, limiters, {
    path: "/v1/alerts",
    tag: TAG,
    summary: "Alerts, the latest first",
    description: "`open=true` leaves out those that are closed; `since` takes those raised from then on.",
    filters: {
      open: z.enum(["true", "false"]).optional(),
      state: z.enum(ALERT_STATES).optional(),
      dataSet: z.string().max(120).optional(),
      subject: z.string().max(256).optional(),
      threshold: z.string().max(80).optional(),
      since: seconds.optional(),
    },
    item: alertItem,
    query: ({ open, state, dataSet, subject, threshold, since }) => ({
      select: "SELECT * FROM work.alerts",
      where: [
        open !== undefined && ["(state <> 'closed') = ?", open === "true"],
        state !== undefined && ["state = ?", state],
        dataSet !== undefined && ["dataset = ?", dataSet],
        subject !== undefined && ["subject = ?", subject],
        threshold !== undefined && ["threshold = ?", threshold],
        since !== undefined && ["raised_at >= ?", since],
      ],
      keys: [
        { column: "raised_at", field: "raised_at" },
        { column: "number", field: "number" },
      ],
      descending: true,
    }),
    show: showAlert,
  });
  const { route, gateway } = api;
  route(
    {
      ...{ method: "get", path: "/v1/alerts/{alert}", tag: TAG, params },
      summary: "One alert with its whole history and where each record's proof is",
      answers: { 200: { description: "The alert.", schema: alertWhole } },
      refusals: ["alert-unknown"],
    },
    async ({ params: { alert } }) => ({ body: await whole(gateway, alert), cache: "tagged" }),
  );
  handlingRoute(api, limiters, "acknowledgement", "acknowledged");
  handlingRoute(api, limiters, "closing", "closed");
}

function handlingRoute(
  { route, gateway }: Api,
  { writes }: Limiters,
  name: "acknowledgement" | "closing",
  to: "acknowledged" | "closed",
): void {
  route(
    {
      ...{ method: "post", path: `/v1/alerts/{alert}/${name}`, tag: TAG, rights: "participant", params },
      summary:
        to === "closed"
          ? "Close an alert with a reason; it is a record"
          : "Say that somebody takes care of it; it is a record",
      description: "For the owners of the alerts and of the values, and whom they let publish there.",
      body: z.strictObject({ note }),
      answers: { 201: { description: "The alert as it is now.", schema: alertWhole } },
      refusals: [
        ...["unauthenticated", "forbidden", "alert-unknown", "alert-not-open", "signer-missing"],
        ...(to === "closed" ? [] : ["alert-already-acknowledged"]),
      ],
    },
    async ({ params: { alert }, body, caller }) => {
      const { participant } = await caller();
      const now = await ledgerTime(gateway);
      await handleAlert(gateway.pool, { alert, to, by: participant!, note: body.note, now });
      return { status: 201, body: await whole(gateway, alert) };
    },
    writes,
  );
}

function setupRoute({ route, gateway }: Api, { writes }: Limiters): void {
  const { pool } = gateway;
  route(
    {
      ...{ method: "post", path: "/v1/alerts/data-sets", tag: TAG, rights: "participant" },
      summary: "Register the data sets of thresholds and alerts as one's own",
      description: "For agencies; said again it goes on where it was. The answer names the data sets.",
      body: z.strictObject({
        visibility: z.enum(VISIBILITY_NAMES).default("public"),
        retentionDays: z.int().min(1).max(36_500).default(3_650),
        checkers: z.array(uint32.min(1)).min(1).max(15),
        quorum: z.int().min(1).max(15),
      }),
      answers: { 201: { description: "There.", schema: z.object({ dataSets: z.array(z.string()) }) } },
      refusals: ["unauthenticated", "forbidden", "dataset-taken", "signer-missing", "quorum-invalid"],
    },
    async ({ body, caller }) => {
      const owner = agencyOf(await caller());
      for (const { schema, ...known } of ALERT_DATA_SETS) {
        const terms = await readTerms(pool, known.name);
        if (terms?.owner === owner && terms.description !== null) continue;
        const rest = { owner, cadenceSeconds: 0, schema: { schema, references: {} } };
        await registerDataset(pool, { ...known, ...body, ...rest });
      }
      return { status: 201, body: { dataSets: ALERT_DATA_SETS.map(({ name }) => name) } };
    },
    writes,
  );
}

function thresholdRoutes({ route, gateway }: Api, { writes }: Limiters): void {
  const { pool } = gateway;
  const refusals = [
    ...["unauthenticated", "issuer-not-entitled", "dataset-unknown", "dataset-not-open", "signer-missing"],
    ...["threshold-version-taken", "record-not-anchored", "forbidden"],
  ];
  route(
    {
      ...{ method: "post", path: "/v1/thresholds", tag: TAG, rights: "participant" },
      summary: "Publish a version of a threshold; the next one corrects it and both stay provable",
      body: z.strictObject({ ...thresholdSchema.shape, alertRule: ruleSchema.optional() }),
      answers: { 202: { description: "Durable.", schema: published } },
      refusals,
    },
    async ({ body: { alertRule, ...threshold }, caller }) => ({
      status: 202,
      body: await publishAll(gateway, [{ threshold, rule: alertRule }], await caller()),
    }),
    writes,
  );
  route(
    {
      ...{ method: "post", path: "/v1/thresholds/defaults", tag: TAG, rights: "participant" },
      summary: "Publish the limits of air quality that come with the program",
      description:
        "Limits of PM2.5, PM10, NO, NO2, SO2, CO, O3 and H2S for `dataSet`. Each says whether its value was read in a document that " +
        "binds here; with `onlyConfirmed` those that were not are left out.",
      body: z.strictObject({
        dataSet: z.string().max(100).default("environment.air-quality"),
        onlyConfirmed: z.boolean().default(false),
      }),
      answers: { 202: { description: "Durable.", schema: published } },
      refusals,
    },
    async ({ body: { dataSet, onlyConfirmed }, caller }) => {
      const wanted = AIR_QUALITY_THRESHOLDS.filter(({ source }) => source.confirmed || !onlyConfirmed);
      const all = wanted.map((each) => ({ threshold: { ...each, dataset: dataSet }, rule: undefined }));
      return { status: 202, body: await publishAll(gateway, all, await caller()) };
    },
    writes,
  );
  route(
    {
      ...{ method: "get", path: "/v1/thresholds", tag: TAG },
      summary: "Thresholds in force now, or at a block",
      description: "`versions=all` shows every version that was published up to then.",
      query: z.strictObject({
        dataSet: z.string().max(120).optional(),
        asOf: bigNumberParam.optional().meta({ description: "A block." }),
        versions: z.enum(["in-force", "all"]).default("in-force"),
      }),
      answers: { 200: { description: "By id.", schema: z.object({ items: z.array(shownThreshold) }) } },
      refusals: ["block-unknown"],
    },
    async ({ query: { dataSet, asOf, versions } }) => {
      const all = await readThresholds(pool, {
        ...(dataSet !== undefined && { dataset: dataSet }),
        ...(asOf !== undefined && { asOf }),
      });
      const at = asOf === undefined ? await ledgerTime(gateway) : await timeOfBlock(gateway, asOf);
      const items = versions === "all" ? all : thresholdsAt(all, at);
      return { body: { items: items.map(showThreshold) }, cache: "tagged" };
    },
  );
}

async function publishAll(
  gateway: Gateway,
  all: readonly { threshold: Threshold; rule: z.output<typeof ruleSchema> | undefined }[],
  { participant }: Caller,
) {
  const rules = await readRules(gateway.pool, THRESHOLDS_SET);
  if (!(await mayPublish(gateway.pool, rules.terms, participant!)))
    throw new ProblemError("issuer-not-entitled");
  const now = await ledgerTime(gateway);
  return await inTransaction(gateway.pool, async (client) => {
    const results = [];
    for (const { threshold, rule } of all) {
      const found = await publishThreshold(client, rules, { threshold, rule, issuer: participant!, now });
      results.push({ id: threshold.id, version: threshold.version, ...found });
    }
    // Values that come from now on are looked at, even before the worker has seen the threshold.
    await watchDataSets(client, "alerts", await namesToWatch(client, await readThresholds(client)));
    return { results };
  });
}

function agencyOf({ auditor, participant }: Caller): number {
  if (!auditor || participant === null)
    throw new ProblemError("forbidden", "Data sets are registered by agencies.");
  return participant;
}

const ledgerTime = async ({ pool }: Pick<Gateway, "pool">): Promise<number> =>
  (await chainTip(pool))?.timestamp ?? Math.floor(Date.now() / 1000);

async function timeOfBlock({ pool }: Pick<Gateway, "pool">, block: number): Promise<number> {
  const { rows } = await pool.query<{ timestamp: number }>(
    "SELECT timestamp FROM ledger.blocks WHERE number = $1",
    [block],
  );
  if (rows[0] === undefined) throw new ProblemError("block-unknown");
  return Number(rows[0].timestamp);
}

const showThreshold = ({ threshold, rule, record, issuer, block }: PublishedThreshold) => ({
  ...{ threshold, alertRule: ruleSchema.parse(withoutId(rule)), record, issuer, block },
});
const withoutId = (rule: object): object =>
  Object.fromEntries(Object.entries(rule).filter(([name]) => name !== "threshold"));

interface AlertRow {
  alert: string;
  dataset: string;
  subject: string;
  threshold: string;
  version: number;
  property: string;
  state: (typeof ALERT_STATES)[number];
  raised_at: number;
  changed_at: number;
  limit: string;
  unit: string;
  value: string;
  worst: string;
  records: number;
  last_record: string;
}

/** An alert as it is listed. */
export const showAlert = (row: AlertRow) => ({
  ...{ alert: row.alert, dataSet: row.dataset, subject: row.subject, threshold: row.threshold },
  ...{ thresholdVersion: Number(row.version), property: row.property, state: row.state },
  ...{ raisedAt: timeOf(Number(row.raised_at)), changedAt: timeOf(Number(row.changed_at)) },
  ...{ limit: row.limit, unit: row.unit, value: row.value, worst: row.worst, records: row.records },
  record: row.last_record,
});

async function whole({ pool, reads }: Pick<Gateway, "pool" | "reads">, alert: string) {
  const { rows } = await reads.query<AlertRow>("SELECT * FROM work.alerts WHERE alert = $1", [alert]);
  const records = (await readAlertRecords(pool, [alert])).get(alert);
  if (rows[0] === undefined || records === undefined) throw new ProblemError("alert-unknown");
  const { statistic, comparison } = records[0]!.change;
  return { ...showAlert(rows[0]), statistic, comparison, history: records.map(showStep) };
}

const showStep = ({ record, block, evidence, change }: AlertRecord) => ({
  ...{ record, block, state: change.state, at: timeOf(change.at), by: change.by, note: change.note },
  ...{ value: change.value, worst: change.worst, evidence, proof: `/v1/records/${record}/proof` },
});
