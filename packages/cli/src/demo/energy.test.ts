import { readFileSync } from "node:fs";
import type { Slot } from "@alatau/sdk";
import { expect } from "chai";
import { describe, it } from "mocha";
import { energyOf, localQuarter, type Profiles } from "./energy.ts";
import { HOMES, PARTIES, type Source } from "./neighbourhood.ts";
import { householdQuarters, parseHalfHours, parseSessions, stationQuarters } from "./profiles.ts";

const read = (name: string): string =>
  readFileSync(new URL(`../../../../examples/data/${name}`, import.meta.url), "utf8");
const profiles: Profiles = {
  household: householdQuarters(parseHalfHours(read("household-half-hours.csv"))),
  station: stationQuarters(parseSessions(read("fast-charging-sessions.csv"))),
};
/** Local midnight of a day (UTC+5). */
const midnight = (day: number): Slot => (day * 96 - 20) as Slot;

/** A meter's slots from a midnight on. */
function* slots(source: Source, days: number, from = 20_000) {
  let chargeWh = source.of === "storage" ? source.storage.openingWh : 0n;
  for (let index = 0; index < days * 96; index += 1) {
    const slot = (midnight(from) + index) as Slot;
    const energy = energyOf(source, slot, profiles, chargeWh);
    chargeWh = energy.chargeWh;
    yield { slot, quarter: index % 96, ...energy };
  }
}

const sources = PARTIES.flatMap(({ devices }) => devices).flatMap(({ source, ratedW, name }) =>
  source === undefined ? [] : [{ source, ratedW, name }],
);

describe("The demo's energy", function () {
  this.timeout(20_000);
  it("keeps local time: UTC+5", () => {
    expect(localQuarter(midnight(20_000))).to.deep.equal({ day: 20_000, quarter: 0 });
    expect(localQuarter((midnight(20_000) + 95) as Slot)).to.deep.equal({ day: 20_000, quarter: 95 });
  });

  it("replays 28 days of a home exactly, and then again", () => {
    const home = HOMES[3]!.source;
    const [first, second] = [0, 28].map((shift) => [...slots(home, 28, 20_000 + shift)]);
    const exported = first!.reduce((sum, { exportWh }) => sum + exportWh, 0n);
    expect(exported).to.equal(23_342n);
    expect(second!.map(({ exportWh }) => exportWh)).to.deep.equal(first!.map(({ exportWh }) => exportWh));
  });

  it("stays within each meter's rated power", () => {
    for (const { source, ratedW, name } of sources) {
      const most = [...slots(source, 60)].reduce((max, { importWh, exportWh }) => {
        const wh = importWh > exportWh ? importWh : exportWh;
        return wh > max ? wh : max;
      }, 0n);
      expect(Number(most) * 4, name).to.be.at.most(ratedW);
      expect(most > 0n, name).to.equal(true);
    }
  });

  it("never takes more out of a battery than was in it (E11)", () => {
    for (const { source } of sources) {
      if (source.of !== "storage") continue;
      let balance = source.storage.openingWh;
      for (const { importWh, exportWh, chargeWh } of slots(source, 60)) {
        balance += importWh - exportWh;
        expect(balance >= 0n && chargeWh >= 0n && chargeWh <= source.storage.capacityWh).to.equal(true);
      }
    }
  });

  it("has three independent sellers and three buyers at noon and in the evening, day after day", () => {
    const net = PARTIES.map(({ devices }) => {
      const all = devices.flatMap(({ source }) => (source === undefined ? [] : [[...slots(source, 21)]]));
      return Array.from({ length: 21 * 96 }, (_, index) =>
        all.reduce((sum, meter) => sum + meter[index]!.exportWh - meter[index]!.importWh, 0n),
      );
    });
    const sides = (index: number) => ({
      sellers: net.filter((party) => (party[index] ?? 0n) > 0n).length,
      buyers: net.filter((party) => (party[index] ?? 0n) < 0n).length,
    });
    const days = Array.from({ length: 21 }, (_, day) => day).filter((day) => {
      const at = [...Array(8).keys()].map((quarter) => sides(day * 96 + 48 + quarter));
      const evening = [...Array(8).keys()].map((quarter) => sides(day * 96 + 74 + quarter));
      const deep = ({ sellers, buyers }: { sellers: number; buyers: number }) => sellers >= 3 && buyers >= 2;
      return at.some(deep) && evening.some(deep);
    });
    expect(days.length).to.be.at.least(14);
  });
});
