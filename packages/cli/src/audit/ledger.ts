// Schema `ledger` against the chain: indexed again from the first block into a database of its own, then compared row for row.
import { follow, openClient, openPool } from "@alatau/indexer";
import type { Network } from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import { CommandError } from "../errors.ts";
import { AuditDifferenceError } from "./difference.ts";

export type Client = Awaited<ReturnType<typeof openClient>>;

/** A database that holds the ledger as the chain tells it, up to `block`; dropped when it is disposed of. */
export interface DerivedLedger extends AsyncDisposable {
  readonly client: Client;
  readonly block: number;
}

export interface DeriveOptions {
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly network: Network;
  readonly block: number;
  readonly signal: AbortSignal;
}

/** Indexes the chain up to a block into a new database on the same server. @throws {CommandError} where none may be made */
export async function deriveLedger({
  databaseUrl,
  rpcUrl,
  network,
  block,
  signal,
}: DeriveOptions): Promise<DerivedLedger> {
  const name = `alatau_audit_${randomBytes(6).toString("hex")}`;
  const url = Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).toString();
  const pool = openPool(databaseUrl, { max: 1 });
  const drop = async (): Promise<void> => {
    await pool.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await pool.end();
  };
  try {
    await pool.query(`CREATE DATABASE ${name}`);
  } catch (cause) {
    await pool.end();
    throw new CommandError(
      "audit-no-database",
      `An audit needs a database of its own: ${(cause as Error).message}.`,
      { cause },
    );
  }
  try {
    await follow({ rpcUrl, databaseUrl: url, network, until: block, signal });
    const client = await openClient(url);
    return {
      client,
      block,
      [Symbol.asyncDispose]: async () => {
        await client.end();
        await drop();
      },
    };
  } catch (failure) {
    await drop();
    throw failure;
  }
}

interface TableKey {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Tables of schema `ledger` with their primary keys; blocks first, so that a difference is named where it begins. */
async function tablesOf(client: Client): Promise<TableKey[]> {
  const { rows } = await client.query<TableKey>(
    `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY k.place) AS columns
       FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
      WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r' AND c.relname <> 'migrations'
      GROUP BY c.relname ORDER BY c.relname NOT IN ('blocks', 'events'), c.relname`,
  );
  return rows;
}

/** Compares every table; answers how many rows agree. Both clients see one moment. @throws {AuditDifferenceError} */
export async function compareLedgers(kept: Client, derived: Client): Promise<number> {
  let rows = 0;
  for (const table of await tablesOf(derived)) {
    const [mine, again] = await Promise.all([digest(kept, table), digest(derived, table)]);
    if (mine.hash !== again.hash) await findRow(kept, derived, table);
    rows += again.rows;
  }
  return rows;
}

const keyOf = ({ columns }: TableKey): string => columns.map((column) => `t."${column}"`).join(", ");

async function digest(client: Client, table: TableKey): Promise<{ rows: number; hash: string | null }> {
  const { rows } = await client.query<{ rows: number; hash: string | null }>(
    `SELECT count(*) AS rows, md5(string_agg(md5(t::text), '' ORDER BY ${keyOf(table)})) AS hash FROM ledger.${table.name} t`,
  );
  return rows[0]!;
}

type Row = Readonly<Record<string, unknown>>;
const PAGE = 2_000;

/** A table's rows by its key, as JSON texts: exact also where a number is beyond a double. */
async function* rowsOf(client: Client, table: TableKey): AsyncGenerator<Row> {
  const columns = await client.query<{ column: string }>(
    `SELECT attname::text AS column FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [`ledger.${table.name}`],
  );
  const texts = columns.rows.map(({ column }) => `'${column}', t."${column}"::text`).join(", ");
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await client.query<{ row: Row }>(
      `SELECT json_build_object(${texts}) AS row FROM ledger.${table.name} t ORDER BY ${keyOf(table)} LIMIT ${PAGE} OFFSET ${offset}`,
    );
    for (const { row } of rows) yield row;
    if (rows.length < PAGE) return;
  }
}

/** Names the first row that differs. @throws {AuditDifferenceError} always */
async function findRow(kept: Client, derived: Client, table: TableKey): Promise<never> {
  const [mine, again] = [rowsOf(kept, table), rowsOf(derived, table)];
  const nameOf = (row: Row): string =>
    table.columns.map((column) => `${column} ${String(row[column])}`).join(", ");
  for (;;) {
    const [{ value: one }, { value: other }] = await Promise.all([mine.next(), again.next()]);
    const [a, b] = [one as Row | undefined, other as Row | undefined];
    if (a === undefined && b === undefined) break;
    if (a !== undefined && b !== undefined && nameOf(a) === nameOf(b)) {
      const column = Object.keys(b).find((name) => a[name] !== b[name]);
      if (column === undefined) continue;
      throw new AuditDifferenceError(
        `ledger.${table.name} (${nameOf(b)}), ${column}`,
        String(a[column]),
        String(b[column]),
      );
    }
    if (b === undefined || (a !== undefined && !(await exists(derived, table, a))))
      throw new AuditDifferenceError(`ledger.${table.name} (${nameOf(a!)})`, "this row", "no such row");
    throw new AuditDifferenceError(`ledger.${table.name} (${nameOf(b)})`, "no such row", JSON.stringify(b));
  }
  throw new AuditDifferenceError(`ledger.${table.name}`, "other rows", "the rows of the chain");
}

async function exists(client: Client, { name, columns }: TableKey, row: Row): Promise<boolean> {
  const where = columns.map((column, index) => `t."${column}"::text = $${index + 1}`).join(" AND ");
  const { rows } = await client.query(
    `SELECT 1 FROM ledger.${name} t WHERE ${where}`,
    columns.map((column) => row[column]),
  );
  return rows.length > 0;
}
