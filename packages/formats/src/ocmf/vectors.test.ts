import { createHash } from "node:crypto";
import { expect } from "chai";
import { before, describe, it } from "mocha";
import { extractRecords } from "../envelopes/extract.ts";
import { example, exampleFiles, fromCollection } from "../examples.test.ts";
import { checkTransaction } from "./billing.ts";
import { checkOcmf, type OcmfCheck } from "./check.ts";
import { checkSequence } from "./pagination.ts";
import { parseOcmf } from "./record.ts";
import { registerDeltas } from "./registers.ts";

interface Vector {
  id: string;
  signed_data: string;
  public_key: string | null;
  expected: {
    signature_valid: boolean | null;
    pagination: string;
    meter_serial: string | null;
    gateway_serial: string | null;
    payload_sha256: string;
    readings: { tm: string; tx: string; rv: string; ri: string; ru: string; st: string; ef: string }[];
  };
}
interface Transaction {
  file: string;
  records: string[];
  all_signatures_valid: boolean;
  energy_by_obis: Record<string, { begin_mWh: string; end_mWh: string; delta_mWh: string }>;
}

const collection = fromCollection("ocmf/vectors.json");
const { vectors, transactions } = JSON.parse(collection ?? '{"vectors":[],"transactions":[]}') as {
  vectors: Vector[];
  transactions: Transaction[];
};

const checkFile = (name: string): OcmfCheck[] =>
  extractRecords(example(name)).records.map(({ signedData, publicKey }) =>
    checkOcmf(signedData, { publicKey: publicKey ?? null }),
  );
const signed = (checks: OcmfCheck[]) =>
  checks.map(({ record, key }) => ({ record: record!, keyFingerprint: key?.fingerprint ?? null }));

const absent =
  collection === null
    ? " (skipped: the collection is not beside the checkout, only examples/ocmf is tested)"
    : "";

describe(`Records of the collection${absent}`, () => {
  before(function () {
    if (collection === null) this.skip();
  });

  it("are 42 that verify and 13 that are refused", () => {
    const verdicts = vectors.map(
      (one) => checkOcmf(one.signed_data, { publicKey: one.public_key }).signatureValid,
    );
    expect(verdicts).to.deep.equal(vectors.map((one) => one.expected.signature_valid));
    expect(verdicts.filter((valid) => valid === true)).to.have.length(42);
    expect(verdicts.filter((valid) => valid === false)).to.have.length(13);
  });

  it("are read as the collection says: pagination, serials, signed bytes, every reading with what it inherits", () => {
    for (const { id, signed_data, expected } of vectors) {
      const parsed = parseOcmf(signed_data);
      if (!parsed.ok) throw new Error(`${id}: ${parsed.reason}`);
      const { pagination, meter, gateway, payloadSha256, payload, readings } = parsed.value;
      expect(pagination?.text, id).to.equal(expected.pagination);
      expect([meter.serial, gateway.serial], id).to.deep.equal([
        expected.meter_serial,
        expected.gateway_serial,
      ]);
      expect(payloadSha256, id).to.equal(`0x${expected.payload_sha256}`);
      expect(createHash("sha256").update(payload).digest("hex"), id).to.equal(expected.payload_sha256);
      const read = readings.map((one) => ({
        tm: one.time?.text,
        tx: one.transaction,
        rv: one.valueText?.trim(),
        ri: one.obisText,
        ru: one.unit,
        st: one.status,
        ef: one.errorFlags,
      }));
      expect(read, id).to.deep.equal(expected.readings);
    }
  });

  it("have energies that agree to the milliwatt-hour", () => {
    for (const { file, records, energy_by_obis } of transactions) {
      const parsed = records.map((id) => {
        const record = parseOcmf(vectors.find((one) => one.id === id)!.signed_data);
        if (!record.ok) throw new Error(`${id}: ${record.reason}`);
        return record.value;
      });
      const energies = Object.fromEntries(
        registerDeltas(parsed).map(({ obisText, begin, end, delta }) => [
          obisText,
          { begin_mWh: `${begin}`, end_mWh: `${end}`, delta_mWh: `${delta}` },
        ]),
      );
      expect(energies, file).to.deep.equal(energy_by_obis);
    }
  });
});

