// A download and its proof file: honest ones pass, and every way to lie with a file or a proof has its code.
import { expect } from "chai";
import { before, describe, it } from "mocha";
import {
  AIR_NETWORK,
  airBatch,
  airEntity,
  airProof,
  airRow,
  csvOf,
  jsonLinesOf,
  type AirRow,
} from "./download.fixture.ts";
import { NETWORK } from "./chain.fixture.ts";
import { utf8 } from "./bytes.ts";
import { readDownloadProof } from "./download-proof.ts";
import { byPlace } from "./download-table.ts";
import { verifyDownload } from "./verify-download.ts";

describe("verifyDownload", function () {
  this.timeout(30_000);
  const hours = (count: number, of = 0): AirRow[] =>
    Array.from({ length: count }, (_, at) =>
      [1, 2].map((station) => airRow(airEntity(station, of + at), of + at)),
    ).flat();
  const [first, second, third] = [hours(8), hours(5, 8), hours(1, 13)];
  const shown = [...first, ...second.filter((_, index) => index !== 3), ...third];
  const batches = () => [airBatch(1, first), airBatch(2, second, (index) => index !== 3), airBatch(3, third)];
  let [csv, proof] = ["", ""];
  before(async () => {
    csv = csvOf(shown);
    proof = await airProof(batches());
  });
  const check = async (file: string, text = proof, network = AIR_NETWORK) =>
    await verifyDownload(utf8(file), text, network);
  const failure = async (...args: Parameters<typeof check>) => {
    const { proven, failure: found } = await check(...args);
    expect(proven).to.equal(false);
    return found!.row === undefined ? found!.code : `${found!.code} ${found!.row}`;
  };
  const lines = () => csv.split("\r\n").slice(0, -1);
  const joined = (rows: readonly string[]): string => rows.map((row) => `${row}\r\n`).join("");

  it("proves CSV and JSON lines with one proof file, of whole batches and parts of them", async () => {
    const { proven, facts, steps } = await check(csv);
    expect(proven, JSON.stringify(steps)).to.equal(true);
    expect(facts).to.deep.include({ format: "csv", rows: 27, batches: 3, asOf: 10_000 });
    expect(facts!.checkers).to.deep.equal({ signed: 2, quorum: 2, of: 3 });
    const asLines = await check(jsonLinesOf(shown));
    expect([asLines.proven, asLines.facts?.format]).to.deep.equal([true, "jsonl"]);
  });

  it("proves that nothing was there to show", async () => {
    const none = await airProof([]);
    expect((await check("id,type\r\n", none)).proven).to.equal(true);
    expect((await check("", none)).proven).to.equal(true);
  });

  it("names the first changed row", async () => {
    const row = lines().findIndex((line) => line.includes("station-2")) + 3;
    const changed = lines().with(row - 1, lines()[row - 1]!.replace(/43\.25/, "43.26"));
    expect(await failure(joined(changed))).to.equal(`file-row-changed ${row}`);
    expect(await failure(csv.replace(/\r\n$/, "\n"))).to.equal("file-row-changed 28");
    expect(await failure(jsonLinesOf(shown).replace("12.5", "12.6"))).to.match(/^file-row-changed \d+$/);
    expect(await failure(csv.replace("pm25", "pm10"))).to.equal("file-columns-changed 1");
  });

  it("names a row that was left out or put in", async () => {
    expect(await failure(joined(lines().toSpliced(5, 1)))).to.equal("file-row-missing 6");
    expect(await failure(joined(lines().slice(0, -1)))).to.equal("file-row-missing 28");
    expect(await failure(joined(lines().toSpliced(5, 0, lines()[1]!)))).to.equal("file-row-added 6");
    expect(await failure(csv + joined([lines()[1]!]))).to.equal("file-row-added 29");
    expect(await failure(joined(lines().with(4, lines()[5]!).with(5, lines()[4]!)))).to.match(/^file-row-/);
  });

  it("refuses the proof of another download, another chain and unpinned checkers", async () => {
    const other = await airProof([airBatch(9, hours(4, 100))]);
    expect(await failure(jsonLinesOf(shown), other)).to.equal("file-foreign 1");
    expect(await failure(csv, other)).to.match(/^file-(row|foreign)/);
    expect(await failure(csv, proof, { ...AIR_NETWORK, chainId: 1 })).to.equal("network-mismatch");
    expect(await failure(csv, proof, NETWORK)).to.equal("dataset-unknown");
    const headKey = NETWORK.contracts.journal;
    const otherHead = { ...AIR_NETWORK, finality: { kind: "head-signature", headKey } } as const;
    expect(await failure(csv, proof, otherHead)).to.equal("head-signature-invalid");
  });

  it("refuses a proof whose bytes or claims were changed", async () => {
    const file = readDownloadProof(proof);
    const text = (change: object): string => JSON.stringify({ ...file, ...change });
    const [part] = file.parts;
    const broken = { ...part!, body: part!.body.replace(/.$/, (last) => (last === "A" ? "B" : "A")) };
    expect(await failure(csv, text({ parts: [broken, ...file.parts.slice(1)] }))).to.equal(
      "bundle-malformed",
    );
    expect(await failure(csv, proof.slice(0, -20))).to.equal("bundle-malformed");
    expect(await failure(csv, text({ more: 1 }))).to.equal("bundle-malformed");
    expect(await failure(csv, text({ rows: 26 }))).to.equal("rows-incomplete");
    expect(await failure(csv, text({ parts: file.parts.slice(1) }))).to.equal("rows-incomplete");
    expect(await failure(csv, text({ dataSet: "transport.trips" }))).to.equal("row-foreign");
    expect(await failure(csv, text({ asOf: 102 }))).to.equal("row-foreign");
    expect(await failure(csv, text({ from: "2026-01-01T01:00:00Z" }))).to.equal("row-foreign");
  });

  it("refuses rows that are no records of the batch, and payloads that they do not commit to", async () => {
    const [whole] = batches();
    const forged = airRow({ ...airEntity(1, 0), pm25: { type: "Property", value: 1 } }, 0);
    const row = whole!.rows[0]!;
    const withRow = async (other: typeof row) =>
      await airProof([{ ...whole!, rows: [other, ...whole!.rows.slice(1)] }, ...batches().slice(1)]);
    const envelope = utf8(JSON.stringify(forged.envelope));
    expect(await failure(csv, await withRow({ ...row, payload: forged.payload }))).to.equal(
      "payload-mismatch",
    );
    expect(await failure(csv, await withRow({ ...row, envelope }))).to.equal("record-not-in-batch");
    const few = await airProof([{ ...whole!, signatures: whole!.signatures.slice(1) }]);
    expect(await failure(csv, few)).to.equal("checkers-below-quorum");
  });

  it("refuses a record twice, and one that another row replaces", async () => {
    const [whole] = batches();
    expect(await failure(csv, await airProof([whole!, whole!]))).to.equal("rows-incomplete");
    const correction = airRow({ ...airEntity(1, 0), pm25: { type: "Property", value: 1 } }, 0, {
      corrects: [
        { dataset: whole!.signatures[0]!.slice(0, 66) as never, batch: 1, index: 0, reason: "wrong" },
      ],
    });
    const both = await airProof([whole!, airBatch(4, [correction])]);
    expect(await failure(csv, both)).to.equal("row-superseded");
  });
});

describe("the order of a download's rows", () => {
  it("is by time, then by code points as the database has it, then by hash", () => {
    const row = (at: string, subject: string, recordHash = "0x1") => ({ at, subject, recordHash });
    const ordered = [
      row("1", "b"),
      row("2", "urn:a"),
      row("2", "urn:a", "0x2"),
      row("2", "urn:a:b"),
      row("2", "urn:\uffee"),
      row("2", "urn:\u{1f600}"),
    ];
    expect(ordered.toReversed().toSorted(byPlace)).to.deep.equal(ordered);
  });
});
