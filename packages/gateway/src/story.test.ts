// One whole flow through the gateway: agreements, orders and signed records go in over HTTP, proven answers come out.
import { verifyBundle, type EnergyOrder, type MilliWh, type Slot } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import path from "node:path";
import { pino } from "pino";
import { encodeFunctionData } from "viem";
import { ABIS } from "@alatau/sdk";
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

const SLOT = (START / 900) as Slot;
const SELLERS = ["depot", "school", "farm"] as const;
const BUYERS = ["garage", "bakery", "tram"] as const;
const PEOPLE = [...SELLERS, ...BUYERS];
const KWH = 1_000_000n;

interface Submission {
  submission: number;
  state: string;
  order: number | null;
}
interface SaleItem {
  id: string;
  device: number;
  kind: string;
}

describe("A sale through the gateway", function () {
  this.timeout(120_000);
  let net: TestNetwork;
  let gateway: RunningGateway;
  const meters = new Map<Person, TestMeter>();
  const numbers = new Map<Person, number>(); // of participant and, offset by the first, device
  const devices = new Map<Person, number>();

  before(async () => {
    net = await startNetwork();
    net.start(["outbox", "sealer", "batcher", "metering", "clearing"]);
    for (const checker of ["checker1", "checker2"]) net.start(["checker"], { checker });
    gateway = await startGateway({
      databaseUrl: net.databaseUrl,
      rpcUrl: net.chain.rpcUrl,
      network: net.network,
      port: 0,
      home: net.home,
      limits: { writesPerMinute: 10_000 },
      webFolder: path.join(net.home, "no-web"),
      logger: pino({ level: process.env["LOG_LEVEL"] ?? "silent" }),
    });
    await Promise.all(PEOPLE.map(enrol));
    for (const person of PEOPLE) await equip(person);
    await net.indexed();
    await net.pool.query("INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, 'test')", [
      apiKeyHash("alk_depot"),
      numbers.get("depot"),
    ]);
  });
  after(async () => {
    await (gateway as RunningGateway | undefined)?.close();
    await (net as TestNetwork | undefined)?.[Symbol.asyncDispose]();
  });

  async function enrol(person: Person): Promise<void> {
    const account = net.account(person).address;
    await net.send("registrar", "participants", "register", [account, 0, 1, `0x${"11".repeat(32)}`]);
    await net.send("issuer", "tenge", "mint", [account, 50_000_000n, `0x${"22".repeat(32)}`]);
    await net.indexed();
    const { items } = await get<{ items: { participant: number }[] }>(`/v1/participants?account=${account}`);
    const { participant } = items[0]!;
    numbers.set(person, participant);
    await net.send(person, "tenge", "approve", [net.network.contracts.vault, 50_000_000n]);
    await net.send(person, "vault", "deposit", [participant, 50_000_000n]);
  }

  async function equip(person: Person): Promise<void> {
    const meter = makeMeter(`METER-${person}`);
    meters.set(person, meter);
    const { serial, publicKey } = meter;
    const owner = numbers.get(person)!;
    const kind = SELLERS.includes(person as never) ? 4 : 1;
    await net.send("registrar", "devices", "register", [owner, ZONE, kind, 3, 50_000, 0n, serial]);
    await net.indexed();
    const { items } = await get<{ items: { device: number }[] }>(`/v1/devices?serial=${serial}`);
    const { device } = items[0]!;
    devices.set(person, device);
    await net.send("registrar", "devices", "addMeterKey", [
      ...[device, `0x${publicKey.toLowerCase()}`, 4, START - 7200, 0, owner],
    ]);
  }

  async function get<T>(where: string): Promise<T> {
    const response = await fetch(gateway.url + where);
    expect([where, response.status]).to.deep.equal([where, 200]);
    return (await response.json()) as T;
  }

  const post = async (where: string, body: unknown): Promise<Response> =>
    await fetch(gateway.url + where, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body, (_key, value: unknown) =>
        typeof value === "bigint" ? value.toString() : value,
      ),
    });

  async function placed(number: number): Promise<Submission> {
    let found: Submission | undefined;
    await until(async () => {
      found = await get<Submission>(`/v1/submissions/${number}`);
      return found.state === "mined" || found.state === "final";
    });
    await net.indexed();
    return await get<Submission>(`/v1/submissions/${number}`);
  }

  const orderBody = ({ order, signature }: { order: EnergyOrder; signature: string }) => {
    const { side, device, participant, zone, slotFrom, slotTo, maxWhPerSlot, limitPrice, termsHash } = order;
    return {
      order: {
        ...{
          side: side === 0 ? "ask" : "bid",
          device,
          participant,
          zone,
          slotFrom,
          slotTo,
          maxWhPerSlot,
          termsHash,
        },
        ...{
          limitPriceTiynPerMWh: limitPrice,
          minEvidence: "unsigned",
          nonce: order.nonce,
          validTo: order.validTo,
        },
      },
      signature,
    };
  };

  const signedOrder = async (person: Person) =>
    orderBody(
      await signOrder(net, person, {
        side: SELLERS.includes(person as never) ? 0 : 1,
        device: devices.get(person)!,
        participant: numbers.get(person)!,
        slotFrom: SLOT,
        slotTo: SLOT + 3,
        maxWhPerSlot: 10_000n,
        limitPrice: SELLERS.includes(person as never) ? 1_300_000n : 3_000_000n,
      }),
    );

  it("refuses an order without a supply agreement, and an agreement that somebody else has signed", async () => {
    const early = await post("/v1/orders", await signedOrder("depot"));
    expect([early.status, ((await early.json()) as { code: string }).code]).to.deep.equal([
      409,
      "no-supply-agreement",
    ]);
    const foreign = await post(
      "/v1/supply-agreements",
      await signAgreement(net, "farm", devices.get("depot")!),
    );
    expect([foreign.status, ((await foreign.json()) as { code: string }).code]).to.deep.equal([
      422,
      "agreement-signature-invalid",
    ]);
  });

  it("records supply agreements and places orders: 202, then 201 with the order's number", async () => {
    for (const person of PEOPLE) {
      const response = await post(
        "/v1/supply-agreements",
        await signAgreement(net, person, devices.get(person)!),
      );
      expect(response.status).to.equal(202);
      await placed(((await response.json()) as Submission).submission);
    }
    for (const person of PEOPLE) {
      const body = await signedOrder(person);
      const first = await post("/v1/orders", body);
      expect(first.status).to.equal(202);
      const { submission } = (await first.json()) as Submission;
      const done = await placed(submission);
      expect(done.order).to.be.a("number");
      const again = await post("/v1/orders", body);
      expect([again.status, again.headers.get("location")]).to.deep.equal([201, `/v1/orders/${done.order}`]);
    }
    const { items } = await get<{ items: { state: string }[] }>("/v1/orders?live=true");
    expect(items).to.have.length(PEOPLE.length);
  });

  it("takes signed records, answers row by row, and settles their slot", async () => {
    await net.advance(START + 905);
    const records = PEOPLE.map((person, index) => {
      const sold = SELLERS.includes(person as never) ? BigInt(index + 1) * KWH : 0n;
      const bought = sold === 0n ? BigInt(index - 1) * KWH : 0n;
      return signRecord(meters.get(person)!, 1, [
        { at: START, importMilliWh: 7n * KWH, exportMilliWh: 0n as MilliWh },
        { at: START + 900, importMilliWh: 7n * KWH + bought, exportMilliWh: sold },
      ]);
    });
    const headers = { "content-type": "text/plain", authorization: "Bearer alk_depot" };
    const upload = async (query = "") =>
      await fetch(`${gateway.url}/v1/readings${query}`, {
        method: "POST",
        headers,
        body: records.join("\n"),
      });
    const dry = await upload("?dryRun=true");
    expect([dry.status, await dry.json()]).to.have.nested.property("[1].accepted", PEOPLE.length);
    const stored = await upload();
    expect([stored.status, await stored.json()]).to.have.nested.property("[1].accepted", PEOPLE.length);
    expect(await (await upload()).json()).to.include({ accepted: 0, duplicates: PEOPLE.length });
    await until(
      async () => {
        const response = await fetch(`${gateway.url}/v1/slots/${ZONE}/${SLOT}`);
        return response.ok && ((await response.json()) as { state: string }).state === "settled";
      },
      { what: "the slot settled" },
    );
    const readings = await get<{ items: { state: string; evidence: string }[] }>("/v1/readings");
    expect(readings.items[0]).to.include({ state: "anchored", evidence: "meter-signed" });
  });

  it("proves a sale down to the meter's signature", async () => {
    const { items } = await get<{ items: SaleItem[] }>("/v1/sales?kind=sold");
    expect(items).to.not.have.length(0);
    await get<unknown>(`/v1/sales/${items[0]!.id}/proof`);
    const began = performance.now();
    const bundle = await get<unknown>(`/v1/sales/${items[0]!.id}/proof`);
    const made = performance.now() - began;
    const result = await verifyBundle(bundle, net.network);
    expect(result.failure).to.equal(undefined);
    expect(result.proven).to.equal(true);
    expect(result.status).to.equal("current");
    expect(result.level).to.deep.include({ meter: "meter-signed", head: true });
    expect(result.level.checkers).to.include({ signed: 2 });
    if (process.env["LOG_LEVEL"] !== undefined)
      process.stderr.write(`proof made in ${made.toFixed(0)} ms, ${JSON.stringify(bundle).length} bytes\n`);
  });

  it("proves a record, and that a statement is complete", async () => {
    const { items } = await get<{ items: { recordHash: string }[] }>("/v1/records");
    const record = await verifyBundle(await get(`/v1/records/${items[0]!.recordHash}/proof`), net.network);
    expect([record.failure, record.level.meter]).to.deep.equal([undefined, "meter-signed"]);
    const participant = numbers.get("depot")!;
    const proof = await verifyBundle(await get(`/v1/statements/${participant}/proof`), net.network);
    expect(proof.failure).to.equal(undefined);
    const statement = await get<{
      totals: { lines: number; balanceTiyn: string };
      closing: { count: number };
    }>(`/v1/statements/${participant}`);
    expect(proof.facts).to.have.nested.property("statement.lines", statement.totals.lines);
    expect(statement.closing.count).to.equal(statement.totals.lines);
    expect(String(proof.facts.statement?.amountTiyn)).to.equal(statement.totals.balanceTiyn);
  });

  it("tells a stream what it missed, and what comes", async () => {
    const stop = new AbortController();
    const response = await fetch(`${gateway.url}/v1/events`, {
      headers: { "last-event-id": "0" },
      signal: stop.signal,
    });
    const seen = new Set<string>();
    let last = -1;
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let waiting = "";
    const pump = async (): Promise<void> => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        waiting += part.value;
        for (let end = waiting.indexOf("\n\n"); end >= 0; end = waiting.indexOf("\n\n")) {
          const event = waiting.slice(0, end);
          waiting = waiting.slice(end + 2);
          seen.add(/^event: (.*)$/m.exec(event)?.[1] ?? "none");
          const id = /^id: (.*)$/m.exec(event)?.[1];
          if (id === undefined) continue;
          expect(Number(id)).to.equal(last < 0 ? Number(id) : last + 1); // each block once, none left out
          last = Number(id);
        }
      }
    };
    const pumping = pump().catch((failure: unknown) => {
      if (!stop.signal.aborted) throw failure;
    });
    await until(async () => Promise.resolve(seen.has("slot-settled")));
    const before = last;
    await net.advance(START + 1000);
    await until(async () => Promise.resolve(last > before));
    stop.abort();
    await pumping;
    expect([...seen]).to.include.members([
      "order-placed",
      "batch-accepted",
      "readings-checked",
      "sales-settled",
      "block",
    ]);
  });

  it("cancels an order with a transaction that its participant has signed, and with no other", async () => {
    const { items } = await get<{ items: { order: number }[] }>(
      `/v1/orders?participant=${numbers.get("farm")}`,
    );
    const { order } = items[0]!;
    const signed = async (person: Person) =>
      await net.account(person).signTransaction({
        chainId: net.network.chainId,
        to: net.network.contracts.orderBook,
        data: encodeFunctionData({ abi: ABIS.orderBook, functionName: "cancelOrder", args: [order] }),
        nonce: 2,
        gas: 500_000n,
        maxFeePerGas: 0n,
        maxPriorityFeePerGas: 0n,
      });
    const path = `/v1/orders/${order}/cancellation`;
    const foreign = await post(path, { rawTransaction: await signed("depot") });
    expect(((await foreign.json()) as { code: string }).code).to.equal("not-participant");
    const other = await post(`/v1/orders/${order + 1}/cancellation`, {
      rawTransaction: await signed("farm"),
    });
    expect(((await other.json()) as { code: string }).code).to.equal("transaction-invalid");
    const mine = await post(path, { rawTransaction: await signed("farm") });
    expect(mine.status).to.be.oneOf([201, 202]);
    await until(async () => (await get<{ state: string }>(`/v1/orders/${order}`)).state === "cancelled");
  });

  it("says that it is ready, and refuses new work once it stops", async () => {
    expect((await fetch(`${gateway.url}/readyz`)).status).to.equal(200);
    const stream = await fetch(`${gateway.url}/v1/events`);
    await gateway.close();
    await stream.text(); // the stream ends instead of hanging
    const late = await fetch(`${gateway.url}/healthz`).catch((failure: Error) => failure);
    expect(late).to.be.instanceOf(Error);
  });
});
