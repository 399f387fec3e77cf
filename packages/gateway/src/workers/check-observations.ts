// A checker's look at observations: the payload is read again as if it had just been uploaded, and every claim of the envelope is
// derived from it. Flags that need the subject's past are the publisher's claim; those that need none are derived.
import { flagObservation, qualityCodes } from "@alatau/city";
import { readObservations, type NgsiLdEntity, type Observation } from "@alatau/formats";
import { envelopeSchema, jcs, LedgerError, recordHash, type Bytes32, type Envelope } from "@alatau/sdk";
import type pg from "pg";
import { alertFault } from "../alerts/check.ts";
import { ALERTS_SET } from "../alerts/documents.ts";
import { splitByGroup } from "../data-sets/groups.ts";
import { inspect, inspectPrivacy } from "../data-sets/inspect.ts";
import { readRules, readSchema, type DatasetRules } from "../data-sets/rules.ts";
import { identityOf } from "../data-sets/seal.ts";
import { mayPublish, type DatasetTerms } from "../data-sets/terms.ts";
import { valuesOf } from "../data-sets/values.ts";
import { derivedFault } from "../derived/check.ts";
import { commit } from "../intake/envelope.ts";
import { sealTombstone, TOMBSTONE_SCHEMA, tombstoneSchema, type Tombstone } from "../records/tombstone.ts";
import type { FoundRecord, RecordFinding, StoredRecord } from "./check-batches.ts";

interface Place {
  readonly terms: DatasetTerms;
  readonly publisher: number;
  /** Unix seconds. */
  readonly now: number;
}

/** Flags that a record shows by itself. */
const OWN_FLAGS: ReadonlySet<string> = new Set(["range", "unit", "not-decimal", "late"]);

/** Checks the records of a batch of a data set that agencies publish. */
export async function checkObservations(
  client: pg.PoolClient,
  rows: readonly StoredRecord[],
  { terms, publisher, now }: Place,
): Promise<RecordFinding[]> {
  const rules = await rulesOf(client, terms.name);
  if (rules === undefined) return ["later"];
  const entitled = new Map<number, boolean>();
  const envelopes = rows.map(envelopeIn);
  const places = await placesOf(client, terms, publisher, envelopes);
  const seen = new Set<string>();
  const findings: RecordFinding[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.erased) return ["later"]; // a payload that is gone cannot be checked any more, and says nothing against the batch
    const envelope = envelopes[index];
    if (envelope === undefined) {
      findings.push("envelope-invalid");
      continue;
    }
    const { issuer } = envelope;
    if (!entitled.has(issuer)) entitled.set(issuer, await mayPublish(client, terms, issuer));
    if (entitled.get(issuer) !== true) {
      findings.push("issuer-not-entitled");
      continue;
    }
    if (envelope.schema.id === TOMBSTONE_SCHEMA.id) {
      findings.push(await checkTombstone(client, row, envelope, terms));
      continue;
    }
    const finding = await checkOne(client, row, envelope, { rules, now, places });
    if (typeof finding === "object") {
      const identity = row.identity!.toString("hex");
      findings.push(seen.has(identity) ? "replay" : finding);
      seen.add(identity);
    } else findings.push(finding);
  }
  return findings;
}

/** A tombstone must name a record of the data set that its issuer may erase. */
async function checkTombstone(
  client: pg.PoolClient,
  { identity, salt, payload, envelope: text }: StoredRecord,
  envelope: Envelope,
  { name, owner, visibility }: DatasetTerms,
): Promise<RecordFinding> {
  if (identity === null || salt === null || payload === null) return "payload-missing";
  const recordedAt = Date.parse(envelope.recordedAt) / 1000;
  const tombstone = tombstoneIn(payload);
  if (tombstone === undefined) return "tombstone-malformed";
  const sealed = sealTombstone(tombstone, { issuer: envelope.issuer, visibility, salt, recordedAt });
  if (sealed.envelope !== text || sealed.identity !== `0x${identity.toString("hex")}`)
    return "claim-wrong-tombstone";
  const { rows } = await client.query<{ issuer: number | null }>(
    "SELECT (envelope::jsonb->>'issuer')::int AS issuer FROM payload.records WHERE record_hash = $1 AND dataset = $2",
    [Buffer.from(tombstone.record.slice(2), "hex"), name],
  );
  if (rows[0] === undefined) return "tombstone-of-unknown";
  if (envelope.issuer !== owner && envelope.issuer !== rows[0].issuer) return "issuer-not-entitled";
  return {
    record: { recordHash: sealed.recordHash, observedFrom: recordedAt, observedTo: recordedAt },
    corrects: null,
  };
}

