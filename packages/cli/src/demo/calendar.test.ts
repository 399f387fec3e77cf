import { slotOf, slotStart, type Slot } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { demoGenesis, dueTariffs, slotPause } from "./calendar.ts";

const NOW = 1_760_000_000;

describe("The demo's tariffs", () => {
  it("are published with 96 slots' notice, ascending, each once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_900_000, max: 2_000_000 }), (start) => {
        let last = 0;
        for (let slot = start; slot < start + 400; slot += 1) {
          for (const { fromSlot } of dueTariffs(slot as Slot, last)) {
            if (fromSlot < slot + 96 || fromSlot <= last) return false;
            last = fromSlot;
          }
        }
        return last > start + 400 + 96;
      }),
      { numRuns: 30 },
    );
  });

  it("change at 7 and at 18 o'clock local time", () => {
    const hours = dueTariffs(slotOf(NOW), 0).map(({ fromSlot, name }) => [
      name,
      new Date((slotStart(fromSlot as Slot) + 5 * 3600) * 1000).getUTCHours(),
    ]);
    expect(hours).to.have.deep.members([
      ["day", 7],
      ["evening", 18],
    ]);
  });
});

describe("The demo's clock", () => {
  it("begins some days back, in the morning", () => {
    const genesis = demoGenesis(NOW, 30);
    expect(NOW - genesis).to.be.within(29 * 86_400, 31 * 86_400);
    expect(new Date((genesis + 5 * 3600) * 1000).toISOString().slice(11, 16)).to.equal("10:15");
  });

  it("runs at full speed far from the present and never passes it", () => {
    const far = (slotOf(NOW) - 1000) as Slot;
    expect(slotPause(far, NOW, 4000)).to.equal(4000);
    const next = slotOf(NOW);
    const end = slotStart(next) + 900;
    expect(slotPause(next, NOW, 4000)).to.equal((end - NOW) * 1000);
    const near = [100, 50, 10, 1].map((slots) => slotPause((next - slots) as Slot, NOW, 4000));
    expect(near).to.deep.equal(near.toSorted((a, b) => a - b));
    expect(near.at(-1)).to.be.within(800_000, 900_000);
  });
});
