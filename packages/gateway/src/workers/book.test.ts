import type { Bytes32, Slot, Tiyn, TiynPerMWh, Wh } from "@alatau/sdk";
import { expect } from "chai";
import { describe, it } from "mocha";
import { fundBids } from "./book.ts";
import type { BookOrder } from "./ledger.ts";

const bid = (order: bigint, participant: number, fields: Partial<BookOrder> = {}): BookOrder => ({
  order,
  orderHash: `0x${"00".repeat(32)}` as Bytes32,
  participant,
  side: "bid",
  device: 1,
  slotFrom: 0 as Slot,
  slotTo: 9 as Slot,
  placedInSlot: 0 as Slot,
  maxWhPerSlot: 1_000n as Wh,
  limitPrice: 1_000_000n as TiynPerMWh,
  partner: 0,
  minEvidence: 0,
  lockedTiyn: 96_000n as Tiyn,
  ...fields,
});

describe("fundBids", () => {
  const locks = (orders: readonly BookOrder[], locked: bigint) =>
    fundBids(orders, new Map([[7, locked as Tiyn]])).map(({ lockedTiyn }) => lockedTiyn);

  it("gives each bid what it can need in the slot while the participant's lock lasts, the earliest first", () => {
    expect(locks([bid(2n, 7), bid(1n, 7), bid(3n, 7)], 1_500n)).to.deep.equal([1_000n, 500n, 0n]);
  });

  it("never counts on more than the order's own lock, and leaves asks alone", () => {
    expect(locks([bid(1n, 7, { lockedTiyn: 10n as Tiyn })], 1_500n)).to.deep.equal([10n]);
    expect(locks([bid(1n, 7, { side: "ask", lockedTiyn: 0n as Tiyn })], 0n)).to.deep.equal([0n]);
    expect(locks([bid(1n, 8)], 1_500n)).to.deep.equal([0n]);
  });
});
