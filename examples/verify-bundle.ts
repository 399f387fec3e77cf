// Checks a proof bundle with no server: node examples/verify-bundle.ts bundle.json network.json
import { readFile } from "node:fs/promises";
import { networkSchema, verifyBundle } from "@alatau/sdk";

const [bundleFile, networkFile] = process.argv.slice(2);
if (bundleFile === undefined || networkFile === undefined) {
  console.error("usage: node examples/verify-bundle.ts <bundle.json> <network.json>");
  process.exit(2);
}

// What is trusted: the network's description, which you have pinned; nothing that the bundle says of itself.
const network = networkSchema.parse(JSON.parse(await readFile(networkFile, "utf8")));
const bundle = await readFile(bundleFile, "utf8");
const { proven, level, status, facts, failure } = await verifyBundle(bundle, network);
if (!proven) {
  console.error(`Not proven: ${failure?.detail} (${failure?.code})`);
  process.exit(1);
}
if (facts.sale !== undefined) console.log(`Sale ${facts.sale.id}, ${status ?? "status not asked"}.`);
if (level.meter !== null) console.log("Signed by the meter.");
if (level.checkers !== null)
  console.log(`Signed by ${level.checkers.signed} of ${level.checkers.of} checkers.`);
