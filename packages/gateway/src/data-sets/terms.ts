// What the chain says of a data set: who owns it, who checks it, who may publish, which schema is in force.
import type { Bytes32, Hex } from "@alatau/sdk";
import type pg from "pg";
import type { Address } from "viem";
import { VISIBILITY_NAMES, type Visibility } from "./visibility.ts";

type Queryable = pg.Pool | pg.PoolClient;

export interface CheckerTerms {
  readonly participant: number;
  /** Who benefits in the end: two checkers of one owner count once. */
  readonly owner: number;
  readonly account: Address;
}

export interface DatasetTerms {
  readonly name: string;
  readonly dataset: Bytes32;
  /** Participant. */
  readonly owner: number;
  readonly visibility: Visibility;
  readonly retentionDays: number;
  /** 0 while the data set has no checkers: nothing can be published then. */
  readonly quorum: number;
  readonly checkers: readonly CheckerTerms[];
  /** The schema in force; null for data sets whose form is the ledger's own. */
  readonly schema: { readonly version: number; readonly hash: Bytes32 } | null;
  /** sha256 of the description in force. */
  readonly description: Bytes32 | null;
  readonly cadenceSeconds: number | null;
}

interface TermsRow {
  name: string;
  dataset: Buffer;
  owner: number;
  visibility: number;
  retention_days: number;
  quorum: number | null;
  checkers: CheckerTerms[] | null;
  schema_version: number | null;
  schema_hash: Buffer | null;
  document_hash: Buffer | null;
  cadence_seconds: number | null;
}

const SELECT = `SELECT d.name, d.dataset, d.owner, d.visibility, coalesce(e.retention_days, d.retention_days) AS retention_days, c.quorum,
  s.version AS schema_version, s.schema_hash, e.document_hash, e.cadence_seconds,
  (SELECT json_agg(json_build_object('participant', p.participant, 'owner', p.owner, 'account', '0x' || encode(p.account, 'hex'))
                   ORDER BY p.participant)
     FROM ledger.current_participants p WHERE p.participant = ANY(c.checkers)) AS checkers
FROM ledger.datasets d LEFT JOIN ledger.current_checkers c USING (dataset)
LEFT JOIN ledger.current_schemas s USING (dataset) LEFT JOIN ledger.current_descriptions e USING (dataset)`;

const hex = (bytes: Buffer): Bytes32 => `0x${bytes.toString("hex")}` as Bytes32;

const termsOf = (row: TermsRow): DatasetTerms => ({
  name: row.name,
  dataset: hex(row.dataset),
  owner: Number(row.owner),
  visibility: VISIBILITY_NAMES[row.visibility] ?? "owner",
  retentionDays: Number(row.retention_days),
  quorum: Number(row.quorum ?? 0),
  checkers: row.checkers ?? [],
  schema:
    row.schema_hash === null ? null : { version: Number(row.schema_version), hash: hex(row.schema_hash) },
  description: row.document_hash && hex(row.document_hash),
  cadenceSeconds: row.cadence_seconds === null ? null : Number(row.cadence_seconds),
});

/** A data set by its name, as the indexer has it; undefined where there is none. */
export async function readTerms(db: Queryable, name: string): Promise<DatasetTerms | undefined> {
  const { rows } = await db.query<TermsRow>(`${SELECT} WHERE d.name = $1`, [name]);
  return rows[0] && termsOf(rows[0]);
}

/** All data sets, by name. */
export async function readAllTerms(db: Queryable): Promise<DatasetTerms[]> {
  const { rows } = await db.query<TermsRow>(`${SELECT} ORDER BY d.name`);
  return rows.map(termsOf);
}

/** A group of the catalogue's grants that no field has: who holds it may publish. */
export const PUBLISH_GROUP = 255;

/** Whether a participant may publish in a data set now: its owner, and whom it granted that. */
export async function mayPublish(
  db: Queryable,
  { dataset, owner }: Pick<DatasetTerms, "dataset" | "owner">,
  participant: number,
): Promise<boolean> {
  return participant === owner || (await holdsGroup(db, dataset, PUBLISH_GROUP, participant));
}

/** Whether a participant was granted a group of a data set and the grant holds at the latest block. */
export async function holdsGroup(
  db: Queryable,
  dataset: Hex,
  group: number,
  participant: number,
): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT 1 FROM ledger.current_access
      WHERE dataset = $1 AND field_group = $2 AND participant = $3`,
    [Buffer.from(dataset.slice(2), "hex"), group, participant],
  );
  return rows.length > 0;
}

/** The key of this gateway that acts for a participant; undefined where it has none. */
export async function signerOf(db: Queryable, participant: number): Promise<string | undefined> {
  const { rows } = await db.query<{ signer: string }>(
    `SELECT s.signer FROM work.signers s JOIN ledger.current_participants p USING (account)
      WHERE p.participant = $1 AND NOT p.suspended`,
    [participant],
  );
  return rows[0]?.signer;
}
