// The adapter for one token on another chain: locked there, minted here; burned here, released there.
import type pg from "pg";
import type { Logger } from "pino";
import { createPublicClient, createWalletClient, http, type PrivateKeyAccount } from "viem";
import { readInbound } from "../inbound/config.ts";
import { readLocks } from "../inbound/locks.ts";
import { releaseBurned } from "../inbound/releases.ts";
import { runLoop } from "./loop.ts";

export interface InboundOptions {
  readonly pool: pg.Pool;
  /** The data folder with `inbound.json`. */
  readonly home: string;
  /** The lock's operator on the other chain. */
  readonly operator: PrivateKeyAccount;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

const POLL_MS = 1_000;

/** Works until the signal; idle where no other chain is connected. */
export async function runInbound(options: InboundOptions): Promise<void> {
  const { pool, home, operator } = options;
  const config = await readInbound(home);
  const transport = config && http(config.rpcUrl, { retryCount: 0, timeout: 20_000 });
  const reads = transport && createPublicClient({ transport });
  const writes = transport && createWalletClient({ account: operator, transport });
  let isKnown = false;
  await runLoop({ ...options, name: "inbound", wakeOn: ["final"], pollMs: POLL_MS }, async () => {
    if (config === undefined || reads === undefined || writes === undefined) return false;
    if (!isKnown) {
      const found = await reads.getChainId();
      if (found !== config.chainId) throw new Error(`The node's chain is ${found}, not ${config.chainId}.`);
      isKnown = true;
    }
    const read = await readLocks(pool, reads, config);
    const released = await releaseBurned(pool, { reads, writes, operator }, config);
    return read || released;
  });
}
