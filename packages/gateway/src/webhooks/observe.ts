// From changed invoices to events and their deliveries, in one transaction: a killed worker has done all of it or nothing.
import { createHash } from "node:crypto";
import { jsonText } from "@alatau/sdk";
import type pg from "pg";
import type { Hex } from "viem";
import { bytesOf, timeOf } from "../http/show.ts";
import { readFacts } from "../invoices/facts.ts";
import { INVOICE_SELECT, invoiceOf, readBanked, type Invoice } from "../invoices/store.ts";
import type { InvoiceState } from "../invoices/status.ts";
import { inTransaction } from "../transaction.ts";
import { changesSince, type Change, type EventType, type Tip } from "./timeline.ts";

/** The id of an invoice's n-th event; the same whoever makes it, and when. */
export const eventId = (invoice: Hex, sequence: number): string =>
  `evt_${createHash("sha256").update(`${invoice}/${sequence}`).digest("hex").slice(0, 32)}`;

/** Invoices that are looked at together. */
const CHUNK = 200;
/** Key of the advisory lock: one worker looks at a time. */
const LOCK = 0x7765_6268;

interface Progress {
  readonly block: number;
  readonly hash: Buffer;
  readonly time: number;
}

/**
 * Looks at every invoice that may have changed since the last look and appends its events. Returns how many. Does nothing while
 * the ledger's tables are behind the last look: they are being rebuilt, or the chain went back and has not caught up.
 */
export async function observeInvoices(pool: pg.Pool): Promise<number> {
  return await inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const { rows } = await client.query<{ free: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS free", [
      LOCK,
    ]);
    const last = await readProgress(client);
    const tip = await readTip(client);
    if (rows[0]?.free !== true || tip === undefined || tip.block < last.block) return 0;
    const queue = await client.query<{ number: number; invoice_id: Buffer }>(
      "SELECT number, invoice_id FROM work.changed_invoices",
    );
    if (tip.block === last.block && tip.hash.equals(last.hash) && queue.rows.length === 0) return 0;
    const changed = await changedInvoices(client, last, tip);
    const ids = [...new Set([...changed, ...queue.rows.map((row) => toHex(row.invoice_id))])];
    let count = 0;
    for (let from = 0; from < ids.length; from += CHUNK)
      count += await appendEvents(client, ids.slice(from, from + CHUNK), tip);
    await client.query("DELETE FROM work.changed_invoices WHERE number = ANY($1::bigint[])", [
      queue.rows.map(({ number }) => number),
    ]);
    await client.query(
      "UPDATE work.webhook_progress SET block_number = $1, block_hash = $2, block_time = $3",
      [tip.block, tip.hash, tip.time],
    );
    return count;
  });
}

const toHex = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;

async function readProgress(client: pg.PoolClient): Promise<Progress> {
  const { rows } = await client.query<{ block_number: string; block_hash: Buffer; block_time: string }>(
    "SELECT block_number, block_hash, block_time FROM work.webhook_progress",
  );
  const { block_number, block_hash, block_time } = rows[0]!;
  return { block: Number(block_number), hash: block_hash, time: Number(block_time) };
}

async function readTip(client: pg.PoolClient): Promise<Progress | undefined> {
  const { rows } = await client.query<{ number: string; hash: Buffer; timestamp: string }>(
    "SELECT number, hash, timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1",
  );
  return rows[0] && { block: Number(rows[0].number), hash: rows[0].hash, time: Number(rows[0].timestamp) };
}

/** Invoices that a later block names or that have expired since; all of them when the block looked at last is no longer the chain's. */
async function changedInvoices(client: pg.PoolClient, last: Progress, tip: Progress): Promise<Hex[]> {
  const { rows: kept } = await client.query("SELECT 1 FROM ledger.blocks WHERE number = $1 AND hash = $2", [
    last.block,
    last.hash,
  ]);
  const after = kept.length === 1 ? last : { block: -1, time: 0 };
  const { rows } = await client.query<{ invoice_id: Buffer }>(
    `SELECT invoice_id FROM payload.invoices WHERE $3 OR (pay_by > $4 AND pay_by <= $5)
     UNION SELECT c.invoice_id FROM (
       SELECT invoice_id FROM ledger.payments WHERE block_number > $1 AND block_number <= $2
       UNION SELECT invoice_id FROM ledger.payment_changes WHERE block_number > $1 AND block_number <= $2
       UNION SELECT invoice_id FROM ledger.box_sweeps WHERE block_number > $1 AND block_number <= $2
       UNION SELECT invoice_id FROM ledger.surplus_releases WHERE block_number > $1 AND block_number <= $2) c
       JOIN payload.invoices USING (invoice_id)`,
    [after.block, tip.block, kept.length === 0 && last.block >= 0, after.time, tip.time],
  );
  return rows.map(({ invoice_id }) => toHex(invoice_id));
}

