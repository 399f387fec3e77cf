// Sales: each line that a settlement wrote, with its story.
import { parseSaleId } from "@alatau/sdk";
import { z } from "zod";
import {
  bigNumberParam,
  evidence,
  hash,
  numberParam,
  slotParam,
  time,
  tiyn,
  tiynPerMWh,
  uint32,
  wh,
} from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { evidenceName, orNone, slotTime } from "../http/show.ts";
import { readOrder } from "../orders/queries.ts";
import { showOrder } from "../orders/routes.ts";
import { proofAnswer, proofText } from "../proofs/answers.ts";
import { proveSaleOf } from "../proofs/service.ts";
import { readEvidenceRecord, readSale, readSetOfSale, salesQuery, type SaleRow } from "./queries.ts";

const TAG = "Sales";
const KINDS = [
  "sold",
  "bought",
  "gridSold",
  "gridBought",
  "ownSold",
  "ownBought",
  "partnerSold",
  "partnerBought",
] as const;
const STATUSES = ["current", "corrected", "disputed"] as const;

export const sale = z
  .object({
    id: z.string().meta({ description: "zone-slot-version-chunk-line" }),
    zone: uint32,
    slot: uint32,
    startsAt: time,
    endsAt: time,
    version: uint32,
    kind: z.enum(KINDS),
    device: uint32,
    participant: uint32,
    participantName: z.string().nullable(),
    order: z.int().nullable().meta({ description: "Null: a leg with the grid." }),
    energyWh: wh,
    amountTiyn: tiyn.meta({ description: "Positive: the participant receives; negative: it pays." }),
    feeTiyn: tiyn.meta({ description: "Network fee within what a buyer pays." }),
    priceTiynPerMWh: tiynPerMWh,
    tariffVersion: uint32,
    evidence,
    status: z.enum(STATUSES),
    dispute: z.enum(["open", "upheld", "dismissed"]).nullable(),
    block: z.int(),
    txHash: hash,
  })
  .meta({ id: "Sale" });

const saleStory = sale.extend({
  orderTerms: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: "The order, as /v1/orders shows it." }),
  reading: z
    .object({
      setHash: hash,
      devices: z.int(),
      publisher: uint32,
      block: z.int(),
      txHash: hash,
      importWh: wh.nullable(),
      exportWh: wh.nullable(),
      importEndWh: wh.nullable(),
      exportEndWh: wh.nullable(),
      evidenceHash: hash.nullable(),
      recordHash: hash.nullable().meta({ description: "The signed record that closed the slot." }),
    })
    .nullable(),
  proof: z.string(),
});

/** A sale as it is shown. */
export const showSale = (row: SaleRow) => ({
  id: row.id,
  zone: row.zone,
  slot: row.slot,
  startsAt: slotTime(row.slot),
  endsAt: slotTime(row.slot + 1),
  version: row.version,
  kind: row.kind,
  device: row.device,
  participant: row.participant,
  participantName: row.participant_name,
  order: orNone(row.order_number),
  energyWh: row.wh,
  amountTiyn: row.amount_tiyn,
  feeTiyn: row.fee_tiyn,
  priceTiynPerMWh: row.price,
  tariffVersion: row.tariff_version,
  evidence: evidenceName(row.evidence),
  status: row.status,
  dispute: row.dispute,
  block: row.block_number,
  txHash: row.tx_hash,
});

/** Declares the routes of sales. */
export function saleRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  listRoute(api, limiters, {
    path: "/v1/sales",
    tag: TAG,
    summary: "Sales, the latest settled first; as CSV all of them",
    filters: {
      participant: numberParam.optional(),
      device: numberParam.optional(),
      zone: numberParam.optional(),
      slotFrom: slotParam.optional(),
      slotTo: slotParam.optional(),
      kind: z.enum(KINDS).optional(),
      order: bigNumberParam.optional(),
      status: z.enum(STATUSES).optional(),
    },
    item: sale,
    query: salesQuery,
    show: showSale,
    csv: {
      name: "sales",
      columns: [
        "id",
        "startsAt",
        "endsAt",
        "zone",
        "participant",
        "participantName",
        "device",
        "kind",
        "order",
        "energyWh",
        "amountTiyn",
        "feeTiyn",
        "priceTiynPerMWh",
        "evidence",
        "status",
        "block",
        "txHash",
      ],
    },
  });
  route(
    {
      method: "get",
      path: "/v1/sales/{id}",
      tag: TAG,
      summary: "One sale with its order and its reading",
      params: z.object({ id: z.string().max(60) }),
      answers: { 200: { description: "The sale.", schema: saleStory } },
      refusals: ["sale-format", "sale-unknown"],
    },
    async ({ params }) => {
      const db = gateway.reads;
      const row = await readSale(db, params.id, parseSaleId(params.id));
      const [order, set] = await Promise.all([
        row.order_number === 0 ? null : readOrder(db, row.order_number),
        readSetOfSale(db, row),
      ]);
      const leaf = set?.leaf ?? null;
      const recordHash = leaf === null ? undefined : await readEvidenceRecord(db, leaf.evidenceHash);
      return {
        body: {
          ...showSale(row),
          orderTerms: order && showOrder(order),
          reading: set
            ? {
                setHash: set.set_hash,
                devices: set.count,
                publisher: set.publisher,
                block: set.block_number,
                txHash: set.tx_hash,
                importWh: leaf?.importWh ?? null,
                exportWh: leaf?.exportWh ?? null,
                importEndWh: leaf?.importEndWh ?? null,
                exportEndWh: leaf?.exportEndWh ?? null,
                evidenceHash: leaf?.evidenceHash ?? null,
                recordHash: recordHash ?? null,
              }
            : null,
          proof: `/v1/sales/${row.id}/proof`,
        },
        cache: "tagged",
      };
    },
  );
  route(
    {
      ...proofText,
      path: "/v1/sales/{id}/proof",
      summary: "The proof bundle of a sale, with its closing record where the caller may read it",
      params: z.object({ id: z.string().max(60) }),
      refusals: ["sale-format", "sale-unknown", "proof-not-ready", "chain-unreachable"],
    },
    async ({ params, caller }) => proofAnswer(await proveSaleOf(gateway, params.id, await caller())),
    limiters.costly,
  );
}
