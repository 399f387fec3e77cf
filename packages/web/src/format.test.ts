import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  formatCount,
  formatFixed,
  formatKWh,
  formatKWhColumn,
  formatMoment,
  formatPrice,
  formatPriceColumn,
  formatSignedTenge,
  formatSlot,
  formatSlotHours,
  formatTenge,
  LANGUAGES,
  localDayOf,
  localDayStart,
  shortHash,
} from "./format.ts";

/** The digits and sign of a formatted number, whatever the language's marks. */
const digitsOf = (text: string): string => text.replace(/[^\d−]/g, "");

describe("format", () => {
  it("writes tiyn as tenge with two decimals in every language", () => {
    expect(formatTenge(105_025n, "en")).to.equal("1,050.25\u00a0₸");
    for (const language of ["ru", "kk"] as const)
      expect(formatTenge(105_025n, language)).to.match(/^1\s050,25\u00a0₸$/);
    expect(formatTenge(-5n, "en")).to.equal("−0.05\u00a0₸");
    expect(formatSignedTenge(3_904n, "en")).to.equal("+39.04\u00a0₸");
    expect(formatSignedTenge(0n, "en")).to.equal("0.00\u00a0₸");
  });

  it("writes Wh as kWh with exactly the digits there are", () => {
    expect(formatKWh(4_200n, "en")).to.equal("4.2\u00a0kWh");
    expect(formatKWh(1n, "ru")).to.equal("0,001\u00a0кВт·ч");
    expect(formatKWh(7_000n, "kk")).to.equal("7\u00a0кВт·сағ");
    expect(formatKWhColumn(4_200n, "en")).to.equal("4.200");
  });

  it("writes tiyn per MWh as tenge per kWh without rounding", () => {
    expect(formatPrice(3_254_000n, "en")).to.equal("32.54\u00a0₸/kWh");
    expect(formatPrice(3_254_001n, "en")).to.equal("32.54001\u00a0₸/kWh");
    expect(formatPrice(-150_000n, "en")).to.equal("−1.50\u00a0₸/kWh");
    expect(formatPriceColumn(3_254_001n, "en")).to.deep.equal({ digits: "32.54001", pad: "" });
    expect(formatPriceColumn(1_800_000n, "en")).to.deep.equal({ digits: "18.00", pad: "\u2007\u2007\u2007" });
  });

  it("loses no digit of any amount in any language", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n }), fc.nat(2), (amount, pick) => {
        const shown = digitsOf(formatFixed(amount, 2, 2, LANGUAGES[pick]!)).replace("−", "-");
        const sign = amount < 0n ? "-" : "";
        const size = (amount < 0n ? -amount : amount).toString().padStart(3, "0");
        expect(shown).to.equal(sign + size);
      }),
    );
  });

  it("shows local time, UTC+5, whatever the machine's zone", () => {
    expect(formatMoment(Date.UTC(2026, 10, 23, 21, 4, 5) / 1000, "en")).to.equal("24/11/2026 02:04:05");
    expect(formatMoment(Date.UTC(2020, 0, 1, 0, 0, 0) / 1000, "ru")).to.match(/^01\.01\.2020 05:00:00$/);
    expect(formatSlotHours(1_970_000, "en")).to.equal("01:00–01:15");
    expect(formatSlot(1_970_000, "kk")).to.contain("01:00–01:15");
  });

  it("finds the local day of a moment and back", () => {
    const evening = Date.UTC(2026, 10, 23, 19, 0, 0) / 1000; // midnight in UTC+5
    expect(localDayOf(evening - 1)).to.equal("2026-11-23");
    expect(localDayOf(evening)).to.equal("2026-11-24");
    expect(localDayStart("2026-11-24")).to.equal(evening);
  });

  it("shortens hashes and groups counts", () => {
    expect(shortHash(`0x${"ab".repeat(32)}`)).to.equal("0xababab…ababab");
    expect(formatCount(1_234_567, "en")).to.equal("1,234,567");
    expect(formatCount(-1n, "en")).to.equal("−1");
  });
});
