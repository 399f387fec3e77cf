// Invoices: a merchant asks for an amount; whoever has the link pays it without gas or account.
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { mustHold, tillOf, type MerchantRight } from "../auth/rights.ts";
import { accountParam, hashParam, pageOf, pageParams, price, wholeTiyn } from "../http/fields.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import type { Limiters } from "../http/limits.ts";
import { readPage } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { createInvoice, voidInvoice } from "./create.ts";
import { invoice, invoiceAnswers, line, publicInvoice } from "./answer.ts";
import { payingRoutes } from "./paying.ts";
import { returnUrlField } from "./return-url.ts";
import {
  INVOICE_SELECT,
  invoiceOf,
  readInvoiceWithState,
  withStates,
  type InvoiceWithState,
} from "./store.ts";

const TAG = "Invoices";
/** A day; the longest an invoice may stay open is 30. */
const DAY = 86_400;

const invoiceBody = (local: boolean) =>
  z.strictObject({
    amountTiyn: price.meta({ description: "125000 is 1,250.00 tenge." }),
    toleranceTiyn: wholeTiyn
      .default("0")
      .transform(BigInt)
      .meta({ description: "Up to so much less still counts as paid." }),
    description: z.string().trim().min(1).max(500).optional(),
    lines: z.array(line).max(200).default([]),
    reference: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: "The merchant's own number; used once." }),
    till: z.string().trim().min(1).max(60).optional(),
    capture: z.enum(["automatic", "manual"]).default("automatic"),
    late: z
      .enum(["accept", "return"])
      .default("accept")
      .meta({ description: "What becomes of plain transfers after the invoice has expired." }),
    tokens: z
      .array(accountParam)
      .max(10)
      .default([])
      .meta({ description: "Tokens taken beside tenge, at a quote in force when the payer signs." }),
    payWithinSeconds: z
      .int()
      .min(60)
      .max(30 * DAY)
      .default(DAY),
    returnUrl: returnUrlField(local).optional(),
  });

const params = z.object({ invoice: hashParam });

