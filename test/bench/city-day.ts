// A tenth of a city's day: trips, metered buses and sensors, published, checked and anchored; then its size, its pages and its audit.
import { readObservations } from "@alatau/formats";
import type pg from "pg";
import { audit } from "../../packages/cli/src/audit/audit.ts";
import { acceptObservations } from "../../packages/gateway/src/data-sets/accept.ts";
import { registerDataset } from "../../packages/gateway/src/data-sets/register.ts";
import { readRules, type DatasetRules } from "../../packages/gateway/src/data-sets/rules.ts";
import { readPage } from "../../packages/gateway/src/http/paging.ts";
import { observationsQuery } from "../../packages/gateway/src/observations/queries.ts";
import { chainTip } from "../../packages/gateway/src/workers/ledger.ts";
import { until } from "../../packages/gateway/src/workers/story-network.ts";
import { openInstallation, type Installation } from "../faults/installation.ts";
import { START } from "../faults/street.ts";
import { atMost, median, time, type Row } from "./row.ts";

/** Of a whole day: 650,000 trips, 16,000 buses every quarter of an hour, the rest sensors; 2.3 million records. */
const DAY = 2_300_000;
const SHARE = Number(process.env["BENCH_SHARE"] ?? 0.1);
const UPLOAD = 1_000;

interface Kind {
  readonly name: string;
  readonly perDay: number;
  readonly visibility: "public" | "members";
  readonly entity: (number: number, at: string) => object;
}

const property = (value: unknown, unitCode?: string) => ({
  type: "Property",
  value,
  ...(unitCode && { unitCode }),
});
const KINDS: readonly Kind[] = [
  {
    ...{ name: "transport.trips", perDay: 650_000, visibility: "members" },
    entity: (number, at) => ({
      ...{ id: `urn:ngsi-ld:FareCollectionSystem:${number}`, type: "FareCollectionSystem" },
      transactionDateTime: property(at),
      cardId: property(`p${(number * 7919) % 2_000_000}`),
      fareForAdult: property(110),
      route_id: property(`r${number % 90}`),
    }),
  },
  {
    ...{ name: "transport.buses", perDay: 1_536_000, visibility: "public" },
    entity: (number, at) => ({
      ...{ id: `urn:ngsi-ld:ACMeasurement:bus-${number % 16_000}`, type: "ACMeasurement" },
      dateObserved: property(at),
      totalActiveEnergyImport: property(100_000 + Math.floor(number / 16_000) * 37, "KWH"),
    }),
  },
  {
    ...{ name: "environment.sensors", perDay: 114_000, visibility: "public" },
    entity: (number, at) => ({
      ...{ id: `urn:ngsi-ld:AirQualityObserved:${number % 800}`, type: "AirQualityObserved" },
      dateObserved: property(at),
      pm25: property(10 + ((number * 7) % 130) / 10, "GQ"),
    }),
  },
];

export async function bench(): Promise<Row[]> {
  await using installation = await openInstallation({
    ...{ genesisTime: START - 7200, blockSeconds: 1, publishWaitMs: 5_000 },
  });
  const { pool, network, place } = installation;
  const issuer = network.accounts.operator;
  const rules = new Map<string, DatasetRules>();
  for (const kind of KINDS) rules.set(kind.name, await register(installation, kind));
  const now = (await chainTip(pool))!.timestamp;
  const before = await databaseBytes(pool);
  const began = performance.now();
  let sent = 0;
  for (const kind of KINDS)
    for (let first = 0; first < kind.perDay * SHARE; first += UPLOAD) {
      await upload(pool, { kind, rules: rules.get(kind.name)!, issuer, first, now });
      sent += UPLOAD;
    }
  await until(async () => (await anchored(pool)) === sent, { timeoutMs: 3_600_000, what: "anchored" });
  const seconds = (performance.now() - began) / 1_000;
  const bytes = (await databaseBytes(pool)) - before;
  const pages = await time(20, async (run) => {
    const subject = `urn:ngsi-ld:ACMeasurement:bus-${run}`;
    const readable = { participant: null, all: false, groups: [] };
    await readPage(pool, observationsQuery("transport.buses", { subject }, readable), {});
  });
  const auditBegan = performance.now();
  await audit({
    ...{ databaseUrl: place.databaseUrl, rpcUrl: place.rpcUrl, network },
    signal: new AbortController().signal,
  });
  const audited = (performance.now() - auditBegan) / 1_000;
  const day = (value: number): number => Math.round((value * DAY) / sent);
  const conditions = `${sent.toLocaleString("en-US")} records in uploads of ${UPLOAD}, three data sets, blocks of 1 s, 3 checkers, quorum 2, fsync on; a whole day of ${DAY.toLocaleString("en-US")} by proportion`;
  return [
    atMost(
      "a city's day ingested and anchored",
      day(seconds / 60),
      "min",
      120,
      `${Math.round(sent / seconds).toLocaleString("en-US")}/s: ${conditions}`,
    ),
    atMost(
      "a city's day audited",
      day(audited / 60),
      "min",
      30,
      `${audited.toFixed(0)} s for ${sent.toLocaleString("en-US")} records and every row of schema ledger`,
    ),
    {
      ...{ name: "a city's day in the database", value: Math.round(day(bytes) / 2 ** 20), unit: "MiB" },
      ...{
        target: "stated",
        met: true,
        conditions: `${Math.round(bytes / sent)} bytes a record, indexes included`,
      },
    },
    atMost(
      "page of one bus's observations",
      Math.round(median(pages)),
      "ms",
      50,
      "50 rows, newest first, median of 20",
    ),
  ];
}

async function register({ pool, network }: Installation, { name, visibility }: Kind): Promise<DatasetRules> {
  const { checkers } = network.datasets["energy.readings"]!;
  await until(
    async () => (await pool.query("SELECT 1 FROM work.signers WHERE signer = 'registrar'")).rows.length === 1,
  );
  await registerDataset(pool, {
    ...{ name, owner: network.accounts.operator, visibility, retentionDays: 3650, cadenceSeconds: 900 },
    ...{ checkers: checkers.map(({ participant }) => participant), quorum: 2, schemaId: name },
    schema: { schema: { type: "object", required: ["id", "type"] }, references: {} },
    description: { title: { en: name }, licence: "CC0-1.0", simulated: true },
  });
  return await readRules(pool, name);
}

async function upload(
  pool: pg.Pool,
  {
    kind,
    rules,
    issuer,
    first,
    now,
  }: { kind: Kind; rules: DatasetRules; issuer: number; first: number; now: number },
): Promise<void> {
  const lines = Array.from({ length: UPLOAD }, (_, row) => {
    const number = first + row;
    const at = new Date((now - 90_000 + Math.floor((number * 86_400) / kind.perDay)) * 1_000).toISOString();
    return JSON.stringify(kind.entity(number, at));
  });
  const read = readObservations(Buffer.from(lines.join("\n")), { format: "jsonl" });
  const answers = await acceptObservations(pool, {
    ...{ rules, ...read, issuer, publisher: issuer, source: "jsonl", now },
  });
  const refused = answers.find(({ status }) => status !== "accepted");
  if (refused !== undefined) throw new Error(`${kind.name}: ${refused.code} ${refused.detail}`);
}

async function anchored(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT coalesce(sum(count), 0)::int AS count FROM ledger.batches",
  );
  return rows[0]!.count;
}

async function databaseBytes(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    "SELECT pg_database_size(current_database())::float8 AS bytes",
  );
  return rows[0]!.bytes;
}
