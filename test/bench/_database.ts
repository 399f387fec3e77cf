// A PostgreSQL of its own for one benchmark, and fresh databases in it.
import { startPostgres } from "@alatau/indexer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";

export interface BenchDatabase extends AsyncDisposable {
  /** Makes an empty database and answers its address. */
  fresh(name: string): Promise<string>;
}

/** Starts the embedded PostgreSQL, fsync on, in a folder that is thrown away. */
export async function openDatabase(): Promise<BenchDatabase> {
  const home = await mkdtemp(path.join(tmpdir(), "alatau-bench-"));
  const postgres = await startPostgres({ home, databaseUrl: "" });
  return {
    fresh: async (name) => {
      await query(postgres.url, `CREATE DATABASE ${name}`);
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    [Symbol.asyncDispose]: async () => {
      await postgres.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** One query on a connection of its own. */
export async function query<T extends pg.QueryResultRow>(databaseUrl: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}
