// Usage: node test/city/member.ts <home>. One member as a process of its own: indexer, gateway, checker and exchange on its own database.
import { accountFor, loadKeys, readNetwork } from "@alatau/chain";
import { connectionsOf, runWorkers, startGateway } from "@alatau/gateway";
import { follow, openPool } from "@alatau/indexer";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pino } from "pino";

/** What a member is told at its start, in `member.json` of its data folder. */
export interface MemberPlace {
  readonly member: string;
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly port: number;
}

const home = process.argv[2]!;
const place = JSON.parse(readFileSync(path.join(home, "member.json"), "utf8")) as MemberPlace;
const { member, databaseUrl, rpcUrl, wsUrl, port } = place;
const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());
process.once("disconnect", () => stopping.abort());
const { signal } = stopping;
const network = (await readNetwork(home))!;
const logger = pino({ level: process.env["LOG_LEVEL"] ?? "warn" });
const NAMES = ["outbox", "publisher", "exchange", "checker"] as const;

const following = follow({ network, rpcUrl, wsUrl, databaseUrl, signal });
const gateway = await startGateway({ databaseUrl, rpcUrl, network, port, home, logger, webFolder: home });
const pool = openPool(databaseUrl, { max: connectionsOf(NAMES) });
const working = runWorkers(NAMES, {
  ...{ pool, network, rpcUrl, home, signal, logger },
  accounts: { [member]: accountFor(await loadKeys(home), member) },
  checker: member,
  publish: { maxWaitMs: 200 },
  exchange: {
    announcement: { signer: member, url: `http://127.0.0.1:${port}` },
    ...{ pollMs: 200, compareMs: 3_000, retryMs: 2_000, grantsMs: 1_000 },
  },
});
process.send?.("ready");
await Promise.allSettled([following, working]);
await gateway.close();
await pool.end();
process.exit(0);
