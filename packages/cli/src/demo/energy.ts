// What a meter of the demo moves in a slot. Pure: the same day and quarter always give the same energy.
import { SLOT_SECONDS, slotStart, type Slot } from "@alatau/sdk";
import { LOCAL_OFFSET_SECONDS, type Source, type Storage } from "./neighbourhood.ts";
import { QUARTERS_PER_DAY, wrapped, type Household, type QuarterHour, type Station } from "./profiles.ts";

export interface Profiles {
  readonly household: Household;
  readonly station: Station;
}

/** A slot as local day and quarter of it. */
export interface LocalQuarter {
  readonly day: number;
  readonly quarter: number;
}

/** Energy of a slot, and what is then in the batteries; 0 for what is no storage. */
export interface MeterQuarter extends QuarterHour {
  readonly chargeWh: bigint;
}

/** The local day and quarter-hour of a slot. */
export function localQuarter(slot: Slot): LocalQuarter {
  const quarters = (slotStart(slot) + LOCAL_OFFSET_SECONDS) / SLOT_SECONDS;
  return { day: Math.floor(quarters / QUARTERS_PER_DAY), quarter: quarters % QUARTERS_PER_DAY };
}

/** What a meter moves in a slot; `chargeWh` is what its batteries hold before. */
export function energyOf(source: Source, slot: Slot, profiles: Profiles, chargeWh: bigint): MeterQuarter {
  const { day, quarter } = localQuarter(slot);
  const { household, station } = profiles;
  const total = (values: readonly bigint[], shifts: readonly number[]): bigint =>
    shifts.reduce((sum, shift) => sum + wrapped(values, day + shift, quarter), 0n);
  switch (source.of) {
    case "station":
      return { importWh: total(station.energyWh, source.shifts), exportWh: 0n, chargeWh: 0n };
    case "roofs":
      return { importWh: 0n, exportWh: total(household.generationWh, range(source)), chargeWh: 0n };
    case "households":
      return { importWh: total(household.consumptionWh, range(source)), exportWh: 0n, chargeWh: 0n };
    case "home":
      return { ...wrapped(household.net, day + source.shift, quarter), chargeWh: 0n };
    case "storage":
      return storageQuarter(source.storage, { day, quarter }, chargeWh);
  }
}

const range = ({ first, count }: { first: number; count: number }): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

const hours = (from: number, to: number) => (quarter: number) => quarter >= from * 4 && quarter < to * 4;
const NOON = hours(10, 15);
const EVENING = hours(17.5, 22);
const NIGHT = hours(0, 5);
const DRIVING = hours(5, 10);

/** Rule `simulated: storage`: buses charge at noon and at night, drive in the morning, give back in the evening. */
export function storageQuarter(storage: Storage, at: LocalQuarter, chargeWh: bigint): MeterQuarter {
  const { capacityWh, reserveWh, noonChargeWh, nightChargeWh, dischargeWh, drivingWh } = storage;
  const { quarter } = at;
  if (NOON(quarter) || NIGHT(quarter)) {
    const importWh = least(varied(NOON(quarter) ? noonChargeWh : nightChargeWh, at), capacityWh - chargeWh);
    return { importWh, exportWh: 0n, chargeWh: chargeWh + importWh };
  }
  const spare = chargeWh > reserveWh ? chargeWh - reserveWh : 0n;
  if (EVENING(quarter)) {
    const exportWh = least(varied(dischargeWh, at), spare);
    return { importWh: 0n, exportWh, chargeWh: chargeWh - exportWh };
  }
  return {
    importWh: 0n,
    exportWh: 0n,
    chargeWh: DRIVING(quarter) ? chargeWh - least(drivingWh, spare) : chargeWh,
  };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Between 70 and 100 % of a value, by day and quarter. */
const varied = (wh: bigint, { day, quarter }: LocalQuarter): bigint =>
  (wh * (70n + BigInt((day * 7919 + quarter * 104_729) % 31))) / 100n;
