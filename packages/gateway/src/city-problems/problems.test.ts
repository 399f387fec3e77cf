// The problem board on a running ledger: posted, answered, revealed, scored, and the score computed again by the command.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { verifyBundle, type Network } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { AIR, openCity, START, type City } from "../test-city.ts";
import { commitmentOf } from "./entities.ts";

const run = promisify(execFile);
const ALATAU = path.join(import.meta.dirname, "../../../cli/bin/alatau.mjs");
const SALT = `0x${"5a".repeat(32)}` as const;
const TRUTH = [
  { key: "2025-01-02", value: "41.5" },
  { key: "2025-01-03", value: "38" },
];
const said = (...values: string[]) => values.map((value, index) => ({ key: TRUTH[index]!.key, value }));

interface Board {
  problem: { truthState: string; truthRecord: string | null; metricHash: string };
  items: {
    issuer: number;
    score: string | null;
    beatsBaseline: boolean | null;
    record: string;
    state: string;
  }[];
}

describe("The problem board", function () {
  this.timeout(120_000);
  let city: City;
  let folder: string;
  before(async () => {
    city = await openCity();
    folder = await mkdtemp(path.join(tmpdir(), "alatau-board-"));
    await city.registerAir();
  });
  after(async () => {
    await city[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const problem = {
    problem: "air-tomorrow",
    title: "PM2.5 of the next two days",
    text: "Say the daily mean of the city's PM2.5.",
    dataSet: AIR,
    metric: "mean-absolute-error",
    baseline: "6",
    deadline: new Date((START + 40 * 3600) * 1000).toISOString(),
    truth: { kind: "hidden", commitment: commitmentOf(SALT, TRUTH) },
  };
  const post = (
    where: string,
    as: "energy" | "transport" | "environment",
    body: unknown,
  ): Promise<Response> => city.call("POST", where, { as, body });
  const code = async (response: Response): Promise<string> =>
    ((await response.json()) as { code: string }).code;
  const board = async (): Promise<Board> => await city.ask("GET", "/v1/problems/air-tomorrow/submissions");

  it("takes problems of agencies, each name once, over data sets that exist", async () => {
    expect((await city.call("POST", "/v1/problems", { body: problem })).status).to.equal(401);
    expect(await code(await post("/v1/problems", "environment", { ...problem, dataSet: "no.set" }))).to.equal(
      "dataset-unknown",
    );
    const answer = await post("/v1/problems", "environment", problem);
    expect(answer.status, await answer.clone().text()).to.equal(201);
    expect(await code(await post("/v1/problems", "environment", problem))).to.equal("city-problem-taken");
  });

  it("takes submissions with every fault of their rows, and hides scores until the truth is out", async () => {
    const where = "/v1/problems/air-tomorrow/submissions";
    const bad = await post(where, "energy", { rows: [{ key: "2025-01-02", value: "41,5" }] });
    expect(await code(bad)).to.equal("rows-invalid");
    for (const [as, values] of [
      ["energy", ["40", "38"]],
      ["transport", ["30", "30"]],
    ] as const) {
      const answer = await post(where, as, { rows: said(...values) });
      expect(answer.status, await answer.clone().text()).to.equal(201);
    }
    expect((await board()).items.map(({ score }) => score)).to.deep.equal([null, null]);
    const early = await post("/v1/problems/air-tomorrow/truth", "environment", { salt: SALT, rows: TRUTH });
    expect(await code(early)).to.equal("truth-too-early");
  });

  it("reveals after the deadline what was committed to and nothing else; then the better one leads", async () => {
    await city.net.advance(START + 41 * 3600);
    const where = "/v1/problems/air-tomorrow/truth";
    const late = await post("/v1/problems/air-tomorrow/submissions", "energy", { rows: TRUTH });
    expect(await code(late)).to.equal("submissions-closed");
    expect(await code(await post(where, "energy", { salt: SALT, rows: TRUTH }))).to.equal("forbidden");
    const other = await post(where, "environment", { salt: SALT, rows: said("41.6", "38") });
    expect(await code(other)).to.equal("truth-not-committed");
    expect((await post(where, "environment", { salt: SALT, rows: TRUTH })).status).to.equal(201);
    expect(await code(await post(where, "environment", { salt: SALT, rows: TRUTH }))).to.equal(
      "truth-out-already",
    );
    const { items, problem: shown } = await board();
    expect(shown.truthState).to.equal("revealed");
    expect(items.map(({ issuer, score, beatsBaseline }) => [issuer, score, beatsBaseline])).to.deep.equal([
      [city.numbers.energy, "0.750000", true],
      [city.numbers.transport, "9.750000", false],
    ]);
  });

  it("gives files from which the command computes the same score, and a proof of each record", async () => {
    const { items, problem: shown } = await board();
    const files = await Promise.all(
      [shown.truthRecord!, items[0]!.record].map(async (record, index) => {
        const csv = await city.call("GET", `/v1/problems/air-tomorrow/rows/${record}`);
        const file = path.join(folder, `${index}.csv`);
        await writeFile(file, await csv.text());
        return file;
      }),
    );
    const { stdout } = await run(process.execPath, [
      ...[ALATAU, "derive", "problem-score", ...files, "--metric", "mean-absolute-error", "--json"],
    ]);
    const found = JSON.parse(stdout) as { score: string; metric: { hash: string } };
    expect([found.score, found.metric.hash]).to.deep.equal([items[0]!.score, shown.metricHash]);
    await city.anchored([shown.truthRecord!, items[0]!.record]);
    const bundle = await city.call("GET", `/v1/records/${items[0]!.record}/proof`);
    const network = await city.ask<Network>("GET", "/network.json");
    expect((await verifyBundle(await bundle.text(), network)).proven).to.equal(true);
  });
});
