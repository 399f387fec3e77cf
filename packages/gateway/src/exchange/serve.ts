// What this member tells others: open candidates, batches with their envelopes, payloads for those who may read them, documents.
import type { Hex } from "@alatau/sdk";
import type pg from "pg";
import { recoverAddress } from "viem";
import { readFingerprint } from "../data-sets/fingerprint.ts";
import { readAllTerms, readTerms, type DatasetTerms } from "../data-sets/terms.ts";
import type { Visibility } from "../data-sets/visibility.ts";
import { ProblemError } from "../problems.ts";
import { notify } from "../transaction.ts";
import { batchSubject } from "../workers/approvals.ts";
import { chainTip } from "../workers/ledger.ts";
import { mayReadRecord, readerOf, type Reader } from "./rights.ts";
import {
  PAGE_CHARACTERS,
  type Answer,
  type BatchRecordLine,
  type FingerprintLine,
  type Offer,
  type OfferedRecord,
} from "./wire.ts";

export interface BatchPlace {
  readonly dataset: string;
  readonly publisher: number;
  readonly sequence: number;
}

const hex = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;
const bytes = (text: string): Buffer => Buffer.from(text.slice(2), "hex");

/** The open batches of this gateway's publishers that a member checks, the oldest first. */
export async function openOffers(
  pool: pg.Pool,
  { own, asker }: { own: readonly number[]; asker: number },
): Promise<{ block: number; items: Offer[] }> {
  const block = (await chainTip(pool))?.number ?? -1;
  const { rows } = await pool.query<Omit<Offer, "digest"> & { approval_hash: Buffer }>(
    `SELECT b.dataset, b.publisher, b.sequence::int AS sequence, b.state, b.approval, b.corrected, b.approval_hash
       FROM work.batches b JOIN ledger.datasets d ON d.name = b.dataset JOIN ledger.current_checkers k ON k.dataset = d.dataset
      WHERE b.state IN ('candidate', 'sent') AND b.publisher = ANY($1::int[]) AND $2 = ANY(k.checkers)
      ORDER BY b.created_at, b.sequence LIMIT 64`,
    [own, asker],
  );
  return {
    block,
    items: rows.map(({ approval_hash: digest, ...row }) => ({ ...row, digest: hex(digest) })) as Offer[],
  };
}

/** The records of an open batch from a position on, as many as fit a page. @throws {ProblemError} `candidate-unknown` */
export async function offeredRecords(
  pool: pg.Pool,
  { dataset, publisher, sequence }: BatchPlace,
  { own, asker, digest, from }: { own: readonly number[]; asker: number; digest: Hex; from: number },
): Promise<OfferedRecord[]> {
  const { items } = await openOffers(pool, { own, asker });
  const isOpen = items.some(
    (offer) =>
      offer.dataset === dataset &&
      offer.publisher === publisher &&
      offer.sequence === sequence &&
      offer.digest === digest,
  );
  if (!isOpen) throw new ProblemError("candidate-unknown");
  const { rows } = await pool.query<{
    position: number;
    envelope: string;
    identity: Buffer;
    salt: Buffer | null;
    payload: Buffer | null;
  }>(
    `SELECT * FROM (
       SELECT b.position, r.envelope, r.identity, r.salt, r.payload,
              sum(length(r.envelope) + 2 * coalesce(length(r.payload), 0)) OVER (ORDER BY b.position) AS size
         FROM work.batch_records b JOIN payload.records r USING (record_hash)
        WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3 AND b.position >= $4) p
      WHERE size <= $5 OR position = $4 ORDER BY position`,
    [dataset, publisher, sequence, from, PAGE_CHARACTERS],
  );
  // Erased while its batch is open: the batch is taken apart, and this offer with it.
  if (rows.some(({ payload }) => payload === null)) throw new ProblemError("candidate-unknown");
  return rows.map(({ position, envelope, identity, salt, payload }) => ({
    ...{ index: position, envelope, identity: hex(identity) },
    ...{ salt: salt!.toString("base64"), payload: payload!.toString("base64") },
  }));
}

/** An accepted batch as it was approved. @throws {ProblemError} `batch-unknown` */
export async function acceptedBatch(
  pool: pg.Pool,
  { dataset, publisher, sequence }: BatchPlace,
): Promise<Pick<Offer, "approval" | "corrected">> {
  const { rows } = await pool.query<Pick<Offer, "approval" | "corrected">>(
    `SELECT b.approval, b.corrected FROM work.batches b JOIN ledger.datasets d ON d.name = b.dataset
       JOIN ledger.batches l ON l.dataset = d.dataset AND l.publisher = b.publisher AND l.sequence = b.sequence
      WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3 AND '0x' || encode(l.root, 'hex') = b.approval->>'root'`,
    [dataset, publisher, sequence],
  );
  if (rows[0] === undefined) throw new ProblemError("batch-unknown");
  return rows[0];
}

