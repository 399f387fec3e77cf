import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { LINE_KINDS, reserveOf, type LineKind, type Movement, type Reserve } from "./reserve.ts";

const movement = (over: Partial<Movement>): Movement => ({
  ...{ side: "bank", key: "1", amountTiyn: 100n, alone: "not-minted", ...over },
});
const movements = fc.array(
  fc.record({
    side: fc.constantFrom("bank" as const, "chain" as const),
    key: fc.constantFrom("a", "b", "c", "d", "e"),
    amountTiyn: fc.bigInt({ min: -50n, max: 50n }),
    alone: fc.constantFrom(...LINE_KINDS),
  }),
  { maxLength: 25 },
);
const sumOf = (side: Movement["side"], of: readonly Movement[]): bigint =>
  of.filter((each) => each.side === side).reduce((total, { amountTiyn }) => total + amountTiyn, 0n);

/** The same, looking through everything for every key. */
function slowReserve(supplyTiyn: bigint, bankTiyn: bigint, all: readonly Movement[]): Reserve {
  const lines: { kind: LineKind; key: string; amountTiyn: bigint }[] = [];
  for (const kind of LINE_KINDS)
    for (const key of [...new Set(all.map((each) => each.key))].sort()) {
      const own = all.filter((each) => each.key === key);
      const amountTiyn = sumOf("chain", own) - sumOf("bank", own);
      const both = own.some(({ side }) => side === "bank") && own.some(({ side }) => side === "chain");
      const name = both ? "amount-differs" : own[0]!.alone;
      if (amountTiyn !== 0n && name === kind) lines.push({ kind, key, amountTiyn });
    }
  let differenceTiyn = supplyTiyn - bankTiyn;
  let begun = 0n;
  let unexplained = false;
  for (const { kind, amountTiyn } of lines) {
    differenceTiyn -= amountTiyn;
    if (kind === "opening" || kind === "before-books") begun += amountTiyn;
    if (["not-burned", "unknown-issue", "amount-differs"].includes(kind)) unexplained = true;
  }
  const balanced = differenceTiyn === 0n && begun === 0n && !unexplained;
  return { supplyTiyn, bankTiyn, lines, differenceTiyn, balanced };
}

describe("The reserve", () => {
  it("is balanced when every token has its tenge at the bank", () => {
    const both = [movement({}), movement({ side: "chain", alone: "unknown-issue" })];
    expect(reserveOf({ supplyTiyn: 100n, bankTiyn: 100n }, both)).to.deep.include({
      lines: [],
      balanced: true,
    });
  });

  it("names what is on its way, and is balanced all the same", () => {
    const reserve = reserveOf({ supplyTiyn: 60n, bankTiyn: 150n }, [
      movement({ key: "cash-in", amountTiyn: 30n }),
      movement({ key: "lost", amountTiyn: 20n, alone: "suspense" }),
      movement({ key: "paid", amountTiyn: 100n }),
      movement({ key: "paid", amountTiyn: 100n, side: "chain" }),
      movement({ key: "out", amountTiyn: -40n, side: "chain", alone: "not-paid" }),
    ]);
    expect(reserve.lines.map(({ kind, amountTiyn }) => [kind, amountTiyn])).to.deep.equal([
      ["not-minted", -30n],
      ["not-paid", -40n],
      ["suspense", -20n],
    ]);
    expect([reserve.differenceTiyn, reserve.balanced]).to.deep.equal([0n, true]);
  });

  it("is not balanced with tokens that no money is behind, or with books that began with less money", () => {
    const minted = [movement({ side: "chain", alone: "unknown-issue" })];
    expect(reserveOf({ supplyTiyn: 100n, bankTiyn: 0n }, minted)).to.deep.include({
      differenceTiyn: 0n,
      balanced: false,
    });
    const begun = [
      movement({ key: "opening", amountTiyn: 99n, alone: "opening" }),
      movement({ key: "before", side: "chain", alone: "before-books" }),
    ];
    expect(reserveOf({ supplyTiyn: 100n, bankTiyn: 99n }, begun).balanced).to.equal(false);
    expect(reserveOf({ supplyTiyn: 101n, bankTiyn: 0n }, [])).to.deep.include({
      differenceTiyn: 101n,
      balanced: false,
    });
  });

  it("equals a slow reference, and its lines are all that lies between tokens and money", () => {
    fc.assert(
      fc.property(movements, fc.bigInt({ min: -3n, max: 3n }), (all, off) => {
        const [supply, bank] = [sumOf("chain", all) + off, sumOf("bank", all)];
        const reserve = reserveOf({ supplyTiyn: supply, bankTiyn: bank }, all);
        expect(reserve.differenceTiyn).to.equal(off);
        expect(reserve).to.deep.equal(slowReserve(supply, bank, all));
      }),
      { numRuns: 500 },
    );
  });
});
