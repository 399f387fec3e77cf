// The embedded PostgreSQL: made at the first start, durable, safe to kill; or the one that DATABASE_URL names.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, openSync, closeSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DatabaseStartError, DatabaseUnreachableError, DiskFullError, PortBusyError } from "./errors.ts";
import { choosePlace, type Place } from "./postgres-place.ts";

export interface PostgresOptions {
  /** The data folder of the installation; the cluster lies in its `postgres`, the log in its `logs`. */
  readonly home: string;
  /** Left out: a free port is chosen at the first start and kept. */
  readonly port?: number;
  /** Another server to use instead; DATABASE_URL of the environment unless given. */
  readonly databaseUrl?: string;
}

export interface RunningPostgres {
  readonly url: string;
  /** The postmaster; absent for a server that is not ours. */
  readonly pid?: number;
  /** Ends sessions, writes a checkpoint and waits until the server is gone; does nothing to a server that is not ours. */
  stop(): Promise<void>;
}

interface Access {
  readonly port: number;
  readonly password: string;
}

const USER = "alatau";
const DATABASE = "alatau";
const START_MS = 60_000;
const LOCK_WAIT_MS = 10_000;
/** Below this nothing is started: PostgreSQL would stop in the middle of its first checkpoint. */
const LEAST_FREE_BYTES = 128 * 2 ** 20;

/** Durable, and modest in memory: about 100 MB with a dozen connections. A whole ledger's pools may open some eighty of them at once. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "64MB",
  effective_cache_size: "512MB",
  maintenance_work_mem: "32MB",
  max_wal_size: "256MB",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  jit: "off",
  max_parallel_workers_per_gather: "0",
  io_method: "sync",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
  timezone: "UTC",
};

/**
 * Starts the embedded PostgreSQL of a home, or adopts the one that is still running there, and waits until it answers. After a
 * `kill -9` of server or caller the next call simply works: PostgreSQL replays its log.
 * @throws {PortBusyError} @throws {DiskFullError} @throws {DatabaseStartError} @throws {DatabaseUnreachableError}
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const given = options.databaseUrl ?? process.env["DATABASE_URL"];
  if (given !== undefined && given !== "") return useServer(given);

  const home = path.resolve(options.home);
  const place = await choosePlace(home);
  const cluster = path.join(place.parent, "postgres");
  await checkSpace(place.parent);
  const access = await readAccess(home, options.port);
  if (!existsSync(path.join(cluster, "PG_VERSION"))) await initialise(cluster, place, access);

  const running = await postmasterOf(cluster);
  if (running !== undefined) {
    if (await answers(access)) return handle(running, access);
    if (options.port !== undefined) await handle(running, access).stop(); // it listens on another port
  }
  return launch(home, cluster, place, access, options.port !== undefined);
}

async function useServer(url: string): Promise<RunningPostgres> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
  } catch (cause) {
    throw new DatabaseUnreachableError((cause as Error).message, cause);
  }
  return { url, stop: () => Promise.resolve() };
}

async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < LEAST_FREE_BYTES) throw new DiskFullError(folder);
}

/** Port and password are kept, so that a restart answers under the same address; readable by the owner alone. */
async function readAccess(home: string, port: number | undefined): Promise<Access> {
  const file = path.join(home, "postgres.json");
  const kept = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as Access,
    () => undefined,
  );
  if (kept !== undefined && (port === undefined || port === kept.port)) return kept;
  const access = {
    port: port ?? (await freePort()),
    password: kept?.password ?? randomBytes(24).toString("base64url"),
  };
  await saveAccess(home, access);
  return access;
}

