import type { MilliWh } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { lastOfEachSecond, placePoints, type StatedPoint } from "./registers.ts";

const point = (readAt: number, milliWh: number): StatedPoint => ({
  readAt,
  milliWh: BigInt(milliWh) as MilliWh,
});

describe("placePoints", () => {
  it("refuses a register that falls behind an earlier statement", () => {
    const placed = placePoints([point(0, 100)], [point(900, 99)], 0n);
    expect(placed).to.have.property("reason", "register-decreased");
  });

  it("refuses a late statement above what was stated after it", () => {
    const placed = placePoints([point(0, 100), point(1800, 200)], [point(900, 201)], 0n);
    expect(placed).to.have.property("reason", "register-decreased");
  });

  it("refuses another register for the same second beyond the slack", () => {
    expect(placePoints([point(900, 100)], [point(900, 111)], 10n)).to.have.property(
      "reason",
      "register-conflict",
    );
    expect(placePoints([point(900, 100)], [point(900, 110)], 10n)).to.deep.include({ added: [] });
  });

  it("adds what is new and keeps the first statement of a second", () => {
    const placed = placePoints([point(0, 0)], [point(0, 0), point(900, 5), point(450, 2)], 0n);
    expect(placed).to.deep.equal({
      added: [point(900, 5), point(450, 2)],
      points: [point(0, 0), point(450, 2), point(900, 5)],
    });
  });

  it("accepts the records of one register in any order, to the same points", () => {
    const steps = fc.array(fc.nat(1000), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat()), (moved, order) => {
        let register = 0;
        const points = moved.map((step, index) => point(index * 60, (register += step)));
        const shuffled = points
          .map((one) => ({ one, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key);
        let known: readonly StatedPoint[] = [];
        for (const { one } of shuffled) {
          const placed = placePoints(known, [one], 0n);
          if ("reason" in placed) return false;
          known = placed.points;
        }
        return JSON.stringify(known, text) === JSON.stringify(points, text);
      }),
    );
  });
});

const text = (_: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);

describe("lastOfEachSecond", () => {
  it("keeps the last reading of a second", () => {
    expect(lastOfEachSecond([point(5, 1), point(5, 2), point(3, 0)])).to.deep.equal([
      point(3, 0),
      point(5, 2),
    ]);
  });
});
