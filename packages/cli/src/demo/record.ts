// The record that a demo meter signs for a slot: both registers at its beginning and its end. Pure but for the signature.
import { composePayload, signOcmf } from "@alatau/formats";
import { SLOT_SECONDS, slotStart, type MilliWh, type Slot } from "@alatau/sdk";
import type { QuarterHour } from "./profiles.ts";
import { keyOf, type MeterState } from "./state.ts";

const MILLI = 1000n;

/** The signed record of a slot, and the meter's state after it. The same state gives the same signed bytes. */
export function slotRecord(
  serial: string,
  slot: Slot,
  meter: MeterState,
  energy: QuarterHour & { readonly chargeWh: bigint },
): { readonly record: string; readonly next: MeterState } {
  const next: MeterState = {
    ...meter,
    page: meter.page + 1,
    importWh: meter.importWh + energy.importWh,
    exportWh: meter.exportWh + energy.exportWh,
    chargeWh: energy.chargeWh,
  };
  const from = slotStart(slot);
  const ends = [
    { unixSeconds: from, registers: meter },
    { unixSeconds: from + SLOT_SECONDS, registers: next },
  ];
  const payload = composePayload({
    meter: { vendor: "Alatau demo", model: "simulated meter", serial },
    pagination: `F${next.page}`,
    readings: ends.flatMap(({ unixSeconds, registers: { importWh, exportWh } }) => [
      { unixSeconds, register: (importWh * MILLI) as MilliWh, direction: "import" as const },
      { unixSeconds, register: (exportWh * MILLI) as MilliWh, direction: "export" as const },
    ]),
  });
  return { record: signOcmf(payload, keyOf(meter)), next };
}
