// Everything that decides on an observation of a data set: its terms, its description, its schema. Read anew when the chain says so.
import { compileSchema, type CompiledSchema } from "@alatau/formats";
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { ProblemError } from "../problems.ts";
import { descriptionSchema, type Description } from "./description.ts";
import { readTerms, type DatasetTerms } from "./terms.ts";

type Queryable = pg.Pool | pg.PoolClient;

export interface SchemaInForce {
  readonly id: string;
  readonly version: number;
  readonly hash: Bytes32;
  readonly compiled: CompiledSchema;
}

export interface DatasetRules {
  readonly terms: DatasetTerms;
  readonly description: Description;
  readonly schema: SchemaInForce;
}

/** Compiled schemas by hash: the same for every data set that uses them. */
const compiled = new Map<string, { id: string; schema: CompiledSchema }>();
const KEPT = 200;

/** The rules of a data set now. @throws {ProblemError} `dataset-unknown`, `dataset-not-open` */
export async function readRules(db: Queryable, name: string): Promise<DatasetRules> {
  const terms = await readTerms(db, name);
  if (terms === undefined) throw new ProblemError("dataset-unknown");
  if (terms.schema === null || terms.description === null || terms.quorum === 0)
    throw new ProblemError("dataset-not-open");
  const [description, schema] = await Promise.all([
    readDescription(db, terms.description),
    readSchema(db, terms.schema.hash),
  ]);
  if (description === undefined || schema === undefined) throw new ProblemError("dataset-document-missing");
  return {
    ...{ terms, description },
    schema: { id: schema.id, ...terms.schema, compiled: schema.schema },
  };
}

/** A description by its hash; undefined where this gateway has not got it. */
export async function readDescription(db: Queryable, hash: Bytes32): Promise<Description | undefined> {
  const { rows } = await db.query<{ document: string }>(
    "SELECT document FROM payload.descriptions WHERE document_hash = $1",
    [Buffer.from(hash.slice(2), "hex")],
  );
  return rows[0] && descriptionSchema.parse(JSON.parse(rows[0].document));
}

/** A schema by its hash, compiled; undefined where this gateway has not got it. */
export async function readSchema(
  db: Queryable,
  hash: Bytes32,
): Promise<{ id: string; schema: CompiledSchema } | undefined> {
  const known = compiled.get(hash);
  if (known !== undefined) return known;
  const { rows } = await db.query<{ id: string; document: string }>(
    "SELECT id, document FROM payload.schemas WHERE schema_hash = $1",
    [Buffer.from(hash.slice(2), "hex")],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const found = { id: row.id, schema: compileDocument(JSON.parse(row.document) as SchemaDocument) };
  if (compiled.size >= KEPT) compiled.delete(compiled.keys().next().value!);
  compiled.set(hash, found);
  return found;
}

/** A JSON Schema with everything that it refers to, by address: its hash commits to all of it, and nothing is ever fetched. */
export interface SchemaDocument {
  readonly schema: unknown;
  readonly references: Readonly<Record<string, unknown>>;
}

/** Compiles a schema. @throws {ProblemError} `schema-invalid` for one that is none, or that refers to what it does not bring */
export function compileDocument({ schema, references }: SchemaDocument): CompiledSchema {
  const compiled = compileSchema(schema, (url) => references[url]);
  if (!compiled.ok) throw new ProblemError("schema-invalid", `${compiled.code}: ${compiled.detail}`);
  return compiled;
}
