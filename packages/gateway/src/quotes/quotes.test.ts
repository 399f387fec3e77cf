// Another token is paid at a quote that an exchange has signed: it holds for a minute, stands in the payer's signature, and refunds keep it.
import { ABIS, quotedTermsHash, tokenCost, type Quote } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { after, before, describe, it } from "mocha";
import { createPublicClient, http, type Address, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keyOf, openStory, until, type Story } from "../test-story.ts";
import { chainTip } from "../workers/ledger.ts";
import { handQuote, listSecondToken } from "./second-token.fixture.ts";

interface Invoice {
  readonly invoice: Hex;
  readonly status: string;
  readonly flags: string[];
  readonly paidTiyn: string;
  readonly refundedTiyn: string;
  readonly dueTiyn: string;
  readonly termsHash: Hex;
}
interface Asked {
  readonly payment: Hex;
  readonly quote: Hex | null;
  readonly typedData: { readonly domain: object; readonly message: { readonly value: string } };
}

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  (await json<{ code: string }>(response)).code,
];

describe("tokenCost", () => {
  it("is the least of the token that is worth the price", () => {
    const above0 = fc.bigInt({ min: 1n, max: 10n ** 24n });
    fc.assert(
      fc.property(above0, above0, above0, (tokenAmount, amountTiyn, price) => {
        const quote = { token: "0x", tokenAmount, amountTiyn, validFrom: 0, validTo: 60 } as const;
        const cost = tokenCost(quote, price);
        expect(cost * amountTiyn).to.satisfy((worth: bigint) => worth >= price * tokenAmount);
        expect((cost - 1n) * amountTiyn).to.satisfy((worth: bigint) => worth < price * tokenAmount);
      }),
    );
  });
});

