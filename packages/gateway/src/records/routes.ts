// Records of the journal.
import { z } from "zod";
import { noteAccesses } from "../accesses/store.ts";
import { evidence, hash, hashParam, numberParam, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { evidenceName, timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { proofAnswer, proofText } from "../proofs/answers.ts";
import { proveRecordOf } from "../proofs/service.ts";
import { chainTip } from "../workers/ledger.ts";
import { eraseRecord } from "./erase.ts";
import { mayRead, readPayload, readRecord, recordsQuery, type RecordRow } from "./queries.ts";

const TAG = "Records";
const RECORD_STATES = ["received", "batched", "anchored"] as const;

const place = z.object({ dataset: z.string(), publisher: uint32, sequence: z.int(), index: z.int() });
const record = z
  .object({
    recordHash: hash,
    state: z
      .enum(RECORD_STATES)
      .meta({ description: "received: stored; batched: checkers at work; anchored: on chain." }),
    place: place.nullable(),
    block: z.int().nullable(),
    device: uint32.nullable(),
    evidence,
    observedFrom: time,
    observedTo: time,
    receivedAt: time,
    source: z.string(),
    erased: z.boolean(),
    supersededBy: z.object({ sequence: z.int(), index: z.int() }).nullable(),
    envelope: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Record" });
const payload = z
  .object({
    salt: z.string().meta({ description: "base64" }),
    bytes: z.string().meta({ description: "base64, as they came" }),
    publicKey: z.string().nullable().meta({ description: "SubjectPublicKeyInfo DER, base64" }),
  })
  .meta({ id: "Payload" });

/** Where a record is on its way to the chain. */
export const recordState = ({ anchored_in, sequence }: Pick<RecordRow, "anchored_in" | "sequence">) =>
  anchored_in !== null ? "anchored" : sequence !== null ? "batched" : "received";

const show = (row: RecordRow) => ({
  recordHash: row.record_hash,
  state: recordState(row),
  place:
    row.sequence === null
      ? null
      : { dataset: row.dataset, publisher: row.publisher, sequence: row.sequence, index: row.position },
  block: row.anchored_in,
  device: row.device,
  evidence: evidenceName(row.evidence),
  observedFrom: timeOf(row.observed_from),
  observedTo: timeOf(row.observed_to),
  receivedAt: row.received_at.toISOString(),
  source: row.source,
  erased: row.erased_at !== null,
  supersededBy: row.by_sequence === null ? null : { sequence: row.by_sequence, index: row.by_index },
  envelope: JSON.parse(row.envelope) as Record<string, unknown>,
});

/** Declares the routes of records. */
export function recordRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const params = z.object({ hash: hashParam });
  const note = async (
    reader: number | null,
    visibility: string | undefined,
    asked: string,
    way: "payload" | "proof",
  ): Promise<void> => {
    if (reader !== null && visibility !== "public")
      await noteAccesses(gateway.pool, [asked], { reader, way, at: new Date(gateway.now()) });
  };
  listRoute(api, limiters, {
    path: "/v1/records",
    tag: TAG,
    summary: "Records with their envelopes, the latest first",
    filters: {
      dataset: z.string().max(200).optional(),
      publisher: numberParam.optional(),
      sequence: numberParam.optional(),
      device: numberParam.optional(),
    },
    item: record,
    query: async (filters, { caller }) => recordsQuery(filters, await caller()),
    show,
  });
  route(
    {
      method: "get",
      path: "/v1/records/{hash}",
      tag: TAG,
      summary: "One record's envelope and where it stands",
      params,
      answers: { 200: { description: "The record.", schema: record } },
      refusals: ["record-unknown"],
    },
    async ({ params: { hash: asked } }) => ({
      body: show(await readRecord(gateway.reads, asked)),
      cache: "tagged",
    }),
  );
  route(
    {
      method: "get",
      path: "/v1/records/{hash}/payload",
      tag: TAG,
      summary: "A record's salt and bytes, for those who may read them",
      description:
        "Public payloads for everybody, members' for every participant, owners' for the device's owner; auditors read all.",
      params,
      answers: { 200: { description: "The payload.", schema: payload } },
      refusals: ["record-unknown", "forbidden", "unauthenticated", "payload-erased"],
    },
    async ({ params: { hash: asked }, caller }) => {
      const row = await readPayload(gateway.reads, asked);
      if (row === undefined) throw new ProblemError("record-unknown");
      const who = await caller();
      if (!mayRead(row, who))
        throw new ProblemError(who.participant === null ? "unauthenticated" : "forbidden");
      if (row.payload === null || row.salt === null) throw new ProblemError("payload-erased");
      await note(who.participant, row.visibility, asked, "payload");
      const base64 = (hex: string) => Buffer.from(hex.slice(2), "hex").toString("base64");
      return {
        body: {
          salt: base64(row.salt),
          bytes: base64(row.payload),
          publicKey: row.public_key && base64(row.public_key),
        },
      };
    },
  );
  route(
    {
      method: "post",
      path: "/v1/records/{hash}/erasure",
      tag: TAG,
      summary: "Erase a record's payload; a tombstone says so",
      description:
        "For the record's issuer and the data set's owner. Salt, payload and what was derived of it are deleted here and, when the " +
        "tombstone is on the chain, at every other member. The envelope stays, and so do the proofs of all other records.",
      rights: "participant",
      params,
      body: z.strictObject({
        reason: z
          .string()
          .max(80)
          .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a reason in kebab-case"),
      }),
      answers: {
        202: {
          description: "Erased here; the tombstone is on its way.",
          schema: z.object({ tombstone: hash }),
        },
      },
      refusals: [
        "unauthenticated",
        "forbidden",
        "record-unknown",
        "record-not-erasable",
        "record-not-anchored",
      ],
    },
    async ({ params: { hash: asked }, body: { reason }, caller }) => {
      const by = (await caller()).participant!;
      const now = (await chainTip(gateway.pool))?.timestamp ?? Math.floor(Date.now() / 1000);
      return {
        status: 202,
        body: { tombstone: await eraseRecord(gateway.pool, asked, { by, reason, now }) },
      };
    },
    limiters.writes,
  );
  route(
    {
      ...proofText,
      path: "/v1/records/{hash}/proof",
      summary: "The proof bundle of a record, with its payload where the caller may read it",
      params,
      refusals: ["record-unknown", "proof-not-ready", "chain-unreachable"],
    },
    async ({ params: { hash: asked }, caller }) => {
      const who = await caller();
      const bundle = await proveRecordOf(gateway, asked, who);
      const row = await readPayload(gateway.reads, asked);
      if (row !== undefined && mayRead(row, who)) await note(who.participant, row.visibility, asked, "proof");
      return proofAnswer(bundle);
    },
    limiters.costly,
  );
}
