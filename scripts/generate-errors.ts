// Usage: node scripts/generate-errors.ts [--check]
// Prints docs/errors.md from the one error table of the gateway; --check fails when the file differs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { ERROR_GROUPS, ERRORS, type ErrorText } from "../packages/gateway/src/problems.ts";

const FILE = join(import.meta.dirname, "../docs/errors.md");

const INTRODUCTION = `<!-- Made by scripts/generate-errors.ts from packages/gateway/src/problems.ts; do not edit. -->

# Errors

Every refusal has a code that never changes. Over HTTP it comes as a problem document (RFC 9457, \`application/problem+json\`) with
\`type\` = \`/problems/<code>\`; a failed check of the request's fields has an \`errors\` list besides. In row-by-row answers, in the outbox and
on the command line the same codes stand alone. A contract's custom error has its own name in kebab case.

There are ${Object.keys(ERRORS).length} codes.
`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function section([title, group]: [string, Readonly<Record<string, ErrorText>>]): string {
  const rows = Object.entries(group)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { status, title: name, why, remedy }]) =>
        `| \`${code}\` | ${status} | ${cell(name)} | ${cell(why)} | ${cell(remedy)} |`,
    );
  return `\n## ${title}\n\n| Code | Status | Title | Why it happens | What to do |\n| --- | --- | --- | --- | --- |\n${rows.join("\n")}\n`;
}

const text = await format(INTRODUCTION + Object.entries(ERROR_GROUPS).map(section).join(""), {
  ...(await resolveConfig(FILE)),
  filepath: FILE,
});

if (!process.argv.includes("--check")) writeFileSync(FILE, text);
else if (readFileSync(FILE, "utf8") !== text) {
  console.error("docs/errors.md differs from the error table: run node scripts/generate-errors.ts.");
  process.exitCode = 1;
}