describe("A café is paid in another token", function () {
  this.timeout(120_000);
  let story: Story;
  let token: Address;
  const cafe = keyOf("bakery");
  const payer = privateKeyToAccount(generatePrivateKey());
  const bakery = (): Address => story.net.account("bakery").address;

  /** A second token of the same make, listed; the payer and the café hold some of it. */
  before(async () => {
    story = await openStory();
    token = await listSecondToken(story.net, { [payer.address]: 1_000_000n, [bakery()]: 1_000n });
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const now = async (): Promise<number> => (await chainTip(story.net.pool))!.timestamp;
  /** 0.30 of the token for 1 tenge, in force from now on, unless told otherwise. */
  const quoted = async (change: Partial<Quote> = {}): Promise<Quote> => {
    const validFrom = await now();
    return { token, tokenAmount: 30n, amountTiyn: 100n, validFrom, validTo: validFrom + 60, ...change };
  };
  const hand = async (quote: Quote, by?: string): Promise<Response> => await handQuote(story, quote, by);
  const invoice = async (body: object = {}): Promise<Invoice> =>
    await json<Invoice>(
      await story.post("/v1/invoices", { amountTiyn: "100001", tokens: [token], ...body }, cafe),
    );
  const look = async (id: Hex): Promise<Invoice> => await story.get<Invoice>(`/v1/invoices/${id}`);
  const ask = async (id: Hex): Promise<Asked> =>
    await story.get<Asked>(`/v1/invoices/${id}/authorization?payer=${payer.address}&token=${token}`);
  const pay = async (id: Hex, asked: Asked, change: object = {}): Promise<Response> =>
    await story.post(`/v1/invoices/${id}/payments`, {
      ...{ payer: payer.address, quote: asked.quote },
      signature: await payer.signTypedData(asked.typedData as never),
      ...change,
    });

  it("takes quotes of a minute that an exchange has signed, and no others", async () => {
    const start = await now();
    expect(await codeOf(await hand(await quoted(), "operator"))).to.deep.equal([
      403,
      "quote-signature-invalid",
    ]);
    const long = await quoted({ validTo: start + 61 });
    expect(await codeOf(await hand(long))).to.deep.equal([422, "quote-too-long"]);
    const yesterday = await quoted({ validFrom: start - 86_400, validTo: start - 86_340 });
    expect(await codeOf(await hand(yesterday))).to.deep.equal([409, "quote-expired"]);
    const unlisted = await quoted({ token: payer.address });
    expect((await codeOf(await hand(unlisted)))[1]).to.equal("token-not-listed");
    const [first, again] = [await hand(await quoted()), await hand(await quoted())];
    expect([first.status, again.status]).to.deep.equal([201, 201]);
    const { quote } = await json<{ quote: Hex }>(first);
    expect((await json<{ quote: Hex }>(again)).quote).to.equal(quote);
    const { items } = await story.get<{ items: { quote: Hex }[] }>(`/v1/quotes?token=${token}`);
    expect(items.map((item) => item.quote)).to.deep.equal([quote]);
    expect(await story.get(`/v1/quotes/${quote}`)).to.deep.equal(items[0]);
  });

  it("lists the tokens that payments may be made in, with what they call themselves", async () => {
    const { tenge } = story.net.network.contracts;
    const { items } = await story.get<{ items: { token: Hex }[] }>("/v1/payment-tokens");
    expect(items.map((item) => item.token.toLowerCase())).to.deep.equal(
      [tenge, token].map((one) => one.toLowerCase()),
    );
    expect(items[1]).to.include({
      symbol: "aKZT",
      name: "Alatau Tenge",
      decimals: 2,
      maxPerPayment: "1000000000000",
    });
  });

  it("refuses a token that the merchant does not take, that is not listed, or that would be held", async () => {
    await hand(await quoted());
    const refused = async (body: object): Promise<string> => {
      const { invoice: id } = await invoice(body);
      const where = `/v1/invoices/${id}/authorization?payer=${payer.address}&token=${token}`;
      return (await codeOf(await story.call("GET", where)))[1];
    };
    expect(await refused({ tokens: [] })).to.equal("token-not-accepted");
    expect(await refused({ capture: "manual" })).to.equal("token-not-accepted");
    const unlisted = await story.post("/v1/invoices", { amountTiyn: "1", tokens: [payer.address] }, cafe);
    expect((await codeOf(unlisted))[1]).to.equal("token-not-listed");
  });

  it("is paid by one signature that commits to the quote; the invoice counts tenge", async () => {
    await hand(await quoted());
    const { invoice: id, termsHash } = await invoice();
    const asked = await ask(id);
    expect(asked.typedData.message.value).to.equal("30001"); // 30,000.3 rounded up
    const other = await pay(id, asked, { quote: undefined });
    expect((await codeOf(other))[1]).to.equal("erc3009-invalid-signature");
    expect((await pay(id, asked)).status).to.equal(202);
    expect((await pay(id, asked)).ok).to.equal(true);
    await until(async () => (await look(id)).status === "paid");
    expect(await look(id)).to.deep.include({ paidTiyn: "100001", dueTiyn: "0", flags: [] });
    const { items } = await story.get<{ items: { token: Hex; amount: string }[] }>(
      `/v1/payments?invoice=${id}`,
    );
    expect(items).to.have.length(1);
    expect(items[0]).to.deep.include({ token: token.toLowerCase(), amount: "30001" });
    expect(quotedTermsHash(termsHash, asked.quote!)).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("gives back in parts at the same quote: floor of the token, and all of it in the end", async () => {
    await hand(await quoted());
    const { invoice: id } = await invoice();
    const asked = await ask(id);
    await pay(id, asked);
    await until(async () => (await look(id)).status === "paid");
    const balance = async (): Promise<bigint> =>
      await createPublicClient({ transport: http(story.net.chain.rpcUrl) }).readContract({
        ...{ address: token, abi: ABIS.tenge, functionName: "balanceOf" },
        args: [payer.address],
      });
    const before = await balance();
    const refund = async (amountTiyn: string, key: string): Promise<Response> => {
      const where = `/v1/refunds/authorization?payment=${asked.payment}&amountTiyn=${amountTiyn}&key=${key}`;
      const answer = await story.call("GET", where, { headers: cafe });
      if (!answer.ok) return answer;
      const { typedData } = await json<{ typedData: never }>(answer);
      const signature = await story.net.account("bakery").signTypedData(typedData);
      const body = { payment: asked.payment, amountTiyn, key, reason: "goods-returned", signature };
      return await story.post("/v1/refunds", body, cafe);
    };
    expect((await codeOf(await refund("100002", "1")))[1]).to.equal("exceeds-refundable");
    expect((await refund("33333", "2")).status).to.equal(202); // 10,000.1… of the token
    await until(async () => (await look(id)).refundedTiyn !== "0");
    expect((await balance()) - before).to.equal(10_000n);
    const { refundedTiyn } = await look(id);
    expect((await refund(String(100_001n - BigInt(refundedTiyn)), "3")).status).to.equal(202);
    await until(async () => (await look(id)).refundedTiyn === "100001");
    expect((await balance()) - before).to.equal(30_001n);
    expect((await look(id)).flags).to.deep.equal(["refunded_full"]);
  });

  it("refuses the quote of yesterday: no money moves", async () => {
    await hand(await quoted());
    const { invoice: id } = await invoice();
    const asked = await ask(id);
    await story.net.advance((await now()) + 61);
    expect(await codeOf(await pay(id, asked))).to.deep.equal([409, "quote-expired"]);
    const where = `/v1/invoices/${id}/authorization?payer=${payer.address}&token=${token}`;
    expect((await codeOf(await story.call("GET", where)))[1]).to.equal("quote-missing");
    expect((await look(id)).paidTiyn).to.equal("0");
  });
});
