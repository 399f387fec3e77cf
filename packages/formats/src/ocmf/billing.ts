// What a record with a valid signature must also keep to before its energy may be billed. Pure; the first rule broken is the answer.
import { paginationStep } from "./pagination.ts";
import type { OcmfReason, Refusal } from "./reasons.ts";
import { OCMF_REASONS } from "./reasons.ts";
import type { OcmfReading, OcmfRecord } from "./record.ts";
import {
  type EnergyReading,
  groupByRegister,
  isEnergyReading,
  isGood,
  settledRegister,
} from "./registers.ts";
import { type ClockState, resolutionMilliWh } from "./values.ts";

export interface BillingPolicy {
  /** Clock states that a first or last reading may have. Default: S, R and I; a clock in state U knows no time. */
  readonly clockStates?: readonly ClockState[];
  /** Identification levels (IL) that are refused. */
  readonly refusedIdentification?: readonly string[];
  /** Rated power in W; when given, energy ≤ rated power × time × 1.05, plus one step of the register's last digit. */
  readonly ratedW?: number | null;
  /** Latest time a reading may have, Unix seconds. */
  readonly notAfter?: number | null;
  /** Longest time between the first and the last reading, seconds. Default: 31 days. */
  readonly maxSessionSeconds?: number;
}

export const DEFAULT_POLICY = {
  clockStates: ["S", "R", "I"],
  refusedIdentification: ["MISMATCH", "INVALID", "OUTDATED", "UNKNOWN"],
  ratedW: null,
  notAfter: null,
  maxSessionSeconds: 31 * 86_400,
} as const satisfies Required<BillingPolicy>;

type Policy = Required<BillingPolicy>;

/** A record and the fingerprint of the key that verified it. */
export interface SignedRecord {
  readonly record: OcmfRecord;
  readonly keyFingerprint: string | null;
}

const refusal = (reason: OcmfReason, detail: string = OCMF_REASONS[reason].meaning): Refusal => ({
  reason,
  detail,
});

/** The first billing rule that one record breaks, or null. A record of a beginning alone, or of an end alone, can be in order. */
export function checkRecord(record: OcmfRecord, policy: BillingPolicy = {}): Refusal | null {
  const rules: Policy = { ...DEFAULT_POLICY, ...policy };
  return checkHeader(record, rules) ?? checkReadings(record.readings, rules);
}

/**
 * The first billing rule that the records of one transaction break, or null. One record with beginning and end, or
 * several in their order; each must be in order by itself, of one meter and key, numbered without gap, from B to an end.
 */
export function checkTransaction(
  records: readonly SignedRecord[],
  policy: BillingPolicy = {},
): Refusal | null {
  const rules: Policy = { ...DEFAULT_POLICY, ...policy };
  for (const { record } of records) {
    const broken = checkHeader(record, rules) ?? checkReadings(record.readings, rules);
    if (broken) return broken;
  }
  const readings = records.flatMap(({ record }) => record.readings);
  return checkBelongTogether(records) ?? checkMarks(readings) ?? checkReadings(readings, rules);
}

function checkHeader(record: OcmfRecord, rules: Policy): Refusal | null {
  if (record.serial === null) return refusal("serial-missing");
  if (record.pagination === null) return refusal("pagination-invalid");
  const level = record.identificationLevel?.trim().toUpperCase() ?? "";
  if (rules.refusedIdentification.includes(level))
    return refusal("identification-refused", `IL is ${level}.`);
  return null;
}

function checkBelongTogether(records: readonly SignedRecord[]): Refusal | null {
  for (const [index, { record, keyFingerprint }] of records.entries()) {
    const before = records[index - 1];
    if (!before) continue;
    if (record.serial !== before.record.serial) {
      return refusal("serial-mismatch", `${record.serial} follows ${before.record.serial}.`);
    }
    if (keyFingerprint !== before.keyFingerprint) return refusal("key-mismatch");
    const [last, next] = [before.record.pagination!, record.pagination!];
    const step = paginationStep(last, next);
    if (step) return refusal(step, `${next.text} follows ${last.text}.`);
  }
  return null;
}

const END_MARKS = "ELRAP";
const isBegin = (reading: OcmfReading): boolean => reading.transaction?.trim() === "B";
const isEnd = (reading: OcmfReading): boolean => {
  const mark = reading.transaction?.trim() ?? "";
  return mark.length === 1 && END_MARKS.includes(mark);
};

function checkMarks(readings: readonly OcmfReading[]): Refusal | null {
  if (!readings.some(isBegin)) return refusal("begin-missing");
  return readings.some(isEnd) ? null : refusal("end-missing");
}

function checkReadings(all: readonly OcmfReading[], rules: Policy): Refusal | null {
  const stated = all.filter((reading) => reading.isEnergy);
  if (stated.length === 0) return refusal("energy-reading-missing");
  const unreadable = stated.find((reading) => reading.problem !== null);
  if (unreadable) return refusal(unreadable.problem!, `RD[${unreadable.index}]: ${describe(unreadable)}`);
  const readings = stated.filter(isEnergyReading);
  const registers = [...groupByRegister(readings).values()];
  return (
    checkTimes(readings, rules) ??
    checkSameRegisters(readings) ??
    first(registers, (register) => checkEnds(register, rules)) ??
    first(registers, (register) => checkCourse(register.filter(isGood), rules)) ??
    checkTotals(registers)
  );
}

