// Records of a meter in a row: numbered by one, each once, the register never down.
import type { Bytes32 } from "@alatau/sdk";
import { OCMF_REASONS, type OcmfReason } from "./reasons.ts";
import type { OcmfPagination, OcmfRecord } from "./record.ts";
import { registerReadings } from "./registers.ts";

/** What is wrong with a number that follows another in the same or another counter; null when it is the next one. */
export function paginationStep(
  before: OcmfPagination,
  after: OcmfPagination,
): Extract<OcmfReason, "pagination-gap" | "pagination-repeat"> | null {
  if (before.context === after.context && after.number === before.number) return "pagination-repeat";
  return before.context === after.context && after.number === before.number + 1n ? null : "pagination-gap";
}

export interface SequenceEntry {
  readonly record: OcmfRecord;
  /** From `recordIdentity`; null while no key is known, then a replay is told by the payload alone. */
  readonly identity: Bytes32 | null;
}

export interface SequenceFinding {
  readonly reason: Extract<
    OcmfReason,
    "replay" | "pagination-gap" | "pagination-repeat" | "register-decreased"
  >;
  readonly detail: string;
  /** Which entry it was found at, from 0 in the order given. */
  readonly index: number;
  readonly serial: string;
  /** The numbers that are missing, both included. */
  readonly missing?: { readonly context: string; readonly from: bigint; readonly to: bigint };
}

export interface SequenceOptions {
  /** Identities that were accepted before. */
  readonly known?: ReadonlySet<string>;
  /** The last number accepted before, by `<serial>/<context>`, such as `17619300/T`. */
  readonly lastNumbers?: ReadonlyMap<string, bigint>;
}

/**
 * Replays, gaps, repeats and falling registers among records, which may come in any order and from several meters:
 * they are told apart by serial number and counter letter and put in the order of their numbers first.
 */
export function checkSequence(
  entries: readonly SequenceEntry[],
  options: SequenceOptions = {},
): readonly SequenceFinding[] {
  const findings: SequenceFinding[] = [];
  const seen = new Set(options.known);
  const fresh: Numbered[] = [];
  for (const [index, { record, identity }] of entries.entries()) {
    const serial = record.serial ?? "";
    const key = identity ?? `${serial}/${record.payloadSha256}`;
    if (seen.has(key))
      findings.push({ reason: "replay", detail: OCMF_REASONS.replay.meaning, index, serial });
    else if (record.pagination) fresh.push({ index, serial, record, pagination: record.pagination });
    seen.add(key);
  }
  const counters = Map.groupBy(fresh, ({ serial, pagination }) => `${serial}/${pagination.context}`);
  for (const [counter, numbered] of counters) {
    findings.push(...checkCounter(numbered, options.lastNumbers?.get(counter)));
  }
  return findings.sort((one, other) => one.index - other.index);
}

interface Numbered {
  readonly index: number;
  readonly serial: string;
  readonly record: OcmfRecord;
  readonly pagination: OcmfPagination;
}

function checkCounter(numbered: readonly Numbered[], last: bigint | undefined): readonly SequenceFinding[] {
  const findings: SequenceFinding[] = [];
  const ordered = numbered.toSorted((one, other) => compare(one.pagination.number, other.pagination.number));
  for (const [place, { index, serial, record, pagination }] of ordered.entries()) {
    const before = ordered[place - 1];
    const number = before?.pagination.number ?? last;
    if (number !== undefined && pagination.number > number + 1n) {
      const missing = { context: pagination.context, from: number + 1n, to: pagination.number - 1n };
      const detail = `${missing.context}${missing.from} to ${missing.context}${missing.to} are missing.`;
      findings.push({ reason: "pagination-gap", detail, index, serial, missing });
    }
    if (number !== undefined && pagination.number <= number) {
      const detail = `${pagination.text} was given to another record before.`;
      findings.push({ reason: "pagination-repeat", detail, index, serial });
    }
    const fallen = before && fallenRegister(before.record, record);
    if (fallen)
      findings.push({ reason: "register-decreased", detail: `Register ${fallen} fell.`, index, serial });
  }
  return findings;
}

/** The first register that counts for ever and is lower at the beginning of a record than at the end of the one before. */
function fallenRegister(before: OcmfRecord, after: OcmfRecord): string | null {
  const ended = new Map(
    registerReadings(before).map((series) => [series.code, series.points.at(-1)!.register]),
  );
  const fallen = registerReadings(after).find(
    ({ code, scope, points }) => scope === "total" && points[0]!.register < (ended.get(code) ?? 0n),
  );
  return fallen?.code ?? null;
}

const compare = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0);
