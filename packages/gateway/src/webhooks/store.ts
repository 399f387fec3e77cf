// Endpoints and replays in the database.
import type pg from "pg";
import { ProblemError } from "../problems.ts";
import { inTransaction, notify } from "../transaction.ts";
import { endDeliveries } from "./deliveries.ts";
import { newSecret } from "./signature.ts";

/** Endpoints of one merchant. */
const MAX_ENDPOINTS = 16;

export const ENDPOINT_SELECT =
  "SELECT endpoint, url, description, created_at, disabled_at FROM payload.webhook_endpoints";
export const EVENT_SELECT =
  "SELECT number, event, type, invoice_id, sequence, at, block_number, body FROM payload.merchant_events";
export const DELIVERY_SELECT = `SELECT d.delivery, d.endpoint, d.event, v.type, d.state, d.tries, d.next_at, d.last_at, d.last_status, d.last_answer, d.last_error
  FROM work.deliveries d JOIN payload.webhook_endpoints e USING (endpoint) JOIN payload.merchant_events v ON v.event = d.event`;

export interface NewEndpoint {
  readonly merchant: number;
  readonly url: string;
  readonly description: string | null;
}

export interface AddedEndpoint {
  readonly endpoint: number;
  readonly url: string;
  readonly description: string | null;
  readonly created_at: Date;
  readonly disabled_at: Date | null;
  readonly secret: string;
}

/** Adds an endpoint with a new secret. @throws {ProblemError} `webhook-endpoints-too-many` */
export async function addEndpoint(
  pool: pg.Pool,
  { merchant, url, description }: NewEndpoint,
): Promise<AddedEndpoint> {
  const { rows } = await pool.query<AddedEndpoint>(
    `INSERT INTO payload.webhook_endpoints (merchant, url, description, secret)
     SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM payload.webhook_endpoints WHERE merchant = $1 AND deleted_at IS NULL) < $5
     RETURNING endpoint, url, description, created_at, disabled_at, secret`,
    [merchant, url, description, newSecret(), MAX_ENDPOINTS],
  );
  if (rows[0] === undefined) throw new ProblemError("webhook-endpoints-too-many");
  return rows[0];
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
