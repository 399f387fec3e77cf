import { expect } from "chai";
import { describe, it } from "mocha";
import { tiynOf, typed } from "./amount.ts";

describe("tiynOf", () => {
  it("reads tenge with and without tiyn", () => {
    const cases: [string, bigint][] = [
      ["1250", 125_000n],
      ["1 250,5", 125_050n],
      ["0.01", 1n],
      ["12,34", 1_234n],
    ];
    for (const [text, tiyn] of cases) expect(tiynOf(text), text).to.equal(tiyn);
  });

  it("refuses what is no amount, three decimals included", () => {
    for (const text of ["", "0", "0,00", "1.234", "-5", "1e3", "12,", "1.2.3", "₸5"])
      expect(tiynOf(text), text).to.equal(null);
  });
});

describe("typed", () => {
  const press = (keys: string): string => [...keys].reduce((text, key) => typed(text, key), "");

  it("makes an amount of keys and stops at two decimals", () => {
    expect(press("1250")).to.equal("1250");
    expect(press("0012,345")).to.equal("12,34");
    expect(press(",5")).to.equal("0,5");
    expect(press("12,,3")).to.equal("12,3");
    expect(press("125⌫")).to.equal("12");
  });
});
