// What every route is given: connections, the network's description, clock, log and limits. Built once by server.ts.
import type { Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import type { PublicClient } from "viem";
import type { Mailer } from "./mail/mailer.ts";
import type { ExchangeKey } from "./exchange/key.ts";
import type { Metrics } from "./observe/metrics.ts";

export interface GatewayLimits {
  /** Writes a minute from one address without an API key. */
  readonly writesPerMinute: number;
  /** Writes a minute with one API key or session. */
  readonly keyedWritesPerMinute: number;
  /** Proofs, exports and sign-ins a minute from one address. */
  readonly costlyPerMinute: number;
  /** Problem reports a minute from one address. */
  readonly reportsPerMinute: number;
  /** Calls of the public node a minute from one address; what is dear counts for several. */
  readonly rpcCallsPerMinute: number;
  /** Bytes of a body, decompressed. */
  readonly bodyBytes: number;
  /** Open event streams. */
  readonly streams: number;
}

export interface Gateway {
  /** For writes and workers' functions: numbers and bigints. */
  readonly pool: pg.Pool;
  /** For reads: amounts and hashes arrive as the text that goes out. */
  readonly reads: pg.Pool;
  readonly databaseUrl: string;
  readonly network: Network;
  readonly chain: PublicClient;
  readonly rpcUrl: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly limits: GatewayLimits;
  /** Null where the environment names no mail server. */
  readonly mailer: Mailer | null;
  /** Signs session tokens; 32 bytes. */
  readonly sessionSecret: Uint8Array;
  /** Signs what it says to other members' gateways. */
  readonly exchange: ExchangeKey;
  /** Hosts (`name:port`) for which a sign-in message counts; filled when the port is known. */
  readonly hosts: Set<string>;
  readonly secureCookies: boolean;
  /** Whether a webhook may go to http://127.0.0.1. */
  readonly localWebhooks: boolean;
  /** Whether this is the demonstration: its money is simulated, and wallets are given some. */
  readonly demo: boolean;
  /** Whether the public node takes transactions of participants' accounts only. */
  readonly registeredSendersOnly: boolean;
  /** Wall clock, Unix milliseconds: for sessions and limits, never for slots. */
  readonly now: () => number;
  /** Aborts when the gateway stops. */
  readonly stopping: AbortSignal;
  readonly version: string;
}

export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = {
  writesPerMinute: 120,
  keyedWritesPerMinute: 12_000,
  costlyPerMinute: 600,
  reportsPerMinute: 5,
  rpcCallsPerMinute: 1_200,
  bodyBytes: 16 * 1024 * 1024,
  streams: 500,
};
