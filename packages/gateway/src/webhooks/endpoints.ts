// Where a merchant's systems are told: endpoints, which events each wants, its secret, and a try at once.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { mustHold } from "../auth/rights.ts";
import { bigNumberParam, time } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { isEndpointUrl } from "./address.ts";
import { SECRETS } from "./deliveries.ts";
import { sendWebhook } from "./send.ts";
import {
  addEndpoint,
  deleteEndpoint,
  ENDPOINT_SELECT,
  one,
  rotateSecret,
  setTypes,
  type EndpointRow,
} from "./store.ts";
import { WEBHOOK_TYPES } from "./timeline.ts";

const TAG = "Webhooks";
const RIGHT = "merchant-develop";

const endpoint = z
  .object({
    endpoint: z.int(),
    url: z.string(),
    description: z.string().nullable(),
    types: z.array(z.enum(WEBHOOK_TYPES)).nullable().meta({ description: "Null: all." }),
    createdAt: time,
    disabledAt: time.nullable().meta({ description: "Since the receiver answered 410." }),
    previousSecretUntil: time
      .nullable()
      .meta({ description: "Until then the secret of before signs beside the new one." }),
  })
  .meta({ id: "WebhookEndpoint" });
const newEndpoint = endpoint
  .extend({ secret: z.string().meta({ description: "whsec_…, shown this once." }) })
  .meta({ id: "NewWebhookEndpoint" });
const types = z.array(z.enum(WEBHOOK_TYPES)).min(1).max(WEBHOOK_TYPES.length).nullable();

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
const show = (row: EndpointRow) => ({
  ...{ endpoint: row.endpoint, url: row.url, description: row.description, types: row.types },
  ...{ createdAt: iso(row.created_at), disabledAt: iso(row.disabled_at) },
  previousSecretUntil: iso(row.previous_until),
});

const OWN = "endpoint = $1 AND merchant = $2 AND deleted_at IS NULL";

