// `alatau derive problem-score`: computes a score of the problem board again, from the two files that the board gives out.
import { metricHash, METRICS, metricOf, RowsError, scoreProblem, type ProblemRow } from "@alatau/city";
import { sha256, toBytes32 } from "@alatau/sdk";
import { Option, type Command } from "commander";
import { readBytes, toJson, type Runner, type Terminal } from "../command.ts";
import { readTable } from "./table.ts";

const UNUSABLE = 2;
const FIELDS = [
  { name: "key", headers: ["key"], meaning: "what is asked for" },
  { name: "value", headers: ["value"], meaning: "what is said of it" },
];

/** Adds `problem-score` to `derive`. */
export function addProblemScore(derive: Command, run: Runner, terminal: Terminal): void {
  derive
    .command("problem-score")
    .description("score a submission of the problem board against the truth")
    .argument("<truth.csv>", "columns key and value")
    .argument("<submission.csv>", "the same columns; every key of the truth once")
    .addOption(
      new Option("--metric <id>", "how far apart they are")
        .choices(METRICS.map(({ id }) => id))
        .default(METRICS[0]!.id),
    )
    .option("--json", "answer as one JSON object")
    .addHelpText(
      "after",
      ["", "Metrics:", ...METRICS.map(({ id, formula }) => `  ${id}: ${formula}`)].join("\n"),
    )
    .action(
      run((truth: string, submission: string, options: { metric: string; json?: boolean }) =>
        score(truth, submission, options, terminal),
      ),
    );
}

async function score(
  truthFile: string,
  submissionFile: string,
  { metric: id, json = false }: { metric: string; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const metric = metricOf(id)!;
  const [truth, submission] = [await readRows(truthFile), await readRows(submissionFile)];
  try {
    const found = scoreProblem(metric, truth.rows, submission.rows);
    const inputs = [truth.hash, submission.hash];
    const hash = metricHash(metric);
    if (json) terminal.out(toJson({ score: found, metric: { id, version: metric.version, hash }, inputs }));
    else {
      terminal.out(`${metric.title}: ${found}`);
      terminal.out(`metric ${id} version ${metric.version} ${hash}`);
      for (const input of inputs) terminal.out(`input ${input}`);
    }
    return 0;
  } catch (failure) {
    if (!(failure instanceof RowsError)) throw failure;
    const faults = failure.faults.map((fault) => ({ line: submission.lines[fault.row - 1] ?? 1, ...fault }));
    if (json) terminal.out(toJson({ error: failure.code, file: submissionFile, faults }));
    else for (const { line, detail } of faults) terminal.err(`${submissionFile}:${line}: ${detail}`);
    return UNUSABLE;
  }
}

async function readRows(file: string) {
  const bytes = await readBytes(file);
  const { rows, lines } = readTable(file, bytes, FIELDS, new Map());
  return { rows: rows as unknown as ProblemRow[], lines, hash: toBytes32(sha256(bytes)) };
}
