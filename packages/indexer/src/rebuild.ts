// D1: the ledger's tables are a function of the chain. They can be dropped, made again, and compared row for row.
import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import copy from "pg-copy-streams";
import type { Network } from "@alatau/sdk";
import { DatabaseUnreachableError } from "./errors.ts";
import { follow, type FollowOptions } from "./follow.ts";
import { openClient, openPool } from "./pool.ts";
import { claim, readTip } from "./store.ts";

/** SHA-256 over a schema's tables, each in the order of its primary key. */
export interface LedgerHash {
  /** Last stored block; absent when there is none. */
  readonly block?: number;
  readonly hash: string;
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly hash: string }>>;
}

/** Hashes every table of schema `ledger` as of one moment. Two databases at the same block have the same hash. */
export async function ledgerHash(pool: pg.Pool, schema = "ledger"): Promise<LedgerHash> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await client.query<{ name: string; key: string }>(
      `SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY k.place) AS key
       FROM pg_class c
       JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
       CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
       WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND c.relname <> 'migrations'
       GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
      [schema],
    );
    const tables: Record<string, { rows: number; hash: string }> = {};
    for (const { name, key } of rows) tables[name] = await hashTable(client, `${schema}.${name}`, key);
    const tip = await readTip(client as unknown as pg.Client, schema);
    await client.query("COMMIT");
    const lines = Object.entries(tables).map(([name, table]) => `${name} ${table.rows} ${table.hash}\n`);
    const hash = createHash("sha256").update(lines.join("")).digest("hex");
    return { ...(tip === undefined ? {} : { block: tip.number }), hash, tables };
  } finally {
    client.release();
  }
}

async function hashTable(
  client: pg.PoolClient,
  table: string,
  key: string,
): Promise<{ rows: number; hash: string }> {
  const hash = createHash("sha256");
  let rows = 0;
  const stream = client.query(copy.to(`COPY (SELECT * FROM ${table} ORDER BY ${key}) TO STDOUT`));
  await pipeline(stream, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++;
    }
  });
  return { rows, hash: hash.digest("hex") };
}

/**
 * Drops schema `ledger` and indexes the chain again up to the block where it stood. No indexer may be running.
 * @throws {DatabaseUnreachableError} when another indexer holds the schema @throws what {@link follow} throws
 */
export async function rebuild(
  options: Omit<FollowOptions, "until"> & { readonly network: Network },
): Promise<{ readonly before: LedgerHash; readonly after: LedgerHash; readonly equal: boolean }> {
  const pool = openPool(options.databaseUrl, { max: 1 });
  try {
    const before = await ledgerHash(pool);
    const client = await openClient(options.databaseUrl);
    try {
      if (!(await claim(client, "ledger")))
        throw new DatabaseUnreachableError("an indexer is following; stop it before rebuilding");
      await client.query("DROP SCHEMA ledger CASCADE");
    } finally {
      await client.end();
    }
    await follow({ ...options, until: before.block ?? 0 });
    const after = await ledgerHash(pool);
    return { before, after, equal: before.hash === after.hash };
  } finally {
    await pool.end();
  }
}
