// Payment links: an address that makes an invoice when a customer chooses to pay. For messages, posters and plain HTML buttons.
import { z } from "zod";
import { mustHold, tillOf } from "../auth/rights.ts";
import { bigNumberParam, hash, price, time, tiyn, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { returnUrlField } from "../invoices/return-url.ts";
import { ProblemError } from "../problems.ts";
import { tokenParam } from "../tills/routes.ts";
import { addLink, isOpen, LINK_SELECT, readLink, useLink, type PaymentLink } from "./store.ts";

const TAG = "Payment links";

const publicLink = z
  .object({
    link: z.string().meta({ description: "Its address, without the host." }),
    merchant: uint32,
    merchantName: z.string().nullable(),
    amountTiyn: tiyn.nullable().meta({ description: "Null: the customer says how much." }),
    description: z.string(),
    open: z.boolean(),
  })
  .meta({ id: "PublicPaymentLink" });
const paymentLink = publicLink
  .extend({
    number: z.int(),
    till: z.string().nullable(),
    maxUses: z.int().nullable(),
    uses: z.int().meta({ description: "Invoices made through it that are paid or may still be." }),
    validTo: time.nullable(),
    returnUrl: z.string().nullable(),
    createdAt: time,
    revokedAt: time.nullable(),
  })
  .meta({ id: "PaymentLink" });

/** Declares the routes of payment links. */
export function paymentLinkRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const { pool, reads } = gateway;
  const showPublic = (row: PaymentLink) => ({
    ...{ link: `/l/${row.token}`, merchant: row.merchant, merchantName: row.merchant_name },
    ...{ amountTiyn: row.amount_tiyn, description: row.description, open: isOpen(row, gateway.now()) },
  });
  const show = (row: PaymentLink) => ({
    ...showPublic(row),
    ...{ number: row.link, till: row.till, maxUses: row.max_uses, uses: row.uses },
    validTo: row.valid_to?.toISOString() ?? null,
    returnUrl: row.return_url,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  });
  route(
    {
      method: "post",
      path: "/v1/payment-links",
      tag: TAG,
      summary: "Make a payment link",
      rights: "merchant-sell",
      body: z.strictObject({
        amountTiyn: price.optional().meta({ description: "Left out: the customer says how much." }),
        description: z.string().trim().min(1).max(500),
        till: z.string().trim().min(1).max(60).optional(),
        maxUses: z.int().min(1).max(1_000_000).optional(),
        validTo: z.iso.datetime().optional(),
        returnUrl: returnUrlField(gateway.localWebhooks).optional(),
      }),
      answers: { 201: { description: "Usable from now on.", schema: paymentLink } },
      refusals: ["unauthenticated", "till-foreign"],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      const work = mustHold(asking, "merchant-sell");
      const made = await addLink(pool, {
        ...{ merchant: work.merchant, createdBy: asking.name, description: body.description },
        ...{ amountTiyn: body.amountTiyn ?? null, till: tillOf(work, body.till ?? null) },
        ...{ maxUses: body.maxUses ?? null, validTo: body.validTo ?? null },
        returnUrl: body.returnUrl ?? null,
      });
      return { status: 201, body: show(made) };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/payment-links",
    tag: TAG,
    summary: "The merchant's payment links, the latest first",
    rights: "merchant-read",
    refusals: ["unauthenticated"],
    filters: {},
    item: paymentLink,
    query: async (_none, { caller }) => {
      const { merchant, till } = mustHold(await caller(), "merchant-read");
      return {
        select: LINK_SELECT,
        where: [["l.merchant = ?", merchant], till !== null && ["l.till = ?", till]],
        keys: [{ column: "l.link", field: "link" }],
        descending: true,
      };
    },
    show,
  });
  route(
    {
      method: "delete",
      path: "/v1/payment-links/{link}",
      tag: TAG,
      summary: "Revoke a payment link; its invoices stay",
      rights: "merchant-sell",
      params: z.object({ link: bigNumberParam }),
      answers: { 204: { description: "Revoked." } },
      refusals: ["unauthenticated", "payment-link-unknown"],
    },
    async ({ params, caller }) => {
      const { merchant, till } = mustHold(await caller(), "merchant-sell");
      const { rowCount } = await pool.query(
        `UPDATE payload.payment_links SET revoked_at = coalesce(revoked_at, now())
         WHERE link = $1 AND merchant = $2 AND ($3::text IS NULL OR till = $3)`,
        [params.link, merchant, till],
      );
      if (rowCount === 0) throw new ProblemError("payment-link-unknown");
      return { status: 204 };
    },
    limiters.writes,
  );
  const params = z.object({ token: tokenParam });
  route(
    {
      method: "get",
      path: "/v1/links/{token}",
      tag: TAG,
      summary: "A payment link as the customer sees it",
      params,
      answers: { 200: { description: "The link.", schema: publicLink } },
      refusals: ["payment-link-unknown", "rate-limited"],
    },
    async ({ params: { token } }) => ({ body: showPublic(await readLink(reads, token)) }),
    limiters.costly,
  );
  route(
    {
      method: "post",
      path: "/v1/links/{token}/invoices",
      tag: TAG,
      summary: "Make the invoice of a payment link; anybody may, within the rate limit",
      params,
      body: z.strictObject({ amountTiyn: price.optional() }),
      answers: {
        201: {
          description: "Open for half an hour; pay it at `/pay/{invoice}`.",
          schema: z.object({ invoice: hash }),
        },
      },
      refusals: ["payment-link-unknown", "payment-link-closed", "payment-link-amount", "rate-limited"],
    },
    async ({ params: { token }, body }) => {
      const { invoiceId } = await useLink(gateway, token, body.amountTiyn ?? null);
      return {
        status: 201,
        body: { invoice: invoiceId },
        headers: { location: `/v1/invoices/${invoiceId}` },
      };
    },
    limiters.writes,
  );
}
