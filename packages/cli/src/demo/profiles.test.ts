import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  householdQuarters,
  parseHalfHours,
  parseSessions,
  sessionShare,
  splitHalfHour,
  stationQuarters,
  wrapped,
} from "./profiles.ts";

const read = (name: string): string =>
  readFileSync(new URL(`../../../../examples/data/${name}`, import.meta.url), "utf8");
const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

describe("Half-hours as quarter-hours", () => {
  const halfHours = parseHalfHours(read("household-half-hours.csv"));
  const household = householdQuarters(halfHours);

  it("refuse a row that is no half-hour, and days that are not whole", () => {
    expect(() => parseHalfHours("start,c,g\n2011-08-30 00:00,436\n")).to.throw("line 2");
    expect(() => parseHalfHours("start,c,g\n2011-08-30 00:30,436,0\n")).to.throw("line 2");
    expect(() => parseHalfHours("start,c,g\n2011-08-30 00:00,436,0\n")).to.throw("1 half-hours");
  });

  it("put the odd watt-hour into the second quarter", () => {
    expect(splitHalfHour(435n)).to.deep.equal([217n, 218n]);
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 1n << 40n }), (wh) => sum(splitHalfHour(wh)) === wh));
  });

  it("keep the totals of the data exactly", () => {
    expect(household.days).to.equal(28);
    expect(sum(household.consumptionWh)).to.equal(855_422n);
    expect(sum(household.generationWh)).to.equal(223_160n);
    expect(sum(household.net.map(({ exportWh }) => exportWh))).to.equal(23_342n);
    expect(sum(household.net.map(({ importWh }) => importWh))).to.equal(855_422n - 223_160n + 23_342n);
  });

  it("never import and export at once at a home", () => {
    expect(household.net.every(({ importWh, exportWh }) => importWh * exportWh === 0n)).to.equal(true);
  });
});

describe("Sessions as quarter-hours", () => {
  it("keep the energy of all sessions exactly", () => {
    const sessions = parseSessions(read("fast-charging-sessions.csv"));
    const station = stationQuarters(sessions);
    expect(sessions).to.have.length(275);
    expect(sum(station.energyWh)).to.equal(8_402_452n);
    expect(station.days * 96).to.equal(station.energyWh.length);
  });

  it("spread a session over its minutes on the cumulative watt-hours, rounded down", () => {
    const session = { arrival: 10, departure: 40, energyWh: 100n };
    expect([10, 15, 30, 40, 50].map((minute) => sessionShare(session, minute))).to.deep.equal([
      0n,
      16n,
      66n,
      100n,
      100n,
    ]);
    expect(stationQuarters([session]).energyWh.slice(0, 3)).to.deep.equal([16n, 50n, 34n]);
  });

  it("go round at midnight of the last day", () => {
    const session = { arrival: 1435, departure: 1450, energyWh: 30n };
    const { energyWh } = stationQuarters([session]);
    expect([energyWh[95], energyWh[0]]).to.deep.equal([10n, 20n]);
  });
});

describe("Days that repeat", () => {
  it("wrap in both directions", () => {
    const values = Array.from({ length: 192 }, (_, index) => index);
    expect([wrapped(values, 0, 5), wrapped(values, 3, 5), wrapped(values, -1, 5)]).to.deep.equal([
      5, 101, 101,
    ]);
  });
});
