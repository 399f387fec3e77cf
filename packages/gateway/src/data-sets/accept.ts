// The intake of observations: what formats made of an upload goes in, one answer a row comes out. 202 means: stored.
import { flagObservation, qualityCodes, type Observation as CityObservation } from "@alatau/city";
import type { Observation, ObservationFault } from "@alatau/formats";
import type { Bytes32 } from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { inTransaction, notify } from "../transaction.ts";
import { changesOf, type Change } from "./changes.ts";
import { loadPartners, partnersOf } from "./partners.ts";
import { splitByGroup } from "./groups.ts";
import { inspect } from "./inspect.ts";
import { identityOf, payloadOf, sealStatement, type Correction, type Statement } from "./seal.ts";
import {
  findIdentities,
  findStanding,
  lockStream,
  loadPast,
  standingKey,
  storeFaults,
  storeStatements,
  type Standing,
  type StoredStatement,
} from "./store.ts";
import type { DatasetRules } from "./rules.ts";
import { positionOf, valuesOf } from "./values.ts";

export interface Upload {
  readonly rules: DatasetRules;
  readonly observations: readonly Observation[];
  /** What formats refused. */
  readonly faults: readonly ObservationFault[];
  /** Participant that says it; the one whose key publishes it. */
  readonly issuer: number;
  readonly publisher: number;
  /** Name of the format it came in. */
  readonly source: string;
  /** Unix seconds of the ledger. */
  readonly now: number;
  /** Rows that contradict what stands correct it, for this reason; without it they are refused. */
  readonly correction?: string;
  /** One bad row refuses the upload. */
  readonly atomic?: boolean;
  /** Answers the same and stores nothing. */
  readonly dryRun?: boolean;
  /** Hashes of what supports a row, by its position: inputs and program of derived ones. */
  readonly evidence?: ReadonlyMap<string, readonly Bytes32[]>;
}

export interface RowAnswer {
  /** Where in the upload. */
  readonly position: string;
  readonly status: "accepted" | "corrected" | "duplicate" | "refused";
  readonly code?: string;
  readonly detail?: string;
  readonly subject?: string;
  /** One a group of fields. */
  readonly records: readonly Bytes32[];
  readonly flags: readonly string[];
  /** Of a correction: what it changes, and of a contradiction: what it would change. */
  readonly changes?: readonly Change[];
}

/** How many of a subject's earlier observations quality rules look back at. */
export const LOOK_BACK = 24;
/** Rows that are decided and stored in one statement each. */
const CHUNK = 1_000;

/**
 * Decides on every row and stores what is good in one transaction, queued for a batch. The same statement again is a `duplicate`.
 * Throws only what the database throws; then nothing is stored and the upload may be sent again.
 */
export async function acceptObservations(
  pool: pg.Pool,
  upload: Upload,
  { random = () => randomBytes(32) }: { random?: () => Uint8Array } = {},
): Promise<RowAnswer[]> {
  const refused = upload.faults.map(({ position, code, detail }): RowAnswer => ({
    ...{ position, status: "refused", code, detail, records: [], flags: [] },
  }));
  const answers: RowAnswer[] = [];
  const isTry = upload.dryRun === true;
  await inTransaction(pool, async (client) => {
    answers.push(...(await acceptWithin(client, upload, { random })));
    const hasBad = [...refused, ...answers].some(({ status }) => status === "refused");
    if (isTry || (upload.atomic === true && hasBad)) throw new NotKept();
  }).catch((failure: unknown) => {
    if (!(failure instanceof NotKept)) throw failure;
  });
  const bad = [...refused, ...answers.filter(({ status }) => status === "refused")];
  if (!isTry && bad.length > 0) await storeFaults(pool, bad, upload);
  const isKept = isTry || upload.atomic !== true || bad.length === 0;
  return [...refused, ...answers].map((answer) => (isKept ? answer : withheld(answer))).sort(inUploadOrder);
}

