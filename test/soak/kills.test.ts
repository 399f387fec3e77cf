// D2 with the command that people run: 200 kills of workers, checkers and indexer, 10 of database and chain.
// SOAK_SEED and SOAK_KILLS choose another storm.
import { expect } from "chai";
import { describe, it } from "mocha";
import { checkAudit, checkIntents, checkRebuild, checkRecords, rage, setScene } from "../faults/storm.ts";

const SEED = Number(process.env["SOAK_SEED"] ?? 20_260_101);
const KILLS = Number(process.env["SOAK_KILLS"] ?? 200);
const OUTAGES = Math.max(2, Math.round(KILLS / 20));

describe(`a ledger whose processes are killed ${KILLS} times at random (seed ${SEED})`, function () {
  this.timeout(3_600_000);

  it("loses and doubles nothing that was acknowledged (D2, D1)", async function () {
    await using scene = await setScene({ program: "alatau" });
    const storm = await rage(scene, { seed: SEED, kills: KILLS, outages: OUTAGES });
    this.test!.title += `: ${storm.outages} outages in ${storm.seconds.toFixed(0)} s, ${storm.acknowledged.length} records, ${storm.slots} slots`;
    expect(storm.kills).to.equal(KILLS);
    expect(storm.outages).to.equal(OUTAGES);
    await checkRecords(scene, storm);
    expect(await checkIntents(scene)).to.be.greaterThan(storm.slots);
    expect((await checkAudit(scene))["settlements"]).to.be.at.least(storm.slots);
    await checkRebuild(scene);
  });
});
