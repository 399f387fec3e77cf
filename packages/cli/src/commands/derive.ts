// `alatau derive`: makes a derived set again from a file, without a server: the same input gives the same digits to everybody.
import {
  CITY_SCORE,
  cityScore,
  IndicatorsError,
  PROGRAMS,
  RowsError,
  scoreDefinitionSchema,
  scoreFormula,
  type DerivedSet,
  type IndicatorValues,
  type Program,
  type ScoreDefinition,
} from "@alatau/city";
import { sha256, toBytes32 } from "@alatau/sdk";
import { InvalidArgumentError, Option, type Command } from "commander";
import { readBytes, readJson, toJson, type Runner, type Terminal } from "../command.ts";
import { addProblemScore } from "../derive/problem-score.ts";
import { readTable } from "../derive/table.ts";
import { UnreadableError, UsageError } from "../errors.ts";

interface Options {
  json?: boolean;
  dayBoundary?: string;
  parameters?: string;
  column: ReadonlyMap<string, string>;
}

const UNREADABLE = 2;
const EXIT_TEXT =
  "\nExit code: 0 derived, 2 wrong arguments or input that cannot be used; nothing is derived from a part of it.";

/** Adds `derive` with a subcommand for each program. */
export function addDerive(parent: Command, run: Runner, terminal: Terminal): void {
  const derive = parent
    .command("derive")
    .description("make a derived set again from a file of its inputs; needs no server");
  for (const program of PROGRAMS) addProgram(derive, program, run, terminal);
  addScore(derive, run, terminal);
  addProblemScore(derive, run, terminal);
}

function addProgram(derive: Command, program: Program, run: Runner, terminal: Terminal): void {
  const command = derive
    .command(program.id)
    .description(program.title)
    .argument("<file.csv>", "CSV with a header line; comma, semicolon or tab")
    .option("--json", "answer as one JSON object")
    .option("--parameters <file.json>", "parameters that differ from the defaults")
    .addOption(
      new Option("--column <field=header>", "under which header a field stands")
        .argParser(addColumn(program))
        .default(new Map(), "the headers below"),
    )
    .addHelpText("after", helpOf(program));
  if (takesDayBoundary(program))
    command.option("--day-boundary <offset>", "as-written, or an offset like +05:00 (the default)");
  command.action(run((file: string, options: Options) => deriveFile(program, file, options, terminal)));
}

const takesDayBoundary = ({ parametersSchema }: Program): boolean =>
  parametersSchema.safeParse({ dayBoundary: "as-written" }).success;

const addColumn =
  ({ fields }: Program) =>
  (text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
    const [, field, header] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (header === undefined || !fields.some(({ name }) => name === field))
      throw new InvalidArgumentError(`A field and its header are needed: ${fields[0]!.name}=header.`);
    return new Map(before).set(field!, header);
  };

function helpOf({ id, version, formula, fields, parametersSchema }: Program): string {
  const columns = fields.map(
    ({ name, headers, optional, meaning }) =>
      `  ${name}${optional === true ? " (optional)" : ""}: ${meaning}; header ${headers.join(" or ")}`,
  );
  return [
    `\nFormula (${id}, version ${version}):`,
    ...formula.map((line) => `  ${line}`),
    "\nFields:",
    ...columns,
    `\nDefault parameters: ${JSON.stringify(parametersSchema.parse({}))}`,
    EXIT_TEXT,
  ].join("\n");
}

async function deriveFile(
  program: Program,
  file: string,
  { json = false, dayBoundary, parameters: parametersFile, column }: Options,
  terminal: Terminal,
): Promise<number> {
  const given = parametersFile === undefined ? {} : await readJson(parametersFile);
  const parameters = readParameters(program, given, dayBoundary, parametersFile);
  const bytes = await readBytes(file);
  const { rows, lines } = readTable(file, bytes, program.fields, column);
  try {
    const set = program.derive(rows, { inputs: [toBytes32(sha256(bytes))], parameters });
    if (json) terminal.out(toJson(set));
    else for (const line of describe(set)) terminal.out(line);
    return 0;
  } catch (failure) {
    if (!(failure instanceof RowsError)) throw failure;
    const faults = failure.faults.map((fault) => ({ line: lines[fault.row - 1] ?? 1, ...fault }));
    if (json) terminal.out(toJson({ error: failure.code, file, faults }));
    else
      for (const { line, column: name, detail } of faults)
        terminal.err(`alatau: ${file}:${line}: ${name === "" ? "" : `${name}: `}${detail}`);
    return UNREADABLE;
  }
}

