// E8: an owner never trades with itself. What it exports under its asks first meets what it imports under its bids, at price 0.
import { admitByEvidence } from "./evidence.ts";
import { ascending, bySide, capacity, fill, least, room } from "./standing.ts";
import type { Meter, Standing } from "./standing.ts";

/** The beneficial owner of each participant that has a reading in the slot. */
export const ownersByParticipant = (meters: readonly Meter[]): ReadonlyMap<number, number> =>
  new Map(meters.map(({ device }) => [device.participant, device.owner]));

/** Whether an order's only way to trade is with a participant of another owner. */
export function isForPartner(one: Standing, ownerOf: ReadonlyMap<number, number>): boolean {
  return one.order.partner !== 0 && ownerOf.get(one.order.partner) !== one.meter.device.owner;
}

function give(orders: readonly Standing[], wh: bigint): void {
  let rest = wh;
  for (const one of orders) {
    const given = least(rest, room(one));
    if (given > 0n) fill(one, given, "own");
    rest -= given;
  }
}

/**
 * Nets every owner's asks and bids: the lesser side is used up, over ascending orders on both sides, as fills of kind `own`.
 * Orders for a partner of another owner stay out; those for a partner of the same owner are own use and nothing else. Where an
 * owner's energy does not meet the evidence that its own orders demand, the strict orders sit out of own use and of the pool:
 * so an owner that netted has orders left on one side only. Answers the orders that may go on to the pool.
 */
export function netOwners(standing: readonly Standing[], ownerOf: ReadonlyMap<number, number>): Standing[] {
  const byOwner = new Map<number, Standing[]>();
  for (const one of standing) {
    if (isForPartner(one, ownerOf)) continue;
    const owner = one.meter.device.owner;
    const group = byOwner.get(owner);
    if (group === undefined) byOwner.set(owner, [one]);
    else group.push(one);
  }
  const open: Standing[] = [];
  for (const group of byOwner.values()) {
    const admitted = admitByEvidence(group);
    for (const one of admitted) if (one.order.partner === 0) open.push(one);
    const { asks, bids } = bySide(admitted);
    if (asks.length === 0 || bids.length === 0) continue;
    const netted = least(capacity(asks), capacity(bids));
    give(asks, netted);
    give(bids, netted);
  }
  return open.sort((a, b) => ascending(a.order.order, b.order.order));
}
