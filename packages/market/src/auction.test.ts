import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { cheapestFirst, clearingInterval, dearestFirst, ration } from "./auction.ts";
import type { Entry } from "./auction.ts";
import { slowInterval } from "./slow-clearing.ts";
import { hash } from "./test-books.ts";

const entries = (...rows: readonly (readonly [value: number, wh: number, hash?: number])[]): Entry[] =>
  rows.map(([value, wh, own], index) => ({
    value: BigInt(value),
    wh: BigInt(wh),
    order: BigInt(index + 1),
    hash: hash(own ?? index + 1),
  }));

const side = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 20 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((rows) => entries(...rows));

describe("clearingInterval", () => {
  it("refuses a side without orders", () => {
    expect(() => clearingInterval([], entries([1, 1]))).to.throw(RangeError);
  });

  it("lies between the last ask and the last bid served when both are served whole", () => {
    expect(clearingInterval(entries([10, 5]), entries([20, 5]))).to.deep.equal({ low: 10n, high: 20n });
  });

  it("is the marginal ask's limit where supply is left over, the marginal bid's where demand is", () => {
    expect(clearingInterval(entries([10, 6]), entries([20, 5]))).to.deep.equal({ low: 10n, high: 10n });
    expect(clearingInterval(entries([10, 5]), entries([20, 6]))).to.deep.equal({ low: 20n, high: 20n });
  });

  it("is narrowed by the best order that is not served", () => {
    expect(clearingInterval(entries([10, 5], [18, 5]), entries([20, 5], [12, 5]))).to.deep.equal({
      low: 12n,
      high: 18n,
    });
  });

  it("is the gap between bid and ask where nothing crosses", () => {
    expect(clearingInterval(entries([20, 5]), entries([11, 5]))).to.deep.equal({ low: 11n, high: 20n });
  });

  it("is what trying every price finds, and each of its prices trades the greatest volume", () => {
    fc.assert(
      fc.property(side, side, (asks, bids) => {
        const found = clearingInterval(cheapestFirst(asks), dearestFirst(bids));
        expect(found).to.deep.equal(slowInterval(asks, bids));
        const volumeAt = (price: bigint): bigint => {
          const of = (rows: readonly Entry[], willing: (value: bigint) => boolean): bigint =>
            rows.reduce((sum, { value, wh }) => (willing(value) ? sum + wh : sum), 0n);
          const [supply, demand] = [of(asks, (value) => value <= price), of(bids, (value) => value >= price)];
          return supply < demand ? supply : demand;
        };
        const volumes = Array.from({ length: 32 }, (_, price) => volumeAt(BigInt(price)));
        const most = volumes.reduce((a, b) => (a > b ? a : b));
        for (let price = found.low; price <= found.high; price += 1n) expect(volumeAt(price)).to.equal(most);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("ration", () => {
  it("serves the best first and the marginal value pro rata, rounded down, leftovers 1 Wh each by ascending hash", () => {
    const rows = entries([10, 4], [12, 10, 9], [12, 10, 3], [12, 10, 5], [13, 7]);
    expect(ration(rows, 15n)).to.deep.equal([4n, 3n, 4n, 4n, 0n]);
  });

  it("serves everybody when there is enough", () => {
    expect(ration(entries([1, 4], [2, 5]), 9n)).to.deep.equal([4n, 5n]);
  });

  it("hands out exactly the volume, never more than asked for, nothing to a worse value before a better one is full", () => {
    fc.assert(
      fc.property(side, fc.nat(), (rows, part) => {
        const sorted = cheapestFirst(rows);
        const volume = BigInt(part) % (sorted.reduce((sum, { wh }) => sum + wh, 0n) + 1n);
        const given = ration(sorted, volume);
        expect(given.reduce((sum, wh) => sum + wh, 0n)).to.equal(volume);
        sorted.forEach((row, index) => {
          expect(given[index]! <= row.wh).to.be.true;
          if (given[index]! < row.wh)
            sorted.forEach((worse, at) => worse.value > row.value && expect(given[at]).to.equal(0n));
        });
      }),
    );
  });

  it("takes two hundred thousand equal orders in its stride", () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => entries([5, 3, index])[0]!);
    expect(ration(rows, 300_001n).reduce((sum, wh) => sum + wh, 0n)).to.equal(300_001n);
  });
});
