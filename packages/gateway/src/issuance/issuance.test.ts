// Money in and out: statements mint once, two people approve, the bank is told, and tokens equal money at every moment.
import { ABIS } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { createPublicClient, http, type Hex, type PrivateKeyAccount } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keyOf, openStory, until, type Story } from "../test-story.ts";
import { camt, ISSUER_IBAN, openDesk, SENDER_IBAN, signedIn, type Booked, type Desk } from "./test-bank.ts";

type Headers = { authorization: string };
interface CashOut {
  cashOut: Hex;
  reference: string;
  state: string;
  typedData: never;
}
interface Entry {
  entry: number;
  reference: string;
  standing: string;
  why: string | null;
  refused: string | null;
  decision: number | null;
}
interface Reserve {
  document: {
    supplyTiyn: string;
    bankTiyn: string;
    differenceTiyn: string;
    balanced: boolean;
    lines: { kind: string; amountTiyn: string }[];
  };
}

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  (await json<{ code: string }>(response)).code,
];

describe("Money in and out", function () {
  this.timeout(120_000);
  let story: Story;
  let desk: Desk;
  /** What the bank says of the issuer's account, and of which day. */
  let balance = 0n;
  let day = 1;
  const today = (): string => `2025-01-${String(day).padStart(2, "0")}`;

  before(async () => {
    story = await openStory();
    story.net.start(["issuance"]);
    desk = await openDesk(story);
    balance = await supply();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const upload = async (body: string, headers: Headers = desk.one): Promise<Response> =>
    await story.call("POST", "/v1/issuer/bank-statements", {
      body,
      headers: { ...headers, "content-type": "application/xml" },
    });
  /** The statement of the next day. */
  const book = async (...entries: Booked[]): Promise<void> => {
    const answer = await upload(camt(today(), balance, entries));
    expect(answer.status, await answer.clone().text()).to.equal(201);
    balance = entries.reduce((sum, { tiyn }) => sum + tiyn, balance);
    day += 1;
  };
  const tenge = () => ({ address: story.net.network.contracts.tenge, abi: ABIS.tenge });
  const chain = () => createPublicClient({ transport: http(story.net.chain.rpcUrl) });
  const supply = async (): Promise<bigint> =>
    await chain().readContract({ ...tenge(), functionName: "totalSupply" });
  const balanceOf = async (account: Hex): Promise<bigint> =>
    await chain().readContract({ ...tenge(), functionName: "balanceOf", args: [account] });
  const customer = (): PrivateKeyAccount => privateKeyToAccount(generatePrivateKey());
  const reference = async (headers: Headers, amountTiyn?: string): Promise<string> => {
    const answer = await story.post("/v1/cash-ins", amountTiyn === undefined ? {} : { amountTiyn }, headers);
    expect(answer.status).to.equal(201);
    return (await json<{ reference: string }>(answer)).reference;
  };
  const has = async (account: Hex, tiyn: bigint): Promise<void> =>
    await until(async () => (await balanceOf(account)) === tiyn, { timeoutMs: 15_000, what: `${tiyn} tiyn` });
  const entryOf = async (bank: string): Promise<Entry> => {
    const { items } = await story.get<{ items: Entry[] }>("/v1/issuer/entries", desk.viewer);
    return items.find((each) => each.reference === bank)!;
  };
  const stands = async (bank: string, standing: string): Promise<Entry> => {
    await until(async () => (await entryOf(bank)).standing === standing, {
      timeoutMs: 15_000,
      what: `${bank} ${standing}`,
    });
    return await entryOf(bank);
  };
  const proposed = async (body: object, headers: Headers = desk.one): Promise<number> => {
    const answer = await story.post("/v1/issuer/decisions", body, headers);
    expect(answer.status, await answer.clone().text()).to.equal(201);
    return (await json<{ decision: number }>(answer)).decision;
  };
  const confirm = async (decision: number, headers: Headers = desk.two): Promise<Response> =>
    await story.post(`/v1/issuer/decisions/${decision}/confirm`, {}, headers);
  const reserve = async (): Promise<Reserve["document"]> => {
    await story.net.indexed();
    const answer = await story.post("/v1/reserve-reports", {}, desk.one);
    expect(answer.status, await answer.clone().text()).to.equal(201);
    return (await json<Reserve>(answer)).document;
  };
  const to = { kind: "bank", name: "Customer", iban: SENDER_IBAN };
  const ask = async (headers: Headers, amountTiyn: string): Promise<CashOut> => {
    const answer = await story.post("/v1/cash-outs", { amountTiyn, to }, headers);
    expect(answer.status, await answer.clone().text()).to.equal(201);
    return await json<CashOut>(answer);
  };
  const sign = async (asked: CashOut, holder: PrivateKeyAccount): Promise<Response> =>
    await story.post(`/v1/cash-outs/${asked.cashOut}/signature`, {
      signature: await holder.signTypedData(asked.typedData),
    });
  const becomes = async (asked: CashOut, headers: Headers, state: string): Promise<void> =>
    await until(
      async () => (await story.get<CashOut>(`/v1/cash-outs/${asked.cashOut}`, headers)).state === state,
      { timeoutMs: 20_000, what: state },
    );
  /** Somebody with money that came by the bank. */
  const funded = async (tiyn: bigint): Promise<[PrivateKeyAccount, Headers]> => {
    const holder = customer();
    const headers = await signedIn(story, holder);
    await book({ reference: `F-${holder.address}`, tiyn, text: await reference(headers) });
    await has(holder.address, tiyn);
    return [holder, headers];
  };

  it("mints what came under a reference, once, in 50 parallel uploads and in the statements that follow", async () => {
    const holder = customer();
    const named = await reference(await signedIn(story, holder), "125000");
    const statement = camt(today(), balance, [
      { reference: "B-1", tiyn: 125_000n, text: `for coffee ${named.toLowerCase()}` },
    ]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => upload(statement)));
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([201]));
    await has(holder.address, 125_000n);
    const again = camt(today(), balance, [
      { reference: "B-1", tiyn: 125_000n, text: named },
      { reference: "B-2", tiyn: 1n, text: named },
    ]);
    expect((await upload(again)).status).to.equal(201);
    await has(holder.address, 125_001n);
    balance += 125_001n;
    day += 1;
    await story.net.indexed();
    const [kept] = (
      await story.get<{ items: { mintedTiyn: string; receivedTiyn: string; txHash: Hex }[] }>(
        ...(["/v1/cash-ins", await signedIn(story, holder)] as const),
      )
    ).items;
    expect(kept).to.include({ mintedTiyn: "125001", receivedTiyn: "125001" });
    expect(await reserve()).to.include({ differenceTiyn: "0", balanced: true });
  });

  it("credits a participant by its key, whatever the amount was to be", async () => {
    const bakery = story.net.account("bakery").address;
    const before = await balanceOf(bakery);
    await book({ reference: "B-3", tiyn: 999n, endToEnd: await reference(keyOf("bakery"), "1000") });
    await has(bakery, before + 999n);
  });

  it("refuses bad statements whole, each by its code", async () => {
    const before = await supply();
    const holder = customer();
    const named = await reference(await signedIn(story, holder));
    const good = { reference: "X-1", tiyn: 5_000n, text: named };
    const fine = camt(today(), balance, [good]);
    for (const [text, code] of [
      [fine.replaceAll('<Amt Ccy="KZT">50.00', '<Amt Ccy="USD">50.00'), "statement-unreadable"],
      [fine.replaceAll(">50.00<", ">50.005<"), "statement-unreadable"],
      [camt(today(), balance, [good, good]), "statement-unreadable"],
      [fine.replace(">50.00<", ">51.00<"), "statement-unreadable"],
      ["<Document/>", "statement-unreadable"],
      [camt(today(), balance + 1n, [good]), "statement-gap"],
      [camt(today(), balance, [good], { iban: SENDER_IBAN }), "statement-account-foreign"],
      [camt(today(), balance, [good, { reference: "B-3", tiyn: 998n }]), "statement-entry-changed"],
    ] as const)
      expect((await codeOf(await upload(text)))[1], text.slice(0, 2000)).to.equal(code);
    for (const headers of [desk.viewer, desk.holder, keyOf("bakery")])
      expect(await codeOf(await upload(fine, headers))).to.deep.equal([403, "not-issuer"]);
    expect(
      (
        await codeOf(await story.call("POST", "/v1/issuer/bank-statements", { body: "x", headers: desk.one }))
      )[1],
    ).to.equal("media-type-unsupported");
    expect([await supply(), await balanceOf(holder.address)]).to.deep.equal([before, 0n]);
  });

  it("puts what names nobody in suspense, where one proposes and another confirms", async () => {
    const holder = customer();
    const named = await reference(await signedIn(story, holder));
    await book({ reference: "S-1", tiyn: 700n, text: "for a friend" });
    const entry = await stands("S-1", "suspense");
    expect(entry.why).to.equal("reference-missing");
    const decision = await proposed({ kind: "assign", entry: entry.entry, reference: named });
    const second = { kind: "send-back", entry: entry.entry };
    expect(await codeOf(await story.post("/v1/issuer/decisions", second, desk.two))).to.deep.equal([
      409,
      "decision-open",
    ]);
    expect(await codeOf(await confirm(decision, desk.one))).to.deep.equal([403, "four-eyes"]);
    expect(await codeOf(await confirm(decision, desk.viewer))).to.deep.equal([403, "not-issuer"]);
    expect(await balanceOf(holder.address)).to.equal(0n);
    const both = await Promise.all([confirm(decision), confirm(decision)]);
    expect(both.map(({ status }) => status)).to.deep.equal([200, 200]);
    await has(holder.address, 700n);
    await stands("S-1", "minted");
    expect(await codeOf(await story.post("/v1/issuer/decisions", second, desk.two))).to.deep.equal([
      409,
      "decision-unfit",
    ]);
  });

  it("sends back what nobody claims, and knows it when the bank has paid", async () => {
    await book(
      { reference: "S-2", tiyn: 900n, text: "AL-ZZZZ-ZZ00" },
      { reference: "S-3", tiyn: 50n, from: null },
    );
    const { entry } = await stands("S-2", "suspense");
    const nameless = (await stands("S-3", "suspense")).entry;
    expect(
      (
        await codeOf(
          await story.post("/v1/issuer/decisions", { kind: "send-back", entry: nameless }, desk.one),
        )
      )[1],
    ).to.equal("counterparty-unknown");
    expect((await confirm(await proposed({ kind: "send-back", entry }))).status).to.equal(200);
    expect(
      (await confirm(await proposed({ kind: "accept", entry: nameless, note: "ours" }))).status,
    ).to.equal(200);
    const made = await story.post(
      "/v1/issuer/payment-orders",
      { iban: ISSUER_IBAN, payOn: today() },
      desk.two,
    );
    expect(made.status).to.equal(201);
    const { paymentOrder } = await json<{ paymentOrder: number }>(made);
    const where = `/v1/issuer/payment-orders/${paymentOrder}?format=`;
    const xml = await (await story.call("GET", `${where}pain.001`, { headers: desk.one })).text();
    const end = /<EndToEndId>(AL-[^<]+)</.exec(xml)![1]!;
    expect(xml).to.include(`<IBAN>${SENDER_IBAN}</IBAN>`).and.include(">9.00<");
    const lines = (await reserve()).lines.map(({ kind, amountTiyn }) => [kind, amountTiyn]);
    expect(lines.slice(0, 2)).to.deep.equal([
      ["sent-back", "-900"],
      ["own-money", "-50"],
    ]);
    await book({ reference: "S-4", tiyn: -900n, endToEnd: end });
    expect((await stands("S-4", "booked")).why).to.equal(null);
    expect((await reserve()).lines.some(({ kind }) => kind === "sent-back")).to.equal(false);
  });

  it("waits with a mint beyond the day's limit until the next day", async () => {
    const holder = customer();
    const named = await reference(await signedIn(story, holder));
    const administrator = async (limit: bigint) =>
      await story.net.send("administrator", "tenge", "setDailyLimit", [limit]);
    await administrator(1n);
    await book({ reference: "L-1", tiyn: 5_000_000n, text: named });
    expect((await stands("L-1", "refused")).refused).to.equal("daily-limit-exceeded");
    const { lines, balanced } = await reserve();
    expect(lines[0]).to.include({ kind: "not-minted", amountTiyn: "-5000000" });
    expect(balanced).to.equal(true);
    await administrator(5_000_000n);
    expect(await balanceOf(holder.address)).to.equal(0n); // today's count is above it already
    const { time } = await story.get<{ time: string }>("/v1/status");
    await story.net.advance((Math.floor(Date.parse(time) / 86_400_000) + 1) * 86_400);
    await has(holder.address, 5_000_000n);
    await administrator(1_000_000_000_000n);
  });

  it("pays out after a signature and two pairs of eyes, and says when it is in the bank", async () => {
    const [holder, headers] = await funded(50_000n);
    const asked = await ask(headers, "20000");
    expect(asked.state).to.equal("requested");
    expect(await codeOf(await sign(asked, customer()))).to.deep.equal([422, "erc3009-invalid-signature"]);
    const tooMuch = await ask(headers, "50001");
    expect(await codeOf(await sign(tooMuch, holder))).to.deep.equal([409, "erc20-insufficient-balance"]);
    const pay = { kind: "pay", cashOut: asked.cashOut };
    expect(await codeOf(await story.post("/v1/issuer/decisions", pay, desk.one))).to.deep.equal([
      409,
      "decision-unfit",
    ]);
    const sent = await Promise.all([sign(asked, holder), sign(asked, holder), sign(asked, holder)]);
    expect(sent.map(({ status }) => status)).to.deep.equal([202, 202, 202]);
    await becomes(asked, headers, "received");
    expect(await balanceOf(holder.address)).to.equal(30_000n);
    const before = await supply();
    const decision = await proposed(pay);
    expect((await codeOf(await confirm(decision, desk.one)))[1]).to.equal("four-eyes");
    expect(await supply()).to.equal(before);
    expect((await confirm(decision)).status).to.equal(200);
    await becomes(asked, headers, "burned");
    expect(await supply()).to.equal(before - 20_000n);
    expect((await reserve()).lines[0]).to.include({ kind: "not-paid", amountTiyn: "-20000" });
    const order = { iban: ISSUER_IBAN, payOn: today() };
    const orders = await Promise.all(
      [1, 2, 3].map(() => story.post("/v1/issuer/payment-orders", order, desk.one)),
    );
    expect(orders.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409]);
    await becomes(asked, headers, "sent");
    await book({ reference: "O-1", tiyn: -20_000n, endToEnd: asked.reference });
    await becomes(asked, headers, "booked");
    expect(await reserve()).to.include({ differenceTiyn: "0", balanced: true });
    await book({ reference: "O-2", tiyn: -20_000n, endToEnd: asked.reference });
    expect((await stands("O-2", "suspense")).why).to.equal("payout-unexpected");
    await book({ reference: "O-3", tiyn: 20_000n, endToEnd: asked.reference, returned: true });
    await becomes(asked, headers, "returned");
    await has(holder.address, 50_000n);
  });

  it("gives the tokens back when two officers refuse, and nobody decides over his own", async () => {
    const [holder, headers] = await funded(3_000n);
    const asked = await ask(headers, "3000");
    await sign(asked, holder);
    await becomes(asked, headers, "received");
    const mine = { account: holder.address, name: "holder", role: "officer" };
    expect((await story.post("/v1/issuer/members", mine, desk.holder)).status).to.equal(201);
    const refuse = { kind: "refuse", cashOut: asked.cashOut, note: "another name" };
    expect(await codeOf(await story.post("/v1/issuer/decisions", refuse, headers))).to.deep.equal([
      403,
      "decision-own",
    ]);
    const decision = await proposed(refuse);
    expect(await codeOf(await confirm(decision, headers))).to.deep.equal([403, "decision-own"]);
    expect((await confirm(decision)).status).to.equal(200);
    await has(holder.address, 3_000n);
    await becomes(asked, headers, "refused");
  });

  it("refuses wrong accounts and strangers", async () => {
    const headers = keyOf("bakery");
    const wrong = { amountTiyn: "100", to: { ...to, iban: `${SENDER_IBAN.slice(0, -1)}X` } };
    expect(await codeOf(await story.post("/v1/cash-outs", wrong, headers))).to.deep.equal([
      422,
      "iban-invalid",
    ]);
    const chain = { amountTiyn: "100", to: { kind: "chain", chainId: 5, account: `0x${"11".repeat(20)}` } };
    expect(await codeOf(await story.post("/v1/cash-outs", chain, headers))).to.deep.equal([
      422,
      "chain-unsupported",
    ]);
    expect((await codeOf(await story.post("/v1/cash-outs", { amountTiyn: "1", to })))[1]).to.equal(
      "unauthenticated",
    );
    for (const amountTiyn of ["0", "-1", "1.5", "12.345"])
      expect((await story.post("/v1/cash-outs", { amountTiyn, to }, headers)).status).to.equal(422);
    const asked = await ask(headers, "100");
    expect(
      (await story.call("GET", `/v1/cash-outs/${asked.cashOut}`, { headers: keyOf("tram") })).status,
    ).to.equal(404);
    const { items } = await story.get<{ items: { payout: Hex; inBank: boolean }[] }>("/v1/payouts", headers);
    expect(items.map(({ payout, inBank }) => [payout, inBank])).to.deep.equal([[asked.cashOut, false]]);
    for (const where of ["", "/entries", "/cash-outs", "/bank-statements", "/decisions", "/payment-orders"])
      expect((await story.call("GET", `/v1/issuer${where}`, { headers })).status, where).to.equal(403);
  });

  it("keeps its reserve reports for everybody, as CSV too", async () => {
    const { items } = await story.get<{ items: { report: number; reportHash: Hex }[] }>(
      "/v1/reserve-reports",
    );
    expect(items.length).to.be.greaterThan(3);
    const csv = await (await story.call("GET", `/v1/reserve-reports/${items[0]!.report}?format=csv`)).text();
    expect(csv.split("\r\n")[0]).to.equal("kind,key,amountTiyn");
  });
});
