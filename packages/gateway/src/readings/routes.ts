// Readings: upload of signed meter records, what came of them, and what was refused.
import { z } from "zod";
import { bodyBytes, requireMediaType } from "../http/body.ts";
import { evidence, hash, numberParam, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { evidenceName, timeOf } from "../http/show.ts";
import { ERRORS, ProblemError } from "../problems.ts";
import { recordState } from "../records/routes.ts";
import { readingsQuery, refusalsQuery, type ReadingRow, type RefusalRow } from "./queries.ts";
import { READING_TYPES, uploadReadings } from "./upload.ts";

const TAG = "Readings";
const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));

const reading = z
  .object({
    recordHash: hash,
    state: z.enum(["received", "batched", "anchored"]),
    device: uint32.nullable(),
    serial: z.string().nullable(),
    zone: uint32.nullable(),
    evidence,
    observedFrom: time,
    observedTo: time,
    receivedAt: time,
    source: z.string(),
    sequence: z.int().nullable(),
    block: z.int().nullable(),
    registers: z
      .array(z.object({ direction: z.enum(["import", "export"]), readAt: time, milliWh: z.string() }))
      .meta({
        description: "Cumulative registers that this record was the first to state, milliwatt-hours.",
      }),
  })
  .meta({ id: "Reading" });
const refusal = z
  .object({
    refusal: z.int(),
    receivedAt: time,
    uploadedBy: uint32.nullable(),
    source: z.string(),
    position: z.string(),
    code: z.string(),
    title: z.string(),
    detail: z.string(),
    remedy: z.string(),
    payloadHash: hash,
  })
  .meta({ id: "Refusal" });
const upload = z
  .object({
    format: z.string(),
    dryRun: z.boolean(),
    accepted: z.int(),
    duplicates: z.int(),
    refused: z.int(),
    results: z.array(
      z.object({
        position: z.string().meta({ description: "Where in the upload." }),
        status: z.enum(["accepted", "duplicate", "refused"]),
        code: z.string().nullable(),
        title: z.string().nullable(),
        detail: z.string().nullable(),
        recordHash: hash.nullable(),
        serial: z.string().nullable(),
        device: uint32.nullable(),
        flags: z.array(z.string()),
        readings: z.int(),
        importMilliWh: z.string().nullable(),
        exportMilliWh: z.string().nullable(),
      }),
    ),
    problems: z
      .array(z.object({ position: z.string(), code: z.string(), title: z.string(), detail: z.string() }))
      .meta({ description: "What of the upload is no record." }),
  })
  .meta({ id: "Upload" });

const showReading = (row: ReadingRow) => ({
  recordHash: row.record_hash,
  state: recordState(row),
  device: row.device,
  serial: row.serial,
  zone: row.zone,
  evidence: evidenceName(row.evidence),
  observedFrom: timeOf(row.observed_from),
  observedTo: timeOf(row.observed_to),
  receivedAt: row.received_at.toISOString(),
  source: row.source,
  sequence: row.sequence,
  block: row.anchored_in,
  registers: row.registers.map((each) => ({ ...each, readAt: timeOf(each.readAt) })),
  ...lastRegisters(row),
});

/** For CSV, where a cell holds one value: the last register of each direction. */
function lastRegisters({ registers }: ReadingRow) {
  const last = (direction: "import" | "export") =>
    registers.findLast((each) => each.direction === direction)?.milliWh ?? null;
  return { importMilliWh: last("import"), exportMilliWh: last("export") };
}

const showRefusal = (row: RefusalRow) => ({
  refusal: row.number,
  receivedAt: row.received_at.toISOString(),
  uploadedBy: row.uploaded_by,
  source: row.source,
  position: row.position,
  code: row.reason,
  title: ERRORS[row.reason]?.title ?? row.reason,
  detail: row.detail,
  remedy: ERRORS[row.reason]?.remedy ?? "",
  payloadHash: row.payload_hash,
});

/** Declares the routes of readings and refusals. */
export function readingRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  route(
    {
      method: "post",
      path: "/v1/readings",
      tag: TAG,
      summary: "Upload signed meter records",
      description:
        "OCMF as text, XML as the SAFE tool has it, OCPP 1.6, 2.0.1 and 2.1 frames, OCPI 2.2.1 and 2.3.0 CDRs, or lines of " +
        "`{id, signed_data, public_key}`. Each record is answered by itself; what is refused is kept with its reason. " +
        "202: everything that was accepted is durable. `dryRun=true` answers the same and stores nothing.",
      rights: "participant",
      query: z.strictObject({ dryRun: z.enum(["true", "false"]).optional() }),
      rawTypes: READING_TYPES,
      answers: {
        200: { description: "Of a dry run: nothing was stored.", schema: upload },
        202: { description: "Accepted records are durable.", schema: upload },
      },
      refusals: ["unauthenticated", "media-type-unsupported", "body-too-large", "format-unknown"],
    },
    async ({ request, query, caller }) => {
      requireMediaType(request, READING_TYPES);
      const dryRun = query.dryRun === "true";
      const input = bodyBytes(request);
      const body = await uploadReadings(gateway, { input, caller: await caller(), dryRun });
      if (body.results.length === 0) {
        const errors = body.problems.map(({ position, code, detail }) => ({
          at: position,
          message: `${code}: ${detail}`,
        }));
        throw new ProblemError("request-invalid", "The upload holds no signed record.", { errors });
      }
      return { status: dryRun ? 200 : 202, body };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/readings",
    tag: TAG,
    summary: "Accepted records of meters, the latest first; as CSV all of them",
    description: "Records of private homes are shown to their community and to auditors only.",
    filters: {
      device: numberParam.optional(),
      from: seconds.optional(),
      to: seconds.optional(),
    },
    item: reading,
    query: async (filters, { caller }) => readingsQuery(filters, await caller()),
    show: showReading,
    csv: {
      name: "readings",
      columns: [
        "recordHash",
        "device",
        "serial",
        "zone",
        "evidence",
        "observedFrom",
        "observedTo",
        "importMilliWh",
        "exportMilliWh",
        "state",
        "source",
        "receivedAt",
      ],
    },
  });
  listRoute(api, limiters, {
    path: "/v1/refusals",
    tag: TAG,
    summary: "Refused records with their reasons: one's own, for auditors all",
    rights: "participant",
    refusals: ["unauthenticated"],
    filters: { code: z.string().max(80).optional() },
    item: refusal,
    query: async ({ code }, { caller }) => refusalsQuery(code, await caller()),
    show: showRefusal,
  });
}
