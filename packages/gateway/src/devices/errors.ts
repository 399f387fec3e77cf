// Refusals of reads that carry the contract's own codes.
import { LedgerError } from "@alatau/sdk";

/** No device has this number. */
export class DeviceUnknownError extends LedgerError {
  constructor(device: number) {
    super("device-unknown", `There is no device ${device}.`, { device });
  }
}
