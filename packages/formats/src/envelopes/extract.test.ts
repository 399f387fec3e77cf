import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { demoMeter, example, exampleFiles, fromCollection, signedWith } from "../examples.test.ts";
import { checkOcmf } from "../ocmf/check.ts";
import { signOcmf } from "../ocmf/sign.ts";
import { detectFormat, type Extraction, extractRecords } from "./extract.ts";
import { ENVELOPE_PROBLEMS } from "./problems.ts";

const meter = demoMeter();
const record = signedWith(meter);
const base64 = Buffer.from(record).toString("base64");
const hex = Buffer.from(record).toString("hex");
const codes = ({ problems }: Extraction): string[] => problems.map(({ code }) => code);
const taken = ({ records }: Extraction): string[] => records.map(({ signedData }) => signedData);

const xml = (inner: string): string => `<?xml version="1.0"?><values>${inner}</values>`;
const value = (data: string, attributes = ""): string =>
  `<value transactionId="7"><signedData ${attributes}>${data}</signedData><publicKey>${meter.publicKey}</publicKey></value>`;
const escaped = record.replaceAll('"', "&quot;");

const stopTransaction = (signed: string): unknown => [
  2,
  "m1",
  "StopTransaction",
  {
    transactionId: 29,
    transactionData: [
      {
        timestamp: "2026-03-01T10:15:00Z",
        sampledValue: [{ value: "3.5" }, { value: signed, format: "SignedData", context: "Transaction.End" }],
      },
    ],
  },
];
const meterValues2 = (fields: Record<string, unknown>): unknown => ({
  evseId: 1,
  meterValue: [
    { timestamp: "2026-03-01T10:15:00Z", sampledValue: [{ value: 3.5, signedMeterValue: fields }] },
  ],
});
const cdr = (signedData: unknown): unknown => ({
  id: "CDR1",
  session_id: "S1",
  cdr_token: {},
  cdr_location: {},
  charging_periods: [],
  signed_data: signedData,
});

describe("extractRecords from SAFE XML", () => {
  it("takes every record of the committed examples", () => {
    const counts = exampleFiles().map((name) => {
      const { format, records, problems } = extractRecords(example(name));
      expect([name, format, problems]).to.deep.equal([name, "safe-xml", []]);
      return records.length;
    });
    expect(counts.reduce((sum, count) => sum + count)).to.equal(39);
  });

  it("refuses a document type, so that entities cannot multiply", () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE v [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><values>&b;</values>`;
    expect(codes(extractRecords(bomb))).to.deep.equal(["xml-doctype"]);
  });

  it("keeps the records in front of the place where a file breaks off", () => {
    const broken = extractRecords(xml(value(escaped) + "<value><signedData>").slice(0, -9));
    expect(codes(broken)).to.include("xml-malformed");
    expect(taken(broken)).to.deep.equal([record]);
  });

  it("refuses deeper nesting than allowed and formats other than OCMF", () => {
    expect(codes(extractRecords("<a>".repeat(100)))).to.deep.equal(["xml-too-deep"]);
    expect(codes(extractRecords(xml(value("AP;0;3", 'format="ALFEN"'))))).to.deep.equal([
      "signed-format-unsupported",
    ]);
    expect(codes(extractRecords(xml("<value/>")))).to.deep.equal(["signed-data-absent"]);
    expect(codes(extractRecords(xml(value("%%%"))))).to.deep.equal(["signed-data-undecodable"]);
  });

  it("takes plain, CDATA, hex and base64 alike, under any prefix and case, with what the file says of it", () => {
    const forms = [escaped, `<![CDATA[${record}]]>`, hex, `\n  ${base64}\n`];
    const attributes = ["", 'format="OCMF" encoding="plain"', 'encoding="hex"', 'encoding="base64"'];
    const { records, problems } = extractRecords(
      xml(forms.map((form, index) => value(form, attributes[index])).join("")),
    );
    expect(problems).to.deep.equal([]);
    expect(records).to.deep.equal(
      forms.map((_, index) => ({
        signedData: record,
        publicKey: meter.publicKey,
        position: `/values/value[${index + 1}]`,
        context: { transactionId: "7" },
      })),
    );
    const prefixed = `<s:values xmlns:s="urn:x"><s:publicKey>${meter.publicKey}</s:publicKey><s:Value><s:SignedData>${escaped}</s:SignedData></s:Value></s:values>`;
    expect(extractRecords(prefixed).records[0]).to.include({
      signedData: record,
      publicKey: meter.publicKey,
    });
  });

  it("reads the encoding that the file declares", () => {
    const text = signOcmf('{"GI":"Ladesäule"}', meter.privateKey);
    const bytes = Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?><values>${value(text.replaceAll('"', "&quot;"))}</values>`,
      "latin1",
    );
    expect(taken(extractRecords(bytes))).to.deep.equal([text]);
    expect(codes(extractRecords(Buffer.from([0x4f, 0xff, 0xfe, 0xfd])))).to.deep.equal(["text-encoding"]);
  });
});

