// Input that no honest caller sends: the clearing refuses it whole and settles nothing.
import { LedgerError } from "@alatau/sdk";

/** A slot reading set has one leaf for a device. */
export class DuplicateReadingError extends LedgerError {
  constructor(device: number) {
    super("clearing-duplicate-reading", `Device ${device} has two readings in one slot.`, { device });
  }
}

/** The same device number twice in the list of devices. */
export class DuplicateDeviceError extends LedgerError {
  constructor(device: number) {
    super("clearing-duplicate-device", `Device ${device} is listed twice.`, { device });
  }
}

/** The same order number twice in the book. */
export class DuplicateOrderError extends LedgerError {
  constructor(order: bigint) {
    super("clearing-duplicate-order", `Order ${order} is in the book twice.`, { order });
  }
}

/** A reading or an order names a device that is not listed. */
export class UnknownDeviceError extends LedgerError {
  constructor(device: number, namedBy: string) {
    super("clearing-unknown-device", `${namedBy} names device ${device}, which is not listed.`, {
      device,
      namedBy,
    });
  }
}

/** A reading without evidence is kept elsewhere and never settled. */
export class UnsignedReadingError extends LedgerError {
  constructor(device: number) {
    super("clearing-unsigned-reading", `Device ${device} is unsigned and cannot be settled.`, { device });
  }
}

/** One participant under two beneficial owners: netting would be undefined. */
export class OwnerConflictError extends LedgerError {
  constructor(participant: number, owners: readonly [number, number]) {
    super("clearing-owner-conflict", `Participant ${participant} is listed under two beneficial owners.`, {
      participant,
      owners,
    });
  }
}

/** A number outside what the contract's field can hold, negative ones included. */
export class OutOfRangeError extends LedgerError {
  constructor(field: string, found: bigint | number | string, allowed: string) {
    super("clearing-out-of-range", `${field} is ${found}; allowed is ${allowed}.`, { field, found, allowed });
  }
}
