// Endpoints and replays in the database.
import type pg from "pg";
import { ProblemError } from "../problems.ts";
import { inTransaction, notify } from "../transaction.ts";
import { endDeliveries } from "./deliveries.ts";
import { newSecret } from "./signature.ts";

/** Endpoints of one merchant. */
const MAX_ENDPOINTS = 16;

export const ENDPOINT_SELECT =
  "SELECT endpoint, url, description, types, created_at, disabled_at, previous_until FROM payload.webhook_endpoints";
export const EVENT_SELECT =
  "SELECT number, event, type, invoice_id, alert, sequence, at, block_number, body FROM payload.merchant_events";
export const DELIVERY_SELECT = `SELECT d.delivery, d.endpoint, d.event, v.type, d.state, d.tries, d.next_at, d.last_at, d.last_status, d.last_answer, d.last_error
  FROM work.deliveries d JOIN payload.webhook_endpoints e USING (endpoint) JOIN payload.merchant_events v ON v.event = d.event`;

export interface NewEndpoint {
  readonly merchant: number;
  readonly url: string;
  readonly description: string | null;
  /** Null: all. */
  readonly types: readonly string[] | null;
}

export interface EndpointRow {
  readonly endpoint: number;
  readonly url: string;
  readonly description: string | null;
  readonly types: readonly string[] | null;
  readonly created_at: Date;
  readonly disabled_at: Date | null;
  readonly previous_until: Date | null;
}

export interface AddedEndpoint extends EndpointRow {
  readonly secret: string;
}

/** The one row, or the problem. */
export async function one<Row extends pg.QueryResultRow>(
  reads: pg.Pool,
  text: string,
  values: unknown[],
  code: "webhook-endpoint-unknown" | "event-unknown" | "delivery-unknown",
): Promise<Row> {
  const { rows } = await reads.query<Row>(text, values);
  if (rows[0] === undefined) throw new ProblemError(code);
  return rows[0];
}

/** Adds an endpoint with a new secret. @throws {ProblemError} `webhook-endpoints-too-many` */
export async function addEndpoint(
  pool: pg.Pool,
  { merchant, url, description, types }: NewEndpoint,
): Promise<AddedEndpoint> {
  const { rows } = await pool.query<AddedEndpoint>(
    `INSERT INTO payload.webhook_endpoints (merchant, url, description, types, secret)
     SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM payload.webhook_endpoints WHERE merchant = $1 AND deleted_at IS NULL) < $6
     RETURNING endpoint, url, description, types, created_at, disabled_at, previous_until, secret`,
    [merchant, url, description, types, newSecret(), MAX_ENDPOINTS],
  );
  if (rows[0] === undefined) throw new ProblemError("webhook-endpoints-too-many");
  return rows[0];
}

/**
 * A new secret; the one of before signs beside it for `keepSeconds`, so that the receiver may change over without a gap.
 * @throws {ProblemError} `webhook-endpoint-unknown`
 */
export async function rotateSecret(
  pool: pg.Pool,
  { endpoint, merchant, keepSeconds }: { endpoint: number; merchant: number; keepSeconds: number },
): Promise<AddedEndpoint> {
  return await one<AddedEndpoint>(
    pool,
    `UPDATE payload.webhook_endpoints SET previous_secret = secret, previous_until = now() + make_interval(secs => $4), secret = $3
      WHERE endpoint = $1 AND merchant = $2 AND deleted_at IS NULL
     RETURNING endpoint, url, description, types, created_at, disabled_at, previous_until, secret`,
    [endpoint, merchant, newSecret(), keepSeconds],
    "webhook-endpoint-unknown",
  );
}

/** Changes of which events an endpoint is told; null: of all. @throws {ProblemError} `webhook-endpoint-unknown` */
export async function setTypes(
  pool: pg.Pool,
  { endpoint, merchant, types }: { endpoint: number; merchant: number; types: readonly string[] | null },
): Promise<void> {
  const { rowCount } = await pool.query(
    "UPDATE payload.webhook_endpoints SET types = $3 WHERE endpoint = $1 AND merchant = $2 AND deleted_at IS NULL",
    [endpoint, merchant, types],
  );
  if (rowCount === 0) throw new ProblemError("webhook-endpoint-unknown");
}

/** Ends an endpoint and what waits for it. @throws {ProblemError} `webhook-endpoint-unknown` */
export async function deleteEndpoint(
  pool: pg.Pool,
  { endpoint, merchant }: { endpoint: number; merchant: number },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      "UPDATE payload.webhook_endpoints SET deleted_at = now() WHERE endpoint = $1 AND merchant = $2 AND deleted_at IS NULL",
      [endpoint, merchant],
    );
    if (rowCount === 0) throw new ProblemError("webhook-endpoint-unknown");
    await endDeliveries(client, endpoint, "endpoint-deleted");
  });
}

/** Sends a delivery again from the first try on. @throws {ProblemError} `webhook-endpoint-disabled` */
export async function replayDelivery(pool: pg.Pool, delivery: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE work.deliveries d SET state = 'pending', tries = 0, next_at = now(), claim = NULL, claimed_until = NULL
         FROM payload.webhook_endpoints e
        WHERE d.delivery = $1 AND e.endpoint = d.endpoint AND e.disabled_at IS NULL AND e.deleted_at IS NULL`,
      [delivery],
    );
    if (rowCount === 0) throw new ProblemError("webhook-endpoint-disabled");
    await notify(client, "webhooks");
  });
}
