// The entry of alatau-verify.mjs: one file that checks a bundle in Node, and as a module in a browser, without anything else.
import { jsonText, networkSchema, verifyBundle } from "@alatau/sdk";

export { networkSchema, verifyBundle };

const USAGE = "usage: node alatau-verify.mjs <bundle.json> <network.json>";

/** Checks two files; answers the exit code: 0 proven, 1 not, 2 a file cannot be read. */
async function main([bundleFile, networkFile]: readonly string[]): Promise<number> {
  if (bundleFile === undefined || networkFile === undefined) return say(USAGE, 2);
  const { readFile } = await import("node:fs/promises");
  try {
    const network = networkSchema.parse(JSON.parse(await readFile(networkFile, "utf8")));
    const result = await verifyBundle(await readFile(bundleFile, "utf8"), network);
    return say(jsonText(result, 2), result.proven ? 0 : 1);
  } catch (error) {
    return say(error instanceof Error ? error.message : String(error), 2);
  }
}

function say(text: string, code: number): number {
  (code === 2 ? process.stderr : process.stdout).write(`${text}\n`);
  return code;
}

if (typeof process !== "undefined" && process.argv[1]?.endsWith("alatau-verify.mjs") === true)
  process.exitCode = await main(process.argv.slice(2));
