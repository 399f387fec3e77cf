// Whether a downloaded file is what the proven rows make, and where it first differs. Pure but for reading Parquet.
import { sameBytes, utf8 } from "./bytes.ts";
import {
  cellsOf,
  columnNames,
  csvHeader,
  csvRow,
  noteKinds,
  parquetValue,
  type ColumnKind,
  type DownloadCells,
  type DownloadEntity,
} from "./download-table.ts";
import { refuse, type FailureCode } from "./refusals.ts";

export const DOWNLOAD_FILE_FORMATS = ["csv", "jsonl", "parquet"] as const;
export type DownloadFileFormat = (typeof DOWNLOAD_FILE_FORMATS)[number];

/** A proven row: the payload's text is canonical JSON of the entity. */
export interface ComparedRow {
  readonly text: string;
  readonly entity: DownloadEntity;
}

/** The first place where a file is not what was published; `row` counts from 1, in a CSV its header is row 1. */
export interface FileDifference {
  readonly code: FailureCode;
  readonly row: number;
  readonly detail: string;
}

/** What a file is by its first bytes; an empty one is an empty list of lines. */
export function fileFormatOf(file: Uint8Array): DownloadFileFormat {
  const [first] = file;
  if (new TextDecoder("latin1").decode(file.subarray(0, 4)) === "PAR1") return "parquet";
  return first === undefined || first === 0x7b ? "jsonl" : "csv";
}

/** Compares a file with proven rows in their order; null when it is what they make. */
export async function compareFile(
  file: Uint8Array,
  rows: readonly ComparedRow[],
): Promise<FileDifference | null> {
  const format = fileFormatOf(file);
  if (format === "parquet") return await compareParquet(file, rows);
  const expected = format === "csv" ? csvTexts(rows) : rows.map(({ text }) => `${text}\n`);
  return sameBytes(file, utf8(expected.join(""))) ? null : firstDifference(file, expected, format);
}

function csvTexts(rows: readonly ComparedRow[]): string[] {
  const cells = rows.map(({ entity }) => cellsOf(entity));
  const columns = columnNames(new Set(cells.flatMap((row) => [...row.keys()])));
  return [csvHeader(columns), ...cells.map((row) => csvRow(columns, row))];
}

/** Names the first row that differs: changed, left out or put in between. */
function firstDifference(
  bytes: Uint8Array,
  expected: readonly string[],
  format: "csv" | "jsonl",
): FileDifference {
  const file = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const end = format === "csv" ? "\r\n" : "\n";
  let at = 0;
  const index = expected.findIndex((row) => {
    const same = file.startsWith(row, at);
    if (same) at += row.length;
    return !same;
  });
  const place = (row: number): string => (format === "csv" ? `Row ${row}` : `Line ${row}`);
  if (index < 0)
    return difference(
      "file-row-added",
      expected.length + 1,
      `${place(expected.length + 1)} was not published.`,
    );
  const [row, found] = [expected[index]!, file.slice(at, nextEnd(file, at, end))];
  const lines = index === 0 ? linesOf(file, end) : new Set<string>();
  const shown = (text: string): string => `«${text.trimEnd().slice(0, 120)}»`;
  if (index === 0 && !expected.some((line) => lines.has(line)))
    return difference("file-foreign", 1, "No row of the file is one of the proof's.");
  if (index === 0 && format === "csv")
    return difference("file-columns-changed", 1, `Row 1 is ${shown(found)}; published is ${shown(row)}.`);
  const number = index + 1;
  if (at === file.length || (expected[index + 1] !== undefined && file.startsWith(expected[index + 1]!, at)))
    return difference("file-row-missing", number, `${place(number)} is left out: ${shown(row)}.`);
  if (file.startsWith(row, at + found.length))
    return difference("file-row-added", number, `${place(number)} was not published: ${shown(found)}.`);
  return difference(
    "file-row-changed",
    number,
    `${place(number)} is ${shown(found)}; published is ${shown(row)}.`,
  );
}

const difference = (code: FailureCode, row: number, detail: string): FileDifference => ({
  code,
  row,
  detail,
});

function nextEnd(text: string, from: number, end: string): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

const linesOf = (text: string, end: string): Set<string> =>
  new Set(text.split(end).map((line) => line + end));

/** Parquet has many spellings of one table: columns with their kinds, and every value, must be equal. */
async function compareParquet(
  file: Uint8Array,
  rows: readonly ComparedRow[],
): Promise<FileDifference | null> {
  const kinds = new Map<string, ColumnKind>();
  const cells = rows.map(({ entity }) => cellsOf(entity));
  for (const each of cells) noteKinds(kinds, each);
  const columns = columnNames(new Set(kinds.keys()));
  const found = await readParquet(file);
  const kindOf = (column: string): ColumnKind => kinds.get(column) ?? "text";
  const expected = columns.map((column) => `${column} ${kindOf(column)}`).join(", ");
  if (found.columns !== expected)
    return difference("file-columns-changed", 1, `Columns are ${found.columns}; published are ${expected}.`);
  const same = (row: unknown[], each: DownloadCells): boolean =>
    columns.every((column, at) => Object.is(row[at] ?? null, parquetValue(kindOf(column), each.get(column))));
  const index = cells.findIndex((each, at) => found.rows[at] === undefined || !same(found.rows[at], each));
  if (index < 0)
    return found.rows.length === rows.length
      ? null
      : difference("file-row-added", rows.length + 1, `Row ${rows.length + 1} was not published.`);
  const [number, here] = [index + 1, found.rows[index]];
  if (index === 0 && !cells.some((each) => found.rows.some((row) => same(row, each))))
    return difference("file-foreign", 1, "No row of the file is one of the proof's.");
  const next = cells[index + 1];
  if (here === undefined || (next !== undefined && same(here, next)))
    return difference("file-row-missing", number, `Row ${number} is left out.`);
  const after = found.rows[index + 1];
  if (after !== undefined && same(after, cells[index]!))
    return difference("file-row-added", number, `Row ${number} was not published.`);
  const column = columns.find(
    (name, at) => !Object.is(here[at] ?? null, parquetValue(kindOf(name), cells[index]!.get(name))),
  );
  return difference("file-row-changed", number, `Row ${number} has another value in ${column}.`);
}

/** Loads the reader of Parquet, so that a page can check such a file when the network is gone. */
export const prepareParquet = async (): Promise<void> => void (await import("hyparquet"));

async function readParquet(file: Uint8Array): Promise<{ columns: string; rows: unknown[][] }> {
  const { parquetMetadata, parquetRead } = await import("hyparquet");
  const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(buffer);
    const columns = metadata.schema
      .slice(1)
      .map(({ name, type, converted_type: converted }) => `${name} ${kindOfParquet(type, converted)}`)
      .join(", ");
    let rows: unknown[][] = [];
    await parquetRead({ file: buffer, metadata, onComplete: (all) => void (rows = all) });
    return { columns, rows };
  } catch {
    return refuse("file-unreadable", "The file is no Parquet that can be read.");
  }
}

const kindOfParquet = (type: string | undefined, converted: string | undefined): string =>
  type === "DOUBLE" ? "number" : type === "BOOLEAN" ? "boolean" : converted === "UTF8" ? "text" : `${type}`;
