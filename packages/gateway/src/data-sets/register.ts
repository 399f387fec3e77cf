// Registers data sets and their later versions: documents are stored here, their hashes sent to the chain by whose right it is.
import { schemaCompatibility, type Compatibility } from "@alatau/formats";
import { datasetId, jcs, type ContractName } from "@alatau/sdk";
import type pg from "pg";
import { enqueue, waitForIntent } from "../outbox.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { sealDocument, type Description } from "./description.ts";
import { compileDocument, type SchemaDocument } from "./rules.ts";
import { holdsGroup, readTerms, signerOf, type DatasetTerms } from "./terms.ts";
import { VISIBILITY_NAMES, type Visibility } from "./visibility.ts";

export interface Registration {
  readonly name: string;
  readonly owner: number;
  readonly visibility: Visibility;
  readonly retentionDays: number;
  /** How often each subject is expected to say something; 0: whenever there is something. */
  readonly cadenceSeconds: number;
  readonly checkers: readonly number[];
  readonly quorum: number;
  /** Name or `$id` of the schema. */
  readonly schemaId: string;
  readonly schema: SchemaDocument;
  readonly description: Description;
}

/** Chain's codes of how a schema's version goes with the one before. */
const COMPATIBILITY = { first: 0, same: 1, compatible: 1, breaking: 2 } as const;
const WAIT_MS = 20_000;

/** Keeps a schema; the same content is kept once. @throws {ProblemError} `schema-invalid` */
export async function keepSchema(db: pg.Pool, id: string, document: SchemaDocument): Promise<`0x${string}`> {
  compileDocument(document);
  const { text, hash } = sealDocument(document);
  await db.query(
    "INSERT INTO payload.schemas (schema_hash, id, document) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [Buffer.from(hash.slice(2), "hex"), id, text],
  );
  return hash;
}

/** Keeps a description; the same content is kept once. */
export async function keepDescription(db: pg.Pool, description: Description): Promise<`0x${string}`> {
  const { text, hash } = sealDocument(description);
  await db.query(
    "INSERT INTO payload.descriptions (document_hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    [Buffer.from(hash.slice(2), "hex"), text],
  );
  return hash;
}

/**
 * Registers a data set and waits until the chain has all of it; said again after it broke off, it goes on where it was.
 * @throws {ProblemError} `dataset-taken`, `signer-missing`, and what the chain refuses
 */
export async function registerDataset(pool: pg.Pool, asked: Registration): Promise<DatasetTerms> {
  const { name, owner, visibility, retentionDays, cadenceSeconds, checkers, quorum } = asked;
  const signer = await requireSigner(pool, owner);
  const before = await readTerms(pool, name);
  if (before !== undefined && (before.owner !== owner || before.description !== null))
    throw new ProblemError("dataset-taken");
  const schemaHash = await keepSchema(pool, asked.schemaId, asked.schema);
  const documentHash = await keepDescription(pool, asked.description);
  const terms = { owner, visibility: VISIBILITY_NAMES.indexOf(visibility), retentionDays, schemaHash };
  // Where the registrar's key is elsewhere, its office enters the data set first, and the owner's gateway goes on from there.
  if (before === undefined || before.quorum === 0) {
    const registrar = await requireKey(pool, "registrar");
    await settle(pool, [
      call(name, registrar, "journal", "registerDataset", [name, terms]),
      call(name, registrar, "journal", "setCheckers", [datasetId(name), checkers, quorum]),
    ]);
  }
  await settle(pool, [
    call(name, signer, "catalogue", "publishSchema", [datasetId(name), schemaHash, COMPATIBILITY.first]),
    call(name, signer, "catalogue", "describe", [
      ...[datasetId(name), { cadenceSeconds, retentionDays, documentHash }],
    ]),
  ]);
  return await untilIndexed(pool, name, ({ description }) => description === documentHash);
}

/** What a new version of a data set's schema would mean for the records there are. */
export async function compareSchema(
  pool: pg.Pool,
  terms: DatasetTerms,
  next: SchemaDocument,
): Promise<Compatibility> {
  compileDocument(next);
  if (terms.schema === null) throw new ProblemError("dataset-not-open");
  const { rows } = await pool.query<{ document: string }>(
    "SELECT document FROM payload.schemas WHERE schema_hash = $1",
    [Buffer.from(terms.schema.hash.slice(2), "hex")],
  );
  if (rows[0] === undefined) throw new ProblemError("dataset-document-missing");
  return await compareDocuments(pool, terms.name, JSON.parse(rows[0].document) as SchemaDocument, next);
}

/**
 * A property that the old version left undeclared may stand in old records and be refused under the new one: whether it does is
 * looked up among the records there are.
 */
async function compareDocuments(
  pool: pg.Pool,
  dataset: string,
  before: SchemaDocument,
  next: SchemaDocument,
): Promise<Compatibility> {
  for (const [url, document] of Object.entries(before.references))
    if (url in next.references && canonical(next.references[url]) !== canonical(document))
      return {
        kind: "breaking",
        changes: [{ path: url, change: "a schema that it refers to is another one", breaks: true }],
      };
  const resolve = (url: string): unknown => before.references[url] ?? next.references[url];
  const careful = schemaCompatibility(before.schema, next.schema, { resolve });
  if (careful.kind !== "breaking") return careful;
  const trusting = schemaCompatibility(before.schema, next.schema, { resolve, undeclared: "absent" });
  if (trusting.kind === "breaking") return careful;
  const { rowCount } = await pool.query(
    `SELECT 1 FROM payload.records WHERE dataset = $1 AND payload IS NOT NULL AND convert_from(payload, 'UTF8')::jsonb ?| $2::text[]
      LIMIT 1`,
    [dataset, newProperties(before.schema, next.schema)],
  );
  return rowCount === 0 ? trusting : careful;
}

