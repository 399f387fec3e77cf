// A shop is told of its invoices: by real HTTP, signed, again after a failure, and whatever happens to the worker.
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import type { Hex } from "viem";
import { keyOf, openStory, until, type Story } from "../test-story.ts";
import { runWebhooks } from "../workers/webhooks.ts";
import { claimDeliveries } from "./deliveries.ts";
import { observeInvoices } from "./observe.ts";

interface Message {
  readonly type: string;
  readonly data: { event: string; sequence: number; invoice: Hex; status: string; paidTiyn: string };
}
interface Received {
  readonly id: string;
  readonly at: number;
  readonly message: Message;
}
interface Receiver extends AsyncDisposable {
  readonly received: Received[];
  readonly endpoint: number;
}
interface Delivery {
  delivery: number;
  event: string;
  status: string;
  tries: number;
  lastStatus: number | null;
  lastAnswer: string | null;
}

describe("A shop is told of its invoices", function () {
  this.timeout(60_000);
  let story: Story;
  const shop = keyOf("bakery");
  const open: AsyncDisposable[] = [];

  before(async () => {
    story = await openStory();
  });
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
  });
  after(async () => {
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
  });

  const worker = (): { stop: () => Promise<void> } => {
    const stopping = new AbortController();
    const { pool, logger } = story.net;
    const done = runWebhooks({ pool, logger, signal: stopping.signal, localWebhooks: true });
    const stop = async (): Promise<void> => {
      stopping.abort();
      await done;
    };
    open.push({ [Symbol.asyncDispose]: stop });
    return { stop };
  };
  /** A receiver that verifies with the public library; `answer` is given how many came before. */
  const receiver = async (answer: (response: ServerResponse, before: number) => void): Promise<Receiver> => {
    const received: Received[] = [];
    let secret = "";
    const listening = createServer((request, response) => {
      void (async () => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        const headers = request.headers as Record<string, string>;
        const message = new Webhook(secret).verify(Buffer.concat(parts).toString(), headers) as Message;
        received.push({ id: headers["webhook-id"]!, at: Date.now(), message });
        answer(response, received.length - 1);
      })();
    });
    listening.listen(0, "127.0.0.1");
    await once(listening, "listening");
    const { port } = listening.address() as AddressInfo;
    const added = await story.post("/v1/webhook-endpoints", { url: `http://127.0.0.1:${port}/hook` }, shop);
    expect(added.status).to.equal(201);
    const body = (await added.json()) as { endpoint: number; secret: string };
    secret = body.secret;
    const disposable = {
      received,
      endpoint: body.endpoint,
      [Symbol.asyncDispose]: async () => {
        await story.call("DELETE", `/v1/webhook-endpoints/${body.endpoint}`, { headers: shop });
        listening.closeAllConnections();
        listening.close();
      },
    };
    open.push(disposable);
    return disposable;
  };
  const ok = (response: ServerResponse): void => void response.writeHead(204).end();
  const makeInvoice = async (amountTiyn = "1000"): Promise<{ invoice: Hex; box: Hex }> =>
    (await (await story.post("/v1/invoices", { amountTiyn }, shop)).json()) as { invoice: Hex; box: Hex };
  const transfer = async (box: Hex, tiyn: bigint): Promise<void> => {
    const farm = story.net.account("farm").address;
    await story.net.send("issuer", "tenge", "mint", [farm, tiyn, `0x${"55".repeat(32)}`]);
    await story.net.send("farm", "tenge", "transfer", [box, tiyn]);
  };
  const deliveries = async (endpoint: number, status?: string): Promise<Delivery[]> => {
    const where = `/v1/deliveries?endpoint=${endpoint}${status === undefined ? "" : `&status=${status}`}`;
    return (await story.get<{ items: Delivery[] }>(where, shop)).items;
  };
  const typesAt = ({ received }: Receiver, invoice: Hex): string[] =>
    received.filter(({ message }) => message.data.invoice === invoice).map(({ message }) => message.type);

  it("refuses addresses that are not public, and shows a secret once", async () => {
    for (const url of ["http://shop.example/", "https://10.0.0.1/", "https://localhost/"]) {
      const refused = await story.post("/v1/webhook-endpoints", { url }, shop);
      expect([refused.status, ((await refused.json()) as { code: string }).code]).to.deep.equal([
        ...[422, "webhook-url-refused"],
      ]);
    }
    expect((await story.post("/v1/webhook-endpoints", { url: "https://shop.example/" })).status).to.equal(
      401,
    );
    const { endpoint } = await receiver(ok);
    const where = `/v1/webhook-endpoints/${endpoint}`;
    expect(await story.get(where, shop)).to.not.have.property("secret");
    expect((await story.call("GET", where, { headers: keyOf("tram") })).status).to.equal(404);
    expect((await story.call("DELETE", where, { headers: keyOf("tram") })).status).to.equal(404);
    expect((await story.call("DELETE", where, { headers: shop })).status).to.equal(204);
    expect((await story.call("GET", where, { headers: shop })).status).to.equal(404);
  });

  it("tells of part and whole within a second after the block, in sequence", async () => {
    worker();
    const there = await receiver(ok);
    const { invoice, box } = await makeInvoice();
    await until(async () => typesAt(there, invoice).length === 1, { timeoutMs: 5_000 });
    await transfer(box, 400n);
    await until(async () => typesAt(there, invoice).length === 2, { timeoutMs: 10_000 });
    await transfer(box, 600n);
    const paid = async (): Promise<string> =>
      (await story.get<{ status: string }>(`/v1/invoices/${invoice}`)).status;
    await until(async () => (await paid()) === "paid", { timeoutMs: 10_000 });
    const seen = Date.now();
    await until(async () => typesAt(there, invoice).length === 3, { timeoutMs: 5_000 });
    expect(there.received.at(-1)!.at - seen).to.be.below(1_000);
    expect(typesAt(there, invoice)).to.deep.equal(["invoice.open", "invoice.partial", "invoice.paid"]);
    const { items } = await story.get<{ items: { event: string; sequence: number; payload: Message }[] }>(
      `/v1/merchant-events?invoice=${invoice}`,
      shop,
    );
    expect(items.map(({ sequence }) => sequence)).to.deep.equal([3, 2, 1]);
    expect(items[0]!.payload).to.deep.equal(there.received.at(-1)!.message);
    expect(there.received.at(-1)!.id).to.equal(items[0]!.event);
    const other = await story.call("GET", `/v1/merchant-events/${items[0]!.event}`, {
      headers: keyOf("tram"),
    });
    expect(other.status).to.equal(404);
  });

  it("tries again after five seconds, keeps the answer, and sends again when asked", async () => {
    worker();
    const there = await receiver((response, before) =>
      before === 0 ? void response.writeHead(503).end("full") : ok(response),
    );
    await makeInvoice();
    await until(async () => (await deliveries(there.endpoint))[0]?.lastStatus === 503, { timeoutMs: 5_000 });
    const [failed] = await deliveries(there.endpoint);
    expect(failed).to.include({ status: "pending", tries: 1, lastAnswer: "full" });
    await until(async () => (await deliveries(there.endpoint, "delivered")).length === 1, {
      timeoutMs: 8_000,
    });
    const [first, second] = there.received;
    expect(second!.id).to.equal(first!.id);
    expect(second!.at - first!.at).to.be.within(4_400, 6_500);
    const replayed = await story.post(`/v1/deliveries/${failed!.delivery}/replay`, {}, shop);
    expect(replayed.status).to.equal(202);
    await until(async () => there.received.length === 3, { timeoutMs: 2_000 });
    expect(there.received[2]!.id).to.equal(first!.id);
    expect(
      (await story.post(`/v1/deliveries/${failed!.delivery}/replay`, {}, keyOf("tram"))).status,
    ).to.equal(404);
  });

  it("delays nobody when one endpoint hangs", async () => {
    worker();
    const hanging = await receiver(() => undefined);
    const quick = await receiver(ok);
    for (let count = 0; count < 6; count++) await makeInvoice();
    await until(async () => quick.received.length === 6, { timeoutMs: 5_000 });
    expect(hanging.received).to.have.length(4);
    expect(await deliveries(hanging.endpoint, "delivered")).to.have.length(0);
  });

  it("switches an endpoint off that answers 410, and ends dead what was tried ten times", async () => {
    worker();
    const gone = await receiver((response) => void response.writeHead(410).end());
    await makeInvoice();
    await until(async () => (await deliveries(gone.endpoint, "dead")).length === 1, { timeoutMs: 5_000 });
    const [dead] = await deliveries(gone.endpoint);
    const refused = await story.post(`/v1/deliveries/${dead!.delivery}/replay`, {}, shop);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).to.deep.equal([
      ...[409, "webhook-endpoint-disabled"],
    ]);
    const failing = await receiver((response) => void response.writeHead(500).end());
    await makeInvoice();
    const again =
      "UPDATE work.deliveries SET tries = 9, next_at = now() WHERE endpoint = $1 AND state = 'pending'";
    await until(async () => failing.received.length === 1, { timeoutMs: 5_000 });
    await until(async () => (await deliveries(failing.endpoint))[0]?.tries === 1, { timeoutMs: 5_000 });
    await story.net.pool.query(again, [failing.endpoint]);
    await until(async () => (await deliveries(failing.endpoint, "dead")).length === 1, { timeoutMs: 5_000 });
    expect((await deliveries(gone.endpoint)).length).to.equal(1);
  });

  it("loses nothing when the worker dies between any two steps, and makes no event twice (Y15)", async () => {
    const { pool } = story.net;
    const there = await receiver(ok);
    const { invoice, box } = await makeInvoice();
    await Promise.allSettled([observeInvoices(pool), observeInvoices(pool), observeInvoices(pool)]);
    expect(await deliveries(there.endpoint, "pending")).to.have.length(1);
    const [claimed] = await claimDeliveries(pool, 500); // dies after the claim
    expect(claimed?.endpoint).to.equal(there.endpoint);
    expect(await claimDeliveries(pool, 500)).to.have.length(0);
    await pool.query("UPDATE work.deliveries SET claimed_until = now() WHERE claim = $1", [claimed!.claim]);
    const first = worker();
    await until(async () => there.received.length === 1, { timeoutMs: 5_000 });
    await first.stop();
    await transfer(box, 400n);
    await transfer(box, 600n);
    const status = async (): Promise<string> =>
      (await story.get<{ status: string }>(`/v1/invoices/${invoice}`)).status;
    await until(async () => (await status()) === "paid", { timeoutMs: 10_000 });
    worker();
    await until(async () => typesAt(there, invoice).length === 3, { timeoutMs: 5_000 });
    expect(typesAt(there, invoice).sort()).to.deep.equal(["invoice.open", "invoice.paid", "invoice.partial"]);
    const { rows } = await pool.query<{ sequences: number[] }>(
      "SELECT array_agg(sequence ORDER BY sequence) AS sequences FROM payload.merchant_events GROUP BY invoice_id",
    );
    for (const { sequences } of rows) expect(sequences).to.deep.equal(sequences.map((_, index) => index + 1));
  });
});