/** Declares the routes of invoices. */
export function invoiceRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const { network, pool } = gateway;

  const { show, showPublic } = invoiceAnswers(network);
  route(
    {
      method: "post",
      path: "/v1/invoices",
      tag: TAG,
      summary: "Make an invoice in tenge",
      description: "201 at once: nothing is on the chain until somebody pays. Times are the ledger's.",
      rights: "merchant-sell",
      body: invoiceBody(gateway.localWebhooks),
      answers: { 201: { description: "Open.", schema: invoice } },
      refusals: [
        ...["unauthenticated", "till-foreign"],
        ...["invoice-reference-taken", "participant-unknown", "chain-unreachable"],
      ],
    },
    async ({ body, caller, request }) => {
      const asking = await caller();
      const work = mustHold(asking, "merchant-sell");
      const sum = body.lines.reduce((total, { amountTiyn }) => total + BigInt(amountTiyn), 0n);
      if (body.lines.length > 0 && sum !== body.amountTiyn)
        throw new ProblemError("request-invalid", "The lines do not sum to the amount.");
      if (body.toleranceTiyn >= body.amountTiyn)
        throw new ProblemError("request-invalid", "The tolerance must be below the amount.");
      const made = await createInvoice(gateway, {
        ...{ merchant: work.merchant, amountTiyn: body.amountTiyn, toleranceTiyn: body.toleranceTiyn },
        ...{ description: body.description ?? null, lines: body.lines, reference: body.reference ?? null },
        ...{ till: tillOf(work, body.till ?? null), capture: body.capture, late: body.late },
        ...{ tokens: body.tokens, returnUrl: body.returnUrl ?? null },
        ...{ payWithin: body.payWithinSeconds, createdBy: asking.name },
        key: idempotencyKey(request),
      });
      const [found] = await withStates(pool, [made]);
      const headers = { location: `/v1/invoices/${made.invoiceId}` };
      return { status: 201, body: show(found!), headers };
    },
    limiters.writes,
  );
  route(
    {
      method: "get",
      path: "/v1/invoices",
      tag: TAG,
      summary: "The merchant's invoices, the latest first; those of its till for who is bound to one",
      rights: "merchant-read",
      query: z.strictObject({
        ...pageParams,
        till: z.string().max(60).optional(),
        createdBy: z.string().max(100).optional(),
        reference: z.string().max(100).optional(),
        from: z.iso.datetime().optional().meta({ description: "Made then or later." }),
        to: z.iso.datetime().optional().meta({ description: "Made before." }),
        paid: z.enum(["yes", "no"]).optional().meta({ description: "Whether anything was collected." }),
      }),
      answers: { 200: { description: "A page.", schema: pageOf(invoice) } },
      refusals: ["unauthenticated", "cursor-invalid", "till-foreign"],
    },
    async ({ query, caller }) => {
      const work = mustHold(await caller(), "merchant-read");
      const till = tillOf(work, query.till ?? null);
      const { rows, next } = await readPage(
        pool,
        {
          select: INVOICE_SELECT,
          where: [
            ["i.merchant = ?", work.merchant],
            till !== null && ["i.till = ?", till],
            query.createdBy !== undefined && ["i.created_by = ?", query.createdBy],
            query.reference !== undefined && ["i.reference = ?", query.reference],
            query.from !== undefined && ["i.created_at >= ?", query.from],
            query.to !== undefined && ["i.created_at < ?", query.to],
            query.paid !== undefined && [`${COLLECTED} = ?`, query.paid === "yes"],
          ],
          keys: [{ column: "i.number", field: "number" }],
          descending: true,
        },
        query,
      );
      const found = await withStates(
        pool,
        rows.map((row) => invoiceOf(row as never)),
      );
      return { body: { items: found.map(show), next } };
    },
  );
  route(
    {
      method: "get",
      path: "/v1/invoices/{invoice}",
      tag: TAG,
      summary: "One invoice: all of it for its merchant, what a payer needs for everybody else",
      params,
      answers: { 200: { description: "The invoice.", schema: z.union([invoice, publicInvoice]) } },
      refusals: ["invoice-unknown"],
    },
    async ({ params: { invoice: id }, caller }) => {
      const found = await readInvoiceWithState(pool, id);
      const asking = await caller();
      return { body: isMerchant(asking, found) ? show(found) : showPublic(found) };
    },
  );
  route(
    {
      method: "post",
      path: "/v1/invoices/{invoice}/void",
      tag: TAG,
      summary: "Close an invoice on which nothing was paid",
      rights: "merchant-decide",
      params,
      answers: { 200: { description: "Void.", schema: invoice } },
      refusals: ["unauthenticated", "invoice-unknown", "invoice-paid", "not-merchant"],
    },
    async ({ params: { invoice: id }, caller }) => {
      mustBeMerchant(await caller(), await readInvoiceWithState(pool, id), "merchant-decide");
      await voidInvoice(gateway, id);
      return { body: show(await readInvoiceWithState(pool, id)) };
    },
    limiters.writes,
  );
  payingRoutes(api, limiters);
}

/** Whether money came for an invoice, as SQL. */
const COLLECTED = `(EXISTS (SELECT 1 FROM ledger.payments p WHERE p.invoice_id = i.invoice_id AND p.receiver = i.receiver)
  OR EXISTS (SELECT 1 FROM ledger.box_sweeps b WHERE b.invoice_id = i.invoice_id AND b.receiver = i.receiver AND b.credited > 0))`;

/** Whether the caller works for the invoice's merchant, and at its till where it is bound to one. */
const isMerchant = ({ work }: Caller, { invoice: { merchant, till } }: InvoiceWithState): boolean =>
  work?.merchant === merchant && (work.till === null || work.till === till);

/** Whether the caller may do this for the invoice's merchant. @throws {ProblemError} `not-merchant`, `role-insufficient` */
export function mustBeMerchant(caller: Caller, found: InvoiceWithState, right: MerchantRight): void {
  if (!isMerchant(caller, found)) throw new ProblemError("not-merchant");
  mustHold(caller, right);
}
