// Batches of records on the chain, and the data sets that they belong to.
import { VISIBILITIES } from "@alatau/sdk";
import { z } from "zod";
import { count, hash, hashParam, numberParam, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";

interface BatchRow {
  dataset: string;
  name: string | null;
  publisher: number;
  sequence: number;
  batch_hash: string;
  previous: string;
  root: string;
  count: number;
  period_from: string;
  period_to: string;
  manifest_hash: string;
  accepted_at: number;
  block_number: number;
  tx_hash: string;
  log_index: number;
}

interface DatasetRow {
  dataset: string;
  name: string;
  owner: number;
  visibility: number;
  retention_days: number;
  schema_hash: string;
  quorum: number | null;
  checkers: string[] | null;
}

const SELECT = `SELECT b.dataset, t.name, b.publisher, b.sequence, b.batch_hash, b.previous, b.root, b.count, b.period_from, b.period_to,
  b.manifest_hash, k.timestamp AS accepted_at, b.block_number, b.tx_hash, b.log_index
FROM ledger.batches b LEFT JOIN ledger.datasets t USING (dataset) LEFT JOIN ledger.blocks k ON k.number = b.block_number`;

const batch = z
  .object({
    dataset: hash,
    datasetName: z.string().nullable(),
    publisher: uint32,
    sequence: z.int(),
    batchHash: hash,
    previous: hash,
    root: hash,
    records: z.int(),
    periodFrom: time,
    periodTo: time,
    manifestHash: hash,
    acceptedAt: time.nullable(),
    block: z.int(),
    txHash: hash,
  })
  .meta({ id: "Batch" });
const dataset = z
  .object({
    dataset: hash,
    name: z.string(),
    owner: uint32,
    visibility: z.enum(VISIBILITIES),
    retentionDays: z.int(),
    schemaHash: hash,
    quorum: z.int().nullable(),
    checkers: z.array(uint32),
    batches: count.optional(),
  })
  .meta({ id: "Dataset" });

const show = (row: BatchRow) => ({
  dataset: row.dataset,
  datasetName: row.name,
  publisher: row.publisher,
  sequence: row.sequence,
  batchHash: row.batch_hash,
  previous: row.previous,
  root: row.root,
  records: row.count,
  periodFrom: timeOf(Number(row.period_from)),
  periodTo: timeOf(Number(row.period_to)),
  manifestHash: row.manifest_hash,
  acceptedAt: row.accepted_at === null ? null : timeOf(row.accepted_at),
  block: row.block_number,
  txHash: row.tx_hash,
});

const showDataset = (row: DatasetRow) => ({
  dataset: row.dataset,
  name: row.name,
  owner: row.owner,
  visibility: VISIBILITIES[row.visibility] ?? "owner",
  retentionDays: row.retention_days,
  schemaHash: row.schema_hash,
  quorum: row.quorum,
  checkers: (row.checkers ?? []).map(Number),
});

/** Declares the routes of batches and data sets. */
export function batchRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  listRoute(api, limiters, {
    path: "/v1/batches",
    tag: "Records",
    summary: "Batches in the order in which the chain accepted them, the latest first",
    filters: {
      dataset: hashParam.optional(),
      datasetName: z.string().max(200).optional(),
      publisher: numberParam.optional(),
    },
    item: batch,
    query: ({ dataset: id, datasetName, publisher }) => ({
      select: SELECT,
      where: [
        id !== undefined && ["b.dataset = ?", bytesOf(id)],
        datasetName !== undefined && ["t.name = ?", datasetName],
        publisher !== undefined && ["b.publisher = ?", publisher],
      ],
      keys: [
        { column: "b.block_number", field: "block_number" },
        { column: "b.log_index", field: "log_index" },
      ],
      descending: true,
    }),
    show,
  });
  route(
    {
      method: "get",
      path: "/v1/batches/{dataset}/{publisher}/{sequence}",
      tag: "Records",
      summary: "One batch",
      params: z.object({ dataset: hashParam, publisher: numberParam, sequence: numberParam }),
      answers: { 200: { description: "The batch.", schema: batch } },
      refusals: ["batch-unknown"],
    },
    async ({ params }) => {
      const { rows } = await gateway.reads.query<BatchRow>(
        named(`${SELECT} WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3`, [
          bytesOf(params.dataset),
          params.publisher,
          params.sequence,
        ]),
      );
      if (rows[0] === undefined) throw new ProblemError("batch-unknown");
      return { body: show(rows[0]), cache: "tagged" };
    },
  );
  route(
    {
      method: "get",
      path: "/v1/datasets",
      tag: "Records",
      summary: "Data sets with their checkers",
      answers: { 200: { description: "All data sets.", schema: z.object({ items: z.array(dataset) }) } },
    },
    async () => {
      const { rows } = await gateway.reads.query<DatasetRow>(
        named(
          `SELECT t.dataset, t.name, t.owner, t.visibility, t.retention_days, t.schema_hash, c.quorum, c.checkers
           FROM ledger.datasets t LEFT JOIN ledger.current_checkers c USING (dataset) ORDER BY t.name`,
          [],
        ),
      );
      return { body: { items: rows.map(showDataset) }, cache: "tagged" };
    },
  );
}
