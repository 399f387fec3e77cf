// The chain's facts about invoices, in tenge: what was paid in another token counts by its quote.
import type pg from "pg";
import { getAddress, type Address, type Hex } from "viem";
import { bytesOf } from "../http/show.ts";
import type { PaymentFact } from "./status.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** A fact with its block and its place, which ascends along the chain: block × 2^20 + log. */
export interface FactAt {
  readonly fact: PaymentFact;
  readonly payment: Hex;
  readonly block: number;
  readonly place: number;
  /** The same in the token's own unit, where it was paid by a quote. */
  readonly quoted?: { readonly token: Address; readonly fact: PaymentFact };
}

interface FactRow {
  invoice_id: string;
  payment: string;
  kind: string;
  a: string;
  b: string;
  c: string | null;
  d: string | null;
  flag: boolean | null;
  at: number;
  place: string;
  /** What the payment was quoted at; null where it is in tenge. */
  quoted_tokens: string | null;
  quoted_tiyn: string | null;
  quoted_token: string | null;
}

/**
 * The ledger's events of invoices that concern their receiver, in their token or by a quote that was asked for: a stranger may name
 * any invoice in its own payment.
 */
const FACTS = `WITH asked AS (SELECT invoice_id, receiver, token FROM payload.invoices WHERE invoice_id = ANY($1::bytea[])),
paid AS (
  SELECT p.* FROM ledger.payments p JOIN asked a USING (invoice_id) LEFT JOIN payload.quoted_payments q USING (payment)
   WHERE p.receiver = a.receiver AND (p.token = a.token OR q.payment IS NOT NULL)),
facts AS (
  SELECT invoice_id, payment, kind, amount AS a, fee AS b, NULL::numeric AS c, NULL::numeric AS d, NULL::boolean AS flag, block_number, log_index FROM paid
  UNION ALL
  SELECT c.invoice_id, c.payment, c.change, c.amount, c.fee, c.to_payer, c.to_receiver,
         coalesce(c.of_hold, (SELECT o.of_hold FROM ledger.payment_changes o WHERE o.payment = c.payment AND o.change = 'dispute-opened' LIMIT 1)),
         c.block_number, c.log_index
    FROM ledger.payment_changes c WHERE c.payment IN (SELECT payment FROM paid)
       OR c.payment IN (SELECT s.payment FROM ledger.box_sweeps s JOIN asked a USING (invoice_id) WHERE s.receiver = a.receiver AND s.token = a.token)
  UNION ALL
  SELECT s.invoice_id, s.payment, 'box-swept', s.credited, s.fee, s.returned, s.held, s.late, s.block_number, s.log_index
    FROM ledger.box_sweeps s JOIN asked a USING (invoice_id) WHERE s.receiver = a.receiver AND s.token = a.token
  UNION ALL
  SELECT r.invoice_id, r.payment, 'surplus-released', r.amount, 0, NULL, NULL, NULL, r.block_number, r.log_index
    FROM ledger.surplus_releases r JOIN payload.payment_terms t ON t.payment = r.payment AND t.invoice_id = ANY($1::bytea[]))
SELECT '0x' || encode(f.invoice_id, 'hex') AS invoice_id, '0x' || encode(f.payment, 'hex') AS payment, f.kind, f.a::text, f.b::text, f.c::text, f.d::text, f.flag, b.timestamp AS at,
       (f.block_number * 1048576 + f.log_index)::text AS place,
       q.token_amount::text AS quoted_tokens, q.amount_tiyn::text AS quoted_tiyn,
       (SELECT '0x' || encode(token, 'hex') FROM payload.quotes WHERE quote = q.quote) AS quoted_token
  FROM facts f JOIN ledger.blocks b ON b.number = f.block_number LEFT JOIN payload.quoted_payments q USING (payment) ORDER BY f.block_number, f.log_index`;

/** What one of a fact's amounts is worth in tiyn. */
type Worth = (column: string, amount: string | null) => bigint;
const asItIs: Worth = (_column, amount) => BigInt(amount ?? 0);

/**
 * Values the amounts of payments by a quote: floor of all that was moved so far × quoted tiyn ÷ quoted tokens, less what was valued
 * before. So the parts of a whole sum to what the whole was quoted at. Rows must come in the order of the chain.
 */
function quotedWorth(): (row: FactRow) => Worth {
  const moved = new Map<string, bigint>();
  return ({ payment, kind, quoted_tokens: tokens, quoted_tiyn: tiyn }) =>
    (column, amount) => {
      if (tokens === null || tiyn === null) return asItIs(column, amount);
      const key = `${payment}/${kind}/${column}`;
      const before = moved.get(key) ?? 0n;
      const after = before + BigInt(amount ?? 0);
      moved.set(key, after);
      const value = (sum: bigint): bigint => (sum * BigInt(tiyn)) / BigInt(tokens);
      return value(after) - value(before);
    };
}

function factOf({ kind, a, b, c, d, flag, at: time, place: where }: FactRow, worth: Worth): PaymentFact {
  const [amount, fee] = [worth("amount", a), worth("fee", b)];
  const [third, fourth] = [worth("third", c), worth("fourth", d)];
  const [at, place, ofHold] = [Number(time), Number(where), flag === true];
  switch (kind) {
    case "charged":
    case "captured":
      return { kind, amount, fee, at };
    case "authorized":
    case "voided":
    case "reclaimed":
    case "refunded":
      return { kind, amount, at };
    case "dispute-opened":
      return { kind, ofHold, amount, at };
    case "dispute-resolved":
      return { kind, ofHold, toPayer: third, toReceiver: fourth, at };
    case "dispute-lapsed":
      return { kind, at };
    case "box-swept":
      return { kind, credited: amount, fee, returned: third, held: fourth, late: ofHold, at, place };
    case "surplus-released":
      return { kind, amount, at, place };
    default:
      throw new RangeError(`the ledger has an unknown change of a payment: ${kind}`);
  }
}

/** The facts of invoices with the block of each, in the order of the chain; an invoice without facts is absent. */
export async function readFacts(db: Queryable, invoices: readonly Hex[]): Promise<Map<Hex, FactAt[]>> {
  const { rows } = await db.query<FactRow>(FACTS, [invoices.map(bytesOf)]);
  const facts = new Map<Hex, FactAt[]>();
  const worthOf = quotedWorth();
  for (const row of rows) {
    const own = facts.get(row.invoice_id as Hex) ?? [];
    const place = Number(row.place);
    const token = row.quoted_token;
    own.push({
      ...{ fact: factOf(row, worthOf(row)), payment: row.payment as Hex },
      ...{ block: Math.floor(place / 2 ** 20), place },
      ...(token !== null && { quoted: { token: getAddress(token), fact: factOf(row, asItIs) } }),
    });
    facts.set(row.invoice_id as Hex, own);
  }
  return facts;
}
