// The queue of receipts: what payments call for goes in, who is due comes out, what the operator answered is kept once.
import type pg from "pg";
import type { Hex } from "viem";
import { timeOf } from "../http/show.ts";
import { readFacts } from "../invoices/facts.ts";
import { INVOICE_SELECT, invoiceOf, type InvoiceLine } from "../invoices/store.ts";
import { inTransaction } from "../transaction.ts";
import { receiptsDue, RECEIPT_SECONDS } from "./due.ts";
import type { Operator, OperatorAnswer, ReceiptRequest } from "./operator.ts";

/** Invoices that are looked at together. */
const CHUNK = 200;
/** A request is asked again after 1, 2, 4, … seconds, at most a minute. */
const MOST_WAIT_SECONDS = 60;

/**
 * Queues the receipts that final blocks call for. Returns how many. Payments count once their block can no longer be replaced:
 * a receipt cannot be taken back.
 */
export async function queueReceipts(pool: pg.Pool): Promise<number> {
  return await inTransaction(pool, async (client) => {
    const { rows: locks } = await client.query<{ free: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtext('fiscal')) AS free",
    );
    const { rows } = await client.query<{ done: number; final: number | null }>(
      `SELECT p.block AS done, (SELECT max(h.number) FROM work.heads h JOIN ledger.blocks b ON b.number = h.number AND b.hash = h.block_hash) AS final
         FROM work.fiscal_progress p`,
    );
    const [done, final] = [Number(rows[0]!.done), Number(rows[0]!.final ?? -1)];
    if (locks[0]?.free !== true || final <= done) return 0;
    const touched = await touchedInvoices(client, done, final);
    let count = 0;
    for (let from = 0; from < touched.length; from += CHUNK)
      count += await queueOf(client, touched.slice(from, from + CHUNK), final);
    await client.query("UPDATE work.fiscal_progress SET block = $1", [final]);
    return count;
  });
}

async function touchedInvoices(client: pg.PoolClient, after: number, until: number): Promise<Buffer[]> {
  const { rows } = await client.query<{ invoice_id: Buffer }>(
    `SELECT i.invoice_id FROM payload.invoices i
       JOIN (SELECT DISTINCT merchant, till FROM payload.fiscal_tills) f ON f.merchant = i.merchant AND f.till = coalesce(i.till, '')
       JOIN (SELECT invoice_id FROM ledger.payments WHERE block_number > $1 AND block_number <= $2
         UNION SELECT invoice_id FROM ledger.payment_changes WHERE block_number > $1 AND block_number <= $2
         UNION SELECT invoice_id FROM ledger.box_sweeps WHERE block_number > $1 AND block_number <= $2) c USING (invoice_id)
      ORDER BY i.number`,
    [after, until],
  );
  return rows.map(({ invoice_id }) => invoice_id);
}

async function queueOf(client: pg.PoolClient, ids: readonly Buffer[], final: number): Promise<number> {
  const { rows } = await client.query(`${INVOICE_SELECT} WHERE i.invoice_id = ANY($1::bytea[])`, [ids]);
  const invoices = rows.map((row) => invoiceOf(row as never));
  const facts = await readFacts(
    client,
    invoices.map(({ invoiceId }) => invoiceId),
  );
  let count = 0;
  for (const { invoiceId, merchant, till, terms, toleranceTiyn: tolerance } of invoices) {
    const known = (facts.get(invoiceId) ?? []).filter(({ block }) => block <= final);
    for (const due of receiptsDue(invoiceId, { amount: terms.amount, tolerance }, known)) {
      const { rowCount } = await client.query(
        `INSERT INTO work.fiscal_requests (receipt, fiscal_till, invoice_id, kind, amount_tiyn, at, block)
         SELECT $1, number, $2, $3, $4, $5, $6 FROM payload.fiscal_tills
          WHERE merchant = $7 AND till = $8 AND since_block <= $6 AND (until_block IS NULL OR until_block > $6)
          ORDER BY number DESC LIMIT 1 ON CONFLICT (receipt) DO NOTHING`,
        [
          ...[due.receipt, bytesFrom(invoiceId), due.kind, String(due.amount), due.at, due.block],
          ...[merchant, till ?? ""],
        ],
      );
      count += rowCount ?? 0;
    }
  }
  return count;
}

const bytesFrom = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");

/** A request that is to be made now. */
export interface ClaimedReceipt {
  readonly receipt: string;
  readonly invoiceId: Buffer;
  readonly operator: Operator;
  readonly request: ReceiptRequest;
}

