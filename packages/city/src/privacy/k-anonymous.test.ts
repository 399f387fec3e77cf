import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { CellsError, kAnonymous, LEAST_PEOPLE, type CellCount } from "./k-anonymous.ts";

const cells = (...counts: number[]): CellCount[] =>
  counts.map((count, index) => ({ cell: `c${index}`, count }));
const shown = (counts: CellCount[], k: number, publishTotal = false): (number | null)[] =>
  kAnonymous(counts, k, { publishTotal }).cells.map(({ count }) => count);

describe("kAnonymous", () => {
  it("refuses a cell twice, a count that counts nothing, and a k that hides nothing", () => {
    expect(() => kAnonymous([...cells(5), ...cells(6)], 10)).to.throw(CellsError, "twice");
    for (const count of [-1, 1.5, NaN]) expect(() => kAnonymous(cells(count), 10)).to.throw(CellsError);
    for (const k of [1, 0, 2.5]) expect(() => kAnonymous(cells(5), k)).to.throw(RangeError);
  });

  it("hides counts from 1 to 9 and shows zero, 10 and more", () => {
    expect(shown(cells(0, 1, 9, 10, 250), LEAST_PEOPLE)).to.deep.equal([0, null, null, 10, 250]);
  });

  it("hides the smallest cell that covers a small one when the total is published", () => {
    const { cells: published, total } = kAnonymous(cells(3, 14, 40, 500), 10, { publishTotal: true });
    expect(published.map(({ count }) => count)).to.deep.equal([null, 14, null, 500]);
    expect(total).to.equal(557);
  });

  it("hides nothing more without small cells, and the total where no cell can cover", () => {
    expect(kAnonymous(cells(10, 20), 10, { publishTotal: true })).to.deep.include({ total: 30, hidden: 0 });
    expect(kAnonymous(cells(9, 9), 10, { publishTotal: true }).total).to.equal(null);
    expect(kAnonymous(cells(4), 10, { publishTotal: true }).total).to.equal(null);
    expect(kAnonymous(cells(3, 10), 10, { publishTotal: true }).total).to.equal(null);
  });

  it("leaves every small count open from 1 to k − 1 to a reader who knows total, shown cells and which are small", () => {
    const list = fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(list, fc.integer({ min: 2, max: 6 }), (counts, k) => {
        const { cells: published, total } = kAnonymous(cells(...counts), k, { publishTotal: true });
        expect(published.some(({ count }) => count !== null && count > 0 && count < k)).to.be.false;
        if (total === null) return;
        const hidden = counts.filter((_, index) => published[index]!.count === null);
        const sum = hidden.reduce((all, count) => all + count, 0);
        const choices = hidden.map((count) =>
          Array.from({ length: sum + 1 }, (_, guess) => guess).filter((guess) =>
            count < k ? guess >= 1 && guess < k : guess >= k,
          ),
        );
        hidden.forEach((count, index) => {
          if (count >= k) return;
          const possible = choices[index]!.filter((guess) =>
            sums(choices.filter((_, other) => other !== index)).has(sum - guess),
          );
          expect(possible).to.deep.equal(Array.from({ length: k - 1 }, (_, step) => step + 1));
        });
      }),
      { numRuns: 500 },
    );
  });
});

/** All sums of one number out of each list. */
const sums = (lists: readonly (readonly number[])[]): Set<number> =>
  lists.reduce(
    (all, list) => new Set([...all].flatMap((one) => list.map((other) => one + other))),
    new Set([0]),
  );
