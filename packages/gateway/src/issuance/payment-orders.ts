// What the bank is to pay: burned cash-outs and money that is sent back, written into one order, each once.
import { type PaymentOrder } from "@alatau/formats";
import type pg from "pg";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { CASH_OUTS, type CashOutRow } from "./cash-outs.ts";
import { lockIssuance } from "./members.ts";

interface KeptPayment {
  readonly reference: string;
  readonly amountTiyn: string;
  readonly name: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly text: string;
}

interface KeptOrder {
  readonly debtor: { readonly name: string; readonly iban: string; readonly bic: string | null };
  readonly payOn: string;
  readonly transfers: readonly KeptPayment[];
}

export interface OrderRow {
  readonly number: number;
  readonly message_id: string;
  readonly payments: KeptOrder;
  readonly made_by: string;
  readonly created_at: Date;
}

export const ORDERS = "SELECT number, message_id, payments, made_by, created_at FROM payload.payment_orders";

/** Transfers of one order. */
const AT_ONCE = 5_000;

/**
 * Writes an order of everything that may be paid from an account and is in no order yet. Only burns that are final are paid: what a bank
 * has sent does not come back when a chain does. @throws {ProblemError} `payment-order-empty`, `statement-account-foreign`
 */
export async function makeOrder(
  pool: pg.Pool,
  { iban, payOn, madeBy }: { iban: string; payOn: string; madeBy: string },
): Promise<number> {
  return await inTransaction(pool, async (client) => {
    await lockIssuance(client);
    const { rows } = await client.query<KeptOrder["debtor"]>(
      "SELECT name, iban, bic FROM payload.issuer_accounts WHERE iban = $1",
      [iban],
    );
    const [debtor] = rows;
    if (debtor === undefined) throw new ProblemError("statement-account-foreign");
    const cashOuts = await burned(client);
    const back = await toSendBack(client);
    const transfers = [...cashOuts.map(paymentOf), ...back.map(({ payment }) => payment)];
    if (transfers.length === 0) throw new ProblemError("payment-order-empty");
    const kept: KeptOrder = { debtor, payOn, transfers };
    const made = await client.query<{ number: number }>(
      `INSERT INTO payload.payment_orders (message_id, payments, made_by)
       VALUES ('AL-' || replace(gen_random_uuid()::text, '-', ''), $1, $2) RETURNING number`,
      [JSON.stringify(kept), madeBy],
    );
    const { number } = made.rows[0]!;
    await client.query("UPDATE payload.cash_outs SET exported = $1 WHERE number = ANY($2)", [
      number,
      cashOuts.map((row) => row.number),
    ]);
    await client.query("UPDATE payload.sent_back SET exported = $1 WHERE entry = ANY($2)", [
      number,
      back.map(({ entry }) => entry),
    ]);
    return number;
  });
}

async function burned(client: pg.PoolClient): Promise<CashOutRow[]> {
  const { rows } = await client.query<CashOutRow>(
    `${CASH_OUTS} WHERE c.state = 'burned' AND c.kind = 'bank' ORDER BY number LIMIT $1`,
    [AT_ONCE],
  );
  return rows;
}

const paymentOf = (row: CashOutRow): KeptPayment => ({
  ...{ reference: row.reference, amountTiyn: row.amount_tiyn, name: row.creditor_name! },
  ...{ iban: row.creditor_iban!, bic: row.creditor_bic, text: `${row.reference} aKZT` },
});

async function toSendBack(client: pg.PoolClient): Promise<{ entry: number; payment: KeptPayment }[]> {
  const { rows } = await client.query<{
    entry: number;
    reference: string;
    amount: string;
    name: string;
    iban: string;
    theirs: string;
  }>(
    `SELECT s.entry, s.reference, e.amount_tiyn::text AS amount, e.counterparty AS name, e.counter_iban AS iban, e.reference AS theirs
       FROM payload.sent_back s JOIN payload.issuer_entries e ON e.number = s.entry WHERE s.exported IS NULL ORDER BY s.entry`,
  );
  return rows.map(({ entry, reference, amount, name, iban, theirs }) => ({
    entry,
    payment: { reference, amountTiyn: amount, name, iban, bic: null, text: `${reference}: ${theirs}` },
  }));
}

/** An order as banks take it. @throws {ProblemError} `payment-order-unknown` */
export async function readOrder(pool: pg.Pool, number: number): Promise<PaymentOrder & { number: number }> {
  const { rows } = await pool.query<OrderRow>(`${ORDERS} WHERE number = $1`, [number]);
  const [row] = rows;
  if (row === undefined) throw new ProblemError("payment-order-unknown");
  return { number: row.number, ...orderOf(row) };
}

const orderOf = ({ message_id: messageId, payments, created_at: createdAt }: OrderRow): PaymentOrder => ({
  ...{ messageId, createdAt: createdAt.toISOString(), payOn: payments.payOn, debtor: payments.debtor },
  transfers: payments.transfers.map(({ reference, amountTiyn, name, iban, bic, text }) => ({
    ...{ reference, amountTiyn: BigInt(amountTiyn), creditor: { name, iban, bic }, text },
  })),
});
