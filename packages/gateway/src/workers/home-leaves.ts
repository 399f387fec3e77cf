// The salted leaves of a community's homes: kept here alone, until the owner has them erased.
import type { Hex, Wh } from "@alatau/sdk";
import type pg from "pg";
import { homeLeafHash, type HomeLeaf } from "./leaves.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** The homes behind one leaf of a community. */
export interface HomesPlace {
  readonly device: number;
  readonly slot: number;
  readonly version: number;
}

/** Keeps the homes of a leaf; again for the same place replaces what a refused candidate had. */
export async function keepHomeLeaves(
  client: pg.PoolClient,
  { device, slot, version }: HomesPlace,
  leaves: readonly HomeLeaf[],
): Promise<void> {
  await client.query(`DELETE FROM payload.home_leaves WHERE device = $1 AND slot = $2 AND version = $3`, [
    device,
    slot,
    version,
  ]);
  await client.query(
    `INSERT INTO payload.home_leaves (device, slot, version, position, home, salt, import_wh, export_wh, leaf_hash)
       SELECT $1, $2, $3, place - 1, home, salt, import_wh, export_wh, leaf_hash
         FROM unnest($4::int[], $5::bytea[], $6::numeric[], $7::numeric[], $8::bytea[])
           WITH ORDINALITY AS h (home, salt, import_wh, export_wh, leaf_hash, place)`,
    [
      device,
      slot,
      version,
      leaves.map(({ home }) => home),
      leaves.map(({ salt }) => Buffer.from(salt.slice(2), "hex")),
      leaves.map(({ importWh }) => importWh.toString()),
      leaves.map(({ exportWh }) => exportWh.toString()),
      leaves.map((leaf) => Buffer.from(homeLeafHash(leaf))),
    ],
  );
}

/** The homes of one version, in their order; erased ones are missing. */
export async function homeLeavesOf(
  db: Queryable,
  { device, slot, version }: HomesPlace,
): Promise<HomeLeaf[]> {
  const { rows } = await db.query<{ home: number; salt: Buffer; import_wh: bigint; export_wh: bigint }>(
    `SELECT home, salt, import_wh, export_wh FROM payload.home_leaves
      WHERE device = $1 AND slot = $2 AND version = $3 AND salt IS NOT NULL ORDER BY position`,
    [device, slot, version],
  );
  return rows.map(({ home, salt, import_wh: importWh, export_wh: exportWh }) => ({
    home,
    salt: `0x${salt.toString("hex")}` as Hex,
    importWh: importWh as Wh,
    exportWh: exportWh as Wh,
  }));
}

/** The homes of the latest version; none before the first. */
export async function latestHomeLeaves(db: Queryable, device: number, slot: number): Promise<HomeLeaf[]> {
  const { rows } = await db.query<{ version: number | null }>(
    `SELECT max(version) AS version FROM payload.home_leaves WHERE device = $1 AND slot = $2`,
    [device, slot],
  );
  const version = rows[0]!.version;
  return version === null ? [] : homeLeavesOf(db, { device, slot, version });
}
