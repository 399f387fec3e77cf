// A derivation that anybody can repeat: a pure program with a hash, its parameters, and inputs named by their hashes.
import { jcs, sha256, toBytes32, utf8, type Bytes32 } from "@alatau/sdk";
import type { z } from "zod";
import { RowsError, type RowFault } from "./rows.ts";

/** Text, whole numbers, yes and no, or nothing: what canonical JSON and a table take alike. Decimals are text. */
export type Cell = string | number | boolean | null;
export type DerivedRow = Readonly<Record<string, Cell>>;

/** What a program answers; `explanation` says in sentences how its rows came about. */
export interface Answer {
  readonly rows: readonly DerivedRow[];
  readonly totals: DerivedRow;
  readonly explanation: readonly string[];
}

/** A derived set. The same program, parameters and inputs give the same rows, and so the same `outputHash`. */
export interface DerivedSet extends Answer {
  readonly program: { readonly id: string; readonly version: number; readonly hash: Bytes32 };
  readonly parameters: unknown;
  /** Hashes of the records, or of the file, that went in; ascending, each once. */
  readonly inputs: readonly Bytes32[];
  readonly outputHash: Bytes32;
}

/** A column of the input, with the headers under which it is found. */
export interface Field {
  readonly name: string;
  readonly headers: readonly string[];
  readonly optional?: boolean;
  readonly meaning: string;
}

/** One derivation. `formula` is what the pages and `--help` print. */
export interface Program {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly formula: readonly string[];
  readonly fields: readonly Field[];
  readonly parametersSchema: z.ZodType;
  /** @throws {RowsError} with every faulty row; z.ZodError for parameters that are none. */
  readonly derive: (
    rows: readonly Readonly<Record<string, string>>[],
    options?: { readonly inputs?: readonly Bytes32[]; readonly parameters?: unknown },
  ) => DerivedSet;
}

interface Definition<Row, Parameters> extends Omit<Program, "derive" | "parametersSchema"> {
  readonly rowSchema: z.ZodType<Row>;
  readonly parametersSchema: z.ZodType<Parameters>;
  readonly run: (rows: readonly Row[], parameters: Parameters) => Answer;
}

/** sha256 over the canonical JSON of {id, version, parameters}: what a derivation is, whoever runs it. */
export const programHash = (id: string, version: number, parameters: unknown): Bytes32 =>
  toBytes32(sha256(utf8(jcs({ id, version, parameters }))));

const MOST_FAULTS = 100;

/** Makes a program of its parts: reads the rows, runs, and names what went in and came out. */
export function program<Row, Parameters>(definition: Definition<Row, Parameters>): Program {
  const { rowSchema, run, ...described } = definition;
  const { id, version, parametersSchema } = definition;
  return {
    ...described,
    derive: (rows, { inputs = [], parameters: given = {} } = {}) => {
      const parameters = parametersSchema.parse(given);
      const answer = run(readRows(rows, rowSchema), parameters);
      return {
        program: { id, version, hash: programHash(id, version, parameters) },
        parameters,
        inputs: [...new Set(inputs)].sort(),
        ...answer,
        outputHash: toBytes32(sha256(utf8(jcs({ rows: answer.rows, totals: answer.totals })))),
      };
    },
  };
}

/** The rows as their schema types them. @throws {RowsError} with up to 100 faults. */
function readRows<Row>(rows: readonly Readonly<Record<string, string>>[], schema: z.ZodType<Row>): Row[] {
  const faults: RowFault[] = [];
  const read: Row[] = [];
  for (const [index, row] of rows.entries()) {
    const parsed = schema.safeParse(row);
    if (parsed.success) read.push(parsed.data);
    else
      for (const { path, message } of parsed.error.issues)
        faults.push({ row: index + 1, column: path.join("."), code: "cell-invalid", detail: message });
    if (faults.length >= MOST_FAULTS) break;
  }
  if (rows.length === 0)
    faults.push({ row: 0, column: "", code: "rows-missing", detail: "there is no row to derive from" });
  if (faults.length > 0) throw new RowsError(faults);
  return read;
}
