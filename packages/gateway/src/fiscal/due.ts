// Which fiscal receipts an invoice's events call for. Pure: the same facts in any order give the same receipts.
import type { Hex } from "viem";
import type { InvoiceTerms } from "../invoices/status.ts";
import type { FactAt } from "../invoices/facts.ts";

export interface DueReceipt {
  /** `<invoice>/sale` or `<invoice>/refund/<n>`: what the operator knows the request by. */
  readonly receipt: string;
  readonly kind: "sale" | "refund";
  readonly amount: bigint;
  /** When the money moved, Unix seconds of the ledger. */
  readonly at: number;
  readonly block: number;
}

/** A receipt has to be with the tax body so many seconds after the money moved. */
export const RECEIPT_SECONDS = 15 * 60;
/** So long a register may work while its operator cannot be reached. */
export const OFFLINE_SECONDS = 72 * 3600;

/**
 * A sale's receipt when enough is paid, over all that was paid by then; afterwards one for each refund, which together never give
 * back more than the sale's.
 */
export function receiptsDue(
  invoice: Hex,
  { amount, tolerance }: Pick<InvoiceTerms, "amount" | "tolerance">,
  facts: readonly FactAt[],
): DueReceipt[] {
  const due: DueReceipt[] = [];
  let paid = 0n;
  let sold = 0n;
  let refunded = 0n;
  let refunds = 0;
  for (const { fact, block } of facts.toSorted((one, other) => one.place - other.place)) {
    const { at } = fact;
    if (fact.kind === "charged" || fact.kind === "captured") paid += fact.amount;
    if (fact.kind === "box-swept") paid += fact.credited;
    if (fact.kind === "dispute-resolved" && fact.ofHold) paid += fact.toReceiver;
    if (fact.kind === "refunded") refunded += fact.amount;
    if (fact.kind === "dispute-resolved" && !fact.ofHold) refunded += fact.toPayer;
    if (sold === 0n && paid > refunded && paid >= amount - tolerance) {
      sold = paid;
      due.push({ receipt: `${invoice}/sale`, kind: "sale", amount: paid, at, block });
    }
    const open = (refunded < sold ? refunded : sold) - given(due);
    if (open <= 0n) continue;
    refunds += 1;
    due.push({ receipt: `${invoice}/refund/${refunds}`, kind: "refund", amount: open, at, block });
  }
  return due;
}

const given = (due: readonly DueReceipt[]): bigint =>
  due.reduce((total, { kind, amount }) => (kind === "refund" ? total + amount : total), 0n);
