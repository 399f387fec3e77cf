// Usage: node test/conformance/_gateway.ts <json>. A gateway as a process of its own, so that a test can kill it.
import { startGateway } from "@alatau/gateway";
import path from "node:path";
import { pino } from "pino";

const { port, ...where } = JSON.parse(process.argv[2]!) as {
  readonly port: number;
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly home: string;
  readonly network: never;
};
await startGateway({
  ...where,
  port,
  limits: { writesPerMinute: 100_000 },
  webFolder: path.join(where.home, "no-web"),
  logger: pino({ level: "silent" }),
});
process.send?.("ready");
process.once("disconnect", () => process.exit(0));
