// Tills: places where money is taken, each with its short list of goods and the QR code that hangs beside it.
import { z } from "zod";
import { mustHold } from "../auth/rights.ts";
import { bigNumberParam, hash, price, time, uint32, wholeTiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import {
  changeTill,
  currentInvoice,
  newToken,
  openTill,
  readTill,
  readTillByToken,
  TILL_SELECT,
  type Till,
} from "./store.ts";

const TAG = "Tills";

const item = z.strictObject({ name: z.string().trim().min(1).max(200), amountTiyn: wholeTiyn });
const items = z
  .array(item.extend({ amountTiyn: price.transform(String) }))
  .max(200)
  .default([]);

const till = z
  .object({
    till: z.int(),
    name: z.string().meta({ description: "As `till` of its invoices." }),
    items: z.array(item),
    link: z.string().meta({ description: "What the printed QR code opens, without the host." }),
    createdAt: time,
    closedAt: time.nullable(),
  })
  .meta({ id: "Till" });

const show = ({ till: number, name, items: list, token, created_at, closed_at }: Till) => ({
  ...{ till: number, name, items: list, link: `/t/${token}` },
  ...{ createdAt: created_at.toISOString(), closedAt: closed_at?.toISOString() ?? null },
});

export const tokenParam = z.string().regex(/^[\w-]{22}$/, "22 characters of base64url");

/** Declares the routes of tills. */
export function tillRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const { pool, reads } = gateway;
  const params = z.object({ till: bigNumberParam });
  const refusals = ["unauthenticated", "till-unknown"];
  route(
    {
      method: "post",
      path: "/v1/tills",
      tag: TAG,
      summary: "Open a till, or one that was closed again",
      rights: "merchant-decide",
      body: z.strictObject({ name: z.string().trim().min(1).max(60), items }),
      answers: { 201: { description: "Open.", schema: till } },
      refusals: ["unauthenticated", "till-name-taken"],
    },
    async ({ body, caller }) => {
      const { merchant } = mustHold(await caller(), "merchant-decide");
      return { status: 201, body: show(await openTill(pool, { merchant, ...body })) };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/tills",
    tag: TAG,
    summary: "The merchant's tills; its own for who is bound to one",
    rights: "merchant-read",
    refusals: ["unauthenticated"],
    filters: {},
    item: till,
    query: async (_none, { caller }) => {
      const { merchant, till: own } = mustHold(await caller(), "merchant-read");
      return {
        select: TILL_SELECT,
        where: [["merchant = ?", merchant], own !== null && ["name = ?", own]],
        keys: [{ column: "till", field: "till" }],
        descending: false,
      };
    },
    show,
  });
  route(
    {
      method: "get",
      path: "/v1/tills/{till}",
      tag: TAG,
      summary: "One till",
      rights: "merchant-read",
      params,
      answers: { 200: { description: "The till.", schema: till } },
      refusals: [...refusals, "till-foreign"],
    },
    async ({ params: { till: number }, caller }) => ({
      body: show(await readTill(reads, number, mustHold(await caller(), "merchant-read"))),
    }),
  );
  const change = (
    path: string,
    summary: string,
    body: z.ZodType,
    changes: (body: unknown) => Parameters<typeof changeTill>[2],
  ): void =>
    route(
      {
        ...{ method: "post", path, tag: TAG, summary, rights: "merchant-decide", params, body },
        answers: { 200: { description: "Changed.", schema: till } },
        refusals: [...refusals, "till-foreign", "till-closed"],
      },
      async ({ params: { till: number }, body: given, caller }) => {
        const work = mustHold(await caller(), "merchant-decide");
        await readTill(reads, number, work);
        await changeTill(pool, number, changes(given));
        return { body: show(await readTill(reads, number, work)) };
      },
      limiters.writes,
    );
  change("/v1/tills/{till}/items", "Replace the list of goods", z.strictObject({ items }), (body) => ({
    items: (body as { items: Till["items"] }).items,
  }));
  change("/v1/tills/{till}/link", "A new QR code; the printed one ends", z.strictObject({}), () => ({
    token: newToken(),
  }));
  change("/v1/tills/{till}/close", "Close the till; its invoices stay", z.strictObject({}), () => ({
    closed: true,
  }));
  route(
    {
      method: "get",
      path: "/v1/till-links/{token}",
      tag: TAG,
      summary: "What a customer in front of a till is to pay: its latest invoice, while that waits for money",
      params: z.object({ token: tokenParam }),
      answers: {
        200: {
          description: "The till; `invoice` is null while there is nothing to pay.",
          schema: z.object({
            merchant: uint32,
            merchantName: z.string().nullable(),
            till: z.string(),
            invoice: hash.nullable(),
          }),
        },
      },
      refusals: ["till-unknown", "rate-limited"],
    },
    async ({ params: { token } }) => {
      const found = await readTillByToken(reads, token);
      const current = await currentInvoice(pool, found);
      const { merchant, merchant_name: merchantName, name } = found;
      return { body: { merchant, merchantName, till: name, invoice: current?.invoice.invoiceId ?? null } };
    },
    limiters.costly,
  );
}
