import { expect } from "chai";
import { describe, it } from "mocha";
import { parseAnswer, withQuery } from "./http.ts";

describe("parseAnswer", () => {
  it("reads energy and money as integers of any size and leaves the rest", () => {
    const text = `{"energyWh":"12345678901234567890","amountTiyn":"-5","tradedWhLastDay":"7","maxWhPerSlot":"9","limitPriceTiynPerMWh":"1","id":"12","next":null}`;
    expect(parseAnswer(text)).to.deep.equal({
      energyWh: 12_345_678_901_234_567_890n,
      amountTiyn: -5n,
      tradedWhLastDay: 7n,
      maxWhPerSlot: 9n,
      limitPriceTiynPerMWh: 1n,
      id: "12",
      next: null,
    });
  });

  it("leaves an amount that is none as it came", () => {
    expect(parseAnswer(`{"importWh":null,"exportWh":"1.5"}`)).to.deep.equal({
      importWh: null,
      exportWh: "1.5",
    });
  });
});

describe("withQuery", () => {
  it("leaves out parameters without a value and escapes the others", () => {
    expect(withQuery("/v1/sales", { zone: 7, kind: "", order: undefined })).to.equal("/v1/sales?zone=7");
    expect(withQuery("/v1/sales", { after: "a b&c" })).to.equal("/v1/sales?after=a+b%26c");
    expect(withQuery("/v1/sales", {})).to.equal("/v1/sales");
  });
});
