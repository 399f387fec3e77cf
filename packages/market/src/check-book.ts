// Refuses a book that could not have come from the chain. Everything behind this check trusts its input.
import type { Bytes32 } from "@alatau/sdk";
import {
  DuplicateDeviceError,
  DuplicateOrderError,
  DuplicateReadingError,
  OutOfRangeError,
  OwnerConflictError,
  UnknownDeviceError,
  UnsignedReadingError,
} from "./errors.ts";
import type { Device, Order, SlotBook } from "./types.ts";

const MAX_U32 = 2 ** 32 - 1;
/** Wh of a packed line is a uint40. */
const MAX_LINE_WH = 2n ** 40n - 1n;
const MAX_ORDER = 2n ** 48n - 1n;
const MAX_U64 = 2n ** 64n - 1n;
const MAX_I64 = 2n ** 63n - 1n;
const MAX_U128 = 2n ** 128n - 1n;

function within(field: string, found: bigint, min: bigint, max: bigint): void {
  if (found < min || found > max) throw new OutOfRangeError(field, found, `${min} to ${max}`);
}

function whole(field: string, found: number, min: number, max = MAX_U32): void {
  if (!Number.isInteger(found) || found < min || found > max)
    throw new OutOfRangeError(field, found, `a whole number from ${min} to ${max}`);
}

function bytes32(field: string, found: Bytes32): void {
  if (!/^0x[0-9a-fA-F]{64}$/.test(found)) throw new OutOfRangeError(field, found, "32 bytes in hex");
}

function checkDevices(devices: readonly Device[]): Map<number, Device> {
  const byNumber = new Map<number, Device>();
  const ownerOf = new Map<number, number>();
  for (const device of devices) {
    whole("device", device.device, 1);
    whole("participant", device.participant, 1);
    whole("owner", device.owner, 0);
    whole("evidence", device.evidence, 0, 3);
    if (byNumber.has(device.device)) throw new DuplicateDeviceError(device.device);
    byNumber.set(device.device, device);
    const owner = ownerOf.get(device.participant);
    if (owner !== undefined && owner !== device.owner) {
      const [low, high] = [Math.min(owner, device.owner), Math.max(owner, device.owner)];
      throw new OwnerConflictError(device.participant, [low, high]);
    }
    ownerOf.set(device.participant, device.owner);
  }
  return byNumber;
}

function checkOrder(order: Order): void {
  within("order", order.order, 1n, MAX_ORDER);
  bytes32("orderHash", order.orderHash);
  whole("slotFrom", order.slotFrom, 0);
  whole("slotTo", order.slotTo, 0);
  whole("placedInSlot", order.placedInSlot, 0);
  within("maxWhPerSlot", order.maxWhPerSlot, 0n, MAX_U64);
  within("limitPrice", order.limitPrice, 0n, MAX_U64);
  whole("partner", order.partner, 0);
  whole("minEvidence", order.minEvidence, 0, 3);
  within("lockedTiyn", order.lockedTiyn, 0n, MAX_U128);
}

/**
 * Checks a book and answers its devices by number.
 * Throws `OutOfRangeError`, `DuplicateDeviceError`, `DuplicateReadingError`, `DuplicateOrderError`, `UnknownDeviceError`,
 * `UnsignedReadingError` or `OwnerConflictError`.
 */
export function checkBook(book: SlotBook): ReadonlyMap<number, Device> {
  whole("slot", book.slot, 0);
  whole("zone", book.zone, 0);
  whole("tariff.version", book.tariff.version, 0);
  within("tariff.feedIn", book.tariff.feedIn, -MAX_I64, MAX_I64);
  within("tariff.retail", book.tariff.retail, -MAX_I64, MAX_I64);
  within("tariff.networkFee", book.tariff.networkFee, 0n, MAX_I64);
  const devices = checkDevices(book.devices);
  const read = new Set<number>();
  for (const reading of book.readings) {
    const device = devices.get(reading.device);
    if (device === undefined) throw new UnknownDeviceError(reading.device, "A reading");
    if (read.has(reading.device)) throw new DuplicateReadingError(reading.device);
    if (device.evidence === 0) throw new UnsignedReadingError(reading.device);
    within("importWh", reading.importWh, 0n, MAX_LINE_WH);
    within("exportWh", reading.exportWh, 0n, MAX_LINE_WH);
    read.add(reading.device);
  }
  const placed = new Set<bigint>();
  for (const order of book.orders) {
    checkOrder(order);
    if (placed.has(order.order)) throw new DuplicateOrderError(order.order);
    if (!devices.has(order.device)) throw new UnknownDeviceError(order.device, `Order ${order.order}`);
    placed.add(order.order);
  }
  return devices;
}
