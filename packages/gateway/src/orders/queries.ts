// Orders out of the ledger's tables.
import { LedgerError } from "@alatau/sdk";
import type pg from "pg";
import { named, type ListQuery } from "../http/paging.ts";

export interface OrderRow {
  order_number: number;
  participant: number;
  device: number;
  zone: number;
  side: "ask" | "bid";
  mode: string;
  slot_from: number;
  slot_to: number;
  placed_in: number;
  last_slot: number;
  max_wh_per_slot: string;
  limit_price: string;
  partner: number;
  min_evidence: number;
  locked: string;
  filled_wh: string;
  cancelled: boolean;
  released: boolean;
  evidence: number;
  order_hash: string;
  nonce: string;
  block_number: number;
  tx_hash: string;
  now_slot: number;
}

/** No order has this number. */
export class OrderUnknownError extends LedgerError {
  constructor(order: number) {
    super("order-unknown", `There is no order ${order}.`, { order });
  }
}

const SELECT = `SELECT o.order_number, o.participant, o.device, o.zone, o.side, o.mode, o.slot_from, o.slot_to, o.placed_in,
  o.last_slot, o.max_wh_per_slot, o.limit_price, o.partner, o.min_evidence, o.locked, o.filled_wh, o.cancelled, o.released,
  d.evidence, o.order_hash, o.nonce, o.block_number, o.tx_hash, b.slot AS now_slot
FROM ledger.current_orders o JOIN ledger.devices d USING (device)
CROSS JOIN (SELECT slot FROM ledger.blocks ORDER BY number DESC LIMIT 1) b`;

export interface OrderFilters {
  readonly participant?: number | undefined;
  readonly device?: number | undefined;
  readonly zone?: number | undefined;
  readonly side?: "ask" | "bid" | undefined;
  readonly live?: "true" | undefined;
}

/** Orders, the latest first. */
export const ordersQuery = ({ participant, device, zone, side, live }: OrderFilters): ListQuery => ({
  select: SELECT,
  where: [
    participant !== undefined && ["o.participant = ?", participant],
    device !== undefined && ["o.device = ?", device],
    zone !== undefined && ["o.zone = ?", zone],
    side !== undefined && ["o.side = ?", side],
    live !== undefined && ["(o.last_slot >= b.slot) = ?", true],
  ],
  keys: [{ column: "o.order_number", field: "order_number" }],
  descending: true,
});

/** One order. @throws {OrderUnknownError} */
export async function readOrder(db: pg.Pool, order: number): Promise<OrderRow> {
  const { rows } = await db.query<OrderRow>(named(`${SELECT} WHERE o.order_number = $1`, [order]));
  if (rows[0] === undefined) throw new OrderUnknownError(order);
  return rows[0];
}

/** The order that was placed with these terms; undefined while it is not. */
export async function findOrder(db: pg.Pool, orderHash: string): Promise<OrderRow | undefined> {
  const { rows } = await db.query<OrderRow>(
    named(`${SELECT} WHERE o.order_hash = $1`, [Buffer.from(orderHash.slice(2), "hex")]),
  );
  return rows[0];
}
