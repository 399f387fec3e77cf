// Downloads with their proof files, from the gateway to the check: every format, corrections, rights, limits. Everything is real.
import { verifyDownload, type Network } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { apiKeyHash } from "../auth/caller.ts";
import { air, AIR, openCity, START, until, type City } from "../test-city.ts";

interface Uploaded {
  results: { status: string; records: string[] }[];
}

describe("A download", function () {
  this.timeout(120_000);
  let city: City;
  let network: Network;
  const DOWNLOAD = `/v1/data-sets/${AIR}/download`;
  const publish = async (entities: unknown[], query = ""): Promise<string[]> => {
    const { results } = await city.ask<Uploaded>("POST", `/v1/data-sets/${AIR}/observations${query}`, {
      ...{ as: "environment", body: entities },
    });
    return results.flatMap(({ records }) => records);
  };
  const time = (hour: number): string =>
    `${new Date((START + hour * 3600) * 1000).toISOString().slice(0, 19)}Z`;
  /** A file and its proof, as they are served. */
  const fetchBoth = async (query: string) => {
    const response = await city.call("GET", `${DOWNLOAD}?${query}`);
    expect(response.status, await response.clone().text()).to.equal(200);
    const file = new Uint8Array(await response.arrayBuffer());
    const [, where] = /<([^>]+)>/.exec(response.headers.get("link")!)!;
    const proof = await city.call("GET", where!);
    expect(proof.status).to.equal(200);
    return { file, proof: await proof.text(), headers: response.headers };
  };
  before(async () => {
    city = await openCity();
    await city.registerAir();
    const hours = Array.from({ length: 24 }, (_, hour) => [air(1, hour, 20 + hour), air(2, hour, 40 + hour)]);
    await city.anchored(await publish(hours.flat()));
    network = await city.ask<Network>("GET", "/network.json");
  });
  after(async () => await city[Symbol.asyncDispose]());

  it("is proven in each format by one proof file, and the same bytes each time", async () => {
    for (const format of ["csv", "jsonl", "parquet"]) {
      const { file, proof, headers } = await fetchBoth(`format=${format}`);
      const { proven, facts, failure } = await verifyDownload(file, proof, network);
      expect(proven, failure?.detail).to.equal(true);
      expect(facts).to.deep.include({ format, rows: 48, dataSet: AIR });
      const again = await fetchBoth(`format=${format}&asOf=${headers.get("alatau-as-of")}`);
      expect(Buffer.from(again.file).equals(Buffer.from(file)), format).to.equal(true);
      expect(headers.get("content-disposition")).to.include(`.${format}"`);
    }
  });

  it("fails with another format's row changed, in Parquet too", async () => {
    const { proof } = await fetchBoth("");
    const part = await fetchBoth(`format=parquet&to=${time(10)}`);
    const { failure } = await verifyDownload(part.file, proof, network);
    expect([failure?.code, failure?.row]).to.deep.equal(["file-row-missing", 23]);
    const whole = await fetchBoth("format=parquet");
    const less = await verifyDownload(whole.file, part.proof, network);
    expect([less.failure?.code, less.failure?.row]).to.deep.equal(["file-row-added", 23]);
    const cut = await verifyDownload(whole.file.subarray(0, -9), whole.proof, network);
    expect(cut.failure?.code).to.equal("file-unreadable");
  });

  it("holds the period that was asked for, both ends included", async () => {
    const { file, proof } = await fetchBoth(`from=${time(3)}&to=${time(5)}`);
    const { facts } = await verifyDownload(file, proof, network);
    expect(facts).to.deep.include({ rows: 6, from: time(3), to: time(5) });
    const none = await fetchBoth(`from=${time(300)}`);
    expect(new TextDecoder().decode(none.file)).to.equal("id,type\r\n");
    expect((await verifyDownload(none.file, none.proof, network)).proven).to.equal(true);
  });

  it("shows what stands, and as of an older block what stood", async () => {
    const before = await fetchBoth("");
    const asOf = before.headers.get("alatau-as-of")!;
    const records = await publish([air(1, 5, 99)], "?correction=sensor-recalibrated");
    await city.anchored(records);
    await until(async () => {
      const { file } = await fetchBoth("");
      return new TextDecoder().decode(file).includes(",99,GQ");
    });
    const now = await fetchBoth("");
    expect((await verifyDownload(now.file, now.proof, network)).facts?.rows).to.equal(48);
    const then = await fetchBoth(`asOf=${asOf}`);
    expect(Buffer.from(then.file).equals(Buffer.from(before.file))).to.equal(true);
    expect((await verifyDownload(then.file, then.proof, network)).proven).to.equal(true);
    const { failure } = await verifyDownload(then.file, now.proof, network);
    expect([failure?.code, failure?.row]).to.deep.equal(["file-row-changed", 12]);
  });

  it("refuses what is unknown, and who may not read", async () => {
    const code = async (response: Response) => ((await response.json()) as { code: string }).code;
    expect(await code(await city.call("GET", `${DOWNLOAD}?asOf=99999999`))).to.equal("block-unknown");
    expect(await code(await city.call("GET", `${DOWNLOAD}?format=xls`))).to.equal("request-invalid");
    expect(await code(await city.call("GET", "/v1/data-sets/no.such/download"))).to.equal("dataset-unknown");
    const name = "environment.stacks";
    await city.registerAir("environment", { name, visibility: "owner" });
    const { results } = await city.ask<Uploaded>("POST", `/v1/data-sets/${name}/observations`, {
      ...{ as: "environment", body: [air(1, 1, 7)] },
    });
    await city.anchored(results.flatMap(({ records }) => records));
    const where = `/v1/data-sets/${name}/download`;
    expect(await code(await city.call("GET", where))).to.equal("unauthenticated");
    await city.net.pool.query(
      "INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, 'test')",
      [...[apiKeyHash("alk_checker"), city.checkers[0]]],
    );
    const headers = { authorization: "Bearer alk_checker" };
    expect(await code(await fetch(city.gateway.url + where, { headers }))).to.equal("forbidden");
    expect(await code(await city.call("GET", `${where}/proof`))).to.equal("unauthenticated");
    const own = await city.call("GET", where, { as: "environment" });
    expect(await own.text()).to.include("station-1");
  });
});
