// Charging sessions in the database. A session is changed only with its row locked, so vouchers are judged one after the other.
import { jsonText, type ChannelConfig, type TiynPerMWh, type Wh } from "@alatau/sdk";
import type pg from "pg";
import type { Hex } from "viem";
import { named, type ListQuery } from "../http/paging.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import type { Session, SessionChannel, SessionState } from "./session.ts";

type Queryable = pg.Pool | pg.PoolClient;

interface Row {
  session: string;
  device: number;
  participant: number;
  state: SessionState;
  price: string;
  plugged_at: number;
  energy: string;
  channel: Hex | null;
  config: ChannelConfig | null;
  base: string | null;
  balance: string | null;
  charged: string | null;
  signed: string | null;
  signature: Hex | null;
  last_charge: string;
  record_hash: Hex | null;
  dedupe: string | null;
}

const HEX = (column: string): string => `'0x' || encode(${column}, 'hex') AS ${column}`;
const COLUMNS = `session::text, device, participant, state, price_tiyn_per_mwh::text AS price, plugged_at, energy_wh::text AS energy,
  ${HEX("channel")}, config, base_tiyn::text AS base, balance_tiyn::text AS balance, charged_tiyn::text AS charged,
  signed_tiyn::text AS signed, ${HEX("signature")}, last_charge_tiyn::text AS last_charge, ${HEX("record_hash")}, dedupe`;

const channelOf = (row: Row): SessionChannel | null =>
  row.channel === null
    ? null
    : {
        id: row.channel,
        config: row.config!,
        ...{ base: BigInt(row.base!), balance: BigInt(row.balance!), charged: BigInt(row.charged!) },
        ...{ signed: BigInt(row.signed!), signature: row.signature!, lastCharge: BigInt(row.last_charge) },
      };

const toSession = (row: Row): Session => ({
  session: Number(row.session),
  ...{ device: Number(row.device), participant: Number(row.participant), state: row.state },
  ...{ price: BigInt(row.price) as TiynPerMWh, energy: BigInt(row.energy) as Wh },
  ...{ pluggedAt: Number(row.plugged_at), recordHash: row.record_hash, dedupe: row.dedupe },
  channel: channelOf(row),
});

/** The last session of a charger; undefined when there was none. */
export async function lastSession(db: Queryable, device: number): Promise<Session | undefined> {
  const { rows } = await db.query<Row>(
    named(
      `SELECT ${COLUMNS} FROM payload.charging_sessions WHERE device = $1 ORDER BY charging_sessions.session DESC LIMIT 1`,
      [device],
    ),
  );
  return rows[0] && toSession(rows[0]);
}

/** A session with its row locked. */
export async function lockSession(client: pg.PoolClient, session: number): Promise<Session> {
  const { rows } = await client.query<Row>(
    `SELECT ${COLUMNS} FROM payload.charging_sessions WHERE charging_sessions.session = $1 FOR UPDATE`,
    [session],
  );
  if (rows[0] === undefined) throw new ProblemError("charging-session-unknown");
  return toSession(rows[0]);
}

/** Sessions that wait for their last voucher longer than they should. */
export async function overdueSessions(db: Queryable): Promise<number[]> {
  const { rows } = await db.query<{ session: string }>(
    `SELECT session::text FROM payload.charging_sessions WHERE state = 'finishing' AND finish_by <= now() ORDER BY charging_sessions.session LIMIT 50`,
  );
  return rows.map(({ session }) => Number(session));
}

/** The price of a charger now; undefined when none was set. */
export async function priceOf(db: Queryable, device: number): Promise<TiynPerMWh | undefined> {
  const { rows } = await db.query<{ price: string }>(
    named(
      `SELECT price_tiyn_per_mwh::text AS price FROM payload.charger_prices WHERE device = $1 ORDER BY number DESC LIMIT 1`,
      [device],
    ),
  );
  return rows[0] && (BigInt(rows[0].price) as TiynPerMWh);
}

/** Sets a charger's price for the sessions that begin from now on. */
export async function setPrice(
  db: Queryable,
  { device, price, participant }: { device: number; price: bigint; participant: number },
): Promise<void> {
  await db.query(
    `INSERT INTO payload.charger_prices (device, price_tiyn_per_mwh, set_by) VALUES ($1, $2, $3)`,
    [device, price.toString(), participant],
  );
}

/** Begins a session; undefined when the charger has one. */
export async function openSession(
  db: Queryable,
  begun: { device: number; participant: number; price: bigint; pluggedAt: number },
): Promise<Session | undefined> {
  const { rows } = await db.query<Row>(
    `INSERT INTO payload.charging_sessions (device, participant, state, price_tiyn_per_mwh, plugged_at)
       VALUES ($1, $2, 'plugged', $3, $4)
       ON CONFLICT (device) WHERE state IN ('plugged', 'charging', 'finishing') DO NOTHING RETURNING ${COLUMNS}`,
    [begun.device, begun.participant, begun.price.toString(), begun.pluggedAt],
  );
  return rows[0] && toSession(rows[0]);
}

