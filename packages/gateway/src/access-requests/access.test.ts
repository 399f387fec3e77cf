// A start-up's way: it asks, the administrator grants, its three programs publish in the sandbox; an owner lets it read a closed set.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { apiKeyHash } from "../auth/caller.ts";
import { AIR, air, openCity, START, type City } from "../test-city.ts";

const run = promisify(execFile);
const EXAMPLES = path.join(import.meta.dirname, "../../../../examples/start-up");
const ACCOUNT = "0x00000000000000000000000000000000000a11ce";

interface Listed {
  administrator: boolean;
  items: { request: number; state: string; sets: { name: string; state: string }[] }[];
}

describe("A request for access", function () {
  this.timeout(120_000);
  let city: City;
  let given: { participant: number; sandbox: string; key: string };
  const by = async (key: string, method: string, where: string, body?: unknown): Promise<Response> =>
    await fetch(city.gateway.url + where, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const code = async (response: Response): Promise<string> =>
    ((await response.json()) as { code: string }).code;

  before(async () => {
    city = await openCity();
    await city.net.pool.query(
      "INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, 'test')",
      [apiKeyHash("alk_operator"), city.net.network.accounts.operator],
    );
    await city.registerAir("environment", { visibility: "owner" });
  });
  after(async () => await city[Symbol.asyncDispose]());

  const asked = {
    organisation: "Almaty Air Lab",
    kind: "university",
    account: ACCOUNT,
    purpose: "A forecast of the air for schools.",
    dataSets: [AIR],
  };

  it("is made by anybody, once, and refuses what names persons or unknown data sets", async () => {
    const post = async (more: object): Promise<Response> =>
      await city.call("POST", "/v1/access-requests", { body: { ...asked, ...more } });
    expect(await code(await post({ purpose: "Call me at 87011234567 about it" }))).to.equal(
      "request-invalid",
    );
    expect(await code(await post({ dataSets: ["no.such-set"] }))).to.equal("dataset-unknown");
    expect((await post({})).status).to.equal(201);
    expect(await code(await post({}))).to.equal("access-asked-already");
  });

  it("is seen and decided by the administrator alone", async () => {
    expect((await city.call("GET", "/v1/access-requests")).status).to.equal(401);
    const others = await city.ask<Listed>("GET", "/v1/access-requests", { as: "environment" });
    expect(others).to.deep.equal({ administrator: false, items: [] });
    const body = { grant: true, sandbox: "sandbox.air-lab" };
    const refused = await city.call("POST", "/v1/access-requests/1/decision", { as: "transport", body });
    expect(await code(refused)).to.equal("forbidden");
    const all = (await (await by("alk_operator", "GET", "/v1/access-requests")).json()) as Listed;
    expect(all.items.map(({ state, sets }) => [state, sets.map((set) => set.state)])).to.deep.equal([
      ["open", ["waiting"]],
    ]);
  });

  it("registers, opens a sandbox and gives a key that is shown once", async () => {
    const body = { grant: true, sandbox: "sandbox.air-lab" };
    const answer = await by("alk_operator", "POST", "/v1/access-requests/1/decision", body);
    expect(answer.status).to.equal(200);
    given = (await answer.json()) as typeof given;
    const again = await by("alk_operator", "POST", "/v1/access-requests/1/decision", body);
    expect(await code(again)).to.equal("access-decided-already");
    const { name, kind } = await city.ask<{ name: string; kind: string }>(
      "GET",
      `/v1/participants/${given.participant}`,
    );
    expect([name, kind]).to.deep.equal(["Almaty Air Lab", "service"]);
  });

  for (const [name, command] of [
    ["publish.ts", process.execPath],
    ["publish.sh", "sh"],
    ["publish.py", "python3"],
  ] as const)
    it(`gives programs that run: ${name}`, async () => {
      const { stdout } = await run(command, [path.join(EXAMPLES, name)], {
        env: {
          ...process.env,
          ALATAU_URL: city.gateway.url,
          ALATAU_KEY: given.key,
          ALATAU_DATA_SET: given.sandbox,
        },
      });
      expect(stdout)
        .to.match(/accepted/)
        .and.include("21.5");
    });

  it("goes to the owner of a closed data set, who lets it read", async () => {
    await city.ask("POST", `/v1/data-sets/${AIR}/observations`, { as: "environment", body: [air(1, 0, 30)] });
    const read = async (): Promise<unknown> => {
      const answer = await by(given.key, "GET", `/v1/data-sets/${AIR}/observations`);
      return ((await answer.json()) as { items: { entity: unknown }[] }).items[0]!.entity;
    };
    expect(await read()).to.equal(null);
    const where = `/v1/access-requests/1/data-sets/${AIR}`;
    const own = await city.ask<Listed>("GET", "/v1/access-requests", { as: "environment" });
    expect(own.items.map(({ request }) => request)).to.deep.equal([1]);
    const stranger = await city.call("POST", where, { as: "transport", body: { grant: true } });
    expect(await code(stranger)).to.equal("forbidden");
    const validTo = new Date((START + 90 * 86_400) * 1000).toISOString();
    expect(
      (await city.call("POST", where, { as: "environment", body: { grant: true, validTo } })).status,
    ).to.equal(204);
    expect(await read()).to.include({ pm25: 30 });
    const left = await city.ask<Listed>("GET", "/v1/access-requests", { as: "environment" });
    expect(left.items).to.deep.equal([]);
  });
});
