// The data folder: what runs in it, and under which addresses. One `alatau start` a folder.
import { readFileSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { networkSchema, type Network } from "@alatau/sdk";
import { CommandError } from "../errors.ts";

/** Where the parts of a running ledger are; kept in `run.json`, readable by the owner alone. */
export interface Running {
  readonly pid: number;
  readonly url: string;
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly demo: boolean;
  /** Whether the demo advances the chain's clock. */
  readonly driven: boolean;
  /** Pace of the demo: 1 is a slot in about four seconds. */
  readonly speed: number;
  /** Name of the key of the one member that runs here; absent where the whole ledger does. */
  readonly member?: string;
  /** Where other members reach the gateway: announced on the chain. */
  readonly exchangeUrl?: string;
}

export const files = (home: string) => ({
  run: join(home, "run.json"),
  lock: join(home, "start.lock"),
  network: join(home, "network.json"),
  demo: join(home, "demo.json"),
  logs: join(home, "logs"),
});

/** The data folder: what was asked for, else ALATAU_HOME, else `.alatau` here; absolute. */
export const homeFolder = (given?: string): string =>
  resolve(given ?? process.env["ALATAU_HOME"] ?? ".alatau");

/** Whether a process of this project has the number: numbers are used again after a crash. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return /alatau|node/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    return true; // no way to know more than that something lives
  }
}

/** An empty database and chain take half of this. */
const LEAST_FREE_MIB = 128;

/**
 * Takes the folder for this process. @throws {CommandError} `already-running` with the address of the one that has it,
 * `disk-full`, `folder-not-writable`
 */
export async function takeHome(home: string): Promise<AsyncDisposable> {
  const { lock, logs, run } = files(home);
  await makeFolder(logs);
  await requireSpace(home);
  for (let attempt = 0; ; attempt += 1) {
    try {
      await using file = await open(lock, "wx", 0o600);
      await file.writeFile(String(process.pid));
      break;
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 2) throw diskFull(failure, lock);
    }
    const pid = Number(await readFile(lock, "utf8").catch(() => "0"));
    if (pid > 0 && isRunning(pid)) {
      const { url } = (await readRunning(home)) ?? { url: "an address it will print soon" };
      throw new CommandError(
        "already-running",
        `Alatau Ledger is running on this data folder already (process ${pid}): ${url}`,
      );
    }
    await rm(lock, { force: true });
  }
  return {
    [Symbol.asyncDispose]: async () => {
      await rm(run, { force: true });
      await rm(lock, { force: true });
    },
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (failure) {
    // Node says ENOENT for a folder that cannot be made on a read-only disk.
    const { code } = failure as NodeJS.ErrnoException;
    throw diskFull(code === "ENOENT" ? Object.assign(failure as Error, { code: "EROFS" }) : failure, path);
  }
}

async function requireSpace(home: string): Promise<void> {
  const { bavail, bsize } = await statfs(home);
  const freeMib = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMib >= LEAST_FREE_MIB) return;
  const detail = `${freeMib} MiB are free for ${home}; a ledger needs ${LEAST_FREE_MIB} MiB to begin with. Make room, or choose another folder with --home.`;
  throw new CommandError("disk-full", detail);
}

/** Names a full disk as what it is; anything else stays as it came. */
export function diskFull(failure: unknown, path: string): unknown {
  const { code } = failure as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new CommandError("disk-full", `No space is left to write ${path}.`, { cause: failure });
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].includes(code ?? ""))
    return new CommandError("folder-not-writable", `${path} may not be written.`, { cause: failure });
  return failure;
}

/** Replaces a file in one step, readable by the owner alone. @throws {CommandError} `disk-full` */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  try {
    await writeFile(temporary, content, { mode: 0o600, flush: true });
    await rename(temporary, path);
  } catch (failure) {
    throw diskFull(failure, path);
  }
}

export const writeRunning = (home: string, running: Running): Promise<void> =>
  replaceFile(files(home).run, `${JSON.stringify(running, null, 2)}\n`);

/** What runs in a folder; undefined where nothing does. */
export async function readRunning(home: string): Promise<Running | undefined> {
  const text = await readFile(files(home).run, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const running = JSON.parse(text) as Running;
  return isRunning(running.pid) ? running : undefined;
}

/** The same for a command that cannot do without. @throws {CommandError} `not-running` */
export async function requireRunning(home: string): Promise<Running> {
  const running = await readRunning(home);
  if (running !== undefined) return running;
  throw new CommandError("not-running", `Nothing runs on ${home}. Start it with «alatau start».`);
}

/** The network of a data folder. @throws {CommandError} `no-network` */
export async function readHomeNetwork(home: string): Promise<Network> {
  const { network } = files(home);
  const text = await readFile(network, "utf8").catch(() => undefined);
  if (text === undefined)
    throw new CommandError("no-network", `${home} has no network.json: it was never started.`);
  return networkSchema.parse(JSON.parse(text));
}
