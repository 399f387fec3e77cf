// A few readings of schema `ledger` that every program needs; whoever needs more writes its own SQL on the documented tables.
import type pg from "pg";
import { toHex, type Hex, type Slot, type Tiyn, type TiynPerMWh, type Wh } from "@alatau/sdk/blocks";

type Queryable = Pick<pg.Pool, "query">;

/** Where a fact stands on the chain. */
export interface Place {
  readonly blockNumber: number;
  readonly txHash: Hex;
  /** Within the block. */
  readonly logIndex: number;
}

export interface BlockRow {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Unix seconds: the ledger's «now» for the last block. */
  readonly timestamp: number;
  readonly slot: Slot;
}

/** An account in the vault, tiyn. */
export interface AccountBalanceRow {
  readonly participant: number;
  readonly free: Tiyn;
  readonly locked: Tiyn;
  readonly proceeds: Tiyn;
  readonly owed: Tiyn;
}

/** A standing order with its end. */
export interface OrderRow extends Place {
  readonly orderNumber: bigint;
  readonly orderHash: Hex;
  readonly participant: number;
  readonly device: number;
  readonly zone: number;
  readonly side: "ask" | "bid";
  readonly slotFrom: Slot;
  /** Last slot it counts for: the signed one, or that of its cancelling. */
  readonly lastSlot: Slot;
  /** It counts for slots after this one. */
  readonly placedIn: Slot;
  readonly maxWhPerSlot: Wh;
  readonly limitPrice: TiynPerMWh;
  /** Participant to trade with alone; 0: anyone. */
  readonly partner: number;
  readonly minEvidence: number;
  readonly locked: Tiyn;
}

/** A sale with its status. */
export interface SaleRow extends Place {
  readonly id: string;
  readonly zone: number;
  readonly slot: Slot;
  readonly version: number;
  readonly chunk: number;
  readonly line: number;
  readonly kind: string;
  readonly device: number;
  readonly participant: number;
  readonly orderNumber: bigint;
  readonly wh: Wh;
  /** Positive: the participant receives. */
  readonly amountTiyn: Tiyn;
  readonly feeTiyn: Tiyn;
  readonly price: TiynPerMWh;
  readonly tariffVersion: number;
  readonly evidence: number;
  readonly status: "current" | "corrected" | "disputed";
  readonly dispute: "open" | "upheld" | "dismissed" | null;
}

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const BIG = new Set(["orderNumber"]);

/** A row with names in camel case, bytes as `0x…` and order numbers as bigint. */
export function readRow<R>(row: Readonly<Record<string, unknown>>): R {
  const entries = Object.entries(row).map(([column, value]) => {
    const name = camel(column);
    if (value instanceof Uint8Array) return [name, toHex(value)];
    return [name, BIG.has(name) ? BigInt(value as number) : value];
  });
  return Object.fromEntries(entries) as R;
}

const readRows = async <R>(db: Queryable, sql: string, values: readonly unknown[]): Promise<R[]> =>
  (await db.query<Record<string, unknown>>(sql, [...values])).rows.map((row) => readRow<R>(row));

/** The last stored block; undefined before the first. */
export async function latestBlock(db: Queryable): Promise<BlockRow | undefined> {
  const columns = "number, hash, parent_hash, timestamp, slot";
  const rows = await readRows<BlockRow>(
    db,
    `SELECT ${columns} FROM ledger.blocks ORDER BY number DESC LIMIT 1`,
    [],
  );
  return rows[0];
}

/** A participant's account in the vault; zeroes where nothing was ever moved. */
export async function accountBalance(db: Queryable, participant: number): Promise<AccountBalanceRow> {
  const rows = await readRows<AccountBalanceRow>(
    db,
    "SELECT participant, free, locked, proceeds, owed FROM ledger.account_balances WHERE participant = $1",
    [participant],
  );
  const none = 0n as Tiyn;
  return rows[0] ?? { participant, free: none, locked: none, proceeds: none, owed: none };
}

/** The book of a slot: every order of the zone that counts for it, ascending by number. */
export async function ordersOfSlot(db: Queryable, zone: number, slot: Slot): Promise<OrderRow[]> {
  return readRows<OrderRow>(
    db,
    `SELECT o.order_number, o.order_hash, o.participant, o.device, o.zone, o.side, o.slot_from,
            coalesce(c.last_slot, o.slot_to) AS last_slot, o.placed_in, o.max_wh_per_slot, o.limit_price, o.partner,
            o.min_evidence, o.locked, o.block_number, o.tx_hash, o.log_index
     FROM ledger.orders o
     LEFT JOIN LATERAL (
       SELECT min(c.last_slot) AS last_slot FROM ledger.order_changes c
       WHERE c.order_number = o.order_number AND c.change = 'cancelled'
     ) c ON true
     WHERE o.zone = $1 AND o.placed_in < $2 AND o.slot_from <= $2 AND o.slot_to >= $2
       AND coalesce(c.last_slot, o.slot_to) >= $2
     ORDER BY o.order_number`,
    [zone, slot],
  );
}

/** One sale by its place; undefined where there is none. */
export async function saleAt(
  db: Queryable,
  { zone, slot, version, chunk, line }: Pick<SaleRow, "zone" | "slot" | "version" | "chunk" | "line">,
): Promise<SaleRow | undefined> {
  const rows = await readRows<SaleRow>(
    db,
    "SELECT * FROM ledger.current_sales WHERE (zone, slot, version, chunk, line) = ($1, $2, $3, $4, $5)",
    [zone, slot, version, chunk, line],
  );
  return rows[0];
}

/** The participant whose account in force this is; undefined for a stranger or a retired key. */
export async function participantOf(db: Queryable, account: Hex): Promise<number | undefined> {
  const { rows } = await db.query<{ participant: number }>(
    `SELECT participant FROM ledger.current_participants WHERE account = $1
       AND participant IN (SELECT participant FROM ledger.participant_keys WHERE account = $1)`,
    [Buffer.from(account.slice(2), "hex")],
  );
  return rows[0]?.participant;
}