function checkTimes(
  readings: readonly EnergyReading[],
  { notAfter, maxSessionSeconds }: Policy,
): Refusal | null {
  for (const [index, { time }] of readings.entries()) {
    const before = readings[index - 1]?.time;
    if (before && time.unixMilliseconds < before.unixMilliseconds) {
      return refusal("time-went-back", `${time.text} follows ${before.text}.`);
    }
    if (notAfter !== null && time.unixSeconds > notAfter) {
      return refusal("time-in-future", `${time.text} lies after ${new Date(notAfter * 1000).toISOString()}.`);
    }
  }
  const seconds = readings.at(-1)!.time.unixSeconds - readings[0]!.time.unixSeconds;
  return seconds <= maxSessionSeconds
    ? null
    : refusal("session-too-long", `${seconds} s; ${maxSessionSeconds} s are allowed.`);
}

/** What begins must end: the registers marked B are the registers marked as an end. */
function checkSameRegisters(readings: readonly EnergyReading[]): Refusal | null {
  const codes = (marked: (reading: OcmfReading) => boolean): Set<string> =>
    new Set(readings.filter(marked).map((reading) => reading.obis.code));
  const [begun, ended] = [codes(isBegin), codes(isEnd)];
  const same = begun.size === ended.size && [...begun].every((code) => ended.has(code));
  if (begun.size === 0 || ended.size === 0 || same) return null;
  return refusal(
    "obis-mismatch",
    `${[...begun].join(", ")} at the beginning, ${[...ended].join(", ")} at the end.`,
  );
}

/** The first and the last reading of a register carry the bill: the meter and its clock must vouch for them. */
function checkEnds(register: readonly EnergyReading[], { clockStates }: Policy): Refusal | null {
  return first([register[0]!, register.at(-1)!], (reading) => {
    const { status, errorFlags, time, index } = reading;
    if (status?.trim() !== "G") return refusal("meter-status", `RD[${index}]: ST is ${status ?? "absent"}.`);
    const flags = errorFlags.trim();
    if (flags.includes("E")) return refusal("energy-flag", `RD[${index}]: EF is ${flags}.`);
    if (flags.includes("t")) return refusal("time-flag", `RD[${index}]: EF is ${flags}.`);
    if (flags !== "") return refusal("error-flag", `RD[${index}]: EF is ${flags}.`);
    if (time.clock !== null && clockStates.includes(time.clock)) return null;
    return refusal(
      "clock-not-accepted",
      `RD[${index}]: ${time.clock ?? "no state"}; accepted are ${clockStates.join(", ")}.`,
    );
  });
}

/** A register's good readings in a row: one unit, never down, never faster than the rated power allows. */
function checkCourse(register: readonly EnergyReading[], { ratedW }: Policy): Refusal | null {
  return first(register, (reading, index) => {
    const before = register[index - 1];
    if (!before) return null;
    if (reading.unit?.trim().toLowerCase() !== before.unit?.trim().toLowerCase()) {
      return refusal("unit-mismatch", `${reading.unit} follows ${before.unit}.`);
    }
    if (reading.register < before.register) {
      return refusal("register-decreased", `${describe(reading)} follows ${describe(before)}.`);
    }
    return ratedW === null ? null : checkPower(before, reading, ratedW);
  });
}

function checkPower(before: EnergyReading, reading: EnergyReading, ratedW: number): Refusal | null {
  const moved = reading.register - before.register;
  const milliseconds = BigInt(reading.time.unixMilliseconds - before.time.unixMilliseconds);
  const step = [before, reading].map(({ valueText, unit }) => resolutionMilliWh(valueText ?? "", unit ?? ""));
  const tolerance = step.reduce((coarsest, one) => (one > coarsest ? one : coarsest));
  // W × ms = mWh × 3600; five per cent more as hundredths.
  const allowed = (BigInt(Math.ceil(ratedW)) * milliseconds * 105n) / 360_000n + tolerance;
  return moved <= allowed
    ? null
    : refusal("power-exceeded", `${moved} mWh in ${milliseconds} ms; ${allowed} mWh are allowed.`);
}

function checkTotals(registers: readonly (readonly EnergyReading[])[]): Refusal | null {
  const series = registers.map((register) => register[0]!.obis);
  return first(["import", "export"] as const, (direction) => {
    const totals = series.filter(
      (one) => one.direction === direction && one.point === "meter" && one.scope === "total",
    );
    if (totals.length < 2 || settledRegister(totals, direction)) return null;
    return refusal("obis-ambiguous", `${totals.map((one) => one.code).join(" and ")} without the total.`);
  });
}

const describe = ({ valueText, unit, obisText }: OcmfReading): string =>
  `${valueText?.trim() ?? "no value"} ${unit ?? ""} of ${obisText ?? "no register"}`.slice(0, 160);

function first<T>(items: readonly T[], rule: (item: T, index: number) => Refusal | null): Refusal | null {
  for (const [index, item] of items.entries()) {
    const broken = rule(item, index);
    if (broken) return broken;
  }
  return null;
}
