// What earlier blocks left to know when the next one is projected: loaded once, then carried along.
import type pg from "pg";
import { EMPTY_STATEMENT, type Hex, type StatementFold, type TiynPerMWh } from "@alatau/sdk";
import { ProjectionError } from "../errors.ts";
import { NOTHING, type Balance } from "./vault.ts";

export interface KnownDevice {
  readonly participant: number;
  readonly zone: number;
  readonly evidence: number;
}

export interface KnownTariff {
  readonly feedIn: TiynPerMWh;
  readonly retail: TiynPerMWh;
  readonly networkFee: TiynPerMWh;
}

export interface LedgerState {
  readonly devices: Map<number, KnownDevice>;
  readonly zones: Map<number, { readonly supplier: number; readonly network: number }>;
  /** By `zone/version`. */
  readonly tariffs: Map<string, KnownTariff>;
  readonly accounts: Map<number, Balance>;
  readonly statements: Map<number, StatementFold>;
  /** Chunks that the blocks at hand take back, by `zone/slot/version/chunk`; undefined until their lines are seen. */
  readonly chunks: Map<string, KnownChunk | undefined>;
}

export interface KnownChunk {
  readonly lines: Hex;
  readonly tariffVersion: number;
}

export const emptyState = (): LedgerState => ({
  devices: new Map(),
  zones: new Map(),
  tariffs: new Map(),
  accounts: new Map(),
  statements: new Map(),
  chunks: new Map(),
});

/** The state after the last stored block. */
export async function loadState(client: pg.Client): Promise<LedgerState> {
  const state = emptyState();
  const each = async <R>(sql: string, take: (row: R) => void): Promise<void> => {
    const { rows } = await client.query(sql);
    for (const row of rows) take(row as R);
  };
  await each<KnownDevice & { device: number }>(
    "SELECT device, participant, zone, evidence FROM ledger.devices",
    ({ device, ...known }) => state.devices.set(device, known),
  );
  await each<{ zone: number; supplier: number; network: number }>(
    "SELECT zone, supplier, network FROM ledger.zones",
    ({ zone, ...known }) => state.zones.set(zone, known),
  );
  await each<KnownTariff & { zone: number; version: number }>(
    `SELECT zone, version, feed_in AS "feedIn", retail, network_fee AS "networkFee" FROM ledger.tariffs`,
    ({ zone, version, ...known }) => state.tariffs.set(`${zone}/${version}`, known),
  );
  await each<Balance & { participant: number }>(
    "SELECT participant, free, locked, proceeds, owed FROM ledger.account_balances",
    ({ participant, ...balance }) => state.accounts.set(participant, balance),
  );
  await each<{ participant: number; count: number; hash: Buffer }>(
    "SELECT participant, count, hash FROM ledger.current_statements",
    ({ participant, count, hash }) =>
      state.statements.set(participant, { count, hash: `0x${hash.toString("hex")}` }),
  );
  return state;
}

/** Loads the lines of chunks that are to be taken back and were settled in stored blocks. */
export async function loadChunks(
  client: pg.Client,
  chunks: Map<string, KnownChunk | undefined>,
): Promise<void> {
  for (const key of chunks.keys()) {
    const { rows } = await client.query<{ lines: Buffer; tariffVersion: number }>(
      `SELECT lines, tariff_version AS "tariffVersion" FROM ledger.settlements
       WHERE (zone, slot, version, chunk) = ($1, $2, $3, $4)`,
      key.split("/"),
    );
    if (rows[0] !== undefined)
      chunks.set(key, { lines: `0x${rows[0].lines.toString("hex")}`, tariffVersion: rows[0].tariffVersion });
  }
}

/** An entry that an earlier event must have made. @throws {ProjectionError} */
export function known<K, V>(map: ReadonlyMap<K, V>, key: K, what: string): V {
  const value = map.get(key);
  if (value === undefined)
    throw new ProjectionError(
      `${what} ${String(key)} is not known: the start block lies after its registration.`,
      {
        what,
        key,
      },
    );
  return value;
}

export const balanceOf = (state: LedgerState, participant: number): Balance =>
  state.accounts.get(participant) ?? NOTHING;

export const statementOf = (state: LedgerState, participant: number): StatementFold =>
  state.statements.get(participant) ?? EMPTY_STATEMENT;