async function saveAccess(home: string, access: Access): Promise<void> {
  const file = path.join(home, "postgres.json");
  await writeFile(`${file}.new`, JSON.stringify(access), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** Made beside its place and renamed, so that a start that was killed in between leaves nothing half-made. */
async function initialise(
  cluster: string,
  { runAs, programs, parent }: Place,
  access: Access,
): Promise<void> {
  const fresh = `${cluster}.new`;
  const passwordFile = path.join(parent, `postgres-password-${randomBytes(6).toString("hex")}`);
  await rm(fresh, { recursive: true, force: true });
  await rm(cluster, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, access.password, { mode: 0o600 });
  try {
    if (runAs.uid !== undefined && runAs.gid !== undefined) {
      await chown(fresh, runAs.uid, runAs.gid);
      await chown(passwordFile, runAs.uid, runAs.gid);
    }
    const flags = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const made = spawnSync(
      programs.initdb,
      [
        `--pgdata=${fresh}`,
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        ...flags,
      ],
      { ...runAs, cwd: parent, encoding: "utf8", env: environment() },
    );
    if (made.status !== 0) throw startError(`${made.stdout ?? ""}${made.stderr ?? ""}`, parent, made.error);
    await rename(fresh, cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: "C", LC_MESSAGES: "C" });

/** Tries until it stands: right after a kill the port and the memory of the one before are free only moments later. */
async function launch(
  home: string,
  cluster: string,
  place: Place,
  access: Access,
  portIsFixed: boolean,
): Promise<RunningPostgres> {
  const logFolder = path.join(home, "logs");
  await mkdir(logFolder, { recursive: true });
  const logFile = path.join(logFolder, "postgres.log");
  const patience = Date.now() + LOCK_WAIT_MS;
  let current = access;
  for (;;) {
    const from = await stat(logFile).then(
      ({ size }) => size,
      () => 0,
    );
    const pid = spawnServer(logFile, cluster, place, current);
    if (await comesUp(pid, current)) {
      await createDatabase(current);
      return handle(pid, current);
    }
    const words = (await readFile(logFile, "utf8")).slice(from);
    const busy = /Address already in use|could not bind/i.test(words);
    const locked = /lock file .* already exists|pre-existing shared memory/i.test(words);
    if (Date.now() < patience && (busy || locked)) {
      const running = locked ? await postmasterOf(cluster) : undefined;
      if (running !== undefined && (await answers(current))) return handle(running, current);
      if (locked && running === undefined) await forgetStranger(cluster);
      await sleep(200);
    } else if (busy && !portIsFixed) {
      current = { ...current, port: await freePort() };
      await saveAccess(home, current);
    } else if (busy) {
      throw new PortBusyError(current.port);
    } else {
      throw startError(words, cluster);
    }
    if (busy && portIsFixed && !(await postmasterOf(cluster)) && !(await isFree(current.port)))
      throw new PortBusyError(current.port);
  }
}

function spawnServer(
  logFile: string,
  cluster: string,
  { runAs, programs, parent }: Place,
  access: Access,
): number {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(logFile, "a", 0o600);
  try {
    // A group of its own: Ctrl-C reaches the supervisor, which stops the database last.
    const child = spawn(programs.postgres, ["-D", cluster, "-p", String(access.port), ...settings], {
      ...runAs,
      cwd: parent,
      env: environment(),
      stdio: ["ignore", log, log],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    child.on("error", () => undefined);
    child.unref();
    return child.pid ?? 0;
  } finally {
    closeSync(log);
  }
}

async function comesUp(pid: number, access: Access): Promise<boolean> {
  const deadline = Date.now() + START_MS;
  while (isAlive(pid) && Date.now() < deadline) {
    if ((await answers(access)) && isAlive(pid)) return true;
    await sleep(25);
  }
  return false;
}

/** Whether our server, not another one, takes our password on the port. */
async function answers(access: Access): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(access, "postgres"),
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(access: Access): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(access, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

const urlOf = ({ port, password }: Access, database: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The running postmaster that the cluster's lock file names, if that process is one. */
async function postmasterOf(cluster: string): Promise<number | undefined> {
  const lock = await readFile(path.join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(lock.split("\n")[0]);
  if (!(pid > 0) || !isAlive(pid)) return undefined;
  if (process.platform !== "linux") return pid;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes("postgres") && command.includes(cluster) ? pid : undefined;
}

/** A lock file whose number now belongs to another program (after a reboot, in a container) keeps PostgreSQL out for ever. */
async function forgetStranger(cluster: string): Promise<void> {
  if (process.platform !== "linux") return;
  await rm(path.join(cluster, "postmaster.pid"), { force: true });
}

function startError(words: string, folder: string, cause?: unknown): DiskFullError | DatabaseStartError {
  if (/No space left on device|could not extend file|Disk quota exceeded/i.test(words))
    return new DiskFullError(folder);
  const telling = words.split("\n").filter((line) => /error|fatal|panic|could not|invalid/i.test(line));
  return new DatabaseStartError(telling.at(-1)?.trim() ?? words.trim().slice(-200), { folder }, cause);
}

function handle(pid: number, access: Access): RunningPostgres {
  const url = urlOf(access, DATABASE);
  const stop = async (): Promise<void> => {
    const signal = (name: NodeJS.Signals): boolean => isAlive(pid) && process.kill(pid, name);
    signal("SIGINT"); // fast shutdown
    for (let waited = 0; isAlive(pid) && waited < 30_000; waited += 20) await sleep(20);
    signal("SIGQUIT"); // as a crash: replayed at the next start
    for (let waited = 0; isAlive(pid) && waited < 5_000; waited += 20) await sleep(20);
  };
  return { url, pid, stop };
}