function tombstoneIn(payload: Buffer): Tombstone | undefined {
  try {
    return tombstoneSchema.parse(JSON.parse(payload.toString("utf8")));
  } catch {
    return undefined;
  }
}

/** Undefined while the documents that the chain names are not here. */
async function rulesOf(client: pg.PoolClient, name: string): Promise<DatasetRules | undefined> {
  try {
    return await readRules(client, name);
  } catch (failure) {
    if (failure instanceof LedgerError) return undefined;
    throw failure;
  }
}

function envelopeIn({ envelope, recordHash: claimed }: StoredRecord): Envelope | undefined {
  try {
    const parsed = envelopeSchema.parse(JSON.parse(envelope));
    return jcs(parsed) === envelope && recordHash(parsed) === claimed ? parsed : undefined;
  } catch {
    return undefined;
  }
}

type Context = {
  readonly rules: DatasetRules;
  readonly now: number;
  readonly places: ReadonlyMap<string, CorrectedRow>;
};

async function checkOne(
  client: pg.PoolClient,
  { recordHash: hash, identity, salt, payload }: StoredRecord,
  envelope: Envelope,
  { rules, now, places }: Context,
): Promise<RecordFinding> {
  if (identity === null || salt === null || payload === null) return "payload-missing";
  if (salt.length !== 32 || commit(salt, payload) !== envelope.payloadHash) return "payload-mismatch";
  const recordedAt = Date.parse(envelope.recordedAt) / 1000;
  const text = payload.toString("utf8");
  const { observations, faults } = readObservations(payload, { format: "jsonl" });
  const [observation] = observations;
  if (observation === undefined || observations.length > 1) return faults[0]?.code ?? "observation-malformed";
  if (jcs(observation.entity) !== text) return "payload-not-canonical";
  const inForce = await inForceOf(client, envelope, rules);
  if (inForce === undefined) return "schema-unknown";
  const part = partOf(observation.entity, text, envelope, inForce);
  if (part === undefined) return "claim-wrong-visibility";
  const fault =
    part.group === 0 && (rules.description.fieldGroups ?? []).length === 0
      ? inspect(observation, inForce, now)
      : inspectPrivacy(observation.entity, inForce);
  if (fault !== null) return fault.code;
  const wrong = wrongClaim(envelope, observation, recordedAt, inForce);
  if (wrong !== null) return `claim-wrong-${wrong}`;
  const corrected = envelope.corrects?.[0];
  const target = corrected && places.get(`${corrected.batch}/${corrected.index}`);
  if (envelope.corrects !== undefined && target === undefined) return "correction-unknown";
  const own = { dataset: rules.terms.name, issuer: envelope.issuer, group: part.group };
  if (identityOf({ ...own, corrects: target ?? null }, text) !== `0x${identity.toString("hex")}`)
    return "claim-wrong-identity";
  if (target !== undefined && (target.subject !== envelope.subject || target.issuer !== envelope.issuer))
    return "correction-foreign";
  const unsupported = await supportFault(client, observation.entity, envelope, rules);
  if (unsupported !== null) return unsupported;
  const { from, to } = timesOf(observation);
  const found: FoundRecord = {
    record: { recordHash: hash as Bytes32, observedFrom: from, observedTo: to }, // held against the envelope when it was read
    corrects: corrected ? { sequence: corrected.batch, index: corrected.index } : null,
  };
  return found;
}

/** What is made of other records is made again before it is signed. */
async function supportFault(
  client: pg.PoolClient,
  entity: NgsiLdEntity,
  envelope: Envelope,
  rules: DatasetRules,
): Promise<string | null> {
  if (rules.terms.name === ALERTS_SET) return await alertFault(client, entity, envelope.evidence ?? []);
  if (rules.description.derivedFrom === undefined) return null;
  return await derivedFault(client, rules, { entity, envelope });
}