describe("Records of the examples", () => {
  it("get their verdict file by file", () => {
    const verdicts = Object.fromEntries(
      exampleFiles()
        .filter((name) => name !== "measurements.xml")
        .map((name) => [name, checkFile(name).map((check) => check.reason ?? "billable")]),
    );
    expect(verdicts).to.deep.equal({
      "20211007-device-with-evt-ocmf-sss-ses.xml": ["meter-status", "meter-status"],
      "OCMF_Test_Data_00.xml": ["billable", "billable"],
      "VW_OCMF_load.xml": ["billable"],
      "brainpoolP256r1.xml": ["billable", "billable"],
      "fromweb.xml": ["billable"],
      "second_key_fail_ocmf.xml": ["billable", "key-wrong-curve"],
      "test_ocmf_ebee_01.xml": ["billable", "billable"],
      "test_ocmf_ebee_02.xml": ["signature-invalid", "billable"],
      "test_ocmf_keba_kcp30.xml": ["billable"],
      "test_ocmf_keba_kcp30_fail.xml": ["signature-invalid"],
      "test_ocmf_transaction_two_values.xml": ["billable", "billable"],
    });
  });

  it("of a clock that knew no time are signed well and refused for the clock, unless the policy takes it", () => {
    const checks = checkFile("measurements.xml");
    expect(checks).to.have.length(21);
    expect(new Set(checks.map((check) => check.signatureValid))).to.deep.equal(new Set([true]));
    expect(new Set(checks.map((check) => check.reason))).to.deep.equal(new Set(["clock-not-accepted"]));
    const { signedData, publicKey } = extractRecords(example("measurements.xml")).records[0]!;
    const policy = { clockStates: ["S", "R", "I", "U"] as const };
    expect(checkOcmf(signedData, { publicKey: publicKey!, policy }).billable).to.equal(true);
  });

  it("report the numbers that are missing when a record of a series is taken out", () => {
    const series = checkFile("measurements.xml").map(({ record, identity }) => ({
      record: record!,
      identity,
    }));
    expect(checkSequence(series)).to.deep.equal([]);
    const [gap, ...others] = checkSequence(series.toSpliced(3, 2));
    expect(others).to.deep.equal([]);
    expect(gap).to.include({ reason: "pagination-gap", index: 3, serial: "2" });
    expect(gap!.missing).to.deep.equal({ context: "T", from: 70175n, to: 70176n });
  });

  it("report what is missing since the last number known, and a number given twice", () => {
    const series = checkFile("measurements.xml").map(({ record, identity }) => ({
      record: record!,
      identity,
    }));
    const [late] = checkSequence(series.slice(0, 2), { lastNumbers: new Map([["2/T", 70169n]]) });
    expect(late!.missing).to.deep.equal({ context: "T", from: 70170n, to: 70171n });
    const twice = checkFile("test_ocmf_transaction_two_values.xml");
    const findings = checkSequence(twice.map(({ record, identity }) => ({ record: record!, identity })));
    expect(findings.map(({ reason, index }) => [reason, index])).to.deep.equal([["pagination-repeat", 1]]);
  });

  it("tell that one signed record in two files is a replay", () => {
    const [first, again] = [checkFile("test_ocmf_keba_kcp30.xml")[0]!, checkFile("fromweb.xml")[0]!];
    expect(again.identity).to.equal(first.identity);
    const entries = [first, again].map(({ record, identity }) => ({ record: record!, identity }));
    expect(checkSequence(entries).map(({ reason, index }) => [reason, index])).to.deep.equal([["replay", 1]]);
    const later = checkSequence(entries.slice(1), { known: new Set([first.identity!]) });
    expect(later.map(({ reason }) => reason)).to.deep.equal(["replay"]);
  });

  it("tell a wrong meter's key as such, within a transaction and against the registry", () => {
    const [own, other] = extractRecords(example("second_key_fail_ocmf.xml")).records;
    const stranger = extractRecords(example("OCMF_Test_Data_00.xml")).records[0]!;
    expect(checkOcmf(other!.signedData, { publicKey: other!.publicKey! }).reason).to.equal("key-wrong-curve");
    const registered = { registeredKeys: [{ publicKey: stranger.publicKey! }] };
    expect(checkOcmf(own!.signedData, { publicKey: own!.publicKey!, ...registered }).reason).to.equal(
      "key-not-of-this-meter",
    );
    expect(checkOcmf(own!.signedData, registered).reason).to.equal("signature-invalid");
  });

  it("settle a transaction only from a beginning to an end, numbered in a row", () => {
    expect(checkTransaction(signed(checkFile("test_ocmf_ebee_01.xml")))).to.equal(null);
    expect(checkTransaction(signed(checkFile("VW_OCMF_load.xml")))).to.equal(null);
    const [begin, end] = signed(checkFile("test_ocmf_ebee_01.xml"));
    expect(checkTransaction([begin!])?.reason).to.equal("end-missing");
    expect(checkTransaction([end!])?.reason).to.equal("begin-missing");
    expect(checkTransaction(signed(checkFile("test_ocmf_transaction_two_values.xml")))?.reason).to.equal(
      "pagination-repeat",
    );
    const otherStation = signed(checkFile("brainpoolP256r1.xml"))[1]!;
    expect(checkTransaction([begin!, otherStation])?.reason).to.equal("serial-mismatch");
  });
});
