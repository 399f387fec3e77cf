// The database side: rows by COPY, blocks as the cursor, all of a batch in one transaction.
import { createHash } from "node:crypto";
import type pg from "pg";
import copy from "pg-copy-streams";
import { slotOf, type Hex } from "@alatau/sdk/blocks";
import { migrate } from "./migrate.ts";
import { openPool } from "./pool.ts";
import {
  arrayOf,
  BLOCKS,
  plainTables,
  rowEncoder,
  type Cell,
  type Projection,
  type Row,
  type Table,
} from "./projection.ts";
import type { VerifiedBlock } from "./verify.ts";

/** The last block that is stored. */
export interface Tip {
  readonly number: number;
  readonly hash: Hex;
}

/** Rows of some consecutive blocks, ready to be written. */
export interface Batch {
  readonly first: number;
  readonly last: Tip;
  readonly timestamp: number;
  readonly rows: ReadonlyMap<
    Table,
    { readonly count: number; readonly lines: readonly string[]; readonly keyed?: readonly Row[] }
  >;
}

const CHUNK_CHARACTERS = 64 * 1024;
const hexOf = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;

/** Makes the schema's tables where they are missing. */
export async function makeTables(databaseUrl: string, projection: Projection<never>): Promise<void> {
  const pool = openPool(databaseUrl, { max: 1 });
  try {
    if (projection.migrations !== undefined) {
      await migrate(pool, projection.migrations, projection.schema);
      return;
    }
    const { rowCount } = await pool.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [
      projection.schema,
    ]);
    if (rowCount === 0) await pool.query(plainTables(projection));
  } finally {
    await pool.end();
  }
}

/** A key for advisory locks that is a schema's own. */
const lockKey = (schema: string): bigint =>
  createHash("sha256").update(`alatau indexer ${schema}`).digest().readBigInt64BE();

/** Whether this session is now the schema's only writer; it stays so until it ends, however it ends. */
export async function claim(client: pg.Client, schema: string): Promise<boolean> {
  const { rows } = await client.query<{ claimed: boolean }>("SELECT pg_try_advisory_lock($1) AS claimed", [
    lockKey(schema).toString(),
  ]);
  return rows[0]!.claimed;
}

/** The last stored block, or the last at most as high as `most`; undefined when there is none. */
export async function readTip(client: pg.Client, schema: string, most?: number): Promise<Tip | undefined> {
  const { rows } = await client.query<{ number: number; hash: Buffer }>(
    `SELECT number, hash FROM ${schema}.blocks WHERE number <= $1 ORDER BY number DESC LIMIT 1`,
    [most ?? Number.MAX_SAFE_INTEGER],
  );
  return rows[0] === undefined ? undefined : { number: rows[0].number, hash: hexOf(rows[0].hash) };
}

/** Projects verified blocks into rows and encodes them; touches nothing but the projection's state. */
export function prepareBatch<State>(
  projection: Projection<State>,
  state: State,
  blocks: readonly VerifiedBlock[],
): Batch {
  const rows = new Map<Table, { count: number; lines: string[]; keyed?: Row[] }>();
  const writers = new Map<Table, (row: Row) => void>();
  const writerOf = (table: Table): ((row: Row) => void) => {
    const entry: { count: number; lines: string[]; keyed?: Row[] } = { count: 0, lines: [] };
    rows.set(table, entry);
    if (table.key !== undefined) return keyedWriter(table, entry);
    const encode = rowEncoder(table);
    return (row) => {
      entry.lines.push(encode(row));
      entry.count++;
    };
  };
  const emit = (table: Table, row: Row): void => {
    let write = writers.get(table);
    if (write === undefined) writers.set(table, (write = writerOf(table)));
    write(row);
  };
  for (const block of blocks) {
    emit(BLOCKS, blockRow(block));
    projection.project(state, block, emit);
  }
  const last = blocks.at(-1)!;
  return { first: blocks[0]!.number, last, timestamp: last.timestamp, rows };
}

