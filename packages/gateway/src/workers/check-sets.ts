// A checker's look at a reading set: derived again from the signed bytes of anchored records.
import { buildReadingSet, type Bytes32, type SlotReadings } from "@alatau/sdk";
import type pg from "pg";
import { DIRECTIONS } from "../intake/registers.ts";
import type { VerifiedRecord } from "../intake/verify.ts";
import { readDevices, type AsOf } from "./anchored.ts";
import { checkRow, loadRows, prepareRows } from "./check-records.ts";
import { homeLeavesOf } from "./home-leaves.ts";
import { settleableDevices } from "./ledger.ts";
import {
  communityLeaf,
  deviceLeaf,
  homeEnergies,
  homesRoot,
  recordsOf,
  sameLeaves,
  type DevicePoints,
  type HomeLeaf,
  type SetLeaf,
} from "./leaves.ts";
import type { PointsAround } from "./slot-registers.ts";

/** What a checker has verified already; a record never changes under its hash. */
export type VerifiedCache = Map<string, VerifiedRecord>;

const CACHE_SIZE = 20_000;

/** Remembers a verified record; the oldest ones are forgotten. */
export function remember(cache: VerifiedCache, hash: string, found: VerifiedRecord): void {
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value!);
  cache.set(hash, found);
}

export interface SetToCheck {
  readonly readings: SlotReadings;
  readonly leaves: readonly SetLeaf[];
  readonly asOf: AsOf;
  /** Unix seconds. */
  readonly now: number;
}

/** Why a set must not be signed; null when it is exactly what the anchored records say. */
export async function findFault(
  db: pg.PoolClient,
  { readings, leaves, asOf, now }: SetToCheck,
  cache: VerifiedCache,
): Promise<string | null> {
  const { zone, version } = readings;
  const slot = readings.slot as SetLeaf["slot"];
  const settleable = await settleableDevices(db, zone, slot);
  const devices = await readDevices(db, settleable, slot, asOf);
  const unproven = await findUnproven(db, devices, cache, now);
  if (unproven !== null) return unproven;
  const derived: SetLeaf[] = [];
  for (const device of devices) {
    const leaf = await leafOf(db, device, slot, version);
    if (typeof leaf === "string") return leaf;
    if (leaf !== null) derived.push(leaf);
  }
  if (!sameLeaves(derived, leaves)) return `leaves-differ: ${firstDifference(derived, leaves)}`;
  const set = buildReadingSet(derived);
  const same =
    set.root === readings.root &&
    set.count === readings.count &&
    set.importWh === readings.importWh &&
    set.exportWh === readings.exportWh;
  return same ? null : "totals-differ";
}

function firstDifference(derived: readonly SetLeaf[], claimed: readonly SetLeaf[]): string {
  const index = derived.findIndex((leaf, place) => !sameLeaves([leaf], claimed.slice(place, place + 1)));
  const [mine, theirs] = [derived[index], claimed[index < 0 ? derived.length : index]];
  return `device ${mine?.device ?? theirs?.device ?? 0}`;
}

/** A device's leaf by the checker's own reckoning; of a community's homes only the salts are taken over. */
async function leafOf(
  db: pg.PoolClient,
  device: DevicePoints,
  slot: SetLeaf["slot"],
  version: number,
): Promise<SetLeaf | null | string> {
  if (!("homes" in device)) return deviceLeaf(device.device, device.points, slot);
  const energies = homeEnergies(device.homes, slot);
  const kept = await homeLeavesOf(db, { device: device.device, slot, version });
  const members: HomeLeaf[] = [];
  for (const [index, energy] of energies.entries()) {
    const leaf = kept[index];
    if (leaf?.home !== energy.home) return communityOrFault(device, energies.length, slot);
    members.push({ ...energy, salt: leaf.salt });
  }
  if (kept.length !== members.length || homesRoot(members) !== homesRoot(kept)) return "home-leaves-differ";
  return communityLeaf(device.device, device.homes, members, slot);
}

/** Too few homes make no leaf and keep none; anything else that is missing is a fault. */
function communityOrFault(
  device: Extract<DevicePoints, { homes: unknown }>,
  count: number,
  slot: SetLeaf["slot"],
): null | string {
  const unsalted = homeEnergies(device.homes, slot).map((energy): HomeLeaf => ({
    ...energy,
    salt: `0x${"00".repeat(32)}`,
  }));
  const due = count > 0 && communityLeaf(device.device, device.homes, unsalted, slot) !== null;
  return due ? "home-leaves-missing" : null;
}

/** The first point that its record's signed bytes do not state; null when all are borne out. */
async function findUnproven(
  db: pg.PoolClient,
  devices: readonly DevicePoints[],
  cache: VerifiedCache,
  now: number,
): Promise<string | null> {
  const unknown = [...recordsOf(devices)].filter((hash) => !cache.has(hash));
  const { rows, meters } = await prepareRows(db, await loadRows(db, unknown));
  const found = new Map<string, VerifiedRecord>();
  for (const [index, row] of rows.entries()) {
    const verdict = row === undefined ? undefined : checkRow(row, meters, now);
    if (verdict?.ok !== true) return `record ${unknown[index]}: ${verdict?.reason ?? "missing"}`;
    remember(cache, unknown[index]!, verdict.found);
    found.set(unknown[index]!, verdict.found);
  }
  for (const device of devices) {
    const told = "homes" in device ? device.homes : [{ home: 0, points: device.points }];
    for (const { home, points } of told) {
      const wrong = wrongPoint(
        points,
        { device: device.device, home },
        (hash) => found.get(hash) ?? cache.get(hash),
      );
      if (wrong !== null) return `record ${wrong}: register-mismatch`;
    }
  }
  return null;
}

function wrongPoint(
  points: PointsAround,
  { device, home }: { device: number; home: number },
  recordOf: (hash: string) => VerifiedRecord | undefined,
): Bytes32 | null {
  for (const direction of DIRECTIONS)
    for (const point of points[direction]) {
      const record = recordOf(point.recordHash);
      const stated = record?.points[direction]?.some(
        ({ readAt, milliWh }) => readAt === point.readAt && milliWh === point.milliWh,
      );
      const fits =
        stated === true &&
        record?.meter.device === device &&
        record.meter.home === home &&
        record.record.payloadSha256 === point.signedHash;
      if (!fits) return point.recordHash;
    }
  return null;
}