/** Declares the routes of webhook endpoints. */
export function endpointRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  const { pool, reads, localWebhooks: local } = gateway;
  const params = z.object({ endpoint: bigNumberParam });
  const refusals = ["unauthenticated", "webhook-endpoint-unknown"];
  const read = async (number: number, merchant: number): Promise<EndpointRow> =>
    await one(reads, `${ENDPOINT_SELECT} WHERE ${OWN}`, [number, merchant], "webhook-endpoint-unknown");
  route(
    {
      ...{ method: "post", path: "/v1/webhook-endpoints", tag: TAG, rights: RIGHT },
      summary: "Be told of invoices and alerts by signed POSTs (Standard Webhooks)",
      description: "The secret is in this answer only.",
      body: z.strictObject({
        url: z.string().max(2_000),
        description: z.string().trim().min(1).max(200).optional(),
        types: types
          .optional()
          .meta({ description: "Left out: all of invoices; alerts are told of where they are named." }),
      }),
      answers: { 201: { description: "Told from now on.", schema: newEndpoint } },
      refusals: ["unauthenticated", "webhook-url-refused", "webhook-endpoints-too-many"],
    },
    async ({ body, caller }) => {
      if (!isEndpointUrl(body.url, { local })) throw new ProblemError("webhook-url-refused");
      const { merchant } = mustHold(await caller(), RIGHT);
      const { secret, ...row } = await addEndpoint(pool, {
        ...{ merchant, url: new URL(body.url).href, description: body.description ?? null },
        types: body.types ?? null,
      });
      const headers = { location: `/v1/webhook-endpoints/${row.endpoint}` };
      return { status: 201, body: { ...show(row), secret }, headers };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/webhook-endpoints",
    tag: TAG,
    summary: "The merchant's endpoints",
    rights: RIGHT,
    refusals: ["unauthenticated"],
    filters: {},
    item: endpoint,
    query: async (_none, { caller }) => ({
      select: ENDPOINT_SELECT,
      where: [["deleted_at IS NULL AND merchant = ?", mustHold(await caller(), RIGHT).merchant]],
      keys: [{ column: "endpoint", field: "endpoint" }],
      descending: false,
    }),
    show,
  });
  route(
    {
      ...{ method: "get", path: "/v1/webhook-endpoints/{endpoint}", tag: TAG, rights: RIGHT },
      summary: "One endpoint",
      ...{ params, refusals },
      answers: { 200: { description: "The endpoint.", schema: endpoint } },
    },
    async ({ params: { endpoint: number }, caller }) => ({
      body: show(await read(number, mustHold(await caller(), RIGHT).merchant)),
    }),
  );
  route(
    {
      ...{ method: "post", path: "/v1/webhook-endpoints/{endpoint}/types", tag: TAG, rights: RIGHT },
      summary: "Choose of which events it is told from now on",
      ...{ params, refusals },
      body: z.strictObject({ types }),
      answers: { 200: { description: "The endpoint.", schema: endpoint } },
    },
    async ({ params: { endpoint: number }, body, caller }) => {
      const { merchant } = mustHold(await caller(), RIGHT);
      await setTypes(pool, { endpoint: number, merchant, types: body.types });
      return { body: show(await read(number, merchant)) };
    },
    limiters.writes,
  );
  route(
    {
      ...{ method: "post", path: "/v1/webhook-endpoints/{endpoint}/secret", tag: TAG, rights: RIGHT },
      summary: "A new secret; the old one signs beside it for a while",
      ...{ params, refusals },
      body: z.strictObject({
        keepSeconds: z
          .int()
          .min(0)
          .max(7 * 86_400)
          .default(86_400),
      }),
      answers: { 201: { description: "The new secret, shown this once.", schema: newEndpoint } },
    },
    async ({ params: { endpoint: number }, body, caller }) => {
      const { merchant } = mustHold(await caller(), RIGHT);
      const { secret, ...row } = await rotateSecret(pool, { endpoint: number, merchant, ...body });
      return { status: 201, body: { ...show(row), secret } };
    },
    limiters.writes,
  );
  testRoute(api, limiters);
  route(
    {
      ...{ method: "delete", path: "/v1/webhook-endpoints/{endpoint}", tag: TAG, rights: RIGHT },
      summary: "Be told no more; what waits is not sent",
      ...{ params, refusals },
      answers: { 204: { description: "Gone." } },
    },
    async ({ params: { endpoint: number }, caller }) => {
      const { merchant } = mustHold(await caller(), RIGHT);
      await deleteEndpoint(pool, { endpoint: number, merchant });
      return { status: 204 };
    },
    limiters.writes,
  );
}

function testRoute({ route, gateway }: Api, { costly }: Limiters): void {
  const { reads, localWebhooks: local, now, stopping: signal } = gateway;
  route(
    {
      ...{ method: "post", path: "/v1/webhook-endpoints/{endpoint}/test", tag: TAG, rights: RIGHT },
      summary: "Send a signed test event now and tell what came back",
      description: "Type `endpoint.test`, about no invoice; tried once and not kept.",
      params: z.object({ endpoint: bigNumberParam }),
      answers: {
        200: {
          description: "What came of it.",
          schema: z.object({
            event: z.string(),
            delivered: z.boolean(),
            status: z.int().nullable(),
            answer: z.string().nullable().meta({ description: "The first 500 bytes." }),
            error: z.string().nullable(),
          }),
        },
      },
      refusals: ["unauthenticated", "webhook-endpoint-unknown", "webhook-endpoint-disabled", "rate-limited"],
    },
    async ({ params: { endpoint: number }, caller }) => {
      const { merchant } = mustHold(await caller(), RIGHT);
      const { url, secrets, disabled_at } = await one<{
        url: string;
        secrets: string[];
        disabled_at: Date | null;
      }>(
        reads,
        `SELECT e.url, ${SECRETS} AS secrets, e.disabled_at FROM payload.webhook_endpoints e WHERE ${OWN}`,
        [number, merchant],
        "webhook-endpoint-unknown",
      );
      if (disabled_at !== null) throw new ProblemError("webhook-endpoint-disabled");
      const event = `evt_${randomUUID().replaceAll("-", "")}`;
      const timestamp = new Date(now()).toISOString();
      const body = JSON.stringify({ type: "endpoint.test", timestamp, data: { event, endpoint: number } });
      const outcome = await sendWebhook({ event, body, url, secrets }, { local, signal, now });
      return { body: { event, delivered: outcome.error === null, ...outcome } };
    },
    costly,
  );
}
