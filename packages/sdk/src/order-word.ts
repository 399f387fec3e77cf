// A standing order as the chain keeps and tells it: one word. Pure.
import type { Slot, Tiyn, TiynPerMWh, Wh } from "./units.ts";

/** What the word of an order says: its owner's number of it is in the order's number. */
export interface OrderWord {
  readonly device: number;
  /** Slot of placing; the order counts from the next one. */
  readonly placedIn: Slot;
  readonly slotFrom: Slot;
  readonly slotTo: Slot;
  readonly maxWhPerSlot: Wh;
  readonly limitPrice: TiynPerMWh;
  /** Participant to trade with alone; 0: anyone. */
  readonly partner: number;
  readonly side: "ask" | "bid";
  /** Least evidence class of the other side. */
  readonly minEvidence: number;
  /** Cancelled, or its lock released. */
  readonly closed: boolean;
  /** Locked for a bid when it was placed. */
  readonly lockedTiyn: Tiyn;
}

const BID = 0x80;
const CLOSED = 0x40;

/** Reads an order's word, as `IOrderBook.Order` lays it out. */
export function unpackOrderWord(word: bigint): OrderWord {
  const bits = (from: bigint, width: bigint): bigint => (word >> from) & ((1n << width) - 1n);
  const number = (from: bigint, width: bigint): number => Number(bits(from, width));
  const placedIn = number(32n, 32n);
  const slotFrom = placedIn + number(64n, 16n);
  const terms = number(200n, 8n);
  return {
    device: number(0n, 32n),
    placedIn: placedIn as Slot,
    slotFrom: slotFrom as Slot,
    slotTo: (slotFrom + number(80n, 16n)) as Slot,
    maxWhPerSlot: bits(96n, 32n) as Wh,
    limitPrice: bits(128n, 40n) as TiynPerMWh,
    partner: number(168n, 32n),
    side: (terms & BID) === 0 ? "ask" : "bid",
    minEvidence: terms & 3,
    closed: (terms & CLOSED) !== 0,
    lockedTiyn: bits(208n, 48n) as Tiyn,
  };
}
