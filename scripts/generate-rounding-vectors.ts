// Usage: node scripts/generate-rounding-vectors.ts [--check]
// Writes the rounding vectors that contracts and TypeScript share; --check fails when the file differs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { roundingVectors } from "@alatau/market";

const FILE = join(import.meta.dirname, "../test/contracts/rounding-vectors.json");

const text = `${JSON.stringify(roundingVectors(), null, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(FILE, text);
else if (readFileSync(FILE, "utf8") !== text) {
  console.error(`${FILE} differs from the vectors: run node scripts/generate-rounding-vectors.ts.`);
  process.exitCode = 1;
}
