import { expect } from "chai";
import { describe, it } from "mocha";
import type { Tile } from "../city/answers.ts";
import { airVerdict, nearOf } from "./nearby.ts";

const tile = (entityType: string, places: readonly (readonly [number, number] | null)[]): Tile =>
  ({
    entityType,
    places: places.map((at, index) => ({ subject: `s${index}`, at, value: "1", flags: [] })),
  }) as unknown as Tile;

describe("what is near", () => {
  it("comes by distance and ends where one asks", () => {
    const tiles = [
      tile("WasteContainer", [[76.95, 43.2], [76.9, 43.2], null, [76.91, 43.2]]),
      tile("FleetVehicleStatus", [[76.9, 43.2]]),
    ];
    const found = nearOf(tiles, "waste", [76.9, 43.2], 2_000);
    expect(found.map(({ place }) => place.subject)).to.deep.equal(["s1", "s3"]);
    expect(found[1]!.metres).to.be.within(800, 830);
  });

  it("judges PM2.5 by its limits in either unit, and nothing else", () => {
    expect(airVerdict("pm25", "GQ", 35)).to.equal("below");
    expect(airVerdict("pm25", "GP", 0.1)).to.equal("between");
    expect(airVerdict("pm25", "GQ", 161)).to.equal("above");
    expect(airVerdict("pm10", "GQ", 161)).to.equal(null);
    expect(airVerdict("pm25", null, 1)).to.equal(null);
  });
});
