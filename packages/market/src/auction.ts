// The uniform-price call auction on plain quantities: knows nothing of meters, owners or money.
import { ascending, least } from "./standing.ts";

/** One order on one side. `value` is what it compares by: an ask's limit, a bid's limit less the fee, tiyn per MWh. */
export type Entry = {
  readonly value: bigint;
  readonly wh: bigint;
  readonly order: bigint;
  readonly hash: string;
};

/** Prices at which supply meets demand, both included. */
export type Interval = { readonly low: bigint; readonly high: bigint };

/** Asks, cheapest first. */
export const cheapestFirst = <T extends Entry>(asks: readonly T[]): T[] =>
  [...asks].sort((a, b) => ascending(a.value, b.value));

/** Bids, dearest first. */
export const dearestFirst = <T extends Entry>(bids: readonly T[]): T[] =>
  [...bids].sort((a, b) => ascending(b.value, a.value));

/**
 * The clearing interval of a pool with both sides present: all prices p with no ask below p and no bid above p left unserved, i.e.
 * `supply below p ≤ demand at p` and `demand above p ≤ supply at p`. Its ends are
 * `low = max(last ask served, best bid not fully served)` and `high = min(last bid served, best ask not fully served)`.
 * Where nothing crosses it is the gap from the best bid to the best ask. Every price in it trades the greatest volume.
 * `asks` come cheapest first, `bids` dearest first, every `wh` above 0; throws `RangeError` when a side is empty.
 */
export function clearingInterval(asks: readonly Entry[], bids: readonly Entry[]): Interval {
  if (asks.length === 0 || bids.length === 0) throw new RangeError("an auction needs both sides");
  let [i, j] = [0, 0];
  let [askLeft, bidLeft] = [asks[0]!.wh, bids[0]!.wh];
  let low: bigint | undefined;
  let high: bigint | undefined;
  while (i < asks.length && j < bids.length && asks[i]!.value <= bids[j]!.value) {
    [low, high] = [asks[i]!.value, bids[j]!.value];
    const traded = least(askLeft, bidLeft);
    askLeft -= traded;
    bidLeft -= traded;
    if (askLeft === 0n) askLeft = asks[++i]?.wh ?? 0n;
    if (bidLeft === 0n) bidLeft = bids[++j]?.wh ?? 0n;
  }
  const nextBid = bids[j]?.value;
  const nextAsk = asks[i]?.value;
  if (nextBid !== undefined && (low === undefined || nextBid > low)) low = nextBid;
  if (nextAsk !== undefined && (high === undefined || nextAsk < high)) high = nextAsk;
  return { low: low!, high: high! };
}

/** Splits `wh` among equals in proportion to their quantities, rounded down; what is left goes 1 Wh each by ascending order hash. */
function proRata(equals: readonly Entry[], wh: bigint, total: bigint): bigint[] {
  const given = equals.map((one) => (one.wh * wh) / total);
  let rest = wh - given.reduce((sum, one) => sum + one, 0n);
  const byHash = equals
    .map((one, index) => ({ one, index }))
    .sort((a, b) =>
      a.one.hash < b.one.hash ? -1 : a.one.hash > b.one.hash ? 1 : ascending(a.one.order, b.one.order),
    );
  for (const { index } of byHash) {
    if (rest === 0n) break;
    given[index] = given[index]! + 1n;
    rest -= 1n;
  }
  return given;
}

/**
 * Serves one side, best value first; the value that cannot be served whole is served pro rata. `entries` come best first and hold
 * at least `volume` Wh; the answer has the Wh of each entry at its place.
 */
export function ration(entries: readonly Entry[], volume: bigint): bigint[] {
  const given: bigint[] = [];
  let rest = volume;
  for (let from = 0; from < entries.length;) {
    const value = entries[from]!.value;
    let to = from;
    let total = 0n;
    for (; to < entries.length && entries[to]!.value === value; to++) total += entries[to]!.wh;
    const equals = entries.slice(from, to);
    const shares = total <= rest ? equals.map((one) => one.wh) : proRata(equals, rest, total);
    for (const share of shares) given.push(share);
    rest -= least(total, rest);
    from = to;
  }
  return given;
}
