// `alatau verify` of a download: the proof file found by name, the first wrong row, exit codes.
import { CONTRACT_NAMES } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AIR_NETWORK,
  airBatch,
  airEntity,
  airProof,
  airRow,
  csvOf,
  jsonLinesOf,
} from "./download.fixture.ts";
import { contract } from "./proof.fixture.ts";
import { say } from "./terminal.fixture.ts";

describe("alatau verify of a download", function () {
  this.timeout(20_000);
  const rows = Array.from({ length: 12 }, (_, hour) => airRow(airEntity(1, hour), hour));
  const csv = csvOf(rows);
  let folder: string;
  let network: string;
  const put = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "alatau-download-"));
    network = await put(
      "network.json",
      JSON.stringify({
        ...{ ...AIR_NETWORK, name: "test", engine: "embedded", startBlock: 0 },
        contracts: {
          ...Object.fromEntries(CONTRACT_NAMES.map((name) => [name, contract(name)])),
          ...AIR_NETWORK.contracts,
        },
        accounts: { operator: 1, supplier: 2, network: 3, reserve: 4, dust: 5 },
      }),
    );
    await put("air.csv.proof.json", await airProof([airBatch(1, rows)]));
    await put("other.proof.json", await airProof([airBatch(2, rows.slice(0, 3))]));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("finds the proof beside the file and proves it: 0", async () => {
    const file = await put("air.csv", csv);
    const { code, out } = await say("verify", file, "--network", network);
    expect([code, out]).to.satisfy(([first]: [number]) => first === 0, out);
    expect(out).to.contain("Proven: 12 rows of environment.air-quality as of block 10000, in 1 batches");
    const lines = await put("lines.jsonl", jsonLinesOf(rows));
    const named = ["--proof", `${file}.proof.json`, "--network", network, "--json"];
    const answer = JSON.parse((await say("verify", lines, ...named)).out) as { facts: { format: string } };
    expect(answer.facts.format).to.equal("jsonl");
  });

  it("names the first wrong row and answers 1", async () => {
    const file = await put("air.csv", csv.replace("GQ,12.5,", "GQ,12.6,").replace(/43\.25/, "43.26"));
    const { code, out } = await say("verify", file, "--network", network);
    expect([code, out.split("\n").at(-1)]).to.deep.equal([
      1,
      out
        .split("\n")
        .find((line) => line.startsWith("Not proven: Row 2 is") && line.endsWith("(file-row-changed)")),
    ]);
    const swapped = await say("verify", await put("other.csv", csv), "--network", network);
    expect([swapped.code, swapped.out]).to.satisfy(([first]: [number]) => first === 1);
    expect(swapped.out).to.contain("file-row-added");
  });

  it("answers 2 for what cannot be read: no proof, no JSON, nothing there", async () => {
    const alone = await say("verify", await put("alone.csv", csv), "--network", network);
    expect([alone.code, alone.err]).to.deep.equal([
      2,
      `alatau: ${join(folder, "alone.csv")}: no proof file ${join(folder, "alone.csv")}.proof.json beside it; name one with --proof.`,
    ]);
    const stamped = await say(
      "verify",
      await put("air.csv", csv),
      "--network",
      network,
      "--tsa-certificate",
      "x",
    );
    expect([stamped.code, stamped.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 2 && err.includes("bundle"),
    );
    const bundle = await put("bundle.json", "{}");
    const noPem = await say("verify", bundle, "--network", network, "--tsa-certificate", network);
    expect([noPem.code, noPem.err]).to.deep.equal([2, `alatau: ${network}: no certificate.`]);
    const broken = await put("broken.csv", csv);
    await put("broken.csv.proof.json", "{");
    expect((await say("verify", broken, "--network", network)).code).to.equal(2);
    expect((await say("verify", join(folder, "none.csv"), "--network", network)).code).to.equal(2);
  });
});
