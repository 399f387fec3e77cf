// D2: killing any process at any moment loses and doubles nothing that was acknowledged. The same with `alatau worker` is in test/soak.
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

/** FAULTS_SEED chooses another storm. */
const SEED = Number(process.env["FAULTS_SEED"] ?? 20_260_101);
const OPTIONS = { seed: SEED, kills: 200, outages: 10 };

describe(`a ledger whose processes are killed at random (seed ${OPTIONS.seed})`, function () {
  this.timeout(1_800_000);
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
    this.test!.title += `: ${kills} kills and ${outages} outages in ${seconds.toFixed(0)} s, ${acknowledged.length} records, ${slots} slots`;
    expect(slots).to.be.greaterThan(0);
    expect(kills).to.equal(OPTIONS.kills);
    expect(outages).to.equal(OPTIONS.outages);
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
