// Ends charging sessions whose car sent no last voucher in time.
import type pg from "pg";
import type { Logger } from "pino";
import { endOverdue } from "../charging/end.ts";
import { overdueSessions } from "../charging/store.ts";
import { runLoop } from "./loop.ts";

export interface ChargingOptions {
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Ends sessions until the signal. Two at once queue the same intents. */
export async function runCharging(options: ChargingOptions): Promise<void> {
  const { pool, logger } = options;
  await runLoop({ ...options, name: "charging", wakeOn: [], pollMs: 2_000 }, async () => {
    const sessions = await overdueSessions(pool);
    for (const session of sessions) {
      await endOverdue(pool, session);
      logger.info({ session }, "charging session ended without its last voucher");
    }
    return sessions.length > 0;
  });
}