interface ClaimedRow {
  receipt: string;
  invoice_id: Buffer;
  kind: "sale" | "refund";
  amount_tiyn: string;
  at: number;
  operator: string;
  token: string;
  register: string;
  number: number;
  lines: InvoiceLine[];
  description: string | null;
  sale: string | null;
}

/**
 * Takes requests that are due, a sale's before its refunds'. Each counts as tried from now on, so that a worker that is killed
 * leaves it to be asked again, under its key. `now` is the ledger's time, Unix seconds.
 */
export async function claimReceipts(pool: pg.Pool, limit: number, now: number): Promise<ClaimedReceipt[]> {
  const { rows } = await pool.query<ClaimedRow>(
    `WITH due AS (
       SELECT q.receipt FROM work.fiscal_requests q
        WHERE q.state = 'waiting' AND q.next_at <= now() AND (q.kind = 'sale' OR EXISTS (
          SELECT 1 FROM payload.fiscal_receipts s WHERE s.invoice_id = q.invoice_id AND s.kind = 'sale'))
        ORDER BY q.at, q.receipt LIMIT $1 FOR UPDATE SKIP LOCKED),
     claimed AS (
       UPDATE work.fiscal_requests q SET tries = tries + 1, next_at = now() + make_interval(secs => least($2, 2 ^ least(tries, 10)) + $3)
         FROM due WHERE q.receipt = due.receipt RETURNING q.*)
     SELECT c.receipt, c.invoice_id, c.kind, c.amount_tiyn::text, c.at, f.operator, f.token, f.register, i.number, i.lines, i.description,
            s.fiscal_number AS sale
       FROM claimed c JOIN payload.fiscal_tills f ON f.number = c.fiscal_till JOIN payload.invoices i USING (invoice_id)
       LEFT JOIN payload.fiscal_receipts s ON s.invoice_id = c.invoice_id AND s.kind = 'sale' AND c.kind = 'refund'
      ORDER BY c.at, c.receipt`,
    [limit, MOST_WAIT_SECONDS, TRY_SECONDS],
  );
  return rows.map(
    ({
      receipt,
      invoice_id,
      kind,
      amount_tiyn,
      at,
      operator,
      token,
      register,
      number,
      lines,
      description,
      sale,
    }) => ({
      ...{ receipt, invoiceId: invoice_id, operator: { url: operator, token } },
      request: {
        ...{
          register,
          kind,
          amountTiyn: amount_tiyn,
          soldAt: timeOf(Number(at)),
          invoice: Number(number),
          sale,
        },
        offline: now > Number(at) + RECEIPT_SECONDS,
        lines:
          kind === "sale" && lines.length > 0
            ? lines
            : [{ name: description ?? `Invoice ${number}`, quantity: 1, amountTiyn: amount_tiyn }],
      },
    }),
  );
}

/** The longest that one try takes; nobody else makes it meanwhile. */
const TRY_SECONDS = 12;

/** Keeps what came of a try; the first receipt under a key is the only one. `now` is the ledger's time, Unix seconds. */
export async function keepAnswer(
  pool: pg.Pool,
  { receipt, invoiceId, request }: ClaimedReceipt,
  answer: OperatorAnswer,
  now: number,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    if (answer.kind !== "issued") {
      await client.query(
        `UPDATE work.fiscal_requests SET state = $2, last_error = $3, next_at = now() + make_interval(secs => least($4, 2 ^ least(tries, 10)))
          WHERE receipt = $1 AND state = 'waiting'`,
        [receipt, answer.kind === "refused" ? "refused" : "waiting", answer.reason, MOST_WAIT_SECONDS],
      );
      return;
    }
    await client.query(
      `INSERT INTO payload.fiscal_receipts (receipt, invoice_id, kind, amount_tiyn, fiscal_number, qr, offline, simulated, issued_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (receipt) DO NOTHING`,
      [
        ...[receipt, invoiceId, request.kind, request.amountTiyn, answer.number, answer.qr],
        ...[request.offline, answer.simulated, now],
      ],
    );
    await client.query(
      "UPDATE work.fiscal_requests SET state = 'issued', last_error = NULL WHERE receipt = $1",
      [receipt],
    );
  });
}

/** Milliseconds until the next request is due; null when none waits. */
export async function nextReceipt(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `SELECT ceil(extract(epoch FROM min(next_at) - now()) * 1000)::float8 AS ms FROM work.fiscal_requests WHERE state = 'waiting'`,
  );
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(ms, 100);
}