/** The envelopes of an accepted batch from a position on, as many as fit a page. @throws {ProblemError} `batch-unknown` */
export async function batchEnvelopes(
  pool: pg.Pool,
  place: BatchPlace,
  from: number,
): Promise<BatchRecordLine[]> {
  await acceptedBatch(pool, place);
  const { rows } = await pool.query<BatchRecordLine>(
    `SELECT index, envelope FROM (
       SELECT b.position AS index, r.envelope, sum(length(r.envelope)) OVER (ORDER BY b.position) AS size
         FROM work.batch_records b JOIN payload.records r USING (record_hash)
        WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3 AND b.position >= $4) p
      WHERE size <= $5 OR index = $4 ORDER BY index`,
    [place.dataset, place.publisher, place.sequence, from, PAGE_CHARACTERS],
  );
  return rows;
}

interface PayloadRow {
  record_hash: Buffer;
  dataset: string;
  visibility: Visibility;
  issuer: number;
  field_group: number | null;
  size: number | null;
  erased: boolean;
}

export interface PayloadAnswer {
  readonly recordHash: Hex;
  readonly state: "present" | "erased" | "missing" | "forbidden" | "later";
  readonly salt?: string;
  readonly payload?: string;
}

/** Payloads of anchored records for a member, each with why it is not given where it is not. */
export async function payloadsFor(
  pool: pg.Pool,
  hashes: readonly Hex[],
  asker: readonly number[],
): Promise<PayloadAnswer[]> {
  const { rows } = await pool.query<PayloadRow>(
    `SELECT r.record_hash, r.dataset, r.envelope::jsonb->>'visibility' AS visibility, (r.envelope::jsonb->>'issuer')::int AS issuer,
            o.field_group, length(r.payload) AS size, r.erased_at IS NOT NULL AS erased
       FROM payload.records r JOIN work.batch_records b USING (record_hash) JOIN ledger.datasets d ON d.name = r.dataset
       JOIN ledger.batches l ON l.dataset = d.dataset AND l.publisher = b.publisher AND l.sequence = b.sequence
       LEFT JOIN payload.observations o USING (record_hash)
      WHERE r.record_hash = ANY($1::bytea[]) AND EXISTS (SELECT 1 FROM ledger.current_schemas s WHERE s.dataset = d.dataset)`,
    [hashes.map(bytes)],
  );
  const readers = new Map<string, Reader>();
  for (const name of new Set(rows.map(({ dataset }) => dataset))) {
    const terms = await readTerms(pool, name);
    if (terms !== undefined) readers.set(name, await readerOf(pool, terms, asker));
  }
  const found = new Map(rows.map((row) => [hex(row.record_hash), row]));
  let room = PAGE_CHARACTERS;
  const states = hashes.map((recordHash): PayloadAnswer => {
    const row = found.get(recordHash);
    if (row === undefined) return { recordHash, state: "missing" };
    const { visibility, issuer } = row;
    const group = row.field_group ?? 0; // what is in no group that is known opens with the whole data set alone
    const reader = readers.get(row.dataset);
    if (reader === undefined || !mayReadRecord({ visibility, issuer, group }, reader))
      return { recordHash, state: "forbidden" };
    if (row.erased) return { recordHash, state: "erased" };
    if (row.size === null) return { recordHash, state: "missing" };
    if (room < 0) return { recordHash, state: "later" };
    room -= 2 * row.size;
    return { recordHash, state: "present" };
  });
  return await withPayloads(pool, states);
}

async function withPayloads(pool: pg.Pool, states: readonly PayloadAnswer[]): Promise<PayloadAnswer[]> {
  const wanted = states.filter(({ state }) => state === "present").map(({ recordHash }) => bytes(recordHash));
  const { rows } = await pool.query<{ record_hash: Buffer; salt: Buffer | null; payload: Buffer | null }>(
    "SELECT record_hash, salt, payload FROM payload.records WHERE record_hash = ANY($1::bytea[])",
    [wanted],
  );
  const read = new Map(rows.map((row) => [hex(row.record_hash), row]));
  return states.map((answer): PayloadAnswer => {
    if (answer.state !== "present") return answer;
    const { salt = null, payload = null } = read.get(answer.recordHash) ?? {};
    if (salt === null || payload === null) return { ...answer, state: "erased" };
    return { ...answer, salt: salt.toString("base64"), payload: payload.toString("base64") };
  });
}

