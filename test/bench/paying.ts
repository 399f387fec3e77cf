// Signed payments to paid invoices over HTTP, and webhooks: real chain, database, indexer and workers, the gateway beside the load.
import { paymentAuthorization, type PaymentInfo } from "@alatau/sdk";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { apiKeyHash } from "../../packages/gateway/src/auth/caller.ts";
import { readInvoice } from "../../packages/gateway/src/invoices/store.ts";
import { paymentOf } from "../../packages/gateway/src/invoices/terms.ts";
import { startGateway, type RunningGateway } from "../../packages/gateway/src/server.ts";
import { until } from "../../packages/gateway/src/workers/story-network.ts";
import { openInstallation, type Installation } from "../faults/installation.ts";
import { START } from "../faults/street.ts";
import { atLeast, atMost, median, type Row } from "./row.ts";

const CHARGES = Number(process.env["BENCH_CHARGES"] ?? 1_500);
const PAYERS = 50;
const AT_ONCE = 32;
const SAMPLES = 60;
const PRICE = 125_000n;
const MERCHANT = 8;
const HEADERS = { "content-type": "application/json", authorization: "Bearer alk_bench" };

export async function bench(): Promise<Row[]> {
  return [...(await sustained()), ...(await oneByOne())];
}

interface Signed {
  readonly invoice: Hex;
  readonly body: string;
}

interface Shop extends AsyncDisposable {
  readonly installation: Installation;
  readonly gateway: RunningGateway;
  /** An invoice with its payer's signature. */
  sign(index: number): Promise<Signed>;
  post(where: string, body: string): Promise<Response>;
}

async function openShop(blockSeconds: number): Promise<Shop> {
  process.env["ALATAU_LOCAL_WEBHOOKS"] = "1"; // for the workers' process
  await using opened = new AsyncDisposableStack();
  const installation = opened.use(await openInstallation({ genesisTime: START - 7200, blockSeconds }));
  const { pool, network, place, home, send } = installation;
  const gateway = await startGateway({
    ...{ databaseUrl: place.databaseUrl, rpcUrl: place.rpcUrl, network, port: 0, home, localWebhooks: true },
    limits: { writesPerMinute: 1_000_000, keyedWritesPerMinute: 1_000_000 },
    ...{ webFolder: path.join(home, "no-web"), logger: pino({ level: "silent" }) },
  });
  opened.defer(() => gateway.close());
  const shop = privateKeyToAccount(generatePrivateKey());
  await send("registrar", "participants", "register", [shop.address, 0, MERCHANT, `0x${"11".repeat(32)}`]);
  const participant = await numberOf(installation, shop.address);
  await pool.query("INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, 'bench')", [
    ...[apiKeyHash("alk_bench"), participant],
  ]);
  const payers = Array.from({ length: PAYERS }, () => privateKeyToAccount(generatePrivateKey()));
  const purse = (PRICE * BigInt(CHARGES + SAMPLES)) / BigInt(PAYERS) + PRICE;
  await Promise.all(
    payers.map(({ address }) => send("issuer", "tenge", "mint", [address, purse, `0x${"22".repeat(32)}`])),
  );
  const post: Shop["post"] = async (where, body) =>
    await fetch(gateway.url + where, { method: "POST", headers: HEADERS, body });
  const sign: Shop["sign"] = async (index) => {
    const made = await post("/v1/invoices", JSON.stringify({ amountTiyn: PRICE.toString() }));
    const { invoice } = (await made.json()) as { invoice: Hex };
    const payer = payers[index % PAYERS]!;
    const payment: PaymentInfo = paymentOf((await readInvoice(pool, invoice)).terms, payer.address);
    const signature = await payer.signTypedData(paymentAuthorization(network, payment));
    return { invoice, body: JSON.stringify({ payer: payer.address, signature }) };
  };
  const all = opened.move();
  return { installation, gateway, sign, post, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function numberOf({ pool }: Installation, account: Hex): Promise<number> {
  let found: number | undefined;
  await until(async () => {
    const { rows } = await pool.query<{ participant: number }>(
      "SELECT participant FROM ledger.participant_keys WHERE account = $1",
      [Buffer.from(account.slice(2), "hex")],
    );
    found = rows[0]?.participant;
    return found !== undefined;
  });
  return found!;
}

/** How many charges a second get through, from the first request to the last row. */
async function sustained(): Promise<Row[]> {
  await using shop = await openShop(1);
  const { pool } = shop.installation;
  const signed: Signed[] = [];
  for (let index = 0; index < CHARGES; index++) signed.push(await shop.sign(index));
  const waiting = [...signed];
  const began = performance.now();
  const client = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const answer = await shop.post(`/v1/invoices/${next.invoice}/payments`, next.body);
      if (!answer.ok) throw new Error(`a payment was refused: ${await answer.text()}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  const taken = performance.now() - began;
  await until(
    async () => {
      const { rows } = await pool.query<{ paid: number }>(
        "SELECT count(*)::int AS paid FROM ledger.payments",
      );
      return rows[0]!.paid === CHARGES;
    },
    { timeoutMs: 300_000, what: "every charge in the ledger" },
  );
  const queryable = performance.now() - began;
  const rate = (ms: number): number => Math.round((CHARGES * 1000) / ms);
  return [
    atLeast(
      "charges sustained",
      rate(queryable),
      "per second",
      100,
      `${CHARGES} signed payments over HTTP, ${AT_ONCE} at once, ${PAYERS} payers, one merchant, one relaying key, blocks of 1 s; request to indexed row; accepted alone ${rate(taken)}/s`,
    ),
  ];
}

/** From a signature to the state that a page is shown, and from the block to the merchant's server. */
async function oneByOne(): Promise<Row[]> {
  await using shop = await openShop(1);
  const { pool } = shop.installation;
  const told = new Map<string, number>();
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      const { data } = JSON.parse(text) as { data: { invoice: string; status: string } };
      if (data.status === "paid") told.set(data.invoice, performance.now());
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = await shop.post(
    "/v1/webhook-endpoints",
    JSON.stringify({ url: `http://127.0.0.1:${port}/` }),
  );
  if (!endpoint.ok) throw new Error(await endpoint.text());
  const shown: number[] = [];
  const delivered: number[] = [];
  for (let index = 0; index < SAMPLES; index++) {
    const { invoice, body } = await shop.sign(index);
    await sleep((index * 137) % 1000); // at any moment of a block
    const began = performance.now();
    await shop.post(`/v1/invoices/${invoice}/payments`, body);
    let indexed: number | undefined;
    await until(async () => {
      const { rowCount } = await pool.query("SELECT 1 FROM ledger.payments WHERE invoice_id = $1", [
        Buffer.from(invoice.slice(2), "hex"),
      ]);
      if (rowCount === 1) indexed ??= performance.now();
      const answer = await fetch(`${shop.gateway.url}/v1/invoices/${invoice}`);
      return ((await answer.json()) as { status: string }).status === "paid";
    });
    shown.push(performance.now() - began);
    indexed ??= performance.now();
    await until(async () => Promise.resolve(told.has(invoice)));
    delivered.push(told.get(invoice)! - indexed);
  }
  server.close();
  const p95 = (values: readonly number[]): number =>
    Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)]!);
  const conditions = `${SAMPLES} payments one by one, blocks of 1 s, at any moment of a block`;
  return [
    atMost("signed to paid, median", Math.round(median(shown)), "ms", 1_500, conditions),
    atMost("signed to paid, 95 %", p95(shown), "ms", 3_000, conditions),
    atMost("block indexed to webhook received, 95 %", p95(delivered), "ms", 1_000, conditions),
  ];
}
