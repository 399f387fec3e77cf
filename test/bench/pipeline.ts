// Signed readings to anchored rows, and metered slots to settled sales: real chain, database, workers and three checkers.
import { advanceTo } from "@alatau/chain";
import type pg from "pg";
import { acceptReadings } from "../../packages/gateway/src/intake/accept.ts";
import { BLOCK_CHANNEL, WORK_CHANNEL } from "../../packages/gateway/src/transaction.ts";
import { chainTip } from "../../packages/gateway/src/workers/ledger.ts";
import {
  makeMeter,
  signRecord,
  until,
  type TestMeter,
} from "../../packages/gateway/src/workers/story-network.ts";
import { openInstallation, type Installation } from "../faults/installation.ts";
import { FIRST_SLOT, openStreet, START } from "../faults/street.ts";
import { atLeast, median, type Row } from "./row.ts";

const METERS = 20;
const RECORDS = 10_000;
/** Records in one upload, and uploads at once. */
const UPLOAD = 500;
const AT_ONCE = 2;
const PER_PERSON = Number(process.env["BENCH_DEVICES"] ?? 60);
const SLOTS = 3;
const PATIENCE_MS = 600_000;

export async function bench(): Promise<Row[]> {
  return [...(await readings()), ...(await fills())];
}

const conditions = "chain, indexer, workers and 3 checkers as processes, 2 of 3 signatures, fsync on";

export async function readings(): Promise<Row[]> {
  await using installation = await openInstallation({ genesisTime: START - 7200 });
  const { pool } = installation;
  const meters = await register(installation);
  const perMeter = RECORDS / METERS;
  const end = START + (perMeter + 1) * 900;
  await advanceTo(installation.place.rpcUrl, end);
  await until(async () => (await chainTip(pool))!.timestamp >= end, { timeoutMs: 60_000 });
  const texts = Array.from({ length: perMeter }, (_, page) =>
    meters.map((meter) =>
      signRecord(meter, page + 1, [
        { at: START + page * 900, importMilliWh: BigInt(page) * 1000n },
        { at: START + page * 900 + 900, importMilliWh: BigInt(page + 1) * 1000n },
      ]),
    ),
  ).flat();
  const uploads = Array.from({ length: RECORDS / UPLOAD }, (_, index) =>
    texts.slice(index * UPLOAD, (index + 1) * UPLOAD),
  );
  performance.mark("readings began");
  const began = performance.now();
  const client = async (): Promise<void> => {
    for (let lines = uploads.shift(); lines !== undefined; lines = uploads.shift())
      await upload(installation, lines);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  const accepted = performance.now() - began;
  await until(async () => (await anchored(pool)) === RECORDS, { timeoutMs: PATIENCE_MS, what: "anchored" });
  const queryable = performance.now() - began;
  performance.mark("readings queryable");
  const rate = (ms: number): number => Math.round((RECORDS * 1000) / ms);
  return [
    atLeast(
      "readings verified, anchored and queryable",
      rate(queryable),
      "per second",
      2_000,
      `${RECORDS.toLocaleString("en-US")} signed OCMF records of ${METERS} meters in uploads of ${UPLOAD}, ${conditions}; accepted alone ${rate(accepted).toLocaleString("en-US")}/s`,
    ),
  ];
}

async function upload({ pool, network }: Installation, lines: readonly string[]): Promise<void> {
  const now = (await chainTip(pool))!.timestamp;
  const publisher = network.accounts.operator;
  const { results } = await acceptReadings(pool, {
    input: lines.join("\n"),
    publisher,
    uploadedBy: null,
    now,
  });
  const refused = results.find(({ status }) => status !== "accepted");
  if (refused !== undefined || results.length !== lines.length)
    throw new Error(`a record of the benchmark was refused: ${refused?.reason}`);
}

async function anchored(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT coalesce(sum(count), 0)::int AS count FROM ledger.batches",
  );
  return rows[0]!.count;
}

