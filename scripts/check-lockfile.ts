// Usage: node scripts/check-lockfile.ts [--no-install]
// Checks that package-lock.json serves every platform that the README names: each package with platform packages has one for it, and
// `npm ci --ignore-scripts --os=… --cpu=…` succeeds in a scratch copy and installs it. With --no-install only the lockfile is read.
import { spawn } from "node:child_process";
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const PLATFORMS = [
  { os: "linux", cpu: "x64", libc: "glibc" },
  { os: "darwin", cpu: "arm64" },
  { os: "darwin", cpu: "x64" },
  { os: "win32", cpu: "x64" },
] as const;
type Platform = { os: string; cpu: string; libc?: string };

/** Packages that exist for some platforms only, and why that is enough. */
const PARTIAL: Record<string, string> = {
  "@foundry-rs/anvil-linux-amd64":
    "the other platforms take `anvil` from the path or run npx -y @foundry-rs/anvil (packages/chain)",
  fsevents: "file events of macOS; the other systems need no package for them",
};

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  os?: readonly string[];
  cpu?: readonly string[];
  libc?: readonly string[];
  optionalDependencies?: Record<string, string>;
  devOptional?: boolean;
}

/** A package with the packages that it has for single platforms. */
interface Family {
  readonly parent: string;
  readonly members: readonly { path: string; entry: Locked }[];
}

const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};
const problems: string[] = [];

const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + 13);
const fits = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  list === undefined || value === undefined || list.includes(value) || list.includes("any");
const serves = ({ os, cpu, libc }: Locked, platform: Platform): boolean =>
  fits(os, platform.os) && fits(cpu, platform.cpu) && fits(libc, platform.libc);

/** Where a dependency of the package at `from` lies, as npm looks for it: beside it, then further up. */
function locate(from: string, name: string): string | null {
  for (
    let at = from;
    ;
    at = at.includes("/node_modules/") ? at.slice(0, at.lastIndexOf("/node_modules/")) : ""
  ) {
    const path = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (path in packages) return path;
    if (at === "") return null;
  }
}

/** Every package whose optional dependencies name a platform; those that the lockfile does not hold are problems. */
function families(): Family[] {
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) => {
    const members = Object.keys(optionalDependencies).flatMap((name) => {
      const path = locate(parent, name);
      if (path !== null) return [{ path, entry: packages[path]! }];
      problems.push(
        `${nameOf(parent)} has the optional dependency ${name}, which the lockfile does not hold`,
      );
      return [];
    });
    const platform = members.filter(({ entry }) => entry.os !== undefined || entry.cpu !== undefined);
    return platform.length > 0 ? [{ parent, members: platform }] : [];
  });
}

function checkLockfile(found: readonly Family[]): void {
  for (const [path, { resolved, integrity, link, version }] of Object.entries(packages)) {
    if (!path.includes("node_modules/") || link === true) continue;
    if (integrity === undefined) problems.push(`${path} ${version ?? ""} has no integrity`);
    if (resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/"))
      problems.push(`${path} is bound to ${new URL(resolved).host}`);
  }
  for (const { parent, members } of found) {
    for (const platform of PLATFORMS) {
      if (members.some(({ entry }) => serves(entry, platform))) continue;
      if (members.every(({ path }) => nameOf(path) in PARTIAL)) continue;
      problems.push(`${nameOf(parent) || "the project"} has no package for ${platform.os} ${platform.cpu}`);
    }
  }
}

/** Copies what `npm ci` reads: the package files, the lockfile, and the files that packages link as commands. */
function scratchCopy(): string {
  const scratch = mkdtempSync(join(tmpdir(), "alatau-lockfile-"));
  const { workspaces } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    workspaces: string[];
  };
  const manifests = workspaces.flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: ROOT }));
  const commands = manifests.flatMap((file) => {
    const { bin = {} } = JSON.parse(readFileSync(join(ROOT, file), "utf8")) as {
      bin?: Record<string, string>;
    };
    return Object.values(bin).map((command) => join(dirname(file), command));
  });
  for (const file of ["package.json", "package-lock.json", ...manifests, ...commands])
    if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(scratch, file));
  return scratch;
}

function npmCi(cwd: string, { os, cpu, libc }: Platform): Promise<{ code: number; text: string }> {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", `--os=${os}`, `--cpu=${cpu}`];
  if (libc !== undefined) args.push(`--libc=${libc}`);
  return new Promise((resolve) => {
    const child = spawn("npm", args, { cwd, shell: process.platform === "win32" });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (part: Buffer) => (text += part.toString()));
    child.once("error", (error) => resolve({ code: 1, text: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, text }));
  });
}

async function checkInstall(platform: Platform, found: readonly Family[]): Promise<void> {
  const name = `${platform.os} ${platform.cpu}`;
  const scratch = scratchCopy();
  const started = performance.now();
  try {
    const { code, text } = await npmCi(scratch, platform);
    if (code !== 0) {
      problems.push(`npm ci for ${name} failed: ${text.trim().split("\n").slice(-12).join("\n    ")}`);
      return;
    }
    const expected = found.flatMap(({ members }) => members.filter(({ entry }) => serves(entry, platform)));
    for (const { path } of expected)
      if (!existsSync(join(scratch, path, "package.json")))
        problems.push(`npm ci for ${name} did not install ${nameOf(path)}`);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${name}: npm ci done in ${seconds} s, ${expected.length} platform packages`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const found = families();
checkLockfile(found);
console.log(`${Object.keys(packages).length} packages, ${found.length} with packages for single platforms`);
for (const { members } of found)
  for (const { path } of members)
    if (nameOf(path) in PARTIAL) console.log(`${nameOf(path)}: ${PARTIAL[nameOf(path)]!}`);
if (!process.argv.includes("--no-install"))
  for (const platform of PLATFORMS) await checkInstall(platform, found);
for (const problem of problems) console.error(`- ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
