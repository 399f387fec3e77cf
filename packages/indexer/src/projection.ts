// What the core needs to know of a set of tables: their columns, and a pure function from blocks to rows.
import type pg from "pg";
import type { PlacedLog, VerifiedBlock } from "./verify.ts";

export type ColumnType =
  "bigint" | "integer" | "smallint" | "numeric(78,0)" | "text" | "bytea" | "boolean" | "bigint[]" | "bytea[]";

/** `bytea` is written as `0x…`, a list as an array, an amount as bigint. */
export type Cell = string | number | bigint | boolean | null | readonly (string | number)[];
export type Row = readonly Cell[];

export interface Table {
  readonly name: string;
  /** In the order of the cells. A table of facts has `block_number`, `tx_hash` and `log_index` among them. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** A table of what is now, not of facts: the last row of a key replaces the one before. */
  readonly key?: string;
  /** Primary key of a table of facts that is made plain; `block_number, log_index` where left out. */
  readonly primaryKey?: string;
}

/** Takes a row for a table; rows arrive in the order of the chain. */
export type Emit = (table: Table, row: Row) => void;

/**
 * Tables as a function of the chain. `State` is what earlier blocks left to know; it is loaded once and then carried in memory, and
 * thrown away when a transaction fails or the chain changes.
 */
export interface Projection<State> {
  readonly schema: string;
  /** Numbered SQL that makes the tables and `blocks`; left out, they are made plain from their columns. */
  readonly migrations?: string;
  readonly tables: readonly Table[];
  load(client: pg.Client): Promise<State>;
  /** Reading from the database that some blocks need before they can be projected; undefined when they need none. */
  lookup?(state: State, blocks: readonly VerifiedBlock[]): ((client: pg.Client) => Promise<void>) | undefined;
  /** Pure but for `state`, which it moves on. */
  project(state: State, block: VerifiedBlock, emit: Emit): void;
  /** Before facts above a block are deleted, in the same transaction: puts keyed tables back to that block. */
  restore?(client: pg.Client, block: number): Promise<void>;
}

/** A projection that looks at each log alone: no state, no tables but facts. */
export function projectLogs(
  schema: string,
  tables: readonly Table[],
  projectLog: (log: PlacedLog, block: VerifiedBlock, emit: Emit) => void,
): Projection<null> {
  return {
    schema,
    tables,
    load: () => Promise.resolve(null),
    project: (_state, block, emit) => {
      for (const log of block.logs) projectLog(log, block, emit);
    },
  };
}

/** The core's own table: a block is stored in the transaction of its rows, so its last row is the cursor. */
export const BLOCKS: Table = {
  name: "blocks",
  columns: {
    number: "bigint",
    hash: "bytea",
    parent_hash: "bytea",
    timestamp: "bigint",
    slot: "bigint",
    receipts_root: "bytea",
    transactions: "integer",
    logs: "integer",
  },
};

/** SQL that makes the tables of a projection without migrations. */
export const plainTables = ({ schema, tables }: Projection<never>): string =>
  [`CREATE SCHEMA ${schema}`, ...[BLOCKS, ...tables].map((table) => createTable(schema, table))].join(";\n");

function createTable(schema: string, { name, columns, key, primaryKey }: Table): string {
  const lines = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  const primary =
    name === BLOCKS.name
      ? "number"
      : (key ?? primaryKey ?? ("block_number" in columns ? "block_number, log_index" : ""));
  if (primary !== "") lines.push(`PRIMARY KEY (${primary})`);
  return `CREATE TABLE ${schema}.${name} (${lines.join(", ")})`;
}

type Encoder = (cell: Cell) => string;

const ENCODERS: Readonly<Record<ColumnType, Encoder>> = {
  bigint: String,
  integer: String,
  smallint: String,
  "numeric(78,0)": String,
  boolean: String,
  text: (cell) => escapeText(String(cell)),
  bytea: (cell) => `\\\\x${String(cell).slice(2)}`,
  "bigint[]": (cell) => `{${(cell as readonly number[]).join(",")}}`,
  "bytea[]": (cell) =>
    `{${(cell as readonly string[]).map((hex) => `"\\\\\\\\x${hex.slice(2)}"`).join(",")}}`,
};

/** A function that writes a row of a table as a line of COPY's text format. */
export function rowEncoder({ columns }: Table): (row: Row) => string {
  const encoders = Object.values(columns).map((type) => ENCODERS[type]);
  return (row) => {
    let line = "";
    for (let index = 0; index < encoders.length; index++) {
      const cell = row[index];
      if (index > 0) line += "\t";
      line += cell === null || cell === undefined ? "\\N" : encoders[index]!(cell);
    }
    return `${line}\n`;
  };
}

/** The cells of one column as the text of an array, for `unnest`. */
export function arrayOf(type: ColumnType, cells: readonly Cell[]): string {
  const write = ELEMENTS[type] ?? String;
  const texts = cells.map((cell) => (cell === null ? "NULL" : write(cell)));
  return `{${texts.join(",")}}`;
}

const ELEMENTS: Partial<Record<ColumnType, Encoder>> = {
  text: (cell) => `"${String(cell).replaceAll("\0", "\uFFFD").replaceAll(/["\\]/g, "\\$&")}"`,
  bytea: (cell) => `"\\\\x${String(cell).slice(2)}"`,
};

/** PostgreSQL holds no NUL in text, so a serial number or name with one gets U+FFFD in its place. */
const escapeText = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\0", "\uFFFD");
