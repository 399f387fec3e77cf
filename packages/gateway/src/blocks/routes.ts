// Blocks as the indexer has checked them, and whether a signed head makes them final.
import { z } from "zod";
import { hash, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";

interface BlockRow {
  number: number;
  hash: string;
  parent_hash: string;
  timestamp: number;
  slot: number;
  receipts_root: string;
  transactions: number;
  logs: number;
  final: boolean;
}

const SELECT = `SELECT b.number, b.hash, b.parent_hash, b.timestamp, b.slot, b.receipts_root, b.transactions, b.logs,
  b.number <= coalesce(h.number, -1) AS final
FROM ledger.blocks b LEFT JOIN (SELECT max(number) AS number FROM work.heads) h ON true`;

const block = z
  .object({
    block: z.int(),
    hash,
    parentHash: hash,
    time,
    slot: uint32,
    receiptsRoot: hash,
    transactions: z.int(),
    logs: z.int(),
    final: z.boolean().meta({ description: "Under a signed head." }),
  })
  .meta({ id: "Block" });

const show = (row: BlockRow) => ({
  block: row.number,
  hash: row.hash,
  parentHash: row.parent_hash,
  time: timeOf(row.timestamp),
  slot: row.slot,
  receiptsRoot: row.receipts_root,
  transactions: row.transactions,
  logs: row.logs,
  final: row.final,
});

/** Declares the routes of blocks. */
export function blockRoutes(api: Api, limiters: Limiters): void {
  listRoute(api, limiters, {
    path: "/v1/blocks",
    tag: "Chain",
    summary: "Blocks, the latest first",
    filters: {},
    item: block,
    query: () => ({
      select: SELECT,
      where: [],
      keys: [{ column: "b.number", field: "number" }],
      descending: true,
    }),
    show,
  });
  api.route(
    {
      method: "get",
      path: "/v1/blocks/{block}",
      tag: "Chain",
      summary: "One block by number or hash",
      params: z.object({
        block: z.string().regex(/^(0|[1-9]\d{0,14}|0x[0-9a-fA-F]{64})$/, "a number or a hash"),
      }),
      answers: { 200: { description: "The block.", schema: block } },
      refusals: ["block-unknown"],
    },
    async ({ params }) => {
      const byHash = params.block.startsWith("0x") && params.block.length === 66;
      const { rows } = await api.gateway.reads.query<BlockRow>(
        named(`${SELECT} WHERE ${byHash ? "b.hash" : "b.number"} = $1`, [
          byHash ? bytesOf(params.block) : Number(params.block),
        ]),
      );
      const [row] = rows;
      if (row === undefined) throw new ProblemError("block-unknown");
      return { body: show(row), cache: row.final ? "immutable" : "tagged" };
    },
  );
}
