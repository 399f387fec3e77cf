import { expect } from "chai";
import { describe, it } from "mocha";
import { roundingVectors } from "./vectors.ts";

/** Whole part of wh × price / 1e6 towards minus infinity, and whether something was cut off; by long division, apart from the SDK. */
function divided(wh: bigint, price: bigint): { floor: bigint; exact: boolean } {
  const product = wh * price;
  const rest = ((product % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return { floor: (product - rest) / 1_000_000n, exact: rest === 0n };
}

describe("roundingVectors", () => {
  const vectors = roundingVectors();

  it("is the same for the same seed", () => {
    expect(roundingVectors(5, 20)).to.deep.equal(roundingVectors(5, 20));
    expect(roundingVectors(5, 20)).not.to.deep.equal(roundingVectors(6, 20));
  });

  for (const [name, up] of [
    ["owedUp", true],
    ["paidDown", false],
    ["gridPays", false],
    ["gridCharges", true],
  ] as const)
    it(`rounds ${name} ${up ? "up" : "down"}, at every edge and for both signs where the price has one`, () => {
      const { wh, price, tiyn } = vectors[name];
      expect(wh.length).to.equal(price.length).and.to.equal(tiyn.length).and.to.be.greaterThan(250);
      wh.forEach((energy, index) => {
        const { floor, exact } = divided(BigInt(energy), BigInt(price[index]!));
        expect(tiyn[index]).to.equal((up && !exact ? floor + 1n : floor).toString());
      });
      expect(price.some((value) => value.startsWith("-"))).to.equal(name.startsWith("grid"));
    });
});
