import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { decimalText, observationOfEntity } from "./entity.ts";
import { exact } from "./exact.ts";

describe("observationOfEntity", () => {
  it("takes numbers and texts of properties with their units, and nothing else", () => {
    const entity = {
      id: "urn:ngsi-ld:AirQualityObserved:1",
      type: "AirQualityObserved",
      pm25: { type: "Property", value: 0.454, unitCode: "GP" },
      no2: [
        { type: "Property", value: 7 },
        { type: "Property", value: 8, datasetId: "urn:x:2" },
      ],
      reliability: { type: "Property", value: "high" },
      location: { type: "GeoProperty", value: { type: "Point", coordinates: [76.9, 43.2] } },
      refDevice: { type: "Relationship", object: "urn:ngsi-ld:Device:1" },
      flags: { type: "Property", value: [1, 2] },
    };
    const { subject, values, observedAt } = observationOfEntity(entity, { observedAt: 5, receivedAt: 6 });
    expect([subject, observedAt]).to.deep.equal(["urn:ngsi-ld:AirQualityObserved:1", 5]);
    expect([...values]).to.deep.equal([
      ["pm25", { value: "0.454", unit: "GP" }],
      ["no2", { value: "7" }],
      ["reliability", { value: "high" }],
    ]);
  });
});

describe("decimalText", () => {
  it("writes small and large numbers without an exponent", () => {
    expect([1e-7, -1.25e-9, 1e21, -1.5e22, 0, 12.5].map(decimalText)).to.deep.equal([
      "0.0000001",
      "-0.00000000125",
      "1000000000000000000000",
      "-15000000000000000000000",
      "0",
      "12.5",
    ]);
  });

  it("says the same number again", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e30, max: 1e30, noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(decimalText(number)) === number).to.be.true;
        expect(() => Math.abs(number) < 1e-18 || exact(decimalText(number))).to.not.throw();
      }),
    );
  });
});
