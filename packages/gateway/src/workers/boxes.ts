// Sweeps boxes: plain transfers to an invoice's address are credited as soon as a block has them.
import type pg from "pg";
import type { Logger } from "pino";
import type { Hex } from "viem";
import { readInvoice } from "../invoices/store.ts";
import { paymentOf } from "../invoices/terms.ts";
import { enqueue } from "../outbox.ts";
import { SENDER_KEY } from "../orders/submissions.ts";
import { inTransaction } from "../transaction.ts";
import { runLoop } from "./loop.ts";

export interface BoxesOptions {
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Boxes with transfers that no sweep has followed; each state of a box is swept once. */
const UNSWEPT = `SELECT '0x' || encode(t.invoice_id, 'hex') AS invoice_id, '0x' || encode(t.payment, 'hex') AS payment, count(*)::int AS transfers
FROM payload.payment_terms t JOIN payload.invoices i USING (invoice_id) JOIN ledger.transfers r ON r.to_account = t.box
WHERE NOT EXISTS (
  SELECT 1 FROM ledger.box_sweeps s WHERE s.payment = t.payment AND (s.block_number, s.log_index) > (r.block_number, r.log_index))
GROUP BY t.invoice_id, t.payment
HAVING NOT EXISTS (
  SELECT 1 FROM work.outbox o WHERE o.dedupe = 'sweep/0x' || encode(t.payment, 'hex') || '/' ||
    (SELECT count(*) FROM ledger.transfers a WHERE a.to_account = (SELECT box FROM payload.payment_terms b WHERE b.payment = t.payment)))
LIMIT 50`;

/** Sweeps until the signal. Two at once queue the same intents. */
export async function runBoxes(options: BoxesOptions): Promise<void> {
  const { pool, logger } = options;
  await runLoop({ ...options, name: "boxes", wakeOn: [], wakeOnBlock: true }, async () => {
    const { rows } = await pool.query<{ invoice_id: Hex; payment: Hex; transfers: number }>(UNSWEPT);
    for (const { invoice_id: invoiceId, payment } of rows) {
      const invoice = await readInvoice(pool, invoiceId);
      const acceptLate = invoice.late === "accept" && invoice.state !== "void";
      await inTransaction(pool, async (client) => {
        const { rows: counted } = await client.query<{ transfers: number }>(
          "SELECT count(*)::int AS transfers FROM ledger.transfers WHERE to_account = (SELECT box FROM payload.payment_terms WHERE payment = $1)",
          [Buffer.from(payment.slice(2), "hex")],
        );
        await enqueue(client, {
          dedupe: `sweep/${payment}/${counted[0]!.transfers}`,
          signer: SENDER_KEY,
          contract: "payments",
          functionName: "sweepBox",
          args: [paymentOf(invoice.terms), acceptLate],
        });
      });
      logger.info({ invoice: invoiceId, payment }, "box sweep queued");
    }
    return rows.length > 0;
  });
}
