// Usage: node scripts/require-node.cjs. Says in one line when this Node is too old; plain CommonJS so that any Node can read it.
"use strict";
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    "Alatau Ledger needs Node 22.18 or newer, this is " +
      process.versions.node +
      ". Run it as: npx -y -p node@24 -c 'npm ci && npm start'",
  );
  process.exit(1);
}
