// Usage: node test/bench/run.ts [name...] [--json]. Runs the benchmarks, all or the named ones, and prints a table.
import { readdirSync } from "node:fs";
import { arch, cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Row } from "./row.ts";

const OWN = new Set(["run.ts", "row.ts"]);
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !OWN.has(file) && !file.startsWith("_"))
  .map((file) => file.slice(0, -3));
const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(", ")}. There are ${known.join(", ")}.`);
  process.exit(2);
}

const rows: Row[] = [];
for (const name of asked.length > 0 ? asked : known) {
  console.error(`${name} …`);
  const { bench } = (await import(join(import.meta.dirname, `${name}.ts`))) as {
    bench: () => Promise<Row[]>;
  };
  rows.push(...(await bench()));
}
if (process.argv.includes("--json")) console.log(JSON.stringify(rows, null, 2));
else {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  console.log(`Measured on ${machine}, ${new Date().toISOString().slice(0, 10)}.\n`);
  console.log("| what | measured | to reach | | conditions |\n|---|---|---|---|---|");
  for (const { name, value, unit, target, met, conditions } of rows)
    console.log(
      `| ${name} | ${value.toLocaleString("en-US")} ${unit} | ${target} | ${met ? "reached" : "missed"} | ${conditions} |`,
    );
}
process.exit(0);
