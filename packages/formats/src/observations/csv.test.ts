import { expect } from "chai";
import fc from "fast-check";
import { before, describe, it } from "mocha";
import { bytesFromCollection, fromCollection } from "../examples.test.ts";
import type { CsvMapping } from "./csv-mapping.ts";
import type { NgsiLdAttribute } from "./entity.ts";
import type { Observation, ObservationsRead } from "./observation.ts";
import { readObservations } from "./read.ts";
import { isoTime } from "./time.ts";

const AIR: CsvMapping = {
  type: "AirQualityObserved",
  id: "urn:ngsi-ld:AirQualityObserved:{station}",
  time: { column: "time", zone: "offset" },
  columns: [{ column: "pm25", property: "pm25", unit: "GQ" }],
};
const HOURLY: CsvMapping = {
  type: "AirQualityObserved",
  id: "urn:ngsi-ld:AirQualityObserved:{station_id}",
  time: { column: "datetime_utc", zone: "offset" },
  location: { longitude: "lon", latitude: "lat" },
  columns: [
    {
      ...{ column: "raw_value", property: "pm25", convertTo: "GQ", round: 9 },
      unit: { column: "raw_unit", codes: { "mg/m3": "GP", "µg/m³": "GQ" } },
    },
    { column: "station_name", property: "stationName", kind: "text" },
  ],
};
const RIDERSHIP: CsvMapping = {
  type: "RidershipObserved",
  id: "urn:ngsi-ld:RidershipObserved:cta",
  time: { column: "service_date", format: "MM/DD/YYYY", zone: "America/Chicago", lasts: "day" },
  columns: ["bus", "rail_boardings", "total_rides"].map((column) => ({
    ...{ column, property: column, required: true },
    kind: "integer" as const,
  })),
};

const read = (text: string | Uint8Array, mapping: CsvMapping = AIR): ObservationsRead =>
  readObservations(typeof text === "string" ? new TextEncoder().encode(text) : text, {
    format: "csv",
    mapping,
  });
const codes = ({ faults }: ObservationsRead): string[] =>
  faults.map(({ position, code }) => `${position}: ${code}`);
const valueOf = ({ entity }: Observation, name: string): unknown => (entity[name] as NgsiLdAttribute).value;
const withTime = (time: CsvMapping["time"]): CsvMapping => ({ ...AIR, time });