const canonical = (value: unknown): string => jcs(value, { binary64: true });

function newProperties(before: unknown, next: unknown): string[] {
  const names = (schema: unknown): string[] =>
    Object.keys((schema as { properties?: object }).properties ?? {});
  const known = new Set(names(before));
  return names(next).filter((name) => !known.has(name));
}

/** Publishes the next version of a schema. @throws {ProblemError} `schema-breaking` unless that is wanted */
export async function publishSchema(
  pool: pg.Pool,
  terms: DatasetTerms,
  { id, document, breaking }: { id: string; document: SchemaDocument; breaking: boolean },
): Promise<{ terms: DatasetTerms; compatibility: Compatibility }> {
  const compatibility = await compareSchema(pool, terms, document);
  if (compatibility.kind === "breaking" && !breaking)
    throw new ProblemError("schema-breaking", undefined, {
      errors: compatibility.changes
        .filter(({ breaks }) => breaks)
        .map(({ path, change }) => ({ at: path, message: change })),
    });
  const hash = await keepSchema(pool, id, document);
  if (compatibility.kind === "same") return { terms, compatibility };
  const signer = await requireSigner(pool, terms.owner);
  const kind = COMPATIBILITY[compatibility.kind];
  const nth = `${terms.name}/${(terms.schema?.version ?? 0) + 1}`;
  await settle(pool, [call(nth, signer, "catalogue", "publishSchema", [terms.dataset, hash, kind])]);
  const now = await untilIndexed(pool, terms.name, ({ schema }) => schema?.hash === hash);
  return { terms: now, compatibility };
}

/** Grants or takes back a group of a data set; `validTo` is Unix seconds. */
export async function changeAccess(
  pool: pg.Pool,
  terms: DatasetTerms,
  { group, participant, validTo }: { group: number; participant: number; validTo: number | null },
): Promise<void> {
  const signer = await requireSigner(pool, terms.owner);
  const { rows } = await pool.query<{ changes: number }>(
    "SELECT count(*)::int AS changes FROM ledger.access_changes WHERE dataset = $1",
    [Buffer.from(terms.dataset.slice(2), "hex")],
  );
  const place = `${terms.name}/access/${rows[0]!.changes}/${group}/${participant}`;
  await settle(pool, [
    validTo === null
      ? call(place, signer, "catalogue", "revoke", [terms.dataset, group, participant])
      : call(place, signer, "catalogue", "grant", [terms.dataset, group, participant, BigInt(validTo)]),
  ]);
  const holds = validTo !== null;
  for (let waited = 0; (await holdsGroup(pool, terms.dataset, group, participant)) !== holds; waited += 50) {
    if (waited > WAIT_MS) throw new ProblemError("not-indexed-yet");
    await pause(50);
  }
}

interface Call {
  readonly dedupe: string;
  readonly signer: string;
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

const call = (
  name: string,
  signer: string,
  contract: ContractName,
  functionName: string,
  args: readonly unknown[],
): Call => ({ dedupe: `data-set/${name}/${functionName}`, signer, contract, functionName, args });

/** Sends calls and waits for their blocks. @throws {ProblemError} the chain's refusal */
async function settle(pool: pg.Pool, calls: readonly Call[]): Promise<void> {
  await inTransaction(pool, async (client) => {
    for (const each of calls) await enqueue(client, each);
  });
  for (const { dedupe } of calls) {
    const entry = await waitForIntent(pool, dedupe, { timeoutMs: WAIT_MS });
    if (entry?.state === "refused") {
      await pool.query("DELETE FROM work.outbox WHERE dedupe = $1 AND state = 'refused'", [dedupe]); // may be asked again
      throw new ProblemError((entry.error?.code ?? "internal") as never, entry.error?.detail);
    }
    if (entry?.state !== "mined" && entry?.state !== "final") throw new ProblemError("not-indexed-yet");
  }
}

async function untilIndexed(
  pool: pg.Pool,
  name: string,
  isThere: (terms: DatasetTerms) => boolean,
): Promise<DatasetTerms> {
  for (let waited = 0; waited <= WAIT_MS; waited += 50) {
    const terms = await readTerms(pool, name);
    if (terms !== undefined && isThere(terms)) return terms;
    await pause(50);
  }
  throw new ProblemError("not-indexed-yet");
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function requireSigner(pool: pg.Pool, participant: number): Promise<string> {
  const signer = await signerOf(pool, participant);
  if (signer === undefined) throw new ProblemError("signer-missing");
  return signer;
}

async function requireKey(pool: pg.Pool, signer: string): Promise<string> {
  const { rowCount } = await pool.query("SELECT 1 FROM work.signers WHERE signer = $1", [signer]);
  if (rowCount === 0) throw new ProblemError("signer-missing");
  return signer;
}
