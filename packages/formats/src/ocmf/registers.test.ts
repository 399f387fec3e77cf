import { type MilliWh, type Slot, slotStart } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { extractRecords } from "../envelopes/extract.ts";
import { example, TEN_O_CLOCK } from "../examples.test.ts";
import { parseOcmf } from "./record.ts";
import { floorWh, registerReadings, type RegisterPoint, settledRegister, slotEnergies } from "./registers.ts";

const SLOT = (TEN_O_CLOCK / 900) as Slot;
const point = (seconds: number, milliWh: bigint): RegisterPoint => ({
  unixSeconds: TEN_O_CLOCK + seconds,
  register: milliWh as MilliWh,
});

/** Registers that never go down, at times that never go back; some of them on the boundaries of slots. */
const course = fc
  .record({
    start: fc.integer({ min: 0, max: 4_000_000_000 }),
    register: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    steps: fc.array(
      fc.record({
        wait: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.constant(-1)),
        moved: fc.bigInt({ min: 0n, max: 30_000_000n }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ start, register, steps }) => {
    const points: RegisterPoint[] = [{ unixSeconds: start, register: register as MilliWh }];
    for (const { wait, moved } of steps) {
      const { unixSeconds, register: before } = points.at(-1)!;
      const time = wait < 0 ? (Math.floor(unixSeconds / 900) + 1) * 900 : unixSeconds + wait;
      points.push({ unixSeconds: time, register: (before + moved) as MilliWh });
    }
    return points;
  });

describe("slotEnergies", () => {
  it("refuses a register that falls, a time that goes back, and a session beyond the limit", () => {
    expect(() => slotEnergies([point(0, 5n), point(1, 4n)]))
      .to.throw()
      .with.property("code", "register-order");
    expect(() => slotEnergies([point(1, 5n), point(0, 5n)]))
      .to.throw()
      .with.property("code", "register-order");
    const long = [point(0, 0n), point(900 * 5, 1n)];
    expect(() => slotEnergies(long, { maxSlots: 4 }))
      .to.throw()
      .with.property("code", "session-too-long");
  });

  it("gives nothing for fewer than two readings", () => {
    expect(slotEnergies([])).to.deep.equal([]);
    expect(slotEnergies([point(0, 5n)])).to.deep.equal([]);
  });

  it("splits at readings taken on the slot boundaries, nothing allocated", () => {
    const points = [point(0, 1_000_999n), point(900, 3_500_000n), point(1800, 3_500_999n)];
    expect(slotEnergies(points)).to.deep.equal([
      { slot: SLOT, energy: 2_500n, endRegister: 3_500n, allocated: false },
      { slot: SLOT + 1, energy: 0n, endRegister: 3_500n, allocated: false },
    ]);
  });

  it("keeps a session inside one slot whole", () => {
    const [only, ...others] = slotEnergies([point(100, 0n), point(700, 1_500_000n)]);
    expect(others).to.deep.equal([]);
    expect(only).to.deep.equal({ slot: SLOT, energy: 1_500n, endRegister: 1_500n, allocated: false });
  });

  it("allocates in proportion to time where no reading was taken on the boundary", () => {
    const slots = slotEnergies([point(600, 0n), point(2100, 1_500_000n)]);
    expect(slots.map(({ energy, allocated }) => [energy, allocated])).to.deep.equal([
      [300n, true],
      [900n, true],
      [300n, true],
    ]);
  });

  it("E10: the slots follow each other without a hole and sum to floor(last) − floor(first)", () => {
    fc.assert(
      fc.property(course, (points) => {
        const slots = slotEnergies(points, { maxSlots: 10_000 });
        const [first, last] = [points[0]!, points.at(-1)!];
        const sum = slots.reduce((total, { energy }) => total + energy, 0n);
        expect(sum).to.equal(floorWh(last.register) - floorWh(first.register));
        expect(slots.map(({ slot }) => slot)).to.deep.equal(slots.map((_, index) => slots[0]!.slot + index));
        expect(slots.every(({ energy }) => energy >= 0n)).to.equal(true);
        expect(slots.at(-1)!.endRegister).to.equal(floorWh(last.register));
        expect(slotStart(slots[0]!.slot)).to.be.at.most(first.unixSeconds);
      }),
      { numRuns: 500 },
    );
  });

  it("E10: a reading on every boundary allocates nothing, and four slots are the hour", () => {
    const moved = fc.array(fc.bigInt({ min: 0n, max: 90_000_000n }), { minLength: 4, maxLength: 96 });
    fc.assert(
      fc.property(moved, fc.bigInt({ min: 0n, max: 10n ** 12n }), (steps, start) => {
        const points = [point(0, start)];
        for (const [index, step] of steps.entries())
          points.push(point((index + 1) * 900, points[index]!.register + step));
        const slots = slotEnergies(points);
        expect(slots.some(({ allocated }) => allocated)).to.equal(false);
        const hour = slots.slice(0, 4).reduce((total, { energy }) => total + energy, 0n);
        expect(hour).to.equal(floorWh(points[4]!.register) - floorWh(start as MilliWh));
      }),
    );
  });
});

describe("registerReadings", () => {
  const record = (name: string) => {
    const parsed = parseOcmf(extractRecords(example(name)).records[0]!.signedData);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.value;
  };

  it("gives import and export of one record as two registers", () => {
    const series = registerReadings(record("VW_OCMF_load.xml"));
    expect(series.map(({ direction, code, points }) => [direction, code, points])).to.deep.equal([
      [
        "import",
        "1.8.0",
        [
          { unixSeconds: 1_633_518_836, register: 57_584_000n },
          { unixSeconds: 1_633_518_913, register: 58_685_000n },
        ],
      ],
      [
        "export",
        "2.8.0",
        [
          { unixSeconds: 1_633_518_836, register: 4_405_000n },
          { unixSeconds: 1_633_518_913, register: 4_405_000n },
        ],
      ],
    ]);
    expect(settledRegister(series, "export")?.code).to.equal("2.8.0");
  });

  it("leaves out what the meter does not vouch for", () => {
    expect(registerReadings(record("20211007-device-with-evt-ocmf-sss-ses.xml"))).to.deep.equal([]);
  });

  it("settles the total and not a rate or a transaction's own count", () => {
    const series = ["1.8.1", "1.8.0", "1.8.2"].map((code) => ({
      direction: "import" as const,
      point: "meter" as const,
      scope: "total" as const,
      rate: code.slice(-1),
      code,
    }));
    expect(settledRegister(series, "import")?.code).to.equal("1.8.0");
    expect(settledRegister(series.slice(0, 1), "import")?.code).to.equal("1.8.1");
    expect(settledRegister([series[0]!, series[2]!], "import")).to.equal(null);
    expect(settledRegister([{ ...series[1]!, scope: "transaction" }], "import")).to.equal(null);
  });
});