describe("Observations from CSV", () => {
  it("refuse each bad row with its number and keep the good ones", () => {
    const rows = [
      "station,time,pm25",
      "a,2026-01-31T09:00:00Z,12.5",
      "a,2026-01-31T10:00:00Z",
      'a,2026-01-31T11:00:00Z,"12,5"',
      "a,2026-02-30T11:00:00Z,12",
      "a,0014-11-18T15:40:26Z,12",
      "a,2026-01-31T12:00:00,12",
      ",2026-01-31T12:00:00Z,12",
      "a,2026-01-31T12:00:00Z,NA",
      "a,2026-01-31T12:00:00Z,0.12345678901234567890",
      "a,2026-01-31T09:00:00Z,12.50",
      "a,2026-01-31T14:00:00+05:00,13",
      "b,31.01.2026,1x",
    ];
    const result = read(rows.join("\n"));
    expect(codes(result)).to.deep.equal([
      "row 3: columns-count",
      "row 4: decimal-comma",
      "row 5: time-malformed",
      "row 6: time-out-of-range",
      "row 7: time-zone-missing",
      "row 8: value-missing",
      "row 9: value-malformed",
      "row 10: number-not-exact",
      "row 11: row-repeated",
      "row 12: row-conflict",
      "row 13: time-malformed",
      "row 13: value-malformed",
    ]);
    expect(result.observations).to.deep.equal([
      {
        subject: "urn:ngsi-ld:AirQualityObserved:a",
        type: "AirQualityObserved",
        observedAt: Date.UTC(2026, 0, 31, 9) / 1000,
        position: "row 2",
        entity: {
          dateObserved: { type: "Property", value: "2026-01-31T09:00:00Z" },
          id: "urn:ngsi-ld:AirQualityObserved:a",
          pm25: { type: "Property", unitCode: "GQ", value: 12.5 },
          type: "AirQualityObserved",
        },
      },
    ]);
  });

  it("refuse files that are empty, cut off, in another encoding, or lack a column", () => {
    expect(codes(read(""))).to.deep.equal(["file: file-empty"]);
    expect(codes(read("station,time,pm25\n"))).to.deep.equal(["file: file-empty"]);
    expect(codes(read("station,time,pm25\na,2026-01-3"))).to.deep.equal(["row 2: file-truncated"]);
    expect(codes(read('station,time,pm25\na,2026-01-31T09:00:00Z,1\na,"2026-'))).to.deep.equal([
      "row 3: file-truncated",
    ]);
    expect(codes(read('station,time,pm25\na,2026-01-31T09:00:00Z,1\na"x,"2"y,1\n'))).to.deep.equal([
      "row 3: csv-malformed",
    ]);
    expect(codes(read("station;time;pm25\na;2026-01-31T09:00:00Z;1\n"))).to.deep.equal([
      "row 1: column-missing",
      "row 1: column-missing",
      "row 1: column-missing",
    ]);
    expect(codes(read("station,time,pm25,pm25\na,2026-01-31T09:00:00Z,1,2\n"))).to.deep.equal([
      "row 1: column-repeated",
    ]);
    expect(codes(read(Uint8Array.of(0xff, 0xfe, 0x61, 0)))).to.deep.equal(["file: text-encoding"]);
    expect(codes(read(Uint8Array.of(0xcf, 0xf0, 0xe8, 0xe2)))).to.deep.equal(["file: text-encoding"]);
    const closed = { ...AIR, endsWithNewline: true };
    expect(codes(read("station,time,pm25\na,2026-01-31T09:00:00Z,1", closed))).to.deep.equal([
      "row 2: file-truncated",
    ]);
  });

  it("take a byte order mark, Windows-1251, semicolons and decimal commas when the mapping says so", () => {
    const mapping: CsvMapping = { ...AIR, delimiter: ";", decimal: ",", encoding: "windows-1251" };
    const cyrillic = Uint8Array.of(
      ...new TextEncoder().encode("station;time;pm25\n"),
      0xd8,
      ...new TextEncoder().encode(";2026-01-31T09:00:00Z;12,5\n"),
    );
    const [observation] = read(cyrillic, mapping).observations;
    expect(observation?.subject).to.equal("urn:ngsi-ld:AirQualityObserved:%D0%A8");
    expect(valueOf(observation!, "pm25")).to.equal(12.5);
    expect(codes(read("station;time;pm25\na;2026-01-31T09:00:00Z;12.5\n", mapping))).to.deep.equal([
      "row 2: decimal-point",
    ]);
    expect(read("\uFEFFstation,time,pm25\na,2026-01-31T09:00:00Z,1\n").observations).to.have.length(1);
  });

  it("refuse a mapping that contradicts itself, and a CSV without one", () => {
    expect(codes(read("a", { ...AIR, constants: { pm25: 1 } }))).to.deep.equal(["mapping: mapping-invalid"]);
    expect(codes(read("a", withTime({ column: "time", zone: "Asia/Nowhere" })))).to.deep.equal([
      "mapping: mapping-invalid",
    ]);
    expect(codes(readObservations(new Uint8Array(), { format: "csv" }))).to.deep.equal([
      "mapping: mapping-missing",
    ]);
  });

  it("never throw, whatever the bytes", () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom("a", '"', "2026-01-31T09:00:00Z", "9".repeat(16), "1e999", "-0"),
    );
    const text = fc.array(fc.array(cell).map((cells) => cells.join(","))).map((rows) => rows.join("\n"));
    const formats = fc.constantFrom("rfc3339", "unix-seconds", "unix-milliseconds", "DD.MM.YYYY HH:mm");
    fc.assert(
      fc.property(text, formats, fc.boolean(), (rows, format, isLocal) => {
        const mapping = withTime({ column: "time", zone: isLocal ? "Asia/Almaty" : "utc", format });
        expect(read(`station,time,pm25\n${rows}`, mapping)).to.have.keys("observations", "faults");
      }),
    );
  });

  it("take times in seconds, in milliseconds and in a pattern, but no pattern that is none", () => {
    const timeOf = (text: string, format: string): number | undefined =>
      read(`station,time,pm25\na,${text},1\n`, withTime({ column: "time", zone: "+05:00", format }))
        .observations[0]?.observedAt;
    const nine = Date.UTC(2026, 0, 31, 9) / 1000;
    expect(timeOf(String(nine), "unix-seconds")).to.equal(nine);
    expect(timeOf(`${nine}999`, "unix-milliseconds")).to.equal(nine);
    expect(timeOf("31.1.2026 14:00", "DD.M.YYYY HH:mm")).to.equal(nine);
    for (const format of ["HH:mm", "", "YYYY-MM-DD DD"])
      expect(codes(read("a", withTime({ column: "time", zone: "utc", format })))).to.deep.equal([
        "mapping: mapping-invalid",
      ]);
  });

  it("refuse a property without its unit", () => {
    const mapping: CsvMapping = { ...AIR, columns: [{ column: "pm25", property: "pm25" }] };
    expect(codes(read("station,time,pm25\na,2026-01-31T09:00:00Z,1\n", mapping))).to.deep.equal([
      "row 2: unit-missing",
    ]);
  });
});

