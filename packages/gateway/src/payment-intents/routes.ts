// Payment intents: an invoice under the name and with the verbs that users of card APIs know. No state of its own.
import { z } from "zod";
import { account, hash, hashParam, pageOf, pageParams, price, time, tiyn } from "../http/fields.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";
import { askedInvoice, INVOICE_REFUSALS, invoiceBody } from "../invoices/asking.ts";
import { VOID_SQL, voidInvoice } from "../invoices/create.ts";
import { invoiceFilters, pageOfInvoices } from "../invoices/list.ts";
import { PAYING_REFUSALS, payInvoice, paymentBody } from "../invoices/paying.ts";
import { mustBeMerchant } from "../invoices/routes.ts";
import { readInvoiceWithState, type InvoiceWithState } from "../invoices/store.ts";
import { captureHold, ownPayment, readHolds, voidHold } from "../payments/holds.ts";
import { ProblemError } from "../problems.ts";
import { INTENT_STATUSES, intentStatus } from "./status.ts";

const TAG = "Payment intents";
const params = z.object({ paymentIntent: hashParam });

const paymentIntent = z
  .object({
    paymentIntent: hash.meta({
      description: "The invoice's identifier: `/v1/invoices/{invoice}` has the rest.",
    }),
    status: z.enum(INTENT_STATUSES),
    amountTiyn: tiyn,
    amountCapturableTiyn: tiyn.meta({ description: "Held and not captured yet." }),
    amountReceivedTiyn: tiyn.meta({ description: "Charged or captured." }),
    amountRefundedTiyn: tiyn,
    captureMethod: z.enum(["automatic", "manual"]),
    description: z.string().nullable(),
    token: account,
    tokens: z
      .array(account)
      .meta({ description: "Taken beside tenge, by a quote; not where money is held." }),
    createdAt: time,
    payBy: time.meta({ description: "Until then it may be confirmed." }),
    captureBy: time.meta({
      description: "Until then a hold may be captured; then anybody may give it back.",
    }),
    nextAction: z
      .object({
        type: z.literal("sign"),
        authorization: z.string().meta({ description: "GET it with `?payer=` for what the wallet signs." }),
        page: z.string().meta({ description: "Where a customer does it." }),
      })
      .nullable()
      .meta({ description: "What is awaited of the payer." }),
  })
  .meta({ id: "PaymentIntent" });

const show = ({ invoice, state }: InvoiceWithState) => {
  const { invoiceId: id, terms } = invoice;
  const status = intentStatus(state);
  return {
    ...{ paymentIntent: id, status, amountTiyn: terms.amount.toString() },
    amountCapturableTiyn: state.held.toString(),
    amountReceivedTiyn: state.paid.toString(),
    amountRefundedTiyn: state.refunded.toString(),
    ...{ captureMethod: invoice.capture, description: invoice.description },
    ...{ token: terms.token, tokens: invoice.tokens, createdAt: invoice.createdAt.toISOString() },
    ...{ payBy: timeOf(terms.payBy), captureBy: timeOf(terms.captureBy) },
    nextAction:
      status === "requires_payment_method"
        ? { type: "sign" as const, authorization: `/v1/invoices/${id}/authorization`, page: `/pay/${id}` }
        : null,
  };
};