/** Decides on an upload's observations in the caller's transaction, beside whatever else that one does; faults of reading are not its matter. */
export async function acceptWithin(
  client: pg.PoolClient,
  upload: Upload,
  { random = () => randomBytes(32) }: { random?: () => Uint8Array } = {},
): Promise<RowAnswer[]> {
  const answers: RowAnswer[] = [];
  await lockStream(client, upload.rules.terms.name, upload.issuer);
  for (let first = 0; first < upload.observations.length; first += CHUNK)
    answers.push(
      ...(await acceptChunk(client, upload.observations.slice(first, first + CHUNK), upload, random)),
    );
  if (answers.some(({ records }) => records.length > 0)) await notify(client, "waiting");
  return answers;
}

/** Rolls back what a dry run or a refused whole wrote. */
class NotKept extends Error {}

const withheld = (answer: RowAnswer): RowAnswer =>
  answer.status === "refused"
    ? answer
    : {
        ...{ position: answer.position, status: "refused", code: "upload-not-whole" },
        ...{
          detail: "Another row was refused and the upload was to be taken whole.",
          records: [],
          flags: [],
        },
      };

const numberIn = (position: string): number => Number(/\d+/.exec(position)?.[0] ?? 0);
const inUploadOrder = (a: RowAnswer, b: RowAnswer): number => numberIn(a.position) - numberIn(b.position);

/** A part of a row that may be kept. */
interface Part {
  readonly index: number;
  readonly statement: Omit<Statement, "flags" | "corrects">;
  readonly payload: string;
}

async function acceptChunk(
  client: pg.PoolClient,
  observations: readonly Observation[],
  upload: Upload,
  random: () => Uint8Array,
): Promise<RowAnswer[]> {
  const { rules, issuer, now } = upload;
  const answers: RowAnswer[] = [];
  const parts: Part[] = [];
  for (const [index, observation] of observations.entries()) {
    const fault = inspect(observation, rules, now);
    if (fault !== null) {
      const { subject, position } = observation;
      answers[index] = { ...{ position, subject, status: "refused", ...fault }, records: [], flags: [] };
    } else parts.push(...partsOf(observation, index, upload));
  }
  const standing = await findStanding(client, rules.terms.name, issuer, parts);
  const past = await loadPast(client, rules.terms.name, issuer, parts, LOOK_BACK);
  const partners = await loadPartners(
    client,
    rules.terms.name,
    rules.description.quality ?? [],
    parts.map(({ statement: { entity, observedTo } }) => ({ subject: entity.id, at: observedTo })),
  );
  const known = await findIdentities(
    client,
    parts.map(({ statement, payload }) =>
      identityOf({ ...statement, corrects: correctionOf(standing, statement, upload) }, payload),
    ),
  );
  const stored: StoredStatement[] = [];
  for (const { index, statement, payload } of parts) {
    const { position, subject } = observations[index]!;
    const before = answers[index];
    if (before?.status === "refused") continue;
    const key = standingKey(statement);
    const found = standing.get(key);
    const same = found !== undefined && found.payload === payload;
    const corrects = same ? null : correctionOf(standing, statement, upload);
    const identity = identityOf({ ...statement, corrects }, payload);
    const repeated = same ? found.record : known.get(identity);
    const fault = repeated === undefined ? faultOf(found, corrects, upload) : null;
    const changes = same || found?.payload == null ? [] : changesOf(found.payload, payload);
    if (fault !== null) {
      answers[index] = {
        ...{ position, subject, status: "refused", ...fault, records: [], flags: [] },
        ...(changes.length > 0 && { changes }),
      };
      continue;
    }
    if (repeated !== undefined) {
      answers[index] = {
        ...{ position, subject, status: before?.status ?? "duplicate", flags: before?.flags ?? [] },
        records: [...(before?.records ?? []), repeated],
        ...(before?.changes && { changes: before.changes }),
      };
      continue;
    }
    const { flags, seen } = flagsOf(statement, { past, partners, upload });
    const full: Statement = { ...statement, flags, corrects };
    const salt = random();
    const sealed = sealStatement(full, { salt, recordedAt: now, payload });
    const series = past.get(statement.entity.id) ?? [];
    past.set(statement.entity.id, [...series, seen].slice(-2 * LOOK_BACK));
    standing.set(key, { record: sealed.recordHash, payload, place: null });
    known.set(identity, sealed.recordHash);
    const values = valuesOf(statement.entity);
    stored.push({ statement: full, sealed, salt, values, position: positionOf(statement.entity) });
    answers[index] = {
      ...{ position, subject, status: corrects === null ? (before?.status ?? "accepted") : "corrected" },
      records: [...(before?.records ?? []), sealed.recordHash],
      flags: [...new Set([...(before?.flags ?? []), ...flags])],
      ...(changes.length > 0 && { changes: [...(before?.changes ?? []), ...changes] }),
    };
  }
  await storeStatements(client, stored, upload);
  return answers;
}

