import type { Bytes32, MilliWh, Slot } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { isAwaited, slotEnergyOf, type AnchoredPoint } from "./slot-registers.ts";

const SLOT = 100 as Slot;
const [FROM, TO] = [90_000, 90_900];
const hash = (value: number): Bytes32 => `0x${value.toString(16).padStart(64, "0")}` as Bytes32;
const point = (readAt: number, milliWh: number): AnchoredPoint => ({
  readAt,
  milliWh: BigInt(milliWh) as MilliWh,
  signedHash: hash(readAt),
  recordHash: hash(readAt + 1),
});
const imported = (...points: AnchoredPoint[]) => slotEnergyOf({ import: points, export: [] }, SLOT);

describe("slotEnergyOf", () => {
  it("takes the floors of the registers at both ends", () => {
    const energy = imported(point(FROM, 1_999), point(TO, 5_001));
    expect(energy).to.include({ importWh: 4n, importEndWh: 5n, allocated: false, reported: true });
    expect(energy!.closing.readAt).to.equal(TO);
  });

  it("allocates in proportion to time where a boundary was not read", () => {
    const energy = imported(point(FROM - 300, 0), point(FROM + 600, 9_000), point(TO + 600, 18_000));
    expect(energy).to.include({ importWh: 9n - 3n + 3n, allocated: true });
  });

  it("needs no reading at a boundary where the register stood still", () => {
    expect(imported(point(FROM - 300, 7_000), point(FROM + 60, 7_000), point(TO, 9_000))).to.include({
      importWh: 2n,
      allocated: false,
    });
  });

  it("counts the first and the last slot of a meter from and to its readings", () => {
    expect(imported(point(FROM + 60, 1_000), point(TO, 3_000))).to.include({
      importWh: 2n,
      allocated: false,
    });
    expect(imported(point(FROM, 1_000), point(TO - 60, 3_000))).to.include({
      importWh: 2n,
      allocated: false,
      reported: false,
    });
  });

  it("says nothing of a slot in which nothing was read and nothing moved", () => {
    expect(imported(point(FROM - 900, 1_000), point(TO + 900, 1_000))).to.equal(null);
    expect(imported(point(FROM - 900, 1_000))).to.equal(null);
    expect(imported(point(TO + 900, 1_000))).to.equal(null);
    expect(imported()).to.equal(null);
  });

  it("keeps a meter from trading while one of its registers is not told", () => {
    const energy = slotEnergyOf(
      { import: [point(FROM, 0), point(TO, 2_000)], export: [point(FROM - 900, 0)] },
      SLOT,
    );
    expect(energy).to.include({ importWh: 2n, exportWh: 0n, allocated: true, reported: false });
  });

  it("E10: slots add up to floor(last) − floor(first), wherever the readings lie", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 2_000 }), fc.nat(9_999)), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (moved) => {
        let [readAt, register] = [FROM, 0];
        const points = [point(readAt, register)];
        for (const [seconds, milliWh] of moved)
          points.push(point((readAt += seconds), (register += milliWh)));
        let total = 0n;
        for (let slot = 100; slot * 900 < readAt; slot++)
          total += slotEnergyOf({ import: points, export: [] }, slot as Slot)?.importWh ?? 0n;
        return total === BigInt(Math.floor(register / 1000));
      }),
    );
  });
});

describe("isAwaited", () => {
  const awaited = (...points: AnchoredPoint[]) => isAwaited({ import: points, export: [] }, SLOT);

  it("waits for a meter that was heard from in the last four slots", () => {
    expect(awaited(point(FROM, 0))).to.equal(true);
    expect(awaited(point(FROM, 0), point(TO, 0))).to.equal(false);
    expect(awaited(point(FROM - 3601, 0))).to.equal(false);
    expect(awaited()).to.equal(false);
  });
});
