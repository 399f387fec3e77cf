// A café is paid: by signature without gas, by plain transfers to a box, held and captured; it refunds; nothing is counted twice.
import { openBundle, packBundle, transferUri, verifyBundle } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { toBytes, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { keyOf, openStory, until, type Story } from "./test-story.ts";

interface Invoice {
  invoice: Hex;
  status: string;
  flags: string[];
  paidTiyn: string;
  refundedTiyn: string;
  heldTiyn: string;
  dueTiyn: string;
  surplusTiyn: string;
  box: Hex;
  transferUri: string;
  lines?: unknown[];
}
interface Payments {
  items: { payment: Hex; kind: string; payer: Hex | null; amount: string }[];
}

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  (await json<{ code: string }>(response)).code,
];
/** Deals with neither gas nor the gateway's database: a customer has tenge and a key. */
const customer = (): PrivateKeyAccount => privateKeyToAccount(generatePrivateKey());

describe("A café is paid", function () {
  this.timeout(120_000);
  let story: Story;
  const cafe = keyOf("bakery");

  before(async () => {
    story = await openStory();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const invoice = async (body: object): Promise<Invoice> => {
    const response = await story.post("/v1/invoices", body, cafe);
    expect(response.status).to.equal(201);
    return await json<Invoice>(response);
  };
  const look = async (id: Hex): Promise<Invoice> => await story.get<Invoice>(`/v1/invoices/${id}`);
  const becomes = async (id: Hex, status: string): Promise<Invoice> => {
    await until(async () => (await look(id)).status === status, { timeoutMs: 15_000, what: status });
    return await look(id);
  };
  const fund = async (account: PrivateKeyAccount, tiyn: bigint): Promise<void> => {
    await story.net.send("issuer", "tenge", "mint", [account.address, tiyn, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
  };
  const signFor = async (id: Hex, payer: PrivateKeyAccount): Promise<Hex> => {
    const where = `/v1/invoices/${id}/authorization?payer=${payer.address}`;
    const { typedData } = await story.get<{ typedData: never }>(where);
    return await payer.signTypedData(typedData);
  };
  const pay = async (id: Hex, payer: PrivateKeyAccount): Promise<Response> =>
    await story.post(`/v1/invoices/${id}/payments`, {
      payer: payer.address,
      signature: await signFor(id, payer),
    });
  const paymentsOf = async (id: Hex): Promise<Payments["items"]> =>
    (await story.get<Payments>(`/v1/payments?invoice=${id}`)).items;

  it("makes an invoice in tenge with a box and a link for a QR code", async () => {
    const made = await invoice({ amountTiyn: "125000", description: "Two coffees", reference: "A-1" });
    expect(made).to.include({ status: "open", dueTiyn: "125000", paidTiyn: "0" });
    const onChain = transferUri(story.net.network, { to: made.box, amount: 125_000n });
    expect(made.transferUri).to.equal(onChain);
    const seen = await look(made.invoice);
    expect(seen)
      .to.include({ amountTiyn: "125000", description: "Two coffees" })
      .and.not.have.property("lines");
    expect(
      await codeOf(await story.post("/v1/invoices", { amountTiyn: "1", reference: "A-1" }, cafe)),
    ).to.deep.equal([409, "invoice-reference-taken"]);
  });

  it("refuses what is no invoice, and strangers", async () => {
    for (const amountTiyn of ["0", "-5", "12.345", "1e3", "", 1250])
      expect((await story.post("/v1/invoices", { amountTiyn }, cafe)).status, String(amountTiyn)).to.equal(
        422,
      );
    const lines = [{ name: "coffee", quantity: 1, amountTiyn: "100" }];
    expect((await story.post("/v1/invoices", { amountTiyn: "101", lines }, cafe)).status).to.equal(422);
    expect((await codeOf(await story.post("/v1/invoices", { amountTiyn: "1" })))[1]).to.equal(
      "unauthenticated",
    );
    const { invoice: id } = await invoice({ amountTiyn: "1000" });
    expect(await codeOf(await story.post(`/v1/invoices/${id}/void`, {}, keyOf("tram")))).to.deep.equal([
      ...[403, "not-merchant"],
    ]);
    expect((await story.call("GET", `/v1/invoices/0x${"00".repeat(32)}`)).status).to.equal(404);
  });

  it("is paid by a customer without gas, once, however often the signature is sent (Y4, Y14)", async () => {
    const payer = customer();
    await fund(payer, 300_000n);
    const { invoice: id } = await invoice({ amountTiyn: "125000" });
    const signature = await signFor(id, payer);
    const send = async () =>
      await story.post(`/v1/invoices/${id}/payments`, { payer: payer.address, signature });
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    expect(answers.map(({ status }) => status).every((status) => status === 201 || status === 202)).to.equal(
      true,
    );
    const paid = await becomes(id, "paid");
    expect(paid).to.deep.include({ flags: [], paidTiyn: "125000", dueTiyn: "0" });
    expect(await paymentsOf(id)).to.have.length(1);
    expect((await send()).status).to.be.oneOf([201, 202]);
    const late = `/v1/invoices/${id}/authorization?payer=${customer().address}`;
    expect(await codeOf(await story.call("GET", late))).to.deep.equal([409, "invoice-closed"]);
  });

  it("refuses a foreign signature, another amount and an empty purse, and keeps the invoice open", async () => {
    const [payer, poor] = [customer(), customer()];
    await fund(payer, 200_000n);
    const { invoice: id } = await invoice({ amountTiyn: "125000" });
    const other = await invoice({ amountTiyn: "124999" });
    const send = async (by: PrivateKeyAccount, signature: Hex) =>
      await codeOf(await story.post(`/v1/invoices/${id}/payments`, { payer: by.address, signature }));
    const wrong = [422, "erc3009-invalid-signature"];
    expect(await send(payer, await signFor(other.invoice, payer))).to.deep.equal(wrong);
    expect(await send(payer, await signFor(id, poor))).to.deep.equal(wrong);
    expect(await send(poor, await signFor(id, poor))).to.deep.equal([409, "erc20-insufficient-balance"]);
    expect((await look(id)).status).to.equal("open");
  });

  it("counts plain transfers to the box: a part, the rest, and what was too much", async () => {
    const { invoice: id, box } = await invoice({ amountTiyn: "125000" });
    const farm = story.net.account("farm").address;
    await story.net.send("issuer", "tenge", "mint", [farm, 130_000n, `0x${"55".repeat(32)}`]);
    await story.net.send("farm", "tenge", "transfer", [box, 100_000n]);
    await until(async () => (await look(id)).flags.includes("partial"), { timeoutMs: 15_000 });
    expect(await look(id)).to.include({ status: "open", paidTiyn: "100000", dueTiyn: "25000" });
    await story.net.send("farm", "tenge", "transfer", [box, 30_000n]);
    const paid = await becomes(id, "paid");
    expect(paid).to.deep.include({ flags: ["over"], paidTiyn: "125000", dueTiyn: "0", surplusTiyn: "5000" });
  });

  it("refunds a part by the merchant's signature, and the books say so", async () => {
    const payer = customer();
    await fund(payer, 125_000n);
    const { invoice: id } = await invoice({ amountTiyn: "125000" });
    await pay(id, payer);
    await becomes(id, "paid");
    const { payment } = (await paymentsOf(id))[0]!;
    const asked = { payment, amountTiyn: "25000", key: "R-1" };
    await story.net.send("issuer", "tenge", "mint", [
      ...[story.net.account("bakery").address, 1_000_000n, `0x${"44".repeat(32)}`],
    ]);
    const where = `/v1/refunds/authorization?payment=${payment}&amountTiyn=25000&key=R-1`;
    const { typedData } = await story.get<{ typedData: never }>(where, cafe);
    const signature = await story.net.account("bakery").signTypedData(typedData);
    const reason = "requested-by-customer";
    const refund = async (body: object, by = cafe) =>
      await story.post("/v1/refunds", { ...asked, reason, ...body }, by);
    expect((await codeOf(await refund({ signature }, keyOf("tram"))))[1]).to.equal("not-merchant");
    expect((await codeOf(await refund({})))[1]).to.equal("exceeds-reserve");
    expect((await codeOf(await refund({ amountTiyn: "125001", key: "R-2" })))[1]).to.equal(
      "exceeds-refundable",
    );
    expect((await refund({ signature })).status).to.equal(202);
    expect((await refund({ signature })).status).to.equal(202);
    await until(async () => (await look(id)).refundedTiyn === "25000", { timeoutMs: 15_000 });
    expect(await look(id)).to.deep.include({ status: "paid", flags: ["refunded_part"], dueTiyn: "25000" });
  });

  it("holds, captures a part and gives the rest back", async () => {
    const payer = customer();
    await fund(payer, 125_000n);
    const { invoice: id } = await invoice({ amountTiyn: "125000", capture: "manual" });
    await pay(id, payer);
    await until(async () => (await look(id)).heldTiyn === "125000", { timeoutMs: 15_000 });
    const { payment } = (await paymentsOf(id))[0]!;
    const act = async (verb: string, body: object) =>
      await story.post(`/v1/payments/${payment}/${verb}`, body, cafe);
    expect((await codeOf(await act("capture", { amountTiyn: "125001" })))[1]).to.equal("exceeds-capturable");
    expect((await act("capture", { amountTiyn: "80000" })).status).to.equal(202);
    await until(async () => (await look(id)).paidTiyn === "80000", { timeoutMs: 15_000 });
    expect((await act("cancel", {})).status).to.equal(202);
    await until(async () => (await look(id)).heldTiyn === "0", { timeoutMs: 15_000 });
    expect(await look(id)).to.deep.include({ flags: ["partial"], paidTiyn: "80000", dueTiyn: "45000" });
  });

  it("proves a payment to anybody who has network.json, down to what was given back", async () => {
    const payer = customer();
    await fund(payer, 125_000n);
    const { invoice: id } = await invoice({ amountTiyn: "125000", capture: "manual" });
    await pay(id, payer);
    await until(async () => (await look(id)).heldTiyn === "125000", { timeoutMs: 15_000 });
    const { payment } = (await paymentsOf(id))[0]!;
    const proofOf = async (which: Hex): Promise<unknown> => await story.get(`/v1/payments/${which}/proof`);
    const held = await verifyBundle(await proofOf(payment), story.net.network);
    expect(held.failure).to.equal(undefined);
    expect(held.facts.payment).to.include({
      kind: "authorized",
      captured: 0n,
      held: 125_000n,
      complete: true,
    });
    expect((await story.post(`/v1/payments/${payment}/capture`, {}, cafe)).status).to.equal(202);
    const paid = await becomes(id, "paid");
    const bundle = await proofOf(payment);
    const proof = await verifyBundle(JSON.stringify(bundle), story.net.network);
    expect(proof.failure).to.equal(undefined);
    expect(proof.facts.payment).to.deep.include({
      ...{ payment, invoice: id, kind: "authorized", payer: payer.address.toLowerCase() },
      ...{ receiver: story.net.account("bakery").address.toLowerCase() },
      ...{ token: story.net.network.contracts.tenge.toLowerCase() },
      ...{ amount: 125_000n, captured: BigInt(paid.paidTiyn), refunded: 0n, held: 0n, complete: true },
    });
    const [shown] = (await story.get<{ items: { paidAt: string }[] }>(`/v1/payments?invoice=${id}`)).items;
    expect(new Date(Number(proof.facts.payment!.at) * 1000).getTime()).to.equal(Date.parse(shown!.paidAt));
    const content = await openBundle(bundle);
    if (content.kind !== "payment") throw new Error(content.kind);
    const [authorized, captured] = content.payment.moves;
    const [leaf] = captured!.receipt.slice(-1);
    const amount = Buffer.from(leaf!).indexOf(toBytes(125_000n, { size: 32 }));
    const receipt = captured!.receipt.with(-1, leaf!.with(amount + 31, leaf![amount + 31]! ^ 1));
    for (const [moves, code] of [
      [[authorized!, { ...captured!, receipt }], "receipt-not-proven"],
      [[authorized!], "payment-incomplete"],
    ] as const) {
      const forged = await packBundle({ ...content, payment: { ...content.payment, moves } });
      expect((await verifyBundle(forged, story.net.network)).failure?.code).to.equal(code);
    }
    const unknown = await story.call("GET", `/v1/payments/0x${"00".repeat(32)}/proof`);
    expect(await codeOf(unknown)).to.deep.equal([404, "payment-unknown"]);
  });

  it("proves what plain transfers to a box counted for", async () => {
    const { invoice: id, box } = await invoice({ amountTiyn: "1000" });
    const farm = story.net.account("farm").address;
    await story.net.send("issuer", "tenge", "mint", [farm, 1_200n, `0x${"66".repeat(32)}`]);
    for (const tiyn of [400n, 800n]) await story.net.send("farm", "tenge", "transfer", [box, tiyn]);
    await becomes(id, "paid");
    const { payment } = (await paymentsOf(id))[0]!;
    const proof = await verifyBundle(await story.get(`/v1/payments/${payment}/proof`), story.net.network);
    expect(proof.failure).to.equal(undefined);
    expect(proof.facts.payment).to.include({ kind: "boxed", payer: null, amount: 1_000n, complete: true });
  });

  it("voids an invoice on which nothing was paid, and no other", async () => {
    const { invoice: id } = await invoice({ amountTiyn: "1000" });
    const close = async (which: Hex) => await story.post(`/v1/invoices/${which}/void`, {}, cafe);
    expect((await close(id)).status).to.equal(200);
    expect((await look(id)).status).to.equal("void");
    const payer = customer();
    await fund(payer, 1_000n);
    const where = `/v1/invoices/${id}/authorization?payer=${payer.address}`;
    expect(await codeOf(await story.call("GET", where))).to.deep.equal([409, "invoice-closed"]);
    const paid = await invoice({ amountTiyn: "1000" });
    await pay(paid.invoice, payer);
    await becomes(paid.invoice, "paid");
    expect(await codeOf(await close(paid.invoice))).to.deep.equal([409, "invoice-paid"]);
  });
});
