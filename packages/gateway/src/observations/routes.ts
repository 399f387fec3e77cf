// Observations: what agencies publish in their data sets, row by row, and what stands now or stood at a block.
import {
  csvMappingSchema,
  readObservations,
  toKeyValues,
  type CsvMapping,
  type NgsiLdEntity,
} from "@alatau/formats";
import type { Bytes32 } from "@alatau/sdk";
import { z } from "zod";
import { noteAccesses } from "../accesses/store.ts";
import type { Gateway } from "../gateway.ts";
import { bodyBytes, mediaType, requireMediaType } from "../http/body.ts";
import { bigNumberParam, hash, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { ERRORS, ProblemError } from "../problems.ts";
import type { Caller } from "../auth/caller.ts";
import { acceptObservations, type RowAnswer } from "../data-sets/accept.ts";
import { datasetName } from "../data-sets/description.ts";
import { readRules, type DatasetRules } from "../data-sets/rules.ts";
import { mayPublish, signerOf } from "../data-sets/terms.ts";
import { chainTip } from "../workers/ledger.ts";
import { observationsQuery, readableGroups, type ObservationRow } from "./queries.ts";

const TAG = "Data sets";
const FORMATS = {
  "text/csv": "csv",
  "application/json": "ngsi-ld",
  "application/ld+json": "ngsi-ld",
  "application/x-ndjson": "jsonl",
  "application/jsonl": "jsonl",
  "application/zip": "gtfs-ride",
  "application/x-protobuf": "gtfs-rt",
} as const;
const TYPES = Object.keys(FORMATS);
const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));
const reason = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a reason in kebab-case")
  .max(80);
/** Hashes of records, joined by commas: what an envelope takes. */
const evidenceList = z
  .string()
  .regex(/^0x[0-9a-f]{64}(,0x[0-9a-f]{64}){0,63}$/, "1 to 64 hashes of 0x and 64 digits, joined by commas")
  .transform((text) => text.split(",") as Bytes32[]);
const flag = z.enum(["true", "false"]).optional();

const answer = z
  .object({
    format: z.string(),
    ...{ dryRun: z.boolean(), accepted: z.int(), corrected: z.int(), duplicates: z.int(), refused: z.int() },
    results: z.array(
      z.object({
        position: z.string().meta({ description: "Where in the upload." }),
        status: z.enum(["accepted", "corrected", "duplicate", "refused"]),
        code: z.string().nullable(),
        title: z.string().nullable(),
        detail: z.string().nullable(),
        subject: z.string().nullable(),
        remedy: z.string().nullable().meta({ description: "What to do." }),
        records: z.array(hash),
        flags: z.array(z.string()),
        changes: z
          .array(
            z.object({ property: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
          )
          .meta({ description: "What a correction changes, or would change." }),
      }),
    ),
  })
  .meta({ id: "ObservationsUpload" });

const observation = z
  .object({
    recordHash: hash,
    state: z.enum(["received", "batched", "anchored"]),
    issuer: uint32,
    subject: z.string(),
    group: z.int(),
    observedAt: time,
    receivedAt: time,
    flags: z.array(z.string()),
    publisher: uint32,
    sequence: z.int().nullable(),
    index: z.int().nullable(),
    block: z.int().nullable(),
    corrects: hash.nullable(),
    supersededBy: hash.nullable(),
    erased: z.boolean(),
    entity: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: "Key-values; null: not for the caller, or erased." }),
  })
  .meta({ id: "Observation" });

const params = z.object({ name: datasetName });

/** Declares the routes of observations. */
export function observationRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  route(
    {
      method: "post",
      path: "/v1/data-sets/{name}/observations",
      tag: TAG,
      summary: "Publish observations",
      description:
        "NGSI-LD entities (normalised or key-values, one or a list), JSON lines of them, CSV with a mapping, a " +
        "GTFS-ride archive or a GTFS-Realtime message, by Content-Type. Each row is answered by itself: good rows are kept, bad ones refused with their " +
        "place; with `whole=true` one bad row refuses all. With `correction` and a reason, rows that contradict what stands replace " +
        "it by a new record. 202: what was accepted is durable.",
      rights: "participant",
      params,
      query: z.strictObject({
        mapping: z.string().max(60).optional().meta({ description: "Name of a saved CSV mapping." }),
        correction: reason.optional(),
        evidence: evidenceList.optional().meta({
          description:
            "Hashes of the records that every row rests on: inputs of derived rows and of decisions.",
        }),
        whole: flag,
        dryRun: flag,
      }),
      rawTypes: TYPES,
      answers: {
        200: { description: "Of a dry run: nothing was stored.", schema: answer },
        202: { description: "Accepted rows are durable.", schema: answer },
      },
      refusals: [
        ...[
          "unauthenticated",
          "issuer-not-entitled",
          "dataset-unknown",
          "dataset-not-open",
          "dataset-document-missing",
        ],
        ...["media-type-unsupported", "body-too-large", "mapping-unknown", "upload-empty"],
      ],
    },
    async ({ params: { name }, query, request, caller }) => {
      requireMediaType(request, TYPES);
      const format = FORMATS[mediaType(request) as keyof typeof FORMATS];
      const bytes = bodyBytes(request);
      if (bytes.length === 0) throw new ProblemError("upload-empty");
      const mapping = format === "csv" ? await readMapping(gateway, name, query.mapping) : undefined;
      return await publish(gateway, name, await caller(), {
        ...{ bytes, format, ...(mapping && { mapping }) },
        ...{ dryRun: query.dryRun === "true", whole: query.whole === "true" },
        ...(query.correction !== undefined && { correction: query.correction }),
        ...(query.evidence !== undefined && { evidence: query.evidence }),
      });
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/data-sets/{name}/observations",
    tag: TAG,
    summary: "Observations, the latest first; as they stand, as they stood at a block, or all versions",
    description:
      "`asOf` takes a block: later batches and corrections do not count. `versions=all` shows what was replaced too.",
    params,
    filters: {
      subject: z.string().max(256).optional(),
      issuer: z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number)
        .optional(),
      from: seconds.optional(),
      to: seconds.optional(),
      flag: z.string().max(40).optional(),
      asOf: bigNumberParam.optional(),
      versions: z.enum(["standing", "all"]).optional(),
    },
    item: observation,
    refusals: ["dataset-unknown"],
    query: async (filters, { caller, params: { name } }) =>
      observationsQuery(name, filters, await readableGroups(gateway, name, await caller())),
    show: showObservation,
    shown: async (rows: readonly ObservationRow[], { caller }) => {
      const { participant: reader } = await caller();
      if (reader === null) return; // strangers see public payloads only
      const seen = rows.filter(({ payload }) => payload !== null).map((row) => row.record_hash);
      await noteAccesses(gateway.pool, seen, { reader, way: "list", at: new Date(gateway.now()) });
    },
  });
}

