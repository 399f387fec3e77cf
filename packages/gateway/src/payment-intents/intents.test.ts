// Payment intents are invoices under another name: what one door does, the other shows.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { keyOf, openStory, until, type Story } from "../test-story.ts";

interface Intent {
  readonly paymentIntent: Hex;
  readonly status: string;
  readonly amountTiyn: string;
  readonly amountCapturableTiyn: string;
  readonly amountReceivedTiyn: string;
  readonly amountRefundedTiyn: string;
  readonly captureMethod: string;
  readonly nextAction: {
    readonly type: string;
    readonly authorization: string;
    readonly page: string;
  } | null;
}

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  (await json<{ code: string }>(response)).code,
];

describe("/v1/payment-intents", function () {
  this.timeout(120_000);
  let story: Story;
  const cafe = keyOf("bakery");

  before(async () => {
    story = await openStory();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const make = async (body: object, headers: Record<string, string> = {}): Promise<Intent> => {
    const response = await story.post("/v1/payment-intents", body, { ...cafe, ...headers });
    expect(response.status).to.equal(201);
    return await json<Intent>(response);
  };
  const look = async (id: Hex): Promise<Intent> => await story.get<Intent>(`/v1/payment-intents/${id}`);
  const becomes = async (id: Hex, wanted: Partial<Intent>): Promise<Intent> => {
    const fits = async (): Promise<boolean> => {
      const seen = await look(id);
      return Object.entries(wanted).every(([name, value]) => seen[name as keyof Intent] === value);
    };
    await until(fits, { timeoutMs: 15_000, what: JSON.stringify(wanted) });
    return await look(id);
  };
  const customer = async (tiyn: bigint): Promise<PrivateKeyAccount> => {
    const account = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [account.address, tiyn, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
    return account;
  };
  const payload = async ({ paymentIntent, nextAction }: Intent, payer: PrivateKeyAccount) => {
    const where = nextAction?.authorization ?? `/v1/invoices/${paymentIntent}/authorization`;
    const { typedData } = await story.get<{ typedData: never }>(`${where}?payer=${payer.address}`);
    return { payer: payer.address, signature: await payer.signTypedData(typedData) };
  };
  const act = async (id: Hex, verb: string, body: object = {}, headers: object = {}): Promise<Response> =>
    await story.post(`/v1/payment-intents/${id}/${verb}`, body, { ...cafe, ...headers });

  it("is refused like an invoice", async () => {
    const refused = async (body: object, by: Record<string, string> = cafe) =>
      await codeOf(await story.post("/v1/payment-intents", body, by));
    expect(await refused({ amountTiyn: "12.345" })).to.deep.equal([422, "request-invalid"]);
    expect(await refused({ amountTiyn: "1", capture: "manual" })).to.deep.equal([422, "request-invalid"]);
    expect(await refused({ amountTiyn: "1" }, {})).to.deep.equal([401, "unauthenticated"]);
    const { paymentIntent: id } = await make({ amountTiyn: "1", reference: "I-1" });
    expect(await refused({ amountTiyn: "1", reference: "I-1" })).to.deep.equal([
      409,
      "invoice-reference-taken",
    ]);
    expect(await codeOf(await act(id, "cancel", {}, keyOf("tram")))).to.deep.equal([403, "not-merchant"]);
    expect(await codeOf(await act(id, "capture"))).to.deep.equal([409, "exceeds-capturable"]);
    const nobody = await story.call("GET", `/v1/payment-intents/0x${"00".repeat(32)}`);
    expect(await codeOf(nobody)).to.deep.equal([404, "invoice-unknown"]);
  });

  it("is made once for a key, is an invoice too, and stands in the list", async () => {
    const headers = { "idempotency-key": "intent-1" };
    const body = { amountTiyn: "125000", description: "Two coffees", reference: "I-2" };
    const [one, two] = await Promise.all([make(body, headers), make(body, headers)]);
    expect(one).to.deep.equal(two);
    expect(one).to.include({ status: "requires_payment_method", captureMethod: "automatic" });
    const other = await story.post("/v1/payment-intents", { amountTiyn: "1" }, { ...cafe, ...headers });
    expect(await codeOf(other)).to.deep.equal([422, "idempotency-mismatch"]);
    const invoice = await story.get<object>(`/v1/invoices/${one.paymentIntent}`, cafe);
    expect(invoice).to.include({ status: "open", amountTiyn: "125000", reference: "I-2" });
    const { items } = await story.get<{ items: Intent[] }>("/v1/payment-intents?reference=I-2", cafe);
    expect(items).to.deep.equal([one]);
  });

  it("is confirmed by the payer's signed payload, once", async () => {
    const payer = await customer(300_000n);
    const intent = await make({ amountTiyn: "125000" });
    const { paymentIntent: id } = intent;
    const signed = await payload(intent, payer);
    const wrong = { ...signed, payer: story.net.account("farm").address };
    expect((await codeOf(await act(id, "confirm", wrong)))[1]).to.equal("erc3009-invalid-signature");
    const answers = await Promise.all(Array.from({ length: 10 }, () => act(id, "confirm", signed, {})));
    expect(answers.every(({ ok }) => ok)).to.equal(true);
    const done = await becomes(id, { status: "succeeded", amountReceivedTiyn: "125000" });
    expect(done.nextAction).to.equal(null);
    const { items } = await story.get<{ items: unknown[] }>(`/v1/payments?invoice=${id}`);
    expect(items).to.have.length(1);
    expect(await codeOf(await act(id, "cancel"))).to.deep.equal([409, "invoice-paid"]);
  });

  it("holds, is captured in parts, each once, and succeeds with the last", async () => {
    const [payer, second] = [await customer(125_000n), await customer(125_000n)];
    const intent = await make({ amountTiyn: "125000", captureMethod: "manual" });
    const { paymentIntent: id } = intent;
    const late = await payload(intent, second);
    expect((await act(id, "confirm", await payload(intent, payer))).status).to.be.oneOf([201, 202]);
    await becomes(id, { status: "requires_capture", amountCapturableTiyn: "125000" });
    expect(await codeOf(await act(id, "confirm", late))).to.deep.equal([409, "invoice-closed"]);
    const more = await act(id, "capture", { amountTiyn: "125001" });
    expect(await codeOf(more)).to.deep.equal([409, "exceeds-capturable"]);
    const first = { "idempotency-key": "part-1" };
    for (let times = 0; times < 2; times += 1)
      expect((await act(id, "capture", { amountTiyn: "80000" }, first)).status).to.equal(202);
    await becomes(id, { amountReceivedTiyn: "80000", amountCapturableTiyn: "45000" });
    expect((await look(id)).status).to.equal("requires_capture");
    expect((await act(id, "capture", {}, { "idempotency-key": "part-2" })).status).to.equal(202);
    await becomes(id, { status: "succeeded", amountReceivedTiyn: "125000", amountCapturableTiyn: "0" });
  });

  it("is cancelled: without money at once, with a hold once the payer has it back, and what was captured stays", async () => {
    const plain = await make({ amountTiyn: "1000" });
    for (let times = 0; times < 2; times += 1)
      expect((await act(plain.paymentIntent, "cancel")).status).to.equal(200);
    expect((await look(plain.paymentIntent)).status).to.equal("canceled");
    const payer = await customer(125_000n);
    const intent = await make({ amountTiyn: "125000", captureMethod: "manual" });
    const { paymentIntent: id } = intent;
    await act(id, "confirm", await payload(intent, payer));
    await becomes(id, { status: "requires_capture" });
    await act(id, "capture", { amountTiyn: "25000" });
    await becomes(id, { amountReceivedTiyn: "25000" });
    for (let times = 0; times < 2; times += 1)
      expect((await act(id, "cancel")).status).to.be.oneOf([200, 202]);
    const ended = await becomes(id, { status: "canceled" });
    expect(ended).to.include({ amountReceivedTiyn: "25000", amountCapturableTiyn: "0" });
    expect(await story.get<object>(`/v1/invoices/${id}`)).to.include({ status: "void", paidTiyn: "25000" });
    const where = `/v1/invoices/${id}/authorization?payer=${payer.address}`;
    expect(await codeOf(await story.call("GET", where))).to.deep.equal([409, "invoice-closed"]);
  });
});
