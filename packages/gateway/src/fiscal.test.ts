// Each payment of a till gets one fiscal receipt, whatever the operator does and whenever the worker is killed.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { startSimulator, type Simulator } from "./fiscal/simulator.ts";
import { keyOf, openStory, until, type Story } from "./test-story.ts";

interface Seen {
  flags: string[];
  status: string;
  refundedTiyn: string;
  fiscal: {
    state: string;
    number: string | null;
    qr: string | null;
    simulated: boolean;
    refunds: string[];
  } | null;
}

const TOKEN = "simulated-token";
const HOUR = 3600;

describe("Fiscal receipts", function () {
  this.timeout(90_000);
  let story: Story;
  let operator: Simulator;
  const cafe = keyOf("bakery");
  const { ALATAU_LOCAL_WEBHOOKS: before_ } = process.env;

  before(async () => {
    process.env["ALATAU_LOCAL_WEBHOOKS"] = "1";
    story = await openStory();
    operator = await startSimulator({ token: TOKEN });
  });
  after(async () => {
    await (operator as Simulator | undefined)?.[Symbol.asyncDispose]();
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
    if (before_ === undefined) delete process.env["ALATAU_LOCAL_WEBHOOKS"];
    else process.env["ALATAU_LOCAL_WEBHOOKS"] = before_;
  });

  const look = async (id: Hex): Promise<Seen> => await story.get<Seen>(`/v1/invoices/${id}`, cafe);
  const register = async (): Promise<{ state: string; waiting: number; refused: number }> =>
    (
      await story.get<{ items: { state: string; waiting: number; refused: number }[] }>(
        "/v1/fiscal-tills",
        cafe,
      )
    ).items[0]!;
  const ask = async (): Promise<Hex> => {
    const response = await story.post(
      "/v1/invoices",
      { amountTiyn: "50000", till: "Counter", payWithinSeconds: 864_000 },
      cafe,
    );
    expect(response.status).to.equal(201);
    return ((await response.json()) as { invoice: Hex }).invoice;
  };
  const paid = async (): Promise<Hex> => {
    const id = await ask();
    const payer = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [payer.address, 50_000n, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
    const { typedData } = await story.get<{ typedData: never }>(
      `/v1/invoices/${id}/authorization?payer=${payer.address}`,
    );
    const signature = await payer.signTypedData(typedData);
    await story.post(`/v1/invoices/${id}/payments`, { payer: payer.address, signature });
    await until(async () => (await look(id)).status === "paid");
    return id;
  };
  const issued = async (id: Hex): Promise<Seen> => {
    await until(async () => (await look(id)).fiscal?.state === "issued", {
      timeoutMs: 30_000,
      what: "receipt issued",
    });
    return await look(id);
  };
  const keysOf = (id: Hex): string[] =>
    operator.receipts.map(({ key }) => key).filter((key) => key.startsWith(id));

  it("are switched on for a till, by an operator on the public internet or this machine's simulator", async () => {
    const body = { till: "Counter", operator: operator.url, token: TOKEN, register: "SIM-1" };
    for (const [url, status] of [
      ["http://10.0.0.1/", 422],
      ["ftp://example.com", 422],
      [operator.url, 201],
      [operator.url, 201],
      ["https://other.example/", 409],
    ] as const)
      expect((await story.post("/v1/fiscal-tills", { ...body, operator: url }, cafe)).status, url).to.equal(
        status,
      );
    expect(await register()).to.include({ state: "online", waiting: 0 });
  });

  it("come by themselves for a sale and for each refund, with number and QR code", async () => {
    const id = await paid();
    const seen = await issued(id);
    expect(seen.fiscal).to.include({ simulated: true });
    expect(seen.fiscal!.qr).to.include(seen.fiscal!.number);
    const { items } = await story.get<{ items: { payment: Hex }[] }>(`/v1/payments?invoice=${id}`);
    const bakery = story.net.account("bakery");
    await story.net.send("issuer", "tenge", "mint", [bakery.address, 100_000n, `0x${"44".repeat(32)}`]);
    for (const [key, amountTiyn] of [
      ["F-1", "20000"],
      ["F-2", "30000"],
    ] as const) {
      const asked = { payment: items[0]!.payment, amountTiyn, key };
      const { typedData } = await story.get<{ typedData: never }>(
        `/v1/refunds/authorization?${new URLSearchParams(asked)}`,
        cafe,
      );
      const signature = await bakery.signTypedData(typedData);
      const answer = await story.post(
        "/v1/refunds",
        { ...asked, reason: "requested-by-customer", signature },
        cafe,
      );
      expect(answer.status).to.equal(202);
    }
    await until(async () => (await look(id)).fiscal?.refunds.length === 2, {
      timeoutMs: 30_000,
      what: "refunds' receipts",
    });
    expect(keysOf(id)).to.deep.equal([`${id}/sale`, `${id}/refund/1`, `${id}/refund/2`]);
    const refunds = operator.receipts
      .filter(({ key }) => key.startsWith(`${id}/refund`))
      .map(({ request }) => request);
    expect(refunds.map(({ sale }) => sale)).to.deep.equal([seen.fiscal!.number, seen.fiscal!.number]);
    expect(refunds.map(({ amountTiyn }) => amountTiyn).sort()).to.deep.equal(["20000", "30000"]);
  });

  it("are given once when the operator makes one and its answer is lost, and when workers are killed between the steps", async () => {
    operator.set({ mode: "lost" });
    const id = await paid();
    await until(() => Promise.resolve(keysOf(id).length === 1), { timeoutMs: 15_000, what: "made and lost" });
    const { pool } = story.net;
    for (let kill = 0; kill < 3; kill += 1) {
      // As after a kill: the answer was not written down, the claim is over, and another worker takes it at once.
      await pool.query("UPDATE work.fiscal_requests SET next_at = now() WHERE state = 'waiting'");
      const other = story.net.start(["fiscal"]);
      await other.stop();
    }
    expect((await look(id)).fiscal!.state).to.equal("waiting");
    operator.set({ mode: "up" });
    await pool.query("UPDATE work.fiscal_requests SET next_at = now() WHERE state = 'waiting'");
    await issued(id);
    expect(keysOf(id)).to.have.length(1);
    const { rows } = await pool.query("SELECT 1 FROM payload.fiscal_receipts WHERE receipt = $1", [
      `${id}/sale`,
    ]);
    expect(rows).to.have.length(1);
  });

  it("are missed after 15 minutes, block the till after 72 hours, and are caught up on when the operator is back", async () => {
    operator.set({ mode: "down" });
    const id = await paid();
    const start = Date.parse((await story.get<{ time: string }>("/v1/status")).time) / 1000;
    await story.net.advance(start + 14 * 60);
    expect((await look(id)).flags).to.not.include("receipt_missing");
    await story.net.advance(start + 17 * 60);
    expect((await look(id)).flags).to.include("receipt_missing");
    expect((await look(id)).fiscal!.state).to.equal("late");
    expect((await register()).state).to.equal("offline");
    const x = await story.get<{ receipts: { due: number; missing: number } }>(
      "/v1/reports/x?till=Counter",
      cafe,
    );
    expect(x.receipts).to.include({ due: 5, missing: 1 });
    await story.net.advance(start + 71 * HOUR);
    const allowed = await ask();
    expect((await look(allowed)).status).to.equal("open");
    await story.net.advance(start + 73 * HOUR);
    expect((await register()).state).to.equal("blocked");
    const refused = await story.post("/v1/invoices", { amountTiyn: "1", till: "Counter" }, cafe);
    expect(((await refused.json()) as { code: string }).code).to.equal("fiscal-register-blocked");
    expect((await story.post("/v1/invoices", { amountTiyn: "1" }, cafe)).status).to.equal(201);
    operator.set({ mode: "up" });
    await story.net.pool.query("UPDATE work.fiscal_requests SET next_at = now() WHERE state = 'waiting'");
    const seen = await issued(id);
    expect(seen.flags).to.not.include("receipt_missing");
    expect(operator.receipts.find(({ key }) => key === `${id}/sale`)!.request).to.include({ offline: true });
    expect(await register()).to.include({ state: "online", waiting: 0 });
  });

  it("that the operator refuses are shown as refused, and a person is told", async () => {
    operator.set({ mode: "refuse" });
    const id = await paid();
    await until(async () => (await look(id)).fiscal?.state === "refused", { timeoutMs: 20_000 });
    const { rows } = await story.net.pool.query(
      "SELECT 1 FROM work.incidents WHERE kind = 'receipt-refused'",
    );
    expect(rows).to.have.length(1);
    expect(await register()).to.include({ refused: 1 });
    operator.set({ mode: "up" });
  });

  it("are given no more once they are switched off", async () => {
    expect((await story.post("/v1/fiscal-tills/off", { till: "Counter" }, cafe)).status).to.equal(204);
    expect((await story.post("/v1/fiscal-tills/off", { till: "Counter" }, cafe)).status).to.equal(404);
    const before = operator.requests();
    const id = await paid();
    expect((await look(id)).fiscal).to.equal(null);
    expect(operator.requests()).to.equal(before);
  });
});
