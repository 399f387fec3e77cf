// A derived set from its registration to a result that anybody makes again. Everything is real.
import { dailyMean, programHash } from "@alatau/city";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { air, AIR, openCity, until, type City } from "../test-city.ts";

const NAME = "environment.air-daily";
const SCHEMA = {
  id: "DerivedSet",
  schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["id", "type", "rows"],
    properties: { type: { const: "DerivedSet" }, rows: { type: "array" } },
  },
};
const HASH = programHash("daily-mean", dailyMean.version, dailyMean.parametersSchema.parse({ places: 3 }));

interface Recomputed {
  inputs: { record: string; row: Record<string, string> }[];
  result: { rows: { day: string; mean: string }[] };
  record: string | null;
  isSame: boolean | null;
}

describe("Derived sets", function () {
  this.timeout(120_000);
  let city: City;
  before(async () => {
    city = await openCity();
    await city.registerAir();
    city.net.start(["derived"]);
  });
  after(async () => await city[Symbol.asyncDispose]());

  const register = async (name: string, derivedFrom: object): Promise<void> =>
    await city.ask("POST", "/v1/data-sets", {
      as: "environment",
      body: {
        ...{ name, visibility: "public", retentionDays: 3650, cadenceSeconds: 86_400 },
        ...{ checkers: city.checkers, quorum: 2, schema: SCHEMA },
        description: { title: { en: name }, licence: "CC-BY-4.0", derivedFrom },
      },
    });
  const upload = async (entities: unknown, query = ""): Promise<string[]> => {
    const where = `/v1/data-sets/${AIR}/observations${query}`;
    const body = { as: "environment", body: entities } as const;
    const { results } = await city.ask<{ results: { records: string[] }[] }>("POST", where, body);
    return results.flatMap(({ records }) => records);
  };
  const recompute = async (period: string, name = NAME): Promise<Recomputed> =>
    await city.ask<Recomputed>("GET", `/v1/data-sets/${name}/recompute?period=${period}`);
  const standing = async (
    name = NAME,
  ): Promise<{ recordHash: string; entity: { day: string; mean: number } }[]> =>
    (await city.ask<{ items: never[] }>("GET", `/v1/data-sets/${name}/observations?limit=200`)).items;
  const untilMean = async (day: string, mean: number) => {
    await until(
      async () => (await standing()).some(({ entity }) => entity.day === day && entity.mean === mean),
      {
        what: `mean ${mean} of ${day}`,
      },
    );
    return (await standing()).find(({ entity }) => entity.day === day)!.recordHash;
  };

  it("says what a data set is that is made of no other, and refuses a program that is another one", async () => {
    const where = `/v1/data-sets/${AIR}/recompute?period=2025-01-01`;
    expect(((await (await city.call("GET", where)).json()) as { code: string }).code).to.equal("derived-not");
    const other = "environment.air-other";
    await register(other, { program: "daily-mean", programHash: `0x${"1".repeat(64)}`, inputs: [AIR] });
    const answer = await city.call("GET", `/v1/data-sets/${other}/recompute?period=2025-01-01`);
    expect(((await answer.json()) as { code: string }).code).to.equal("program-unknown");
  });

  it("makes each day that is over of what stands, with the program's and the inputs' hashes", async () => {
    // 05:00 of 1 January to 05:00 of 2 January in Almaty, in two stations
    const records = await upload(
      Array.from({ length: 28 }, (_, hour) => [air(1, hour, 10), air(2, hour, 20)]).flat(),
    );
    await register(NAME, {
      ...{ program: "daily-mean", programHash: HASH, inputs: [AIR] },
      ...{ parameters: { places: 3 }, properties: { value: "pm25" } },
    });
    await city.anchored(records);
    const record = await untilMean("2025-01-01", 15);
    const { inputs, result, isSame } = await recompute("2025-01-01");
    expect([inputs.length, result.rows[0]!.mean, isSame]).to.deep.equal([38, "15.000", true]);
    const { envelope } = await city.ask<{ envelope: { evidence: string[] } }>("GET", `/v1/records/${record}`);
    expect(envelope.evidence).to.deep.equal([HASH, ...inputs.map((input) => input.record).sort()]);
    await city.anchored([record]);
  });

  it("is made again by anybody from the rows that it answers", async () => {
    const where = `/v1/data-sets/${NAME}/recompute?period=2025-01-01&format=`;
    const csv = await (await city.call("GET", `${where}csv`)).text();
    const [header, ...lines] = csv
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const rows = lines.map((line) => Object.fromEntries(line.map((cell, index) => [header![index]!, cell])));
    const parameters = (await (await city.call("GET", `${where}parameters`)).json()) as object;
    const { rows: own } = dailyMean.derive(rows, { parameters });
    expect(own[0]!["mean"]).to.equal("15.000");
  });

  it("is corrected when an input was", async () => {
    const before = (await standing())[0]!.recordHash;
    const records = await upload([air(1, 3, 29)], "?correction=typing-error");
    await city.anchored(records);
    const record = await untilMean("2025-01-01", 15.5);
    expect(record).not.to.equal(before);
    await city.anchored([record]);
    expect((await recompute("2025-01-01")).isSame).to.equal(true);
  });

  it("is refused by the checkers where it says something else", async () => {
    const { pool } = city.net;
    const [genuine] = await standing();
    const body = [{ ...genuine!.entity, mean: 3 }];
    const where = `/v1/data-sets/${NAME}/observations?correction=forged`;
    const { corrected } = await city.ask<{ corrected: number }>("POST", where, { as: "environment", body });
    expect(corrected).to.equal(1);
    await until(
      async () =>
        (
          await pool.query("SELECT 1 FROM payload.records WHERE dataset = $1 AND refused LIKE 'derived%'", [
            NAME,
          ])
        ).rowCount === 1,
      { what: "the forged record refused" },
    );
    expect((await standing()).map(({ recordHash }) => recordHash)).to.deep.equal([genuine!.recordHash]);
  });
});
