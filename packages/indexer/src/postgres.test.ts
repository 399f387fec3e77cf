// The embedded PostgreSQL: restarts that bore, and errors that say what to do.
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { migrate } from "./migrate.ts";
import { openPool } from "./pool.ts";
import { startPostgres, type RunningPostgres } from "./postgres.ts";

describe("startPostgres", function () {
  this.timeout(40_000);
  let home: string;
  let running: RunningPostgres;
  const start = (port?: number): Promise<RunningPostgres> =>
    startPostgres({ home, databaseUrl: "", ...(port === undefined ? {} : { port }) });

  before(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "alatau-postgres-"));
    running = await start();
  });
  after(async () => {
    await running?.stop();
    await rm(home, { recursive: true, force: true });
  });

  it("keeps what was committed when it is killed, and answers under the same address", async () => {
    const pool = openPool(running.url, { max: 1 });
    await pool.query("CREATE TABLE kept (n bigint)");
    await pool.query("INSERT INTO kept VALUES (7)");
    process.kill(running.pid!, "SIGKILL");
    await pool.end();
    const again = await start();
    expect(again.url).to.equal(running.url);
    running = again;
    const fresh = openPool(running.url, { max: 1 });
    expect((await fresh.query("SELECT n FROM kept")).rows).to.deep.equal([{ n: 7 }]);
    expect((await fresh.query("SHOW fsync")).rows).to.deep.equal([{ fsync: "on" }]);
    await fresh.end();
  });

  it("adopts the server that still runs when its starter was killed", async () => {
    const again = await start();
    expect(again.pid).to.equal(running.pid);
  });

  it("forgets a lock file whose number belongs to another program now", async () => {
    await running.stop();
    const lock = `${process.pid}\n${home}/postgres\n1767225600\n5432\n\n127.0.0.1\n`;
    const folder = await readFile(path.join(home, "postgres-folder"), "utf8").catch(() => home);
    await writeFile(path.join(folder, "postgres", "postmaster.pid"), lock);
    running = await start();
    expect(running.pid).to.be.greaterThan(0);
  });

  it("says that a port is busy", async () => {
    await running.stop();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const refusal = await start(port).catch((error: unknown) => error);
    server.close();
    expect(refusal).to.include({ code: "port-busy" });
    running = await start();
  });

  it("keeps its password from other users", async () => {
    expect((await stat(path.join(home, "postgres.json"))).mode & 0o077).to.equal(0);
  });

  it("uses the server that it is told to and leaves it alone", async () => {
    const other = await startPostgres({ home: "/nonexistent", databaseUrl: running.url });
    expect(other).to.not.have.property("pid");
    await other.stop();
    const refusal = await startPostgres({ home, databaseUrl: "postgres://127.0.0.1:1/x" }).catch(
      (error: unknown) => error,
    );
    expect(refusal).to.include({ code: "database-unreachable" });
  });

  it("migrates once, in order, and refuses a migration that changed", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "alatau-sql-"));
    const pool = openPool(running.url);
    try {
      await writeFile(path.join(folder, "0002_b.sql"), "ALTER TABLE shop.a ADD COLUMN m integer;");
      await writeFile(path.join(folder, "0001_a.sql"), "CREATE TABLE shop.a (n integer);");
      const both = await Promise.all([migrate(pool, folder, "shop"), migrate(pool, folder, "shop")]);
      expect(both.flat().sort()).to.deep.equal(["0001_a.sql", "0002_b.sql"]);
      await writeFile(path.join(folder, "0003_c.sql"), "CREATE TABLE shop.c (n integer); SELECT 1 / 0;");
      expect(await migrate(pool, folder, "shop").catch((error: unknown) => error)).to.have.property(
        "code",
        "22012",
      );
      expect((await pool.query("SELECT to_regclass('shop.c') AS c")).rows).to.deep.equal([{ c: null }]);
      await writeFile(path.join(folder, "0001_a.sql"), "CREATE TABLE shop.a (n bigint);");
      const refusal = await migrate(pool, folder, "shop").catch((error: unknown) => error);
      expect(refusal).to.include({ code: "migration-changed" });
    } finally {
      await pool.end();
      await rm(folder, { recursive: true });
    }
  });

  it("gives the connection of a migration back, whatever fails, the last step included", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "alatau-sql-"));
    const pool = openPool(running.url, { max: 1 });
    try {
      const failing = `CREATE FUNCTION last.pg_advisory_unlock(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1 / 0';
        SET search_path = last, pg_catalog;`;
      await writeFile(path.join(folder, "0001_a.sql"), failing);
      const refusal: unknown = await migrate(pool, folder, "last").catch((error: unknown) => error);
      expect(refusal).to.have.property("code", "22012");
      expect(await migrate(pool, folder, "last")).to.deep.equal([]);
    } finally {
      await pool.end();
      await rm(folder, { recursive: true });
    }
  });
});
