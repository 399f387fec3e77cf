// Where the Anvil binary is, and how it is started.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { AnvilMissingError, AnvilVersionError } from "./errors.ts";

/** The version whose blocks the log repeats exactly. */
export const ANVIL_VERSION = "1.7.1";

/** How to run Anvil: a program and the arguments before Anvil's own. */
export interface AnvilCommand {
  readonly program: string;
  readonly prefix: readonly string[];
  readonly source: "package" | "path" | "npx";
}

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/**
 * Finds Anvil: the platform's npm package, then `anvil` on the path, then `npx -y @foundry-rs/anvil@1.7.1`, which needs a
 * network the first time. Does not start anything. Throws `anvil-missing` when not even npx is there.
 */
export function findAnvil({ env = process.env }: { env?: NodeJS.ProcessEnv } = {}): AnvilCommand {
  const packageName = platformPackage();
  const packaged = packagedBinary(packageName);
  if (packaged !== undefined) return { program: packaged, prefix: [], source: "package" };
  const onPath = onSearchPath("anvil", env);
  if (onPath !== undefined) return { program: onPath, prefix: [], source: "path" };
  const npx = npxScript();
  if (npx === undefined) throw new AnvilMissingError([packageName, "anvil on the path", "npx"]);
  // npm's own script under this Node: a shell's `npx` would meet another Node inside of `npx -c`, and be a .cmd on Windows.
  return {
    program: process.execPath,
    prefix: [npx, "-y", `@foundry-rs/anvil@${ANVIL_VERSION}`],
    source: "npx",
  };
}

/** Asks a command for its version. Throws `anvil-missing` when it does not run, `anvil-version` when it is another one. */
export async function checkAnvil(command: AnvilCommand): Promise<void> {
  let answer: string;
  try {
    const { stdout } = await run(command.program, [...command.prefix, "--version"], {
      env: childEnvironment(),
      timeout: command.source === "npx" ? 120_000 : 20_000,
    });
    answer = stdout;
  } catch (failure) {
    throw new AnvilMissingError([command.source], failure);
  }
  const found = /anvil Version: (\d+\.\d+\.\d+)/i.exec(answer)?.[1] ?? answer.trim();
  if (found !== ANVIL_VERSION) throw new AnvilVersionError(found, ANVIL_VERSION);
}

/** Starts Anvil; its standard error is readable, the rest is silent. */
export function spawnAnvil(command: AnvilCommand, args: readonly string[]): ChildProcess {
  return spawn(command.program, [...command.prefix, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: childEnvironment(),
  });
}

/** What `npx -c` leaves in the environment (the call to run, the prefix) would be run again by an npx inside of it. */
function childEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(call|package|yes|prefix|local_prefix)|command|lifecycle_)/i.test(name),
  );
  return Object.fromEntries(inherited);
}

function platformPackage(): string {
  const platform = process.platform === "win32" ? "win32" : process.platform;
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  return `@foundry-rs/anvil-${platform}-${cpu}`;
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
  return candidates.find((path) => readable(path));
}

const binaryName = (name: string): string => (process.platform === "win32" ? `${name}.exe` : name);

const executable = (path: string): string | undefined => (can(path, constants.X_OK) ? path : undefined);

const readable = (path: string): boolean => can(path, constants.R_OK);

function can(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
