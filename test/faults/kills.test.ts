// D2: killing any process at any moment loses and doubles nothing that was acknowledged. The full count is in test/soak.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import {
  checkAudit,
  checkIntents,
  checkRebuild,
  checkRecords,
  rage,
  setScene,
  type Scene,
  type Storm,
} from "./storm.ts";

const OPTIONS = { seed: 20_260_101, kills: 200, outages: 10, seconds: 60 };

describe(`a ledger whose processes are killed at random (seed ${OPTIONS.seed})`, function () {
  this.timeout(300_000);
  let scene: Scene;
  let storm: Storm;

  before(async () => {
    scene = await setScene();
  });
  after(async () => {
    await scene?.[Symbol.asyncDispose]();
  });

  it("does all its work in the end", async function () {
    storm = await rage(scene, OPTIONS);
    const { kills, outages, acknowledged, slots, seconds } = storm;
    this.test!.title += `: ${kills} of ${OPTIONS.kills} kills and ${outages} of ${OPTIONS.outages} outages in ${seconds.toFixed(0)} s, ${acknowledged.length} records, ${slots} slots`;
    expect(slots).to.be.greaterThan(0);
    expect(kills).to.be.greaterThan(4);
    expect(outages).to.be.greaterThan(1);
  });

  it("anchors every acknowledged record exactly once", () => checkRecords(scene, storm));

  it("mines every intent exactly once, and nothing else", async () => {
    expect(await checkIntents(scene)).to.be.greaterThan(storm.slots);
  });

  it("has sales as the replay has them, rows as the chain, balances as the contracts", async () => {
    const { settlements } = await checkAudit(scene);
    expect(settlements).to.be.at.least(storm.slots);
  });

  it("equals a ledger that was indexed without a kill (D1)", () => checkRebuild(scene));
});
