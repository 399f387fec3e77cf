import { expect } from "chai";
import { describe, it } from "mocha";
import type { Slot, Tariff } from "../answers.ts";
import { energyFlow } from "./flow.ts";
import { pricedSlots } from "./priced-slots.ts";

describe("energyFlow", () => {
  it("sums a slot's sales by where the energy went and leaves out what was taken back", () => {
    const flow = energyFlow([
      { kind: "sold", energyWh: 1_200n, status: "current" },
      { kind: "partnerSold", energyWh: 300n, status: "disputed" },
      { kind: "sold", energyWh: 9_000n, status: "corrected" },
      { kind: "bought", energyWh: 1_200n, status: "current" },
      { kind: "gridSold", energyWh: 500n, status: "current" },
      { kind: "gridBought", energyWh: 3_000n, status: "current" },
      { kind: "ownSold", energyWh: 100n, status: "current" },
    ]);
    expect(flow).to.include({ soldWh: 1_500n, toGridWh: 500n, fromGridWh: 3_000n, ownUseWh: 100n });
    expect(flow.shareOf(flow.soldWh)).to.equal(500);
  });

  it("shows nothing for a slot without energy", () => {
    expect(energyFlow([]).shareOf(0n)).to.equal(0);
  });
});

describe("pricedSlots", () => {
  it("puts slots in the order of time, each with the tariff that held in it", () => {
    const slot = (number: number, tariffVersion: number | null): Slot =>
      ({ zone: 7, slot: number, priceTiynPerMWh: 5n, tariffVersion }) as Slot;
    const tariff = { zone: 7, version: 2, feedInTiynPerMWh: 1n, retailTiynPerMWh: 9n } as Tariff;
    expect(pricedSlots([slot(11, 2), slot(10, null)], [tariff])).to.deep.equal([
      { slot: 10, priceTiynPerMWh: 5n, retailTiynPerMWh: null, feedInTiynPerMWh: null },
      { slot: 11, priceTiynPerMWh: 5n, retailTiynPerMWh: 9n, feedInTiynPerMWh: 1n },
    ]);
  });
});
