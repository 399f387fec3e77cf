// Batches on top of each other, before the chain has the first: refused, killed and taken up again. Everything is real.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { acceptReadings } from "../intake/accept.ts";
import { runBatcher } from "./batcher.ts";
import { chainTip } from "./ledger.ts";
import { makeMeter, signRecord, START, startNetwork, until, type TestNetwork } from "./story-network.ts";

const meter = makeMeter("METER-batches");
const RECORDS = 12;
const BATCH = 3;

describe("The batcher", function () {
  this.timeout(180_000);
  let net: TestNetwork;
  const batchers: { stop: () => Promise<void> }[] = [];

  before(async () => {
    net = await startNetwork();
    net.start(["outbox"]);
    const publisher = net.network.accounts.operator;
    await net.send("registrar", "devices", "register", [publisher, 1, 1, 3, 50_000, 0n, meter.serial]);
    const key = `0x${meter.publicKey.toLowerCase()}`;
    await net.send("registrar", "devices", "addMeterKey", [1, key, 4, START - 7200, 0, publisher]);
    await net.advance(START + (RECORDS + 1) * 900);
  });
  after(async () => {
    await Promise.all(batchers.map(({ stop }) => stop()));
    await net[Symbol.asyncDispose]();
  });

  /** A batcher of its own; `stop` ends it wherever it is. */
  function startBatcher(): { stop: () => Promise<void> } {
    const stopping = new AbortController();
    const { pool, network, logger } = net;
    const options = { pool, network, logger, publisher: network.accounts.operator, signer: "operator" };
    const done = runBatcher({ ...options, signal: stopping.signal, maxRecords: BATCH, maxWaitMs: 50 });
    const batcher = { stop: () => (stopping.abort(), done) };
    batchers.push(batcher);
    return batcher;
  }

  const records = Array.from({ length: RECORDS }, (_, page) =>
    signRecord(meter, page + 1, [
      { at: START + page * 900, importMilliWh: BigInt(page) * 1000n },
      { at: START + page * 900 + 900, importMilliWh: BigInt(page + 1) * 1000n },
    ]),
  );
  const upload = async (lines: readonly string[]) =>
    acceptReadings(net.pool, {
      input: lines.join("\n"),
      publisher: net.network.accounts.operator,
      uploadedBy: 7,
      now: (await chainTip(net.pool))!.timestamp,
    });

  const count = async (text: string): Promise<number> =>
    (await net.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${text}`)).rows[0]!.count;

  it("builds candidates on candidates, each naming the one before", async () => {
    const { results } = await upload(records);
    expect(results.map(({ status }) => status)).to.deep.equal(Array(RECORDS).fill("accepted"));
    const first = startBatcher();
    await until(async () => (await count("work.batches WHERE state = 'candidate'")) === RECORDS / BATCH);
    await first.stop();
    expect(await count("ledger.batches")).to.equal(0);
  });

  it("takes a refused batch and all that rest on it apart, and anchors every other record exactly once", async () => {
    const { rows } = await net.pool.query<{ record_hash: Buffer }>(
      `UPDATE payload.records SET device = 99 WHERE record_hash =
         (SELECT record_hash FROM work.batch_records WHERE sequence = 2 AND position = 1) RETURNING record_hash`,
    );
    const twin = startBatcher();
    startBatcher();
    for (const checker of ["checker1", "checker2", "checker3"]) net.start(["checker"], { checker });
    await until(async () => (await count("ledger.batches")) >= 1, { what: "the first batch" });
    await twin.stop();
    await until(
      async () => {
        await net.indexed();
        return (
          (await count("work.batch_records JOIN ledger.batches USING (publisher, sequence)")) === RECORDS - 1
        );
      },
      { what: "all other records anchored" },
    );
    const { rows: batches } = await net.pool.query<{ sequence: number; count: number }>(
      "SELECT sequence, count FROM ledger.batches ORDER BY sequence",
    );
    expect(batches.map(({ sequence }) => sequence)).to.deep.equal(batches.map((_, index) => index + 1)); // J1
    expect(batches.reduce((sum, batch) => sum + batch.count, 0)).to.equal(RECORDS - 1);
    expect(await count("work.pending")).to.equal(0);
    const { rows: refused } = await net.pool.query(
      "SELECT record_hash, refused FROM payload.records WHERE refused IS NOT NULL",
    );
    expect(refused).to.deep.equal([{ record_hash: rows[0]!.record_hash, refused: "claim-wrong-device" }]);
  });

  it("tells the uploader of the refused record why, also when it is sent again", async () => {
    const { results } = await upload(records);
    expect(results.filter(({ status }) => status === "duplicate").length).to.equal(RECORDS - 1);
    const again = results.find(({ status }) => status === "refused")!;
    expect(again.detail).to.equal("The checkers refused it: claim-wrong-device.");
    const { rows } = await net.pool.query("SELECT uploaded_by, reason FROM payload.refusals");
    expect(rows).to.deep.equal([{ uploaded_by: 7, reason: "claim-wrong-device" }]);
  });

  it("has every batch checked by every checker, by one of them after it was sent", async () => {
    await until(
      async () =>
        (await count(
          `work.batches b WHERE (SELECT count(*) FROM work.approvals a WHERE a.digest = b.approval_hash AND a.signature IS NOT NULL) < 3`,
        )) === 0,
      { what: "three answers to every batch" },
    );
  });
});
