import { expect } from "chai";
import { describe, it } from "mocha";
import { normaliseObis } from "./obis.ts";
import { parseMeterTime, resolutionMilliWh, toMilliWh } from "./values.ts";

describe("toMilliWh", () => {
  it("refuses digits below one milliwatt-hour, and only those that are not zero", () => {
    expect(toMilliWh("1.0000001", "kWh")).to.include({ ok: false, reason: "value-too-fine" });
    expect(toMilliWh("1.0000000000", "kWh")).to.deep.equal({ ok: true, value: 1_000_000n });
    expect(toMilliWh("5e-4", "Wh")).to.include({ ok: false, reason: "value-too-fine" });
  });

  it("reads padded, signed and exponent notation in Wh and kWh", () => {
    const cases: [string, string, bigint][] = [
      ["       9.038", "kWh", 9_038_000n],
      ["62500.1270", "kWh", 62_500_127_000n],
      ["0.2596", "kWh", 259_600n],
      ["7753", "Wh", 7_753_000n],
      ["+1.5e3", "Wh", 1_500_000n],
      ["25E-1", "kwh", 2_500_000n],
      ["-0.0", "Wh", 0n],
      ["00012", "Wh", 12_000n],
      ["18446744073709551615", "Wh", 18_446_744_073_709_551_615_000n],
    ];
    for (const [text, unit, milliWh] of cases)
      expect(toMilliWh(text, unit), text).to.deep.equal({ ok: true, value: milliWh });
  });

  it("refuses what is no number, below zero, beyond 64 bits of Wh, or not energy", () => {
    for (const text of ["", "1,5", "1.2.3", "0x10", "NaN", ".5", "1e", "9".repeat(500)]) {
      expect(toMilliWh(text, "Wh"), text).to.include({ ok: false, reason: "value-invalid" });
    }
    expect(toMilliWh("-1", "Wh")).to.include({ ok: false, reason: "value-negative" });
    expect(toMilliWh("18446744073709551616", "Wh")).to.include({ ok: false, reason: "value-too-large" });
    expect(toMilliWh("1e999", "Wh")).to.include({ ok: false, reason: "value-too-large" });
    expect(toMilliWh("1", "sec")).to.include({ ok: false, reason: "unit-unknown" });
  });

  it("knows the smallest step that a text can show", () => {
    expect(resolutionMilliWh("0.2596", "kWh")).to.equal(100n);
    expect(resolutionMilliWh("7753", "Wh")).to.equal(1_000n);
    expect(resolutionMilliWh("1.000000", "kWh")).to.equal(1n);
  });
});

describe("parseMeterTime", () => {
  it("refuses days that do not exist and text that is no time", () => {
    for (const text of [
      "2026-02-30T00:00:00,000+0000 S",
      "2026-01-01",
      "",
      "2026-01-01T24:00:00,000+0000 S",
    ]) {
      expect(parseMeterTime(text), text).to.equal(null);
    }
  });

  it("reads comma or point, any offset, and the state of the clock", () => {
    const noon = 1_565_690_595_000;
    const read = (text: string) => {
      const time = parseMeterTime(text)!;
      return [time.unixMilliseconds - noon, time.clock];
    };
    expect(read("2019-08-13T10:03:15,000+0000 S")).to.deep.equal([0, "S"]);
    expect(read("2019-08-13T15:03:15.250+05:00 I")).to.deep.equal([250, "I"]);
    expect(read("2019-08-13T05:33:15,1-0430 R")).to.deep.equal([100, "R"]);
    expect(read("2019-08-13T10:03:15Z")).to.deep.equal([0, null]);
  });
});

describe("normaliseObis", () => {
  it("knows every energy spelling found in real records", () => {
    const cases: Record<string, string> = {
      "1-b:1.8.0": "import meter total 1.8.0",
      "1-b:1.8.e": "import meter total 1.8.e",
      "1-0:1.8.0": "import meter total 1.8.0",
      "1-0:1.8.0*198": "import meter transaction 1.8.0*198",
      "1-0:1.8.0*255": "import meter total 1.8.0",
      "1-0:1.8.1": "import meter total 1.8.1",
      "01-00:01.08.00.FF": "import meter total 1.8.0",
      "01-00:01.08.00*FF": "import meter total 1.8.0",
      "1-0:98.8.0.FF": "import device total 98.8.0",
      "1-0:2.8.0": "export meter total 2.8.0",
      "1-0:2.8.0.FF": "export meter total 2.8.0",
      "01-00:B0.08.00*FF": "import meter total b0.8.0",
      "01-00:B1.08.00*FF": "import device total b1.8.0",
      "01-00:B2.08.00*FF": "import meter transaction b2.8.0",
      "01-00:B3.08.00*FF": "import device transaction b3.8.0",
      "01-00:C0.08.00*FF": "export meter total c0.8.0",
      "01-00:C2.08.00*xx": "export meter transaction c2.8.0",
      "01-00:C3.08.00*FF": "export device transaction c3.8.0",
      "1.8.0": "import meter total 1.8.0",
    };
    for (const [text, expected] of Object.entries(cases)) {
      const obis = normaliseObis(text)!;
      expect(`${obis.direction} ${obis.point} ${obis.scope} ${obis.code}`, text).to.equal(expected);
    }
  });

  it("takes durations, powers and half a code for no energy", () => {
    for (const text of ["01-00:00.08.06.FF", "1-b", "1-0:1.7.0", "", "1-0:32.7.0*255"]) {
      expect(normaliseObis(text), text).to.equal(null);
    }
  });
});
