// Who may do what for a merchant, tills with their printed codes, payment links, and webhooks that are chosen, tried and re-keyed.
import { expect } from "chai";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "mocha";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";
import { MERCHANT_RIGHTS, roleHolds, type MerchantRight, type MerchantRole } from "../auth/rights.ts";
import { keyOf, openStory, until, type Story } from "../test-story.ts";
import { verifyWebhook } from "../webhooks/signature.ts";
import { runWebhooks } from "../workers/webhooks.ts";

type Headers = Record<string, string>;
const person = (): PrivateKeyAccount => privateKeyToAccount(generatePrivateKey());
const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  (await json<{ code: string }>(response)).code,
];

describe("MERCHANT_RIGHTS", () => {
  it("give a cashier neither refunds nor books, a developer no money, an accountant nothing to change", () => {
    const rights = Object.keys(MERCHANT_RIGHTS) as MerchantRight[];
    const of = (role: MerchantRole) => rights.filter((right) => roleHolds(role, right));
    expect(of("owner")).to.deep.equal(rights);
    expect(of("cashier")).to.deep.equal(["merchant-read", "merchant-sell"]);
    expect(of("accountant")).to.deep.equal(["merchant-read", "merchant-books"]);
    expect(of("developer")).to.deep.equal(["merchant-read", "merchant-develop"]);
  });
});

