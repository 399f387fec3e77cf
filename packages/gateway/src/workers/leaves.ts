// The leaves of a slot's reading set out of what meters said. Pure.
import { floorWh } from "@alatau/formats";
import {
  concat,
  fromHex,
  leafHash,
  merkleRoot,
  SLOT_SECONDS,
  slotStart,
  toBigEndian,
  toBytes32,
  type Bytes32,
  type Hex,
  type MilliWh,
  type Slot,
  type SlotReading,
  type Wh,
} from "@alatau/sdk";
import { DIRECTIONS, type Direction } from "../intake/registers.ts";
import { isAwaited, registerAt, slotEnergyOf, type PointsAround } from "./slot-registers.ts";

/** Below this many homes a community's total would tell about one of them. */
export const MIN_HOMES = 5;

/** A leaf, and whether its energy trades with the grid only. */
export interface SetLeaf extends SlotReading {
  readonly allocated: boolean;
}

/** A home's registers around a slot. `origin` is where its registers stood when it was first heard, mWh. */
export interface HomePoints {
  readonly home: number;
  readonly points: PointsAround;
  readonly origin: Readonly<Record<Direction, MilliWh | null>>;
}

/** What one home moved in a slot. */
export interface HomeEnergy {
  readonly home: number;
  readonly importWh: Wh;
  readonly exportWh: Wh;
}

/** A home's energy with the salt that hides it. */
export interface HomeLeaf extends HomeEnergy {
  readonly salt: Hex;
}

/** What a settleable device has to say of a slot. */
export type DevicePoints =
  | { readonly device: number; readonly points: PointsAround }
  | { readonly device: number; readonly homes: readonly HomePoints[] };

/** A device's own leaf; null where its meter said nothing about the slot. */
export function deviceLeaf(device: number, points: PointsAround, slot: Slot): SetLeaf | null {
  const energy = slotEnergyOf(points, slot);
  if (energy === null) return null;
  const { importEndWh, exportEndWh, importWh, exportWh, allocated, closing } = energy;
  const evidenceHash = closing.signedHash;
  return { device, slot, importEndWh, exportEndWh, importWh, exportWh, evidenceHash, allocated };
}

/** The homes that count in a slot: read at both of its ends. Ascending. */
export function homeEnergies(homes: readonly HomePoints[], slot: Slot): HomeEnergy[] {
  return homes
    .flatMap(({ home, points }) => {
      const energy = slotEnergyOf(points, slot);
      if (energy === null || energy.allocated) return [];
      return [{ home, importWh: energy.importWh, exportWh: energy.exportWh }];
    })
    .sort((a, b) => a.home - b.home);
}

/**
 * A community's leaf: the sum of its homes, its registers the sum of what each home has counted since it was first heard, its
 * evidence the root over the homes' salted leaves. Null below {@link MIN_HOMES}.
 */
export function communityLeaf(
  device: number,
  homes: readonly HomePoints[],
  leaves: readonly HomeLeaf[],
  slot: Slot,
): SetLeaf | null {
  if (leaves.length < MIN_HOMES) return null;
  const moment = slotStart(slot) + SLOT_SECONDS;
  const end = (direction: Direction): Wh =>
    homes.reduce((sum, { points, origin }) => {
      const register = registerAt(points[direction], moment);
      const from = origin[direction];
      return register === null || from === null ? sum : sum + floorWh(register.milliWh) - floorWh(from);
    }, 0n) as Wh;
  return {
    device,
    slot,
    importEndWh: end("import"),
    exportEndWh: end("export"),
    importWh: leaves.reduce((sum, { importWh }) => sum + importWh, 0n) as Wh,
    exportWh: leaves.reduce((sum, { exportWh }) => sum + exportWh, 0n) as Wh,
    evidenceHash: homesRoot(leaves),
    allocated: false,
  };
}

/** Data of a home's leaf: salt, number u32, import u64, export u64, Wh. Without the salt nobody can guess it. */
export function homeLeafData({ salt, home, importWh, exportWh }: HomeLeaf): Uint8Array {
  return concat(
    fromHex(salt),
    toBigEndian(BigInt(home), 4),
    toBigEndian(importWh, 8),
    toBigEndian(exportWh, 8),
  );
}

/** Hash of a home's leaf in the tree. */
export const homeLeafHash = (leaf: HomeLeaf): Uint8Array => leafHash(homeLeafData(leaf));

/** RFC 9162 root over the homes' leaves, keccak256. */
export const homesRoot = (leaves: readonly HomeLeaf[]): Bytes32 =>
  toBytes32(merkleRoot(leaves.map(homeLeafData)));

/** Whether some meter was heard from lately and has not yet told how the slot ended. */
export function isWaiting(devices: readonly DevicePoints[], slot: Slot): boolean {
  return devices.some((device) =>
    "homes" in device
      ? device.homes.some(({ points }) => isAwaited(points, slot))
      : isAwaited(device.points, slot),
  );
}

/** Whether two sets of leaves say the same. */
export function sameLeaves(a: readonly SetLeaf[], b: readonly SetLeaf[]): boolean {
  return a.length === b.length && a.every((leaf, index) => leafText(leaf) === leafText(b[index]!));
}

const leafText = (leaf: SetLeaf): string => JSON.stringify(leafToJson(leaf));

/** A leaf as it is kept, amounts in decimal. */
export interface LeafJson {
  readonly device: number;
  readonly slot: number;
  readonly importEndWh: string;
  readonly exportEndWh: string;
  readonly importWh: string;
  readonly exportWh: string;
  readonly evidenceHash: string;
  readonly allocated: boolean;
}

export const leafToJson = (leaf: SetLeaf): LeafJson => ({
  device: leaf.device,
  slot: leaf.slot,
  importEndWh: leaf.importEndWh.toString(),
  exportEndWh: leaf.exportEndWh.toString(),
  importWh: leaf.importWh.toString(),
  exportWh: leaf.exportWh.toString(),
  evidenceHash: leaf.evidenceHash,
  allocated: leaf.allocated,
});

export const leafFromJson = (leaf: LeafJson): SetLeaf => ({
  device: leaf.device,
  slot: leaf.slot as Slot,
  importEndWh: BigInt(leaf.importEndWh) as Wh,
  exportEndWh: BigInt(leaf.exportEndWh) as Wh,
  importWh: BigInt(leaf.importWh) as Wh,
  exportWh: BigInt(leaf.exportWh) as Wh,
  evidenceHash: leaf.evidenceHash as Bytes32,
  allocated: leaf.allocated,
});

/** Records that a device's points rest on. */
export function recordsOf(devices: readonly DevicePoints[]): Set<string> {
  const records = new Set<string>();
  const add = (points: PointsAround): void => {
    for (const direction of DIRECTIONS)
      for (const { recordHash } of points[direction]) records.add(recordHash);
  };
  for (const device of devices) {
    if ("homes" in device) for (const { points } of device.homes) add(points);
    else add(device.points);
  }
  return records;
}