describe("Local times of a CSV", () => {
  const berlin = (rows: string[], more: Partial<CsvMapping["time"]> = {}): ObservationsRead =>
    read(
      ["station,time,pm25", ...rows].join("\n"),
      withTime({ column: "time", zone: "Europe/Berlin", ...more }),
    );

  it("are refused when clocks skip or repeat them, unless the mapping says which", () => {
    const rows = [
      "a,2025-03-30 02:30,1",
      "a,2025-10-26 02:30,1",
      "a,2025-10-26 03:30,1",
      "a,2025-10-26 02:30+02:00,1",
      "a,2025-10-26 04:30+02:00,1",
    ];
    const result = berlin(rows);
    expect(codes(result)).to.deep.equal([
      "row 2: time-missing",
      "row 3: time-ambiguous",
      "row 6: offset-mismatch",
    ]);
    expect(result.observations.map(({ observedAt }) => isoTime(observedAt!))).to.deep.equal([
      "2025-10-26T02:30:00Z",
      "2025-10-26T00:30:00Z",
    ]);
    const later = berlin(["a,2025-10-26 02:30,1"], { ambiguous: "later" }).observations[0]!;
    expect(isoTime(later.observedAt!)).to.equal("2025-10-26T01:30:00Z");
  });

  it("know that Almaty's clocks went from UTC+6 to UTC+5 on 1 March 2024", () => {
    const almaty = withTime({ column: "time", zone: "Asia/Almaty" });
    const result = read(
      "station,time,pm25\na,2024-02-29 23:30,1\na,2024-02-28 12:00,1\na,2024-03-01 12:00,1\n",
      almaty,
    );
    expect(codes(result)).to.deep.equal(["row 2: time-ambiguous"]);
    expect(result.observations.map(({ observedAt }) => isoTime(observedAt!))).to.deep.equal([
      "2024-02-28T06:00:00Z",
      "2024-03-01T07:00:00Z",
    ]);
  });

  it("make a local day of 23 hours one period", () => {
    const [day] = berlin(["a,2025-03-30,1"], { lasts: "day" }).observations;
    expect((day!.period!.to - day!.period!.from) / 3600).to.equal(23);
  });

  it("come back from any moment of any zone", () => {
    const zones = fc.constantFrom("Asia/Almaty", "Europe/Berlin", "America/Chicago", "Australia/Lord_Howe");
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 2_000_000_000 }), (zone, moment) => {
        const mapping = withTime({ column: "time", zone, ambiguous: "earlier" });
        const local = new Intl.DateTimeFormat("sv-SE", {
          timeZone: zone,
          dateStyle: "short",
          timeStyle: "medium",
        });
        const text = local.format(moment * 1000);
        const [observation] = read(`station,time,pm25\na,${text},1\n`, mapping).observations;
        expect(observation, text).to.not.equal(undefined);
        expect(local.format(observation!.observedAt! * 1000)).to.equal(text);
        expect(moment - observation!.observedAt!).to.be.within(0, 3600);
      }),
      { numRuns: 300 },
    );
  });
});

