// An order may demand a least evidence class of everybody on the other side of its market.
import { bySide } from "./standing.ts";
import type { Standing } from "./standing.ts";

const weakest = (orders: readonly Standing[]): number =>
  orders.reduce((least, one) => Math.min(least, one.meter.device.evidence), Infinity);

/**
 * Keeps the orders whose demand is met by every kept order of the other side. Nobody is put out for somebody else's demand: the
 * strict order sits out, the strictest first (both sides of a class at once), until all demands are met. Afterwards the weakest
 * evidence among one side's devices is at least the highest demand among the other side's orders.
 */
export function admitByEvidence(orders: readonly Standing[]): Standing[] {
  let admitted = [...orders];
  for (;;) {
    const { asks, bids } = bySide(admitted);
    const found = { ask: weakest(bids), bid: weakest(asks) };
    const unmet = (one: Standing): boolean => one.order.minEvidence > found[one.order.side];
    const strictest = admitted.reduce(
      (most, one) => (unmet(one) ? Math.max(most, one.order.minEvidence) : most),
      0,
    );
    if (strictest === 0) return admitted;
    admitted = admitted.filter((one) => !(unmet(one) && one.order.minEvidence === strictest));
  }
}
