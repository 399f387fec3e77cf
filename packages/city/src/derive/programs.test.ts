import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { Bytes32 } from "@alatau/sdk";
import { expectedOf, hourlyRows, missing, rowsOf } from "../air-quality.fixture.ts";
import { avoidedCo2 } from "./avoided-co2.ts";
import { dailyMean, dailyMedian } from "./daily.ts";
import { programHash } from "./program.ts";
import { PROGRAMS } from "./programs.ts";
import { passengerCounts, revenue } from "./routes.ts";
import { RowsError } from "./rows.ts";
import { treePlanting } from "./trees.ts";
import { wasteFill } from "./waste.ts";

type Row = Record<string, string>;

const faultsOf = (run: () => unknown): string[] => {
  try {
    run();
  } catch (failure) {
    if (!(failure instanceof RowsError)) throw failure;
    return failure.faults.map(({ row, column, code }) => `${row} ${column} ${code}`);
  }
  return [];
};
const hour = (station: string, observedAt: string, value: string, more: Row = {}): Row => ({
  station,
  observedAt,
  value,
  ...more,
});

describe("a program", () => {
  it("has a hash over id, version and parameters, with defaults filled in", () => {
    const row = hour("a", "2025-01-01T00:00:00Z", "1");
    const { program, parameters } = dailyMean.derive([row]);
    expect(program).to.deep.equal({
      id: "daily-mean",
      version: 1,
      hash: programHash("daily-mean", 1, parameters),
    });
    expect(dailyMean.derive([row], { parameters: { dayBoundary: "+05:00" } }).program.hash).to.equal(
      program.hash,
    );
    expect(dailyMean.derive([row], { parameters: { dayBoundary: "as-written" } }).program.hash).to.not.equal(
      program.hash,
    );
  });

  it("keeps the hashes that were published: a changed program needs a new version", () => {
    const hashes = PROGRAMS.map(({ id, version, parametersSchema }) => [
      id,
      programHash(id, version, parametersSchema.parse({})).slice(0, 18),
    ]);
    expect(Object.fromEntries(hashes)).to.deep.equal({
      "avoided-co2": "0x1265448ca20a5e7e",
      "daily-mean": "0xf8f1419991c05824",
      "daily-median": "0x72e244db0f1aa801",
      "passenger-counts": "0xb7a0edbe6f27f52e",
      revenue: "0xb73173b28c8f4e65",
      "tree-planting": "0x2434f7efd66d532e",
      "waste-fill": "0xc86020bf9affaea4",
    });
  });

  it("refuses no rows, and names every faulty cell", () => {
    expect(faultsOf(() => dailyMean.derive([]))).to.deep.equal(["0  rows-missing"]);
    const rows = [
      hour("a", "2025-01-01T00:00:00", "1"),
      hour("a", "2025-02-30T00:00:00Z", "1"),
      hour("a", "0014-01-01T00:00:00Z", "1"),
      hour("a", "2025-01-01T00:00:00Z", "12,5"),
      hour("", "2025-01-01T00:00:00Z", "1e3"),
    ];
    expect(faultsOf(() => dailyMean.derive(rows))).to.deep.equal([
      "1 observedAt cell-invalid",
      "2 observedAt cell-invalid",
      "3 observedAt cell-invalid",
      "4 value cell-invalid",
      "5 station cell-invalid",
      "5 value cell-invalid",
    ]);
  });

  it("names its inputs once, in order, and gives the same output for rows in any order", () => {
    const rows = Array.from({ length: 30 }, (_, index) =>
      hour(
        `s${index % 3}`,
        `2025-01-0${1 + (index % 4)}T${10 + (index % 13)}:${10 + index}:00Z`,
        `${index}.5`,
      ),
    );
    const inputs = ["0xbb", "0xaa", "0xbb"].map((hash) => hash as Bytes32);
    const set = dailyMean.derive(rows, { inputs });
    expect(set.inputs).to.deep.equal(["0xaa", "0xbb"]);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(dailyMean.derive(shuffled, { inputs }).outputHash).to.equal(set.outputHash);
      }),
      { numRuns: 50 },
    );
  });
});

