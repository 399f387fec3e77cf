// What `alatau ocmf verify` says of signed records. Pure: bytes in, answer out.
import {
  checkOcmf,
  checkSequence,
  decodePublicKey,
  extractRecords,
  registerDeltas,
  settledRegister,
  type EnvelopedRecord,
  type EnvelopeProblem,
  type OcmfCheck,
  type OcmfRecord,
} from "@alatau/formats";

export interface ReadingReport {
  /** As the meter wrote it. */
  readonly time: string | null;
  readonly transaction: string | null;
  readonly value: string | null;
  readonly unit: string | null;
  readonly obis: string | null;
  /** Decimal; null when the reading is no energy. */
  readonly registerMilliWh: string | null;
  readonly status: string | null;
  readonly errorFlags: string;
}

/** Begin, end and difference of one register, mWh in decimal. */
export interface RegisterReport {
  readonly obis: string;
  readonly direction: "import" | "export";
  readonly beginMilliWh: string;
  readonly endMilliWh: string;
  readonly deltaMilliWh: string;
}

export interface RecordReport {
  readonly position: string;
  /** The sender's own id, where the envelope gives one. */
  readonly id: string | null;
  /** Null where no key is known, or the record cannot be taken apart. */
  readonly signatureValid: boolean | null;
  readonly billable: boolean;
  /** Code of the closed list; null when billable. */
  readonly reason: string | null;
  readonly detail: string | null;
  readonly serial: string | null;
  readonly pagination: string | null;
  readonly readings: readonly ReadingReport[];
  /** What the settled import register moved (of a meter without one: its export register), decimal. */
  readonly energyMilliWh: string | null;
  readonly registers: readonly RegisterReport[];
  /** Where the key came from: given, or found in the envelope, which proves only that the two fit. */
  readonly keyFrom: "given" | "envelope" | null;
  readonly keyFingerprint: string | null;
  readonly curve: string | null;
  readonly identity: string | null;
  readonly payloadSha256: string | null;
}

export interface FileReport extends Omit<RecordReport, "position" | "id"> {
  readonly file: string;
  readonly format: string;
  readonly records: readonly RecordReport[];
  /** What of the file is no record. */
  readonly problems: readonly EnvelopeProblem[];
}

/** Checks one record with a key that was given, else with the one that came along. Never throws. */
export function reportRecord(
  { signedData, publicKey, position, context }: EnvelopedRecord,
  key: string | Uint8Array | null,
): RecordReport {
  return toReport(check({ signedData, ...(publicKey !== undefined && { publicKey }) }, key), {
    position,
    id: context?.id ?? null,
    keyFrom: key !== null ? "given" : publicKey === undefined ? null : "envelope",
  });
}

const check = (
  record: { signedData: string; publicKey?: string },
  key: string | Uint8Array | null,
): OcmfCheck => checkOcmf(record.signedData, { publicKey: key ?? record.publicKey ?? null });

type Said = Pick<RecordReport, "position" | "id" | "keyFrom">;

function toReport(checked: OcmfCheck, said: Said): RecordReport {
  const { record } = checked;
  const registers = record === null ? [] : registersOf([record]);
  return {
    ...said,
    signatureValid: checked.signatureValid,
    billable: checked.billable,
    reason: checked.reason,
    detail: checked.detail,
    serial: record?.serial ?? null,
    pagination: record?.pagination?.text ?? null,
    readings: record === null ? [] : readingsOf(record),
    energyMilliWh: record === null ? null : energyOf([record]),
    registers,
    keyFingerprint: checked.key?.fingerprint ?? null,
    curve: checked.key?.curve ?? null,
    identity: checked.identity,
    payloadSha256: record?.payloadSha256 ?? null,
  };
}

const readingsOf = (record: OcmfRecord): ReadingReport[] =>
  record.readings.map((one) => ({
    time: one.time?.text ?? null,
    transaction: one.transaction,
    value: one.valueText?.trim() ?? null,
    unit: one.unit,
    obis: one.obisText,
    registerMilliWh: one.register?.toString() ?? null,
    status: one.status,
    errorFlags: one.errorFlags,
  }));

const registersOf = (records: readonly OcmfRecord[]): RegisterReport[] =>
  registerDeltas(records).map(({ obisText, obis, begin, end, delta }) => ({
    obis: obisText,
    direction: obis.direction,
    beginMilliWh: begin.toString(),
    endMilliWh: end.toString(),
    deltaMilliWh: delta.toString(),
  }));

function energyOf(records: readonly OcmfRecord[]): string | null {
  const deltas = registerDeltas(records);
  const series = deltas.map(({ obis, delta }) => ({ ...obis, delta }));
  const settled = settledRegister(series, "import") ?? settledRegister(series, "export") ?? series[0];
  return settled?.delta.toString() ?? null;
}

/** Checks everything that a file holds. The file is billable when each record is, and their numbers have neither gap nor repeat. */
export function reportFile(
  file: string,
  input: string | Uint8Array,
  key: string | Uint8Array | null,
): FileReport {
  const { format, records: enveloped, problems } = extractRecords(input);
  const checks = enveloped.map((record) => check(record, key));
  const reports = markSequence(
    checks,
    enveloped.map((record) => reportRecord(record, key)),
  );
  const found = checks.flatMap(({ record }) => record ?? []);
  const refused = reports.find(({ billable }) => !billable);
  const serials = new Set(reports.map(({ serial }) => serial));
  const [first] = reports;
  const whole = serials.size === 1;
  return {
    file,
    format,
    signatureValid: all(reports.map(({ signatureValid }) => signatureValid)),
    billable: reports.length > 0 && refused === undefined && problems.length === 0,
    reason: refused?.reason ?? problems[0]?.code ?? null,
    detail: refused?.detail ?? problems[0]?.detail ?? null,
    serial: whole ? first!.serial : null,
    pagination: reports.length === 1 ? first!.pagination : null,
    readings: reports.flatMap(({ readings }) => readings),
    energyMilliWh: whole && found.length === reports.length ? energyOf(found) : null,
    registers: whole ? registersOf(found) : [],
    keyFrom: first?.keyFrom ?? null,
    keyFingerprint: reports.length === 1 ? first!.keyFingerprint : null,
    curve: reports.length === 1 ? first!.curve : null,
    identity: reports.length === 1 ? first!.identity : null,
    payloadSha256: reports.length === 1 ? first!.payloadSha256 : null,
    records: reports,
    problems,
  };
}

/** A record that is in order by itself is refused for its place among the others: a replay, a gap, a number given twice. */
function markSequence(checks: readonly OcmfCheck[], reports: readonly RecordReport[]): RecordReport[] {
  const places = checks.flatMap(({ record, identity }, index) =>
    record ? [{ record, identity, index }] : [],
  );
  const marked = [...reports];
  for (const { index, reason, detail } of checkSequence(places)) {
    const place = places[index]!.index;
    const report = marked[place]!;
    if (report.billable) marked[place] = { ...report, billable: false, reason, detail };
  }
  return marked;
}

const all = (verdicts: readonly (boolean | null)[]): boolean | null =>
  verdicts.length === 0 || verdicts.includes(null)
    ? verdicts.includes(false)
      ? false
      : null
    : !verdicts.includes(false);

/** Whether a text is a public key in one of the forms that meters' labels carry. */
export const isPublicKey = (text: string | Uint8Array): boolean => decodePublicKey(text).ok;
