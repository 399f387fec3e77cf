// Asks an outside authority for a timestamp of every batch's root (RFC 3161). Off unless an address is configured.
import { timestampImprint, timestampRequest, timestampToken } from "@alatau/sdk/timestamp";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Logger } from "pino";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";

export interface TimestampsOptions {
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Address of the authority; undefined: the worker only waits for its end. */
  readonly url?: string | undefined;
}

const PATIENCE_MS = 20_000;
const MOST_ANSWER_BYTES = 65_535;

interface BareBatch {
  dataset: Buffer;
  publisher: number;
  sequence: string;
  root: Buffer;
}

/** Asks until the signal, the newest batch first, one after the other. What fails is asked again with growing pauses. */
export async function runTimestamps(options: TimestampsOptions): Promise<void> {
  const { pool, signal, logger, url } = options;
  if (url === undefined || url === "") {
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    return;
  }
  await runLoop({ ...options, name: "timestamps", wakeOn: [], wakeOnBlock: true }, async () => {
    const { rows } = await pool.query<BareBatch>(
      `SELECT b.dataset, b.publisher, b.sequence::text, b.root FROM ledger.batches b
        WHERE NOT EXISTS (SELECT 1 FROM payload.timestamps t
                           WHERE t.dataset = b.dataset AND t.publisher = b.publisher AND t.sequence = b.sequence)
        ORDER BY b.block_number DESC, b.log_index DESC LIMIT 1`,
    );
    const [batch] = rows;
    if (batch === undefined) return false;
    const token = await askAuthority(url, batch.root, signal);
    await pool.query(
      "INSERT INTO payload.timestamps (dataset, publisher, sequence, token, authority) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
      [batch.dataset, batch.publisher, batch.sequence, Buffer.from(token), url],
    );
    countEvent("batch timestamped");
    logger.info({ publisher: batch.publisher, sequence: batch.sequence }, "batch timestamped");
    return true;
  });
}

/** A token over a root. @throws {TimestampAnswerError} for an answer that is none */
export async function askAuthority(url: string, root: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const imprint = timestampImprint(root);
  const nonce = randomBytes(8);
  nonce[0] = (nonce[0]! & 0x3f) | 0x40; // positive, and without a leading zero byte
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/timestamp-query" },
    body: Buffer.from(timestampRequest(imprint, nonce)),
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
  const answer = new Uint8Array(await response.arrayBuffer());
  if (!response.ok || answer.length > MOST_ANSWER_BYTES)
    throw new Error(`The timestamp authority answered ${response.status} with ${answer.length} bytes.`);
  return timestampToken(answer, { imprint, nonce });
}
