import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { extractRecords } from "@alatau/formats";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { say } from "../terminal.fixture.ts";
import type { FileReport } from "./report.ts";

const examples = fileURLToPath(new URL("../../../../examples/ocmf/", import.meta.url));
const collection = new URL("../../../../../shared/data/ocmf/vectors.json", import.meta.url);
const file = (name: string): string => join(examples, name);

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "alatau-ocmf-"));
});
after(() => rm(folder, { recursive: true, force: true }));

const report = async (...argv: string[]): Promise<FileReport & { code: number }> => {
  const { code, out } = await say("ocmf", "verify", ...argv, "--json");
  return { ...(JSON.parse(out) as FileReport), code };
};

describe("alatau ocmf verify over the collection", function () {
  this.timeout(20_000);
  interface Vector {
    id: string;
    signed_data: string;
    public_key: string | null;
    expected: { signature_valid: boolean | null; pagination: string };
  }

  it("answers each of its 55 lines as expected", async function () {
    if (!existsSync(collection)) this.skip();
    const { vectors } = JSON.parse(readFileSync(collection, "utf8")) as { vectors: Vector[] };
    const lines = vectors.map(({ id, signed_data, public_key }) =>
      JSON.stringify({ id, signed_data, public_key }),
    );
    const path = join(folder, "vectors.jsonl");
    await writeFile(path, lines.join("\n"));
    const { code, out } = await say("ocmf", "verify", path, "--jsonl");
    const answers = out.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).to.equal(1);
    expect(answers).to.have.length(55);
    expect(
      answers.map(({ id, signatureValid, pagination }) => [id, signatureValid, pagination]),
    ).to.deep.equal(vectors.map(({ id, expected }) => [id, expected.signature_valid, expected.pagination]));
    expect(
      answers.filter(({ billable, signatureValid }) => billable === true && signatureValid !== true),
    ).to.deep.equal([]);
  });
});

describe("alatau ocmf verify over the examples", function () {
  this.timeout(20_000);
  it("answers 0 for a record that is valid and billable, with its energy, and says whose key it was", async () => {
    const found = await report(file("test_ocmf_keba_kcp30.xml"));
    expect(found).to.deep.include({
      code: 0,
      signatureValid: true,
      billable: true,
      reason: null,
      serial: "17619300",
      pagination: "T32",
      energyMilliWh: "100",
      keyFrom: "envelope",
    });
    expect(found.readings).to.have.length(2);
    const { out } = await say("ocmf", "verify", file("test_ocmf_keba_kcp30.xml"));
    expect(out).to.contain("with the key that came along");
  });

  it("answers 1 and the reason for what was altered, what reports an error, and whose clock knew no time", async () => {
    const expected = {
      "test_ocmf_keba_kcp30_fail.xml": ["signature-invalid", false],
      "20211007-device-with-evt-ocmf-sss-ses.xml": ["meter-status", true],
      "measurements.xml": ["clock-not-accepted", true],
      "second_key_fail_ocmf.xml": ["key-wrong-curve", false],
      "test_ocmf_transaction_two_values.xml": ["pagination-repeat", true],
    };
    for (const [name, [reason, signatureValid]] of Object.entries(expected))
      expect(await report(file(name)), name).to.deep.include({
        code: 1,
        billable: false,
        reason,
        signatureValid,
      });
  });

  it("takes a key that is given before the one that came along, in any form", async () => {
    const [key, other] = ["test_ocmf_keba_kcp30.xml", "OCMF_Test_Data_00.xml"].map(
      (name) => extractRecords(readFileSync(file(name))).records[0]!.publicKey!,
    ) as [string, string];
    await writeFile(join(folder, "key.der"), Buffer.from(key, "hex"));
    for (const given of [key, Buffer.from(key, "hex").toString("base64"), join(folder, "key.der")])
      expect(await report(file("test_ocmf_keba_kcp30.xml"), "--key", given)).to.deep.include({
        code: 0,
        keyFrom: "given",
      });
    expect(await report(file("test_ocmf_keba_kcp30.xml"), "--key", other)).to.deep.include({
      code: 1,
      signatureValid: false,
    });
  });

  it("answers null where no key is known", async () => {
    const path = join(folder, "record.ocmf");
    await writeFile(
      path,
      extractRecords(readFileSync(file("test_ocmf_keba_kcp30.xml"))).records[0]!.signedData,
    );
    expect(await report(path)).to.deep.include({
      code: 1,
      signatureValid: null,
      reason: "key-missing",
      keyFrom: null,
    });
  });

  it("answers 2 for what cannot be read: no file, no record, no JSON line", async () => {
    expect((await say("ocmf", "verify", join(folder, "none"))).code).to.equal(2);
    const path = join(folder, "letter.txt");
    await writeFile(path, "Dear all,");
    expect(await report(path)).to.deep.include({
      code: 2,
      signatureValid: null,
      billable: false,
      reason: "format-unknown",
    });
    await writeFile(path, '{"id":1}\nnonsense\n');
    const { code, out } = await say("ocmf", "verify", path, "--jsonl");
    expect(code).to.equal(2);
    expect(out.split("\n").map((line) => (JSON.parse(line) as { error: string }).error)).to.deep.equal([
      "message-invalid",
      "json-malformed",
    ]);
  });
});