/** Notes the energy that a charger states; the caller holds the row. */
export async function setEnergy(client: pg.PoolClient, session: number, energy: Wh): Promise<void> {
  await client.query(`UPDATE payload.charging_sessions SET energy_wh = $2 WHERE session = $1`, [
    session,
    energy.toString(),
  ]);
}

/** Writes what a session's channel has come to; the caller holds the row. */
export async function setChannel(
  client: pg.PoolClient,
  session: number,
  { id, config, base, balance, charged, signed, signature, lastCharge }: SessionChannel,
): Promise<void> {
  await client.query(
    `UPDATE payload.charging_sessions SET state = CASE state WHEN 'plugged' THEN 'charging' ELSE state END, channel = $2, config = $3,
       base_tiyn = $4, balance_tiyn = $5, charged_tiyn = $6, signed_tiyn = $7, signature = $8, last_charge_tiyn = $9 WHERE session = $1`,
    [
      ...[session, bytesOf(id), jsonText(config)],
      ...[base, balance, charged, signed].map(String),
      ...[bytesOf(signature), lastCharge.toString()],
    ],
  );
}

/** Puts the next voucher in the place of the last one; false when something else came first. */
export async function replaceVoucher(
  db: Queryable,
  session: number,
  last: SessionChannel,
  next: SessionChannel,
): Promise<boolean> {
  const { rowCount } = await db.query(
    named(
      `UPDATE payload.charging_sessions SET charged_tiyn = $4, signed_tiyn = $5, signature = $6, last_charge_tiyn = $7
        WHERE session = $1 AND state = 'charging' AND charged_tiyn = $2 AND signed_tiyn = $3`,
      [
        ...[session, ...[last.charged, last.signed, next.charged, next.signed].map(String)],
        ...[bytesOf(next.signature), next.lastCharge.toString()],
      ],
    ),
  );
  return rowCount === 1;
}

/** Whether another session pays from the channel, or its claim is not in a block yet. */
export async function isChannelBusy(db: Queryable, channel: Hex, session: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT 1 FROM payload.charging_sessions s LEFT JOIN work.outbox o ON o.dedupe = s.dedupe
      WHERE s.channel = $1 AND s.session <> $2
        AND (s.state IN ('charging', 'finishing') OR (s.state = 'ending' AND o.state IN ('queued', 'sent')))`,
    [bytesOf(channel), session],
  );
  return rowCount !== 0;
}

/** The meter's word at the end; the caller holds the row. */
export async function finishSession(
  client: pg.PoolClient,
  session: number,
  { energy, recordHash, graceSeconds }: { energy: Wh; recordHash: Hex; graceSeconds: number },
): Promise<void> {
  await client.query(
    `UPDATE payload.charging_sessions SET state = CASE WHEN channel IS NULL THEN 'unpaid' ELSE 'finishing' END, energy_wh = $2,
       record_hash = $3, finish_by = now() + make_interval(secs => $4) WHERE session = $1`,
    [session, energy.toString(), bytesOf(recordHash), graceSeconds],
  );
}

export async function markEnding(client: pg.PoolClient, session: number, dedupe: string): Promise<void> {
  await client.query(
    `UPDATE payload.charging_sessions SET state = 'ending', dedupe = $2 WHERE session = $1`,
    [session, dedupe],
  );
}

export interface SessionRow {
  session: number;
  device: number;
  participant: number;
  state: string;
  price_tiyn_per_mwh: string;
  plugged_at: number;
  energy_wh: string;
  channel: string | null;
  payer: string | null;
  cost: string | null;
  signed: string | null;
  record_hash: string | null;
  claimed: string | null;
  refunded: string | null;
  tx_hash: string | null;
  block_number: number | null;
  error: { code: string; detail: string } | null;
}

/** Sessions with what the chain says of their end, the latest first. */
export const sessionsQuery = (filter: {
  readonly participant?: number | undefined;
  readonly device?: number | undefined;
  readonly session?: number | undefined;
}): ListQuery => ({
  select: `SELECT * FROM (SELECT s.session, s.device, s.participant, s.price_tiyn_per_mwh, s.plugged_at, s.energy_wh, s.channel,
    s.config ->> 'payer' AS payer, s.signed_tiyn - s.base_tiyn AS signed, s.record_hash,
    ceil(s.energy_wh * s.price_tiyn_per_mwh / 1000000) AS cost,
    CASE WHEN c.channel IS NOT NULL THEN 'ended' WHEN o.state = 'refused' THEN 'failed' ELSE s.state END AS state,
    c.amount AS claimed, c.refunded, c.tx_hash, c.block_number, o.error
  FROM payload.charging_sessions s LEFT JOIN work.outbox o ON o.dedupe = s.dedupe
  LEFT JOIN ledger.charging_claims c ON c.channel = s.channel AND c.evidence_hash = s.record_hash) sessions`,
  where: [
    filter.participant !== undefined && ["participant = ?", filter.participant],
    filter.device !== undefined && ["device = ?", filter.device],
    filter.session !== undefined && ["session = ?", filter.session],
  ],
  keys: [{ column: "session", field: "session" }],
  descending: true,
});
