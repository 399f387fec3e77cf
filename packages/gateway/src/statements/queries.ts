// Statements: every line of a participant in the order in which the chain folded them.
import type pg from "pg";
import { named, type ListQuery } from "../http/paging.ts";

export interface StatementLineRow {
  id: string;
  reversed: boolean;
  zone: number;
  slot: number;
  version: number;
  chunk: number;
  line: number;
  kind: string;
  device: number;
  order_number: number;
  wh: string;
  amount_tiyn: string;
  fee_tiyn: string;
  price: string;
  evidence: number;
  settled_at: number;
  block_number: number;
  tx_hash: string;
  log_index: number;
}

/** Blocks (from, to] that a statement covers. */
export interface StatementPeriod {
  readonly afterBlock: number;
  readonly toBlock: number;
}

const FROM = `FROM ledger.statement_lines l JOIN ledger.sales s USING (zone, slot, version, chunk, line)
LEFT JOIN ledger.blocks b ON b.number = l.block_number`;
const SELECT = `SELECT l.id, l.reversed, s.zone, s.slot, s.version, s.chunk, s.line, s.kind, s.device, s.order_number, s.wh, s.amount_tiyn,
  s.fee_tiyn, s.price, s.evidence, b.timestamp AS settled_at, l.block_number, l.tx_hash, l.log_index ${FROM}`;

/** The lines of a participant within a period, in the order of the fold. */
export const statementQuery = (participant: number, { afterBlock, toBlock }: StatementPeriod): ListQuery => ({
  select: SELECT,
  where: [
    ["l.participant = ?", participant],
    ["l.block_number > ?", afterBlock],
    ["l.block_number <= ?", toBlock],
  ],
  keys: [
    { column: "l.block_number", field: "block_number" },
    { column: "l.log_index", field: "log_index" },
    { column: "s.line", field: "line" },
  ],
  descending: false,
});

export interface StatementTotals {
  lines: number;
  received: string;
  paid: string;
  fees: string;
  sold_wh: string;
  bought_wh: string;
  own_wh: string;
}

/** Totals of a period; a line that was taken back counts negative. */
export async function readTotals(
  db: pg.Pool,
  participant: number,
  { afterBlock, toBlock }: StatementPeriod,
): Promise<StatementTotals> {
  const energy = (kinds: string) =>
    `coalesce(sum(CASE WHEN l.reversed THEN -s.wh ELSE s.wh END) FILTER (WHERE s.kind IN (${kinds})), 0)::numeric(78, 0)`;
  const money = "CASE WHEN l.reversed THEN -s.amount_tiyn ELSE s.amount_tiyn END";
  const { rows } = await db.query<StatementTotals>(
    named(
      `SELECT count(*) AS lines,
         coalesce(sum(${money}) FILTER (WHERE s.amount_tiyn > 0), 0)::numeric(78, 0) AS received,
         coalesce(-sum(${money}) FILTER (WHERE s.amount_tiyn < 0), 0)::numeric(78, 0) AS paid,
         coalesce(sum(CASE WHEN l.reversed THEN -s.fee_tiyn ELSE s.fee_tiyn END), 0)::numeric(78, 0) AS fees,
         ${energy("'sold', 'gridSold', 'partnerSold'")} AS sold_wh,
         ${energy("'bought', 'gridBought', 'partnerBought'")} AS bought_wh,
         ${energy("'ownBought'")} AS own_wh
       FROM ledger.statement_lines l JOIN ledger.sales s USING (zone, slot, version, chunk, line)
       WHERE l.participant = $1 AND l.block_number > $2 AND l.block_number <= $3`,
      [participant, afterBlock, toBlock],
    ),
  );
  return rows[0]!;
}

/** The fold of a participant's lines up to a block: what the chain's word says there. */
export async function readFold(
  db: pg.Pool,
  participant: number,
  block: number,
): Promise<{ count: number; hash: string; block: number | null }> {
  const { rows } = await db.query<{ count: number; hash: string; block: number }>(
    named(
      `SELECT count, hash, block_number AS block FROM ledger.statements WHERE participant = $1 AND block_number <= $2
       ORDER BY block_number DESC, log_index DESC LIMIT 1`,
      [participant, block],
    ),
  );
  return rows[0] ?? { count: 0, hash: `0x${"00".repeat(28)}`, block: null };
}

/** The last block at or before a moment (Unix seconds); -1 before the first. */
export async function blockAt(db: pg.Pool, time: number): Promise<number> {
  const { rows } = await db.query<{ number: number | null }>(
    named("SELECT max(number) AS number FROM ledger.blocks WHERE timestamp <= $1", [time]),
  );
  return rows[0]?.number ?? -1;
}
