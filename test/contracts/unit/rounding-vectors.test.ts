import { roundingVectors, type RoundingVectors } from "@alatau/market";
import { gridCharges, gridPays, owedUp, paidDown, type TiynPerMWh, type Wh } from "@alatau/sdk";
import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const { ethers } = await network.create();
const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, "../rounding-vectors.json"), "utf8"),
) as RoundingVectors;
const ours = { owedUp, paidDown, gridPays, gridCharges };
const names = Object.keys(ours) as (keyof RoundingVectors)[];

describe("the rounding vectors", () => {
  it("are those that the clearing's package makes, of both signs and up to the types' ends", () => {
    expect(vectors).to.deep.equal(roundingVectors());
    for (const name of names) expect(vectors[name].wh.length > 200, name).to.equal(true);
    expect(vectors.gridPays.price.some((price) => price.startsWith("-"))).to.equal(true);
    expect(vectors.owedUp.price).to.include(String(2n ** 64n - 1n));
  });

  for (const name of names) {
    it(`${name}: EnergyMath and the SDK say the same, every tiyn of it`, async () => {
      const { wh, price, tiyn } = vectors[name];
      const harness = await ethers.deployContract("EnergyMathHarness");
      const onChain = (await harness.getFunction(name)(wh, price)) as readonly bigint[];
      const offChain = wh.map((each, i) => ours[name](BigInt(each) as Wh, BigInt(price[i]!) as TiynPerMWh));
      expect(onChain.map(String)).to.deep.equal(tiyn);
      expect(offChain.map(String)).to.deep.equal(tiyn);
    });
  }
});
