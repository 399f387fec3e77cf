import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROGRAMS, type DerivedSet } from "@alatau/city";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { say } from "../terminal.fixture.ts";

const AIR = new URL("../../../../../shared/data/air-quality/", import.meta.url);
const HOURLY = fileURLToPath(new URL("astana_pm25_hourly_2025-01_02.csv", AIR));

describe("alatau derive", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "alatau-derive-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const file = async (name: string, text: string | Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  it("answers 2 and the line of every faulty cell, in words and as JSON", async () => {
    const csv = await file(
      "faults.csv",
      'observedAt,station,value\n2025-01-01T00:00:00+05:00,a,1\n2025-01-01T01:00:00,a,2\n\n2025-01-01T02:00:00+05:00,a,"3,5"\n',
    );
    const { code, err, out } = await say("derive", "daily-mean", csv);
    expect([code, out]).to.deep.equal([2, ""]);
    expect(err.split("\n")).to.have.length(2);
    expect(err).to.contain("faults.csv:3: observedAt: «2025-01-01T01:00:00» has no offset");
    expect(err).to.contain("faults.csv:5: value: «3,5» is no decimal number; write a point");
    const json = await say("derive", "daily-mean", csv, "--json");
    expect(json.code).to.equal(2);
    expect(JSON.parse(json.out)).to.have.nested.property("faults[1].line", 5);
  });

  it("answers 2 to what is no table of the program", async () => {
    const good = "observedAt,station,value\n2025-01-01T00:00:00Z,a,1\n";
    const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
      ["empty.csv", "", "the file is empty"],
      ["header.csv", "observedAt,station,value\n", "there is no row"],
      ["columns.csv", "time,station,value\n", "no column observedAt or datetime_utc"],
      ["doubled.csv", "observedAt,station,value,value\n", "stands twice"],
      ["cut.csv", `${good}2025-01-01T01:00:00Z,a`, "no CSV"],
      ["quote.csv", `${good}"2025`, "no CSV"],
      ["latin.csv", Uint8Array.of(0xc0, 0xe0, 0x0a), "not UTF-8"],
      ["repeat.csv", `${good}2025-01-01T05:00:00+05:00,a,1\n`, "repeat.csv:3: observedAt: repeats row 1"],
    ];
    for (const [name, text, expected] of cases) {
      const { code, err } = await say("derive", "daily-mean", await file(name, text));
      expect(code, name).to.equal(2);
      expect(err, name).to.contain(expected);
    }
    const csv = await file("good.csv", good);
    const json = await file("parameters.json", '{"places":"two"}');
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [["daily-mean", join(folder, "none.csv")], "no such file"],
      [["daily-mean", csv, "--day-boundary", "5"], "neither as-written nor an offset"],
      [["daily-mean", csv, "--column", "time=x"], "A field and its header are needed"],
      [["daily-mean", csv, "--column", "value=x"], "no column x"],
      [["daily-mean", csv, "--parameters", json], "places"],
      [["revenue", csv, "--day-boundary", "as-written"], "unknown option"],
      [["yearly-mean", csv], "unknown command"],
    ];
    for (const [argv, expected] of wrong) {
      const { code, err } = await say("derive", ...argv);
      expect(code, argv.join(" ")).to.equal(2);
      expect(err).to.contain(expected);
    }
  });

  it("prints each program's formula, fields and default parameters", async () => {
    for (const { id, formula } of PROGRAMS) {
      const { code, out } = await say("derive", id, "--help");
      expect(code).to.equal(0);
      for (const line of formula)
        expect(out.replaceAll(/\s+/g, " ")).to.contain(line.replaceAll(/\s+/g, " "));
    }
  });

  it("reads semicolons and other headers, and says which program and input made the rows", async () => {
    const csv = await file("trees.csv", "id;district;day;planted\n1;Medeu;2025-04-01;100\n");
    const argv = ["--column", "planting=id", "--column", "plantedOn=day"];
    const { code, out } = await say("derive", "tree-planting", csv, ...argv);
    expect(code).to.equal(0);
    expect(out).to.match(/^place {2}planted/);
    expect(out).to.match(/program tree-planting version 1 0x[0-9a-f]{64}\ninput 0x[0-9a-f]{64}\noutput 0x/);
  });

  it("scores a city from its indicators, and prints how", async () => {
    const values = {
      "pm25-concentration": "37.5",
      "no2-concentration": "45",
      "green-area": "45",
      "renewable-energy": "5",
    };
    const json = await file(
      "indicators.json",
      JSON.stringify({ ...values, "low-carbon-buses": "50", "electricity-outage-time": null }),
    );
    const { code, out } = await say("derive", "score", json, "--json");
    expect(code).to.equal(0);
    // Points 50 (weight 2), 50, 50, 10, 50: (2 × 50 + 50 + 50 + 10 + 50) / 6
    expect((JSON.parse(out) as DerivedSet).totals).to.deep.include({ score: "43.3", coveredPercent: "66.7" });
    const help = await say("derive", "score", "--help");
    expect(help.out).to.contain("Fine particulate matter").and.to.contain("points = 100 ×");
    expect((await say("derive", "score", json)).out).to.match(/score 43\.3/);
  });

  it("answers 2 to indicators that cannot be scored", async () => {
    const json = (text: string): Promise<string> => file("wrong.json", text);
    const cases: readonly (readonly [string, string])[] = [
      ['{"pm25-concentration": 12.5}', "must be text"],
      ['{"pm25-concentration": "12,5"}', "is no decimal number"],
      ['{"happiness": "1"}', "happiness: the definition has no such indicator"],
      ["[]", "no object of indicators"],
      ["{", "not JSON"],
    ];
    for (const [text, expected] of cases) {
      const { code, err } = await say("derive", "score", await json(text));
      expect(code, text).to.equal(2);
      expect(err).to.contain(expected);
    }
    const definition = await file("definition.json", '{"id":"x","version":1,"indicators":[]}');
    const answer = await say("derive", "score", await json("{}"), "--definition", definition);
    expect(answer.code).to.equal(2);
    expect(answer.err).to.contain("indicators");
  });

  it("gives the 31 published daily means of January 2025 within 0.02", async function () {
    if (!existsSync(HOURLY)) this.skip();
    const { code, out } = await say("derive", "daily-mean", HOURLY, "--json", "--day-boundary", "as-written");
    expect(code).to.equal(0);
    const { rows } = JSON.parse(out) as DerivedSet;
    const published = readFileSync(new URL("astana_pm25_daily_2025-01_published.csv", AIR), "utf8");
    const days = published.trim().split("\n").slice(1);
    expect(days).to.have.length(31);
    for (const [day, value] of days.map((line) => line.split(",") as [string, string])) {
      const row = rows.find((one) => one["day"] === day);
      expect(Number(row!["mean"]), day).to.be.closeTo(Number(value), 0.0200001);
    }
  });
});
