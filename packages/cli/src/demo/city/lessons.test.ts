import { expect } from "chai";
import { describe, it } from "mocha";
import { pm25 } from "../sources/air.ts";
import { AI_SOURCE, EVALUATION, evaluateModel } from "../sources/city.ts";
import { midnight } from "../sources/noise.ts";
import { lessonAt, withoutComma } from "./lessons.ts";

const FROM = midnight(Date.parse("2026-04-02T12:00:00Z") / 1000) + 10 * 3600;

describe("The lessons of the demo's air", () => {
  it("come on the first day and every third day after it, each at its hour", () => {
    const hours = Array.from({ length: 6 * 24 }, (_, hour) => FROM + hour * 3600);
    expect(hours.flatMap((at) => lessonAt(at, FROM) ?? [])).to.deep.equal([
      ...["wrong-hour", "bad-row", "correction"],
      ...["wrong-hour", "bad-row", "correction"],
    ]);
    expect(lessonAt(FROM + 3600, FROM)).to.equal("wrong-hour");
    expect(lessonAt(FROM + 25 * 3600, FROM)).to.equal(null);
  });

  it("lose the decimal comma of one station and leave the others alone", () => {
    const said = (name: string) => ({
      id: `urn:ngsi-ld:AirQualityObserved:almaty-${name}`,
      type: "A",
      pm25: 41.2,
    });
    expect(withoutComma(said("centre"))["pm25"]).to.equal(412);
    expect(withoutComma(said("north"))).to.deep.equal(said("north"));
  });
});

describe("The model of the air", () => {
  it("misses and cries as often as its data set and docs/benchmarks.md say", function () {
    this.timeout(60_000);
    expect(evaluateModel(6)).to.include(EVALUATION);
    for (const [name, value] of Object.entries(EVALUATION))
      expect(AI_SOURCE.description!.en, name).to.match(new RegExp(`\\b${value}\\b`));
  });

  it("meets faults of the stations about once in four hundred hours", () => {
    const hours = Array.from({ length: 4_000 }, (_, hour) => FROM + hour * 3600);
    const faults = hours.filter((at) => pm25(6, "north", at) !== pm25(6, "north", at, false));
    expect(faults.length).to.be.within(2, 30);
  });
});
