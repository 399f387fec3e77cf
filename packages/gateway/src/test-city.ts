// For tests: a running ledger with a gateway in front and three agencies, whose data sets the checkers vouch for.
import { jsonText, PARTICIPANT_KINDS, type Bytes32 } from "@alatau/sdk";
import path from "node:path";
import { pino } from "pino";
import { apiKeyHash } from "./auth/caller.ts";
import type { GatewayLimits } from "./gateway.ts";
import { startGateway, type RunningGateway } from "./server.ts";
import {
  AGENCIES,
  START,
  startNetwork,
  until,
  type Agency,
  type TestNetwork,
} from "./workers/story-network.ts";

export { AGENCIES, START, until, type Agency };

const AGENCY = PARTICIPANT_KINDS.indexOf("agency");

export interface City extends AsyncDisposable {
  readonly net: TestNetwork;
  readonly gateway: RunningGateway;
  /** Participants. */
  readonly numbers: Readonly<Record<Agency, number>>;
  readonly checkers: readonly number[];
  call(method: string, where: string, options?: CityCall): Promise<Response>;
  /** The answer of a call that must succeed. */
  ask<T>(method: string, where: string, options?: CityCall): Promise<T>;
  /** Registers {@link AIR} for an agency. */
  registerAir(agency?: Agency, fields?: Record<string, unknown>): Promise<void>;
  /** Waits until every record is on the chain and indexed. */
  anchored(records: readonly string[]): Promise<void>;
}

export interface CityCall {
  readonly as?: Agency;
  readonly body?: unknown;
  readonly type?: string;
}

export const AIR = "environment.air-quality";
export const AIR_SCHEMA = {
  id: "AirQuality",
  schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["id", "type", "dateObserved", "pm25"],
    properties: {
      id: { type: "string" },
      type: { const: "AirQualityObserved" },
      dateObserved: { type: "string", format: "date-time" },
      pm25: { type: "number", minimum: 0 },
    },
  },
};

/** An entity of {@link AIR}; `hour` counts from {@link START}. */
export const air = (station: number, hour: number, pm25: number): Record<string, unknown> => ({
  id: `urn:ngsi-ld:AirQualityObserved:station-${station}`,
  type: "AirQualityObserved",
  dateObserved: { type: "Property", value: new Date((START + hour * 3600) * 1000).toISOString() },
  location: { type: "GeoProperty", value: { type: "Point", coordinates: [71.4 + station / 100, 51.1] } },
  pm25: { type: "Property", value: pm25, unitCode: "GQ" },
});

/** Starts everything and registers the agencies as participants. */
export async function openCity({
  publisherCheckers = ["checker1", "checker2"],
  webFolder,
  limits = {},
}: {
  publisherCheckers?: readonly string[];
  webFolder?: string;
  limits?: Partial<GatewayLimits>;
} = {}): Promise<City> {
  await using opened = new AsyncDisposableStack();
  const net = opened.use(await startNetwork({ verbose: process.env["VERBOSE"] === "1" }));
  net.start(["outbox", "sealer", "publisher"]);
  for (const checker of publisherCheckers) net.start(["checker"], { checker });
  for (const agency of AGENCIES) {
    const { address } = net.account(agency);
    await net.send("registrar", "participants", "register", [address, 0, AGENCY, `0x${"11".repeat(32)}`]);
  }
  await net.indexed();
  const numbers = Object.fromEntries(
    await Promise.all(
      AGENCIES.map(async (agency) => [agency, await participantOf(net, net.account(agency).address)]),
    ),
  ) as Record<Agency, number>;
  for (const agency of AGENCIES)
    await net.pool.query("INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, 'test')", [
      apiKeyHash(`alk_${agency}`),
      numbers[agency],
    ]);
  const gateway = opened.use(
    await startGateway({
      ...{
        databaseUrl: net.databaseUrl,
        rpcUrl: net.chain.rpcUrl,
        network: net.network,
        port: 0,
        home: net.home,
      },
      localWebhooks: true,
      limits: { writesPerMinute: 100_000, costlyPerMinute: 100_000, reportsPerMinute: 100_000, ...limits },
      webFolder: webFolder ?? path.join(net.home, "no-web"),
      logger: pino({ level: process.env["LOG_LEVEL"] ?? "silent" }),
    }),
  );
  await net.advance(START + 30 * 3600);
  const checkers = net.network.datasets["energy.readings"]!.checkers.map(({ participant }) => participant);
  const call: City["call"] = async (method, where, { as, body, type = "application/json" } = {}) =>
    await fetch(gateway.url + where, {
      method,
      headers: {
        ...(body !== undefined && { "content-type": type }),
        ...(as !== undefined && { authorization: `Bearer alk_${as}` }),
      },
      ...(body !== undefined && {
        body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : jsonText(body),
      }),
    });
  const ask: City["ask"] = async <T>(method: string, where: string, options: CityCall = {}): Promise<T> => {
    const response = await call(method, where, options);
    if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  const all = opened.move();
  return {
    ...{ net, gateway, numbers, checkers, call, ask },
    registerAir: async (agency = "environment", fields = {}) => {
      const body = {
        ...{
          name: AIR,
          visibility: "public",
          retentionDays: 3650,
          cadenceSeconds: 3600,
          checkers,
          quorum: 2,
        },
        schema: AIR_SCHEMA,
        description: {
          title: { en: "Air quality" },
          licence: "CC-BY-4.0",
          quality: [{ property: "pm25", min: "0", max: "1000", unit: "GQ", stuckAfter: 4, spikeOver: "300" }],
        },
        ...fields,
      };
      await ask("POST", "/v1/data-sets", { as: agency, body });
    },
    anchored: async (records) => {
      await until(async () => (await anchoredCount(net, records)) === records.length, {
        what: "all records anchored",
      });
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function participantOf(net: TestNetwork, account: string): Promise<number> {
  const { rows } = await net.pool.query<{ participant: number }>(
    "SELECT participant FROM ledger.participants WHERE account = $1",
    [Buffer.from(account.slice(2), "hex")],
  );
  return rows[0]!.participant;
}

async function anchoredCount(net: TestNetwork, records: readonly string[]): Promise<number> {
  const { rows } = await net.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM work.batch_records w JOIN ledger.datasets d ON d.name = w.dataset
       JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
      WHERE w.record_hash = ANY($1::bytea[])`,
    [records.map((hash) => Buffer.from((hash as Bytes32).slice(2), "hex"))],
  );
  return rows[0]!.count;
}