describe("The hourly air of Astana", function () {
  const bytes = bytesFromCollection("air-quality/astana_pm25_hourly_2025-01_02.csv");
  before(function () {
    if (bytes === null) this.skip();
  });

  it("is refused whole: a column that says UTC carries the offset of another continent", () => {
    const result = read(bytes!, HOURLY);
    expect(result.observations).to.have.length(0);
    expect(new Set(result.faults.map(({ code }) => code))).to.deep.equal(new Set(["offset-in-utc-column"]));
    expect(result.faults).to.have.length(6951);
    expect(result.faults[0]!.position).to.equal("row 2");
  });

  it("is read to the last row once the mapping says what the offset means, in µg/m³ within 0.006", () => {
    const expected = JSON.parse(fromCollection("air-quality/expected.json")!)[
      "astana_pm25_hourly_2025-01_02.csv"
    ];
    const ignore = { ...HOURLY, time: { ...HOURLY.time, offsetInUtcColumn: "ignore" as const } };
    const result = read(bytes!, ignore);
    expect(result.faults).to.deep.equal([]);
    expect(result.observations).to.have.length(expected.rows);
    const lines = new TextDecoder().decode(bytes!).trim().split("\n").slice(1);
    const stated = lines.map((line) => Number(line.split(",").at(-6)));
    const far = result.observations.filter(
      (each, index) => Math.abs((valueOf(each, "pm25") as number) - stated[index]!) > 0.006,
    );
    expect(far).to.deep.equal([]);
    expect(result.observations.filter((each) => (valueOf(each, "pm25") as number) > 160)).to.have.length(
      expected.hours_over_160_ug_m3,
    );
    expect(isoTime(result.observations[0]!.observedAt!)).to.equal("2025-01-01T00:00:00Z");
    const obey = { ...HOURLY, time: { ...HOURLY.time, offsetInUtcColumn: "obey" as const } };
    expect(isoTime(read(bytes!, obey).observations[0]!.observedAt!)).to.equal("2025-01-01T08:00:00Z");
  });
});

describe("The daily boardings of Chicago", function () {
  const bytes = bytesFromCollection("ridership/cta_daily_boardings_2001_2021.csv");
  before(function () {
    if (bytes === null) this.skip();
  });

  it("repeat 62 days, which count once", () => {
    const expected = JSON.parse(fromCollection("ridership/expected.json")!)[
      "cta_daily_boardings_2001_2021.csv"
    ];
    const { observations, faults } = read(bytes!, RIDERSHIP);
    expect(faults.map(({ code }) => code)).to.deep.equal(
      Array(expected.dates_written_more_than_once).fill("row-repeated"),
    );
    expect(observations).to.have.length(expected.distinct_dates);
    const rides = new Map(
      observations.map((each) => [each.position, valueOf(each, "total_rides") as number]),
    );
    const once = [...rides.values()].reduce((sum, each) => sum + each, 0);
    const again = faults.reduce((sum, { detail }) => sum + rides.get(/row \d+/.exec(detail)![0])!, 0);
    expect(once).to.equal(expected.total_rides_distinct_dates_first_row);
    expect(once + again).to.equal(expected.total_rides_all_rows);
  });
});

describe("The charging sessions of the year 14", () => {
  it("are refused, each row", function () {
    const bytes = bytesFromCollection("ev-sessions/station_data_dataverse.csv");
    if (bytes === null) return this.skip();
    const result = read(bytes, {
      type: "ChargingSession",
      id: "urn:alatau:session:{sessionId}",
      time: { column: "created", zone: "America/New_York" },
      columns: [{ column: "kwhTotal", property: "energy", unit: "KWH" }],
    });
    expect(result.observations).to.have.length(0);
    expect(result.faults).to.have.length(3395);
    expect(new Set(result.faults.map(({ code }) => code))).to.deep.equal(new Set(["time-out-of-range"]));
  });
});
