import { expect } from "chai";
import { describe, it } from "mocha";
import type { Slot } from "@alatau/sdk";
import { randomBook } from "./bench-book.ts";
import { chunksOf } from "./chunks.ts";
import { clear } from "./clear.ts";
import * as errors from "./errors.ts";
import { SLOT, TARIFF, book, device, order, price, reading, tiyn, wh } from "./test-books.ts";
import type { Order, SlotBook } from "./types.ts";

/** Three sellers 1–3 and three buyers 4–6, each its own owner; prices in tiyn per MWh. */
const MARKET = {
  devices: [1, 2, 3, 4, 5, 6].map((number) => device(number)),
  readings: [
    reading(1, 5_001, 0),
    reading(2, 4_000, 0),
    reading(3, 6_000, 0),
    reading(4, 0, 6_000),
    reading(5, 0, 4_000),
    reading(6, 0, 3_000),
  ],
  orders: [
    order(1, "ask", 1, 1_200_000),
    order(2, "ask", 2, 1_500_000),
    order(3, "ask", 3, 1_800_000),
    order(4, "bid", 4, 3_800_000),
    order(5, "bid", 5, 2_600_000),
    order(6, "bid", 6, 2_000_000),
  ],
} satisfies Partial<SlotBook>;

const withOrder = (number: number, change: Partial<Order>): SlotBook =>
  book({
    ...MARKET,
    orders: MARKET.orders.map((one) => (one.order === BigInt(number) ? { ...one, ...change } : one)),
  });

const filled = (settled: ReturnType<typeof clear>): Record<string, bigint> =>
  Object.fromEntries(
    settled.devices.flatMap(({ fills }) => fills.map(({ order, kind, wh }) => [`${order} ${kind}`, wh])),
  );

describe("clear refuses", () => {
  const refusals: [string, SlotBook, new (...args: never[]) => Error][] = [
    [
      "two readings of a device",
      book({ ...MARKET, readings: [reading(1, 1, 0), reading(1, 2, 0)] }),
      errors.DuplicateReadingError,
    ],
    ["a device listed twice", book({ devices: [device(1), device(1)] }), errors.DuplicateDeviceError],
    [
      "an order listed twice",
      book({ ...MARKET, orders: [order(1, "ask", 1, 1), order(1, "ask", 2, 1)] }),
      errors.DuplicateOrderError,
    ],
    ["a reading of an unknown device", book({ readings: [reading(9, 1, 0)] }), errors.UnknownDeviceError],
    ["an order of an unknown device", book({ orders: [order(1, "ask", 9, 1)] }), errors.UnknownDeviceError],
    [
      "a reading of an unsigned device",
      book({ devices: [device(1, { evidence: 0 })], readings: [reading(1, 0, 0)] }),
      errors.UnsignedReadingError,
    ],
    [
      "a participant of two owners",
      book({ devices: [device(1, { participant: 5, owner: 5 }), device(2, { participant: 5, owner: 6 })] }),
      errors.OwnerConflictError,
    ],
    [
      "negative energy",
      book({ devices: [device(1)], readings: [reading(1, -1, 0)] }),
      errors.OutOfRangeError,
    ],
    [
      "energy beyond a line's 40 bits",
      book({ devices: [device(1)], readings: [reading(1, 2 ** 40, 0)] }),
      errors.OutOfRangeError,
    ],
    ["a negative limit", withOrder(1, { limitPrice: price(-1) }), errors.OutOfRangeError],
    ["a negative maximum", withOrder(1, { maxWhPerSlot: wh(-1) }), errors.OutOfRangeError],
    ["a negative lock", withOrder(4, { lockedTiyn: tiyn(-1) }), errors.OutOfRangeError],
    ["a negative fee", book({ tariff: { ...TARIFF, networkFee: price(-1) } }), errors.OutOfRangeError],
    [
      "an order hash that is none",
      withOrder(1, { orderHash: "0x12" as Order["orderHash"] }),
      errors.OutOfRangeError,
    ],
    [
      "money beyond 64 bits",
      book({
        devices: [device(1)],
        readings: [reading(1, 0, 2 ** 39)],
        tariff: { ...TARIFF, retail: price(2n ** 62n) },
      }),
      errors.OutOfRangeError,
    ],
  ];
  for (const [what, input, refusal] of refusals)
    it(what, () => {
      expect(() => clear(input)).to.throw(refusal);
    });
});

