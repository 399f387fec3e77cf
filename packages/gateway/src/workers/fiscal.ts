// Asks fiscal operators for the receipts of payments that are final, again and again until each is answered.
import type pg from "pg";
import type { Logger } from "pino";
import { askOperator } from "../fiscal/operator.ts";
import {
  claimReceipts,
  keepAnswer,
  nextReceipt,
  queueReceipts,
  type ClaimedReceipt,
} from "../fiscal/queue.ts";
import { reportIncident } from "./incidents.ts";
import { chainTip } from "./ledger.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";

export interface FiscalOptions {
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Whether http://127.0.0.1 is an operator, as the simulator is. */
  readonly localOperators: boolean;
}

/** Requests at the same time. */
const AT_ONCE = 8;

/** Asks until the signal. A receipt may be asked for twice, as when the worker is killed before it has written the answer down; its key makes it one. */
export async function runFiscal(options: FiscalOptions): Promise<void> {
  const { pool, logger } = options;
  await runLoop({ ...options, name: "fiscal", wakeOn: ["fiscal"], wakeOnBlock: true }, async () => {
    const queued = await queueReceipts(pool);
    if (queued > 0) logger.info({ receipts: queued }, "receipts due");
    const now = (await chainTip(pool))?.timestamp ?? 0;
    const claimed = await claimReceipts(pool, AT_ONCE, now);
    await Promise.all(claimed.map((each) => ask(options, each, now)));
    return claimed.length > 0 ? true : ((await nextReceipt(pool)) ?? false);
  });
}

async function ask(
  { pool, signal, logger, localOperators: local }: FiscalOptions,
  claimed: ClaimedReceipt,
  now: number,
): Promise<void> {
  const { receipt, operator, request } = claimed;
  const answer = await askOperator(operator, receipt, request, { local, signal });
  if (signal.aborted && answer.kind === "unknown") return;
  await keepAnswer(pool, claimed, answer, now);
  countEvent(`receipt ${answer.kind}`);
  if (answer.kind === "issued") return logger.info({ receipt, number: answer.number }, "receipt issued");
  logger.warn({ receipt, reason: answer.reason }, "receipt not issued");
  if (answer.kind === "refused")
    await reportIncident(pool, { kind: "receipt-refused", subject: receipt, detail: answer.reason });
}
