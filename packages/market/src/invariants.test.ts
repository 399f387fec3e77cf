// The invariants of the clearing, by number, over random books.
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { owedUp, paidDown } from "@alatau/sdk";
import { randomBook, seededNumbers } from "./bench-book.ts";
import { clear } from "./clear.ts";
import { settlementBytes } from "./lines.ts";
import { slowClearing } from "./slow-clearing.ts";
import { fundedWh } from "./standing.ts";
import { randomSmallBook } from "./test-books.ts";
import type { Fill, Order, Settlement, SlotBook } from "./types.ts";

const wild = randomSmallBook({ step: 370_001n, plain: false, maxWh: 40 });
const plain = randomSmallBook({ step: 1n, plain: true, maxWh: 9 });
const RUNS = { numRuns: 400 };

/** Holds for small wild books and for a few of the benchmark's. */
function always(holds: (book: SlotBook, settled: Settlement) => void): void {
  fc.assert(
    fc.property(wild, (book) => {
      holds(book, clear(book));
    }),
    RUNS,
  );
  for (const seed of [1, 2, 3]) {
    const book = randomBook(seed, 600);
    holds(book, clear(book));
  }
}

const total = <T>(list: readonly T[], of: (one: T) => bigint): bigint =>
  list.reduce((sum, one) => sum + of(one), 0n);
const fillsOf = (settled: Settlement): Fill[] => settled.devices.flatMap((device) => device.fills);
const orderOf = (book: SlotBook, { order }: { order: bigint }): Order => book.orders[Number(order) - 1]!;
const deviceOf = (book: SlotBook, { device }: { device: number }) => book.devices[device - 1]!;

