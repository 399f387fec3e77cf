// For tests: one PostgreSQL for all tests of a process, and in it a database with every table for each who asks.
import { LEDGER_SQL, migrate, openPool, startPostgres } from "@alatau/indexer";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrateGateway } from "./server.ts";

const TEMPLATE = "alatau_tables";
let server: Promise<URL> | undefined;
let opened = 0;

/** The address of a new database that has every table and no row; it is gone with the process. */
export async function openDatabase(): Promise<string> {
  const address = await (server ??= startServer());
  const name = `test_${(opened += 1)}`;
  await run(address, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return databaseOf(address, name);
}

/** The tests that kill a database start their own; this one need not wait for the disk at each commit. */
async function startServer(): Promise<URL> {
  const home = await mkdtemp(path.join(tmpdir(), "alatau-database-"));
  const { url, pid } = await startPostgres({ home, databaseUrl: "" });
  process.once("exit", () => {
    process.kill(pid!, "SIGQUIT");
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  const address = new URL(url);
  await run(address, "ALTER ROLE CURRENT_USER SET synchronous_commit = off");
  await run(address, `CREATE DATABASE ${TEMPLATE}`);
  const tables = databaseOf(address, TEMPLATE);
  const pool = openPool(tables, { max: 1 });
  await migrate(pool, LEDGER_SQL, "ledger");
  await pool.end();
  await migrateGateway(tables);
  return address;
}

const databaseOf = (address: URL, name: string): string => new URL(`/${name}`, address).href;

async function run(address: URL, statement: string): Promise<void> {
  const pool = openPool(address.href, { max: 1 });
  await pool.query(statement);
  await pool.end();
}
