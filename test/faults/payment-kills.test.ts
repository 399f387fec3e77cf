// A till whose gateway is killed with SIGKILL at any moment of making invoices, paying and refunding: the till repeats each request with
// the same Idempotency-Key until it is answered, and each has one effect and one body (Y14).
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keyOf, openStory, until, type Story } from "../../packages/gateway/src/test-story.ts";

/** The storm is over after so many. */
const KILLS = 6;
const PRICE = 1_250n;
/** Longest pause before a kill, ms: about as long as the three requests of a sale take. */
const LIFE = 700;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("a till whose gateway is killed", function () {
  this.timeout(240_000);
  let story: Story;
  let port: number;
  let gateway: ChildProcess;
  let kills = 0;

  const start = async (): Promise<void> => {
    const { databaseUrl, home, network, chain } = story.net;
    const config = { port, databaseUrl, home, network, rpcUrl: chain.rpcUrl };
    gateway = fork(path.join(import.meta.dirname, "../conformance/_gateway.ts"), [JSON.stringify(config)]);
    await once(gateway, "message");
  };
  before(async () => {
    story = await openStory();
    port = await freePort();
    await start();
  });
  after(async () => {
    gateway.kill("SIGKILL");
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
  });

  /** Kills and starts again, time after time. What a killed request had claimed counts as abandoned at once instead of after two minutes. */
  const storm = async (): Promise<void> => {
    for (let seed = 7; kills < KILLS; seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) {
      await sleep(seed % LIFE);
      const gone = once(gateway, "exit");
      gateway.kill("SIGKILL");
      await gone;
      kills += 1;
      await story.net.pool.query(
        "UPDATE work.idempotency SET created_at = created_at - interval '3 minutes' WHERE status IS NULL",
      );
      await start();
    }
  };
  /** Again until it is answered with success, as a till does when the line is bad. */
  const insist = async (where: string, key: string, body: object): Promise<string> => {
    const headers = { "content-type": "application/json", "idempotency-key": key, ...keyOf("bakery") };
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}${where}`, {
        ...{ method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(5_000) },
      }).then(
        async (response) => ({ ok: response.ok, text: await response.text() }),
        () => undefined,
      );
      if (answer?.ok === true) return answer.text;
      await sleep(20);
    }
  };
  const count = async (sql: string): Promise<number> =>
    (await story.net.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0]!.n;

  it("has one invoice and one payment for each sale, and one answer for each key", async () => {
    const payer = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [payer.address, PRICE * 10_000n, `0x${"88".repeat(32)}`]);
    await story.net.indexed();
    const before = await count("payload.invoices");
    const storming = storm();
    const answers = new Map<string, string>();
    let sales = 0;
    for (; kills < KILLS; sales++) {
      const sale = sales;
      const ask = { amountTiyn: PRICE.toString(), description: `Coffee ${sale}` };
      const made = await insist("/v1/invoices", `invoice-${sale}`, ask);
      answers.set(`invoice-${sale}`, made);
      const { invoice } = JSON.parse(made) as { invoice: Hex };
      const where = `/v1/invoices/${invoice}`;
      const { typedData } = await story.get<{ typedData: never }>(
        `${where}/authorization?payer=${payer.address}`,
      );
      const signature = await payer.signTypedData(typedData);
      await insist(`${where}/payments`, `payment-${sale}`, { payer: payer.address, signature });
    }
    await storming;
    await until(async () => (await count("ledger.payments")) === sales);
    await story.net.indexed();
    expect(sales).to.be.greaterThan(0);
    expect(await count("payload.invoices")).to.equal(before + sales);
    expect(await count("ledger.payments")).to.equal(sales);
    expect(await count("work.outbox WHERE function = 'charge'")).to.equal(sales);
    for (let sale = 0; sale < sales; sale++) {
      const ask = { amountTiyn: PRICE.toString(), description: `Coffee ${sale}` };
      expect(await insist("/v1/invoices", `invoice-${sale}`, ask)).to.equal(answers.get(`invoice-${sale}`));
    }
  });
});
