// The prices peers may trade at (E7): never worse for either side than the grid.
import type { Standing } from "./standing.ts";
import type { TariffInForce } from "./types.ts";

/** Price bounds, tiyn per MWh, both included, and the network fee that a buyer pays on top. */
export type Corridor = { readonly low: bigint; readonly high: bigint; readonly fee: bigint };

/** `[max(feedIn, 0), retail − fee]`, or null when the tariff leaves no room. */
export function corridorOf(tariff: TariffInForce): Corridor | null {
  const low = tariff.feedIn > 0n ? tariff.feedIn : 0n;
  const high = tariff.retail - tariff.networkFee;
  return high < low ? null : { low, high, fee: tariff.networkFee };
}

/** The middle of the corridor, rounded down: the price of a thin market. */
export const midpoint = ({ low, high }: Corridor): bigint => (low + high) / 2n;

/** The price nearest to `price` inside the corridor. */
export const clip = (price: bigint, { low, high }: Corridor): bigint =>
  price < low ? low : price > high ? high : price;

/** What an order stands for on the price axis: an ask's limit, a bid's limit less the fee. */
export const valueOf = (one: Standing, { fee }: Corridor): bigint =>
  one.order.side === "ask" ? one.order.limitPrice : one.order.limitPrice - fee;

/** Whether an order's limit allows a price (E5). */
export const accepts = (one: Standing, price: bigint, corridor: Corridor): boolean =>
  one.order.side === "ask" ? valueOf(one, corridor) <= price : valueOf(one, corridor) >= price;

/** Whether any price of the corridor suits an order. */
export const canTrade = (one: Standing, corridor: Corridor): boolean =>
  accepts(one, one.order.side === "ask" ? corridor.high : corridor.low, corridor);
