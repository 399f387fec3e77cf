// For tests: an indexer in a process of its own, to be killed. Arguments: rpcUrl, databaseUrl, network as JSON.
import { follow } from "./follow.ts";

const [rpcUrl, databaseUrl, network] = process.argv.slice(2) as [string, string, string];
await follow({
  rpcUrl,
  wsUrl: rpcUrl.replace("http", "ws"),
  databaseUrl,
  network: JSON.parse(network),
  onBlock: ({ number }) => process.stdout.write(`${number}\n`),
});