function partsOf(observation: Observation, index: number, { rules, issuer, ...upload }: Upload): Part[] {
  const { terms, description, schema } = rules;
  const evidence = upload.evidence?.get(observation.position) ?? [];
  const observedTo = observation.observedAt ?? observation.period!.to;
  const observedFrom = observation.observedAt ?? observation.period!.from;
  return splitByGroup(observation.entity, description, terms.visibility).map(
    ({ group, visibility, entity }) => ({
      index,
      payload: payloadOf(entity),
      statement: {
        ...{ dataset: terms.name, issuer, group, entity, visibility, observedFrom, observedTo, evidence },
        schema: { id: schema.id, version: schema.version, hash: schema.hash },
      },
    }),
  );
}

/** What a statement would replace; null where nothing stands, or where the upload corrects nothing. */
function correctionOf(
  standing: ReadonlyMap<string, Standing>,
  statement: Part["statement"],
  { correction, rules }: Upload,
): Correction | null {
  const found = standing.get(standingKey(statement));
  if (correction === undefined || found?.place == null) return null;
  return { record: found.record, dataset: rules.terms.dataset, ...found.place, reason: correction };
}

/** Why a statement that is not a repetition cannot be taken; null for none. */
function faultOf(
  found: Standing | undefined,
  corrects: Correction | null,
  { correction }: Upload,
): { code: string; detail: string } | null {
  if (found === undefined)
    return correction === undefined
      ? null
      : { code: "nothing-to-correct", detail: "Nothing stands for this subject and moment." };
  if (correction === undefined)
    return {
      code: "observation-contradicts",
      detail: `Record ${found.record} says something else for this subject and moment.`,
    };
  return corrects === null
    ? { code: "record-not-anchored", detail: `Record ${found.record} is not on the chain yet.` }
    : null;
}

/** What was said before, and what second sources say, by subject. */
interface Series {
  readonly past: ReadonlyMap<string, readonly CityObservation[]>;
  readonly partners: ReadonlyMap<string, readonly CityObservation[]>;
}

function flagsOf(
  { entity, observedTo }: Part["statement"],
  { past, partners, upload }: Series & { readonly upload: Upload },
): { flags: string[]; seen: CityObservation } {
  const { quality } = upload.rules.description;
  const seen: CityObservation = {
    ...{ subject: entity.id, observedAt: observedTo, receivedAt: upload.now },
    values: new Map(Object.entries(valuesOf(entity))),
  };
  if (quality === undefined) return { flags: [], seen };
  // A correction is no second statement of its moment: it takes the first one's place.
  const before = (past.get(entity.id) ?? []).filter((each) => each.observedAt !== observedTo);
  const others = partnersOf(quality, entity.id).flatMap((partner) => [
    ...(partners.get(partner) ?? []),
    ...(past.get(partner) ?? []), // of this upload
  ]);
  return { flags: qualityCodes(flagObservation(seen, before, quality, others)), seen };
}