function addScore(derive: Command, run: Runner, terminal: Terminal): void {
  derive
    .command("score")
    .description("score a city from the values of its indicators")
    .argument("<indicators.json>", '{"indicator id": "decimal number", …}; null where nobody measured')
    .option("--json", "answer as one JSON object")
    .option("--definition <file.json>", "indicators, goalposts and weights other than the published ones")
    .addHelpText(
      "after",
      ["\nFormula:", ...scoreFormula(CITY_SCORE).map((line) => `  ${line}`), EXIT_TEXT].join("\n"),
    )
    .action(
      run((file: string, options: { json?: boolean; definition?: string }) =>
        scoreFile(file, options, terminal),
      ),
    );
}

async function scoreFile(
  file: string,
  { json = false, definition: definitionFile }: { json?: boolean; definition?: string },
  terminal: Terminal,
): Promise<number> {
  const definition = definitionFile === undefined ? CITY_SCORE : await readDefinition(definitionFile);
  const inputs = [toBytes32(sha256(await readBytes(file)))];
  const values = indicatorValues(file, await readJson(file));
  try {
    const set = cityScore(values, { definition, inputs });
    if (json) terminal.out(toJson(set));
    else for (const line of describe(set)) terminal.out(line);
    return 0;
  } catch (failure) {
    if (!(failure instanceof IndicatorsError)) throw failure;
    if (json) terminal.out(toJson({ error: failure.code, file, faults: failure.faults }));
    else
      for (const { indicator, detail } of failure.faults)
        terminal.err(`alatau: ${file}: ${indicator}: ${detail}`);
    return UNREADABLE;
  }
}

async function readDefinition(file: string): Promise<ScoreDefinition> {
  const parsed = scoreDefinitionSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  throw new UnreadableError(file, issuesText(parsed.error));
}

/** The file's values. @throws {UnreadableError} for another shape; numbers must be text, as JSON numbers may have been rounded. */
function indicatorValues(file: string, given: unknown): IndicatorValues {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new UnreadableError(file, "no object of indicators and their values.");
  for (const [indicator, value] of Object.entries(given))
    if (value !== null && typeof value !== "string")
      throw new UnreadableError(file, `${indicator}: the value must be text like "12.5", or null.`);
  return given as IndicatorValues;
}

const issuesText = (error: {
  issues: readonly { path: readonly PropertyKey[]; message: string }[];
}): string =>
  `${error.issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`).join("; ")}.`;

/** The parameters with their defaults. @throws {UsageError | UnreadableError} when they are none of the program. */
function readParameters(
  program: Program,
  given: unknown,
  dayBoundary: string | undefined,
  file: string | undefined,
): unknown {
  const overrides = dayBoundary === undefined ? {} : { dayBoundary };
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  const parsed = program.parametersSchema.safeParse(isObject ? { ...given, ...overrides } : given);
  if (parsed.success) return parsed.data;
  if (dayBoundary !== undefined && parsed.error.issues.some(({ path }) => path[0] === "dayBoundary"))
    throw new UsageError(`--day-boundary: «${dayBoundary}» is neither as-written nor an offset like +05:00.`);
  throw new UnreadableError(file ?? "parameters", issuesText(parsed.error));
}

/** A derived set as a table for people. */
function describe({ program, inputs, rows, totals, explanation, outputHash }: DerivedSet): string[] {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? "–")))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return [
    ...cells.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    ),
    "",
    Object.entries(totals)
      .map(([name, value]) => `${name} ${value ?? "–"}`)
      .join(", "),
    ...explanation,
    `program ${program.id} version ${program.version} ${program.hash}`,
    ...inputs.map((hash) => `input ${hash}`),
    `output ${outputHash}`,
  ];
}