function keyedWriter(table: Table, entry: { count: number; keyed?: Row[] }): (row: Row) => void {
  const at = Object.keys(table.columns).indexOf(table.key!);
  const latest = new Map<Cell, number>();
  const keyed: Row[] = (entry.keyed = []);
  return (row) => {
    const place = latest.get(row[at]!);
    if (place !== undefined) keyed[place] = row;
    else {
      latest.set(row[at]!, keyed.push(row) - 1);
      entry.count++;
    }
  };
}

const blockRow = (block: VerifiedBlock): Row => [
  block.number,
  block.hash,
  block.parentHash,
  block.timestamp,
  slotOf(block.timestamp),
  block.receiptsRoot,
  block.transactions,
  block.logs.length,
];

/** Writes a batch and announces it on `<schema>_block`: all of it or nothing. */
export async function applyBatch(client: pg.Client, schema: string, batch: Batch): Promise<void> {
  const counts: Record<string, number> = {};
  await inTransaction(client, async () => {
    for (const [table, { count, lines, keyed }] of batch.rows) {
      if (table !== BLOCKS) counts[table.name] = count;
      if (keyed === undefined) await copyLines(client, schema, table, lines);
      else await replaceRows(client, schema, table, keyed);
    }
    const { first, last, timestamp } = batch;
    await announce(client, schema, { number: last.number, first, timestamp, counts });
  });
}

/** Deletes what stands above a block, puts the tables of what is now back, and announces it. */
export async function rollBack<State>(
  client: pg.Client,
  projection: Projection<State>,
  block: number,
): Promise<void> {
  const { schema, tables } = projection;
  await inTransaction(client, async () => {
    await projection.restore?.(client, block);
    for (const table of tables) {
      if (table.key === undefined)
        await client.query(`DELETE FROM ${schema}.${table.name} WHERE block_number > $1`, [block]);
    }
    await client.query(`DELETE FROM ${schema}.blocks WHERE number > $1`, [block]);
    await announce(client, schema, { number: block, rolledBack: true });
  });
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query("BEGIN");
  try {
    await work();
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

const announce = (client: pg.Client, schema: string, note: object): Promise<unknown> =>
  client.query("SELECT pg_notify($1, $2)", [`${schema}_block`, JSON.stringify(note)]);

function copyLines(client: pg.Client, schema: string, table: Table, lines: readonly string[]): Promise<void> {
  const columns = Object.keys(table.columns).join(", ");
  const stream = client.query(copy.from(`COPY ${schema}.${table.name} (${columns}) FROM STDIN`));
  return new Promise((resolve, reject) => {
    stream.on("finish", resolve);
    stream.on("error", reject);
    let at = 0;
    const pump = (): void => {
      while (at < lines.length) {
        let chunk = "";
        while (at < lines.length && chunk.length < CHUNK_CHARACTERS) chunk += lines[at++]!;
        if (!stream.write(chunk) && at < lines.length) {
          stream.once("drain", pump);
          return;
        }
      }
      stream.end();
    };
    pump();
  });
}

function replaceRows(
  client: pg.Client,
  schema: string,
  table: Table,
  rows: readonly Row[],
): Promise<unknown> {
  const columns = Object.keys(table.columns);
  const types = Object.values(table.columns);
  const values = types.map((type, at) =>
    arrayOf(
      type,
      rows.map((row) => row[at] ?? null),
    ),
  );
  const arrays = types.map((type, at) => `$${at + 1}::${type}[]`).join(", ");
  const changes = columns
    .filter((column) => column !== table.key)
    .map((column) => `${column} = excluded.${column}`);
  return client.query(
    `INSERT INTO ${schema}.${table.name} (${columns.join(", ")}) SELECT * FROM unnest(${arrays})
     ON CONFLICT (${table.key!}) DO UPDATE SET ${changes.join(", ")}`,
    values,
  );
}