interface LastRow {
  invoice_id: Buffer;
  sequence: number;
  type: EventType;
  state: Record<string, unknown>;
  at: string;
  block_number: string;
}

async function appendEvents(client: pg.PoolClient, ids: readonly Hex[], tip: Tip): Promise<number> {
  const keys = [ids.map(bytesOf)];
  const invoices = await client.query(`${INVOICE_SELECT} WHERE i.invoice_id = ANY($1::bytea[])`, keys);
  const lasts = await client.query<LastRow>(
    `SELECT DISTINCT ON (invoice_id) invoice_id, sequence, type, state, at, block_number
       FROM payload.merchant_events WHERE invoice_id = ANY($1::bytea[]) ORDER BY invoice_id, sequence DESC`,
    keys,
  );
  const facts = await readFacts(client, ids);
  const banked = await readBanked(client, ids.map(bytesOf));
  const known = new Map(lasts.rows.map((row) => [toHex(row.invoice_id), row]));
  let count = 0;
  for (const row of invoices.rows) {
    const invoice = invoiceOf(row as never);
    const last = known.get(invoice.invoiceId);
    const { state, toleranceTiyn: tolerance, terms } = invoice;
    const { amount, payBy } = terms;
    const changes = changesSince(
      { state, amount, tolerance, payBy },
      facts.get(invoice.invoiceId) ?? [],
      tip,
      last && changeOf(last),
      banked.has(invoice.invoiceId),
    );
    for (const [index, change] of changes.entries())
      await append(client, invoice, change, (last?.sequence ?? 0) + index + 1);
    count += changes.length;
  }
  return count;
}

const changeOf = ({ type, state, at, block_number }: LastRow): Change => ({
  type,
  state: stateOf(state),
  at: Number(at),
  block: Number(block_number),
});

const AMOUNTS = ["paid", "fees", "refunded", "held", "surplus", "due"] as const;

const stateOf = (stored: Record<string, unknown>): InvoiceState =>
  ({
    ...stored,
    ...Object.fromEntries(AMOUNTS.map((name) => [name, BigInt(stored[name] as string)])),
  }) as unknown as InvoiceState;

/** Appends an event and one delivery for each endpoint that its merchant has now. */
async function append(
  client: pg.PoolClient,
  invoice: Invoice,
  { type, state, at, block }: Change,
  sequence: number,
): Promise<void> {
  const event = eventId(invoice.invoiceId, sequence);
  const { rowCount } = await client.query(
    `INSERT INTO payload.merchant_events (event, invoice_id, sequence, merchant, type, state, at, block_number, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[event, bytesOf(invoice.invoiceId), sequence, invoice.merchant, type],
      jsonText(state),
      ...[at, block, bodyOf(invoice, { type, state, at, block }, sequence)],
    ],
  );
  if (rowCount !== 1) throw new Error(`event ${event} was not kept`);
  await client.query(
    `INSERT INTO work.deliveries (endpoint, event)
     SELECT endpoint, $2 FROM payload.webhook_endpoints WHERE merchant = $1 AND disabled_at IS NULL AND deleted_at IS NULL
       AND (types IS NULL OR $3 = ANY(types))`,
    [invoice.merchant, event, type],
  );
}

/** What is sent, as Standard Webhooks lays it out: type, time, and the invoice as it was right after the change. */
const bodyOf = (
  { invoiceId, number, reference, till, terms }: Invoice,
  { type, state, at }: Change,
  sequence: number,
): string =>
  JSON.stringify({
    type,
    timestamp: timeOf(at),
    data: {
      ...{ event: eventId(invoiceId, sequence), sequence, invoice: invoiceId, number, reference, till },
      ...{ status: state.status, flags: state.flags, amountTiyn: String(terms.amount) },
      ...{ paidTiyn: String(state.paid), refundedTiyn: String(state.refunded) },
      ...{ heldTiyn: String(state.held), surplusTiyn: String(state.surplus), dueTiyn: String(state.due) },
    },
  });
