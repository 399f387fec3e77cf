// Fiscal receipts in the database: what is due, what is waiting, what was given.
import type pg from "pg";
import type { Hex } from "viem";
import { bytesOf } from "../http/show.ts";
import type { InvoiceTerms } from "../invoices/status.ts";
import type { FactAt } from "../invoices/facts.ts";
import { OFFLINE_SECONDS, RECEIPT_SECONDS, receiptsDue } from "./due.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** What an invoice says of its sale's receipt; null where its till gives none, or nothing was sold. */
export interface FiscalState {
  /** `late`: not given within 15 minutes. */
  readonly state: "waiting" | "late" | "issued" | "refused";
  readonly number: string | null;
  readonly qr: string | null;
  readonly simulated: boolean;
  /** Unix seconds of the ledger. */
  readonly deadline: number;
  /** Fiscal numbers of refunds, in their order. */
  readonly refunds: readonly string[];
  /** A sale's or a refund's receipt is overdue. */
  readonly missing: boolean;
}

interface InvoiceFacts {
  readonly invoiceId: Hex;
  readonly merchant: number;
  readonly till: string | null;
  readonly terms: Pick<InvoiceTerms, "amount" | "tolerance">;
  readonly facts: readonly FactAt[];
}

/** The receipts of invoices; an invoice whose till gives none is absent. `now` is the ledger's time, Unix seconds. */
export async function readFiscal(
  db: Queryable,
  invoices: readonly InvoiceFacts[],
  now: number,
): Promise<Map<Hex, FiscalState>> {
  const states = new Map<Hex, FiscalState>();
  const sold = invoices.filter(({ facts }) => facts.length > 0);
  if (sold.length === 0) return states;
  const { rows: tills } = await db.query<{
    merchant: number;
    till: string;
    since: number;
    until: number | null;
  }>(
    `SELECT merchant, till, since_block AS since, until_block AS until FROM payload.fiscal_tills WHERE merchant = ANY($1)`,
    [[...new Set(sold.map(({ merchant }) => merchant))]],
  );
  if (tills.length === 0) return states;
  const given = await readGiven(db, sold);
  for (const { invoiceId, merchant, till, terms, facts } of sold) {
    const own = tills.filter((each) => each.merchant === merchant && each.till === (till ?? ""));
    const due = receiptsDue(invoiceId, terms, facts).filter(({ block }) =>
      own.some(({ since, until }) => block >= since && (until === null || block < until)),
    );
    const sale = due.find(({ kind }) => kind === "sale");
    if (sale === undefined) continue;
    const found = given.get(sale.receipt);
    const isLate = (at: number): boolean => now > at + RECEIPT_SECONDS;
    states.set(invoiceId, {
      state: found?.state ?? (isLate(sale.at) ? "late" : "waiting"),
      ...{ number: found?.number ?? null, qr: found?.qr ?? null, simulated: found?.simulated ?? false },
      deadline: sale.at + RECEIPT_SECONDS,
      refunds: due.flatMap(({ kind, receipt }) =>
        kind === "refund" && given.get(receipt)?.number != null ? [given.get(receipt)!.number!] : [],
      ),
      missing: due.some(({ receipt, at }) => given.get(receipt)?.state !== "issued" && isLate(at)),
    });
  }
  return states;
}

interface Given {
  readonly state: "issued" | "refused";
  readonly number: string | null;
  readonly qr: string | null;
  readonly simulated: boolean;
}

async function readGiven(db: Queryable, invoices: readonly InvoiceFacts[]): Promise<Map<string, Given>> {
  const { rows } = await db.query<Given & { receipt: string }>(
    `SELECT receipt, 'issued' AS state, fiscal_number AS number, qr, simulated FROM payload.fiscal_receipts WHERE invoice_id = ANY($1)
     UNION ALL
     SELECT receipt, 'refused', NULL, NULL, false FROM work.fiscal_requests WHERE invoice_id = ANY($1) AND state = 'refused'`,
    [invoices.map(({ invoiceId }) => bytesOf(invoiceId))],
  );
  return new Map(rows.map(({ receipt, ...given }) => [receipt, given]));
}

export interface RegisterRow {
  till: string;
  operator: string;
  register: string;
  since_block: number;
  waiting: number;
  refused: number;
  oldest: number | null;
  last_error: string | null;
}

/** Tills that give receipts now, with what waits for their operators. */
export const REGISTERS = `SELECT f.till, f.operator, f.register, f.since_block,
    count(q.receipt) FILTER (WHERE q.state = 'waiting')::int AS waiting, count(q.receipt) FILTER (WHERE q.state = 'refused')::int AS refused,
    min(q.at) FILTER (WHERE q.state = 'waiting') AS oldest,
    (array_agg(q.last_error ORDER BY q.at) FILTER (WHERE q.state <> 'issued' AND q.last_error IS NOT NULL))[1] AS last_error
  FROM payload.fiscal_tills f LEFT JOIN work.fiscal_requests q ON q.fiscal_till = f.number
 WHERE f.merchant = $1 AND f.until_block IS NULL`;

/** How a register stands: it may sell for 72 hours while its operator cannot be reached. Times in Unix seconds of the ledger. Pure. */
export function registerState(
  { oldest, last_error: error }: Pick<RegisterRow, "oldest" | "last_error">,
  now: number,
): "online" | "offline" | "blocked" {
  if (oldest === null) return "online";
  if (now > Number(oldest) + OFFLINE_SECONDS) return "blocked";
  return error === null && now <= Number(oldest) + RECEIPT_SECONDS ? "online" : "offline";
}

/** Whether a till may not sell because its register is blocked. */
export async function isBlocked(
  db: Queryable,
  { merchant, till }: { merchant: number; till: string | null },
  now: number,
): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT 1 FROM payload.fiscal_tills f JOIN work.fiscal_requests q ON q.fiscal_till = f.number
      WHERE f.merchant = $1 AND f.till = $2 AND f.until_block IS NULL AND q.state = 'waiting' AND q.at < $3 LIMIT 1`,
    [merchant, till ?? "", now - OFFLINE_SECONDS],
  );
  return rows.length > 0;
}
