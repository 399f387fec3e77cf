// The customer's pages without JavaScript, over a running ledger: what they show, what they never let in, how a link is paid.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { createPublicClient, http } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keyOf, openStory, until, type Story } from "../test-story.ts";
import { escaped, html, PLAIN_POLICY, tengeText } from "./html.ts";
import { plainAddress, withPlainWay } from "./pages.ts";
import { plainLanguage, PLAIN_LANGUAGES, PLAIN_TEXTS } from "./texts.ts";

describe("html", () => {
  it("escapes every string between tags and in attributes", () => {
    const bad = `<script>alert("1")</script>&'`;
    const made = html`<a title="${bad}">${bad}</a>${null}${[html`<b>1</b>`]}${2}`.markup;
    expect(made).to.equal(`<a title="${escaped(bad)}">${escaped(bad)}</a><b>1</b>2`);
    expect(escaped(bad)).to.not.match(/[<>"']/);
  });

  it("writes tenge as the language does", () => {
    expect(tengeText(123_456_750n, "en")).to.equal("1,234,567.50\u00a0₸");
    expect(tengeText(5n, "ru")).to.equal("0,05\u00a0₸");
  });
});

describe("plain pages", () => {
  it("choose the language of the address, then of the browser, then English", () => {
    expect(plainLanguage("kk", "ru")).to.equal("kk");
    expect(plainLanguage("xx", "de, ru-KZ;q=0.8")).to.equal("ru");
    expect(plainLanguage(undefined, undefined)).to.equal("en");
    for (const language of PLAIN_LANGUAGES)
      expect(Object.keys(PLAIN_TEXTS[language])).to.deep.equal(Object.keys(PLAIN_TEXTS.en));
  });

  it("are where the application's pages are, for whole addresses only", () => {
    const invoice = `/pay/0x${"ab".repeat(32)}`;
    expect(plainAddress(invoice)).to.equal(`${invoice}/plain`);
    for (const other of ["/", "/pay/1", `${invoice}"><script>`, "/t/x", "/till", "/l/%22"])
      expect(plainAddress(other), other).to.equal(null);
    expect(withPlainWay("<head></head>", invoice)).to.equal(
      `<head><noscript><meta http-equiv="refresh" content="0; url=${invoice}" /></noscript></head>`,
    );
  });
});

describe("A customer without JavaScript", function () {
  this.timeout(120_000);
  let story: Story;
  const cafe = keyOf("bakery");
  before(async () => {
    story = await openStory();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const look = async (where: string, headers: Record<string, string> = {}): Promise<[Response, string]> => {
    const response = await story.call("GET", where, { headers: { accept: "text/html", ...headers } });
    return [response, await response.text()];
  };
  const make = async <T>(where: string, body: object): Promise<T> =>
    (await (await story.post(where, body, cafe)).json()) as T;

  it("sees amount, time, QR code, address and state in three languages, and no markup of a merchant", async () => {
    const description = `<img src=x onerror=alert(1)> "Coffee" & cake`;
    const { invoice, box } = await make<{ invoice: string; box: string }>("/v1/invoices", {
      ...{ amountTiyn: "125050", description },
    });
    for (const language of PLAIN_LANGUAGES) {
      const [response, text] = await look(`/pay/${invoice}/plain?lang=${language}`);
      expect(response.status).to.equal(200);
      expect(response.headers.get("content-security-policy")).to.equal(PLAIN_POLICY);
      expect(response.headers.get("set-cookie")).to.equal(null);
      expect(text).to.include(PLAIN_TEXTS[language].open).and.include(box).and.include("1250.50");
      expect(text)
        .to.include(tengeText(125_050n, language))
        .and.include(`href="ethereum:`)
        .and.include("<svg");
      expect(text).to.include(escaped(description)).and.not.include("<img").and.not.include("<script");
      expect(text).to.include(`http-equiv="refresh" content="5; url=/pay/${invoice}/plain?lang=${language}"`);
    }
    expect((await look(`/pay/${invoice}/plain`, { "accept-language": "ru,en" }))[1]).to.include(
      PLAIN_TEXTS.ru.open,
    );
    for (const other of [`/pay/0x${"00".repeat(32)}/plain`, "/pay/x/plain", "/l/x/plain", "/t/x/plain"])
      expect((await look(other))[0].status, other).to.equal(404);
  });

  it("pays by transfer, sees it without a click, and takes a receipt that names block and log", async () => {
    const payer = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [payer.address, 45_000n, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
    const { invoice } = await make<{ invoice: string }>("/v1/invoices", { amountTiyn: "45000" });
    const asked = await story.get<{ typedData: never }>(
      `/v1/invoices/${invoice}/authorization?payer=${payer.address}`,
    );
    const signature = await payer.signTypedData(asked.typedData);
    await story.post(`/v1/invoices/${invoice}/payments`, { payer: payer.address, signature });
    const plain = `/pay/${invoice}/plain?lang=en`;
    await until(async () => (await look(plain))[1].includes(PLAIN_TEXTS.en.paid), { what: "paid" });
    const [, text] = await look(plain);
    expect(text).to.include(`/v1/invoices/${invoice}/receipt`).and.not.include("http-equiv");
    interface Receipt {
      paidTiyn: string;
      moves: {
        move: string;
        payer: string;
        amountTiyn: string;
        block: number;
        txHash: string;
        final: boolean;
      }[];
    }
    const where = `/v1/invoices/${invoice}/receipt`;
    await until(async () => (await story.get<Receipt>(where)).moves.every(({ final }) => final), {
      what: "final",
    });
    const { moves, paidTiyn } = await story.get<Receipt>(where);
    expect(paidTiyn).to.equal("45000");
    expect(moves).to.have.length(1);
    expect(moves[0]).to.include({ move: "charged", payer: payer.address.toLowerCase(), amountTiyn: "45000" });
    const { status, blockNumber } = await createPublicClient({
      transport: http(story.net.chain.rpcUrl),
    }).getTransactionReceipt({
      hash: moves[0]!.txHash as `0x${string}`,
    });
    expect([status, Number(blockNumber)]).to.deep.equal(["success", moves[0]!.block]);
  });

  it("follows a payment link by a plain form, and a till's code to its invoice", async () => {
    const { link } = await make<{ link: string }>("/v1/payment-links", { description: "Cake & tea" });
    const [, form] = await look(`${link}/plain?lang=en`);
    expect(form).to.include(`<form method="post" action="${link}?lang=en">`).and.include("Cake &amp; tea");
    const send = async (body: string): Promise<Response> =>
      await fetch(story.gateway.url + link, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body,
      });
    const answer = await send("plain=1&amount=1250%2C50");
    expect(answer.status).to.equal(303);
    const where = answer.headers.get("location")!;
    expect(where).to.match(/^\/pay\/0x[0-9a-f]{64}\/plain\?lang=en$/);
    expect((await look(where))[1]).to.include("1,250.50");
    for (const wrong of ["", "plain=1&amount=12.345", "amount=-1", "amount=%00"])
      expect((await send(wrong)).status, wrong).to.equal(422);
    const till = await make<{ link: string }>("/v1/tills", { name: "Hall" });
    expect((await look(`${till.link}/plain?lang=en`))[1])
      .to.include("«Hall»")
      .and.include("http-equiv");
    const { invoice } = await make<{ invoice: string }>("/v1/invoices", { amountTiyn: "700", till: "Hall" });
    const [sent] = await look(`${till.link}/plain?lang=kk`);
    expect(new URL(sent.url).pathname).to.equal(`/pay/${invoice}/plain`);
  });
});
