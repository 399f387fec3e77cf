// The NGSI-LD subset as a broker's client uses it. Everything is real.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { air, AIR, openCity, START, type City } from "../test-city.ts";
import { entityTypesOf } from "./types.ts";

describe("entityTypesOf", () => {
  it("finds const and enum, also inside allOf as Smart Data Models have them", () => {
    expect(entityTypesOf({ properties: { type: { const: "A" } } })).to.deep.equal(["A"]);
    const model = {
      allOf: [{ $ref: "common" }, { properties: { type: { type: "string", enum: ["B", "C"] } } }],
    };
    expect(entityTypesOf(model)).to.deep.equal(["B", "C"]);
    for (const none of [null, true, [], { properties: { type: { type: "string" } } }])
      expect(entityTypesOf(none)).to.deep.equal([]);
  });
});

describe("NGSI-LD", function () {
  this.timeout(120_000);
  let city: City;
  before(async () => {
    city = await openCity();
    await city.registerAir();
  });
  after(async () => await city[Symbol.asyncDispose]());

  const send = async (body: unknown, headers: Record<string, string> = {}) =>
    await fetch(`${city.gateway.url}/ngsi-ld/v1/entities`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer alk_environment", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const ask = async (where: string, headers: Record<string, string> = {}) =>
    await fetch(`${city.gateway.url}/ngsi-ld/v1/${where}`, { headers });
  const problem = async (response: Response) => {
    const { type, code, status } = (await response.json()) as { type: string; code: string; status: number };
    expect(status).to.equal(response.status);
    return [response.status, type.split("/").at(-1), code];
  };
  const ID = "urn:ngsi-ld:AirQualityObserved:station-1";

  it("takes normalised and key-values entities and finds the data set by their type", async () => {
    const created = await send(air(1, 0, 20));
    expect([created.status, created.headers.get("location")]).to.deep.equal([
      201,
      `/ngsi-ld/v1/entities/${encodeURIComponent(ID)}`,
    ]);
    expect((await send(air(1, 0, 20))).status).to.equal(204);
    expect((await send(air(1, 1, 21), { "ngsild-tenant": AIR })).status).to.equal(201);
    const simple = { id: ID.replace("-1", "-2"), type: "AirQualityObserved", pm25: 30 };
    const dateObserved = new Date(START * 1000).toISOString();
    expect(await problem(await send({ ...simple, dateObserved }))).to.deep.equal([
      400,
      "BadRequestData",
      "unit-missing",
    ]);
    const concise = { ...simple, dateObserved, pm25: { value: 30, unitCode: "GQ" } };
    expect((await send(concise, { "content-type": "application/ld+json" })).status).to.equal(201);
  });

  it("answers refusals with ETSI's types and our codes", async () => {
    expect(await problem(await send(air(1, 0, 99)))).to.deep.equal([
      409,
      "AlreadyExists",
      "observation-contradicts",
    ]);
    expect(await problem(await send("{"))).to.deep.equal([400, "InvalidRequest", "json-invalid"]);
    expect(await problem(await send([air(1, 2, 1)]))).to.deep.equal([
      400,
      "BadRequestData",
      "request-invalid",
    ]);
    const other = { ...air(1, 2, 1), type: "Unknown" };
    expect(await problem(await send(other))).to.deep.equal([400, "BadRequestData", "tenant-needed"]);
    const lost = { "ngsild-tenant": "no.such" };
    expect(await problem(await send(air(1, 2, 1), lost))).to.deep.equal([
      404,
      "NonexistentTenant",
      "dataset-unknown",
    ]);
    const nobody = await fetch(`${city.gateway.url}/ngsi-ld/v1/entities`, { method: "POST" });
    expect((await problem(nobody))[2]).to.equal("unauthenticated");
    const stranger = await send(air(1, 2, 1), { authorization: "Bearer alk_transport" });
    expect((await problem(stranger)).slice(2)).to.deep.equal(["issuer-not-entitled"]);
    expect(await problem(await ask("entities/urn:x:y"))).to.deep.equal([
      404,
      "ResourceNotFound",
      "entity-unknown",
    ]);
    expect(await problem(await ask("entities"))).to.deep.equal([400, "BadRequestData", "tenant-needed"]);
    expect((await problem(await ask("entities?type=AirQualityObserved&limit=5000")))[2]).to.equal(
      "request-invalid",
    );
    expect((await problem(await ask(`temporal/entities/${ID}?timerel=before`)))[2]).to.equal(
      "request-invalid",
    );
  });

  it("shows entities as they stand, in pages, in both forms", async () => {
    const page = await ask("entities?type=AirQualityObserved&limit=1&count=true");
    expect(page.headers.get("ngsild-results-count")).to.equal("2");
    expect(page.headers.get("link")).to.include("json-ld#context");
    const [first] = (await page.json()) as Record<string, unknown>[];
    expect([first!["id"], first!["pm25"]]).to.deep.equal([
      ID,
      { type: "Property", unitCode: "GQ", value: 21 },
    ]);
    const next = await ask("entities?type=AirQualityObserved&limit=1&offset=1&options=keyValues");
    const [second] = (await next.json()) as Record<string, unknown>[];
    expect([second!["id"], second!["pm25"]]).to.deep.equal([ID.replace("-1", "-2"), 30]);
    const one = await ask(`entities/${encodeURIComponent(ID)}`, {
      accept: "application/ld+json",
      "ngsild-tenant": AIR,
    });
    expect(one.headers.get("content-type")).to.match(/^application\/ld\+json/);
    expect(await one.json()).to.include.keys("@context", "location");
  });

  it("shows how an entity was", async () => {
    const all = (await (await ask(`temporal/entities/${ID}`)).json()) as {
      pm25: { value: number; observedAt: string }[];
    };
    expect(all.pm25.map(({ value }) => value)).to.deep.equal([21, 20]);
    expect(all.pm25[1]!.observedAt).to.equal(new Date(START * 1000).toISOString().replace(".000", ""));
    const timeAt = new Date((START + 1800) * 1000).toISOString();
    const simple = await ask(
      `temporal/entities/${ID}?timerel=before&timeAt=${timeAt}&options=temporalValues`,
    );
    expect(((await simple.json()) as { pm25: { values: unknown[][] } }).pm25.values).to.have.length(1);
    const last = (await (await ask(`temporal/entities/${ID}?lastN=1`)).json()) as typeof all;
    expect(last.pm25).to.have.length(1);
  });
});
