// Payment links in the database. A use is an invoice made through the link, until it expires unpaid.
import type pg from "pg";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import { createInvoice } from "../invoices/create.ts";
import type { Invoice } from "../invoices/store.ts";
import { ProblemError } from "../problems.ts";
import { newToken } from "../tills/store.ts";

export interface PaymentLink {
  readonly link: number;
  readonly merchant: number;
  readonly merchant_name: string | null;
  readonly token: string;
  readonly amount_tiyn: string | null;
  readonly description: string;
  readonly till: string | null;
  readonly return_url: string | null;
  readonly max_uses: number | null;
  readonly uses: number;
  readonly valid_to: Date | null;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

/** Invoices of a link that are paid, or may still be. */
const USES = `SELECT count(*)::int FROM payload.payment_link_uses u JOIN payload.invoices i USING (invoice_id)
  WHERE u.link = l.link AND i.state <> 'void' AND (i.pay_by > (SELECT timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1)
    OR EXISTS (SELECT 1 FROM ledger.payments p WHERE p.invoice_id = i.invoice_id AND p.receiver = i.receiver)
    OR EXISTS (SELECT 1 FROM ledger.box_sweeps b WHERE b.invoice_id = i.invoice_id AND b.receiver = i.receiver AND b.credited > 0))`;

export const LINK_SELECT = `SELECT l.link::int, l.merchant, f.name AS merchant_name, l.token, l.amount_tiyn::text, l.description, l.till, l.return_url, l.max_uses,
  (${USES}) AS uses, l.valid_to, l.created_at, l.revoked_at
FROM payload.payment_links l LEFT JOIN payload.profiles f ON f.participant = l.merchant`;

export interface NewLink {
  readonly merchant: number;
  readonly amountTiyn: bigint | null;
  readonly description: string;
  readonly till: string | null;
  readonly maxUses: number | null;
  readonly validTo: string | null;
  readonly returnUrl: string | null;
  readonly createdBy: string;
}

/** Keeps a link. */
export async function addLink(pool: pg.Pool, link: NewLink): Promise<PaymentLink> {
  const token = newToken();
  await pool.query(
    `INSERT INTO payload.payment_links (merchant, token, amount_tiyn, description, till, max_uses, valid_to, created_by, return_url)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[link.merchant, token, link.amountTiyn?.toString() ?? null, link.description],
      ...[link.till, link.maxUses, link.validTo, link.createdBy, link.returnUrl],
    ],
  );
  return await readLink(pool, token);
}

/** The link of a token. @throws {ProblemError} `payment-link-unknown` */
export async function readLink(db: pg.Pool | pg.PoolClient, token: string): Promise<PaymentLink> {
  const { rows } = await db.query<PaymentLink>(`${LINK_SELECT} WHERE l.token = $1`, [token]);
  if (rows[0] === undefined) throw new ProblemError("payment-link-unknown");
  return rows[0];
}

/** Whether a link may be used now (Unix milliseconds). Pure. */
export const isOpen = ({ revoked_at, valid_to, max_uses, uses }: PaymentLink, now: number): boolean =>
  revoked_at === null &&
  (valid_to === null || valid_to.getTime() > now) &&
  (max_uses === null || uses < max_uses);

/** How long a customer who followed a link has for paying, seconds. */
const PAY_WITHIN = 1_800;

/**
 * Makes the invoice of a link, one after the other, so that a limit of uses holds. `amount` is what the customer typed where the
 * amount is free. @throws {ProblemError} `payment-link-unknown`, `payment-link-closed`, `payment-link-amount`
 */
export async function useLink(gateway: Gateway, token: string, amount: bigint | null): Promise<Invoice> {
  const { pool, now } = gateway;
  const link = await readLink(pool, token);
  if (!isOpen(link, now())) throw new ProblemError("payment-link-closed");
  const { merchant, description, till } = link;
  const fixed = link.amount_tiyn === null ? null : BigInt(link.amount_tiyn);
  const asked = fixed ?? amount;
  if (asked === null || (fixed !== null && amount !== null && amount !== fixed))
    throw new ProblemError("payment-link-amount");
  return await createInvoice(
    gateway,
    {
      ...{ merchant, amountTiyn: asked, toleranceTiyn: 0n, description, lines: [], reference: null, till },
      ...{
        capture: "automatic",
        late: "accept",
        returnUrl: link.return_url,
        payWithin: PAY_WITHIN,
        createdBy: `payment-link:${link.link}`,
      },
    },
    async (client, invoiceId) => {
      await client.query("SELECT 1 FROM payload.payment_links WHERE link = $1 FOR UPDATE", [link.link]);
      if (!isOpen(await readLink(client, token), now())) throw new ProblemError("payment-link-closed");
      await client.query("INSERT INTO payload.payment_link_uses (invoice_id, link) VALUES ($1, $2)", [
        bytesOf(invoiceId),
        link.link,
      ]);
    },
  );
}