/** The rules with the schema that the envelope names, which may be an earlier version of the data set's. */
async function inForceOf(
  client: pg.PoolClient,
  { schema }: Envelope,
  rules: DatasetRules,
): Promise<DatasetRules | undefined> {
  if (schema.hash === rules.schema.hash)
    return schema.version === rules.schema.version && schema.id === rules.schema.id ? rules : undefined;
  const { rows } = await client.query<{ version: number }>(
    "SELECT version FROM ledger.schemas WHERE dataset = $1 AND schema_hash = $2 AND version = $3",
    [
      Buffer.from(rules.terms.dataset.slice(2), "hex"),
      Buffer.from(schema.hash.slice(2), "hex"),
      schema.version,
    ],
  );
  const known = rows.length === 0 ? undefined : await readSchema(client, schema.hash);
  if (known === undefined || known.id !== schema.id) return undefined;
  return { ...rules, schema: { ...schema, compiled: known.schema } };
}

/** The one group of fields that the entity, whose canonical JSON is `text`, consists of, seen by whom the envelope says; undefined for a mixture. */
function partOf(
  entity: NgsiLdEntity,
  text: string,
  { visibility }: Envelope,
  { terms, description }: DatasetRules,
): { group: number } | undefined {
  const parts = splitByGroup(entity, description, terms.visibility);
  const own = parts.find((part) => part.entity === entity || jcs(part.entity) === text);
  return own?.visibility === visibility ? own : undefined;
}

const timesOf = ({ observedAt, period }: Observation): { from: number; to: number } =>
  period ?? { from: observedAt!, to: observedAt! };

/** The first claim of the envelope that the payload does not bear out. Pure. */
export function wrongClaim(
  envelope: Envelope,
  observation: Observation,
  recordedAt: number,
  { description }: Pick<DatasetRules, "description">,
): string | null {
  const { from, to } = timesOf(observation);
  const claimed = envelope.period ?? { from: envelope.observedAt!, to: envelope.observedAt! };
  if (envelope.subject !== observation.subject) return "subject";
  if (Date.parse(claimed.from) / 1000 !== from || Date.parse(claimed.to) / 1000 !== to) return "period";
  if ((envelope.corrects?.length ?? 0) > 1) return "corrects";
  const values = new Map(Object.entries(valuesOf(observation.entity)));
  const seen = { subject: observation.subject, observedAt: to, receivedAt: recordedAt, values };
  const derived = qualityCodes(flagObservation(seen, [], description.quality ?? []));
  const own = (codes: readonly string[]): string => codes.filter((code) => OWN_FLAGS.has(code)).join();
  return own(derived) === own(envelope.quality ?? []) ? null : "quality";
}

interface CorrectedRow {
  readonly record: Bytes32;
  readonly subject: string;
  readonly issuer: number;
}

/** The records that a batch's envelopes name as corrected, by their place among the publisher's batches. */
async function placesOf(
  client: pg.PoolClient,
  { name }: DatasetTerms,
  publisher: number,
  envelopes: readonly (Envelope | undefined)[],
): Promise<Map<string, CorrectedRow>> {
  const named = envelopes.flatMap((envelope) => envelope?.corrects ?? []);
  if (named.length === 0) return new Map();
  const { rows: found } = await client.query<{
    sequence: number;
    position: number;
    record_hash: Buffer;
    subject: string;
    issuer: number;
  }>(
    `SELECT w.sequence, w.position, w.record_hash, o.subject, o.issuer
       FROM unnest($3::bigint[], $4::int[]) AS n (sequence, position)
       JOIN work.batch_records w ON w.dataset = $1 AND w.publisher = $2 AND w.sequence = n.sequence AND w.position = n.position
       JOIN payload.observations o USING (record_hash)`,
    [name, publisher, named.map(({ batch }) => batch), named.map(({ index }) => index)],
  );
  return new Map(
    found.map((row) => [
      `${row.sequence}/${row.position}`,
      {
        record: `0x${row.record_hash.toString("hex")}` as Bytes32,
        subject: row.subject,
        issuer: row.issuer,
      },
    ]),
  );
}
