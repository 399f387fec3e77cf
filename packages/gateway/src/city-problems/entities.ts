// Problems, their truth and submissions as entities of two data sets, and back: the board is read from the records alone. Pure.
import { rowFaults, type Metric, type ProblemRow } from "@alatau/city";
import { sha256, toBytes32, toRfc3339, utf8, type Bytes32, type Hex } from "@alatau/sdk";

export const PROBLEMS = "city.problems";
export const SUBMISSIONS = "city.problem-submissions";

/** What a problem asks. */
export interface ProblemTerms {
  readonly problem: string;
  readonly title: string;
  readonly text: string;
  /** The published data that it rests on. */
  readonly dataSet: string;
  readonly metric: string;
  readonly metricHash: Bytes32;
  /** The score that is to be beaten, as a decimal number. */
  readonly baseline: string;
  /** RFC 3339. */
  readonly deadline: string;
  /** sha256(salt ‖ the truth's CSV) of a part that stays hidden until the deadline; null: the truth is on the board. */
  readonly commitment: Bytes32 | null;
}

const property = (value: unknown) => ({ type: "Property", value });
const entity = (type: string, id: string, at: number, values: object): Record<string, unknown> => ({
  ...{ id: `urn:ngsi-ld:${type}:${id}`, type, dateObserved: property(toRfc3339(at)) },
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, property(value)])),
});

/** `at` is Unix seconds of the ledger. */
export const problemEntity = ({ commitment, ...terms }: ProblemTerms, at: number) =>
  entity("CityProblem", terms.problem, at, { ...terms, ...(commitment !== null && { commitment }) });

export const truthEntity = (
  { problem, rows, salt }: { problem: string; rows: readonly ProblemRow[]; salt: Hex | null },
  at: number,
) => entity("CityProblemTruth", problem, at, { problem, rows, ...(salt !== null && { salt }) });

export const submissionEntity = (
  { problem, participant, rows }: { problem: string; participant: number; rows: readonly ProblemRow[] },
  at: number,
) => entity("CityProblemSubmission", `${problem}:${participant}`, at, { problem, rows });

/** Rows as the CSV file that is scored, committed to and given out: the same rows give the same bytes. */
export const rowsCsv = (rows: readonly ProblemRow[]): string =>
  ["key,value", ...rows.map(({ key, value }) => `${key},${value}`), ""].join("\n");

/** What is committed to before a hidden truth is shown. */
export function commitmentOf(salt: Hex, rows: readonly ProblemRow[]): Bytes32 {
  const bytes = utf8(rowsCsv(rows));
  const salted = new Uint8Array(32 + bytes.length);
  salted.set(Buffer.from(salt.slice(2), "hex"));
  salted.set(bytes, 32);
  return toBytes32(sha256(salted));
}

/** Faults of rows as an answer names them. */
export const faultsOf = (metric: Metric, rows: readonly ProblemRow[]) =>
  rowFaults(metric, rows).map(({ row, detail }) => ({ at: `body.rows.${row}`, message: detail }));

/** The schemas of the two data sets. */
const text = { type: "string" };
const rows = {
  type: "array",
  minItems: 1,
  maxItems: 1000,
  items: {
    type: "object",
    required: ["key", "value"],
    properties: { key: text, value: text },
    additionalProperties: false,
  },
};
const schemaOf = (required: readonly string[], properties: object) => ({
  schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["id", "type", "dateObserved", "problem", ...required],
    properties: { id: text, type: text, dateObserved: text, problem: text, ...properties },
  },
  references: {},
});
export const PROBLEM_SCHEMA = schemaOf([], { rows, salt: text, commitment: text });
export const SUBMISSION_SCHEMA = schemaOf(["rows"], { rows });
