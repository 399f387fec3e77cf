#!/usr/bin/env node
import "../../../scripts/require-node.cjs";

const { main } = await import("../src/index.ts");
process.exitCode = await main(process.argv.slice(2));
