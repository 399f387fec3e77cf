// Usage: node scripts/test.ts [--only <group>]... Runs every check of the project, or the named groups, and sums the results.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const bin = (name: string): string => join(ROOT, "node_modules", ".bin", name);
const MOCHA = ["--reporter", "spec", "--timeout", "60000", "--exit"];

interface Step {
  name: string;
  command: readonly string[];
  needs?: string;
  env?: Readonly<Record<string, string>>;
}

const node = (script: string, ...args: string[]): readonly string[] => [
  process.execPath,
  join(ROOT, script),
  ...args,
];
const mocha = (...specs: string[]): readonly string[] => [bin("mocha"), ...MOCHA, ...specs];

/** What each group runs, in order; longest first where two run side by side. */
const GROUPS: Record<string, readonly Step[]> = {
  lint: [
    { name: "eslint", command: [bin("eslint"), "."] },
    { name: "prettier", command: [bin("prettier"), "--check", "--log-level", "warn", "."] },
    { name: "solhint", command: [bin("solhint"), "--quiet", "contracts/**/*.sol"] },
    { name: "typecheck", command: [bin("tsc"), "--noEmit"] },
  ],
  contracts: [
    { name: "compile", command: [bin("hardhat"), "build", "--quiet"] },
    { name: "generated ABI", command: node("scripts/generate-abi.ts", "--check") },
    { name: "rounding vectors", command: node("scripts/generate-rounding-vectors.ts", "--check") },
    { name: "unit tests", command: [bin("hardhat"), "test", "mocha"] },
    { name: "fuzz and invariant tests", command: [bin("hardhat"), "test", "solidity"] },
  ],
  packages: [
    { name: "lockfile for every platform", command: node("scripts/check-lockfile.ts", "--no-install") },
    { name: "generated error table", command: node("scripts/generate-errors.ts", "--check") },
    { name: "repository", command: mocha("test/repository/**/*.test.ts") },
    ...["gateway", "indexer", "cli", "chain", "sdk", "formats", "market", "city"].map((name) => ({
      name,
      command: mocha(`packages/${name}/src/**/*.test.ts`),
    })),
  ],
  web: [
    {
      name: "build",
      command: [process.execPath, join(ROOT, "node_modules/vite/bin/vite.js"), "build", "packages/web"],
    },
    { name: "pages", command: mocha("packages/web/src/**/*.test.ts") },
  ],
  conformance: [
    { name: "stock clients", command: [...mocha("test/conformance/**/*.test.ts"), "--timeout", "240000"] },
  ],
  city: [{ name: "members with a database each", command: mocha("test/city/**/*.test.ts") }],
  faults: [{ name: "every process killed at random", command: mocha("test/faults/**/*.test.ts") }],
  sources: [
    {
      name: "all sources of city data for half an hour",
      command: mocha("test/city/sources.test.ts"),
      env: { ALATAU_SOURCES_MINUTES: "30" },
    },
  ],
  soak: [{ name: "soak", command: mocha("test/soak/**/*.test.ts") }],
};

/** Groups whose steps need nothing of each other: they run two at a time, and each is shown once it has ended. */
const SIDE_BY_SIDE = ["lint", "packages"];

/**
 * Only when they are named: the storm again with the command that people run, whose parts take longer to start, and the city's sources
 * for longer than everybody would wait.
 */
const ONLY_NAMED = ["soak", "sources"];

const named = process.argv.flatMap((word, index, all) => (all[index - 1] === "--only" ? [word] : []));
const unknown = named.filter((name) => !(name in GROUPS));
if (unknown.length > 0) {
  console.error(`No such group: ${unknown.join(", ")}. There are ${Object.keys(GROUPS).join(", ")}.`);
  process.exit(2);
}
const groups = named.length > 0 ? named : Object.keys(GROUPS).filter((name) => !ONLY_NAMED.includes(name));

interface Result {
  readonly code: number;
  readonly passed: number;
  readonly failed: number;
  /** All that it said. */
  readonly text: string;
}

/** Runs one step, its output shown as it comes or kept for the end; answers what its last lines counted. */
function run({ command, env }: Step, isLive: boolean): Promise<Result> {
  return new Promise((resolve) => {
    const [file, ...args] = command as [string, ...string[]];
    const child = spawn(file, args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", isLive ? "inherit" : "pipe"],
      env: { ...process.env, ...env },
    });
    let text = "";
    const keep = (chunk: Buffer): void => {
      if (isLive) process.stdout.write(chunk);
      text += chunk.toString();
    };
    child.stdout!.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("close", (code) => {
      const count = (word: string) =>
        [...text.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, "gm"))].reduce(
          (sum, [, number]) => sum + Number(number),
          0,
        );
      resolve({ code: code ?? 1, passed: count("passing"), failed: count("failing"), text });
    });
  });
}

let [passed, failed] = [0, 0];

async function runStep(group: string, step: Step, isLive: boolean): Promise<void> {
  const started = performance.now();
  if (isLive) console.log(`\n== ${group}: ${step.name}`);
  const result = await run(step, isLive);
  if (!isLive) console.log(`\n== ${group}: ${step.name}\n${result.text}`);
  passed += result.passed + (result.passed + result.failed === 0 && result.code === 0 ? 1 : 0);
  failed += result.failed + (result.failed === 0 && result.code !== 0 ? 1 : 0);
  console.log(
    `== ${group}: ${step.name} ${result.code === 0 ? "done" : "FAILED"} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
}

for (const group of groups) {
  const started = performance.now();
  const steps = GROUPS[group]!.filter(({ needs }) => needs === undefined || existsSync(join(ROOT, needs)));
  const atOnce = SIDE_BY_SIDE.includes(group) ? Math.min(2, availableParallelism()) : 1;
  const runNext = async (): Promise<void> => {
    for (let step = steps.shift(); step !== undefined; step = steps.shift())
      await runStep(group, step, atOnce === 1);
  };
  await Promise.all(Array.from({ length: atOnce }, runNext));
  console.log(`== ${group} took ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
