// CSV rows → observations, by a saved mapping. Each row is whole or a fault; nothing in it is guessed.
import { parse } from "csv-parse/sync";
import { type CheckedCsvMapping, type CsvMapping, csvMappingSchema } from "./csv-mapping.ts";
import { type CellReader, cellReader, type Row } from "./csv-cells.ts";
import type { Collector } from "./observation.ts";
import { isRefusal, refusal, type Refusal } from "./problems.ts";
import { csvTimeReader } from "./csv-time.ts";

type Cells = readonly string[];
const PLACEHOLDER = /\{([^{}]+)\}/g;

/** Reads a CSV upload into the collector. */
export function readCsv(bytes: Uint8Array, saved: CsvMapping | undefined, into: Collector): void {
  if (saved === undefined) return void into.fault("mapping", refusal("mapping-missing", "there is none"));
  const checked = csvMappingSchema.safeParse(saved);
  if (!checked.success) {
    const { path = [], message = "" } = checked.error.issues[0] ?? {};
    return void into.fault("mapping", refusal("mapping-invalid", `${path.join(".")}: ${message}`));
  }
  const mapping = checked.data;
  const text = decode(bytes, mapping.encoding);
  if (isRefusal(text)) return void into.fault("file", text);
  const { rows, failure } = split(text, mapping.delimiter);
  const [header, ...body] = rows;
  if (header !== undefined) readRows(header, body, mapping, text, into);
  if (failure !== null) into.fault(`row ${rows.length + 1}`, failure);
  else if (body.length === 0)
    into.fault("file", refusal("file-empty", header === undefined ? "it is empty" : "it has a header alone"));
}

function decode(bytes: Uint8Array, encoding: CheckedCsvMapping["encoding"]): string | Refusal {
  const [first, second] = bytes;
  const mark =
    first === 0xff && second === 0xfe ? "UTF-16" : first === 0xfe && second === 0xff ? "UTF-16BE" : null;
  if (mark !== null && encoding !== "utf-16le") return refusal("text-encoding", `it begins as ${mark} does`);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes("\0") ? refusal("text-encoding", "it holds octets that no text has") : text;
  } catch {
    return refusal("text-encoding", `it is not ${encoding}`);
  }
}

/** The rows up to the first whose quotes make no sense. */
function split(text: string, delimiter: string): { rows: Cells[]; failure: Refusal | null } {
  const rows: Cells[] = [];
  const keep = (row: string[]): null => {
    rows.push(row);
    return null;
  };
  try {
    parse(text, { delimiter, relax_column_count: true, on_record: keep });
    return { rows, failure: null };
  } catch (failure) {
    const { code, message } = failure as Error & { code?: string };
    const problem = code === "CSV_QUOTE_NOT_CLOSED" ? "file-truncated" : "csv-malformed";
    return { rows, failure: refusal(problem, message) };
  }
}

function readRows(
  header: Cells,
  body: readonly Cells[],
  mapping: CheckedCsvMapping,
  text: string,
  into: Collector,
): void {
  const names = header.map((cell) => cell.trim());
  const wrong = wrongHeader(names, mapping);
  for (const each of wrong) into.fault("row 1", each);
  if (wrong.length > 0) return;
  const read = rowReader(names, mapping, into);
  const isOpen = !/[\r\n]$/.test(text);
  for (const [index, cells] of body.entries()) {
    const position = `row ${index + 2}`;
    if (cells.length === 1 && cells[0]!.trim() === "" && names.length > 1) continue;
    const isLast = isOpen && index === body.length - 1;
    if (isLast && (cells.length < names.length || mapping.endsWithNewline)) {
      into.fault(position, refusal("file-truncated", "the file ends in the middle of this row"));
    } else if (cells.length !== names.length) {
      const detail = `${cells.length} cells under ${names.length} columns`;
      if (!into.fault(position, refusal("columns-count", detail))) return;
    } else if (!read(position, cells)) return;
  }
}

function wrongHeader(names: Cells, mapping: CheckedCsvMapping): Refusal[] {
  const repeated = [...new Set(names.filter((name, index) => name !== "" && names.indexOf(name) < index))];
  const needed = new Set([
    ...[...mapping.id.matchAll(PLACEHOLDER)].map(([, name]) => name!),
    ...[mapping.time.column, mapping.time.clock, mapping.time.until],
    ...mapping.columns.flatMap(({ column, unit }) => [
      column,
      typeof unit === "object" ? unit.column : undefined,
    ]),
    ...(mapping.location === undefined ? [] : [mapping.location.longitude, mapping.location.latitude]),
  ]);
  const absent = [...needed].filter((name) => name !== undefined && !names.includes(name));
  return [
    ...repeated.map((name) => refusal("column-repeated", name)),
    ...absent.map((name) =>
      refusal("column-missing", `${name}; the file has ${names.join(" | ").slice(0, 300)}`),
    ),
  ];
}

/** Reads a row with all its faults, each with its column; false when no more are taken. */
function rowReader(names: Cells, mapping: CheckedCsvMapping, into: Collector) {
  const at = new Map(names.map((name, index) => [name, index]));
  const time = csvTimeReader(mapping.time, into.range);
  const readers: CellReader[] = [
    (row) => readId(row, mapping.id),
    time,
    ...mapping.columns.map((column) => cellReader(column, mapping.decimal)),
    ...(mapping.location === undefined ? [] : [placeReader(mapping.location, mapping.decimal)]),
  ];
  return (position: string, cells: Cells): boolean => {
    const row: Row = (name) => cells[at.get(name)!]!.trim();
    const entity: Record<string, unknown> = { ...mapping.constants, type: mapping.type };
    let isGood = true;
    for (const read of readers) {
      const members = read(row);
      if (isRefusal(members)) {
        isGood = false;
        if (!into.fault(position, members)) return false;
      } else Object.assign(entity, members);
    }
    return !isGood || into.entity(position, entity);
  };
}

function readId(row: Row, template: string): { id: string } | Refusal {
  let empty: string | undefined;
  const id = template.replace(PLACEHOLDER, (_, name: string) => {
    const cell = row(name);
    if (cell === "") empty = name;
    return encodeURIComponent(cell);
  });
  return empty === undefined ? { id } : refusal("value-missing", `${empty} is empty and the id needs it`);
}

function placeReader(place: NonNullable<CheckedCsvMapping["location"]>, decimal: "." | ","): CellReader {
  const degrees = (column: string, property: string): CellReader =>
    cellReader({ column, property, kind: "number", missing: [""], required: false }, decimal);
  const longitude = degrees(place.longitude, "longitude");
  const latitude = degrees(place.latitude, "latitude");
  return (row) => {
    const [east, north] = [longitude(row), latitude(row)];
    if (isRefusal(east)) return east;
    if (isRefusal(north)) return north;
    const [x, y] = [valueOf(east.longitude), valueOf(north.latitude)];
    if (x === undefined && y === undefined) return {};
    if (x === undefined || y === undefined)
      return refusal("value-missing", `${x === undefined ? place.longitude : place.latitude} is empty`);
    if (Math.abs(x) > 180 || Math.abs(y) > 90)
      return refusal("value-malformed", `${x}, ${y} is no place: longitude, latitude in degrees`);
    return { [place.property]: { type: "Point", coordinates: [x, y] } };
  };
}

const valueOf = (attribute: unknown): number | undefined =>
  (attribute as { value?: number } | undefined)?.value;
