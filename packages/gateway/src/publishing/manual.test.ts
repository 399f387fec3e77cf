// docs/operations/publish.md and correct.md, followed as they are written, against a running ledger.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { openCity, until, type City } from "../test-city.ts";

const run = promisify(execFile);
const ROOT = path.join(import.meta.dirname, "../../../..");

/** The commands of a page in its order; those that only say where a gateway is are left to the test. */
async function commandsOf(page: string): Promise<string[]> {
  const text = await readFile(path.join(ROOT, "docs/operations", page), "utf8");
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!);
  return blocks.filter((block) => !block.startsWith("export "));
}

describe("The manual of publishing", function () {
  this.timeout(120_000);
  let city: City;
  let folder: string;
  before(async () => {
    city = await openCity();
    folder = await mkdtemp(path.join(tmpdir(), "alatau-manual-"));
  });
  after(async () => {
    await city[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const follow = async (command: string): Promise<string> => {
    // What npm tells its children of its own call is not for the npx of the manual.
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
    const env = { ...Object.fromEntries(own), URL: city.gateway.url, KEY: "alk_environment", OUT: folder };
    return (await run("bash", ["-euc", command], { cwd: ROOT, env })).stdout;
  };
  const list = async (query = "") =>
    await city.ask<{ items: { state: string; supersededBy: string | null; entity: { pm25: number } }[] }>(
      "GET",
      `/v1/data-sets/environment.pm25/observations?limit=50${query}`,
    );

  it("publishes and proves by the commands of publish.md", async () => {
    const [checkers, register, mapping, dryRun, publish, prove, ...more] = await commandsOf("publish.md");
    expect(more).to.deep.equal([]);
    expect(await follow(checkers!)).to.include('"kind":"checker"');
    expect(await follow(register!)).to.include('"quorum":2');
    expect(await follow(mapping!)).to.equal('{"name":"station-export"}');
    expect(await follow(dryRun!)).to.include('"position":"row 8","status":"refused","code":"decimal-point"');
    expect((await list()).items.length).to.equal(0);
    expect(JSON.parse(await follow(publish!))).to.deep.include({ accepted: 7, refused: 1 });
    expect(await follow(prove!)).to.match(/proven/i);
    const refusals = await city.ask<{ items: { code: string }[] }>(
      "GET",
      "/v1/data-sets/environment.pm25/refusals",
      { as: "environment" },
    );
    expect(refusals.items.map(({ code }) => code)).to.deep.equal(["decimal-point"]);
    const desk = await city.ask<{ items: { name: string; refused: number }[] }>("GET", "/v1/publishing", {
      as: "environment",
    });
    expect(desk.items.map(({ name, refused }) => [name, refused])).to.deep.equal([["environment.pm25", 1]]);
  });

  it("corrects by the commands of correct.md, and shows both values", async () => {
    await until(async () => (await list()).items.every(({ state }) => state === "anchored"), {
      what: "anchored",
    });
    const [dryRun, correct, both, ...more] = await commandsOf("correct.md");
    expect(more).to.deep.equal([]);
    expect(await follow(dryRun!)).to.include('{"property":"pm25","before":"31.2 GQ","after":"13.2 GQ"}');
    expect(JSON.parse(await follow(correct!))).to.deep.include({ corrected: 1, refused: 0 });
    const { items } = JSON.parse(await follow(both!)) as Awaited<ReturnType<typeof list>>;
    expect(items.map(({ entity, supersededBy }) => [entity.pm25, supersededBy !== null])).to.deep.equal([
      [13.2, false],
      [31.2, true],
    ]);
  });
});
