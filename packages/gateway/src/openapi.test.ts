// Every route of /openapi.json is called over a ledger with real data; what it answers must be what the document promises.
// The programs of examples/ run against the same ledger.
import { contractDomain, payloadHash, supplyAgreementTypes, utf8, verifyBundle } from "@alatau/sdk";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";
import { keyOf, openStory, SLOT, START, ZONE, type CallOptions, type Story } from "./test-story.ts";
import { makeMeter, signAgreement, signRecord } from "./workers/story-network.ts";

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Routes of merchants, by what their own tests call with real payments: payments, webhooks, members, conformance. */
const ELSEWHERE =
  /^\/(v1\/(invoices|payments|payment-tokens|payment-intents|quotes|wallets|passkeys|transfers|refunds|webhook-endpoints|merchant-events|deliveries|reports|fiscal-tills|bank-statements|reconciliation|paid|members|tills|till-links|payment-links|links|payment-disputes|chargers|charging-sessions|cash-ins|cash-outs|payouts|issuer|reserve-reports|data-sets|alerts|thresholds|city-score|board|bus-routes|problem-reports|my-data-access|publishing|access-requests|problems|saved-searches|records\/\{hash\}\/erasure)|x402|ngsi-ld)(\/|$)/;
const isCalledElsewhere = (route: string): boolean => ELSEWHERE.test(route) || route.startsWith("/exchange/"); // signed by members: test/city

