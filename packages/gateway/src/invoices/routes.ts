// Invoices: a merchant asks for an amount; whoever has the link pays it without gas or account.
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { mustHold, type MerchantRight } from "../auth/rights.ts";
import { hashParam, pageOf, pageParams } from "../http/fields.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { invoice, invoiceAnswers, publicInvoice } from "./answer.ts";
import { askedInvoice, INVOICE_REFUSALS, invoiceBody } from "./asking.ts";
import { voidInvoice } from "./create.ts";
import { invoiceFilters, pageOfInvoices } from "./list.ts";
import { payingRoutes } from "./paying.ts";
import { readInvoiceWithState, type InvoiceWithState } from "./store.ts";

const TAG = "Invoices";
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
      refusals: INVOICE_REFUSALS,
    },
    async ({ body, caller, request }) => {
      const made = await askedInvoice(gateway, await caller(), body, idempotencyKey(request));
      const headers = { location: `/v1/invoices/${made.invoice.invoiceId}` };
      return { status: 201, body: show(made), headers };
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
      query: z.strictObject({ ...pageParams, ...invoiceFilters }),
      answers: { 200: { description: "A page.", schema: pageOf(invoice) } },
      refusals: ["unauthenticated", "cursor-invalid", "till-foreign"],
    },
    async ({ query, caller }) => {
      const { found, next } = await pageOfInvoices(pool, await caller(), query);
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

/** Whether the caller works for the invoice's merchant, and at its till where it is bound to one. */
export const isMerchant = ({ work }: Caller, { invoice: { merchant, till } }: InvoiceWithState): boolean =>
  work?.merchant === merchant && (work.till === null || work.till === till);

/** Whether the caller may do this for the invoice's merchant. @throws {ProblemError} `not-merchant`, `role-insufficient` */
export function mustBeMerchant(caller: Caller, found: InvoiceWithState, right: MerchantRight): void {
  if (!isMerchant(caller, found)) throw new ProblemError("not-merchant");
  mustHold(caller, right);
}
