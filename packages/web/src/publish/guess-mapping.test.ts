import { expect } from "chai";
import { describe, it } from "mocha";
import { beginningOf, csvRows, encodingOf, refusedCsv, rowNumber } from "./csv-text.ts";
import { guessMapping, MISSING, type Property } from "./guess-mapping.ts";

const AIR: readonly Property[] = ["dateObserved", "pm25", "pm10", "no2"].map((name) => ({
  ...{ name, description: "", required: name === "pm25" },
  type: name === "dateObserved" ? "string" : "number",
}));
const air = { type: "AirQualityObserved", properties: AIR, encoding: "utf-8" } as const;

describe("csvRows", () => {
  it("keeps quotes, delimiters and line ends within cells, and each row as it stands", () => {
    expect(csvRows('a;b\r\n"x;""y""\nz";1\r\n', ";")).to.deep.equal([
      { cells: ["a", "b"], text: "a;b" },
      { cells: ['x;"y"\nz', "1"], text: '"x;""y""\nz";1' },
    ]);
  });

  it("reads no more rows than asked, and a last one without a line end", () => {
    expect(csvRows("a\nb\nc", ",", 2).map(({ text }) => text)).to.deep.equal(["a", "b"]);
    expect(csvRows("a\nb", ",").map(({ text }) => text)).to.deep.equal(["a", "b"]);
  });
});

describe("refusedCsv", () => {
  it("has the refused rows as they were, with row and problem behind them", () => {
    const refused = [
      { position: "row 3", title: "Decimal point", detail: "pm25: «4.1»" },
      { position: "file", title: "File cut off", detail: null },
    ];
    expect(refusedCsv("t;pm25\n1;2\n2;4.1\n", ";", refused)).to.equal(
      't;pm25;row;problem\r\n2;4.1;"3";"Decimal point: pm25: «4.1»"\r\n',
    );
    expect([rowNumber("row 12"), rowNumber("file")]).to.deep.equal([12, null]);
  });
});

describe("encodingOf", () => {
  it("tells UTF-8, UTF-16 and what is neither", () => {
    expect(encodingOf(new TextEncoder().encode("Алматы"))).to.equal("utf-8");
    expect(encodingOf(new Uint8Array([0xff, 0xfe, 0x41, 0]))).to.equal("utf-16le");
    expect(encodingOf(new Uint8Array([0xc0, 0xeb, 0xec]))).to.equal("windows-1251");
  });
});

describe("guessMapping", () => {
  it("reads a Russian export: semicolons, decimal commas, local times, units in the header", () => {
    const text = "Станция;Время;PM2.5, мкг/м³;NO2, мкг/м³;Примечание\n1;01.01.2025 05:00;34,5;12,1;\n";
    expect(guessMapping(text, air)).to.deep.equal({
      ...{ delimiter: ";", decimal: ",", encoding: "utf-8", type: "AirQualityObserved" },
      id: "urn:ngsi-ld:AirQualityObserved:{Станция}",
      time: { column: "Время", format: "DD.MM.YYYY HH:mm", zone: "+05:00" },
      columns: [
        {
          column: "PM2.5, мкг/м³",
          property: "pm25",
          kind: "number",
          unit: "GQ",
          missing: MISSING,
          required: true,
        },
        {
          column: "NO2, мкг/м³",
          property: "no2",
          kind: "number",
          unit: "GQ",
          missing: MISSING,
          required: false,
        },
      ],
    });
  });

  it("obeys offsets where the times have them, and takes a place from its two columns", () => {
    const found = guessMapping(
      "station_id,time,lat,lon,pm25\n7,2025-01-01T05:00:00+05:00,43.2,76.9,30\n",
      air,
    );
    expect(found.time).to.deep.equal({ column: "time", format: "rfc3339", zone: "offset" });
    expect(found.location).to.deep.equal({ latitude: "lat", longitude: "lon" });
    expect([found.id, found.decimal]).to.deep.equal(["urn:ngsi-ld:AirQualityObserved:{station_id}", "."]);
  });

  it("takes a column that says UTC as UTC, and one subject where no column names any", () => {
    const found = guessMapping("Time (UTC),pm10\n2025-01-01 05:00,30\n", air);
    expect([found.time.zone, found.id]).to.deep.equal(["utc", "urn:ngsi-ld:AirQualityObserved:1"]);
  });

  it("cuts a long text after a whole line", () => {
    expect(beginningOf("ab\ncd\nef", 4)).to.equal("ab\n");
  });
});
