// Disputes of payments, as the chain has them. Opening and resolving are between payer, receiver and arbiter.
import { z } from "zod";
import { mustHold } from "../auth/rights.ts";
import { account, hash, hashParam, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";

const dispute = z
  .object({
    payment: hash,
    invoice: hash,
    payer: account.nullable(),
    ofHold: z
      .boolean()
      .meta({ description: "Whether it is about a hold; else about money that was collected." }),
    amountTiyn: tiyn.meta({ description: "What is frozen." }),
    evidenceHash: hash.nullable(),
    openedAt: time,
    state: z.enum(["open", "resolved", "lapsed"]),
    toPayerTiyn: tiyn.nullable(),
    toReceiverTiyn: tiyn.nullable(),
    closedAt: time.nullable(),
    block: z.int(),
    txHash: hash,
  })
  .meta({ id: "PaymentDispute" });

interface Row {
  payment: string;
  invoice_id: string;
  payer: string | null;
  of_hold: boolean | null;
  amount: string;
  evidence_hash: string | null;
  opened_at: number;
  closing: "dispute-resolved" | "dispute-lapsed" | null;
  to_payer: string | null;
  to_receiver: string | null;
  closed_at: number | null;
  block_number: number;
  log_index: number;
  tx_hash: string;
}

const SELECT = `SELECT d.payment, d.invoice_id, p.payer, d.of_hold, d.amount, d.evidence_hash, b.timestamp AS opened_at,
  c.change AS closing, c.to_payer, c.to_receiver, e.timestamp AS closed_at, d.block_number, d.log_index, d.tx_hash
FROM ledger.payment_changes d JOIN ledger.blocks b ON b.number = d.block_number
JOIN payload.invoices i USING (invoice_id)
JOIN ledger.payments p ON p.payment = d.payment AND p.receiver = i.receiver
LEFT JOIN ledger.payment_changes c ON c.payment = d.payment AND c.change IN ('dispute-resolved', 'dispute-lapsed')
LEFT JOIN ledger.blocks e ON e.number = c.block_number`;

const show = (row: Row) => ({
  ...{ payment: row.payment, invoice: row.invoice_id, payer: row.payer, ofHold: row.of_hold === true },
  ...{ amountTiyn: row.amount, evidenceHash: row.evidence_hash, openedAt: timeOf(row.opened_at) },
  state: row.closing === null ? "open" : row.closing === "dispute-resolved" ? "resolved" : "lapsed",
  ...{ toPayerTiyn: row.to_payer, toReceiverTiyn: row.to_receiver },
  closedAt: row.closed_at === null ? null : timeOf(row.closed_at),
  ...{ block: row.block_number, txHash: row.tx_hash },
});

/** Declares the list of a merchant's disputes. */
export function paymentDisputeRoutes(api: Api, limiters: Limiters): void {
  listRoute(api, limiters, {
    path: "/v1/payment-disputes",
    tag: "Payments",
    summary: "Disputes of the merchant's payments, the latest first",
    rights: "merchant-read",
    refusals: ["unauthenticated"],
    filters: { invoice: hashParam.optional(), state: z.enum(["open", "resolved", "lapsed"]).optional() },
    item: dispute,
    query: async ({ invoice, state }, { caller }) => ({
      select: SELECT,
      where: [
        [
          "d.change = 'dispute-opened' AND i.merchant = ?",
          mustHold(await caller(), "merchant-read").merchant,
        ],
        invoice !== undefined && ["d.invoice_id = ?", bytesOf(invoice)],
        state !== undefined && ["coalesce(c.change, 'dispute-open') = ?", `dispute-${state}`],
      ],
      keys: [
        { column: "d.block_number", field: "block_number" },
        { column: "d.log_index", field: "log_index" },
      ],
      descending: true,
    }),
    show,
  });
}
