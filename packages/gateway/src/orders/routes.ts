// Standing orders: what owners of devices offer and ask for.
import { contractDomain, energyOrderTypes, type EnergyOrder } from "@alatau/sdk";
import { hashTypedData, type Hex } from "viem";
import { z } from "zod";
import {
  bigNumberParam,
  evidence,
  hash,
  hexBytes,
  numberParam,
  time,
  tiyn,
  tiynPerMWh,
  uint256,
  uint32,
  uint64,
  wh,
} from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { evidenceName, orNone, slotTime } from "../http/show.ts";
import { cancelRoutes } from "./cancel.ts";
import { ordersQuery, readOrder, type OrderRow } from "./queries.ts";
import { submission, submissionRoutes, submit } from "./submissions.ts";

const TAG = "Orders";

const order = z
  .object({
    order: z.int(),
    participant: uint32,
    device: uint32,
    zone: uint32,
    side: z.enum(["ask", "bid"]),
    mode: z.enum(["metered", "forward"]),
    slotFrom: uint32,
    slotTo: uint32,
    startsAt: time,
    endsAt: time.meta({ description: "End of the last slot it counts for." }),
    placedInSlot: uint32.meta({ description: "It counts from the slot after this one." }),
    lastSlot: uint32,
    maxWhPerSlot: wh,
    limitPriceTiynPerMWh: tiynPerMWh,
    partner: uint32.nullable().meta({ description: "Trades with this participant alone." }),
    evidence: evidence.meta({ description: "Of the device." }),
    minEvidence: evidence.meta({ description: "Least class of the other side." }),
    lockedTiyn: tiyn,
    filledWh: wh,
    state: z.enum(["waiting", "live", "over", "cancelled", "released"]),
    orderHash: hash,
    nonce: z.string(),
    block: z.int(),
    txHash: hash,
  })
  .meta({ id: "Order" });

const orderBody = z.strictObject({
  order: z
    .strictObject({
      side: z.enum(["ask", "bid"]),
      device: uint32.min(1),
      participant: uint32.min(1),
      zone: uint32,
      slotFrom: uint32,
      slotTo: uint32,
      maxWhPerSlot: uint64,
      limitPriceTiynPerMWh: uint64,
      partner: uint32.default(0),
      minEvidence: z
        .enum(["unsigned", "utility-attested", "edge-signed", "meter-signed"])
        .default("utility-attested"),
      termsHash: hash.default(`0x${"00".repeat(32)}`),
      nonce: uint256,
      validTo: uint64.meta({ description: "Unix second after which it may no longer be placed." }),
    })
    .meta({ description: "The signed EnergyOrder. Mode is METERED and minWhPerSlot 0." }),
  signature: hexBytes.max(20_000).meta({ description: "EIP-712, of the participant's account." }),
});

const EVIDENCE_CODE = { unsigned: 0, "utility-attested": 1, "edge-signed": 2, "meter-signed": 3 } as const;

/** An order as it is shown. */
export const showOrder = (row: OrderRow) => ({
  order: row.order_number,
  participant: row.participant,
  device: row.device,
  zone: row.zone,
  side: row.side,
  mode: row.mode,
  slotFrom: row.slot_from,
  slotTo: row.slot_to,
  startsAt: slotTime(row.slot_from),
  endsAt: slotTime(row.last_slot + 1),
  placedInSlot: row.placed_in,
  lastSlot: row.last_slot,
  maxWhPerSlot: row.max_wh_per_slot,
  limitPriceTiynPerMWh: row.limit_price,
  partner: orNone(row.partner),
  evidence: evidenceName(row.evidence),
  minEvidence: evidenceName(row.min_evidence),
  lockedTiyn: row.locked,
  filledWh: row.filled_wh,
  state: stateOf(row),
  orderHash: row.order_hash,
  nonce: row.nonce,
  block: row.block_number,
  txHash: row.tx_hash,
});

function stateOf(row: OrderRow): "waiting" | "live" | "over" | "cancelled" | "released" {
  if (row.released) return "released";
  if (row.cancelled) return "cancelled";
  if (row.now_slot > row.last_slot) return "over";
  return row.now_slot < row.slot_from || row.now_slot <= row.placed_in ? "waiting" : "live";
}

/** Declares the routes of orders and of what was handed in for the chain. */
export function orderRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  listRoute(api, limiters, {
    path: "/v1/orders",
    tag: TAG,
    summary: "Orders, the latest first",
    filters: {
      participant: numberParam.optional(),
      device: numberParam.optional(),
      zone: numberParam.optional(),
      side: z.enum(["ask", "bid"]).optional(),
      live: z.literal("true").optional().meta({ description: "Only those whose last slot is not over." }),
    },
    item: order,
    query: ordersQuery,
    show: showOrder,
  });
  route(
    {
      method: "get",
      path: "/v1/orders/{order}",
      tag: TAG,
      summary: "One order",
      params: z.object({ order: bigNumberParam }),
      answers: { 200: { description: "The order.", schema: order } },
      refusals: ["order-unknown"],
    },
    async ({ params }) => ({
      body: showOrder(await readOrder(gateway.reads, params.order)),
      cache: "tagged",
    }),
  );
  route(
    {
      method: "post",
      path: "/v1/orders",
      tag: TAG,
      summary: "Place a signed order",
      description:
        "The signature is the right: anybody may send it. 202 means queued durably, 201 placed on chain; the same order again answers where it stands.",
      body: orderBody,
      answers: {
        201: { description: "Placed.", schema: submission },
        202: { description: "Queued durably.", schema: submission },
      },
      refusals: [
        "order-signature-invalid",
        "order-not-of-device",
        "order-slots-invalid",
        "order-expired",
        "no-supply-agreement",
        "free-too-low",
        "order-nonce-used",
      ],
    },
    async ({ body }) => {
      const { network } = gateway;
      const message = toEnergyOrder(body.order);
      const digest = hashTypedData({
        domain: contractDomain(network.chainId, network.contracts.orderBook),
        types: energyOrderTypes,
        primaryType: "EnergyOrder",
        message,
      });
      return await submit(gateway, {
        dedupe: `order/${digest}`,
        contract: "orderBook",
        functionName: "placeOrder",
        args: [message, body.signature as Hex],
      });
    },
    limiters.writes,
  );
  cancelRoutes(api, limiters);
  submissionRoutes(api);
}

function toEnergyOrder(terms: z.output<typeof orderBody>["order"]): EnergyOrder {
  return {
    side: terms.side === "ask" ? 0 : 1,
    mode: 0,
    device: terms.device,
    participant: terms.participant,
    zone: terms.zone,
    slotFrom: terms.slotFrom,
    slotTo: terms.slotTo,
    maxWhPerSlot: BigInt(terms.maxWhPerSlot),
    minWhPerSlot: 0n,
    limitPrice: BigInt(terms.limitPriceTiynPerMWh),
    partner: terms.partner,
    minEvidence: EVIDENCE_CODE[terms.minEvidence],
    termsHash: terms.termsHash as Hex,
    nonce: BigInt(terms.nonce),
    validTo: BigInt(terms.validTo),
  };
}
