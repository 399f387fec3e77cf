// Usage: node scripts/build-verifier.ts [folder]. Writes alatau-verify.mjs, one file that checks proof bundles with nothing else, and prints its sha256.
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";

const ROOT = join(import.meta.dirname, "..");
const folder = process.argv[2] ?? join(ROOT, "dist");

const result = await build({
  configFile: false,
  root: ROOT,
  logLevel: "error",
  build: {
    write: false,
    target: "es2022",
    minify: false,
    lib: { entry: join(ROOT, "packages/cli/src/standalone.ts"), formats: ["es"] },
    rolldownOptions: { external: /^node:/, output: { codeSplitting: false } },
  },
});
const outputs = [result].flat().flatMap((each) => ("output" in each ? each.output : []));
const [chunk] = outputs;
if (chunk?.type !== "chunk" || outputs.length !== 1) throw new Error("The verifier is not one file.");
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "alatau-verify.mjs"), chunk.code);
console.log(createHash("sha256").update(chunk.code).digest("hex"));
