// The intake of signed meter records: an upload in any envelope goes in, one answer a record comes out. 202 means: stored.
import { randomBytes } from "node:crypto";
import { extractRecords, type EnvelopedRecord, type EnvelopeProblem } from "@alatau/formats";
import type { Bytes32, MilliWh } from "@alatau/sdk";
import type pg from "pg";
import { inTransaction, notify } from "../transaction.ts";
import { decide, EMPTY_STATE } from "./decide.ts";
import { sealRecord } from "./envelope.ts";
import { findMeters } from "./meters.ts";
import { DIRECTIONS, type Direction } from "./registers.ts";
import { isIntakeReason, type IntakeFlag, type IntakeReason } from "./reasons.ts";
import { loadStates, meterName } from "./states.ts";
import { findIdentities, lockDevices, storeRecords, storeRefusals } from "./store.ts";
import type { KnownRecord, Origin, StoredRecord, StoredRefusal } from "./store.ts";
import {
  parseRecord,
  readingCount,
  serialsOf,
  verifyRecord,
  type Refused,
  type VerifiedRecord,
} from "./verify.ts";

export interface UploadedReadings {
  /** The upload as it came: OCMF text, SAFE XML, OCPP frames, OCPI CDRs, JSON lines. */
  readonly input: string | Uint8Array;
  /** Participant that publishes the batches. */
  readonly publisher: number;
  /** Participant that sent it; null for nobody known. */
  readonly uploadedBy: number | null;
  /** Unix seconds: no reading may lie after it. */
  readonly now: number;
  /** Answers the same and stores nothing. */
  readonly dryRun?: boolean;
}

export interface IntakeResult {
  /** Where in the upload. */
  readonly position: string;
  readonly status: "accepted" | "duplicate" | "refused";
  readonly reason?: IntakeReason;
  readonly detail?: string;
  readonly recordHash?: Bytes32;
  readonly identity?: Bytes32;
  readonly serial?: string;
  readonly device?: number;
  readonly flags?: readonly IntakeFlag[];
  /** How many good energy readings the record has. */
  readonly readings?: number;
  /** What each settled register moved within the record, mWh. */
  readonly energy?: Readonly<Partial<Record<Direction, MilliWh>>>;
}

export interface IntakeAnswer {
  readonly format: string;
  /** In the order of the upload. */
  readonly results: readonly IntakeResult[];
  /** What of the upload is no record. */
  readonly problems: readonly EnvelopeProblem[];
}

/** Records that are decided and stored in one transaction. */
const CHUNK = 500;

/**
 * Takes the signed records out of an upload, checks each against the registry and the meter's earlier records, and stores it:
 * accepted ones queued for a batch, refused ones with their reason. Whatever was answered is durable; the same record again, in
 * any envelope and at the same moment, is a `duplicate`. Throws only what the database throws; then the upload may be sent again.
 */
export async function acceptReadings(
  pool: pg.Pool,
  upload: UploadedReadings,
  { random = () => randomBytes(32) }: { random?: () => Uint8Array } = {},
): Promise<IntakeAnswer> {
  const { format, records, problems } = extractRecords(upload.input);
  const origin: Origin = {
    publisher: upload.publisher,
    uploadedBy: upload.uploadedBy,
    source: format === "ocmf-text" ? "ocmf" : format,
  };
  const results: IntakeResult[] = [];
  for (let first = 0; first < records.length; first += CHUNK)
    results.push(
      ...(await acceptChunk(pool, records.slice(first, first + CHUNK), { upload, origin, random })),
    );
  return { format, results, problems };
}

interface Intake {
  readonly upload: UploadedReadings;
  readonly origin: Origin;
  readonly random: () => Uint8Array;
}

/** A verified record and its place in the chunk. */
type Verified = { index: number; position: string; signedData: string; found: VerifiedRecord };

async function acceptChunk(
  pool: pg.Pool,
  records: readonly EnvelopedRecord[],
  intake: Intake,
): Promise<IntakeResult[]> {
  const { upload } = intake;
  const parsed = records.map(parseRecord);
  const meters = await findMeters(pool, serialsOf(parsed));
  const refusals: StoredRefusal[] = [];
  const verified: Verified[] = [];
  const answers: IntakeResult[] = [];
  for (const [index, record] of records.entries()) {
    const { position, signedData } = record;
    const answer = verifyRecord(parsed[index]!, (serial) => meters.get(serial), upload.now);
    if (answer.ok) verified.push({ index, position, signedData, found: answer.value });
    else {
      const { reason, detail, serial } = answer;
      refusals.push({ position, signedData, reason, detail });
      answers[index] = { position, status: "refused", reason, detail, ...(serial !== null && { serial }) };
    }
  }
  const decided = await decideChunk(pool, verified, refusals, intake);
  for (const [place, { index }] of verified.entries()) answers[index] = decided[place]!;
  return answers;
}

/** Decides on the verified records with their devices locked, and writes everything at once. */
async function decideChunk(
  pool: pg.Pool,
  verified: readonly Verified[],
  refusals: readonly StoredRefusal[],
  { upload, origin, random }: Intake,
): Promise<IntakeResult[]> {
  return inTransaction(pool, async (client) => {
    await lockDevices(
      client,
      verified.map(({ found }) => found.meter.device),
    );
    const known = await findIdentities(
      client,
      verified.map(({ found }) => found.identity),
    );
    const states = await loadStates(
      client,
      verified.map(({ found }) => found),
    );
    const stored: StoredRecord[] = [];
    const refused = [...refusals];
    const results = verified.map(({ position, signedData, found }): IntakeResult => {
      const said = describe(position, found);
      const before = known.get(found.identity);
      if (before !== undefined) return { ...said, ...repeated(before) };
      const name = meterName(found.meter);
      const answer = decide(found, states.get(name) ?? EMPTY_STATE);
      if ("reason" in answer) {
        refused.push({ position, signedData, ...answer });
        return { ...said, status: "refused", ...(answer satisfies Refused) };
      }
      states.set(name, answer.state);
      const salt = random();
      const sealed = sealRecord(found, { salt, recordedAt: upload.now, flags: answer.flags });
      known.set(found.identity, { recordHash: sealed.recordHash, refused: null });
      stored.push({ found, accepted: answer, sealed, salt });
      return { ...said, status: "accepted", recordHash: sealed.recordHash, flags: answer.flags };
    });
    if (upload.dryRun !== true) {
      await storeRecords(client, stored, origin);
      await storeRefusals(client, refused, origin);
      if (stored.length > 0) await notify(client, "pending");
    }
    return results;
  });
}

/** The same record again: a duplicate, unless the checkers have refused it. */
function repeated({
  recordHash,
  refused,
}: KnownRecord): Pick<IntakeResult, "status" | "reason" | "detail" | "recordHash"> {
  if (refused === null) return { status: "duplicate", reason: "replay", recordHash };
  return {
    status: "refused",
    reason: isIntakeReason(refused) ? refused : "replay",
    detail: `The checkers refused it: ${refused}.`,
    recordHash,
  };
}

function describe(position: string, found: VerifiedRecord) {
  const energy: Partial<Record<Direction, MilliWh>> = {};
  for (const direction of DIRECTIONS) {
    const points = found.points[direction];
    if (points !== undefined) energy[direction] = (points.at(-1)!.milliWh - points[0]!.milliWh) as MilliWh;
  }
  return {
    position,
    identity: found.identity,
    serial: found.meter.serial,
    device: found.meter.device,
    readings: readingCount(found.record),
    energy,
  };
}
