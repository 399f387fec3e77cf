// One whole flow through the gateway: agreements, orders and signed records go in over HTTP, proven answers come out.
import { ABIS, verifyBundle } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { encodeFunctionData } from "viem";
import {
  keyOf,
  NEIGHBOURS,
  openStory,
  SLOT,
  START,
  until,
  ZONE,
  type Person,
  type Story,
  type Submission,
} from "./test-story.ts";
import { signAgreement, type TestNetwork } from "./workers/story-network.ts";

interface SaleItem {
  id: string;
  device: number;
  kind: string;
}

describe("A sale through the gateway", function () {
  this.timeout(120_000);
  let story: Story;
  let net: TestNetwork;
  const get: Story["get"] = async (where) => await story.get(where);
  const post: Story["post"] = async (where, body) => await story.post(where, body);

  before(async () => {
    story = await openStory();
    ({ net } = story);
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  it("refuses an order without a supply agreement, and an agreement that somebody else has signed", async () => {
    const early = await post("/v1/orders", await story.signedOrder("depot"));
    expect([early.status, ((await early.json()) as { code: string }).code]).to.deep.equal([
      409,
      "no-supply-agreement",
    ]);
    const foreign = await post(
      "/v1/supply-agreements",
      await signAgreement(net, "farm", story.devices.get("depot")!),
    );
    expect([foreign.status, ((await foreign.json()) as { code: string }).code]).to.deep.equal([
      422,
      "agreement-signature-invalid",
    ]);
  });

  it("records supply agreements and places orders: 202, then 201 with the order's number", async () => {
    for (const person of NEIGHBOURS) {
      const response = await post(
        "/v1/supply-agreements",
        await signAgreement(net, person, story.devices.get(person)!),
      );
      expect(response.status).to.equal(202);
      await story.placed(((await response.json()) as Submission).submission);
    }
    for (const person of NEIGHBOURS) {
      const body = await story.signedOrder(person);
      const first = await post("/v1/orders", body);
      expect(first.status).to.equal(202);
      const { submission } = (await first.json()) as Submission;
      const done = await story.placed(submission);
      expect(done.order).to.be.a("number");
      const again = await post("/v1/orders", body);
      expect([again.status, again.headers.get("location")]).to.deep.equal([201, `/v1/orders/${done.order}`]);
    }
    const { items } = await get<{ items: { state: string }[] }>("/v1/orders?live=true");
    expect(items).to.have.length(NEIGHBOURS.length);
  });

  it("takes signed records, answers row by row, and settles their slot", async () => {
    await net.advance(START + 905);
    const body = story.records();
    const headers = { "content-type": "text/plain", ...keyOf("depot") };
    const upload = async (query = "") => await story.call("POST", `/v1/readings${query}`, { body, headers });
    const dry = await upload("?dryRun=true");
    expect([dry.status, await dry.json()]).to.have.nested.property("[1].accepted", NEIGHBOURS.length);
    const stored = await upload();
    expect([stored.status, await stored.json()]).to.have.nested.property("[1].accepted", NEIGHBOURS.length);
    expect(await (await upload()).json()).to.include({ accepted: 0, duplicates: NEIGHBOURS.length });
    await until(
      async () => {
        const response = await story.call("GET", `/v1/slots/${ZONE}/${SLOT}`);
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
    const participant = story.numbers.get("depot")!;
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
    const response = await fetch(`${story.gateway.url}/v1/events`, {
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
      `/v1/orders?participant=${story.numbers.get("farm")}`,
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
    expect((await fetch(`${story.gateway.url}/readyz`)).status).to.equal(200);
    const stream = await fetch(`${story.gateway.url}/v1/events`);
    await story.gateway.close();
    await stream.text(); // the stream ends instead of hanging
    const late = await fetch(`${story.gateway.url}/healthz`).catch((failure: Error) => failure);
    expect(late).to.be.instanceOf(Error);
  });
});
