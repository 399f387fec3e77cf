// Where the Anvil binary is, and how it is started.
import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { AnvilMissingError, AnvilVersionError } from "./errors.ts";

/** The version whose blocks the log repeats exactly. */
export const ANVIL_VERSION = "1.7.1";

/** The Anvil binary and where it was found. */
export interface AnvilCommand {
  readonly program: string;
  readonly source: "package" | "path" | "npx";
}

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/**
 * Finds Anvil: the platform's npm package, then `anvil` on the path, then what npx brings of `@foundry-rs/anvil@1.7.1`, which
 * needs a network the first time. Throws `anvil-missing`.
 */
export function findAnvil({ env = process.env } = {}): AnvilCommand {
  const packageName = platformPackage();
  const packaged = packagedBinary(packageName);
  if (packaged !== undefined) return { program: packaged, source: "package" };
  const onPath = onSearchPath("anvil", env);
  if (onPath !== undefined) return { program: onPath, source: "path" };
  return { program: broughtByNpx(packageName), source: "npx" };
}

/** Asks a binary for its version. Throws `anvil-missing` when it does not run, `anvil-version` when it is another one. */
export async function checkAnvil({ program }: AnvilCommand): Promise<void> {
  let answer: string;
  try {
    answer = (await run(program, ["--version"], { timeout: 30_000 })).stdout;
  } catch (failure) {
    throw new AnvilMissingError([program], failure);
  }
  const found = /anvil Version: (\d+\.\d+\.\d+)/i.exec(answer)?.[1] ?? answer.trim();
  if (found !== ANVIL_VERSION) throw new AnvilVersionError(found, ANVIL_VERSION);
}

/** Starts Anvil; its standard error is readable, the rest is silent. */
export function spawnAnvil({ program }: AnvilCommand, args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
}

/**
 * Lets npx fetch the package into its own cache and answers the binary there: a node behind npx and the package's wrapper
 * would be a grandchild, which outlives a killed parent. npm's script is run by this Node, since a shell's `npx` may meet
 * another Node, and what `npx -c` leaves in the environment would be run a second time.
 */
export function broughtByNpx(packageName: string = platformPackage()): string {
  const npx = npxScript();
  const looked = [packageName, "anvil on the path", "npx"];
  if (npx === undefined) throw new AnvilMissingError(looked);
  const ask = ["-e", "console.log(process.env.PATH ?? process.env.Path)"];
  const args = [npx, "-y", "-p", `@foundry-rs/anvil@${ANVIL_VERSION}`, "--", process.execPath, ...ask];
  let searchPath: string;
  try {
    const options = { env: plainEnvironment(), timeout: 120_000, encoding: "utf8" } as const;
    searchPath = execFileSync(process.execPath, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  } catch (failure) {
    throw new AnvilMissingError(looked, failure);
  }
  const binFolders = searchPath
    .trim()
    .split(delimiter)
    .filter((folder) => folder.endsWith(join("node_modules", ".bin")));
  const binary = binFolders
    .map((folder) => executable(join(dirname(folder), packageName, "bin", binaryName("anvil"))))
    .find((path) => path !== undefined);
  if (binary === undefined) throw new AnvilMissingError(looked);
  return binary;
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(call|package|yes|prefix|local_prefix)|command|lifecycle_)/i.test(name),
  );
  return Object.fromEntries(kept);
}

function platformPackage(): string {
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  return `@foundry-rs/anvil-${process.platform}-${cpu}`;
}

function packagedBinary(packageName: string): string | undefined {
  try {
    const folder = dirname(require.resolve(`${packageName}/package.json`));
    return executable(join(folder, "bin", binaryName("anvil")));
  } catch {
    return undefined; // not installed on this platform
  }
}

function onSearchPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter((folder) => folder !== "");
  // npm puts a script of the same name into node_modules/.bin: it would only look for the package again.
  const candidates = folders.filter((folder) => !folder.endsWith(join("node_modules", ".bin")));
  return candidates
    .map((folder) => executable(join(folder, binaryName(name))))
    .find((path) => path !== undefined);
}

function npxScript(): string | undefined {
  const beside = dirname(process.execPath);
  const npmScript = process.env["npm_execpath"];
  const candidates = [
    ...(npmScript === undefined ? [] : [join(dirname(npmScript), "npx-cli.js")]),
    join(beside, "..", "lib", "node_modules", "npm", "bin", "npx-cli.js"),
    join(beside, "node_modules", "npm", "bin", "npx-cli.js"),
  ];
  const onPath = onSearchPath("npx", process.env); // a link to npm's script, except on Windows
  return [...candidates, ...(onPath === undefined ? [] : [realpathSync(onPath)])].find(
    (path) => path.endsWith(".js") && can(path, constants.R_OK),
  );
}

const binaryName = (name: string): string => (process.platform === "win32" ? `${name}.exe` : name);

const executable = (path: string): string | undefined => (can(path, constants.X_OK) ? path : undefined);

function can(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
