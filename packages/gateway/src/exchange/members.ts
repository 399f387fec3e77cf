// Members of the exchange: whose gateway is where, and for whom this one acts. All of it stands on the chain.
import type { Hex } from "@alatau/sdk";
import type pg from "pg";

type Queryable = pg.Pool | pg.PoolClient;

/** A gateway that others announced; several participants may share one. */
export interface Peer {
  /** The participant of the lowest number: by it the gateway is named. */
  readonly member: number;
  readonly participants: readonly number[];
  readonly url: string;
  readonly publicKey: Hex;
}

interface GatewayRow {
  participant: number;
  url: string;
  exchange_key: Buffer;
}

const hex = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;

/** Every announced gateway of participants that are not suspended, this one among them. */
export async function readPeers(db: Queryable): Promise<Peer[]> {
  const { rows } = await db.query<GatewayRow>(
    `SELECT g.participant::int AS participant, g.url, g.exchange_key FROM ledger.current_gateways g
       JOIN ledger.current_participants p USING (participant) WHERE NOT p.suspended ORDER BY g.participant`,
  );
  return groupPeers(rows.map((row) => ({ ...row, publicKey: hex(row.exchange_key) })));
}

/** Announcements by gateway: the same address and key are one. Pure. */
export function groupPeers(
  rows: readonly { readonly participant: number; readonly url: string; readonly publicKey: Hex }[],
): Peer[] {
  const peers = new Map<string, Peer>();
  for (const { participant, url, publicKey } of rows) {
    const name = `${url} ${publicKey}`;
    const known = peers.get(name);
    peers.set(
      name,
      known === undefined
        ? { member: participant, participants: [participant], url, publicKey }
        : { ...known, participants: [...known.participants, participant] },
    );
  }
  return [...peers.values()];
}

/** The announced key of an active participant. */
export async function keyOfMember(db: Queryable, member: number): Promise<Hex | undefined> {
  const { rows } = await db.query<{ exchange_key: Buffer }>(
    `SELECT g.exchange_key FROM ledger.current_gateways g JOIN ledger.current_participants p USING (participant)
      WHERE g.participant = $1 AND NOT p.suspended`,
    [member],
  );
  return rows[0] && hex(rows[0].exchange_key);
}

/** The participants that announced this gateway's key: for them it speaks. Ascending. */
export async function ownParticipants(db: Queryable, publicKey: Hex): Promise<number[]> {
  const { rows } = await db.query<{ participant: number }>(
    `SELECT g.participant::int AS participant FROM ledger.current_gateways g JOIN ledger.current_participants p USING (participant)
      WHERE g.exchange_key = $1 AND NOT p.suspended ORDER BY g.participant`,
    [Buffer.from(publicKey.slice(2), "hex")],
  );
  return rows.map(({ participant }) => participant);
}