describe("clear", () => {
  it("settles the example of the README", () => {
    const settled = clear(book(MARKET));
    expect([settled.price, settled.basis]).to.deep.equal([1_800_000n, "auction"]);
    expect(
      settled.lines.map(({ kind, device, wh, amountTiyn }) => [kind, device, wh, amountTiyn]),
    ).to.deep.equal([
      ["sold", 1, 5_001n, 9_001n],
      ["sold", 2, 4_000n, 7_200n],
      ["sold", 3, 999n, 1_798n],
      ["gridSold", 3, 5_001n, 5_001n],
      ["bought", 4, 6_000n, -13_200n],
      ["bought", 5, 4_000n, -8_800n],
      ["gridBought", 6, 3_000n, -12_000n],
    ]);
    const { feeTiyn, dustTiyn, supplierTiyn } = settled.totals;
    expect([feeTiyn, dustTiyn, supplierTiyn]).to.deep.equal([4_000n, 1n, 6_999n]);
  });

  it("passes over orders placed in or after the slot, out of their slots, or for nothing", () => {
    const changes: Partial<Order>[] = [
      { placedInSlot: SLOT },
      { slotFrom: (SLOT + 1) as Slot, slotTo: (SLOT + 9) as Slot },
      { slotTo: (SLOT - 1) as Slot, slotFrom: (SLOT - 9) as Slot },
      { maxWhPerSlot: wh(0) },
    ];
    for (const change of changes) expect(filled(clear(withOrder(1, change)))).not.to.have.property("1 pool");
  });

  it("takes the middle of the tariff while a side has fewer than three owners, and trades what both accept", () => {
    const settled = clear(book({ ...MARKET, orders: MARKET.orders.slice(0, 5) }));
    expect([settled.price, settled.basis]).to.deep.equal([2_300_000n, "tariff-midpoint"]);
    expect(filled(settled)).to.deep.equal({ "1 pool": 5_001n, "2 pool": 999n, "4 pool": 6_000n });
  });

  it("counts owners, not participants: one owner behind two sellers is one", () => {
    const devices = MARKET.devices.map((one) => (one.device === 2 ? { ...one, owner: 1 } : one));
    expect(clear(book({ ...MARKET, devices })).basis).to.equal("tariff-midpoint");
  });

  it("clips the price into the corridor of the tariff", () => {
    const { orders } = withOrder(6, { limitPrice: price(2_400_000) });
    const cheap = { ...MARKET, orders, tariff: { ...TARIFF, feedIn: price(2_000_000) } };
    expect(clear(book(cheap))).to.include({ price: 2_000_000n, basis: "auction" });
    const readings = MARKET.readings.map((one) => (one.device === 3 ? { ...one, exportWh: wh(100) } : one));
    const dear = { ...MARKET, readings, tariff: { ...TARIFF, retail: price(2_200_000) } };
    expect(clear(book(MARKET)).price).to.equal(1_800_000n);
    expect(clear(book({ ...MARKET, readings })).price).to.equal(2_200_000n);
    expect(clear(book(dear))).to.include({ price: 1_800_000n, basis: "auction" });
  });

  it("leaves everything to the grid where the tariff leaves no room", () => {
    const settled = clear(book({ ...MARKET, tariff: { ...TARIFF, retail: price(1_300_000) } }));
    expect([settled.basis, settled.price, filled(settled)]).to.deep.equal(["no-room", 0n, {}]);
  });

  it("charges for feeding in at a negative feed-in and rounds against the meter's owner", () => {
    const tariff = { ...TARIFF, feedIn: price(-1_000_001) };
    const [line] = clear(book({ devices: [device(1)], readings: [reading(1, 1, 0)], tariff })).lines;
    expect(line).to.deep.equal({ kind: "gridSold", device: 1, order: 0n, wh: 1n, amountTiyn: -2n });
  });

  it("nets an owner's export with its import first, for the network fee alone, and lets only the rest into the pool", () => {
    const devices = MARKET.devices.map((one) => (one.device === 4 ? { ...one, owner: 1 } : one));
    const settled = clear(book({ ...MARKET, devices }));
    expect(filled(settled)).to.include({ "1 own": 5_001n, "4 own": 5_001n, "4 pool": 999n });
    const own = settled.lines.filter(({ kind }) => kind.startsWith("own"));
    expect(own.map(({ kind, amountTiyn }) => [kind, amountTiyn])).to.deep.equal([
      ["ownSold", 0n],
      ["ownBought", -2_000n],
    ]);
    expect(settled.lines.filter(({ order }) => order === 4n).map(({ kind }) => kind)).to.deep.equal([
      "bought",
      "ownBought",
    ]);
  });

  it("keeps an owner out of its own pool when its energy does not meet the evidence its own order demands", () => {
    const devices = MARKET.devices.map((one) =>
      one.device === 4 ? { ...one, owner: 1 } : one.device === 1 ? { ...one, evidence: 1 as const } : one,
    );
    const { orders } = withOrder(4, { minEvidence: 3 });
    expect(filled(clear(book({ ...MARKET, devices, orders })))).not.to.have.any.keys(
      "4 own",
      "4 pool",
      "1 own",
    );
  });

  it("lets partners trade with each other only, at the slot's price", () => {
    const orders = MARKET.orders.map((one) =>
      one.order === 1n
        ? { ...one, partner: 6 }
        : one.order === 6n
          ? { ...one, partner: 1, limitPrice: price(3_000_000) }
          : one,
    );
    const settled = clear(book({ ...MARKET, orders }));
    expect(filled(settled)).to.include({ "1 partner": 3_000n, "6 partner": 3_000n });
    expect(settled.devices[0]!.gridSoldWh).to.equal(2_001n);
    expect(settled.lines.find(({ kind }) => kind === "partnerSold")!.amountTiyn).to.equal(6_900n);
  });

  it("does not pair a partner that does not name it back, nor at a price either refuses", () => {
    expect(filled(clear(withOrder(1, { partner: 6 })))).not.to.have.any.keys("1 pool", "1 partner");
    const orders = MARKET.orders.map((one) =>
      one.order === 1n
        ? { ...one, partner: 6, limitPrice: price(2_400_000) }
        : one.order === 6n
          ? { ...one, partner: 1 }
          : one,
    );
    expect(filled(clear(book({ ...MARKET, orders })))).not.to.have.any.keys("1 partner", "6 partner");
  });

  it("counts storage net of the other direction", () => {
    const settled = clear(
      book({ devices: [device(1, { storage: true })], readings: [reading(1, 700, 200)] }),
    );
    expect(settled.devices[0]).to.include({
      exportWh: 500n,
      importWh: 0n,
      gridSoldWh: 500n,
      gridBoughtWh: 0n,
    });
  });

  it("trades a reading split in proportion to time with the grid only", () => {
    const readings = MARKET.readings.map((one) => (one.device === 1 ? { ...one, allocated: true } : one));
    expect(filled(clear(book({ ...MARKET, readings })))).not.to.have.property("1 pool");
  });

  it("shares a meter's energy among its orders, the better limit first, then the older order", () => {
    const orders = [
      ...MARKET.orders.slice(1),
      order(7, "ask", 1, 1_300_000, { maxWhPerSlot: wh(3_000) }),
      order(8, "ask", 1, 1_200_000, { maxWhPerSlot: wh(1_000) }),
      order(9, "ask", 1, 1_300_000, { maxWhPerSlot: wh(3_000) }),
    ];
    expect(filled(clear(book({ ...MARKET, orders })))).to.include({
      "8 pool": 1_000n,
      "7 pool": 3_000n,
      "9 pool": 1_001n,
    });
  });

  it("fills a bid no further than its lock pays at its limit", () => {
    expect(filled(clear(withOrder(4, { lockedTiyn: tiyn(3_800) })))).to.include({ "4 pool": 1_000n });
  });

  it("lets the order with the strictest demand for evidence sit out, not its counterparties", () => {
    const devices = MARKET.devices.map((one) => (one.device === 2 ? { ...one, evidence: 1 as const } : one));
    const { orders } = withOrder(4, { minEvidence: 2 });
    const settled = clear(book({ ...MARKET, devices, orders }));
    expect(settled.basis).to.equal("tariff-midpoint");
    expect(filled(settled)).not.to.have.property("4 pool");
  });

  it("clears 17,000 orders", () => {
    const large = randomBook(7, 17_000);
    const settled = clear(large);
    expect(settled.totals.poolWh > 0n && settled.totals.partnerWh > 0n && settled.totals.ownWh > 0n).to.be
      .true;
  }).timeout(10_000);
});

describe("chunksOf", () => {
  it("cuts at whole devices, covers every leaf and every line once and keeps the limits", () => {
    const settled = clear(randomBook(3, 900));
    const chunks = chunksOf(settled, { maxLines: 50, maxLeaves: 40 });
    let next = 0;
    for (const { first, count, lines } of chunks) {
      expect(first).to.equal(next);
      expect(lines.length <= 50 && count <= 40 && count > 0).to.be.true;
      const devices = new Set(settled.devices.slice(first, first + count).map(({ device }) => device));
      for (const { device } of lines) expect(devices.has(device)).to.be.true;
      next += count;
    }
    expect(next).to.equal(settled.devices.length);
    expect(chunks.flatMap(({ lines }) => lines)).to.deep.equal(settled.lines);
  });

  it("refuses a device that no chunk can hold", () => {
    expect(() => chunksOf(clear(book(MARKET)), { maxLines: 1 })).to.throw(errors.OutOfRangeError);
  });
});
