// The WooCommerce plug-in's own PHP classes against a real gateway: an invoice, a payment by signature, signed webhooks, a refund.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keyOf, openStory, until, type Story } from "../../packages/gateway/src/test-story.ts";
import { TOLERANCE_SECONDS } from "../../packages/gateway/src/webhooks/signature.ts";
import { runWebhooks } from "../../packages/gateway/src/workers/webhooks.ts";
import { ask, askAll, mustHavePhp, SHOP, shown, type Answer } from "./woocommerce/ask.ts";

const ORDER = "1001";

interface Order {
  readonly total: string;
  readonly invoice: string;
  readonly sequence: number;
  readonly looks: number;
  readonly completed: number;
  readonly hold: boolean;
  readonly notes: readonly string[];
}
interface Shop {
  address: string;
  key: string;
  secret: string;
  orders: Record<string, Order>;
}
describe("The WooCommerce plug-in with a gateway", function () {
  this.timeout(120_000);
  before(mustHavePhp);
  const merchant = keyOf("bakery");
  const payer = privateKeyToAccount(generatePrivateKey());
  let story: Story;
  let folder: string;
  let shopFile: string;
  let php: ChildProcess;
  let hook: string;
  const stopping = new AbortController();
  let worker: Promise<void> | undefined;

  before(async () => {
    story = await openStory();
    folder = await mkdtemp(path.join(tmpdir(), "woocommerce-"));
    shopFile = path.join(folder, "shop.json");
    keep({ address: story.gateway.url, key: "alk_bakery", secret: "", orders: {} });
    const { pool, logger } = story.net;
    worker = runWebhooks({ pool, logger, signal: stopping.signal, localWebhooks: true });
    hook = await serve();
    const added = await story.post("/v1/webhook-endpoints", { url: hook }, merchant);
    keep({ ...shop(), secret: ((await added.json()) as { secret: string }).secret });
    const own = story.net.account("bakery").address;
    const { tenge, payments } = story.net.network.contracts;
    await story.net.send("issuer", "tenge", "mint", [payer.address, 500_000n, `0x${"33".repeat(32)}`]);
    await story.net.send("issuer", "tenge", "mint", [own, 30_000n, `0x${"44".repeat(32)}`]);
    await story.net.send("bakery", "tenge", "approve", [payments, 30_000n]);
    await story.net.send("bakery", "payments", "fundReserve", [own, tenge, 30_000n]);
  });
  after(async () => {
    stopping.abort();
    await worker;
    const pid = (php as ChildProcess | undefined)?.pid;
    if (pid !== undefined) process.kill(-pid); // and its workers
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
    if (folder) await rm(folder, { recursive: true });
  });

  const shop = (): Shop => JSON.parse(readFileSync(shopFile, "utf8")) as Shop;
  const keep = (value: Shop): void => writeFileSync(shopFile, JSON.stringify(value));
  const order = (number = ORDER): Order => shop().orders[number]!;
  const client = async (method: string, ...values: unknown[]): Promise<Answer> =>
    (await askAll([["client", method, ...values]], shopFile))[0]!;
  const done = <T>(answer: Answer): T => {
    if (!("ok" in answer)) throw new Error(answer.reason);
    return answer.ok as T;
  };
  /** PHP's own server on a free port; answers its address. */
  const serve = async (): Promise<string> => {
    const env = { ...process.env, SHOP_FILE: shopFile, PHP_CLI_SERVER_WORKERS: "4" };
    php = spawn("php", ["-S", "127.0.0.1:0", path.join(SHOP, "receive.php")], { env, detached: true });
    return await new Promise((resolve, reject) => {
      let said = "";
      php.stderr!.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const address = /\((http:\/\/127\.0\.0\.1:\d+)\) started/.exec(said);
        if (address !== null) resolve(`${address[1]}/hook`);
      });
      php.once("exit", () => reject(new Error(said)));
    });
  };
  const makeInvoice = async (
    number: string,
    total: string,
    key = `woo-${number}`,
  ): Promise<{ invoice: Hex }> => {
    const amountTiyn = await ask("Amount::to_tiyn", total);
    const lines = await ask(
      "Lines::of",
      [{ name: "Tea", quantity: 2, tenge: [total, "0"] }],
      amountTiyn,
      "Order",
    );
    return done(
      await client("create_invoice", { amountTiyn, lines, reference: number, description: "Order" }, key),
    );
  };
  const placeOrder = async (number: string, total: string): Promise<Hex> => {
    const { invoice } = await makeInvoice(number, total);
    const fresh = { total, invoice, sequence: 0, looks: 0, completed: 0, hold: false, notes: [] };
    keep({ ...shop(), orders: { ...shop().orders, [number]: fresh } });
    return invoice;
  };
  const pay = async (invoice: Hex): Promise<void> => {
    const where = `/v1/invoices/${invoice}/authorization?payer=${payer.address}`;
    const { typedData } = await story.get<{ typedData: never }>(where);
    const signature = await payer.signTypedData(typedData);
    const sent = await story.post(`/v1/invoices/${invoice}/payments`, { payer: payer.address, signature });
    expect(sent.status).to.be.oneOf([201, 202]);
  };
  interface Told {
    readonly event: string;
    readonly sequence: number;
    readonly payload: unknown;
  }
  const told = async (invoice: Hex): Promise<Told[]> =>
    (await story.get<{ items: Told[] }>(`/v1/merchant-events?invoice=${invoice}`, merchant)).items;
  /** Whether the shop has answered to everything that it was to be told. */
  const delivered = async (invoice: Hex): Promise<boolean> => {
    const [event] = await told(invoice);
    if (event === undefined) return false;
    const where = `/v1/deliveries?event=${event.event}`;
    const { items } = await story.get<{ items: { status: string }[] }>(where, merchant);
    return items.length > 0 && items.every(({ status }) => status === "delivered");
  };
  const knock = async (
    id: string,
    timestamp: number,
    body: string,
    signature?: string,
  ): Promise<[number, string]> => {
    const signed = signature ?? ((await ask("Webhook::sign", shop().secret, id, timestamp, body)) as string);
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signed,
    };
    const response = await fetch(hook, { method: "POST", body, headers });
    return [response.status, ((await response.json()) as { outcome: string }).outcome];
  };
  const now = (): number => Math.floor(Date.now() / 1000);

  it("makes one invoice for a key, and refuses the order's number a second time", async () => {
    const first = await makeInvoice("900", "12.50");
    expect((await makeInvoice("900", "12.50")).invoice).to.equal(first.invoice);
    const again = await makeInvoice("900", "12.50", "another-key").catch((error: Error) => error.message);
    expect(again).to.equal("invoice-reference-taken");
    expect(done<{ status: string }>(await client("void_invoice", first.invoice)).status).to.equal("void");
    keep({ ...shop(), key: "alk_tram" });
    expect(shown(await client("invoice", first.invoice))).to.equal("not-merchant");
    keep({ ...shop(), key: "alk_nobody" });
    expect(shown(await client("check"))).to.equal("credentials-invalid");
    keep({ ...shop(), key: "alk_bakery" });
  });

  it("completes the order once, by the signed webhook and what the gateway then says", async () => {
    const invoice = await placeOrder(ORDER, "1250.00");
    expect(order()).to.include({ completed: 0 });
    await pay(invoice);
    await until(() => Promise.resolve(order().completed === 1), {
      timeoutMs: 20_000,
      what: "order completed",
    });
    expect(order()).to.include({ hold: false });
    expect(order().notes.map((note) => note.split(":")[1])).to.deep.equal(["paid"]);
  });

  it("refuses what is forged or old, and is not moved by what is repeated or out of order", async () => {
    const { invoice } = order();
    const events = await told(invoice as Hex);
    await until(() => Promise.resolve(order().sequence === events[0]!.sequence), {
      what: "the last event",
    });
    const [{ event, payload }] = events as [Told];
    const body = JSON.stringify(payload);
    const before = order();
    const foreign = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
    const forged = (await ask("Webhook::sign", foreign, event, now(), body)) as string;
    expect(await knock(event, now(), body, forged)).to.deep.equal([401, "webhook-signature-wrong"]);
    const good = (await ask("Webhook::sign", shop().secret, event, now(), body)) as string;
    expect(await knock(event, now(), body.replace("paid", "void"), good)).to.deep.equal([
      ...[401, "webhook-signature-wrong"],
    ]);
    const old = now() - TOLERANCE_SECONDS - 5;
    expect(await knock(event, old, body)).to.deep.equal([401, "webhook-timestamp-off"]);
    expect((await fetch(hook, { method: "POST", body })).status).to.equal(401);
    expect(await knock("evt_other", now(), body)).to.deep.equal([400, "webhook-body-invalid"]);
    for (const each of [events[0]!, events.at(-1)!, events[0]!])
      expect(await knock(each.event, now(), JSON.stringify(each.payload))).to.deep.equal([
        200,
        "seen-before",
      ]);
    expect(order()).to.deep.equal(before);
    const strange = { event: "evt_1", sequence: 1, invoice: `0x${"12".repeat(32)}` };
    expect(await knock("evt_1", now(), JSON.stringify({ data: strange }))).to.deep.equal([200, "not-ours"]);
  });

  it("believes the gateway and not the message", async () => {
    const invoice = await placeOrder("1002", "10.00");
    await until(() => delivered(invoice), { what: "the invoice told of" }); // perhaps before the shop had noted its number
    const lie = { event: "evt_lie", sequence: 7, invoice, status: "paid", paidTiyn: "1000", flags: [] };
    expect(await knock("evt_lie", now(), JSON.stringify({ type: "invoice.paid", data: lie }))).to.deep.equal([
      ...[200, "acted"],
    ]);
    expect(order("1002")).to.include({ completed: 0, hold: false });
    expect(order("1002").notes).to.deep.equal([]);
  });

  it("asks for a message again while the gateway cannot be read", async () => {
    const { address } = shop();
    keep({ ...shop(), address: "http://127.0.0.1:9" });
    const message = { event: "evt_9", sequence: 9, invoice: order().invoice };
    const answer = await knock("evt_9", now(), JSON.stringify({ data: message }));
    keep({ ...shop(), address });
    expect(answer).to.deep.equal([503, "gateway-unreachable"]);
  });

  it("refunds out of the reserve, once for a key, and not more than there is", async () => {
    const { invoice } = order();
    const payments = done<unknown[]>(await client("payments", invoice));
    const refunds = done<unknown[]>(await client("refunds", invoice));
    const payment = (await ask("RefundPlan::payment", payments, refunds, "25000")) as string;
    const refund = async (tiyn: string, key: string): Promise<Answer> =>
      await client("refund", payment, tiyn, "requested-by-customer", key);
    const first = done<{ refund: number; source: string }>(await refund("25000", "woo-1001-1"));
    expect(first).to.include({ source: "reserve" });
    expect(done<{ refund: number }>(await refund("25000", "woo-1001-1")).refund).to.equal(first.refund);
    expect(shown(await refund("20000", "woo-1001-1"))).to.equal("refund-differs");
    await until(() => Promise.resolve(order().notes.some((note) => note.includes(":refunded:250.00"))), {
      ...{ timeoutMs: 20_000, what: "the refund told of" },
    });
    expect(await refund("20000", "woo-1001-2")).to.deep.equal({
      reason: "exceeds-reserve",
      definite: true,
    });
    const left = done<unknown[]>(await client("refunds", invoice));
    expect(await ask("RefundPlan::payment", payments, left, "100001")).to.equal("exceeds-refundable");
    expect(order()).to.include({ completed: 1 });
  });
});
