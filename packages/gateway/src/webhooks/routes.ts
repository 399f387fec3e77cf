// What a merchant's system is told, where, and whether it arrived.
import { z } from "zod";
import { mustHold } from "../auth/rights.ts";
import { bigNumberParam, hash, hashParam, time } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { endpointRoutes } from "./endpoints.ts";
import { DELIVERY_SELECT, EVENT_SELECT, one, replayDelivery } from "./store.ts";
import { WEBHOOK_TYPES } from "./timeline.ts";

const TAG = "Webhooks";

const event = z
  .object({
    event: z.string(),
    type: z.enum(WEBHOOK_TYPES),
    invoice: hash.nullable(),
    alert: z.string().nullable(),
    sequence: z.int().meta({ description: "Counts from 1 in each invoice or alert." }),
    at: time,
    block: z.int(),
    payload: z.record(z.string(), z.unknown()).meta({ description: "What is sent." }),
  })
  .meta({ id: "MerchantEvent" });
const delivery = z
  .object({
    delivery: z.int(),
    endpoint: z.int(),
    event: z.string(),
    type: z.enum(WEBHOOK_TYPES),
    status: z.enum(["pending", "delivered", "dead"]),
    tries: z.int(),
    nextTryAt: time.nullable(),
    lastTryAt: time.nullable(),
    lastStatus: z.int().nullable(),
    lastAnswer: z.string().nullable().meta({ description: "The first 500 bytes." }),
    lastError: z.string().nullable(),
  })
  .meta({ id: "WebhookDelivery" });

const eventParam = z.string().regex(/^evt_[0-9a-f]{32}$/, "evt_ and 32 hexadecimal digits");
const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

interface EventRow {
  event: string;
  type: string;
  invoice_id: string | null;
  alert: string | null;
  sequence: number;
  at: number;
  block_number: number;
  body: string;
}
const showEvent = (row: EventRow) => ({
  ...{ event: row.event, type: row.type, invoice: row.invoice_id, alert: row.alert, sequence: row.sequence },
  ...{ at: timeOf(row.at), block: row.block_number, payload: JSON.parse(row.body) as unknown },
});

interface DeliveryRow {
  delivery: number;
  endpoint: number;
  event: string;
  type: string;
  state: string;
  tries: number;
  next_at: Date;
  last_at: Date | null;
  last_status: number | null;
  last_answer: string | null;
  last_error: string | null;
}
const showDelivery = (row: DeliveryRow) => ({
  ...{ delivery: row.delivery, endpoint: row.endpoint, event: row.event, type: row.type },
  ...{ status: row.state, tries: row.tries, nextTryAt: row.state === "pending" ? iso(row.next_at) : null },
  ...{ lastTryAt: iso(row.last_at), lastStatus: row.last_status },
  ...{ lastAnswer: row.last_answer, lastError: row.last_error },
});

/** Declares the routes of webhook endpoints, merchant events and deliveries. */
export function webhookRoutes(api: Api, limiters: Limiters): void {
  endpointRoutes(api, limiters);
  const { route, gateway } = api;
  const { pool, reads } = gateway;
  listRoute(api, limiters, {
    path: "/v1/merchant-events",
    tag: TAG,
    summary: "What happened to the merchant's invoices, the latest first",
    rights: "merchant-develop",
    refusals: ["unauthenticated"],
    filters: { invoice: hashParam.optional(), type: z.enum(WEBHOOK_TYPES).optional() },
    item: event,
    query: async ({ invoice, type }, { caller }) => ({
      select: EVENT_SELECT,
      where: [
        ["merchant = ?", mustHold(await caller(), "merchant-develop").merchant],
        invoice !== undefined && ["invoice_id = ?", Buffer.from(invoice.slice(2), "hex")],
        type !== undefined && ["type = ?", type],
      ],
      keys: [{ column: "number", field: "number" }],
      descending: true,
    }),
    show: showEvent,
  });
  route(
    {
      ...{ method: "get", path: "/v1/merchant-events/{event}", tag: TAG, rights: "merchant-develop" },
      summary: "One event",
      params: z.object({ event: eventParam }),
      answers: { 200: { description: "The event.", schema: event } },
      refusals: ["unauthenticated", "event-unknown"],
    },
    async ({ params, caller }) => {
      const values = [params.event, mustHold(await caller(), "merchant-develop").merchant];
      const where = `${EVENT_SELECT} WHERE event = $1 AND merchant = $2`;
      return { body: showEvent(await one(reads, where, values, "event-unknown")) };
    },
  );
  listRoute(api, limiters, {
    path: "/v1/deliveries",
    tag: TAG,
    summary: "How sending went, the latest first",
    rights: "merchant-develop",
    refusals: ["unauthenticated"],
    filters: {
      endpoint: bigNumberParam.optional(),
      event: eventParam.optional(),
      status: z.enum(["pending", "delivered", "dead"]).optional(),
    },
    item: delivery,
    query: async (asked, { caller }) => ({
      select: DELIVERY_SELECT,
      where: [
        ["e.merchant = ?", mustHold(await caller(), "merchant-develop").merchant],
        asked.endpoint !== undefined && ["d.endpoint = ?", asked.endpoint],
        asked.event !== undefined && ["d.event = ?", asked.event],
        asked.status !== undefined && ["d.state = ?", asked.status],
      ],
      keys: [{ column: "d.delivery", field: "delivery" }],
      descending: true,
    }),
    show: showDelivery,
  });
  route(
    {
      ...{ method: "post", path: "/v1/deliveries/{delivery}/replay", tag: TAG, rights: "merchant-develop" },
      summary: "Send again now, with the whole schedule before it",
      params: z.object({ delivery: bigNumberParam }),
      answers: { 202: { description: "Waiting.", schema: delivery } },
      refusals: ["unauthenticated", "delivery-unknown", "webhook-endpoint-disabled"],
    },
    async ({ params, caller }) => {
      const values = [params.delivery, mustHold(await caller(), "merchant-develop").merchant];
      const where = `${DELIVERY_SELECT} WHERE d.delivery = $1 AND e.merchant = $2`;
      await one(reads, where, values, "delivery-unknown");
      await replayDelivery(pool, params.delivery);
      return { status: 202, body: showDelivery(await one(reads, where, values, "delivery-unknown")) };
    },
    limiters.writes,
  );
}
