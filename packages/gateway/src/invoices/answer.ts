// What an invoice looks like to everybody with its link, and to its merchant.
import { transferUri, type Network } from "@alatau/sdk";
import { z } from "zod";
import { fiscal, showFiscal } from "../fiscal/show.ts";
import { account, hash, time, tiyn, uint32, wholeTiyn } from "../http/fields.ts";
import { timeOf } from "../http/show.ts";
import { INVOICE_FLAGS, INVOICE_STATUSES } from "./status.ts";
import type { InvoiceWithState } from "./store.ts";

export const line = z.strictObject({
  name: z.string().trim().min(1).max(200),
  quantity: z.int().min(1).max(1_000_000),
  amountTiyn: wholeTiyn,
});

/** What everybody with the link sees. */
export const publicInvoice = z
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
    tokens: z.array(account).meta({ description: "Taken beside tenge, by a quote." }),
    box: account.meta({ description: "Takes plain transfers for this invoice." }),
    transferUri: z.string().meta({ description: "ERC-681, for a QR code." }),
    createdAt: time,
    payBy: time,
    refundBy: time,
    fiscal,
    returnUrl: z
      .string()
      .nullable()
      .meta({ description: "Where the payer may go now that it is paid; its merchant sees it before." }),
  })
  .meta({ id: "PublicInvoice" });
export const invoice = publicInvoice
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
/** How invoices of a network are shown. */
export function invoiceAnswers(network: Network) {
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
    tokens: row.tokens,
    box: row.box.address,
    transferUri: transferUri(network, { to: row.box.address, amount: state.due > 0n ? state.due : 0n }),
    createdAt: iso(row.createdAt),
    payBy: timeOf(row.terms.payBy),
    refundBy: timeOf(row.terms.refundBy),
    fiscal: showFiscal(receipt),
    returnUrl: state.status === "paid" || state.status === "settled" ? row.returnUrl : null,
  });
  const show = (found: InvoiceWithState) => ({
    ...showPublic(found),
    ...{ till: found.invoice.till, createdBy: found.invoice.createdBy, cashier: found.invoice.cashier },
    reference: found.invoice.reference,
    returnUrl: found.invoice.returnUrl,
    lines: found.invoice.lines,
    toleranceTiyn: found.invoice.toleranceTiyn.toString(),
    feesTiyn: found.state.fees.toString(),
    late: found.invoice.late,
    termsHash: found.invoice.terms.termsHash,
    voidedAt: found.invoice.voidedAt === null ? null : iso(found.invoice.voidedAt),
  });
  return { showPublic, show };
}
