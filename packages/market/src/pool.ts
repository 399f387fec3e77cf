// The anonymous pool: who enters with how much, at what price, and who gets what.
import { cheapestFirst, clearingInterval, dearestFirst, ration } from "./auction.ts";
import type { Entry } from "./auction.ts";
import { accepts, canTrade, clip, midpoint, valueOf } from "./corridor.ts";
import type { Corridor } from "./corridor.ts";
import { admitByEvidence } from "./evidence.ts";
import { byMerit, bySide, energyLeft, fill, least, room } from "./standing.ts";
import type { Meter, Standing } from "./standing.ts";
import type { PriceBasis } from "./types.ts";

/** With fewer beneficial owners than this on a side, nobody's limit sets the price. */
export const MIN_INDEPENDENT_OWNERS = 3;

type PoolEntry = Entry & { readonly one: Standing };

/** Both sides of the pool, best first. */
export type Pool = { readonly asks: readonly PoolEntry[]; readonly bids: readonly PoolEntry[] };

/** Shares each meter's energy among its orders of one side, best limit first, then by order. */
function enter(orders: readonly Standing[], corridor: Corridor): PoolEntry[] {
  const left = new Map<Meter, bigint>();
  const entries: PoolEntry[] = [];
  for (const one of [...orders].sort(byMerit)) {
    const energy = left.get(one.meter) ?? energyLeft(one.meter, one.order.side);
    const wh = least(energy, one.left);
    left.set(one.meter, energy - wh);
    if (wh === 0n) continue;
    const value = valueOf(one, corridor);
    entries.push({ value, wh, order: one.order.order, hash: one.order.orderHash.toLowerCase(), one });
  }
  return entries;
}

/** The pool of those orders that still have energy, can trade within the corridor and meet each other's evidence. */
export function openPool(orders: readonly Standing[], corridor: Corridor): Pool {
  const open = orders.filter((one) => room(one) > 0n && canTrade(one, corridor));
  const { asks, bids } = bySide(admitByEvidence(open));
  return { asks: cheapestFirst(enter(asks, corridor)), bids: dearestFirst(enter(bids, corridor)) };
}

const owners = (side: readonly PoolEntry[]): number =>
  new Set(side.map(({ one }) => one.meter.device.owner)).size;

/** The slot's price, tiyn per MWh: middle of the clearing interval rounded down and clipped, or of the corridor where the pool is thin. */
export function poolPrice(pool: Pool, corridor: Corridor): { price: bigint; basis: PriceBasis } {
  if (owners(pool.asks) < MIN_INDEPENDENT_OWNERS || owners(pool.bids) < MIN_INDEPENDENT_OWNERS)
    return { price: midpoint(corridor), basis: "tariff-midpoint" };
  const { low, high } = clearingInterval(pool.asks, pool.bids);
  return { price: clip((low + high) / 2n, corridor), basis: "auction" };
}

/** Fills the most that both sides accept at the price, each side best limit first. */
export function settlePool(pool: Pool, price: bigint, corridor: Corridor): void {
  const willing = (side: readonly PoolEntry[]): PoolEntry[] =>
    side.filter(({ one }) => accepts(one, price, corridor));
  const total = (side: readonly PoolEntry[]): bigint => side.reduce((sum, { wh }) => sum + wh, 0n);
  const [asks, bids] = [willing(pool.asks), willing(pool.bids)];
  const volume = least(total(asks), total(bids));
  for (const side of [asks, bids]) {
    const given = ration(side, volume);
    side.forEach(({ one }, index) => fill(one, given[index]!, "pool"));
  }
}
