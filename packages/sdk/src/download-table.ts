// Downloads: CSV, JSON lines and Parquet columns of entities, which follow from the entities alone, so that anybody can make them again.
import { jcs } from "./envelope.ts";

/** An NGSI-LD entity in the normalised form, as far as a download looks into it. */
export interface DownloadEntity {
  readonly id: string;
  readonly type: string;
  readonly [name: string]: unknown;
}

/** A row's cells by the name of their column: texts as they are, other values as JSON has them. */
export type DownloadCells = ReadonlyMap<string, unknown>;

/** What a Parquet column holds: numbers only, truth values only, or texts, where other values are canonical JSON. */
export type ColumnKind = "number" | "boolean" | "text";

/** Entities one a line in canonical JSON (RFC 8785), in the order given. */
export const toJsonLines = (entities: readonly DownloadEntity[]): string =>
  entities.map((entity) => `${jcs(entity)}\n`).join("");

/**
 * Entities as CSV (RFC 4180): `id`, `type`, then by name each attribute's value with its `.unitCode` and `.observedAt` where any row
 * has them; what is no plain value is canonical JSON. Rows in the order given. Texts that a spreadsheet would compute begin with an
 * apostrophe. Only the entities matter: the same ones give the same bytes.
 */
export function toCsv(rows: readonly { readonly entity: DownloadEntity }[]): string {
  const cells = rows.map(({ entity }) => cellsOf(entity));
  const columns = columnNames(new Set(cells.flatMap((row) => [...row.keys()])));
  return [csvHeader(columns), ...cells.map((row) => csvRow(columns, row))].join("");
}

/** The cells of an entity. */
export function cellsOf(entity: DownloadEntity): DownloadCells {
  const cells = new Map<string, unknown>([
    ["id", entity.id],
    ["type", entity.type],
  ]);
  for (const [name, attribute] of Object.entries(entity))
    if (name !== "id" && name !== "type" && name !== "@context") addAttribute(cells, name, attribute);
  return cells;
}

/** Point and unit get columns of their own; an attribute with other members, or several of one name, stays whole. */
function addAttribute(cells: Map<string, unknown>, name: string, attribute: unknown): void {
  if (typeof attribute !== "object" || attribute === null || Array.isArray(attribute))
    return void cells.set(name, attribute);
  const { type, value, object, unitCode, observedAt, ...more } = attribute as Record<string, unknown>;
  const plain = type === "Relationship" ? object : value;
  if (plain === undefined || Object.keys(more).length > 0) return void cells.set(name, attribute);
  cells.set(name, plain);
  if (unitCode !== undefined) cells.set(`${name}.unitCode`, unitCode);
  if (observedAt !== undefined) cells.set(`${name}.observedAt`, observedAt);
}

/** The columns in their order: `id`, `type`, then the others by name. */
export const columnNames = (names: ReadonlySet<string>): string[] => [
  ...["id", "type"],
  ...[...names].filter((name) => name !== "id" && name !== "type").sort(),
];

/** The header line of the CSV, its end included. */
export const csvHeader = (columns: readonly string[]): string => `${columns.map(csvCell).join(",")}\r\n`;

/** A row of the CSV, its end included. */
export const csvRow = (columns: readonly string[], cells: DownloadCells): string =>
  `${columns.map((column) => csvCell(cells.get(column))).join(",")}\r\n`;

function csvCell(value: unknown): string {
  if (value === undefined) return "";
  const text = textOf(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : jcs(value));

/** Notes of which kind each column is after one more row. */
export function noteKinds(kinds: Map<string, ColumnKind>, cells: DownloadCells): void {
  for (const [name, value] of cells) {
    const kind = typeof value === "number" || typeof value === "boolean" ? typeof value : "text";
    const before = kinds.get(name);
    if (before === undefined) kinds.set(name, kind as ColumnKind);
    else if (before !== kind) kinds.set(name, "text");
  }
}

/** The value of a Parquet cell; null where the row has none. */
export function parquetValue(kind: ColumnKind, value: unknown): number | boolean | string | null {
  if (value === undefined) return null;
  return kind === "text" ? textOf(value) : (value as number | boolean);
}

/** What decides on the place of a row in a download. */
export interface RowPlace {
  /** RFC 3339 in UTC, whole seconds: when it was observed, or the end of its period. */
  readonly at: string;
  readonly subject: string;
  readonly recordHash: string;
}

/** The order of rows: by time, then subject by code points, then record hash. */
export const byPlace = (a: RowPlace, b: RowPlace): number =>
  compare(a.at, b.at) || compareCodePoints(a.subject, b.subject) || compare(a.recordHash, b.recordHash);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** As PostgreSQL's collation "C" has it for UTF-8; JavaScript's own order differs beyond U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((point, index) => point !== right[index]);
  return at < 0 ? -1 : left[at]!.codePointAt(0)! - (right[at]?.codePointAt(0) ?? -1);
}