/** Declares the routes of payment intents. */
export function paymentIntentRoutes({ gateway, route }: Api, { writes }: Limiters): void {
  const { pool } = gateway;
  route(
    {
      method: "post",
      path: "/v1/payment-intents",
      tag: TAG,
      summary: "Make a payment intent: an invoice",
      rights: "merchant-sell",
      body: invoiceBody(gateway.localWebhooks)
        .omit({ capture: true })
        .extend({ captureMethod: z.enum(["automatic", "manual"]).default("automatic") }),
      answers: { 201: { description: "Awaits its payer.", schema: paymentIntent } },
      refusals: INVOICE_REFUSALS,
    },
    async ({ body: { captureMethod: capture, ...body }, caller, request }) => {
      const made = await askedInvoice(gateway, await caller(), { ...body, capture }, idempotencyKey(request));
      const headers = { location: `/v1/payment-intents/${made.invoice.invoiceId}` };
      return { status: 201, body: show(made), headers };
    },
    writes,
  );
  route(
    {
      method: "get",
      path: "/v1/payment-intents",
      tag: TAG,
      summary: "The merchant's payment intents, the latest first",
      rights: "merchant-read",
      query: z.strictObject({ ...pageParams, ...invoiceFilters }),
      answers: { 200: { description: "A page.", schema: pageOf(paymentIntent) } },
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
      path: "/v1/payment-intents/{paymentIntent}",
      tag: TAG,
      summary: "One payment intent",
      params,
      answers: { 200: { description: "The payment intent.", schema: paymentIntent } },
      refusals: ["invoice-unknown"],
    },
    async ({ params: { paymentIntent: id } }) => ({ body: show(await readInvoiceWithState(pool, id)) }),
  );
  route(
    {
      method: "post",
      path: "/v1/payment-intents/{paymentIntent}/confirm",
      tag: TAG,
      summary: "Pay it, or have the money held, with the payer's signature",
      description:
        "What `POST /v1/invoices/{invoice}/payments` does. The signature is the right: anybody may send it.",
      params,
      body: paymentBody,
      answers: {
        201: { description: "In a block.", schema: paymentIntent },
        202: { description: "Kept and sent.", schema: paymentIntent },
      },
      refusals: PAYING_REFUSALS,
    },
    async ({ params: { paymentIntent: id }, body }) => {
      const status = await payInvoice(gateway, id, body);
      return { status, body: show(await readInvoiceWithState(pool, id)) };
    },
    writes,
  );
  route(
    {
      method: "post",
      path: "/v1/payment-intents/{paymentIntent}/capture",
      tag: TAG,
      summary: "Capture a part of what is held, or all of it",
      description: "Again and again until nothing is held. The `Idempotency-Key` names the capture.",
      rights: "merchant-decide",
      params,
      body: z.strictObject({ amountTiyn: price.optional() }),
      answers: { 202: { description: "Kept and sent.", schema: paymentIntent } },
      refusals: [
        ...["unauthenticated", "invoice-unknown", "not-merchant"],
        ...["exceeds-capturable", "payment-expired"],
      ],
    },
    async ({ params: { paymentIntent: id }, body, caller, request }) => {
      const asking = await caller();
      mustBeMerchant(asking, await readInvoiceWithState(pool, id), "merchant-decide");
      const [hold] = await readHolds(gateway, id);
      if (hold === undefined) throw new ProblemError("exceeds-capturable");
      const own = await ownPayment(gateway, hold.payment, asking);
      const amount = body.amountTiyn ?? hold.heldTiyn;
      await captureHold(gateway, own, { amount, key: idempotencyKey(request) });
      return { status: 202, body: show(await readInvoiceWithState(pool, id)) };
    },
    writes,
  );
  route(
    {
      method: "post",
      path: "/v1/payment-intents/{paymentIntent}/cancel",
      tag: TAG,
      summary: "End it: void the invoice, give back what is held",
      description: "What was captured before stays: `amountReceivedTiyn` says how much. Again is no harm.",
      rights: "merchant-decide",
      params,
      answers: {
        200: { description: "Nothing was held.", schema: paymentIntent },
        202: { description: "What was held is on its way back.", schema: paymentIntent },
      },
      refusals: [
        ...["unauthenticated", "invoice-unknown", "not-merchant"],
        ...["invoice-paid", "exceeds-capturable"],
      ],
    },
    async ({ params: { paymentIntent: id }, caller }) => {
      const asking = await caller();
      const found = await readInvoiceWithState(pool, id);
      mustBeMerchant(asking, found, "merchant-decide");
      if (intentStatus(found.state) === "succeeded") throw new ProblemError("invoice-paid");
      const holds = await readHolds(gateway, id);
      if (holds.length === 0) await voidInvoice(gateway, id);
      for (const { payment } of holds)
        await voidHold(gateway, await ownPayment(gateway, payment, asking), async (client) => {
          await client.query(VOID_SQL, [bytesOf(id)]);
        });
      const status = holds.length === 0 ? 200 : 202;
      return { status, body: show(await readInvoiceWithState(pool, id)) };
    },
    writes,
  );
}
