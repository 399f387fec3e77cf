// Which meter a serial number belongs to: registered devices from schema `ledger`, private homes from schema `payload`.
import type pg from "pg";
import type { Meter, RegisteredMeterKey } from "./verify.ts";

type Queryable = pg.Pool | pg.PoolClient;

interface DeviceRow {
  device: number;
  serial: string;
  participant: number;
  zone: number;
  evidence: number;
  rated_w: number;
  retired: boolean;
}

interface HomeRow extends DeviceRow {
  home: number;
  pseudonym: Buffer;
  public_key: Buffer;
}

/** The meters with these serial numbers, by serial; a device wins over a home. */
export async function findMeters(db: Queryable, serials: readonly string[]): Promise<Map<string, Meter>> {
  const [devices, homes] = [await devicesBySerial(db, serials), await homesBySerial(db, serials)];
  const keys = await keysOf(
    db,
    devices.map(({ device }) => device),
  );
  const meters = new Map<string, Meter>();
  for (const row of homes)
    meters.set(row.serial, meterOf(row, row.home, row.pseudonym, [openKey(row.public_key)]));
  for (const row of devices) meters.set(row.serial, meterOf(row, 0, null, keys.get(row.device) ?? []));
  return meters;
}

function meterOf(
  row: DeviceRow,
  home: number,
  pseudonym: Uint8Array | null,
  keys: readonly RegisteredMeterKey[],
): Meter {
  const { device, serial, participant, zone, evidence, retired } = row;
  return { device, home, serial, participant, zone, evidence, ratedW: row.rated_w, retired, pseudonym, keys };
}

const openKey = (publicKey: Buffer): RegisteredMeterKey => ({
  publicKey: publicKey.toString("hex"),
  validFrom: 0,
  validTo: 0,
});

async function devicesBySerial(db: Queryable, serials: readonly string[]): Promise<DeviceRow[]> {
  const { rows } = await db.query<DeviceRow>(
    `SELECT device, serial, participant, zone, evidence, rated_w, retired FROM ledger.current_devices WHERE serial = ANY($1)`,
    [serials],
  );
  return rows;
}

async function homesBySerial(db: Queryable, serials: readonly string[]): Promise<HomeRow[]> {
  const { rows } = await db.query<HomeRow>(
    `SELECT h.home, h.device, h.serial, d.participant, d.zone, d.evidence, h.rated_w, d.retired, h.pseudonym, h.public_key
       FROM payload.homes h JOIN ledger.current_devices d USING (device) WHERE h.serial = ANY($1)`,
    [serials],
  );
  return rows;
}

async function keysOf(db: Queryable, devices: readonly number[]): Promise<Map<number, RegisteredMeterKey[]>> {
  const { rows } = await db.query<{
    device: number;
    public_key: Buffer;
    valid_from: number;
    valid_to: number;
  }>(
    `SELECT device, public_key, valid_from, valid_to FROM ledger.current_meter_keys WHERE device = ANY($1) ORDER BY device, valid_from`,
    [devices],
  );
  const keys = new Map<number, RegisteredMeterKey[]>();
  for (const row of rows) {
    const key = {
      publicKey: row.public_key.toString("hex"),
      validFrom: row.valid_from,
      validTo: row.valid_to,
    };
    keys.set(row.device, [...(keys.get(row.device) ?? []), key]);
  }
  return keys;
}
