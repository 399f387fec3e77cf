// Test program: the alerts worker as a process of its own, so that it can be killed. Argument: database.
import { openPool } from "@alatau/indexer";
import { pino } from "pino";
import { runAlerts } from "./alerts.ts";

await runAlerts({
  pool: openPool(process.argv[2] ?? ""),
  signal: new AbortController().signal,
  logger: pino({ level: process.env["LOG_LEVEL"] ?? "silent" }),
});