describe("extractRecords from OCMF text", () => {
  it("takes one or many, one a line or broken over lines, and names lines that belong to none", () => {
    const pretty = record.replace('{"FV"', '{\n  "FV"').replace('"RD":[', '"RD":[\n\n');
    const result = extractRecords(`\uFEFF${record}\r\n\r\n${pretty}\nremark\n${record}`);
    expect(result.format).to.equal("ocmf-text");
    expect(taken(result)).to.deep.equal([record, pretty, record]);
    expect(result.records.map(({ position }) => position)).to.deep.equal(["line 1", "line 3", "line 8"]);
    expect(result.problems.map(({ code, position }) => [code, position])).to.deep.equal([
      ["line-not-understood", "line 7"],
    ]);
  });
});

describe("extractRecords from OCPP", () => {
  it("takes the record of a 1.6 call, plain, hex or base64", () => {
    for (const form of [record, hex, base64]) {
      const { format, records } = extractRecords(JSON.stringify(stopTransaction(form)));
      expect(format).to.equal("ocpp-1.6");
      expect(records).to.deep.equal([
        {
          signedData: record,
          position: "$[3].transactionData[0].sampledValue[1]",
          context: {
            id: "m1",
            transactionId: "29",
            context: "Transaction.End",
            timestamp: "2026-03-01T10:15:00Z",
          },
        },
      ]);
    }
  });

  it("takes bare payloads, lists of calls and one call a line", () => {
    const bare = (stopTransaction(record) as unknown[])[3];
    expect(taken(extractRecords(JSON.stringify(bare)))).to.deep.equal([record]);
    expect(
      taken(extractRecords(JSON.stringify([stopTransaction(hex), stopTransaction(base64)]))),
    ).to.have.length(2);
    const lines = `${JSON.stringify(stopTransaction(record))}\n{broken\n${JSON.stringify(bare)}\n`;
    const result = extractRecords(lines);
    expect(taken(result)).to.have.length(2);
    expect(result.problems.map(({ code, position }) => [code, position])).to.deep.equal([
      ["json-malformed", "line 2"],
    ]);
  });

  it("takes a 2.x signed value with its key in hex, in base64, or without one", () => {
    const spki = Buffer.from(meter.publicKey, "hex").toString("base64");
    const common = {
      signedMeterData: base64,
      signingMethod: "ECDSA-secp256r1-SHA256",
      encodingMethod: "OCMF",
    };
    for (const publicKey of [meter.publicKey, spki, undefined, ""]) {
      const { format, records } = extractRecords(JSON.stringify(meterValues2({ ...common, publicKey })));
      expect(format).to.equal("ocpp-2");
      expect(records[0]?.publicKey).to.equal(publicKey || undefined);
      expect(
        checkOcmf(records[0]!.signedData, { publicKey: publicKey || meter.publicKey }).billable,
      ).to.equal(true);
    }
  });

  it("names what is absent, of another format, or of another type than the standard says", () => {
    expect(codes(extractRecords(JSON.stringify([2, "m", "MeterValues", { meterValue: [] }])))).to.deep.equal([
      "signed-data-absent",
    ]);
    const edl = meterValues2({ signedMeterData: "x", encodingMethod: "EDL", publicKey: "" });
    expect(codes(extractRecords(JSON.stringify(edl)))).to.deep.equal(["signed-format-unsupported"]);
    expect(codes(extractRecords(JSON.stringify(meterValues2({ signedMeterData: 7 }))))).to.deep.equal([
      "message-invalid",
    ]);
    expect(codes(extractRecords('[2,"m","Heartbeat",{}]'))).to.deep.equal(["message-unknown"]);
  });

  it("agrees with the collection on which signatures of its frames verify", function () {
    const expected = fromCollection("ocpp/expected.json");
    const vectors = fromCollection("ocmf/vectors.json");
    if (expected === null || vectors === null) return this.skip();
    interface Vector {
      id: string;
      signed_data: string;
      public_key: string;
    }
    const { messages } = JSON.parse(expected) as {
      messages: { file: string; ocpp: string; records: string[]; all_signatures_valid: boolean }[];
    };
    const known = new Map((JSON.parse(vectors) as { vectors: Vector[] }).vectors.map((one) => [one.id, one]));
    for (const { file, ocpp, records: ids, all_signatures_valid } of messages) {
      const { format, records, problems } = extractRecords(fromCollection(`ocpp/${file}`)!);
      expect([format, problems], file).to.deep.equal([ocpp === "1.6" ? "ocpp-1.6" : "ocpp-2", []]);
      expect(
        records.map(({ signedData }) => signedData),
        file,
      ).to.deep.equal(ids.map((id) => known.get(id)!.signed_data));
      const valid = records.map(
        ({ signedData, publicKey }, index) =>
          checkOcmf(signedData, { publicKey: publicKey ?? known.get(ids[index]!)!.public_key })
            .signatureValid,
      );
      expect(
        valid.every((one) => one === true),
        file,
      ).to.equal(all_signatures_valid);
    }
  });
});

