// The working state of one clearing: what each meter still has and what each standing order may still take.
import type { Wh } from "@alatau/sdk";
import type { Device, FillKind, Order, Side, SlotBook } from "./types.ts";

const PER_MWH = 1_000_000n;

/** A device's accepted energy and how much of it no order has taken yet, Wh. */
export type Meter = {
  readonly device: Device;
  readonly importWh: bigint;
  readonly exportWh: bigint;
  readonly orders: Standing[];
  readonly tradesWithPeers: boolean;
  importLeft: bigint;
  exportLeft: bigint;
};

/** An order that counts in the slot, what it may still take and what it was given, Wh. */
export type Standing = {
  readonly order: Order;
  readonly meter: Meter;
  left: bigint;
  readonly filled: Record<FillKind, bigint>;
};

export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The most a bid may take, Wh: `floor(locked × 1e6 / limit)`, unbounded at a limit of 0. Wherever price + fee ≤ limit,
 * `owedUp(wh, price) + paidDown(wh, fee)` then stays within the lock, also when own use takes a part of it on a line of its own.
 */
export function fundedWh(order: Order): bigint {
  if (order.side === "ask" || order.limitPrice === 0n) return order.maxWhPerSlot;
  return least(order.maxWhPerSlot, (order.lockedTiyn * PER_MWH) / order.limitPrice);
}

/** The meters of a slot, ascending by device, with accepted energy: storage net of the other direction (E1). */
export function metersOf(book: SlotBook, devices: ReadonlyMap<number, Device>): Meter[] {
  return book.readings
    .map((reading): Meter => {
      const device = devices.get(reading.device)!;
      const offset = device.storage ? least(reading.importWh, reading.exportWh) : 0n;
      const importWh = reading.importWh - offset;
      const exportWh = reading.exportWh - offset;
      return {
        device,
        importWh,
        exportWh,
        orders: [],
        tradesWithPeers: reading.allocated !== true,
        importLeft: importWh,
        exportLeft: exportWh,
      };
    })
    .sort((a, b) => a.device.device - b.device.device);
}

/** The orders that count in the slot, ascending by order; each is also hung on its meter. */
export function standingOrders(book: SlotBook, meters: readonly Meter[]): Standing[] {
  const meterOf = new Map(meters.map((meter) => [meter.device.device, meter]));
  const standing: Standing[] = [];
  for (const order of book.orders) {
    const meter = meterOf.get(order.device);
    if (meter === undefined || !meter.tradesWithPeers) continue;
    if (order.placedInSlot >= book.slot || order.slotFrom > book.slot || order.slotTo < book.slot) continue;
    // A bid that cannot pay the network fee can take no energy from anybody, not even its owner's.
    if (order.side === "bid" && order.limitPrice < book.tariff.networkFee) continue;
    const one: Standing = { order, meter, left: fundedWh(order), filled: { own: 0n, partner: 0n, pool: 0n } };
    if (room(one) > 0n) standing.push(one);
  }
  standing.sort((a, b) => ascending(a.order.order, b.order.order));
  for (const one of standing) one.meter.orders.push(one);
  return standing;
}

/** What is left on a meter for a side, Wh. */
export const energyLeft = (meter: Meter, side: Side): bigint =>
  side === "ask" ? meter.exportLeft : meter.importLeft;

/** What an order could take now, Wh: the lesser of its own rest and its meter's. */
export const room = (one: Standing): bigint => least(one.left, energyLeft(one.meter, one.order.side));

/** Takes energy off an order and its meter without saying yet what it is for. */
export function setAside(one: Standing, wh: bigint): void {
  one.left -= wh;
  if (one.order.side === "ask") one.meter.exportLeft -= wh;
  else one.meter.importLeft -= wh;
}

/** Fills an order from its meter. */
export function fill(one: Standing, wh: bigint, kind: FillKind): void {
  setAside(one, wh);
  one.filled[kind] += wh;
}

/** How much orders of one side could take together, Wh: orders of one device share its energy. */
export function capacity(orders: readonly Standing[]): bigint {
  const wanted = new Map<Meter, bigint>();
  for (const one of orders) wanted.set(one.meter, (wanted.get(one.meter) ?? 0n) + one.left);
  let total = 0n;
  for (const [meter, wh] of wanted) total += least(wh, energyLeft(meter, orders[0]!.order.side));
  return total;
}

/** Best first: asks by ascending, bids by descending limit, then by order. */
export function byMerit(a: Standing, b: Standing): number {
  const [first, second] = a.order.side === "ask" ? [a, b] : [b, a];
  return (
    ascending(first.order.limitPrice, second.order.limitPrice) || ascending(a.order.order, b.order.order)
  );
}

/** Splits orders by side, keeping their order. */
export function bySide(orders: readonly Standing[]): { asks: Standing[]; bids: Standing[] } {
  const asks: Standing[] = [];
  const bids: Standing[] = [];
  for (const one of orders) (one.order.side === "ask" ? asks : bids).push(one);
  return { asks, bids };
}

/** Brands a number of watt-hours. */
export const asWh = (wh: bigint): Wh => wh as Wh;
