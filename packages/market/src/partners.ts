// Mutually named participants trade with each other only, at the slot's one price.
import { accepts, canTrade } from "./corridor.ts";
import type { Corridor } from "./corridor.ts";
import { admitByEvidence } from "./evidence.ts";
import { isForPartner } from "./own-use.ts";
import { bySide, byMerit, capacity, least, room, setAside } from "./standing.ts";
import type { Standing } from "./standing.ts";

/** Energy set aside for one order of a pair, Wh; filled once the price is known. */
type Aside = { readonly one: Standing; readonly wh: bigint };

/** What one participant sells to another, each side best first. */
export type Pair = { readonly asks: readonly Aside[]; readonly bids: readonly Aside[] };

/** Orders of two participants that name each other; `lower` and `higher` are their numbers. */
type Couple = { readonly lower: number; readonly higher: number; readonly orders: Standing[] };

/** The participant that sells where an order of a couple is filled. */
const sellerOf = ({ order, meter }: Standing): number =>
  order.side === "ask" ? meter.device.participant : order.partner;

/** Splits a couple's orders by who sells and keeps the directions that have both sides. */
function directions({ lower, higher }: Couple, orders: readonly Standing[]) {
  return [lower, higher]
    .map((seller) => bySide(orders.filter((one) => sellerOf(one) === seller)))
    .filter(({ asks, bids }) => asks.length > 0 && bids.length > 0);
}

function couples(
  standing: readonly Standing[],
  ownerOf: ReadonlyMap<number, number>,
  corridor: Corridor,
): Couple[] {
  const found = new Map<string, Couple>();
  for (const one of standing) {
    if (!isForPartner(one, ownerOf) || !canTrade(one, corridor)) continue;
    const [self, other] = [one.meter.device.participant, one.order.partner];
    const [lower, higher] = self < other ? [self, other] : [other, self];
    const couple = found.get(`${lower} ${higher}`);
    if (couple === undefined) found.set(`${lower} ${higher}`, { lower, higher, orders: [one] });
    else couple.orders.push(one);
  }
  return [...found.values()].sort((a, b) => a.lower - b.lower || a.higher - b.higher);
}

function setAsideBest(orders: readonly Standing[], wh: bigint): Aside[] {
  const aside: Aside[] = [];
  let rest = wh;
  for (const one of orders) {
    const given = least(rest, room(one));
    if (given === 0n) continue;
    setAside(one, given);
    aside.push({ one, wh: given });
    rest -= given;
  }
  return aside;
}

/**
 * Sets energy aside for every pair before the pool opens: the lesser of both sides, best limits first. Couples go by ascending lower,
 * then higher participant, and within one the lower sells first; evidence must do for both directions together. What the price then
 * refuses is left to the grid, so that the price never depends on what it refuses.
 */
export function pairPartners(
  standing: readonly Standing[],
  ownerOf: ReadonlyMap<number, number>,
  corridor: Corridor,
): Pair[] {
  const pairs: Pair[] = [];
  for (const couple of couples(standing, ownerOf, corridor)) {
    const withEnergy = couple.orders.filter((one) => room(one) > 0n);
    const matched = directions(couple, withEnergy).flatMap(({ asks, bids }) => [...asks, ...bids]);
    for (const { asks, bids } of directions(couple, admitByEvidence(matched))) {
      const wh = least(capacity(asks), capacity(bids));
      pairs.push({ asks: setAsideBest(asks.sort(byMerit), wh), bids: setAsideBest(bids.sort(byMerit), wh) });
    }
  }
  return pairs;
}

/** Fills what both sides of a pair accept at the price; the rest of what was set aside goes back to the meters, and so to the grid. */
export function settlePair(pair: Pair, price: bigint, corridor: Corridor): void {
  const willing = (side: readonly Aside[]): Aside[] =>
    side.filter(({ one }) => accepts(one, price, corridor));
  const total = (side: readonly Aside[]): bigint => side.reduce((sum, { wh }) => sum + wh, 0n);
  const [asks, bids] = [willing(pair.asks), willing(pair.bids)];
  const traded = least(total(asks), total(bids));
  for (const { one, wh } of [...pair.asks, ...pair.bids]) setAside(one, -wh);
  for (const side of [asks, bids]) {
    let rest = traded;
    for (const { one, wh } of side) {
      const given = least(rest, wh);
      setAside(one, given);
      one.filled.partner += given;
      rest -= given;
    }
  }
}