describe("extractRecords from OCPI", () => {
  const signedData = {
    encoding_method: "OCMF",
    public_key: Buffer.from(meter.publicKey, "hex").toString("base64"),
    signed_values: [
      { nature: "Start", plain_data: "plain", signed_data: base64 },
      { nature: "End", signed_data: hex },
      { nature: "Intermediate", plain_data: record, signed_data: "" },
    ],
  };

  it("takes every signed value of a CDR and of a page of CDRs, with the key beside them", () => {
    const single = extractRecords(JSON.stringify(cdr(signedData)));
    expect(single).to.include({ format: "ocpi-cdr" });
    expect(codes(single)).to.deep.equal([]);
    expect(taken(single)).to.deep.equal([record, record, record]);
    expect(single.records[0]!.context).to.deep.equal({ id: "CDR1", transactionId: "S1", context: "Start" });
    const page = extractRecords(
      JSON.stringify({ status_code: 1000, data: [cdr(signedData), cdr(undefined)] }),
    );
    expect(taken(page)).to.have.length(3);
    expect(page.problems.map(({ code, position }) => [code, position])).to.deep.equal([
      ["signed-data-absent", "$.data[1]"],
    ]);
  });

  it("gives the same record through XML, OCPP, OCPI and a row as through itself", () => {
    const rows = [
      record,
      xml(value(escaped)),
      JSON.stringify(stopTransaction(hex)),
      JSON.stringify(cdr({ ...signedData, signed_values: signedData.signed_values.slice(0, 1) })),
      JSON.stringify({ id: "a", signed_data: record, public_key: meter.publicKey }),
    ];
    const identities = rows.map((row) => {
      const [only] = extractRecords(row).records;
      return checkOcmf(only!.signedData, { publicKey: only!.publicKey ?? meter.publicKey }).identity;
    });
    expect(new Set(identities).size).to.equal(1);
  });

  it("finds nothing signed in the specification's own example CDRs", function () {
    for (const version of ["2.2.1", "2.3.0"]) {
      const text = fromCollection(`ocpi/${version}/cdr_example.json`);
      if (text === null) return this.skip();
      expect(extractRecords(text)).to.deep.include({ format: "ocpi-cdr", records: [] });
      expect(codes(extractRecords(text))).to.deep.equal(["signed-data-absent"]);
    }
  });
});

describe("extractRecords", () => {
  it("takes JSON lines {id, signed_data, public_key} with and without a key", () => {
    const lines = [
      { id: "a", signed_data: record, public_key: meter.publicKey },
      { id: 2, signed_data: base64, public_key: null },
    ];
    const { format, records } = extractRecords(lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(format).to.equal("json-rows");
    expect(records.map(({ publicKey, position, context }) => [publicKey, position, context])).to.deep.equal([
      [meter.publicKey, "line 1", { id: "a" }],
      [undefined, "line 2", { id: "2" }],
    ]);
  });

  it("keeps to its limits of size, records and depth, and says so", () => {
    expect(codes(extractRecords(record, { maxInput: 10 }))).to.deep.equal(["input-too-large"]);
    const three = extractRecords([record, record, record].join("\n"), { maxRecords: 2 });
    expect([taken(three).length, codes(three)]).to.deep.equal([2, ["too-many-records"]]);
    const rows = JSON.stringify([1, 2, 3].map(() => ({ signed_data: record })));
    const few = extractRecords(rows, { maxRecords: 2 });
    expect([taken(few).length, codes(few)]).to.deep.equal([2, ["too-many-records"]]);
    expect(codes(extractRecords(record, { maxRecord: 100 }))).to.deep.equal(["record-too-large"]);
    expect(codes(extractRecords("[".repeat(50) + "]".repeat(50)))).to.deep.equal(["json-too-deep"]);
  });

  it("calls everything else unknown", () => {
    for (const text of ["", "hello", "1,2,3", "null", '{"a":1}', "%PDF-1.7"]) {
      expect(detectFormat(text), text).to.equal("unknown");
      expect(extractRecords(text).records, text).to.deep.equal([]);
      expect(extractRecords(text).problems, text).to.have.length(1);
    }
  });

  it("never throws, whatever comes", () => {
    const documents = [
      xml(value(escaped)),
      JSON.stringify(stopTransaction(hex)),
      JSON.stringify(cdr({})),
      `${record}\n${record}`,
    ];
    const mutated = fc
      .tuple(fc.constantFrom(...documents), fc.nat(), fc.nat(), fc.string())
      .map(([text, from, length, piece]) => {
        const start = from % text.length;
        return text.slice(0, start) + piece + text.slice(start + (length % 40));
      });
    const deep = fc
      .constantFrom("[", '{"meterValue":[', '{"data":', "<a>")
      .map((piece) => piece.repeat(20_000));
    const input = fc.oneof(fc.string(), fc.uint8Array(), fc.json(), mutated, deep);
    fc.assert(
      fc.property(input, (text) => {
        const { format, records, problems } = extractRecords(text);
        expect(format).to.equal(detectFormat(text));
        expect(records.length + problems.length).to.be.greaterThan(0);
        for (const { code } of problems) expect(ENVELOPE_PROBLEMS).to.have.property(code);
      }),
      { numRuns: 500 },
    );
  });
});
