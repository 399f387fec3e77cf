import { expect } from "chai";
import { describe, it } from "mocha";
import { metresBetween, readCoordinates, writeCoordinates } from "./geo.ts";
import { project, type Coordinates } from "./projection.ts";

describe("places of a city", () => {
  it("are as far apart as on the ground", () => {
    expect(metresBetween([76.9, 43.2], [76.9, 43.3])).to.be.closeTo(11_132, 1);
    expect(metresBetween([76.9, 43.2], [77, 43.2])).to.be.closeTo(8_115, 5);
  });

  it("are read as people type them, and refused where they are none", () => {
    expect(readCoordinates("43.238, 76.945")).to.deep.equal([76.945, 43.238]);
    expect(readCoordinates(writeCoordinates([76.945, 43.238]))).to.deep.equal([76.945, 43.238]);
    for (const wrong of ["", "Abay 10", "143.2, 76.9", "43,238, 76,945", "43.2"])
      expect(readCoordinates(wrong), wrong).to.equal(null);
  });

  it("are found again from where they are drawn", () => {
    const { place, unplace } = project(
      [
        [76.85, 43.2],
        [77, 43.3],
      ],
      { width: 1_000, height: 600 },
    );
    const at: Coordinates = [76.93, 43.25];
    const [longitude, latitude] = unplace(place(at));
    expect(longitude).to.be.closeTo(at[0], 1e-9);
    expect(latitude).to.be.closeTo(at[1], 1e-9);
  });
});