async function register({ send, network, pool }: Installation): Promise<TestMeter[]> {
  const meters = Array.from({ length: METERS }, (_, index) => makeMeter(`BENCH-${index}`));
  const owner = network.accounts.operator;
  await Promise.all(
    meters.map(async (meter) => {
      await send("registrar", "devices", "register", [owner, 1, 1, 3, 50_000, 0n, meter.serial]);
      const device = await deviceOf(pool, meter.serial);
      const key = [device, `0x${meter.publicKey.toLowerCase()}`, 4, START - 7200, 0, owner];
      await send("registrar", "devices", "addMeterKey", key);
    }),
  );
  await until(async () => {
    const { rows } = await pool.query("SELECT 1 FROM ledger.meter_keys");
    return rows.length === METERS;
  });
  return meters;
}

async function deviceOf(pool: pg.Pool, serial: string): Promise<number> {
  let device: number | undefined;
  await until(async () => {
    const { rows } = await pool.query<{ device: number }>(
      "SELECT device FROM ledger.devices WHERE serial = $1",
      [serial],
    );
    device = rows[0]?.device;
    return device !== undefined;
  });
  return device!;
}

export async function fills(): Promise<Row[]> {
  await using installation = await openInstallation({ genesisTime: START - 7200 });
  const { pool, place } = installation;
  const street = await openStreet(installation, { perPerson: PER_PERSON });
  const runs: { fills: number; settle: number; whole: number }[] = [];
  for (let index = 0; index < SLOTS; index++) {
    const slot = FIRST_SLOT + index;
    await advanceTo(place.rpcUrl, slot * 900 + 905);
    await until(async () => (await chainTip(pool))!.timestamp >= slot * 900 + 905);
    const records = street.records(slot);
    const steps = await listen(pool);
    performance.mark("fills began");
    const began = performance.now();
    await upload(installation, records);
    steps.note("uploaded");
    await appears(pool, "reading_sets", slot);
    const metered = performance.now();
    steps.note("reading set indexed");
    await appears(pool, "slot_results", slot);
    const settled = performance.now();
    performance.mark("fills settled");
    steps.note("settled");
    if (process.env["BENCH_TIMELINE"] !== undefined) console.error(steps.told(began));
    steps.end();
    const { rows } = await pool.query<{ fills: number }>(
      "SELECT count(*)::int AS fills FROM ledger.sales WHERE slot = $1 AND order_number <> 0",
      [slot],
    );
    runs.push({ fills: rows[0]!.fills, settle: settled - metered, whole: settled - began });
  }
  const rate = (of: "settle" | "whole"): number =>
    Math.round(median(runs.map((run) => (run.fills * 1000) / run[of])));
  return [
    atLeast(
      "energy fills settled end to end",
      rate("whole"),
      "per second",
      500,
      `one slot of ${runs[0]!.fills} fills, signed records uploaded to last chunk queryable (intake, batch, 3 checkers, reading set, clearing, settlement), block every ${place.blockSeconds * 1000} ms, median of ${SLOTS}; reading set to last chunk ${rate("settle")}/s; ${conditions}`,
    ),
  ];
}

/** What the parts call to each other while a slot passes, with its moment. */
async function listen(pool: pg.Pool) {
  const heard: { at: number; what: string }[] = [];
  const note = (what: string): void => void heard.push({ at: performance.now(), what });
  const client = await pool.connect();
  const onCall = ({ channel, payload = "" }: pg.Notification): void =>
    note(channel === BLOCK_CHANNEL ? "block" : payload.replace(/^sent \d+/, "mined"));
  client.on("notification", onCall);
  await client.query(`LISTEN ${WORK_CHANNEL}; LISTEN ${BLOCK_CHANNEL}`);
  return {
    note,
    /** One line a step, ms since `began`; blocks are left out. */
    told: (began: number): string =>
      heard
        .filter(({ what }) => what !== "block")
        .map(({ at, what }) => `${(at - began).toFixed(0).padStart(7)} ms  ${what}`)
        .join("\n"),
    end: (): void => client.release(true),
  };
}

const appears = (pool: pg.Pool, table: string, slot: number): Promise<void> =>
  until(
    async () => {
      const { rowCount } = await pool.query(`SELECT 1 FROM ledger.${table} WHERE slot = $1`, [slot]);
      return rowCount === 1;
    },
    { timeoutMs: PATIENCE_MS, what: `${table} of slot ${slot}` },
  );
