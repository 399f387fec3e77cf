import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { createSiweMessage } from "viem/siwe";
import { NETWORK, PEOPLE, SLOT, startTestGateway, type TestGateway } from "./test-gateway.ts";

interface ProblemBody {
  code: string;
  status: number;
  type: string;
  errors?: { at: string }[];
}
interface PageBody<T = Record<string, unknown>> {
  items: T[];
  next: string | null;
}

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;

describe("The gateway over HTTP", function () {
  this.timeout(60_000);
  let test: TestGateway; // undefined where it did not start

  before(async () => {
    test = await startTestGateway({ limits: { bodyBytes: 100_000 } });
  });
  after(async () => await (test as TestGateway | undefined)?.[Symbol.asyncDispose]());

  /** Expects a problem with this code and status. */
  async function refused(response: Response, status: number, code: string): Promise<ProblemBody> {
    const body = await json<ProblemBody>(response);
    expect([response.status, body.code]).to.deep.equal([status, code]);
    expect(response.headers.get("content-type")).to.contain("application/problem+json");
    expect(body).to.include({ status, type: `/problems/${code}` });
    return body;
  }

  describe("refuses", () => {
    it("an address that is not there", async () => {
      await refused(await test.get("/v1/nothing"), 404, "not-found");
      await refused(await test.get("/v1/sales/7-1-1-0-0"), 404, "sale-unknown");
      await refused(await test.get("/v1/devices/99"), 404, "device-unknown");
      await refused(await test.get(`/v1/records/0x${"ab".repeat(32)}`), 404, "record-unknown");
    });

    it("a method that the address does not take, and names those it takes", async () => {
      const response = await fetch(`${test.gateway.url}/v1/sales`, { method: "DELETE" });
      await refused(response, 405, "method-not-allowed");
      expect(response.headers.get("allow")).to.equal("GET");
    });

    it("a damaged address", async () => {
      await refused(await test.get("/v1/participants/%E0%A4%A"), 400, "request-malformed");
    });

    it("filters that it does not know, and numbers that are none", async () => {
      const body = await refused(await test.get("/v1/sales?devise=1&zone=-1"), 422, "request-invalid");
      expect(body.errors?.map(({ at }) => at)).to.include("query.zone");
      await refused(await test.get("/v1/sales?devise=1"), 422, "request-invalid");
      await refused(await test.get("/v1/sales?limit=201"), 422, "request-invalid");
      await refused(await test.get("/v1/devices/4294967296"), 422, "request-invalid");
    });

    it("a cursor of another list or of nobody", async () => {
      const { next } = await json<PageBody>(await test.get("/v1/participants?limit=1"));
      await refused(await test.get(`/v1/sales?after=${next}`), 422, "cursor-invalid");
      await refused(await test.get("/v1/sales?after=!"), 422, "cursor-invalid");
    });

    it("bodies that are no JSON, of another kind, or too large", async () => {
      await refused(await test.post("/v1/orders", "{"), 400, "json-invalid");
      const xml = { "content-type": "application/xml" };
      await refused(await test.post("/v1/orders", "<a/>", xml), 415, "media-type-unsupported");
      const large = JSON.stringify({ text: "x".repeat(100_001) });
      await refused(await test.post("/v1/orders", large), 413, "body-too-large");
      const broken = { "content-encoding": "gzip" };
      await refused(await test.post("/v1/orders", "not gzip", broken), 400, "body-unreadable");
    });

    it("an order with fields missing, each by its name", async () => {
      const body = await refused(await test.post("/v1/orders", { order: {} }), 422, "request-invalid");
      expect(body.errors?.map(({ at }) => at)).to.include.members(["body.order.device", "body.signature"]);
    });

    it("uploads of nobody known, with a wrong key, or of no known media type", async () => {
      const text = { "content-type": "text/plain" };
      await refused(await test.post("/v1/readings", "OCMF|{}|{}", text), 401, "unauthenticated");
      const wrong = { ...text, authorization: "Bearer alk_wrong" };
      await refused(await test.post("/v1/readings", "OCMF|{}|{}", wrong), 401, "credentials-invalid");
      const image = { "content-type": "image/png", ...test.keys.depot };
      await refused(await test.post("/v1/readings", "x", image), 415, "media-type-unsupported");
      const nothing = { ...text, ...test.keys.depot };
      await refused(await test.post("/v1/readings", "no record at all", nothing), 422, "request-invalid");
    });

    it("a community's account and statement to everybody but itself and auditors", async () => {
      for (const path of ["/v1/accounts/3", "/v1/statements/3"]) {
        await refused(await test.get(path), 403, "forbidden");
        await refused(await test.get(path, test.keys.neighbour), 403, "forbidden");
        expect((await test.get(path, test.keys.village)).status).to.equal(200);
        expect((await test.get(path, test.keys.auditor)).status).to.equal(200);
      }
    });

    it("a proof while the node does not answer or no head is signed, without inner text", async () => {
      const response = await test.get(`/v1/statements/1/proof`);
      await refused(response, 503, "chain-unreachable");
      expect(response.headers.get("retry-after")).to.equal("2");
      await refused(await test.get("/v1/sales/x/proof"), 422, "sale-format");
    });

    it("an Idempotency-Key for another body, and one that is malformed", async () => {
      const headers = { ...test.keys.depot, "content-type": "text/plain", "idempotency-key": "first" };
      const one = await test.post("/v1/readings?dryRun=true", "OCMF|{}|{}", headers);
      expect(one.status).to.equal(200);
      const other = await test.post("/v1/readings?dryRun=true", "OCMF|{} |{}", headers);
      await refused(other, 422, "idempotency-mismatch");
      const bad = { ...headers, "idempotency-key": "x".repeat(256) };
      await refused(await test.post("/v1/readings?dryRun=true", "x", bad), 422, "idempotency-key-invalid");
    });
  });

  describe("pages", () => {
    it("go through all sales once, the latest first, whatever the limit", async () => {
      const seen: string[] = [];
      let after = "";
      do {
        const page = await json<PageBody<{ id: string }>>(await test.get(`/v1/sales?limit=33${after}`));
        seen.push(...page.items.map(({ id }) => id));
        after = page.next === null ? "" : `&after=${page.next}`;
      } while (after !== "");
      expect(seen).to.have.length(130);
      expect(new Set(seen).size).to.equal(130);
      expect(seen[0]).to.equal(`7-${SLOT - 2}-1-0-129`);
    });

    it("show amounts as decimal strings with their unit, times in RFC 3339 and the evidence class", async () => {
      const page = await json<PageBody>(await test.get("/v1/sales?device=1&limit=1"));
      expect(page.items[0]).to.include({
        energyWh: "228",
        amountTiyn: "128",
        priceTiynPerMWh: "2000000",
        evidence: "meter-signed",
        startsAt: "2026-01-30T17:45:00Z",
        status: "current",
        kind: "sold",
      });
    });

    it("keep the totals of a zone back when fewer than five meters reported", async () => {
      const { items } = await json<PageBody>(await test.get("/v1/slots?zone=7"));
      expect(items[0]).to.include({ devices: 3, importWh: null, exportWh: null, state: "checked" });
      expect(items[1]).to.include({
        devices: 6,
        importWh: "9000",
        state: "settled",
        priceTiynPerMWh: "2000000",
      });
    });

    it("answer every list", async () => {
      const lists =
        "participants devices meter-keys orders readings slots sales tariffs batches records blocks datasets";
      for (const list of lists.split(" ")) {
        const response = await test.get(`/v1/${list}`);
        expect([list, response.status]).to.deep.equal([list, 200]);
        expect(await json<PageBody>(response)).to.have.property("items");
      }
    });
  });

  it("tells a sale with its order", async () => {
    const sale = await json<Record<string, unknown>>(await test.get(`/v1/sales/7-${SLOT - 2}-1-0-4`));
    expect(sale).to.have.nested.property("orderTerms.state", "live");
    expect(sale).to.have.nested.property("reading.devices", 6);
  });

  it("answers 304 to who has it already", async () => {
    const first = await test.get("/v1/devices/1");
    const etag = first.headers.get("etag")!;
    const again = await test.get("/v1/devices/1", { "if-none-match": etag });
    expect([again.status, await again.text()]).to.deep.equal([304, ""]);
    expect((await test.get("/v1/devices/1", { "if-none-match": '"other"' })).status).to.equal(200);
  });

  it("exports everything as CSV and defuses formulas", async () => {
    const sales = await test.get("/v1/sales", { accept: "text/csv" });
    expect(sales.headers.get("content-type")).to.contain("text/csv");
    const lines = (await sales.text()).trimEnd().split("\r\n");
    expect(lines).to.have.length(131);
    expect(lines[0]).to.match(/^id,startsAt,/);
    expect((await test.get("/v1/readings?format=csv")).status).to.equal(200);
  });

  it("says in one place how far everything is", async () => {
    const status = await json<Record<string, unknown>>(await test.get("/v1/status"));
    expect(status).to.include({ indexedBlock: 9, chainBlock: null, slot: SLOT });
    const overview = await json<Record<string, unknown>>(await test.get("/v1/overview"));
    expect(overview).to.have.nested.property("zones[0].lastPriceTiynPerMWh", "2000000");
    expect(overview).to.have.nested.property("lastSale.energyWh");
    const ready = await test.get("/readyz");
    expect(ready.status).to.equal(503);
    expect(await json(ready)).to.have.nested.property("checks.chain", false);
    expect((await test.get("/healthz")).status).to.equal(200);
    expect(await (await test.get("/metrics")).text()).to.contain("alatau_http_request_seconds_bucket");
  });

  it("describes itself, and explains its problems", async () => {
    const document = await json<{ openapi: string; paths: Record<string, unknown> }>(
      await test.get("/openapi.json"),
    );
    expect(document.openapi).to.equal("3.1.0");
    expect(Object.keys(document.paths)).to.include.members([
      "/v1/sales/{id}/proof",
      "/v1/readings",
      "/v1/events",
    ]);
    const page = await test.get("/reference");
    expect(await page.text()).to.contain("/v1/sales/{id}/proof");
    expect(page.headers.get("content-security-policy")).to.contain("script-src 'self'");
    expect(await json(await test.get("/problems/order-expired"))).to.include({ status: 422 });
    expect(await json(await test.get("/network.json"))).to.deep.equal(NETWORK);
  });

  it("serves the web application at every address that is a page, and never in place of an answer", async () => {
    for (const page of ["/", "/sales/7-1-1-0-0"]) {
      const response = await test.get(page, { accept: "text/html" });
      expect(await response.text()).to.contain("<title>Alatau</title>");
      expect(response.headers.get("content-security-policy")).to.contain("default-src 'self'");
    }
    const script = await test.get("/assets/index-Ab12Cd34.js");
    expect(script.headers.get("cache-control")).to.contain("immutable");
    await refused(await test.get("/assets/missing.js", { accept: "text/html" }), 404, "not-found");
    await refused(await test.get("/v1/missing", { accept: "text/html" }), 404, "not-found");
  });

  it("does 50 equal requests with one key once, and gives all the same answer", async () => {
    const headers = { ...(await bearer("depot")), "idempotency-key": "make-a-key" };
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await test.post("/v1/api-keys", { label: "laptop" }, headers);
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(answers).size).to.equal(1);
    expect(answers[0]).to.match(/^201 .*"key":"alk_/);
    const { rowCount } = await test.pool.query("SELECT 1 FROM work.api_keys WHERE label = 'laptop'");
    expect(rowCount).to.equal(1);
  });

  /** Signs in and gives the bearer. */
  async function bearer(name: keyof typeof PEOPLE): Promise<{ authorization: string }> {
    const { token } = await json<{ token: string }>(await signIn(name));
    return { authorization: `Bearer ${token}` };
  }

  async function signIn(name: keyof typeof PEOPLE, changes: Record<string, unknown> = {}): Promise<Response> {
    const { nonce } = await json<{ nonce: string }>(await test.post("/v1/sessions/nonce", ""));
    const message = createSiweMessage({
      address: PEOPLE[name].address,
      chainId: NETWORK.chainId,
      domain: `127.0.0.1:${test.gateway.port}`,
      nonce,
      uri: test.gateway.url,
      version: "1",
      ...changes,
    });
    return await test.post("/v1/sessions", {
      message,
      signature: await PEOPLE[name].signMessage({ message }),
    });
  }

  describe("signing in", () => {
    it("refuses a message for another site, another chain or with a used nonce", async () => {
      await refused(await signIn("depot", { domain: "evil.example" }), 401, "sign-in-refused");
      await refused(await signIn("depot", { chainId: 1 }), 401, "sign-in-refused");
      await refused(await signIn("depot", { nonce: "0123456789abcdef" }), 401, "sign-in-refused");
    });

    it("knows the participant by its account, in a cookie that scripts cannot read", async () => {
      const response = await signIn("village");
      expect(await json(response)).to.include({ participant: 3, auditor: false, by: "session" });
      const cookie = response.headers.get("set-cookie")!;
      expect(cookie).to.contain("HttpOnly").and.to.contain("SameSite=Strict");
      const current = await test.get("/v1/sessions/current", { cookie: cookie.split(";")[0]! });
      expect(await json(current)).to.include({ participant: 3 });
    });

    it("lets a suspended participant in as a stranger only", async () => {
      const held = await bearer("neighbour");
      await test.pool.query("INSERT INTO ledger.participant_suspensions VALUES (2, true, 5, 9, $1, 99)", [
        Buffer.alloc(32),
      ]);
      expect(await json(await test.get("/v1/sessions/current", held))).to.include({ participant: null });
      await refused(await test.get("/v1/refusals", test.keys.neighbour), 401, "credentials-invalid");
      await test.pool.query("DELETE FROM ledger.participant_suspensions");
    });

    it("revokes a key", async () => {
      const session = await bearer("auditor");
      const made = await json<{ id: string; key: string }>(
        await test.post("/v1/api-keys", { label: "robot" }, session),
      );
      const robot = { authorization: `Bearer ${made.key}` };
      expect((await test.get("/v1/refusals", robot)).status).to.equal(200);
      await refused(await test.post("/v1/api-keys", { label: "more" }, robot), 403, "forbidden");
      const revoke = { method: "DELETE", headers: session };
      expect((await fetch(`${test.gateway.url}/v1/api-keys/${made.id}`, revoke)).status).to.equal(204);
      await refused(await test.get("/v1/refusals", robot), 401, "credentials-invalid");
    });
  });
});
