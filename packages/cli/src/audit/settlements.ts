// Every settlement again: the book of the slot as the chain had it, cleared by the same pure function, line for line (E9).
import { clear, type Device, type EvidenceClass, type Order, type Side, type SlotBook } from "@alatau/market";
import { owedUp, packLines, type Bytes32, type Slot, type Tiyn, type TiynPerMWh, type Wh } from "@alatau/sdk";
import { AuditDifferenceError, hexOf, requireSame } from "./difference.ts";
import type { Client } from "./ledger.ts";
import type { AuditedSet } from "./readings.ts";

interface ChunkRow {
  zone: number;
  slot: Slot;
  version: number;
  chunk: number;
  price: bigint;
  tariff_version: number;
  lines: Buffer;
  block_number: number;
}

/** Clears every slot that was settled to its end; answers how many. @throws {AuditDifferenceError} */
export async function auditSettlements(derived: Client, sets: readonly AuditedSet[]): Promise<number> {
  const { rows } = await derived.query<ChunkRow>(
    `SELECT s.zone, s.slot, s.version, s.chunk, s.price, s.tariff_version, s.lines, s.block_number
       FROM ledger.settlements s JOIN ledger.slot_results USING (zone, slot, version) ORDER BY s.block_number, s.log_index`,
  );
  const known = new Map(sets.map((set) => [nameOf(set), set]));
  const settled = Map.groupBy(rows, nameOf);
  for (const [name, chunks] of settled) {
    const set = known.get(name);
    if (set === undefined)
      throw new AuditDifferenceError(`settlement ${name}`, "no reading set", "a reading set of this version");
    await auditSettlement(derived, set, chunks);
  }
  return settled.size;
}

const nameOf = ({ zone, slot, version }: { zone: number; slot: number; version: number }): string =>
  `${zone}/${slot}/${version}`;

async function auditSettlement(derived: Client, set: AuditedSet, chunks: readonly ChunkRow[]): Promise<void> {
  const place = `settlement ${nameOf(set)}`;
  const found = hexOf(Buffer.concat(chunks.map(({ lines }) => lines)));
  const [first] = chunks;
  // Locked money is what it was when the solver cleared: after the set was accepted and before the first chunk.
  let last: { lines: string; price: bigint; tariffVersion: number } | undefined;
  for (const block of [first!.block_number - 1, set.block]) {
    const { lines, price, tariffVersion } = clear(await bookOf(derived, set, block));
    last = { lines: packLines(lines), price, tariffVersion };
    if (last.lines === found) break;
  }
  requireSame(`${place}, tariff version`, first!.tariff_version, last!.tariffVersion);
  requireSame(`${place}, price`, first!.price, last!.price);
  requireSame(`${place}, lines`, found, last!.lines);
}

/** The book of a slot as of a block. */
async function bookOf(derived: Client, { zone, slot, leaves }: AuditedSet, block: number): Promise<SlotBook> {
  const numbers = leaves.map(({ device }) => device);
  const orders = await ordersOf(derived, { zone, slot, numbers });
  return {
    slot,
    zone,
    tariff: await tariffOf(derived, zone, slot),
    devices: await devicesOf(derived, numbers),
    readings: leaves.map(({ device, importWh, exportWh, allocated }) => ({
      device,
      importWh,
      exportWh,
      allocated,
    })),
    orders: funded(orders, await lockedOf(derived, block)),
  };
}

async function tariffOf(derived: Client, zone: number, slot: Slot): Promise<SlotBook["tariff"]> {
  const { rows } = await derived.query<{
    version: number;
    feed_in: TiynPerMWh;
    retail: TiynPerMWh;
    network_fee: TiynPerMWh;
  }>(
    `SELECT version, feed_in, retail, network_fee FROM ledger.tariffs
      WHERE zone = $1 AND from_slot <= $2 ORDER BY version DESC LIMIT 1`,
    [zone, slot],
  );
  const [row] = rows;
  if (row === undefined)
    throw new AuditDifferenceError(`tariff of zone ${zone} in slot ${slot}`, "a settlement", "no tariff");
  return { version: row.version, feedIn: row.feed_in, retail: row.retail, networkFee: row.network_fee };
}

async function devicesOf(derived: Client, numbers: readonly number[]): Promise<Device[]> {
  const { rows } = await derived.query<Device>(
    `SELECT d.device, d.participant, p.owner, d.evidence, d.kind IN ('bus', 'battery') AS storage
       FROM ledger.devices d JOIN ledger.participants p USING (participant) WHERE d.device = ANY($1)`,
    [numbers],
  );
  return rows;
}

type BookOrder = Order & { readonly participant: number };

/** Orders placed before the slot began that had not ended before it. */
async function ordersOf(
  derived: Client,
  { zone, slot, numbers }: { zone: number; slot: Slot; numbers: readonly number[] },
): Promise<BookOrder[]> {
  const { rows } = await derived.query<{
    order_number: number;
    order_hash: Buffer;
    participant: number;
    side: Side;
    device: number;
    slot_from: Slot;
    last_slot: Slot;
    placed_in: Slot;
    max_wh_per_slot: Wh;
    limit_price: TiynPerMWh;
    partner: number;
    min_evidence: EvidenceClass;
    locked: Tiyn;
  }>(
    `SELECT o.order_number, o.order_hash, o.participant, o.side, o.device, o.slot_from, o.last_slot, o.placed_in, o.max_wh_per_slot,
            o.limit_price, o.partner, o.min_evidence, o.locked
       FROM ledger.current_orders o
      WHERE o.zone = $1 AND o.placed_in < $2 AND o.slot_from <= $2 AND o.last_slot >= $2 AND o.device = ANY($3)
      ORDER BY o.order_number`,
    [zone, slot, numbers],
  );
  return rows.map((row) => ({
    order: BigInt(row.order_number),
    orderHash: hexOf(row.order_hash) as Bytes32,
    participant: row.participant,
    side: row.side,
    device: row.device,
    slotFrom: row.slot_from,
    slotTo: row.last_slot,
    placedInSlot: row.placed_in,
    maxWhPerSlot: row.max_wh_per_slot,
    limitPrice: row.limit_price,
    partner: row.partner,
    minEvidence: row.min_evidence,
    lockedTiyn: row.locked,
  }));
}

/** Locked money of everybody after a block, tiyn. */
async function lockedOf(derived: Client, block: number): Promise<Map<number, bigint>> {
  const { rows } = await derived.query<{ participant: number; locked: bigint }>(
    `SELECT participant, sum(locked)::numeric(78, 0) AS locked FROM ledger.movements WHERE block_number <= $1 GROUP BY participant`,
    [block],
  );
  return new Map(rows.map(({ participant, locked }) => [participant, locked]));
}

/** What each bid can count on: the least of its lock, its need at its limit, and what its participant's earlier bids leave locked. */
function funded(orders: readonly BookOrder[], locked: ReadonlyMap<number, bigint>): BookOrder[] {
  const left = new Map(locked);
  return orders.map((order) => {
    if (order.side === "ask") return order;
    const rest = left.get(order.participant) ?? 0n;
    const need: bigint = owedUp(order.maxWhPerSlot, order.limitPrice);
    const lockedTiyn = [order.lockedTiyn as bigint, need, rest].reduce((least, one) =>
      one < least ? one : least,
    );
    left.set(order.participant, rest - lockedTiyn);
    return { ...order, lockedTiyn: lockedTiyn as Tiyn };
  });
}
