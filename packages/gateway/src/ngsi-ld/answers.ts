// What NGSI-LD clients expect of answers: forms of entities, the core context in a header, problem details under ETSI's types. Pure.
import { toKeyValues, type NgsiLdAttribute, type NgsiLdEntity } from "@alatau/formats";
import { toRfc3339 } from "@alatau/sdk";
import type { Answer } from "../http/answers.ts";
import { toProblem } from "../problems.ts";

export const CORE_CONTEXT = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld";
const ERRORS = "https://uri.etsi.org/ngsi-ld/errors/";

/** ETSI's name of a refusal where GS CIM 009 has one, by code before status. */
const TYPE_OF_CODE: Readonly<Record<string, string>> = {
  "dataset-unknown": "NonexistentTenant",
  "observation-contradicts": "AlreadyExists",
  "json-invalid": "InvalidRequest",
};
const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  400: "BadRequestData",
  404: "ResourceNotFound",
  409: "AlreadyExists",
  422: "BadRequestData",
  500: "InternalError",
};

/** A failure as NGSI-LD problem details: ours, under ETSI's type where it has one; `code` stays ours. 422 becomes 400. */
export function failureAnswer(failure: unknown, instance: string): Answer & { status: number } {
  const problem = toProblem(failure, instance);
  const name = TYPE_OF_CODE[problem.code] ?? TYPE_OF_STATUS[problem.status];
  const status = problem.status === 422 ? 400 : problem.status;
  return {
    status,
    type: "application/problem+json; charset=utf-8",
    body: { ...problem, status, ...(name !== undefined && { type: ERRORS + name }) },
    headers: status === 401 ? { "www-authenticate": "Bearer" } : {},
  };
}

/** JSON with the context in a header, or JSON-LD with it inside, as the client accepts. */
export function ngsiAnswer(
  body: object,
  accept: string | undefined,
  headers: Record<string, string> = {},
): Answer {
  if (accept?.includes("application/ld+json") === true) {
    const withContext = (each: object): object => ({ "@context": CORE_CONTEXT, ...each });
    const value = Array.isArray(body) ? (body as object[]).map(withContext) : withContext(body);
    return { text: JSON.stringify(value), type: "application/ld+json; charset=utf-8", headers };
  }
  const link = `<${CORE_CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`;
  return { body, headers: { ...headers, link } };
}

/** The state of a subject out of its records, the older first: a later one's attributes replace an earlier one's. */
export function mergedEntity(payloads: readonly string[]): NgsiLdEntity | undefined {
  const entities = payloads.map((text) => JSON.parse(text) as NgsiLdEntity);
  return entities.length === 0 ? undefined : (Object.assign({}, ...entities) as NgsiLdEntity);
}

/** Normalised, or key-values where the client asked for that. */
export const shownEntity = (entity: NgsiLdEntity, keyValues: boolean): object =>
  keyValues ? toKeyValues(entity) : entity;

/** One observation of a subject: Unix seconds, and the payload's text. */
export interface Moment {
  readonly observedAt: number;
  readonly payload: string;
}

/** The temporal form: each attribute as the list of what it was, the latest first; with `simple` as pairs of value and time. */
export function temporalEntity(moments: readonly Moment[], simple: boolean): object | undefined {
  const [first] = moments;
  if (first === undefined) return undefined;
  const { id, type } = JSON.parse(first.payload) as NgsiLdEntity;
  const series = new Map<string, NgsiLdAttribute[]>();
  for (const { observedAt, payload } of moments)
    for (const [name, value] of Object.entries(JSON.parse(payload) as NgsiLdEntity)) {
      if (name === "id" || name === "type" || name === "@context") continue;
      const instances = (Array.isArray(value) ? value : [value]) as NgsiLdAttribute[];
      const dated = instances.map((each) => ({ observedAt: toRfc3339(observedAt), ...each }));
      series.set(name, [...(series.get(name) ?? []), ...dated]);
    }
  const shown = [...series].map(([name, instances]) => [name, simple ? pairsOf(instances) : instances]);
  return { id, type, ...(Object.fromEntries(shown) as object) };
}

function pairsOf(instances: readonly NgsiLdAttribute[]): object {
  const { type } = instances[0]!;
  const isRelation = type === "Relationship";
  const pairs = instances.map(({ value, object, observedAt }) => [isRelation ? object : value, observedAt]);
  return { type, [isRelation ? "objects" : "values"]: pairs };
}
