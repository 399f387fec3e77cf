// The gateway as a running server: opens what it needs, listens, and on the way out refuses new work, finishes, closes.
import { randomBytes } from "node:crypto";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { readLoad } from "@alatau/chain";
import { migrate, openPool, PortBusyError } from "@alatau/indexer";
import type { Network } from "@alatau/sdk";
import { pino, type Logger } from "pino";
import { createPublicClient, http } from "viem";
import { createApp } from "./app.ts";
import { readExchangeKey } from "./exchange/key.ts";
import { openHub } from "./events/hub.ts";
import { DEFAULT_GATEWAY_LIMITS, type Gateway, type GatewayLimits } from "./gateway.ts";
import { openReads } from "./http/reads.ts";
import { mailConfig, openMailer, type MailConfig } from "./mail/mailer.ts";
import { createMetrics } from "./observe/metrics.ts";
import { registeredSendersOnly } from "./rpc/senders.ts";
import { createChainWatch, readProgress } from "./status/queries.ts";
import { localWebhooks } from "./webhooks/address.ts";

export interface GatewayOptions {
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly network: Network;
  /** 0: any free port. */
  readonly port: number;
  /** Data folder: keeps the secret that signs sessions. */
  readonly home: string;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Names under which people reach it (`ledger.example:443`), for sign-in messages; loopback is always among them. */
  readonly publicHosts?: readonly string[];
  /** Whether people reach it through HTTPS. */
  readonly secure?: boolean;
  /** Whether a webhook may go to http://127.0.0.1. Default: what ALATAU_LOCAL_WEBHOOKS says. */
  readonly localWebhooks?: boolean;
  /** Whether the public node takes transactions of participants' accounts only. Default: what ALATAU_SENDERS says. */
  readonly registeredSendersOnly?: boolean;
  /** The mail server; null for none. Default: what ALATAU_SMTP_URL and ALATAU_MAIL_FROM say. */
  readonly mail?: MailConfig | null;
  /** Whether this is the demonstration, which gives wallets simulated money. Default: no. */
  readonly demo?: boolean;
  readonly limits?: Partial<GatewayLimits>;
  /** Built web application. Default: packages/web/dist. */
  readonly webFolder?: string;
  readonly logger?: Logger;
  /** Stops the gateway, as `close` does. */
  readonly signal?: AbortSignal;
  readonly now?: () => number;
}

export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  /** Refuses new work, lets what runs finish for `STOP_MS`, closes everything. Safe to call twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const VERSION = "0.1.0";
const STOP_MS = 10_000;
const PACKAGE = path.join(import.meta.dirname, "..");

/** Applies the migrations of schemas `payload` and `work`. @throws {MigrationChangedError} */
export async function migrateGateway(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl, { max: 1 });
  try {
    await migrate(pool, path.join(PACKAGE, "sql"), "work");
  } finally {
    await pool.end();
  }
}

/**
 * Starts the gateway; the tables of schema `ledger` must be there (the indexer makes them). @throws {PortBusyError} and what
 * the database throws.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { databaseUrl, rpcUrl, network, home, host = "127.0.0.1" } = options;
  const stop = new AbortController();
  const log = options.logger ?? pino({ name: "gateway", level: process.env["LOG_LEVEL"] ?? "info" });
  const sessionSecret = await readSecret(home);
  const exchange = await readExchangeKey(home);
  await migrateGateway(databaseUrl);
  const pool = openPool(databaseUrl, { max: 10 });
  const reads = openReads(databaseUrl, 10);
  const chain = createPublicClient({ transport: http(rpcUrl, { timeout: 10_000, retryCount: 1 }) });
  const now = options.now ?? Date.now;
  const mail = options.mail === undefined ? mailConfig(process.env) : options.mail;
  const watch = createChainWatch({ chain, now });
  const gateway: Gateway = {
    pool,
    reads,
    databaseUrl,
    network,
    chain,
    rpcUrl,
    log,
    metrics: createMetrics(async () => {
      const [view, row, load] = await Promise.all([
        watch(),
        readProgress(reads).catch(() => null),
        readLoad({ home }),
      ]);
      return {
        chainHeadAgeSeconds: view.headAgeSeconds,
        indexerLagBlocks:
          view.block === null || row?.block == null ? null : Math.max(view.block - row.block, 0),
        outboxOpen: row?.outbox_open ?? null,
        pendingRecords: row?.pending ?? null,
        unsettledSlots: row?.unsettled ?? null,
        chainLoadShare: load?.share ?? null,
      };
    }),
    limits: { ...DEFAULT_GATEWAY_LIMITS, ...options.limits },
    mailer: mail === null ? null : openMailer(mail),
    sessionSecret,
    exchange,
    hosts: new Set(options.publicHosts ?? []),
    secureCookies: options.secure ?? false,
    localWebhooks: options.localWebhooks ?? localWebhooks(process.env),
    demo: options.demo ?? false,
    registeredSendersOnly: options.registeredSendersOnly ?? registeredSendersOnly(process.env),
    now,
    stopping: stop.signal,
    version: VERSION,
  };
  await using opened = new AsyncDisposableStack(); // closed on every way out but the last
  opened.defer(async () => void (await Promise.all([pool.end(), reads.end()])));
  const hub = await openHub(gateway);
  opened.defer(hub.close);
  const webFolder = options.webFolder ?? path.join(PACKAGE, "../web/dist");
  const { app } = createApp(gateway, { hub, watch, webFolder });
  const server = createServer({ requestTimeout: 110_000, keepAliveTimeout: 65_000 }, app);
  const port = await listen(server, options.port, host);
  const all = opened.move();
  for (const name of ["localhost", "127.0.0.1", "[::1]", host]) gateway.hosts.add(`${name}:${port}`);
  const url = `http://${host}:${port}`;
  log.info({ url, network: network.name, chainId: network.chainId }, "gateway listening");

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      stop.abort();
      await drain(server);
      await all.disposeAsync();
      log.info({ url }, "gateway stopped");
    })());
  if (options.signal?.aborted === true) await close();
  options.signal?.addEventListener("abort", () => void close(), { once: true });
  return { url, port, close, [Symbol.asyncDispose]: close };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.once("error", (failure: NodeJS.ErrnoException) =>
      reject(failure.code === "EADDRINUSE" ? new PortBusyError(port) : failure),
    );
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Takes no new connections, waits for running requests, and cuts off what is left after {@link STOP_MS}. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const cut = setTimeout(() => server.closeAllConnections(), STOP_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}

/** The secret that signs sessions, made at the first start; readable by the owner alone. */
async function readSecret(home: string): Promise<Uint8Array> {
  const file = path.join(home, "session.key");
  try {
    await writeFile(file, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600 });
    await chmod(file, 0o600);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "EEXIST") throw failure;
  }
  return Buffer.from((await readFile(file, "utf8")).trim(), "hex");
}
