// Members' gateways as this one knows them, and the faults that members state of each other.
import { FAULT_KINDS } from "@alatau/sdk";
import { z } from "zod";
import { account, hash, numberParam, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { ownParticipants } from "./members.ts";

const TAG = "Exchange";

const comparison = z.object({
  ...{ dataset: z.string(), visibility: z.string(), block: z.int() },
  state: z.enum(["equal", "differs", "incomplete"]),
  comparedAt: time,
});
const memberGateway = z
  .object({
    ...{ participant: uint32, url: z.string(), exchangeKey: hash, announcedIn: z.int(), account },
    isOwn: z.boolean().meta({ description: "Whether it is this gateway." }),
    head: z.int().nullable().meta({ description: "Last block of its indexer when it last answered." }),
    lagBlocks: z.int().nullable().meta({ description: "How far it was behind this gateway's own." }),
    answeredAt: time.nullable(),
    failure: z.string().nullable().meta({ description: "Why it did not answer the last question." }),
    comparisons: z
      .array(comparison)
      .meta({ description: "The last comparison of each data set's fingerprint." }),
  })
  .meta({ id: "MemberGateway" });

interface GatewayRow {
  participant: number;
  url: string;
  exchange_key: string;
  announced_in: number;
  account: string;
  tip: number | null;
  head: number | null;
  answered_at: Date | null;
  failure: string | null;
  comparisons:
    { dataset: string; visibility: string; block: number; state: string; compared_at: string }[] | null;
}

const fault = z
  .object({
    ...{ member: uint32, statedBy: uint32, dataset: z.string().nullable(), kind: z.enum(FAULT_KINDS) },
    ...{ recordHash: hash, evidenceHash: hash, block: z.int(), txHash: hash, statedAt: time.nullable() },
  })
  .meta({ id: "Fault", description: "A statement of one member of another; the ledger has not judged it." });

interface FaultRow {
  member: number;
  stated_by: number;
  name: string | null;
  kind: (typeof FAULT_KINDS)[number];
  record_hash: string;
  evidence_hash: string;
  block_number: number;
  log_index: number;
  tx_hash: string;
  stated_at: number | null;
}

/** Declares `/v1/gateways` and `/v1/faults`. */
export function gatewayRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  route(
    {
      method: "get",
      path: "/v1/gateways",
      tag: TAG,
      summary: "Every member's gateway: where it is, how far it was, whether its copy is the same",
      answers: {
        200: { description: "By participant.", schema: z.object({ items: z.array(memberGateway) }) },
      },
    },
    async () => {
      const own = await ownParticipants(gateway.pool, gateway.exchange.publicKey);
      const { rows } = await gateway.reads.query<GatewayRow>(
        `SELECT g.participant, g.url, g.exchange_key, g.block_number AS announced_in, p.account, x.head, x.answered_at, x.failure,
                (SELECT max(number) FROM ledger.blocks) AS tip,
                (SELECT json_agg(json_build_object('dataset', c.dataset, 'visibility', c.visibility, 'block', c.block, 'state', c.state,
                                                   'compared_at', c.compared_at) ORDER BY c.dataset, c.visibility)
                   FROM work.exchange_comparisons c WHERE c.member = g.participant) AS comparisons
           FROM ledger.current_gateways g JOIN ledger.current_participants p USING (participant)
           LEFT JOIN work.exchange_peers x ON x.member = g.participant ORDER BY g.participant`,
      );
      const items = rows.map((row) => ({
        ...{ participant: row.participant, url: row.url, exchangeKey: row.exchange_key },
        ...{ announcedIn: row.announced_in, account: row.account, isOwn: own.includes(row.participant) },
        ...{ head: row.head, answeredAt: row.answered_at?.toISOString() ?? null, failure: row.failure },
        lagBlocks: row.head === null || row.tip === null ? null : Math.max(row.tip - row.head, 0),
        comparisons: (row.comparisons ?? []).map(({ compared_at: at, ...rest }) => ({
          ...rest,
          comparedAt: new Date(at).toISOString(),
        })),
      }));
      return { body: { items } };
    },
  );
  listRoute(api, limiters, {
    path: "/v1/faults",
    tag: TAG,
    summary:
      "What members state of each other: altered or missing payloads, forged batches, differing fingerprints",
    filters: { member: numberParam.optional(), dataset: z.string().max(200).optional() },
    item: fault,
    query: ({ member, dataset }) => ({
      select: `SELECT f.member, f.stated_by, d.name, f.kind, f.record_hash, f.evidence_hash, f.block_number, f.log_index, f.tx_hash,
                 k.timestamp AS stated_at
               FROM ledger.faults f LEFT JOIN ledger.datasets d USING (dataset) LEFT JOIN ledger.blocks k ON k.number = f.block_number`,
      where: [
        member !== undefined && ["f.member = ?", member],
        dataset !== undefined && ["d.name = ?", dataset],
      ],
      keys: [
        { column: "f.block_number", field: "block_number" },
        { column: "f.log_index", field: "log_index" },
      ],
      descending: true,
    }),
    show: (row: FaultRow) => ({
      ...{ member: row.member, statedBy: row.stated_by, dataset: row.name, kind: row.kind },
      ...{ recordHash: row.record_hash, evidenceHash: row.evidence_hash, block: row.block_number },
      txHash: row.tx_hash,
      statedAt: row.stated_at === null ? null : new Date(row.stated_at * 1000).toISOString(),
    }),
  });
}