describe("A merchant's people, tills and links", function () {
  this.timeout(120_000);
  let story: Story;
  let owner: Headers;
  const [aida, berik, other] = [person(), person(), person()];
  let cashier: Headers;
  let developer: Headers;

  before(async () => {
    story = await openStory();
    owner = await signIn(story.net.account("bakery"));
    [cashier, developer] = [await signIn(aida), await signIn(berik)];
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  async function signIn(account: PrivateKeyAccount): Promise<Headers> {
    const { nonce } = await json<{ nonce: string }>(await story.post("/v1/sessions/nonce", ""));
    const url = new URL(story.gateway.url);
    const message = createSiweMessage({
      ...{ address: account.address, domain: url.host, uri: url.origin, version: "1", nonce },
      chainId: story.net.network.chainId,
    });
    const signature = await account.signMessage({ message });
    const answer = await story.post("/v1/sessions", { message, signature });
    return { authorization: `Bearer ${(await json<{ token: string }>(answer)).token}` };
  }
  const add = async (body: object, who = owner): Promise<Response> =>
    await story.post("/v1/members", body, who);
  const remove = async (where: string, who: Headers): Promise<Response> =>
    await story.call("DELETE", where, { headers: who });
  const sell = async (who: Headers, body: object = {}): Promise<Response> =>
    await story.post("/v1/invoices", { amountTiyn: "45000", ...body }, who);

  it("lets nobody in who was not added, and nobody add but the merchant in person", async () => {
    expect(await codeOf(await sell({}))).to.deep.equal([401, "unauthenticated"]);
    expect(await codeOf(await sell(cashier))).to.deep.equal([403, "not-member"]);
    const body = { account: aida.address, role: "cashier", label: "Aida" };
    expect(await codeOf(await add(body, cashier))).to.deep.equal([401, "unauthenticated"]);
    expect(await codeOf(await add(body, keyOf("bakery")))).to.deep.equal([403, "forbidden"]);
    expect((await add({ ...body, role: "king" })).status).to.equal(422);
  });

  it("lets a cashier take money and nothing else, at its till only", async () => {
    expect(
      (await add({ account: aida.address, role: "cashier", label: "Aida", till: "Hall" })).status,
    ).to.equal(201);
    expect(await codeOf(await add({ account: aida.address, role: "owner", label: "x" }))).to.deep.equal([
      ...[409, "member-exists"],
    ]);
    const me = await story.get("/v1/sessions/current", cashier);
    const merchant = story.numbers.get("bakery")!;
    expect(me).to.include({ participant: null, merchant, role: "cashier", till: "Hall" });
    const made = await sell(cashier);
    expect(made.status).to.equal(201);
    const { invoice, ...shown } = await json<{ invoice: string }>(made);
    expect(shown).to.include({ till: "Hall", cashier: "Aida", merchant });
    expect(await codeOf(await sell(cashier, { till: "Bar" }))).to.deep.equal([403, "till-foreign"]);
    const { invoice: foreign } = await json<{ invoice: string }>(await sell(owner, { till: "Bar" }));
    const { items } = await story.get<{ items: { invoice: string }[] }>("/v1/invoices", cashier);
    expect(items.map((each) => each.invoice)).to.deep.equal([invoice]);
    expect(await story.get(`/v1/invoices/${foreign}`, cashier)).to.not.have.property("cashier");
    const hash = `0x${"ab".repeat(32)}`;
    const refused: [string, string, object?][] = [
      ["POST", `/v1/invoices/${invoice}/void`, {}],
      ["POST", "/v1/refunds", { payment: hash, amountTiyn: "1", key: "1", reason: "other" }],
      ["GET", `/v1/refunds/authorization?payment=${hash}&amountTiyn=1&key=1`],
      ["POST", `/v1/payments/${hash}/capture`, {}],
      ["POST", `/v1/payments/${hash}/cancel`, {}],
      ["POST", "/v1/api-keys", { label: "x" }],
      ["GET", "/v1/webhook-endpoints"],
      ["POST", "/v1/tills", { name: "Mine" }],
    ];
    for (const [method, where, body] of refused) {
      const answer = await story.call(method, where, { headers: cashier, ...(body && { body }) });
      expect(await codeOf(answer), where).to.deep.equal([403, "role-insufficient"]);
    }
    for (const where of ["/v1/members", "/v1/homes"])
      expect((await story.call("GET", where, { headers: cashier })).status, where).to.equal(401);
  });

  it("reads rights each time: who is removed, or whose time is over, is out at once", async () => {
    const { items } = await story.get<{ items: { member: number }[] }>("/v1/members", owner);
    expect((await remove(`/v1/members/${items[0]!.member}`, owner)).status).to.equal(204);
    expect(await codeOf(await sell(cashier))).to.deep.equal([403, "not-member"]);
    const past = { account: aida.address, role: "cashier", label: "Aida", validTo: "2020-01-01T00:00:00Z" };
    expect((await add(past)).status).to.equal(201);
    expect(await codeOf(await sell(cashier))).to.deep.equal([403, "not-member"]);
    expect((await remove(`/v1/members/999999`, owner)).status).to.equal(404);
  });

  it("asks one who works for two merchants for which", async () => {
    const second = await signIn(story.net.account("garage"));
    const mine = story.numbers.get("garage")!;
    expect((await add({ account: other.address, role: "cashier", label: "O" })).status).to.equal(201);
    expect((await add({ account: other.address, role: "cashier", label: "O" }, second)).status).to.equal(201);
    const both = await signIn(other);
    expect(await codeOf(await sell(both))).to.deep.equal([403, "not-member"]);
    const made = await sell({ ...both, "alatau-merchant": String(mine) });
    expect(await json(made)).to.include({ merchant: mine });
    const me = await story.get<{ memberships: unknown[] }>("/v1/sessions/current", both);
    expect(me.memberships).to.have.length(2);
    expect(await codeOf(await sell({ ...both, "alatau-merchant": "1" }))).to.deep.equal([403, "not-member"]);
  });

  it("gives machines roles; a developer makes developers' keys, which end with it", async () => {
    const added = await add({ account: berik.address, role: "developer", label: "Berik" });
    const { member } = await json<{ member: number }>(added);
    expect(await codeOf(await sell(developer))).to.deep.equal([403, "role-insufficient"]);
    const key = async (who: Headers, body: object): Promise<Response> =>
      await story.post("/v1/api-keys", body, who);
    expect(await codeOf(await key(developer, { label: "x", role: "owner" }))).to.deep.equal([
      ...[403, "api-key-role-refused"],
    ]);
    const own = await json<{ key: string }>(await key(developer, { label: "ci", role: "developer" }));
    const machine = { authorization: `Bearer ${own.key}` };
    expect((await story.call("GET", "/v1/webhook-endpoints", { headers: machine })).status).to.equal(200);
    expect(await codeOf(await sell(machine))).to.deep.equal([403, "role-insufficient"]);
    const till = await json<{ key: string }>(
      await key(owner, { label: "kiosk", role: "cashier", till: "Kiosk" }),
    );
    const kiosk = { authorization: `Bearer ${till.key}` };
    expect(await json(await sell(kiosk))).to.include({ till: "Kiosk" });
    expect((await remove(`/v1/members/${member}`, owner)).status).to.equal(204);
    expect((await story.call("GET", "/v1/webhook-endpoints", { headers: machine })).status).to.equal(401);
  });

  it("shows a customer at the till its latest open invoice and no other", async () => {
    const items = [{ name: "Coffee", amountTiyn: "45000" }];
    const opened = await story.post("/v1/tills", { name: "Kiosk", items }, owner);
    const till = await json<{ till: number; link: string; items: unknown[] }>(opened);
    expect(till.items).to.deep.equal(items);
    expect(await codeOf(await story.post("/v1/tills", { name: "Kiosk" }, owner))).to.deep.equal([
      ...[409, "till-name-taken"],
    ]);
    const at = async (link = till.link): Promise<{ invoice: string | null }> =>
      await story.get(`/v1/till-links/${link.slice(3)}`);
    const first = await json<{ invoice: string }>(await sell(owner, { till: "Kiosk" }));
    expect(await at()).to.include({ invoice: first.invoice, till: "Kiosk" });
    const second = await json<{ invoice: string }>(await sell(owner, { till: "Kiosk" }));
    expect((await at()).invoice).to.equal(second.invoice);
    await story.post(`/v1/invoices/${second.invoice}/void`, {}, owner);
    expect((await at()).invoice).to.equal(null);
    const fresh = await json<{ link: string }>(await story.post(`/v1/tills/${till.till}/link`, {}, owner));
    expect(fresh.link).to.not.equal(till.link);
    expect((await story.call("GET", `/v1/till-links/${till.link.slice(3)}`)).status).to.equal(404);
    expect((await story.post(`/v1/tills/${till.till}/close`, {}, owner)).status).to.equal(200);
    expect(await codeOf(await story.post(`/v1/tills/${till.till}/close`, {}, owner))).to.deep.equal([
      ...[409, "till-closed"],
    ]);
    expect((await story.call("GET", `/v1/till-links/${fresh.link.slice(3)}`)).status).to.equal(404);
    expect((await story.post("/v1/tills", { name: "Kiosk" }, owner)).status).to.equal(201);
    expect(
      await codeOf(await story.post(`/v1/tills/${till.till}/items`, { items }, keyOf("garage"))),
    ).to.deep.equal([...[404, "till-unknown"]]);
  });

  it("makes the invoice of a payment link as often as it may be used", async () => {
    const link = async (body: object): Promise<string> => {
      const answer = await story.post("/v1/payment-links", { description: "Cake", ...body }, owner);
      expect(answer.status).to.equal(201);
      return (await json<{ link: string }>(answer)).link.slice(3);
    };
    const use = async (token: string, body: object = {}): Promise<Response> =>
      await story.post(`/v1/links/${token}/invoices`, body);
    const once = await link({ amountTiyn: "90000", maxUses: 1 });
    expect(await story.get(`/v1/links/${once}`)).to.include({ amountTiyn: "90000", open: true });
    const made = await Promise.all(Array.from({ length: 8 }, () => use(once)));
    expect(made.map(({ status }) => status).sort()).to.deep.equal([201, ...Array<number>(7).fill(409)]);
    const free = await link({});
    expect(await codeOf(await use(free))).to.deep.equal([422, "payment-link-amount"]);
    const { invoice } = await json<{ invoice: string }>(await use(free, { amountTiyn: "12345" }));
    expect(await story.get(`/v1/invoices/${invoice}`)).to.include({
      amountTiyn: "12345",
      description: "Cake",
    });
    const { items } = await story.get<{ items: { number: number; uses: number }[] }>(
      "/v1/payment-links",
      owner,
    );
    expect(items.map(({ uses }) => uses)).to.deep.equal([1, 1]);
    expect((await remove(`/v1/payment-links/${items[0]!.number}`, owner)).status).to.equal(204);
    expect(await codeOf(await use(free, { amountTiyn: "12345" }))).to.deep.equal([
      409,
      "payment-link-closed",
    ]);
    expect((await use("A".repeat(22))).status).to.equal(404);
  });

  it("lists what is disputed", async () => {
    expect(await story.get("/v1/payment-disputes", owner)).to.deep.equal({ items: [], next: null });
  });

  describe("webhooks", () => {
    const heard: { type: string; signature: string; id: string; timestamp: number; body: string }[] = [];
    const stopping = new AbortController();
    let worker: Promise<void>;
    let server: Server;
    before(async () => {
      server = createServer((request, response) => {
        let body = "";
        request.on("data", (part: Buffer) => (body += part.toString()));
        request.on("end", () => {
          const header = (name: string): string => String(request.headers[name]);
          heard.push({
            type: (JSON.parse(body) as { type: string }).type,
            ...{ signature: header("webhook-signature"), id: header("webhook-id"), body },
            timestamp: Number(header("webhook-timestamp")),
          });
          response.writeHead(202).end("thanks");
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { pool, logger } = story.net;
      worker = runWebhooks({ pool, logger, signal: stopping.signal, localWebhooks: true });
    });
    after(async () => {
      stopping.abort();
      await worker;
      server.close();
    });

    it("send a test at once, sign with both secrets after a change, and only what was chosen", async () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const made = await story.post("/v1/webhook-endpoints", { url, types: ["invoice.void"] }, owner);
      const { endpoint, secret, types } = await json<{ endpoint: number; secret: string; types: string[] }>(
        made,
      );
      expect(types).to.deep.equal(["invoice.void"]);
      const where = `/v1/webhook-endpoints/${endpoint}`;
      const changed = await json<{ secret: string }>(await story.post(`${where}/secret`, {}, owner));
      const tried = await json(await story.post(`${where}/test`, {}, owner));
      expect(tried).to.include({ delivered: true, status: 202, answer: "thanks", error: null });
      const [first] = heard;
      for (const each of [secret, changed.secret])
        expect(verifyWebhook(each, first!, first!.signature, { now: first!.timestamp })).to.equal(true);
      const { invoice } = await json<{ invoice: string }>(await sell(owner));
      await story.post(`/v1/invoices/${invoice}/void`, {}, owner);
      await until(() => Promise.resolve(heard.length > 1), { what: "the closing was told" });
      expect(heard.map(({ type }) => type)).to.deep.equal(["endpoint.test", "invoice.void"]);
      expect(await json(await story.post(`${where}/types`, { types: null }, owner))).to.include({
        types: null,
      });
    });
  });
});
