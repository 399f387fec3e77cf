// The file of a download in pieces: CSV, JSON lines and Parquet of the same rows. Needs the memory of a page, or of a row group.
import {
  cellsOf,
  columnNames,
  csvHeader,
  csvRow,
  noteKinds,
  parquetValue,
  type ColumnKind,
  type DownloadEntity,
  type DownloadFileFormat,
} from "@alatau/sdk";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";

/** Media types of downloads. */
export const DOWNLOAD_TYPES: Readonly<Record<DownloadFileFormat, string>> = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/jsonl; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};

/** Pages of payloads, read anew at each call. */
export type ReadPages = () => AsyncIterable<readonly string[]>;

/** Rows of a Parquet row group: a change would change the bytes of files, never their rows. */
const GROUP_ROWS = 10_000;

/** The bytes of a file in pieces. CSV and Parquet read twice, as their columns are those of all rows. */
export function downloadFile(
  format: DownloadFileFormat,
  read: ReadPages,
): AsyncGenerator<string | Uint8Array> {
  if (format === "csv") return csvPieces(read);
  return format === "jsonl" ? jsonPieces(read) : parquetPieces(read);
}

const cellsOfText = (text: string) => cellsOf(JSON.parse(text) as DownloadEntity);

async function* jsonPieces(read: ReadPages): AsyncGenerator<string> {
  for await (const page of read()) yield page.map((text) => `${text}\n`).join("");
}

async function* csvPieces(read: ReadPages): AsyncGenerator<string> {
  const names = new Set<string>();
  for await (const page of read())
    for (const text of page) for (const name of cellsOfText(text).keys()) names.add(name);
  const columns = columnNames(names);
  yield csvHeader(columns);
  for await (const page of read()) yield page.map((text) => csvRow(columns, cellsOfText(text))).join("");
}

const SCHEMA_OF: Readonly<
  Record<ColumnKind, { type: "DOUBLE" | "BOOLEAN" | "BYTE_ARRAY"; converted_type?: "UTF8" }>
> = {
  number: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
};

async function* parquetPieces(read: ReadPages): AsyncGenerator<Uint8Array> {
  const kinds = new Map<string, ColumnKind>();
  for await (const page of read()) for (const text of page) noteKinds(kinds, cellsOfText(text));
  const columns = columnNames(new Set(kinds.keys()));
  const kindOf = (name: string): ColumnKind => kinds.get(name) ?? "text";
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [
      { name: "root", num_children: columns.length },
      ...columns.map((name) => ({ name, repetition_type: "OPTIONAL" as const, ...SCHEMA_OF[kindOf(name)] })),
    ],
    createdBy: "alatau",
  });
  let rows: ReturnType<typeof cellsOfText>[] = [];
  const write = async (): Promise<void> => {
    const columnData = columns.map((name) => ({
      name,
      data: rows.map((cells) => parquetValue(kindOf(name), cells.get(name))),
    }));
    await file.write({ columnData, rowGroupSize: GROUP_ROWS });
    rows = [];
  };
  for await (const page of read()) {
    for (const text of page) rows.push(cellsOfText(text));
    if (rows.length < GROUP_ROWS) continue;
    await write();
    yield taken(writer);
  }
  if (rows.length > 0) await write();
  await file.finish();
  yield taken(writer);
}

/** What was written since the last call; the writer begins its buffer again. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}
