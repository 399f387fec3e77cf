import { expect } from "chai";
import { describe, it } from "mocha";
import { project, scaleBar, type Coordinates } from "./projection.ts";

const ALMATY: Coordinates[] = [
  [76.85, 43.2],
  [77.0, 43.3],
];

describe("project", () => {
  it("keeps every place inside and north up", () => {
    const { place } = project(ALMATY, { width: 1_000, height: 600 });
    const [[west, south], [east, north]] = ALMATY.map(place) as [[number, number], [number, number]];
    for (const x of [west, east]) expect(x).to.be.within(0, 1_000);
    for (const y of [south, north]) expect(y).to.be.within(0, 600);
    expect(west).to.be.below(east);
    expect(north).to.be.below(south);
  });

  it("draws a kilometre as long in both directions", () => {
    const { place, kilometre } = project(ALMATY, { width: 1_000, height: 600 });
    const [x0, y0] = place([76.92, 43.25]);
    const [x1] = place([76.92 + 1 / (111.32 * Math.cos((43.25 * Math.PI) / 180)), 43.25]);
    const [, y1] = place([76.92, 43.25 + 1 / 111.32]);
    expect(x1 - x0).to.be.closeTo(kilometre, 1e-6);
    expect(y0 - y1).to.be.closeTo(kilometre, 1e-6);
  });

  it("holds one place, none, and many with a far one", () => {
    expect(project([[76.9, 43.2]], { width: 100, height: 100 }).place([76.9, 43.2])).to.deep.equal([50, 50]);
    expect(project([], { width: 100, height: 100 }).kilometre).to.be.above(0);
    const crowd = Array.from({ length: 200 }, (_, at): Coordinates => [76.9 + at / 10_000, 43.2]);
    const far = project([...crowd, [0, 0]], { width: 100, height: 100 });
    expect(far.kilometre).to.be.above(10);
  });

  it("says a round distance", () => {
    expect(scaleBar({ kilometre: 30 }, 200)).to.equal(5);
  });
});