export interface PublishRequest {
  readonly bytes: Uint8Array;
  readonly format: (typeof FORMATS)[keyof typeof FORMATS];
  readonly mapping?: CsvMapping;
  readonly correction?: string;
  readonly evidence?: readonly Bytes32[];
  readonly dryRun?: boolean;
  readonly whole?: boolean;
}

/** Takes an upload for a data set. @throws {ProblemError} `issuer-not-entitled`, `dataset-unknown`, `dataset-not-open` */
export async function publish(
  { pool, network }: Pick<Gateway, "pool" | "network">,
  name: string,
  { participant }: Pick<Caller, "participant">,
  { bytes, format, mapping, correction, evidence, dryRun = false, whole = false }: PublishRequest,
) {
  const rules = await entitledRules(pool, name, participant!);
  const read = readObservations(bytes, { format, ...(mapping && { mapping }) });
  const now = (await chainTip(pool))?.timestamp ?? Math.floor(Date.now() / 1000);
  const publisher =
    (await signerOf(pool, participant!)) === undefined ? network.accounts.operator : participant!;
  const results = await acceptObservations(pool, {
    ...{ rules, ...read, issuer: participant!, publisher, source: format, now, dryRun, atomic: whole },
    ...(correction !== undefined && { correction }),
    ...(evidence !== undefined && {
      evidence: new Map(read.observations.map(({ position }) => [position, evidence])),
    }),
  });
  if (results.length === 0) throw new ProblemError("upload-empty");
  const count = (status: RowAnswer["status"]): number =>
    results.filter((each) => each.status === status).length;
  return {
    status: dryRun ? 200 : 202,
    body: {
      ...{ format, dryRun, accepted: count("accepted"), corrected: count("corrected") },
      ...{ duplicates: count("duplicate"), refused: count("refused") },
      results: results.map(showRow),
    },
  };
}

async function entitledRules(
  pool: Gateway["pool"],
  name: string,
  participant: number,
): Promise<DatasetRules> {
  const rules = await readRules(pool, name);
  if (!(await mayPublish(pool, rules.terms, participant))) throw new ProblemError("issuer-not-entitled");
  return rules;
}

const showRow = ({ position, status, code, detail, subject, records, flags, changes }: RowAnswer) => ({
  ...{ position, status, code: code ?? null, detail: detail ?? null },
  title: code === undefined ? null : (ERRORS[code]?.title ?? code),
  remedy: code === undefined ? null : (ERRORS[code]?.remedy ?? null),
  ...{ subject: subject ?? null, records, flags, changes: changes ?? [] },
});

async function readMapping(
  { pool }: Gateway,
  dataset: string,
  name: string | undefined,
): Promise<CsvMapping> {
  const { rows } = await pool.query<{ mapping: unknown }>(
    "SELECT mapping FROM payload.mappings WHERE dataset = $1 AND name = $2",
    [dataset, name ?? "default"],
  );
  if (rows[0] === undefined) throw new ProblemError("mapping-unknown");
  return csvMappingSchema.parse(rows[0].mapping);
}

/** A row as it is answered. */
export const showObservation = (row: ObservationRow) => ({
  recordHash: row.record_hash,
  state: row.anchored_in !== null ? "anchored" : row.sequence !== null ? "batched" : "received",
  issuer: row.issuer,
  subject: row.subject,
  group: row.field_group,
  observedAt: timeOf(Number(row.observed_at)),
  receivedAt: row.received_at.toISOString(),
  flags: row.flags,
  publisher: row.publisher,
  sequence: row.sequence === null ? null : Number(row.sequence),
  index: row.position,
  block: row.anchored_in === null ? null : Number(row.anchored_in),
  corrects: row.corrects,
  supersededBy: row.replaced_by,
  erased: row.erased,
  entity: row.payload === null ? null : toKeyValues(JSON.parse(row.payload) as NgsiLdEntity),
});
