// Homes in schema `payload`.
import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { ListQuery } from "../http/paging.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { MIN_HOMES } from "../workers/leaves.ts";

export interface HomeRow {
  home: number;
  device: number;
  serial: string;
  public_key: string;
  rated_w: number;
  registered_at: Date;
}

export interface NewHome {
  readonly community: number;
  readonly device: number;
  readonly serial: string;
  readonly publicKey: string;
  readonly ratedW: number;
}

/**
 * Registers a home behind a device of its community; one that is there already, equal in everything, is answered as it stands.
 * @throws {ProblemError} `home-device-invalid`, `home-serial-taken`
 */
export async function registerHome(
  pool: pg.Pool,
  { community, device, serial, publicKey, ratedW }: NewHome,
): Promise<{ row: Omit<HomeRow, "public_key">; isNew: boolean }> {
  return await inTransaction(pool, async (client) => {
    const owned = await client.query(
      `SELECT 1 FROM ledger.current_devices
        WHERE device = $1 AND participant = $2 AND kind = 'community' AND NOT retired`,
      [device, community],
    );
    if (owned.rowCount === 0) throw new ProblemError("home-device-invalid");
    const taken = await client.query("SELECT 1 FROM ledger.devices WHERE serial = $1", [serial]);
    if (taken.rowCount !== 0) throw new ProblemError("home-serial-taken");
    const key = bytesOf(publicKey);
    const made = await client.query<Omit<HomeRow, "public_key">>(
      `INSERT INTO payload.homes (community, device, serial, public_key, rated_w, pseudonym) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (serial) DO NOTHING RETURNING home, device, serial, rated_w, registered_at`,
      [community, device, serial, key, ratedW, randomBytes(32)],
    );
    if (made.rows[0] !== undefined) return { row: made.rows[0], isNew: true };
    const found = await client.query<Omit<HomeRow, "public_key">>(
      `SELECT home, device, serial, rated_w, registered_at FROM payload.homes
        WHERE serial = $1 AND community = $2 AND device = $3 AND public_key = $4 AND rated_w = $5`,
      [serial, community, device, key, ratedW],
    );
    if (found.rows[0] === undefined) throw new ProblemError("home-serial-taken");
    return { row: found.rows[0], isNew: false };
  });
}

/** A community's homes. */
export const homesQuery = (community: number, device: number | undefined): ListQuery => ({
  select: "SELECT home, device, serial, public_key, rated_w, registered_at FROM payload.homes",
  where: [["community = ?", community], device !== undefined && ["device = ?", device]],
  keys: [{ column: "home", field: "home" }],
  descending: false,
});

export interface HomeSlotRow {
  device: number;
  slot: number;
  version: number;
  homes: number;
  import_wh: string | null;
  export_wh: string | null;
}

const total = (column: string): string =>
  `CASE WHEN count(l.import_wh) >= ${MIN_HOMES} THEN sum(l.${column})::numeric(78, 0) END AS ${column}`;

const SLOTS = `SELECT device, slot, version, homes, import_wh, export_wh FROM (
  SELECT h.community, l.device, l.slot, l.version, count(l.import_wh)::integer AS homes, ${total("import_wh")}, ${total("export_wh")}
  FROM payload.home_leaves l JOIN payload.homes h USING (home)
  WHERE l.version = (SELECT max(version) FROM payload.home_leaves n WHERE n.device = l.device AND n.slot = l.slot)
  GROUP BY h.community, l.device, l.slot, l.version
) totals`;

/** The latest totals of a community's homes by slot, the latest first; kept back where too few homes were read. */
export const homeSlotsQuery = (
  community: number,
  {
    device,
    slotFrom,
    slotTo,
  }: {
    readonly device?: number | undefined;
    readonly slotFrom?: number | undefined;
    readonly slotTo?: number | undefined;
  },
): ListQuery => ({
  select: SLOTS,
  where: [
    ["community = ?", community],
    device !== undefined && ["device = ?", device],
    slotFrom !== undefined && ["slot >= ?", slotFrom],
    slotTo !== undefined && ["slot <= ?", slotTo],
  ],
  keys: ["slot", "device"].map((column) => ({ column, field: column })),
  descending: true,
});
