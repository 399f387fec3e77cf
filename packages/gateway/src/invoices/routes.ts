// Invoices: a merchant asks for an amount; whoever has the link pays it without gas or account.
import { jsonObject, paymentAuthorization, paymentId, transferUri } from "@alatau/sdk";
import type { Hex } from "viem";
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { mustHold, tillOf, type MerchantRight } from "../auth/rights.ts";
import { fiscal, showFiscal } from "../fiscal/show.ts";
import {
  account,
  accountParam,
  hash,
  hashParam,
  hexBytes,
  pageOf,
  pageParams,
  price,
  time,
  tiyn,
  uint32,
  wholeTiyn,
} from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { readPage } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { sendPaymentCall } from "../payments/send.ts";
import { ProblemError } from "../problems.ts";
import { readSigner } from "../wallets/signer.ts";
import { createInvoice, keepTerms, voidInvoice } from "./create.ts";
import { INVOICE_FLAGS, INVOICE_STATUSES } from "./status.ts";
import {
  INVOICE_SELECT,
  invoiceOf,
  readInvoiceWithState,
  withStates,
  type InvoiceWithState,
} from "./store.ts";
import { paymentOf } from "./terms.ts";

const TAG = "Invoices";
/** A day; the longest an invoice may stay open is 30. */
const DAY = 86_400;

const line = z.strictObject({
  name: z.string().trim().min(1).max(200),
  quantity: z.int().min(1).max(1_000_000),
  amountTiyn: wholeTiyn,
});

const invoiceBody = z.strictObject({
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
  payWithinSeconds: z
    .int()
    .min(60)
    .max(30 * DAY)
    .default(DAY),
});

/** What everybody with the link sees. */
const publicInvoice = z
  .object({
    invoice: hash,
    number: z.int(),
    merchant: uint32,
    merchantName: z.string().nullable(),
    amountTiyn: tiyn,
    description: z.string().nullable(),
    status: z.enum(INVOICE_STATUSES),
    flags: z.array(z.enum(INVOICE_FLAGS)),
    paidTiyn: tiyn,
    refundedTiyn: tiyn,
    heldTiyn: tiyn,
    surplusTiyn: tiyn,
    dueTiyn: tiyn.meta({
      description: "amount − paid + refunded; below zero when more was paid than asked.",
    }),
    capture: z.enum(["automatic", "manual"]),
    token: account,
    box: account.meta({ description: "Takes plain transfers for this invoice." }),
    transferUri: z.string().meta({ description: "ERC-681, for a QR code." }),
    createdAt: time,
    payBy: time,
    refundBy: time,
    fiscal,
  })
  .meta({ id: "PublicInvoice" });
const invoice = publicInvoice
  .extend({
    till: z.string().nullable(),
    createdBy: z.string().meta({ description: "participant:…, member:…, api-key:… or payment-link:…" }),
    cashier: z.string().nullable().meta({ description: "How the merchant calls the member that made it." }),
    reference: z.string().nullable(),
    lines: z.array(line),
    toleranceTiyn: tiyn,
    feesTiyn: tiyn,
    late: z.enum(["accept", "return"]),
    termsHash: hash,
    voidedAt: time.nullable(),
  })
  .meta({ id: "Invoice" });

const iso = (date: Date): string => date.toISOString();
const params = z.object({ invoice: hashParam });