/** A document by its hash. @throws {ProblemError} `document-unknown` */
export async function documentOf(
  pool: pg.Pool,
  kind: "schemas" | "descriptions",
  hash: Hex,
): Promise<{ id: string | null; document: string }> {
  const { rows } = await pool.query<{ id: string | null; document: string }>(
    kind === "schemas"
      ? "SELECT id, document FROM payload.schemas WHERE schema_hash = $1"
      : "SELECT NULL AS id, document FROM payload.descriptions WHERE document_hash = $1",
    [bytes(hash)],
  );
  if (rows[0] === undefined) throw new ProblemError("document-unknown");
  return rows[0];
}

/**
 * Takes a checker's answer to a candidate of this gateway's publishers; the same answer again changes nothing.
 * @throws {ProblemError} `candidate-unknown`, `checker-unknown`, `approval-invalid`
 */
export async function takeAnswer(
  pool: pg.Pool,
  { dataset, publisher, sequence, digest, checker, verdict, reason, signature }: Answer,
  { own, asker }: { own: readonly number[]; asker: readonly number[] },
): Promise<void> {
  const { rows } = await pool.query<{ approval_hash: Buffer; valid_before: number }>(
    `SELECT approval_hash, (approval->>'validBefore')::bigint AS valid_before FROM work.batches
      WHERE dataset = $1 AND publisher = $2 AND sequence = $3 AND state IN ('candidate', 'sent') AND publisher = ANY($4::int[])`,
    [dataset, publisher, sequence, own],
  );
  const [batch] = rows;
  if (batch === undefined || hex(batch.approval_hash) !== digest) throw new ProblemError("candidate-unknown");
  const terms = await readTerms(pool, dataset);
  const known = terms?.checkers.find(({ participant }) => participant === checker);
  if (known === undefined || !asker.includes(checker)) throw new ProblemError("checker-unknown");
  if ((verdict === "approved") !== (signature !== null)) throw new ProblemError("approval-invalid");
  if (signature !== null) {
    const signer = await recoverAddress({ hash: digest as Hex, signature: signature as Hex }).catch(() => "");
    if (signer.toLowerCase() !== known.account.toLowerCase()) throw new ProblemError("approval-invalid");
  }
  await pool.query(
    `INSERT INTO work.approvals (checker, kind, subject, digest, verdict, reason, signature, expires_at)
       VALUES ($1, 'batch', $2, $3, $4, $5, $6, $7)
       ON CONFLICT (checker, kind, subject) DO UPDATE
         SET digest = excluded.digest, verdict = excluded.verdict, reason = excluded.reason, signature = excluded.signature,
             expires_at = excluded.expires_at, decided_at = now()
         WHERE approvals.digest <> excluded.digest`,
    [
      ...[checker, batchSubject(publisher, sequence, dataset), batch.approval_hash, verdict, reason],
      ...[signature === null ? null : bytes(signature), batch.valid_before],
    ],
  );
  await notify(pool, "approval");
}

/** Classes of a data set that two members both hold: of the owner's only what both keep. Pure. */
export const sharedClasses = (mine: Reader, theirs: Reader): Visibility[] =>
  mine.keepsAll && theirs.keepsAll ? ["public", "members", "owner"] : ["public", "members"];

/** Fingerprints of all data sets for what this member and another both hold, as of a block. */
export async function fingerprintsFor(
  pool: pg.Pool,
  block: number,
  { own, asker }: { own: readonly number[]; asker: readonly number[] },
): Promise<FingerprintLine[]> {
  const lines: FingerprintLine[] = [];
  for (const terms of await exchangedSets(pool)) {
    const [mine, theirs] = [await readerOf(pool, terms, own), await readerOf(pool, terms, asker)];
    for (const visibility of sharedClasses(mine, theirs)) {
      const found = await readFingerprint(pool, terms, { visibility, block });
      const root = found.state === "complete" ? found.root : null;
      lines.push({ dataset: terms.name, visibility, state: found.state, root });
    }
  }
  return lines;
}

/** Data sets that members exchange: those of agencies, whose form a schema says. */
export const exchangedSets = async (pool: pg.Pool): Promise<DatasetTerms[]> =>
  (await readAllTerms(pool)).filter(({ schema }) => schema !== null);