describe("/openapi.json", function () {
  this.timeout(120_000);
  let story: Story;
  let document: Document;
  let operations: [method: string, route: string, operation: Operation][];
  let ajv: Ajv2020;
  const seen = new Set<string>();

  before(async () => {
    story = await openStory();
    await story.settle();
    document = await story.get<Document>("/openapi.json");
    operations = Object.entries(document.paths).flatMap(([route, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
        method,
        route,
        operation,
      ]),
    );
    ajv = new Ajv2020({ allErrors: true, strict: false, logger: false });
    ajv.addSchema(document, "openapi");
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const pointer = (...parts: string[]): string =>
    parts.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

  /** Calls a route and holds its answer against the document. */
  async function check(
    method: string,
    route: string,
    where: string,
    options: CallOptions = {},
  ): Promise<unknown> {
    const response = await story.call(method.toUpperCase(), where, options);
    const status = String(response.status);
    const name = `${method} ${route} ${status}`;
    const text = await response.text();
    const answer = document.paths[route]![method]!.responses[status];
    expect(answer, `${name} is not in the document: ${text}`).to.not.equal(undefined);
    seen.add(`${method} ${route} ${response.ok ? "ok" : "refused"}`);
    const type = (response.headers.get("content-type") ?? "").split(";")[0]!;
    if (text === "" && answer!.content === undefined) return undefined;
    expect(Object.keys(answer!.content ?? {}), name).to.include(type);
    if (!type.endsWith("json")) return text;
    const body: unknown = JSON.parse(text);
    const at = pointer("paths", route, method, "responses", status, "content", type, "schema");
    const validate = ajv.compile({ $ref: `openapi#${encodeURI(at).replaceAll("#", "%23")}` });
    expect(validate(body), `${name}: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 600)}`).to.equal(
      true,
    );
    return body;
  }

  async function samples(): Promise<Record<string, string>> {
    const first = async <T>(where: string): Promise<T> =>
      (await story.get<{ items: T[] }>(where, keyOf("depot"))).items[0]!;
    const { id } = await first<{ id: string }>(
      `/v1/sales?kind=sold&participant=${story.numbers.get("farm")}`,
    );
    const { order } = await first<{ order: number }>(`/v1/orders?participant=${story.numbers.get("farm")}`);
    const { recordHash } = await first<{ recordHash: string }>("/v1/records");
    const batch = await first<{ dataset: string; publisher: number; sequence: number }>("/v1/batches");
    return {
      ...{ id, order: String(order), hash: recordHash, recordHash, submission: "1", block: "5", number: "5" },
      ...{
        zone: String(ZONE),
        slot: String(SLOT),
        version: "1",
        participant: String(story.numbers.get("depot")),
      },
      ...{ device: String(story.devices.get("depot")), dataset: batch.dataset },
      ...{ publisher: String(batch.publisher), sequence: String(batch.sequence) },
    };
  }

  it("promises what every GET answers, as JSON and as CSV", async () => {
    const values = await samples();
    const { rows } = await story.net.pool.query<{ number: number }>(
      "SELECT number FROM work.outbox WHERE function = 'placeOrder' LIMIT 1",
    );
    values["submission"] = String(rows[0]!.number);
    const reasonHash = payloadHash(Buffer.alloc(32), utf8("x"));
    for (const [method, route, operation] of operations) {
      if (method !== "get" || route === "/v1/events" || route === "/v1/disputes/{id}") continue;
      if (isCalledElsewhere(route)) continue;
      const where = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        expect(values, `a value for ${name} of ${route}`).to.have.property(name);
        return encodeURIComponent(values[name]!);
      });
      const query = route === "/v1/sales/{id}/dispute" ? `?reasonHash=${reasonHash}` : "";
      const headers = keyOf(route.startsWith("/v1/orders/{order}/c") ? "farm" : "depot");
      await check(method, route, where + query, { headers });
      expect([...seen], `${route} with data`).to.include(`get ${route} ok`);
      if ("text/csv" in (operation.responses["200"]!.content ?? {}))
        await check(method, route, `${where}?format=csv`, { headers });
      if (operation.parameters?.some(({ name }) => name === "limit") === true)
        await check(method, route, `${where}?limit=0`, { headers });
    }
  });

  it("promises what refusals look like", async () => {
    for (const [method, route] of operations)
      if (method === "get" && route.includes("{"))
        await check(method, route, route.replaceAll(/\{\w+\}/g, "0x"), { headers: keyOf("depot") });
  });

  it("promises what every write answers", async () => {
    const account = story.net.account("farm");
    const { nonce } = (await check("post", "/v1/sessions/nonce", "/v1/sessions/nonce", { body: "" })) as {
      nonce: string;
    };
    const message = createSiweMessage({
      ...{
        address: account.address,
        chainId: story.net.network.chainId,
        domain: `127.0.0.1:${story.gateway.port}`,
      },
      ...{ nonce, uri: story.gateway.url, version: "1" },
    });
    const signature = await account.signMessage({ message });
    const session = (await check("post", "/v1/sessions", "/v1/sessions", {
      body: { message, signature },
    })) as { token: string };
    const headers = { authorization: `Bearer ${session.token}` };
    await check("post", "/v1/sessions", "/v1/sessions", { body: { message, signature } }); // the nonce is used
    const key = (await check("post", "/v1/api-keys", "/v1/api-keys", {
      body: { label: "robot" },
      headers,
    })) as { id: string };
    await check("get", "/v1/api-keys", "/v1/api-keys", { headers });
    await check("delete", "/v1/api-keys/{id}", `/v1/api-keys/${key.id}`, { headers });

    await check("post", "/v1/orders", "/v1/orders", { body: await story.signedOrder("tram", SLOT + 2) });
    await check("post", "/v1/orders", "/v1/orders", { body: {} });
    const agreement = await signAgreement(story.net, "tram", story.devices.get("tram")!);
    await check("post", "/v1/supply-agreements", "/v1/supply-agreements", { body: agreement });

    const record = signRecord(story.meters.get("farm")!, 2, [{ at: START + 900, exportMilliWh: 3_000_000n }]);
    const text = { ...headers, "content-type": "text/plain" };
    await check("post", "/v1/readings", "/v1/readings?dryRun=true", { body: record, headers: text });
    await check("post", "/v1/readings", "/v1/readings", { body: record, headers: text });
    await check("post", "/v1/readings", "/v1/readings", { body: "no record", headers: text });
    await check("get", "/v1/refusals", "/v1/refusals", { headers });

    const { id, order } = await samples();
    const reason = "The meter was replaced.";
    const reasonHash = payloadHash(Buffer.alloc(32), utf8(reason));
    const disputing = `/v1/sales/${id}/dispute`;
    const signed = async (where: string): Promise<Hex> => {
      const unsigned = await story.get<Record<string, string>>(where);
      return await account.signTransaction({
        ...{ chainId: Number(unsigned["chainId"]), to: unsigned["to"] as Hex, data: unsigned["data"] as Hex },
        ...{ nonce: Number(unsigned["nonce"]), gas: BigInt(unsigned["gas"]!) },
        ...{ maxFeePerGas: BigInt(unsigned["maxFeePerGas"]!), maxPriorityFeePerGas: 0n },
      });
    };
    const raw = await signed(`${disputing}?reasonHash=${reasonHash}`);
    const body = { reason, salt: `0x${"00".repeat(32)}`, rawTransaction: raw };
    const opened = (await check("post", "/v1/sales/{id}/dispute", disputing, { body })) as {
      submission: number;
    };
    await story.placed(opened.submission);
    await check("get", "/v1/disputes/{id}", `/v1/disputes/${id}`, { headers });
    await check("get", "/v1/disputes", "/v1/disputes");
    const cancelling = `/v1/orders/${order}/cancellation`;
    const rawTransaction = await signed(cancelling);
    await check("post", "/v1/orders/{order}/cancellation", cancelling, { body: { rawTransaction } });
    await check("post", "/v1/orders/{order}/cancellation", cancelling, { body: { rawTransaction: "0x00" } });

    const profileOf = (participant: number): string => `/v1/participants/${participant}/profile`;
    const farm = story.numbers.get("farm")!;
    const route = "/v1/participants/{participant}/profile";
    const name = { type: "organisation", name: "Sun farm" };
    await story.net.pool.query("UPDATE ledger.participants SET profile_hash = $2 WHERE participant = $1", [
      farm,
      Buffer.alloc(32),
    ]);
    await check("post", route, profileOf(story.net.network.accounts.network), { body: name, headers }); // not its own
    await check("post", route, profileOf(farm), { body: name, headers });
    await check("delete", route, profileOf(farm), { headers });

    const village = await story.enrol("village", { kind: 4 });
    await story.net.send("registrar", "devices", "register", [
      village,
      ZONE,
      6,
      3,
      90_000,
      0n,
      "METER-village",
    ]);
    await story.net.indexed();
    const found = await story.get<{ items: { device: number }[] }>("/v1/devices?serial=METER-village");
    const { serial, publicKey } = makeMeter("HOME-1");
    const home = {
      device: found.items[0]!.device,
      serial,
      publicKey: `0x${publicKey.toLowerCase()}`,
      ratedW: 9_000,
    };
    await check("post", "/v1/homes", "/v1/homes", { body: home, headers: keyOf("village") });
    await check("post", "/v1/homes", "/v1/homes", { body: home, headers });
    await check("get", "/v1/homes", "/v1/homes", { headers: keyOf("village") });
    await check("delete", "/v1/sessions/current", "/v1/sessions/current", { headers });
  });

  it("promises what invoices answer", async () => {
    const headers = keyOf("bakery");
    const make = async (body: object) =>
      (await check("post", "/v1/invoices", "/v1/invoices", { body, headers })) as { invoice: string };
    const { invoice } = await make({ amountTiyn: "125000", description: "Two coffees" });
    await make({ amountTiyn: "1.5" });
    await check("get", "/v1/invoices", "/v1/invoices", { headers });
    await check("get", "/v1/invoices/{invoice}", `/v1/invoices/${invoice}`, { headers });
    await check("get", "/v1/invoices/{invoice}", `/v1/invoices/${invoice}`);
    const payer = story.net.account("farm").address;
    const authorization = "/v1/invoices/{invoice}/authorization";
    await check("get", authorization, `/v1/invoices/${invoice}/authorization?payer=${payer}`);
    await check("post", "/v1/invoices/{invoice}/void", `/v1/invoices/${invoice}/void`, { body: {}, headers });
    await check("get", authorization, `/v1/invoices/${invoice}/authorization?payer=${payer}`);
    for (const list of [
      "/v1/payments",
      "/v1/refunds",
      "/v1/webhook-endpoints",
      "/v1/merchant-events",
      "/v1/deliveries",
    ])
      await check("get", list, list, { headers });
    await check("get", "/x402/supported", "/x402/supported");
  });

  it("names no route that was not called with success", () => {
    const missing = operations
      .map(([method, route]) => `${method} ${route}`)
      .filter((name) => name !== "get /v1/events" && !seen.has(`${name} ok`))
      .filter((name) => !isCalledElsewhere(name.split(" ")[1]!));
    expect(missing).to.deep.equal([]);
  });

  describe("examples/", () => {
    const run = async (script: string, args: readonly string[], env: Record<string, string> = {}) =>
      await new Promise<{ code: number | null; text: string }>((resolve) => {
        const file = path.join(import.meta.dirname, "../../../examples", script);
        const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env } });
        let text = "";
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (part: Buffer) => (text += part.toString()));
        child.once("close", (code) => resolve({ code, text }));
      });

    it("verify-bundle.ts proves a sale out of two files", async () => {
      const { items } = await story.get<{ items: { id: string }[] }>("/v1/sales?kind=sold&status=current");
      const bundle = await story.get<unknown>(`/v1/sales/${items[0]!.id}/proof`);
      expect((await verifyBundle(bundle, story.net.network)).failure).to.equal(undefined);
      const files = ["bundle.json", "network.json"].map((name) => path.join(story.net.home, name));
      await writeFile(files[0]!, JSON.stringify(bundle));
      await writeFile(files[1]!, JSON.stringify(await story.get("/network.json")));
      const { code, text } = await run("verify-bundle.ts", files);
      expect([code, text]).to.have.nested.property("[0]", 0);
      expect(text).to.contain(`Sale ${items[0]!.id}, current.`).and.to.contain("Signed by 2 of 3 checkers.");
      expect((await run("verify-bundle.ts", [])).code).to.equal(2);
    });

    it("place-order.ts places an order that the chain takes", async () => {
      const key = generatePrivateKey();
      const owner = privateKeyToAccount(key);
      const { net } = story;
      const hash = `0x${"00".repeat(32)}`;
      await net.send("registrar", "participants", "register", [owner.address, 0, 1, hash]);
      await net.indexed();
      const found = await story.get<{ items: { participant: number }[] }>(
        `/v1/participants?account=${owner.address}`,
      );
      const { participant } = found.items[0]!;
      await net.send("registrar", "devices", "register", [
        participant,
        ZONE,
        4,
        3,
        50_000,
        0n,
        "METER-example",
      ]);
      await net.indexed();
      const { items } = await story.get<{ items: { device: number }[] }>("/v1/devices?serial=METER-example");
      const { device } = items[0]!;
      const order = [story.gateway.url, String(device), "ask", "5000", "1500000", "1"];
      const early = await run("place-order.ts", order, { KEY: key });
      expect([early.code, early.text]).to.have.nested.property("[0]", 1);
      const agreement = {
        ...{ device, supplier: net.network.accounts.supplier, termsHash: hash as Hex, nonce: 1n },
        validTo: BigInt(START + 86_400),
      };
      const signature = await owner.signTypedData({
        domain: contractDomain(net.network.chainId, net.network.contracts.devices),
        types: supplyAgreementTypes,
        primaryType: "SupplyAgreement",
        message: agreement,
      });
      const agreed = await story.post("/v1/supply-agreements", { agreement, signature });
      await story.placed(((await agreed.json()) as { submission: number }).submission);
      const { code, text } = await run(
        "place-order.ts",
        ["", ...order.slice(1)].with(0, order[0]!).with(5, "2"),
        {
          KEY: key,
        },
      );
      expect([code, text]).to.have.nested.property("[0]", 0);
      const number = Number(/^Order (\d+) of participant/m.exec(text)?.[1]);
      const { submission } = JSON.parse(text.slice(text.indexOf("{"))) as { submission: number };
      expect((await story.placed(submission)).order).to.equal(number);
    });
  });
});
