// What a merchant's system is told, where, and whether it arrived.
import type pg from "pg";
import { z } from "zod";
import { bigNumberParam, hash, hashParam, time } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { isEndpointUrl } from "./address.ts";
import {
  addEndpoint,
  DELIVERY_SELECT,
  deleteEndpoint,
  ENDPOINT_SELECT,
  EVENT_SELECT,
  replayDelivery,
} from "./store.ts";
import { EVENT_TYPES } from "./timeline.ts";

const TAG = "Webhooks";

const endpoint = z
  .object({
    endpoint: z.int(),
    url: z.string(),
    description: z.string().nullable(),
    createdAt: time,
    disabledAt: time.nullable().meta({ description: "Since the receiver answered 410." }),
  })
  .meta({ id: "WebhookEndpoint" });
const newEndpoint = endpoint
  .extend({ secret: z.string().meta({ description: "whsec_…, shown this once." }) })
  .meta({ id: "NewWebhookEndpoint" });
const event = z
  .object({
    event: z.string(),
    type: z.enum(EVENT_TYPES),
    invoice: hash,
    sequence: z.int().meta({ description: "Counts from 1 in each invoice without a gap." }),
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
    type: z.enum(EVENT_TYPES),
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

interface EndpointRow {
  endpoint: number;
  url: string;
  description: string | null;
  created_at: Date;
  disabled_at: Date | null;
}
const showEndpoint = (row: EndpointRow) => ({
  ...{ endpoint: row.endpoint, url: row.url, description: row.description },
  ...{ createdAt: iso(row.created_at), disabledAt: iso(row.disabled_at) },
});

interface EventRow {
  event: string;
  type: string;
  invoice_id: string;
  sequence: number;
  at: number;
  block_number: number;
  body: string;
}
const showEvent = (row: EventRow) => ({
  ...{ event: row.event, type: row.type, invoice: row.invoice_id, sequence: row.sequence },
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

/** The one row, or the problem. */
async function one<Row extends pg.QueryResultRow>(
  reads: pg.Pool,
  text: string,
  values: unknown[],
  code: "webhook-endpoint-unknown" | "event-unknown" | "delivery-unknown",
): Promise<Row> {
  const { rows } = await reads.query<Row>(text, values);
  if (rows[0] === undefined) throw new ProblemError(code);
  return rows[0];
}

/** Declares the routes of webhook endpoints, merchant events and deliveries. */
export function webhookRoutes(api: Api, limiters: Limiters): void {
  endpointRoutes(api, limiters);
  const { route, gateway } = api;
  const { pool, reads } = gateway;
  listRoute(api, limiters, {
    path: "/v1/merchant-events",
    tag: TAG,
    summary: "What happened to the merchant's invoices, the latest first",
    rights: "participant",
    refusals: ["unauthenticated"],
    filters: { invoice: hashParam.optional(), type: z.enum(EVENT_TYPES).optional() },
    item: event,
    query: async ({ invoice, type }, { caller }) => ({
      select: EVENT_SELECT,
      where: [
        ["merchant = ?", (await caller()).participant],
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
      ...{ method: "get", path: "/v1/merchant-events/{event}", tag: TAG, rights: "participant" },
      summary: "One event",
      params: z.object({ event: eventParam }),
      answers: { 200: { description: "The event.", schema: event } },
      refusals: ["unauthenticated", "event-unknown"],
    },
    async ({ params, caller }) => {
      const values = [params.event, (await caller()).participant];
      const where = `${EVENT_SELECT} WHERE event = $1 AND merchant = $2`;
      return { body: showEvent(await one(reads, where, values, "event-unknown")) };
    },
  );
  listRoute(api, limiters, {
    path: "/v1/deliveries",
    tag: TAG,
    summary: "How sending went, the latest first",
    rights: "participant",
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
        ["e.merchant = ?", (await caller()).participant],
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
      ...{ method: "post", path: "/v1/deliveries/{delivery}/replay", tag: TAG, rights: "participant" },
      summary: "Send again now, with the whole schedule before it",
      params: z.object({ delivery: bigNumberParam }),
      answers: { 202: { description: "Waiting.", schema: delivery } },
      refusals: ["unauthenticated", "delivery-unknown", "webhook-endpoint-disabled"],
    },
    async ({ params, caller }) => {
      const values = [params.delivery, (await caller()).participant];
      const where = `${DELIVERY_SELECT} WHERE d.delivery = $1 AND e.merchant = $2`;
      await one(reads, where, values, "delivery-unknown");
      await replayDelivery(pool, params.delivery);
      return { status: 202, body: showDelivery(await one(reads, where, values, "delivery-unknown")) };
    },
    limiters.writes,
  );
}

function endpointRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  const { pool, reads, localWebhooks: local } = gateway;
  const params = z.object({ endpoint: bigNumberParam });
  const refusals = ["unauthenticated", "webhook-endpoint-unknown"];
  route(
    {
      ...{ method: "post", path: "/v1/webhook-endpoints", tag: TAG, rights: "participant" },
      summary: "Be told of invoices by signed POSTs (Standard Webhooks)",
      description: "The secret is in this answer only.",
      body: z.strictObject({
        url: z.string().max(2_000),
        description: z.string().trim().min(1).max(200).optional(),
      }),
      answers: { 201: { description: "Told from now on.", schema: newEndpoint } },
      refusals: ["unauthenticated", "webhook-url-refused", "webhook-endpoints-too-many"],
    },
    async ({ body, caller }) => {
      if (!isEndpointUrl(body.url, { local })) throw new ProblemError("webhook-url-refused");
      const merchant = (await caller()).participant!;
      const { secret, ...row } = await addEndpoint(pool, {
        ...{ merchant, url: new URL(body.url).href, description: body.description ?? null },
      });
      const headers = { location: `/v1/webhook-endpoints/${row.endpoint}` };
      return { status: 201, body: { ...showEndpoint(row), secret }, headers };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/webhook-endpoints",
    tag: TAG,
    summary: "The merchant's endpoints",
    rights: "participant",
    refusals: ["unauthenticated"],
    filters: {},
    item: endpoint,
    query: async (_none, { caller }) => ({
      select: ENDPOINT_SELECT,
      where: [["deleted_at IS NULL AND merchant = ?", (await caller()).participant]],
      keys: [{ column: "endpoint", field: "endpoint" }],
      descending: false,
    }),
    show: showEndpoint,
  });
  route(
    {
      ...{ method: "get", path: "/v1/webhook-endpoints/{endpoint}", tag: TAG, rights: "participant" },
      summary: "One endpoint",
      ...{ params, refusals },
      answers: { 200: { description: "The endpoint.", schema: endpoint } },
    },
    async ({ params: { endpoint: number }, caller }) => {
      const where = `${ENDPOINT_SELECT} WHERE endpoint = $1 AND merchant = $2 AND deleted_at IS NULL`;
      const values = [number, (await caller()).participant];
      return { body: showEndpoint(await one(reads, where, values, "webhook-endpoint-unknown")) };
    },
  );
  route(
    {
      ...{ method: "delete", path: "/v1/webhook-endpoints/{endpoint}", tag: TAG, rights: "participant" },
      summary: "Be told no more; what waits is not sent",
      ...{ params, refusals },
      answers: { 204: { description: "Gone." } },
    },
    async ({ params: { endpoint: number }, caller }) => {
      await deleteEndpoint(pool, { endpoint: number, merchant: (await caller()).participant! });
      return { status: 204 };
    },
    limiters.writes,
  );
}
