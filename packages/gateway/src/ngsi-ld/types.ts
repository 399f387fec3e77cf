// Which entity types a data set takes, by its JSON Schema; and the data set that a request means. Pure but for reading.
import type { Caller } from "../auth/caller.ts";
import type { SchemaDocument } from "../data-sets/rules.ts";
import { mayPublish, readAllTerms, readTerms, type DatasetTerms } from "../data-sets/terms.ts";
import type { Gateway } from "../gateway.ts";
import { ProblemError } from "../problems.ts";

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The types that a schema names: `const` or `enum` of the property `type`, also in members of `allOf`. */
export function entityTypesOf(schema: unknown, depth = 0): string[] {
  if (!isObject(schema) || depth > 8) return [];
  const { properties, allOf } = schema;
  const type = isObject(properties) ? properties["type"] : undefined;
  const named = isObject(type)
    ? [type["const"], ...(Array.isArray(type["enum"]) ? (type["enum"] as unknown[]) : [])]
    : [];
  const members = Array.isArray(allOf) ? allOf.flatMap((member) => entityTypesOf(member, depth + 1)) : [];
  return [...named.filter((each) => typeof each === "string"), ...members];
}

const kept = new Map<string, readonly string[]>();

async function typesOfSet(
  { pool }: Pick<Gateway, "pool">,
  { schema }: DatasetTerms,
): Promise<readonly string[]> {
  if (schema === null) return [];
  const known = kept.get(schema.hash);
  if (known !== undefined) return known;
  const { rows } = await pool.query<{ document: string }>(
    "SELECT document FROM payload.schemas WHERE schema_hash = $1",
    [Buffer.from(schema.hash.slice(2), "hex")],
  );
  if (rows[0] === undefined) return [];
  const types = entityTypesOf((JSON.parse(rows[0].document) as SchemaDocument).schema);
  if (kept.size >= 1_000) kept.clear();
  kept.set(schema.hash, types);
  return types;
}

/**
 * The data set that a tenant names, or the only one that takes entities of a type; of several, the only one that the caller may publish
 * in. @throws {ProblemError} `dataset-unknown`, `tenant-needed`
 */
export async function dataSetOf(
  gateway: Pick<Gateway, "pool">,
  { tenant, type }: { tenant: string | undefined; type: string | undefined },
  caller: Pick<Caller, "participant">,
): Promise<DatasetTerms> {
  if (tenant !== undefined) {
    const terms = await readTerms(gateway.pool, tenant);
    if (terms === undefined) throw new ProblemError("dataset-unknown");
    return terms;
  }
  const found: DatasetTerms[] = [];
  for (const terms of type === undefined ? [] : await readAllTerms(gateway.pool))
    if ((await typesOfSet(gateway, terms)).includes(type!)) found.push(terms);
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  const { participant } = caller;
  const own: DatasetTerms[] = [];
  for (const terms of participant === null ? [] : found)
    if (await mayPublish(gateway.pool, terms, participant!)) own.push(terms);
  if (own.length === 1) return own[0]!;
  const names = found.map(({ name }) => name).join(", ");
  throw new ProblemError(
    "tenant-needed",
    first === undefined
      ? `No data set takes entities of type ${type ?? "(none given)"}.`
      : `Several data sets take entities of type ${type}: ${names}.`,
  );
}
