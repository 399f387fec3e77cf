// Observations of agencies from upload to the chain: real chain, database, workers and three checkers in processes of their own.
import { readObservations } from "@alatau/formats";
import type pg from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import { acceptObservations } from "../../packages/gateway/src/data-sets/accept.ts";
import { registerDataset } from "../../packages/gateway/src/data-sets/register.ts";
import { readRules, type DatasetRules } from "../../packages/gateway/src/data-sets/rules.ts";
import { chainTip } from "../../packages/gateway/src/workers/ledger.ts";
import { until } from "../../packages/gateway/src/workers/story-network.ts";
import { openInstallation, type Installation } from "../faults/installation.ts";
import { START } from "../faults/street.ts";
import { atLeast, atMost, type Row } from "./row.ts";

const NAME = "environment.bench";
/** Rows of one upload, and sensors that take turns in them. */
const UPLOAD = 500;
const SENSORS = 2_000;
const OFFERED = Number(process.env["BENCH_OFFERED"] ?? 1_200);
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 30);

export async function bench(): Promise<Row[]> {
  await using installation = await openInstallation({
    ...{ genesisTime: START - 7200, blockSeconds: 1, publishWaitMs: 3_000 },
  });
  const { pool, network } = installation;
  const rules = await register(installation);
  const issuer = network.accounts.operator;
  const now = (await chainTip(pool))!.timestamp;
  const uploads = Math.ceil((SECONDS * OFFERED) / UPLOAD);
  const watching = new AbortController();
  const ages = watchAges(pool, watching.signal);
  const began = performance.now();
  for (let nth = 0; nth < uploads; nth += 1) {
    const due = began + (nth * UPLOAD * 1_000) / OFFERED;
    await sleep(Math.max(due - performance.now(), 0));
    await upload(pool, { rules, issuer, nth, now });
  }
  const accepted = performance.now() - began;
  const total = uploads * UPLOAD;
  await until(async () => (await anchored(pool)) === total, { timeoutMs: 300_000, what: "anchored" });
  const queryable = performance.now() - began;
  watching.abort();
  const rate = (ms: number): number => Math.round((total * 1_000) / ms);
  const conditions = `${total.toLocaleString("en-US")} NGSI-LD entities of ${SENSORS.toLocaleString("en-US")} sensors in uploads of ${UPLOAD}, offered at ${OFFERED.toLocaleString("en-US")}/s, quality rules on; chain (blocks of 1 s), indexer, workers and 3 checkers as processes, quorum 2 of 3, fsync on`;
  return [
    atLeast("observations accepted", rate(accepted), "per second", 1_000, conditions),
    atLeast(
      "observations accepted and anchored",
      rate(queryable),
      "per second",
      1_000,
      `the same, until the last is queryable on the chain`,
    ),
    atMost(
      "received to anchored, oldest record of a batch",
      Math.round((await ages) / 100) / 10,
      "s",
      10,
      "the same, worst batch",
    ),
  ];
}

async function register({ pool, network }: Installation): Promise<DatasetRules> {
  const { checkers } = network.datasets["energy.readings"]!;
  await until(
    async () => (await pool.query("SELECT 1 FROM work.signers WHERE signer = 'registrar'")).rows.length === 1,
  );
  await registerDataset(pool, {
    ...{
      name: NAME,
      owner: network.accounts.operator,
      visibility: "public",
      retentionDays: 3650,
      cadenceSeconds: 1,
    },
    ...{ checkers: checkers.map(({ participant }) => participant), quorum: 2, schemaId: "Bench" },
    schema: {
      schema: {
        type: "object",
        required: ["id", "type", "dateObserved", "pm25"],
        properties: { pm25: { type: "number", minimum: 0 }, pm10: { type: "number" } },
      },
      references: {},
    },
    description: {
      ...{ title: { en: "Benchmark" }, licence: "CC0-1.0", simulated: true },
      quality: [
        {
          property: "pm25",
          min: "0",
          max: "1000",
          unit: "GQ",
          stuckAfter: 6,
          spikeOver: "400",
          disagreeWithinSeconds: 3600,
        },
      ],
    },
  });
  return await readRules(pool, NAME);
}

async function upload(
  pool: pg.Pool,
  { rules, issuer, nth, now }: { rules: DatasetRules; issuer: number; nth: number; now: number },
): Promise<void> {
  const lines = Array.from({ length: UPLOAD }, (_, row) => {
    const number = nth * UPLOAD + row;
    const time = new Date((now - 200_000 + Math.floor(number / SENSORS) * 60) * 1_000).toISOString();
    return JSON.stringify({
      ...{ id: `urn:ngsi-ld:AirQualityObserved:${number % SENSORS}`, type: "AirQualityObserved" },
      dateObserved: { type: "Property", value: time },
      pm25: { type: "Property", value: 10 + ((number * 7) % 130) / 10, unitCode: "GQ" },
      pm10: { type: "Property", value: 20 + ((number * 3) % 170) / 10, unitCode: "GQ" },
    });
  });
  const read = readObservations(Buffer.from(lines.join("\n")), { format: "jsonl" });
  const answers = await acceptObservations(pool, {
    ...{ rules, ...read, issuer, publisher: issuer, source: "jsonl", now },
  });
  const refused = answers.find(({ status }) => status !== "accepted");
  if (refused !== undefined)
    throw new Error(`a row of the benchmark was refused: ${refused.code} ${refused.detail}`);
}

async function anchored(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT coalesce(sum(count), 0)::int AS count FROM ledger.batches",
  );
  return rows[0]!.count;
}

/** The greatest age, ms, that the oldest record of a batch had when the batch was first seen on the chain. */
async function watchAges(pool: pg.Pool, signal: AbortSignal): Promise<number> {
  let [worst, seen] = [0, 0];
  while (!signal.aborted) {
    const { rows } = await pool.query<{ sequence: number; age: number }>(
      `SELECT b.sequence, (extract(epoch FROM clock_timestamp() - min(r.received_at)) * 1000)::int AS age
         FROM ledger.batches b JOIN work.batch_records w ON w.dataset = $1 AND w.sequence = b.sequence
         JOIN payload.records r USING (record_hash) WHERE b.sequence > $2 GROUP BY b.sequence`,
      [NAME, seen],
    );
    for (const { sequence, age } of rows) {
      seen = Math.max(seen, Number(sequence));
      worst = Math.max(worst, age);
    }
    await sleep(200);
  }
  return worst;
}
