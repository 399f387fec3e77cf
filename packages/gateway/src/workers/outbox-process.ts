// Test program: an outbox worker as a process of its own, so that it can be killed. Arguments: database, endpoint, data folder.
import { accountFor, loadKeys, readNetwork } from "@alatau/chain";
import { openPool } from "@alatau/indexer";
import { pino } from "pino";
import { runOutbox } from "./outbox.ts";

const [databaseUrl = "", rpcUrl = "", home = ""] = process.argv.slice(2);
const keys = await loadKeys(home);
await runOutbox({
  pool: openPool(databaseUrl),
  network: (await readNetwork(home))!,
  keys: { issuer: accountFor(keys, "issuer"), registrar: accountFor(keys, "registrar") },
  rpcUrl,
  signal: new AbortController().signal,
  logger: pino({ level: "silent" }),
});
