import { expect } from "chai";
import { describe, it } from "mocha";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** What each package may import (docs/architecture.md): arrows point up only. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  sdk: [],
  formats: ["sdk"],
  market: ["sdk"],
  city: ["sdk"],
  chain: ["sdk"],
  indexer: ["sdk"],
  gateway: ["sdk", "formats", "market", "city", "chain", "indexer"],
  web: ["sdk", "city"],
  cli: ["sdk", "formats", "market", "city", "chain", "indexer", "gateway"],
};

/** Packages that do no input or output. */
const PURE = ["market", "formats", "city"];
/** Entries beside the one of each package: what their readers would otherwise load for nothing. */
const ENTRIES = ["@alatau/sdk/blocks", "@alatau/sdk/timestamp"];
const INPUT_OUTPUT = /^node:(fs|net|http|https|child_process|dgram|tls|worker_threads)/;

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(([, name]) => name!);

/** Every import of a package's own sources: [file, imported]. */
function importsIn(name: string, withTests: boolean): [string, string][] {
  return globSync(`packages/${name}/src/**/*.{ts,tsx}`, { cwd: ROOT })
    .filter((file) => withTests || !/\.(test|fixture)\.tsx?$|\/test-/.test(file))
    .flatMap((file) =>
      importsOf(readFileSync(join(ROOT, file), "utf8")).map((name): [string, string] => [file, name]),
    );
}

describe("the arrows between the packages", () => {
  for (const [name, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${name} imports ${allowed.length === 0 ? "no other package" : allowed.join(", ")} at most`, () => {
      const wrong = importsIn(name, false).filter(([, imported]) => {
        const other = /^@alatau\/([^/]+)/.exec(imported)?.[1];
        return other !== undefined && other !== name && !allowed.includes(other);
      });
      expect(wrong).to.deep.equal([]);
    });

    it(`${name} enters others through their entries alone`, () => {
      // A fixture may build on another package's fixture: what only tests use has no entry.
      const deep = importsIn(name, true)
        .filter(([file]) => !file.includes(".fixture."))
        .filter(
          ([file, imported]) =>
            (/^@alatau\/[^/]+\/./.test(imported) && !ENTRIES.includes(imported)) ||
            (imported.startsWith("../") && leaves(file, imported)),
        );
      expect(deep).to.deep.equal([]);
    });
  }

  for (const name of PURE) {
    it(`${name} does no input or output`, () => {
      expect(importsIn(name, false).filter(([, imported]) => INPUT_OUTPUT.test(imported))).to.deep.equal([]);
    });
  }
});

/** Whether a relative import leaves the package's src for another package. */
function leaves(file: string, imported: string): boolean {
  const target = join(file, "..", imported);
  const home = file.split("/").slice(0, 2).join("/");
  return target.startsWith("packages/") && !target.startsWith(`${home}/`);
}
