// `alatau verify` of a downloaded file: finds its proof file, checks both and says what came of it.
import { existsSync } from "node:fs";
import { verifyDownload, type DownloadResult, type Network } from "@alatau/sdk";
import { readBytes, toJson, type Terminal } from "./command.ts";
import { UnreadableError } from "./errors.ts";

const UNREADABLE = 2;

/** The proof file beside a download: `air.csv.proof.json`, or `air.proof.json`; undefined where there is none. */
export const proofBeside = (file: string): string | undefined =>
  [`${file}.proof.json`, `${file.replace(/\.[^./\\]+$/, "")}.proof.json`].find(
    (name) => name !== file && existsSync(name),
  );

/** Checks a file with its proof file. Answers the exit code. @throws {UnreadableError} for a file that cannot be read. */
export async function verifyDownloadFile(
  { file, proof, network, json }: { file: string; proof: string; network: Network; json: boolean },
  terminal: Terminal,
): Promise<number> {
  const [bytes, text] = [await readBytes(file), (await readBytes(proof)).toString("utf8")];
  const result = await verifyDownload(bytes, text, network);
  const [first] = result.steps;
  if (first?.ok === false && result.failure?.code === "bundle-malformed")
    throw new UnreadableError(proof, result.failure.detail);
  if (json) terminal.out(toJson(result));
  else for (const line of describe(result)) terminal.out(line);
  if (result.proven) return 0;
  return result.failure?.code === "file-unreadable" ? UNREADABLE : 1;
}

function describe({ steps, facts, failure }: DownloadResult): string[] {
  const lines = steps.map(({ step, ok, detail }) => `${ok ? "✓" : "✗"} ${step}: ${detail}`);
  if (facts === undefined) return [...lines, `Not proven: ${failure?.detail} (${failure?.code})`];
  const { dataSet, rows, batches, asOf, checkers, sha256 } = facts;
  const signed = checkers === null ? "" : `, signed by ${checkers.signed} of ${checkers.of} checkers`;
  return [
    ...lines,
    `  sha256 ${sha256}`,
    `Proven: ${rows} rows of ${dataSet} as of block ${asOf}, in ${batches} batches${signed}.`,
  ];
}
