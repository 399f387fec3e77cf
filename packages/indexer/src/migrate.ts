// Plain numbered SQL, forward only, one transaction a file.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { MigrationChangedError } from "./errors.ts";

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/**
 * Applies the `NNNN_*.sql` of a folder that the schema has not seen, in order; what was applied is in `<schema>.migrations`.
 * Safe to call from several processes at once. Returns the names applied now. @throws {MigrationChangedError}
 */
export async function migrate(pool: pg.Pool, directory: string, schema: string): Promise<string[]> {
  const files = (await readdir(directory)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  const client = await pool.connect();
  let isBroken = true; // a connection that failed is not kept: its end frees the lock
  try {
    await client.query("SELECT pg_advisory_lock(hashtext($1))", [`migrate ${schema}`]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`);
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${quote(schema)}.migrations (name text PRIMARY KEY, hash text NOT NULL)`,
    );
    const { rows } = await client.query<{ name: string; hash: string }>(
      `SELECT name, hash FROM ${quote(schema)}.migrations`,
    );
    const applied = new Map(rows.map(({ name, hash }) => [name, hash]));
    const fresh: string[] = [];
    for (const name of files) {
      const sql = await readFile(path.join(directory, name), "utf8");
      const hash = createHash("sha256").update(sql.replaceAll("\r\n", "\n")).digest("hex");
      if (applied.has(name)) {
        if (applied.get(name) !== hash) throw new MigrationChangedError(schema, name);
        continue;
      }
      await client.query("BEGIN");
      await client.query(sql);
      await client.query(`INSERT INTO ${quote(schema)}.migrations VALUES ($1, $2)`, [name, hash]);
      await client.query("COMMIT");
      fresh.push(name);
    }
    await client.query("SELECT pg_advisory_unlock(hashtext($1))", [`migrate ${schema}`]);
    isBroken = false;
    return fresh;
  } finally {
    client.release(isBroken);
  }
}
