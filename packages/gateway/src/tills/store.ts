// Tills in the database, and the invoice that a customer in front of one is to pay.
import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { MerchantWork } from "../auth/caller.ts";
import { INVOICE_SELECT, invoiceOf, withStates, type InvoiceWithState } from "../invoices/store.ts";
import { ProblemError } from "../problems.ts";

export interface TillItem {
  readonly name: string;
  readonly amountTiyn: string;
}

export interface Till {
  readonly till: number;
  readonly merchant: number;
  readonly name: string;
  readonly token: string;
  readonly items: readonly TillItem[];
  readonly created_at: Date;
  readonly closed_at: Date | null;
}

export const TILL_SELECT =
  "SELECT till, merchant, name, token, items, created_at, closed_at FROM payload.tills";

/** What stands in a link: 128 random bits. */
export const newToken = (): string => randomBytes(16).toString("base64url");

/** Opens a till, a closed one of the same name again. @throws {ProblemError} `till-name-taken` */
export async function openTill(
  pool: pg.Pool,
  { merchant, name, items }: Pick<Till, "merchant" | "name" | "items">,
): Promise<Till> {
  const { rows } = await pool.query<Till>(
    `INSERT INTO payload.tills (merchant, name, token, items) VALUES ($1, $2, $3, $4)
     ON CONFLICT (merchant, name) DO UPDATE SET token = excluded.token, items = excluded.items, closed_at = NULL
       WHERE payload.tills.closed_at IS NOT NULL
     RETURNING till::int, merchant, name, token, items, created_at, closed_at`,
    [merchant, name, newToken(), JSON.stringify(items)],
  );
  if (rows[0] === undefined) throw new ProblemError("till-name-taken");
  return rows[0];
}

/** A till of who asks, its own if it is bound to one. @throws {ProblemError} `till-unknown`, `till-foreign` */
export async function readTill(
  reads: pg.Pool,
  number: number,
  { merchant, till: own }: MerchantWork,
): Promise<Till> {
  const { rows } = await reads.query<Till>(`${TILL_SELECT} WHERE till = $1 AND merchant = $2`, [
    number,
    merchant,
  ]);
  const [found] = rows;
  if (found === undefined) throw new ProblemError("till-unknown");
  if (own !== null && found.name !== own) throw new ProblemError("till-foreign");
  return found;
}

/** Changes an open till: its items, its token, or that it is closed. @throws {ProblemError} `till-closed` */
export async function changeTill(
  pool: pg.Pool,
  number: number,
  change: { readonly items: readonly TillItem[] } | { readonly token: string } | { readonly closed: true },
): Promise<void> {
  const [column, value] =
    "items" in change
      ? ["items", JSON.stringify(change.items)]
      : "token" in change
        ? ["token", change.token]
        : ["closed_at", new Date()];
  const { rowCount } = await pool.query(
    `UPDATE payload.tills SET ${column} = $2 WHERE till = $1 AND closed_at IS NULL`,
    [number, value],
  );
  if (rowCount === 0) throw new ProblemError("till-closed");
}

/** The open till behind a printed code. @throws {ProblemError} `till-unknown` */
export async function readTillByToken(
  reads: pg.Pool,
  token: string,
): Promise<Till & { merchant_name: string | null }> {
  const { rows } = await reads.query<Till & { merchant_name: string | null }>(
    `SELECT t.till, t.merchant, t.name, t.token, t.items, t.created_at, t.closed_at, f.name AS merchant_name
       FROM payload.tills t LEFT JOIN payload.profiles f ON f.participant = t.merchant WHERE t.token = $1 AND t.closed_at IS NULL`,
    [token],
  );
  if (rows[0] === undefined) throw new ProblemError("till-unknown");
  return rows[0];
}

/** The latest invoice of a till, if it waits for money; null otherwise: an older one is nobody's any more. */
export async function currentInvoice(
  pool: pg.Pool,
  { merchant, name }: Pick<Till, "merchant" | "name">,
): Promise<InvoiceWithState | null> {
  const { rows } = await pool.query(
    `${INVOICE_SELECT} WHERE i.merchant = $1 AND i.till = $2 ORDER BY i.number DESC LIMIT 1`,
    [merchant, name],
  );
  const [found] = await withStates(
    pool,
    rows.map((row) => invoiceOf(row as never)),
  );
  const waits = found !== undefined && ["open", "processing"].includes(found.state.status);
  return waits && found.state.due > 0n ? found : null;
}