describe("daily-mean", () => {
  it("refuses an hour that a station states twice, also under another offset", () => {
    const rows = [hour("a", "2025-01-01T00:00:00Z", "1"), hour("a", "2025-01-01T05:00:00+05:00", "1")];
    expect(faultsOf(() => dailyMean.derive(rows))).to.deep.equal(["2 observedAt row-duplicate"]);
    expect(
      faultsOf(() => dailyMean.derive([hour("a", "2025-01-01T00:00:00Z", "1", { unit: "CEL" })])),
    ).to.deep.equal(["1 unit cell-invalid"]);
  });

  it("takes the mean over clusters of the mean over stations of the station's mean", () => {
    const rows = [
      hour("a", "2025-01-01T08:00:00Z", "10", { cluster: "1" }),
      hour("a", "2025-01-01T09:00:00Z", "20", { cluster: "1" }),
      hour("b", "2025-01-01T09:00:00Z", "0.025", { cluster: "1", unit: "GP" }),
      hour("c", "2025-01-01T09:00:00Z", "3", { cluster: "2" }),
      hour("c", "2025-01-01T10:00:00Z", "900", { cluster: "2", quality: "range spike" }),
    ];
    const { rows: days, totals } = dailyMean.derive(rows, { parameters: { leaveOut: ["spike"] } });
    expect(days).to.deep.equal([
      {
        day: "2025-01-01",
        mean: "11.50",
        leastCluster: "3.00",
        greatestCluster: "20.00",
        clusters: 2,
        stations: 3,
        values: 4,
      },
    ]);
    expect(totals).to.deep.equal({ days: 1, values: 4, leftOut: 1, unit: "GQ" });
  });

  it("begins a day at midnight UTC+5 unless it is told otherwise", () => {
    const rows = [hour("a", "2025-01-01 18:59:00Z", "1"), hour("a", "2025-01-01 11:00:00-08:00", "3")];
    const days = (dayBoundary?: string) =>
      dailyMean
        .derive(rows, { parameters: { ...(dayBoundary && { dayBoundary }) } })
        .rows.map(({ day }) => day);
    expect(days()).to.deep.equal(["2025-01-01", "2025-01-02"]);
    expect(days("-08:00")).to.deep.equal(["2025-01-01"]);
    expect(days("as-written")).to.deep.equal(["2025-01-01"]);
    expect(() => days("5")).to.throw();
  });

  it("gives the publisher's 31 daily means of January 2025 within 0.02, and its medians", function () {
    if (missing !== undefined) this.skip();
    const rows = hourlyRows().map((row) => ({
      observedAt: row["datetime_utc"]!,
      station: row["station_id"]!,
      cluster: row["cluster_id"]!,
      value: row["value_ugm3"]!,
    }));
    const parameters = { dayBoundary: "as-written" };
    const published = rowsOf("astana_pm25_daily_2025-01_published.csv");
    expect(published.length).to.equal(
      expectedOf("astana_pm25_daily_2025-01_published.csv")["days_reproduced"],
    );
    const means = dailyMean.derive(rows, { parameters }).rows;
    const medians = dailyMedian.derive(rows, { parameters }).rows;
    for (const day of published) {
      const [mean, median] = [means, medians].map((list) => list.find((row) => row["day"] === day["date"])!);
      expect(Number(mean!["mean"]), day["date"]).to.be.closeTo(Number(day["value_ugm3"]), 0.0200001);
      expect(Number(median!["median"]), day["date"]).to.be.closeTo(Number(day["median_value"]), 0.0200001);
      expect(Number(mean!["leastCluster"])).to.be.closeTo(Number(day["min_cluster"]), 0.0200001);
      expect([mean!["clusters"], mean!["stations"]]).to.deep.equal([
        Number(day["n_clusters"]),
        Number(day["n_stations"]),
      ]);
    }
  });
});

describe("passenger-counts", () => {
  const stop = (trip: string, name: string, boardings: string, alightings: string, source: string): Row => ({
    day: "20250101",
    route: "R1",
    trip,
    stop: name,
    boardings,
    alightings,
    source,
  });

  it("counts a stop once where two sources did, and reports how far they differ", () => {
    const rows = [
      stop("T1", "A", "10", "0", "2"),
      stop("T1", "A", "12", "0", "1"),
      stop("T1", "B", "3", "", ""),
      stop("T2", "A", "5", "1", "0"),
    ];
    expect(passengerCounts.derive(rows).rows).to.deep.equal([
      {
        day: "2025-01-01",
        route: "R1",
        trips: 2,
        boardings: 20,
        alightings: 1,
        notCounted: 1,
        crossChecked: 1,
        difference: 2,
      },
    ]);
    expect(passengerCounts.derive(rows, { parameters: { sourceOrder: ["2"] } }).totals["boardings"]).to.equal(
      18,
    );
    expect(faultsOf(() => passengerCounts.derive([...rows, rows[0]!]))).to.deep.equal([
      "5 stop row-duplicate",
    ]);
    expect(faultsOf(() => passengerCounts.derive([stop("T1", "A", "-1", "2.5", "9")]))).to.have.length(3);
  });
});