describe("clear, over random books", () => {
  it("E1: per device, sold + sold to the grid = accepted export, bought + bought from the grid = accepted import; storage net", () => {
    always((book, settled) => {
      expect(settled.devices.map(({ device }) => device)).to.deep.equal(
        book.readings.map(({ device }) => device),
      );
      settled.devices.forEach((device, index) => {
        const { exportWh, importWh } = book.readings[index]!;
        const offset = deviceOf(book, device).storage ? (exportWh < importWh ? exportWh : importWh) : 0n;
        const filled = (side: string) => total(device.fills, (fill) => (fill.side === side ? fill.wh : 0n));
        expect(filled("ask") + device.gridSoldWh).to.equal(exportWh - offset);
        expect(filled("bid") + device.gridBoughtWh).to.equal(importWh - offset);
        expect(device.gridSoldWh >= 0n && device.gridBoughtWh >= 0n).to.be.true;
      });
    });
  });

  it("E2: in the pool, per owner and per pair of partners Wh bought = Wh sold; all money with fee, dust and supplier sums to zero", () => {
    always((book, settled) => {
      const buckets = new Map<string, bigint>();
      for (const fill of fillsOf(settled)) {
        const order = orderOf(book, fill);
        const { owner, participant } = deviceOf(book, order);
        const pair = order.side === "ask" ? [participant, order.partner] : [order.partner, participant];
        const key = fill.kind === "pool" ? "pool" : fill.kind === "own" ? `own ${owner}` : `pair ${pair}`;
        buckets.set(key, (buckets.get(key) ?? 0n) + (fill.side === "ask" ? fill.wh : -fill.wh));
      }
      for (const [bucket, wh] of buckets) expect(wh, bucket).to.equal(0n);
      const { feeTiyn, dustTiyn, supplierTiyn } = settled.totals;
      const paid = total(settled.lines, ({ amountTiyn }) => amountTiyn);
      expect(paid + feeTiyn + dustTiyn + supplierTiyn).to.equal(0n);
      const peers = settled.lines.filter(({ kind }) => /^(sold|bought|partner)/.test(kind)).length;
      expect(dustTiyn >= 0n && (dustTiyn < BigInt(peers) || peers === 0)).to.be.true;
      expect(feeTiyn >= 0n).to.be.true;
    });
  });

  it("E4: an order fills at most maxWhPerSlot and what its lock can pay, and only in its slots and placed before", () => {
    always((book, settled) => {
      const filled = new Map<bigint, Fill[]>();
      for (const fill of fillsOf(settled)) filled.set(fill.order, [...(filled.get(fill.order) ?? []), fill]);
      for (const [number, fills] of filled) {
        const order = book.orders[Number(number) - 1]!;
        expect(total(fills, ({ wh }) => wh) <= order.maxWhPerSlot).to.be.true;
        expect(order.placedInSlot < book.slot && order.slotFrom <= book.slot && book.slot <= order.slotTo).to
          .be.true;
        expect(deviceOf(book, order).evidence).to.be.at.least(1);
        if (order.side === "ask") continue;
        const owed = total(fills, ({ wh, kind }) => {
          const fee = paidDown(wh, book.tariff.networkFee);
          return kind === "own" ? fee : fee + owedUp(wh, settled.price);
        });
        expect(owed <= order.lockedTiyn || order.limitPrice === 0n).to.be.true;
      }
    });
  });

  it("E5: ask limit ≤ price and price + fee ≤ bid limit for every pool and partner fill; own use keeps fee ≤ bid limit", () => {
    always((book, settled) => {
      for (const fill of fillsOf(settled)) {
        const { limitPrice } = orderOf(book, fill);
        const least = fill.kind === "own" ? book.tariff.networkFee : settled.price + book.tariff.networkFee;
        if (fill.side === "bid") expect(least <= limitPrice).to.be.true;
        else if (fill.kind !== "own") expect(limitPrice <= settled.price).to.be.true;
      }
    });
  });

  it("E6: no order with room and energy is skipped for a worse one of its side, and no two willing orders are left over", () => {
    always((book, settled) => {
      if (settled.basis === "no-room") return;
      const pool = new Map(fillsOf(settled).map((fill) => [`${fill.order} ${fill.kind}`, fill.wh]));
      const free = (order: Order): boolean => {
        const device = settled.devices.find((one) => one.device === order.device);
        const rest = (order.side === "ask" ? device?.gridSoldWh : device?.gridBoughtWh) ?? 0n;
        const taken = (pool.get(`${order.order} pool`) ?? 0n) + (pool.get(`${order.order} own`) ?? 0n);
        const live =
          order.placedInSlot < book.slot && order.slotFrom <= book.slot && book.slot <= order.slotTo;
        return rest > 0n && live && order.partner === 0 && order.minEvidence < 2 && taken < fundedWh(order);
      };
      const limits = (side: string, of: readonly Order[]) =>
        of.filter((order) => order.side === side).map(({ limitPrice }) => limitPrice);
      const served = book.orders.filter(({ order }) => pool.has(`${order} pool`));
      // Energy set aside for partners whose limit refuses the price goes to the grid: such a meter is no proof of a skipped order.
      const partnered = new Set(
        book.orders.filter(({ partner }) => partner !== 0).map(({ device }) => device),
      );
      const unserved = book.orders.filter((order) => !partnered.has(order.device) && free(order));
      const [fee, price] = [book.tariff.networkFee, settled.price];
      for (const left of limits("ask", unserved))
        for (const limit of limits("ask", served)) expect(limit <= left).to.be.true;
      for (const left of limits("bid", unserved))
        for (const limit of limits("bid", served)) expect(limit >= left).to.be.true;
      const willingAsk = limits("ask", unserved).some((limit) => limit <= price);
      const willingBid = limits("bid", unserved).some((limit) => limit >= price + fee);
      expect(willingAsk && willingBid).to.be.false;
    });
  });

  it("E7: max(feed-in, 0) ≤ price and price + fee ≤ retail; sellers' money ≤ buyers' money − fee; nothing trades where there is no room", () => {
    always((book, settled) => {
      const { feedIn, retail, networkFee } = book.tariff;
      const room = retail - networkFee >= (feedIn > 0n ? feedIn : 0n);
      expect(settled.basis === "no-room").to.equal(!room);
      if (!room) {
        expect(fillsOf(settled)).to.deep.equal([]);
        return;
      }
      expect(settled.price >= 0n && feedIn <= settled.price && settled.price + networkFee <= retail).to.be
        .true;
      const sum = (pattern: RegExp) =>
        total(settled.lines, ({ kind, amountTiyn }) => (pattern.test(kind) ? amountTiyn : 0n));
      expect(
        sum(/^(sold|ownSold|partnerSold)$/) <=
          -sum(/^(bought|ownBought|partnerBought)$/) - settled.totals.feeTiyn,
      ).to.be.true;
    });
  });

  it("E8: no owner both sells and buys in the pool, and partners are of different owners", () => {
    always((book, settled) => {
      const owners = { ask: new Set<number>(), bid: new Set<number>() };
      for (const fill of fillsOf(settled)) {
        const order = orderOf(book, fill);
        const { owner } = deviceOf(book, order);
        if (fill.kind === "pool") owners[fill.side].add(owner);
        if (fill.kind !== "partner") continue;
        const partner = book.devices.find(({ participant }) => participant === order.partner)!;
        expect(partner.owner).not.to.equal(owner);
      }
      expect([...owners.ask].filter((owner) => owners.bid.has(owner))).to.deep.equal([]);
    });
  });

  it("evidence: in the pool, per owner and per couple of partners, the weakest device of a side meets every demand of the other", () => {
    always((book, settled) => {
      const buckets = new Map<string, { ask: Order[]; bid: Order[] }>();
      for (const fill of fillsOf(settled)) {
        const order = orderOf(book, fill);
        const { owner, participant } = deviceOf(book, order);
        const couple = [participant, order.partner].sort((a, b) => a - b);
        const key = fill.kind === "pool" ? "pool" : fill.kind === "own" ? `own ${owner}` : `couple ${couple}`;
        const bucket = buckets.get(key) ?? { ask: [], bid: [] };
        bucket[fill.side].push(order);
        buckets.set(key, bucket);
      }
      for (const { ask, bid } of buckets.values())
        for (const [givers, askers] of [
          [ask, bid],
          [bid, ask],
        ] as const) {
          const weakest = Math.min(...givers.map((order) => deviceOf(book, order).evidence));
          for (const { minEvidence } of askers) expect(weakest).to.be.at.least(minEvidence);
        }
    });
  });

  it("E9: the same book in any order gives the same bytes", () => {
    fc.assert(
      fc.property(wild, fc.integer(), (book, seed) => {
        const next = seededNumbers(seed);
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((one) => ({ one, key: next(2 ** 32) }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
        const again = {
          ...book,
          devices: shuffled(book.devices),
          readings: shuffled(book.readings),
          orders: shuffled(book.orders),
        };
        expect(clear(again)).to.deep.equal(clear(book));
        expect(settlementBytes(clear(again))).to.deep.equal(settlementBytes(clear(book)));
      }),
      RUNS,
    );
  });

  it("lines stand by ascending device, then (order, line code), then the grid, none of them empty", () => {
    always((_, settled) => {
      const grid = { gridSold: 1, gridBought: 2 } as Record<string, number>;
      const key = ({ device, order, kind }: (typeof settled.lines)[number]) =>
        [device, grid[kind] ?? 0, order, kind.startsWith("own") ? 1 : 0] as const;
      settled.lines.forEach((line, index) => {
        expect(line.wh > 0n).to.be.true;
        if (index === 0) return;
        const [before, now] = [key(settled.lines[index - 1]!), key(line)];
        const differs = before.findIndex((part, place) => part !== now[place]);
        expect(differs >= 0 && before[differs]! < now[differs]!).to.be.true;
      });
    });
  });

  it("gives the price and the fills of the slow clearing that tries every price", () => {
    let auctions = 0;
    fc.assert(
      fc.property(plain, (book) => {
        const slow = slowClearing(book);
        const settled = clear(book);
        if (slow === null) {
          expect(settled.basis).to.equal("no-room");
          return;
        }
        const filled = (kind: string) =>
          new Map(fillsOf(settled).flatMap((fill) => (fill.kind === kind ? [[fill.order, fill.wh]] : [])));
        if (settled.basis === "auction" && settled.totals.poolWh > 0n) auctions += 1;
        expect(settled.price).to.equal(slow.price);
        expect([...filled("own")].sort()).to.deep.equal([...slow.own].sort());
        expect([...filled("pool")].sort()).to.deep.equal([...slow.pool].sort());
      }),
      { numRuns: 3_000 },
    );
    expect(auctions, "books that came to an auction").to.be.greaterThan(100);
  }).timeout(60_000);
});
