// The publisher's desk: the data sets one may publish in, rows refused before, and what a CSV mapping would make of a file.
import { csvMappingSchema, readObservations, toKeyValues } from "@alatau/formats";
import { z } from "zod";
import { datasetName } from "../data-sets/description.ts";
import { inspect } from "../data-sets/inspect.ts";
import { known, publisherIn } from "../data-sets/find.ts";
import { mappingOf } from "../data-sets/mapping.ts";
import { readRules } from "../data-sets/rules.ts";
import { time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { ERRORS } from "../problems.ts";
import { chainTip } from "../workers/ledger.ts";
import { readDesk } from "./queries.ts";

const TAG = "Data sets";
/** Characters of a file's beginning: some hundred rows. */
const MOST_PREVIEWED = 65_536;
const MOST_ROWS = 20;

const count = z.int();
const deskItem = z
  .object({
    ...{ name: z.string(), owner: uint32, own: z.boolean() },
    received: count.meta({ description: "Records that are in no batch yet." }),
    checking: count.meta({ description: "Records in batches that checkers look at." }),
    anchored: count.meta({ description: "Records on the chain." }),
    refused: count.meta({
      description: "Rows refused in the last 30 days; the caller's own, the owner's all.",
    }),
    flagged: count.meta({ description: "Standing observations of the last 30 days with a quality flag." }),
    lastReceivedAt: time.nullable(),
  })
  .meta({ id: "DeskItem" });
const refusedRow = z
  .object({
    ...{ number: z.int(), receivedAt: time, uploadedBy: uint32.nullable(), source: z.string() },
    ...{ position: z.string(), code: z.string(), title: z.string(), detail: z.string(), remedy: z.string() },
  })
  .meta({ id: "RefusedRow" });
const previewRow = z.object({
  position: z.string(),
  subject: z.string().nullable(),
  entity: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: "Key-values; null when refused." }),
  ...{ code: z.string().nullable(), detail: z.string().nullable() },
});
const params = z.object({ name: datasetName });

/** Declares the routes of the publisher's desk. */
export function publishingRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  route(
    {
      method: "get",
      path: "/v1/publishing",
      tag: TAG,
      summary: "The data sets in which the caller may publish, with the state of their records",
      rights: "participant",
      answers: { 200: { description: "By name.", schema: z.object({ items: z.array(deskItem) }) } },
      refusals: ["unauthenticated"],
    },
    async ({ caller }) => {
      const participant = (await caller()).participant!;
      const items = (await readDesk(gateway.reads, participant)).map(
        ({ last_received_at: last, ...row }) => ({
          ...{ ...row, own: row.owner === participant },
          lastReceivedAt: last?.toISOString() ?? null,
        }),
      );
      return { body: { items } };
    },
  );
  listRoute(api, limiters, {
    path: "/v1/data-sets/{name}/refusals",
    tag: TAG,
    summary: "Rows that were refused, the latest first: the caller's own, the owner's all",
    rights: "participant",
    params,
    filters: {},
    item: refusedRow,
    refusals: ["unauthenticated", "dataset-unknown"],
    query: async (_, { caller, params: { name } }) => {
      const participant = (await caller()).participant!;
      const { owner } = await known(gateway, name);
      return {
        select:
          "SELECT number, received_at, uploaded_by, source, position, reason, detail FROM payload.refusals",
        where: [["dataset = ?", name], owner !== participant && ["uploaded_by = ?", participant]],
        keys: [{ column: "number", field: "number" }],
        descending: true,
      };
    },
    show: (row: RefusedRow) => ({
      ...{
        number: Number(row.number),
        receivedAt: row.received_at.toISOString(),
        uploadedBy: row.uploaded_by,
      },
      ...{ source: row.source, position: row.position, code: row.reason, detail: row.detail },
      ...{ title: ERRORS[row.reason]?.title ?? row.reason, remedy: ERRORS[row.reason]?.remedy ?? "" },
    }),
  });
  previewRoute(api, limiters);
}

interface RefusedRow {
  readonly number: number;
  readonly received_at: Date;
  readonly uploaded_by: number | null;
  readonly source: string;
  readonly position: string;
  readonly reason: string;
  readonly detail: string;
}

function previewRoute({ route, gateway }: Api, limiters: Limiters): void {
  route(
    {
      method: "post",
      path: "/v1/data-sets/{name}/mappings/preview",
      tag: TAG,
      summary: "What a CSV mapping makes of a file's first rows; nothing is stored",
      description: `Send the beginning of the file as text, cut after a whole row; at most ${MOST_ROWS} rows are answered.`,
      rights: "participant",
      params,
      body: z.strictObject({
        mapping: z.record(z.string(), z.unknown()),
        text: z.string().min(1).max(MOST_PREVIEWED),
      }),
      answers: {
        200: { description: "In the file's order.", schema: z.object({ rows: z.array(previewRow) }) },
      },
      refusals: ["unauthenticated", "issuer-not-entitled", "dataset-unknown", "dataset-not-open"],
    },
    async ({ params: { name }, body, caller }) => {
      await publisherIn(gateway, name, await caller());
      const rules = await readRules(gateway.pool, name);
      const mapping = csvMappingSchema.parse({ ...mappingOf(body.mapping), encoding: "utf-8" });
      const read = readObservations(new TextEncoder().encode(body.text), { format: "csv", mapping });
      const now = (await chainTip(gateway.pool))?.timestamp ?? Math.floor(Date.now() / 1000);
      const good = read.observations.map((observation) => {
        const fault = inspect(observation, rules, now);
        return {
          ...{ position: observation.position, subject: observation.subject },
          ...{ entity: toKeyValues(observation.entity) as Record<string, unknown> },
          ...{ code: fault?.code ?? null, detail: fault?.detail ?? null },
        };
      });
      const bad = read.faults.map((fault) => ({ ...fault, subject: null, entity: null }));
      const rows = [...good, ...bad].sort((a, b) => rowOf(a.position) - rowOf(b.position));
      return { body: { rows: rows.slice(0, MOST_ROWS) } };
    },
    limiters.costly,
  );
}

const rowOf = (position: string): number => Number(/\d+/.exec(position)?.[0] ?? 0);
