// For tests: a running ledger with a gateway in front, six neighbours with meters, and one settled slot made through the public API.
import { jsonText, type EnergyOrder, type MilliWh, type Slot } from "@alatau/sdk";
import path from "node:path";
import { pino } from "pino";
import type { Hex } from "viem";
import { apiKeyHash } from "./auth/caller.ts";
import { startGateway, type RunningGateway } from "./server.ts";
import {
  makeMeter,
  signAgreement,
  signOrder,
  signRecord,
  START,
  startNetwork,
  until,
  ZONE,
  type Person,
  type TestMeter,
  type TestNetwork,
} from "./workers/story-network.ts";

export { START, until, ZONE, type Person, type TestNetwork };
export const SLOT = (START / 900) as Slot;
export const SELLERS = ["depot", "school", "farm"] as const;
export const BUYERS = ["garage", "bakery", "tram"] as const;
export const NEIGHBOURS: readonly Person[] = [...SELLERS, ...BUYERS];
const KWH = 1_000_000n;
const isSeller = (person: Person): boolean => SELLERS.includes(person as never);

export interface Submission {
  submission: number;
  state: string;
  order: number | null;
  error: { code: string } | null;
}

export interface Story extends AsyncDisposable {
  readonly net: TestNetwork;
  readonly gateway: RunningGateway;
  /** Closes the gateway and starts another one on the same data. */
  restartGateway(): Promise<void>;
  readonly meters: ReadonlyMap<Person, TestMeter>;
  /** Participants. */
  readonly numbers: ReadonlyMap<Person, number>;
  readonly devices: ReadonlyMap<Person, number>;
  /** One signed record of each neighbour's meter, a line each: sellers export, buyers import. */
  records(): string;
  /** Registers a participant with money in the vault. `kind` as on chain; `account` where it is not the person's key. */
  enrol(person: Person, options?: { kind?: number; profileHash?: Hex }): Promise<number>;
  /** Registers a device with its meter's key. */
  equip(person: Person): Promise<number>;
  call(method: string, where: string, options?: CallOptions): Promise<Response>;
  /** The answer to GET, which must be 200. */
  get<T>(where: string, headers?: Record<string, string>): Promise<T>;
  post(where: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Waits until a submission is in a block that is indexed. */
  placed(number: number): Promise<Submission>;
  signedOrder(person: Person, slotFrom?: number): Promise<unknown>;
  /** Agreements, orders and signed records of all neighbours; returns once the slot is settled. */
  settle(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** The key of a participant's machine. */
export const keyOf = (person: Person): { authorization: string } => ({
  authorization: `Bearer alk_${person}`,
});

/** Starts everything and enrols the six neighbours. */
export async function openStory({ webFolder }: { webFolder?: string } = {}): Promise<Story> {
  await using opened = new AsyncDisposableStack();
  const net = opened.use(await startNetwork());
  net.start([
    "outbox",
    "sealer",
    "batcher",
    "metering",
    "clearing",
    "boxes",
    "charging",
    "publisher",
    "fiscal",
  ]);
  for (const checker of ["checker1", "checker2"]) net.start(["checker"], { checker });
  const openGateway = async (): Promise<RunningGateway> =>
    await startGateway({
      ...{
        databaseUrl: net.databaseUrl,
        rpcUrl: net.chain.rpcUrl,
        network: net.network,
        port: 0,
        home: net.home,
      },
      localWebhooks: true,
      limits: { writesPerMinute: 100_000, costlyPerMinute: 100_000 },
      webFolder: webFolder ?? path.join(net.home, "no-web"),
      logger: pino({ level: process.env["LOG_LEVEL"] ?? "silent" }),
    });
  let gateway = await openGateway();
  opened.defer(() => gateway.close());
  const restartGateway = async (): Promise<void> => {
    await gateway.close();
    gateway = await openGateway();
  };
  const meters = new Map<Person, TestMeter>();
  const numbers = new Map<Person, number>();
  const devices = new Map<Person, number>();

  const call: Story["call"] = async (method, where, { body, headers = {} } = {}) =>
    await fetch(gateway.url + where, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : jsonText(body) }),
    });
  const get: Story["get"] = async <T>(where: string, headers: Record<string, string> = {}): Promise<T> => {
    const response = await call("GET", where, { headers });
    if (response.status !== 200) throw new Error(`${where}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const post: Story["post"] = async (where, body, headers = {}) =>
    await call("POST", where, { body, headers });

  const enrol: Story["enrol"] = async (person, { kind = 1, profileHash = `0x${"11".repeat(32)}` } = {}) => {
    const account = net.account(person).address;
    await net.send("registrar", "participants", "register", [account, 0, kind, profileHash]);
    await net.send("issuer", "tenge", "mint", [account, 50_000_000n, `0x${"22".repeat(32)}`]);
    await net.indexed();
    const { items } = await get<{ items: { participant: number }[] }>(`/v1/participants?account=${account}`);
    const { participant } = items[0]!;
    numbers.set(person, participant);
    await net.send(person, "tenge", "approve", [net.network.contracts.vault, 50_000_000n]);
    await net.send(person, "vault", "deposit", [participant, 50_000_000n]);
    await net.pool.query("INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, 'test')", [
      apiKeyHash(`alk_${person}`),
      participant,
    ]);
    return participant;
  };

  const equip: Story["equip"] = async (person) => {
    const meter = makeMeter(`METER-${person}`);
    meters.set(person, meter);
    const { serial, publicKey } = meter;
    const owner = numbers.get(person)!;
    const kind = isSeller(person) ? 4 : 1;
    await net.send("registrar", "devices", "register", [owner, ZONE, kind, 3, 50_000, 0n, serial]);
    await net.indexed();
    const { items } = await get<{ items: { device: number }[] }>(`/v1/devices?serial=${serial}`);
    const { device } = items[0]!;
    devices.set(person, device);
    await net.send("registrar", "devices", "addMeterKey", [
      ...[device, `0x${publicKey.toLowerCase()}`, 4, START - 7200, 0, owner],
    ]);
    return device;
  };

  const placed: Story["placed"] = async (number) => {
    const where = `/v1/submissions/${number}`;
    await until(async () => ["mined", "final", "refused"].includes((await get<Submission>(where)).state));
    await net.indexed();
    return await get<Submission>(where);
  };

  const signedOrder: Story["signedOrder"] = async (person, slotFrom = SLOT) =>
    orderBody(
      await signOrder(net, person, {
        side: isSeller(person) ? 0 : 1,
        device: devices.get(person)!,
        participant: numbers.get(person)!,
        slotFrom,
        slotTo: SLOT + 3,
        maxWhPerSlot: 10_000n,
        limitPrice: isSeller(person) ? 1_300_000n : 3_000_000n,
      }),
    );

  const records = (): string => recordsOf(meters);

  const settle: Story["settle"] = async () => {
    const submissions: number[] = [];
    const hand = async (where: string, body: unknown): Promise<void> => {
      const response = await post(where, body);
      if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
      submissions.push(((await response.json()) as Submission).submission);
    };
    for (const person of NEIGHBOURS)
      await hand("/v1/supply-agreements", await signAgreement(net, person, devices.get(person)!));
    for (const number of submissions.splice(0)) await placed(number);
    for (const person of NEIGHBOURS) await hand("/v1/orders", await signedOrder(person));
    for (const number of submissions.splice(0)) await placed(number);
    await net.advance(START + 905);
    const headers = { "content-type": "text/plain", ...keyOf("depot") };
    const answer = await call("POST", "/v1/readings", { body: records(), headers });
    if (answer.status !== 202) throw new Error(await answer.text());
    await until(
      async () => {
        const response = await call("GET", `/v1/slots/${ZONE}/${SLOT}`);
        return response.ok && ((await response.json()) as { state: string }).state === "settled";
      },
      { what: "the slot settled" },
    );
  };

  await Promise.all(NEIGHBOURS.map((person) => enrol(person)));
  for (const person of NEIGHBOURS) await equip(person);
  await net.indexed();
  const all = opened.move();
  return {
    get gateway() {
      return gateway;
    },
    ...{ restartGateway, net, meters, numbers, devices, records, enrol, equip, call, get, post, placed },
    ...{ signedOrder, settle },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function recordsOf(meters: ReadonlyMap<Person, TestMeter>): string {
  return NEIGHBOURS.map((person, index) => {
    const sold = isSeller(person) ? BigInt(index + 1) * KWH : 0n;
    const bought = sold === 0n ? BigInt(index - 1) * KWH : 0n;
    return signRecord(meters.get(person)!, 1, [
      { at: START, importMilliWh: 7n * KWH, exportMilliWh: 0n as MilliWh },
      { at: START + 900, importMilliWh: 7n * KWH + bought, exportMilliWh: sold },
    ]);
  }).join("\n");
}

/** A signed order as the gateway takes it. */
function orderBody({ order, signature }: { order: EnergyOrder; signature: string }): unknown {
  const { side, device, participant, zone, slotFrom, slotTo, maxWhPerSlot, limitPrice, termsHash } = order;
  return {
    order: {
      ...{ side: side === 0 ? "ask" : "bid", device, participant, zone, slotFrom, slotTo, maxWhPerSlot },
      ...{ termsHash, limitPriceTiynPerMWh: limitPrice, minEvidence: "unsigned" },
      ...{ nonce: order.nonce, validTo: order.validTo },
    },
    signature,
  };
}