/** Declares the routes of invoices. */
export function invoiceRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const { network, pool } = gateway;

  const showPublic = ({ invoice: row, state, fiscal: receipt }: InvoiceWithState) => ({
    invoice: row.invoiceId,
    number: row.number,
    merchant: row.merchant,
    merchantName: row.merchantName,
    amountTiyn: row.terms.amount.toString(),
    description: row.description,
    status: state.status,
    flags: state.flags,
    paidTiyn: state.paid.toString(),
    refundedTiyn: state.refunded.toString(),
    heldTiyn: state.held.toString(),
    surplusTiyn: state.surplus.toString(),
    dueTiyn: state.due.toString(),
    capture: row.capture,
    token: row.terms.token,
    box: row.box.address,
    transferUri: transferUri(network, { to: row.box.address, amount: state.due > 0n ? state.due : 0n }),
    createdAt: iso(row.createdAt),
    payBy: timeOf(row.terms.payBy),
    refundBy: timeOf(row.terms.refundBy),
    fiscal: showFiscal(receipt),
  });
  const show = (found: InvoiceWithState) => ({
    ...showPublic(found),
    ...{ till: found.invoice.till, createdBy: found.invoice.createdBy, cashier: found.invoice.cashier },
    reference: found.invoice.reference,
    lines: found.invoice.lines,
    toleranceTiyn: found.invoice.toleranceTiyn.toString(),
    feesTiyn: found.state.fees.toString(),
    late: found.invoice.late,
    termsHash: found.invoice.terms.termsHash,
    voidedAt: found.invoice.voidedAt === null ? null : iso(found.invoice.voidedAt),
  });

  route(
    {
      method: "post",
      path: "/v1/invoices",
      tag: TAG,
      summary: "Make an invoice in tenge",
      description: "201 at once: nothing is on the chain until somebody pays. Times are the ledger's.",
      rights: "merchant-sell",
      body: invoiceBody,
      answers: { 201: { description: "Open.", schema: invoice } },
      refusals: [
        ...["unauthenticated", "till-foreign"],
        ...["invoice-reference-taken", "participant-unknown", "chain-unreachable"],
      ],
    },
    async ({ body, caller }) => {
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
        ...{ payWithin: body.payWithinSeconds, createdBy: asking.name },
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
  payingRoutes(api, limiters, showPublic);
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

function payingRoutes(
  { gateway, route }: Api,
  { costly, writes }: Limiters,
  showPublic: (found: InvoiceWithState) => object,
): void {
  const { network, pool } = gateway;
  route(
    {
      method: "get",
      path: "/v1/invoices/{invoice}/authorization",
      tag: TAG,
      summary: "What a payer's wallet signs (eth_signTypedData_v4) to pay an invoice",
      description: "The nonce is the payment's id: the signature fits this payment and no other.",
      params,
      query: z.strictObject({ payer: accountParam }),
      answers: {
        200: {
          description: "The payment's id and the typed data.",
          schema: z.object({ payment: hash, typedData: z.looseObject({}) }),
        },
      },
      refusals: ["invoice-unknown", "invoice-closed"],
    },
    async ({ params: { invoice: id }, query: { payer } }) => {
      const found = await readInvoiceWithState(pool, id);
      mustBeOpen(found);
      const payment = paymentOf(found.invoice.terms, payer);
      const typedData = paymentAuthorization(network, payment);
      return { body: { payment: typedData.message.nonce, typedData: jsonObject(typedData) } };
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
      body: z.strictObject({
        payer: accountParam,
        signature: hexBytes.max(20_000),
        attestation: hexBytes.max(20_000).default("0x"),
      }),
      answers: {
        201: { description: "In a block.", schema: publicInvoice },
        202: { description: "Kept and sent.", schema: publicInvoice },
      },
      refusals: [
        "invoice-unknown",
        "invoice-closed",
        "payment-expired",
        "account-of-another-passkey",
        "erc3009-invalid-signature",
        "erc20-insufficient-balance",
        "payer-not-attested",
        "payment-too-large",
        "account-frozen",
      ],
    },
    async ({ params: { invoice: id }, body }) => {
      const found = await readInvoiceWithState(pool, id);
      const payment = paymentOf(found.invoice.terms, body.payer);
      const paymentHash = paymentId(network, payment);
      const { capture, terms } = found.invoice;
      const { signature, stateOverride, create } = await readSigner(
        gateway,
        body.payer,
        body.signature as Hex,
      );
      const proof = [signature, body.attestation as Hex] as const;
      if (!(await isKnown(paymentHash))) mustBeOpen(found);
      const entry = await sendPaymentCall(gateway, {
        dedupe: `payment/${paymentHash}`,
        operator: terms.operator,
        functionName: capture === "automatic" ? "charge" : "authorize",
        args: capture === "automatic" ? [payment, terms.feeBps, ...proof] : [payment, ...proof],
        stateOverride,
        beside: async (client) => {
          await create(client);
          await keepTerms(client, { payment: paymentHash, invoiceId: id, payer: body.payer });
        },
      });
      const done = entry.state === "mined" || entry.state === "final";
      return { status: done ? 201 : 202, body: showPublic(await readInvoiceWithState(pool, id)) };
    },
    writes,
  );

  /** The same payment again is no second one. */
  async function isKnown(payment: Hex): Promise<boolean> {
    const { rowCount } = await pool.query(
      "SELECT 1 FROM work.outbox WHERE dedupe = $1 AND state <> 'refused'",
      [`payment/${payment}`],
    );
    return rowCount === 1;
  }
}

function mustBeOpen({ invoice: { state }, state: { status, due } }: InvoiceWithState): void {
  if (state !== "open" || status === "paid" || status === "settled" || due <= 0n)
    throw new ProblemError("invoice-closed");
  if (status === "expired") throw new ProblemError("payment-expired");
}
