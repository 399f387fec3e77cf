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
const UNSWEPT = `SELECT invoice_id, dedupe FROM (
  SELECT '0x' || encode(t.invoice_id, 'hex') AS invoice_id, 'sweep/0x' || encode(t.payment, 'hex') || '/' || count(*) AS dedupe
  FROM payload.payment_terms t JOIN ledger.transfers r ON r.to_account = t.box
  WHERE t.box IN (
    SELECT u.to_account FROM ledger.transfers u WHERE u.to_account = t.box AND NOT EXISTS (
      SELECT 1 FROM ledger.box_sweeps s WHERE s.payment = t.payment AND (s.block_number, s.log_index) > (u.block_number, u.log_index)))
  GROUP BY t.payment) unswept
WHERE NOT EXISTS (SELECT 1 FROM work.outbox o WHERE o.dedupe = unswept.dedupe)
LIMIT 50`;

/** Sweeps until the signal. Two at once queue the same intents. */
export async function runBoxes(options: BoxesOptions): Promise<void> {
  const { pool, logger } = options;
  await runLoop({ ...options, name: "boxes", wakeOn: [], wakeOnBlock: true }, async () => {
    const { rows } = await pool.query<{ invoice_id: Hex; dedupe: string }>(UNSWEPT);
    for (const { invoice_id: invoiceId, dedupe } of rows) {
      const invoice = await readInvoice(pool, invoiceId);
      const acceptLate = invoice.late === "accept" && invoice.state !== "void";
      const call = { contract: "payments", functionName: "sweepBox", signer: SENDER_KEY } as const;
      const args = [paymentOf(invoice.terms), acceptLate];
      await inTransaction(pool, (client) => enqueue(client, { dedupe, ...call, args }));
      logger.info({ invoice: invoiceId, sweep: dedupe }, "box sweep queued");
    }
    return rows.length > 0;
  });
}