describe("revenue", () => {
  it("sums whole tiyn per route, refunds included, and each payment once", () => {
    const rows = [
      { payment: "1", day: "2025-01-01", route: "R1", amountTiyn: "9007199254740993" },
      { payment: "2", day: "2025-01-31", route: "R1", amountTiyn: "-20000" },
      { payment: "3", day: "2025-01-31", route: "R2", amountTiyn: "8000" },
    ];
    expect(revenue.derive(rows, { parameters: { period: "month" } }).rows).to.deep.equal([
      { period: "2025-01", route: "R1", payments: 2, revenueTiyn: "9007199254720993" },
      { period: "2025-01", route: "R2", payments: 1, revenueTiyn: "8000" },
    ]);
    expect(faultsOf(() => revenue.derive([...rows, rows[2]!]))).to.deep.equal(["4 payment row-duplicate"]);
    expect(faultsOf(() => revenue.derive([{ ...rows[0]!, amountTiyn: "80.5" }]))).to.deep.equal([
      "1 amountTiyn cell-invalid",
    ]);
  });
});

describe("avoided-co2", () => {
  it("follows its formula, and names each factor's source", () => {
    const rows = [
      { vehicle: "bus 1", km: "100", kWh: "120" },
      { vehicle: "bus 1", km: "50.5", kWh: "60" },
      { vehicle: "bus 2", km: "0", kWh: "10" },
    ];
    const set = avoidedCo2.derive(rows);
    // 150.5 km × 0.40 l × 2.68 kg − 180 kWh × 0.70 kg = 161.336 − 126
    expect(set.rows).to.deep.equal([
      { vehicle: "bus 1", km: "150.500", kWh: "180.000", avoidedKg: "35.336" },
      { vehicle: "bus 2", km: "0.000", kWh: "10.000", avoidedKg: "-7.000" },
    ]);
    expect(set.totals["avoidedKg"]).to.equal("28.336");
    expect(set.explanation.join(" ")).to.include("not confirmed");
    const gridKgPerKWh = { value: "0", unit: "kg CO2/kWh", source: "own solar plant", confirmed: true };
    expect(avoidedCo2.derive(rows, { parameters: { gridKgPerKWh } }).totals["avoidedKg"]).to.equal("161.336");
    expect(() =>
      avoidedCo2.derive(rows, { parameters: { gridKgPerKWh: { ...gridKgPerKWh, unit: "t" } } }),
    ).to.throw();
  });
});

describe("waste-fill", () => {
  const level = (container: string, hours: number, filling: string): Row => ({
    container,
    observedAt: `2025-01-01T${String(hours).padStart(2, "0")}:00:00+05:00`,
    level: filling,
  });

  it("gives the share over the threshold and the time to full since the last emptying", () => {
    const rows = [
      level("c1", 12, "0.6"),
      level("c1", 0, "0.9"),
      level("c1", 6, "0.3"),
      level("c2", 1, "0.8"),
      level("c3", 0, "0.5"),
      level("c3", 5, "0.45"),
    ];
    const set = wasteFill.derive(rows);
    // c1: 0.3 in 6 h since it was emptied, 0.4 left: 8 h
    expect(set.rows[0]).to.deep.equal({
      container: "c1",
      observedAt: "2025-01-01T07:00:00Z",
      level: "0.6000",
      isOver: false,
      perDay: "1.2000",
      secondsToFull: 28_800,
    });
    expect(set.rows.slice(1).map((row) => [row["isOver"], row["secondsToFull"]])).to.deep.equal([
      [true, null],
      [false, null],
    ]);
    expect(set.totals).to.deep.equal({ containers: 3, over: 1, share: "0.3333" });
    expect(faultsOf(() => wasteFill.derive([level("c1", 0, "80")]))).to.deep.equal(["1 level cell-invalid"]);
  });
});

describe("tree-planting", () => {
  it("looks for survivors only where somebody counted them", () => {
    const rows = [
      { planting: "1", place: "Medeu", plantedOn: "2025-04-01", planted: "100", survived: "93" },
      { planting: "2", place: "Medeu", plantedOn: "2025-04-02", planted: "50", survived: "" },
      { planting: "3", place: "Alatau", plantedOn: "2025-04-03", planted: "7", survived: "" },
    ];
    const set = treePlanting.derive(rows);
    expect(set.rows).to.deep.equal([
      { place: "Alatau", planted: 7, counted: 0, survived: 0, survivalPercent: null },
      { place: "Medeu", planted: 150, counted: 100, survived: 93, survivalPercent: "93.0" },
    ]);
    expect(faultsOf(() => treePlanting.derive([{ ...rows[0]!, survived: "101" }]))).to.deep.equal([
      "1 survived row-contradiction",
    ]);
  });
});
