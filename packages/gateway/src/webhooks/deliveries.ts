// The queue of deliveries in the database: who sends which, what came of it, when it is tried again.
import type pg from "pg";
import { randomUUID } from "node:crypto";
import { inTransaction } from "../transaction.ts";
import { waitAfter } from "./schedule.ts";
import { TIME_LIMIT_MS, type Outcome, type Outgoing } from "./send.ts";

/** Tries of one endpoint at a time: one that hangs holds no more than these. */
const AT_ONCE = 4;
/** A claim outlives the longest try; a worker that was killed is replaced after it. */
const CLAIM_SECONDS = TIME_LIMIT_MS / 1000 + 10;

/** When to look again for an endpoint that has its hands full; the end of a try wakes the worker before. */
const BUSY_MS = 500;

/** The secrets that sign now, the newest first, as an SQL expression over an endpoint `e`. */
export const SECRETS = `array_remove(ARRAY[e.secret, CASE WHEN e.previous_until > now() THEN e.previous_secret END], NULL)`;

export interface ClaimedDelivery extends Outgoing {
  readonly delivery: number;
  readonly endpoint: number;
  readonly tries: number;
  readonly claim: string;
}

/** Takes up to `limit` deliveries that are due; nobody else gets them until the claim ends. */
export async function claimDeliveries(pool: pg.Pool, limit: number): Promise<ClaimedDelivery[]> {
  const claim = randomUUID();
  const { rows } = await pool.query<Omit<ClaimedDelivery, "claim">>(
    `UPDATE work.deliveries d SET claim = $1, claimed_until = now() + make_interval(secs => $2)
       FROM payload.webhook_endpoints e, payload.merchant_events v
      WHERE e.endpoint = d.endpoint AND v.event = d.event AND d.delivery IN (
        SELECT o.delivery FROM work.deliveries o JOIN (
          SELECT due.delivery FROM payload.webhook_endpoints p CROSS JOIN LATERAL (
            SELECT n.delivery, n.next_at FROM work.deliveries n
             WHERE n.endpoint = p.endpoint AND n.state = 'pending' AND n.next_at <= now()
               AND (n.claimed_until IS NULL OR n.claimed_until <= now())
             ORDER BY n.next_at, n.delivery
             LIMIT greatest(0, $3 - (SELECT count(*) FROM work.deliveries b
               WHERE b.endpoint = p.endpoint AND b.state = 'pending' AND b.claimed_until > now()))) due
          ORDER BY due.next_at, due.delivery LIMIT $4) ready USING (delivery)
         WHERE o.state = 'pending' AND (o.claimed_until IS NULL OR o.claimed_until <= now())
         FOR UPDATE OF o SKIP LOCKED)
     RETURNING d.delivery, d.endpoint, d.tries, d.event, v.body, e.url, ${SECRETS} AS secrets`,
    [claim, CLAIM_SECONDS, AT_ONCE, limit],
  );
  return rows.map((row) => ({ ...row, claim }));
}

/** Milliseconds until the next delivery is due or a claim ends; null when nothing waits. */
export async function nextDue(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `SELECT ceil(extract(epoch FROM min(greatest(next_at, coalesce(claimed_until, next_at))) - now()) * 1000)::float8 AS ms
       FROM work.deliveries WHERE state = 'pending'`,
  );
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : ms > 0 ? ms : BUSY_MS;
}

/** Gives a delivery back untried, as when the worker stops. */
export async function releaseDelivery(pool: pg.Pool, { delivery, claim }: ClaimedDelivery): Promise<void> {
  await pool.query(
    "UPDATE work.deliveries SET claim = NULL, claimed_until = NULL WHERE delivery = $1 AND claim = $2",
    [delivery, claim],
  );
}

/**
 * Writes down what came of a try, unless the delivery was replayed or claimed anew meanwhile. 410 switches the endpoint off and
 * ends all that waits for it. `random` is from 0 to 1.
 */
export async function recordTry(
  pool: pg.Pool,
  { delivery, endpoint, tries, claim }: ClaimedDelivery,
  { status, answer, error }: Outcome,
  random: number,
): Promise<void> {
  const wait = waitAfter(tries + 1, random);
  const isGone = status === 410;
  const state = error === null ? "delivered" : isGone || wait === null ? "dead" : "pending";
  await inTransaction(pool, async (client) => {
    await client.query(
      `UPDATE work.deliveries SET state = $3, tries = tries + 1, next_at = now() + make_interval(secs => $4), claim = NULL, claimed_until = NULL,
         last_status = $5, last_answer = $6, last_error = $7, last_at = now()
       WHERE delivery = $1 AND claim = $2`,
      [delivery, claim, state, wait ?? 0, status, answer, error],
    );
    if (!isGone) return;
    await client.query(
      "UPDATE payload.webhook_endpoints SET disabled_at = now() WHERE endpoint = $1 AND disabled_at IS NULL",
      [endpoint],
    );
    await endDeliveries(client, endpoint, "endpoint-gone");
  });
}

/** Ends everything that waits for an endpoint. */
export async function endDeliveries(client: pg.PoolClient, endpoint: number, error: string): Promise<void> {
  await client.query(
    `UPDATE work.deliveries SET state = 'dead', last_error = $2, claim = NULL, claimed_until = NULL
      WHERE endpoint = $1 AND state = 'pending'`,
    [endpoint, error],
  );
}
