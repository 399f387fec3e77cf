// Tells merchants' systems what became of their invoices. Each delivery is sent on its own, so that one that hangs delays no other.
import type pg from "pg";
import type { Logger } from "pino";
import {
  claimDeliveries,
  nextDue,
  recordTry,
  releaseDelivery,
  type ClaimedDelivery,
} from "../webhooks/deliveries.ts";
import { observeInvoices } from "../webhooks/observe.ts";
import { sendWebhook } from "../webhooks/send.ts";
import { notify } from "../transaction.ts";
import { runLoop } from "./loop.ts";

export interface WebhooksOptions {
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Whether http://127.0.0.1 is an endpoint. */
  readonly localWebhooks: boolean;
}

/** Tries at the same time, of all endpoints together. */
const AT_ONCE = 500;

/** Makes events and sends them until the signal. A delivery may be sent twice, as when the worker is killed before it has written down the answer. */
export async function runWebhooks(options: WebhooksOptions): Promise<void> {
  const { pool, logger } = options;
  const running = new Set<Promise<void>>();
  const start = (claimed: ClaimedDelivery): void => {
    const run = tryOnce(options, claimed)
      .catch((failure: unknown) =>
        logger.error({ err: failure, delivery: claimed.delivery }, "delivery not noted"),
      )
      .finally(() => running.delete(run));
    running.add(run);
  };
  await runLoop({ ...options, name: "webhooks", wakeOn: ["webhooks"], wakeOnBlock: true }, async () => {
    const made = await observeInvoices(pool);
    if (made > 0) logger.info({ events: made }, "merchant events made");
    for (const claimed of await claimDeliveries(pool, AT_ONCE - running.size)) start(claimed);
    return (await nextDue(pool)) ?? false;
  });
  await Promise.all(running);
}

async function tryOnce({ pool, signal, logger, localWebhooks }: WebhooksOptions, claimed: ClaimedDelivery) {
  const outcome = await sendWebhook(claimed, { local: localWebhooks, signal, now: Date.now });
  if (signal.aborted && outcome.error !== null) return await releaseDelivery(pool, claimed);
  await recordTry(pool, claimed, outcome, Math.random());
  const { delivery, endpoint, event } = claimed;
  logger.info({ delivery, endpoint, event, status: outcome.status, error: outcome.error }, "webhook sent");
  await notify(pool, "webhooks");
}
