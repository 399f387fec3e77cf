// The intake against a real PostgreSQL; the registry's tables are filled by hand, as the indexer would.
import { openPool } from "@alatau/indexer";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type pg from "pg";
import { openDatabase } from "../test-database.ts";
import { makeMeter, signRecord, START, type TestMeter } from "../workers/story-network.ts";
import { acceptReadings, type IntakeResult } from "./accept.ts";
import { INTAKE_REASONS } from "./reasons.ts";

describe("acceptReadings", function () {
  this.timeout(60_000);
  let pool: pg.Pool;
  let devices = 0;

  before(async () => {
    pool = openPool(await openDatabase(), { max: 25 });
  });
  after(async () => {
    await pool.end();
  });

  /** Registers a device of 22 kW with its meter's key, valid from a day before. */
  async function register(meter: TestMeter, validFrom = START - 86_400): Promise<number> {
    const device = (devices += 1);
    await pool.query(
      `INSERT INTO ledger.devices VALUES ($1, 9, 1, 'charger', 3, 22000, 0, '\\x00', $2, 1, '\\x00', 0)`,
      [device, meter.serial],
    );
    await pool.query(
      `INSERT INTO ledger.meter_keys VALUES ($1, 0, 'secp256r1', $2, 0, 9, $3, 1, '\\x00', 0)`,
      [device, validFrom, Buffer.from(meter.publicKey, "hex")],
    );
    return device;
  }

  async function registered(): Promise<TestMeter> {
    const meter = makeMeter(`SN-${devices + 1}`);
    await register(meter);
    return meter;
  }

  const upload = async (input: string | Uint8Array, options: { now?: number; dryRun?: boolean } = {}) =>
    acceptReadings(pool, { input, publisher: 1, uploadedBy: 9, now: START + 86_400, ...options });
  const one = async (input: string): Promise<IntakeResult> => (await upload(input)).results[0]!;
  const course = (at: number, wh: number, page = 1) =>
    [
      { at, importMilliWh: 0n },
      { at: at + 900, importMilliWh: BigInt(wh) * 1000n },
    ].map((reading) => ({ ...reading, page }));
  const count = async (table: string, where = "true"): Promise<number> =>
    (await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`)).rows[0]!.n;

  it("refuses a meter that nobody registered, and keeps the record with its reason", async () => {
    const record = signRecord(makeMeter("NOBODY"), 1, course(START, 100));
    expect(await one(record)).to.include({ status: "refused", reason: "meter-unknown", serial: "NOBODY" });
    expect(await one(record)).to.include({ status: "refused", reason: "meter-unknown" });
    expect(await count("payload.refusals", "reason = 'meter-unknown'")).to.equal(1);
  });

  it("refuses a record signed before its meter's key was valid", async () => {
    const meter = makeMeter("EARLY");
    await register(meter, START + 10_000);
    expect(await one(signRecord(meter, 1, course(START, 100)))).to.include({ reason: "key-not-registered" });
  });

  it("refuses another meter's signature, and names a key that came along and is not the registered one", async () => {
    const meter = await registered();
    const thief: TestMeter = { ...makeMeter("x"), serial: meter.serial };
    const forged = signRecord(thief, 1, course(START, 100));
    expect(await one(forged)).to.include({ reason: "signature-invalid" });
    const withKey = JSON.stringify({ id: 1, signed_data: forged, public_key: thief.publicKey });
    expect(await one(withKey)).to.include({ reason: "key-mismatch" });
  });

  it("refuses more energy than the rated power delivers, and a reading from the future", async () => {
    const meter = await registered();
    expect(await one(signRecord(meter, 1, course(START, 5_800)))).to.include({ reason: "power-exceeded" });
    const { results } = await upload(signRecord(meter, 1, course(START, 100)), { now: START });
    expect(results[0]).to.include({ reason: "time-in-future" });
  });

  it("accepts a record once, whatever envelope it comes in", async () => {
    const meter = await registered();
    const record = signRecord(meter, 1, course(START, 100));
    const first = await one(record);
    expect(first).to.include({ status: "accepted", device: devices, readings: 2 });
    expect(first.energy).to.deep.equal({ import: 100_000n });
    const hex = Buffer.from(record).toString("hex");
    const again = await one(JSON.stringify({ id: 1, signed_data: hex, public_key: meter.publicKey }));
    expect(again).to.include({ status: "duplicate", recordHash: first.recordHash });
    expect(await count("payload.registers", `device = ${devices}`)).to.equal(2);
  });

  it("marks a gap in the numbers, and refuses a number that is given twice", async () => {
    const meter = await registered();
    expect((await one(signRecord(meter, 1, course(START, 0)))).flags).to.deep.equal([]);
    expect((await one(signRecord(meter, 3, course(START + 1800, 0)))).flags).to.deep.equal([
      "pagination-gap",
    ]);
    expect((await one(signRecord(meter, 2, course(START + 900, 0)))).flags).to.deep.equal([]);
    expect(await one(signRecord(meter, 3, course(START + 2700, 0)))).to.include({
      reason: "pagination-repeat",
    });
  });

  it("refuses a register that is lower than before", async () => {
    const meter = await registered();
    await one(signRecord(meter, 1, [{ at: START, importMilliWh: 9_000_000n }]));
    const back = await one(signRecord(meter, 2, [{ at: START + 900, importMilliWh: 8_000_000n }]));
    expect(back).to.include({ status: "refused", reason: "register-decreased" });
    expect(await count("payload.registers", `device = ${devices}`)).to.equal(1);
  });

  it("answers a dry run the same and stores nothing", async () => {
    const meter = await registered();
    const records = [
      signRecord(meter, 1, course(START, 50)),
      signRecord(meter, 1, course(START + 900, 50)),
      "OCMF|{}|{}",
    ].join("\n");
    const before = [await count("payload.records"), await count("payload.refusals")];
    const dry = await upload(records, { dryRun: true });
    expect(dry.results.map(({ status }) => status)).to.deep.equal(["accepted", "refused", "refused"]);
    expect([await count("payload.records"), await count("payload.refusals")]).to.deep.equal(before);
    const wet = await upload(records);
    expect(wet.results.map(({ reason }) => reason)).to.deep.equal(dry.results.map(({ reason }) => reason));
  });

  it("makes one record of twenty uploads at the same moment", async () => {
    const meter = await registered();
    const other = await registered();
    const records = [1, 2, 3].flatMap((page) => [
      signRecord(meter, page, [{ at: START + page * 900, importMilliWh: BigInt(page) }]),
      signRecord(other, page, [{ at: START + page * 900, importMilliWh: BigInt(page) }]),
    ]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        upload(
          records
            .slice(index % 3)
            .concat(records)
            .join("\n"),
        ),
      ),
    );
    const accepted = answers.flatMap(({ results }) => results.filter(({ status }) => status === "accepted"));
    expect(accepted.length).to.equal(6);
    expect(
      answers.flatMap(({ results }) => results.filter(({ status }) => status === "refused")),
    ).to.deep.equal([]);
    expect(await count("payload.records", `device IN (${devices}, ${devices - 1})`)).to.equal(6);
    expect(await count("work.pending")).to.equal(await count("payload.records"));
  });

  it("stores a home's record under its community's device with a pseudonym", async () => {
    const community = makeMeter("COMMUNITY");
    const device = await register(community);
    const meter = makeMeter("HOME-7");
    await pool.query(
      `INSERT INTO payload.homes (community, device, serial, public_key, rated_w, pseudonym) VALUES (9, $1, $2, $3, 10000, $4)`,
      [device, meter.serial, Buffer.from(meter.publicKey, "hex"), Buffer.alloc(32, 7)],
    );
    expect(await one(signRecord(meter, 1, course(START, 100)))).to.include({ status: "accepted", device });
    const { rows } = await pool.query<{ envelope: string }>(
      "SELECT envelope FROM payload.records WHERE home = 1",
    );
    expect(JSON.parse(rows[0]!.envelope)).to.include({ visibility: "owner" });
    expect(rows[0]!.envelope)
      .to.match(/"subject":"home:[0-9a-f]{32}"/)
      .and.not.contain(meter.serial);
    expect(await count("payload.home_registers")).to.equal(2);
    expect(await count("payload.registers", `device = ${device}`)).to.equal(0);
  });

  it("answers bad input with a reason of the list, never with a failure", async () => {
    for (const input of ["", "hello", "OCMF|", "OCMF|{}", "<values/>", "[]", new Uint8Array([255, 254, 0])]) {
      const { results, problems } = await upload(input);
      for (const { reason } of results) expect(INTAKE_REASONS).to.have.property(reason!);
      for (const { code } of problems) expect(INTAKE_REASONS).to.have.property(code);
    }
  });
});
