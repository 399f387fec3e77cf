// Devices and meter keys out of the ledger's tables.
import type pg from "pg";
import { named, type ListQuery } from "../http/paging.ts";
import { DeviceUnknownError } from "./errors.ts";

export interface DeviceRow {
  device: number;
  participant: number;
  zone: number;
  kind: string;
  evidence: number;
  rated_w: number;
  capacity_wh: string;
  serial: string;
  supplier: number;
  retired: boolean;
  block_number: number;
}

export interface MeterKeyRow {
  device: number;
  key_index: number;
  curve: string;
  valid_from: number;
  valid_to: number;
  vouched_by: number;
  public_key: string;
}

const DEVICES = `SELECT device, participant, zone, kind, evidence, rated_w, capacity_wh, serial, supplier, retired, block_number
FROM ledger.current_devices`;
const METER_KEYS = `SELECT device, key_index, curve, valid_from, valid_to, vouched_by, public_key FROM ledger.current_meter_keys`;

export interface DeviceFilters {
  readonly participant?: number | undefined;
  readonly zone?: number | undefined;
  readonly kind?: string | undefined;
  readonly serial?: string | undefined;
  readonly evidence?: number | undefined;
}

/** Devices by number. */
export const devicesQuery = ({ participant, zone, kind, serial, evidence }: DeviceFilters): ListQuery => ({
  select: DEVICES,
  where: [
    participant !== undefined && ["participant = ?", participant],
    zone !== undefined && ["zone = ?", zone],
    kind !== undefined && ["kind = ?", kind],
    serial !== undefined && ["serial = ?", serial],
    evidence !== undefined && ["evidence = ?", evidence],
  ],
  keys: [{ column: "device", field: "device" }],
  descending: false,
});

/** One device. @throws {DeviceUnknownError} */
export async function readDevice(db: pg.Pool, device: number): Promise<DeviceRow> {
  const { rows } = await db.query<DeviceRow>(named(`${DEVICES} WHERE device = $1`, [device]));
  if (rows[0] === undefined) throw new DeviceUnknownError(device);
  return rows[0];
}

/** Meter keys by device and index. */
export const meterKeysQuery = (device: number | undefined): ListQuery => ({
  select: METER_KEYS,
  where: [device !== undefined && ["device = ?", device]],
  keys: [
    { column: "device", field: "device" },
    { column: "key_index", field: "key_index" },
  ],
  descending: false,
});
