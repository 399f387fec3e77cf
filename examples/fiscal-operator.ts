// A simulated fiscal operator, for trying out receipts: node examples/fiscal-operator.ts <port> <token>
import { startSimulator } from "@alatau/gateway";

const [port = "8790", token] = process.argv.slice(2);
if (token === undefined || !/^\d{1,5}$/.test(port)) {
  process.stderr.write("usage: node examples/fiscal-operator.ts <port> <token>\n");
  process.exit(2);
}
const simulator = await startSimulator({ port: Number(port), token });
process.stdout.write(`simulated fiscal operator at ${simulator.url}; its receipts are worth nothing\n`);
