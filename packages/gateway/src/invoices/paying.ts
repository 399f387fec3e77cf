// How an invoice is paid: what the payer signs, in tenge or by a quote, and the signature on its way to the chain.
import { jsonObject, paymentAuthorization, paymentId } from "@alatau/sdk";
import type pg from "pg";
import { isAddressEqual, type Hex } from "viem";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { accountParam, hash, hashParam, hexBytes } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { sendPaymentCall } from "../payments/send.ts";
import { ProblemError } from "../problems.ts";
import { askedPayment, domainOf, keepQuoted } from "../quotes/payments.ts";
import { currentQuote, mustHoldNow, readQuote } from "../quotes/store.ts";
import { readSigner } from "../wallets/signer.ts";
import { invoiceAnswers, publicInvoice } from "./answer.ts";
import { keepTerms } from "./create.ts";
import { readInvoiceWithState, type InvoiceWithState } from "./store.ts";

const TAG = "Invoices";
const params = z.object({ invoice: hashParam });

/** Declares the routes by which payers pay. */
export function payingRoutes({ gateway, route }: Api, { costly, writes }: Limiters): void {
  const { network, pool } = gateway;
  const { showPublic } = invoiceAnswers(network);
  route(
    {
      method: "get",
      path: "/v1/invoices/{invoice}/authorization",
      tag: TAG,
      summary: "What a payer's wallet signs (eth_signTypedData_v4) to pay an invoice",
      description: "The nonce is the payment's id: the signature fits this payment and no other.",
      params,
      query: z.strictObject({
        payer: accountParam,
        token: accountParam
          .optional()
          .meta({ description: "One of the invoice's `tokens`; tenge when absent." }),
      }),
      answers: {
        200: {
          description: "The payment's id and the typed data.",
          schema: z.object({
            payment: hash,
            quote: hash.nullable().meta({ description: "Goes with the payment." }),
            typedData: z.looseObject({}),
          }),
        },
      },
      refusals: ["invoice-unknown", "invoice-closed", "quote-missing", "token-not-accepted"],
    },
    async ({ params: { invoice: id }, query: { payer, token } }) => {
      const found = await readInvoiceWithState(pool, id);
      mustBeOpen(found);
      const wanted = token === undefined || isAddressEqual(token, network.contracts.tenge) ? null : token;
      const quote = wanted === null ? null : await currentQuote(pool, wanted);
      const { payment } = askedPayment(found.invoice, payer, quote);
      const typedData = paymentAuthorization(network, payment, await domainOf(gateway, payment.token));
      const body = { payment: typedData.message.nonce, quote: quote?.hash ?? null };
      return { body: { ...body, typedData: jsonObject(typedData) } };
    },
    costly,
  );
  route(
    {
      method: "post",
      path: "/v1/invoices/{invoice}/payments",
      tag: TAG,
      summary: "Pay an invoice with the payer's signature",
      description:
        "The signature is the right: anybody may send it. 202 means kept durably and on its way; the invoice says when the chain has it.",
      params,
      body: paymentBody,
      answers: {
        201: { description: "In a block.", schema: publicInvoice },
        202: { description: "Kept and sent.", schema: publicInvoice },
      },
      refusals: PAYING_REFUSALS,
    },
    async ({ params: { invoice: id }, body }) => {
      const status = await payInvoice(gateway, id, body);
      return { status, body: showPublic(await readInvoiceWithState(pool, id)) };
    },
    writes,
  );
}

/** What a payer hands in. */
export const paymentBody = z.strictObject({
  payer: accountParam,
  signature: hexBytes.max(20_000),
  attestation: hexBytes.max(20_000).default("0x"),
  quote: hashParam.optional().meta({ description: "By which the payer signed, for another token." }),
});

/** Codes with which a payment may be refused. */
export const PAYING_REFUSALS = [
  ...["invoice-unknown", "invoice-closed", "payment-expired"],
  ...["quote-unknown", "quote-expired", "token-not-accepted", "account-of-another-passkey"],
  ...["erc3009-invalid-signature", "erc20-insufficient-balance"],
  ...["payer-not-attested", "payment-too-large", "account-frozen"],
];

/**
 * Sends a payer's signature to the chain: 201 once it is in a block, 202 while it is on its way. The same one again is no second
 * payment. @throws {ProblemError} and {LedgerError} with one of {@link PAYING_REFUSALS}
 */
export async function payInvoice(
  gateway: Gateway,
  id: Hex,
  body: z.output<typeof paymentBody>,
): Promise<201 | 202> {
  const { network, pool } = gateway;
  const found = await readInvoiceWithState(pool, id);
  const quote = body.quote === undefined ? null : await readQuote(pool, body.quote);
  const asked = askedPayment(found.invoice, body.payer, quote);
  const { payment } = asked;
  const paymentHash = paymentId(network, payment);
  const { capture, terms } = found.invoice;
  const { signature, stateOverride, create } = await readSigner(gateway, body.payer, body.signature as Hex);
  const proof = [signature, body.attestation as Hex] as const;
  if (!(await isKnown(pool, paymentHash))) {
    mustBeOpen(found);
    if (quote !== null) await mustHoldNow(pool, quote);
  }
  const entry = await sendPaymentCall(gateway, {
    dedupe: `payment/${paymentHash}`,
    operator: terms.operator,
    functionName: capture === "automatic" ? "charge" : "authorize",
    args: capture === "automatic" ? [payment, terms.feeBps, ...proof] : [payment, ...proof],
    stateOverride,
    beside: async (client) => {
      await create(client);
      await keepTerms(client, { payment: paymentHash, invoiceId: id, payer: body.payer });
      await keepQuoted(client, network, found.invoice, asked);
    },
  });
  return entry.state === "mined" || entry.state === "final" ? 201 : 202;
}

/** The same payment again is no second one. */
async function isKnown(pool: pg.Pool, payment: Hex): Promise<boolean> {
  const { rowCount } = await pool.query(
    "SELECT 1 FROM work.outbox WHERE dedupe = $1 AND state <> 'refused'",
    [`payment/${payment}`],
  );
  return rowCount === 1;
}

/** What is held already is not asked for again: two payers do not both lend the same amount. */
function mustBeOpen({ invoice: { state }, state: { status, due, held } }: InvoiceWithState): void {
  if (state !== "open" || status === "paid" || status === "settled" || due - held <= 0n)
    throw new ProblemError("invoice-closed");
  if (status === "expired") throw new ProblemError("payment-expired");
}
