// Keyset pages: the cursor names the last row seen, so that a page costs the same wherever it is and nothing is skipped.
import { createHash } from "node:crypto";
import type pg from "pg";
import { ProblemError } from "../problems.ts";

export const DEFAULT_LIMIT = 50;

/** A part of WHERE with `?` for its one value, such as `device = ?`. */
export type Condition = readonly [sql: string, value: unknown];

export interface ListQuery {
  /** `SELECT … FROM …`, without WHERE. */
  readonly select: string;
  readonly where: readonly (Condition | false | undefined)[];
  /** Whole-number columns that order the rows uniquely; `as` where the row's field has another name. */
  readonly keys: readonly { readonly column: string; readonly field: string }[];
  readonly descending: boolean;
}

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

export interface Page<Row> {
  readonly rows: Row[];
  readonly next: string | null;
}

const names = new Map<string, string>();

/** A prepared statement: PostgreSQL plans each text once for a connection. */
export function named(text: string, values: readonly unknown[]): pg.QueryConfig {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash("sha256").update(text).digest("base64url").slice(0, 24);
    names.set(text, name);
  }
  return { name, text, values: values as unknown[] };
}

/** Reads one page. @throws {ProblemError} `cursor-invalid` for a cursor that the list did not give out. */
export async function readPage<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  query: ListQuery,
  { limit = DEFAULT_LIMIT, after }: PageRequest,
): Promise<Page<Row>> {
  const { text, values } = pageStatement(query, after === undefined ? undefined : readCursor(after, query));
  const { rows } = await pool.query<Row>(
    named(`${text} LIMIT $${values.length + 1}`, [...values, limit + 1]),
  );
  if (rows.length <= limit) return { rows, next: null };
  rows.pop();
  return { rows, next: cursorOf(rows[limit - 1]!, query) };
}

/** Reads every row, page after page, so that an export of any length needs the memory of one page. */
export async function* readAll<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  query: ListQuery,
  { chunk = 1_000 }: { chunk?: number } = {},
): AsyncGenerator<Row[]> {
  let after: string | undefined;
  for (;;) {
    const page: Page<Row> = await readPage<Row>(pool, query, { limit: chunk, after });
    if (page.rows.length > 0) yield page.rows;
    if (page.next === null) return;
    after = page.next;
  }
}

function pageStatement(
  { select, where, keys, descending }: ListQuery,
  cursor: readonly number[] | undefined,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parts: string[] = [];
  for (const condition of where) {
    if (!condition) continue;
    values.push(condition[1]);
    parts.push(condition[0].replaceAll("?", `$${values.length}`));
  }
  const columns = keys.map(({ column }) => column);
  if (cursor !== undefined) {
    const places = cursor.map((value) => `$${values.push(value)}::bigint`);
    parts.push(`(${columns.join(", ")}) ${descending ? "<" : ">"} (${places.join(", ")})`);
  }
  const order = columns.map((column) => `${column} ${descending ? "DESC" : "ASC"}`).join(", ");
  const filter = parts.length === 0 ? "" : ` WHERE ${parts.join(" AND ")}`;
  return { text: `${select}${filter} ORDER BY ${order}`, values };
}

const cursorOf = (row: pg.QueryResultRow, { keys }: ListQuery): string =>
  Buffer.from(keys.map(({ field }) => String(row[field])).join(".")).toString("base64url");

function readCursor(cursor: string, { keys }: ListQuery): number[] {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const parts = /^-?\d{1,15}(\.-?\d{1,15})*$/.test(text) ? text.split(".").map(Number) : [];
  if (parts.length !== keys.length || Buffer.from(text).toString("base64url") !== cursor)
    throw new ProblemError("cursor-invalid");
  return parts;
}
