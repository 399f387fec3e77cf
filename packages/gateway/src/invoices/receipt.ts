// A receipt as data: what was paid and given back, each with its place on the chain, so that anybody can look it up there.
import { z } from "zod";
import { account, hash, hashParam, time, tiyn, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";
import { INVOICE_FLAGS, INVOICE_STATUSES } from "./status.ts";
import { readInvoiceWithState } from "./store.ts";

const MOVES = ["authorized", "charged", "captured", "boxed", "voided", "reclaimed", "refunded"] as const;

const move = z.object({
  move: z.enum(MOVES),
  payment: hash,
  payer: account.nullable(),
  amountTiyn: tiyn,
  at: time,
  block: z.int(),
  blockHash: hash,
  txHash: hash,
  logIndex: z.int().meta({ description: "Of the log in its block." }),
  final: z.boolean().meta({ description: "Under a head that the network's key has signed." }),
});
const receipt = z
  .object({
    invoice: hash,
    number: z.int(),
    merchant: uint32,
    merchantName: z.string().nullable(),
    description: z.string().nullable(),
    amountTiyn: tiyn,
    paidTiyn: tiyn,
    refundedTiyn: tiyn,
    status: z.enum(INVOICE_STATUSES),
    flags: z.array(z.enum(INVOICE_FLAGS)),
    chainId: z.int(),
    contract: account.meta({ description: "Payments, which emitted the logs." }),
    termsHash: hash,
    moves: z.array(move),
  })
  .meta({ id: "Receipt" });

/** Moves of an invoice's money between payers and its receiver, in the order of the chain. */
const SELECT = `WITH asked AS (SELECT invoice_id, receiver, token FROM payload.invoices WHERE invoice_id = $1),
paid AS (SELECT p.* FROM ledger.payments p JOIN asked a USING (invoice_id) WHERE p.receiver = a.receiver AND p.token = a.token),
swept AS (SELECT s.* FROM ledger.box_sweeps s JOIN asked a USING (invoice_id) WHERE s.receiver = a.receiver AND s.token = a.token AND s.credited > 0),
moves AS (
  SELECT kind AS move, payment, payer, amount, block_number, tx_hash, log_index FROM paid
  UNION ALL SELECT 'boxed', payment, NULL, credited, block_number, tx_hash, log_index FROM swept
  UNION ALL SELECT c.change, c.payment, (SELECT payer FROM paid p WHERE p.payment = c.payment LIMIT 1), c.amount, c.block_number, c.tx_hash, c.log_index
    FROM ledger.payment_changes c WHERE c.change IN ('captured', 'voided', 'reclaimed', 'refunded')
      AND c.payment IN (SELECT payment FROM paid UNION SELECT payment FROM swept))
SELECT m.*, b.hash AS block_hash, b.timestamp AS at, m.block_number <= coalesce((SELECT max(number) FROM work.heads), -1) AS final
  FROM moves m JOIN ledger.blocks b ON b.number = m.block_number ORDER BY m.block_number, m.log_index`;

interface Row {
  move: (typeof MOVES)[number];
  payment: string;
  payer: string | null;
  amount: string;
  block_number: number;
  tx_hash: string;
  log_index: number;
  block_hash: string;
  at: number;
  final: boolean;
}

/** Declares the receipt of an invoice. */
export function receiptRoutes({ gateway, route }: Api, { costly }: Limiters): void {
  const { pool, reads, network } = gateway;
  route(
    {
      method: "get",
      path: "/v1/invoices/{invoice}/receipt",
      tag: "Invoices",
      summary: "What was paid and given back, with transaction, block and log of each",
      description:
        "Whoever asks a node of the network for the transaction finds the same; only what is `final` cannot be taken back by the chain.",
      params: z.object({ invoice: hashParam }),
      answers: { 200: { description: "The receipt as of now.", schema: receipt } },
      refusals: ["invoice-unknown", "rate-limited"],
    },
    async ({ params }) => {
      const { invoice, state } = await readInvoiceWithState(pool, params.invoice);
      const { rows } = await reads.query<Row>(SELECT, [bytesOf(params.invoice)]);
      const { merchant, merchantName, description, number, terms } = invoice;
      return {
        body: {
          ...{ invoice: invoice.invoiceId, number, merchant, merchantName, description },
          ...{ amountTiyn: terms.amount.toString(), paidTiyn: state.paid.toString() },
          ...{ refundedTiyn: state.refunded.toString(), status: state.status, flags: state.flags },
          ...{ chainId: network.chainId, contract: network.contracts.payments, termsHash: terms.termsHash },
          moves: rows.map((row) => ({
            ...{ move: row.move, payment: row.payment, payer: row.payer, amountTiyn: row.amount },
            ...{ at: timeOf(row.at), block: row.block_number, blockHash: row.block_hash },
            ...{ txHash: row.tx_hash, logIndex: row.log_index, final: row.final },
          })),
        },
        headers: { "content-disposition": `inline; filename="receipt-${number}.json"` },
      };
    },
    costly,
  );
}
