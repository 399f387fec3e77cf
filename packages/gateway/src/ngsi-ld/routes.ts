// NGSI-LD (ETSI GS CIM 009) for brokers and their clients: entities go in as observations and come out as they stand.
import type { Request } from "express";
import { z } from "zod";
import { known } from "../data-sets/find.ts";
import type { Caller } from "../auth/caller.ts";
import type { Gateway } from "../gateway.ts";
import type { Answer } from "../http/answers.ts";
import { bodyBytes, requireMediaType } from "../http/body.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api, RouteText } from "../http/route.ts";
import { readableGroups } from "../observations/queries.ts";
import { publish } from "../observations/routes.ts";
import { ProblemError, type HttpErrorCode } from "../problems.ts";
import { failureAnswer, mergedEntity, ngsiAnswer, shownEntity, temporalEntity } from "./answers.ts";
import { countSubjects, readMoments, readSubject, readSubjects, setsOfSubject } from "./queries.ts";
import { dataSetOf } from "./types.ts";

const TAG = "NGSI-LD";
const TYPES = ["application/json", "application/ld+json"];
const MOST_LIMIT = 1_000;
const MOST_TIME = 253_402_300_799;

const entity = z
  .record(z.string(), z.unknown())
  .meta({ id: "NgsiLdEntity", description: "Normalised, or key-values." });
const options = z.string().max(100).optional();
const moment = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "a whole number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `from ${least} to ${most}`);
const listQuery = z.object({
  type: z.string().max(256).optional(),
  limit: whole(0, MOST_LIMIT).default(20),
  offset: whole(0, 1_000_000).default(0),
  count: z.enum(["true", "false"]).optional(),
  options,
});
const temporalQuery = z.object({
  timerel: z.enum(["before", "after", "between"]).optional(),
  timeAt: moment.optional(),
  endTimeAt: moment.optional(),
  lastN: whole(1, MOST_LIMIT).default(MOST_LIMIT),
  options,
});
const TENANT =
  "The data set is named by the header `NGSILD-Tenant`; without it, it is the only one that takes the entity's type.";
const params = z.object({ id: z.string() });
const refusals = ["dataset-unknown", "tenant-needed", "entity-unknown"];

interface Asked {
  readonly request: Request;
  readonly caller: Caller;
  readonly tenant: string | undefined;
  readonly accept: string | undefined;
  readonly id: string;
}

/** Declares the NGSI-LD routes. Failures are problem details under ETSI's types. */
export function ngsiLdRoutes({ route, gateway }: Api, limiters: Limiters): void {
  const declare = (
    text: Omit<RouteText, "tag"> & { readonly params?: z.ZodType },
    handle: (asked: Asked) => Promise<Answer>,
    limiter?: Limiters["writes"],
  ): void =>
    route(
      { ...text, tag: TAG },
      async ({ request, caller }) => {
        try {
          const tenant = request.get("ngsild-tenant");
          const { id = "" } = request.params as { id?: string };
          return await handle({
            request,
            caller: await caller(),
            tenant,
            accept: request.headers.accept,
            id,
          });
        } catch (failure) {
          const answer = failureAnswer(failure, request.originalUrl.slice(0, 500));
          if (answer.status >= 500) throw failure;
          return answer;
        }
      },
      ...(limiter === undefined ? [] : [limiter]),
    );
  declare(
    {
      ...{ method: "post", path: "/ngsi-ld/v1/entities", summary: "Publish one entity" },
      description: `${TENANT} Each new moment of an entity is a new record; one that stands is changed only by a correction (POST /v1/data-sets/{name}/observations).`,
      rawTypes: TYPES,
      answers: {
        201: { description: "Durable; `Location` is the entity." },
        204: { description: "It was published already." },
      },
      refusals: [
        ...refusals,
        "unauthenticated",
        "issuer-not-entitled",
        "media-type-unsupported",
        "json-invalid",
        "observation-contradicts",
      ],
    },
    async (asked) => await createEntity(gateway, asked),
    limiters.writes,
  );
  declare(
    {
      ...{ method: "get", path: "/ngsi-ld/v1/entities", summary: "Entities as they stand" },
      description: `By \`type\`, \`limit\` (20, at most ${MOST_LIMIT}), \`offset\`, \`count=true\`, \`options=keyValues\`. ${TENANT}`,
      answers: { 200: { description: "A page.", schema: z.array(entity) } },
      refusals,
    },
    async (asked) => await listEntities(gateway, asked),
  );
  declare(
    {
      ...{ method: "get", path: "/ngsi-ld/v1/entities/{id}", summary: "One entity as it stands", params },
      answers: { 200: { description: "The entity.", schema: entity } },
      refusals,
    },
    async (asked) => await showEntity(gateway, asked),
  );
  declare(
    {
      ...{ method: "get", path: "/ngsi-ld/v1/temporal/entities/{id}", summary: "How an entity was", params },
      description:
        "`timerel` (before, after, between) with `timeAt` and `endTimeAt`, `lastN`, `options=temporalValues`; the latest first.",
      answers: { 200: { description: "The temporal form.", schema: entity } },
      refusals,
    },
    async (asked) => await showHistory(gateway, asked),
  );
}

/** Parses a query. @throws {ProblemError} `request-invalid` */
function parsed<S extends z.ZodType>(schema: S, { request }: Asked): z.output<S> {
  const found = schema.safeParse(request.query);
  if (found.success) return found.data;
  const errors = found.error.issues.map(({ path, message }) => ({
    at: ["query", ...path].join("."),
    message,
  }));
  throw new ProblemError("request-invalid", `${errors[0]?.at}: ${errors[0]?.message}.`, { errors });
}

async function createEntity(gateway: Gateway, { request, caller, tenant }: Asked): Promise<Answer> {
  if (caller.participant === null) throw new ProblemError("unauthenticated");
  requireMediaType(request, TYPES);
  const bytes = bodyBytes(request);
  const { id, type } = identityOf(bytes);
  const { name } = await dataSetOf(gateway, { tenant, type }, caller);
  const { body } = await publish(gateway, name, caller, { bytes, format: "ngsi-ld", whole: true });
  const [row] = body.results;
  if (row === undefined || row.status === "refused")
    throw new ProblemError((row?.code ?? "upload-empty") as HttpErrorCode, row?.detail ?? undefined);
  const location = `/ngsi-ld/v1/entities/${encodeURIComponent(id)}`;
  return { status: row.status === "duplicate" ? 204 : 201, headers: { location } };
}

/** Id and type of the one entity that a body is. @throws {ProblemError} `json-invalid`, `request-invalid` */
function identityOf(bytes: Uint8Array): { id: string; type: string } {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ProblemError("json-invalid");
  }
  const found = z.object({ id: z.string(), type: z.string() }).safeParse(body);
  if (!found.success)
    throw new ProblemError("request-invalid", "The body must be one entity with id and type.");
  return found.data;
}

async function listEntities(gateway: Gateway, asked: Asked): Promise<Answer> {
  const { type, limit, offset, count, options: forms } = parsed(listQuery, asked);
  const { caller, tenant, accept } = asked;
  const { name } = await dataSetOf(gateway, { tenant, type }, caller);
  const readable = await readableGroups(gateway, name, caller);
  const subjects = await readSubjects(gateway, { name, readable, type, limit, offset });
  const headers: Record<string, string> = tenant === undefined ? {} : { "ngsild-tenant": tenant };
  if (count === "true")
    headers["ngsild-results-count"] = String(await countSubjects(gateway, { name, readable, type }));
  const entities = subjects.map((payloads) => shownEntity(mergedEntity(payloads)!, isKeyValues(forms)));
  return ngsiAnswer(entities, accept, headers);
}

const isKeyValues = (forms: string | undefined): boolean =>
  forms !== undefined && /(^|,)(keyValues|simplified)(,|$)/.test(forms);

async function showEntity(gateway: Gateway, asked: Asked): Promise<Answer> {
  const { options: forms } = parsed(z.object({ options }), asked);
  const place = await placeOf(gateway, asked);
  const found = mergedEntity(await readSubject(gateway, place));
  if (found === undefined) throw new ProblemError("entity-unknown");
  return ngsiAnswer(shownEntity(found, isKeyValues(forms)), asked.accept);
}

async function showHistory(gateway: Gateway, asked: Asked): Promise<Answer> {
  const { timerel, timeAt, endTimeAt, lastN, options: forms } = parsed(temporalQuery, asked);
  if (
    (timerel === undefined) !== (timeAt === undefined) ||
    (timerel === "between") !== (endTimeAt !== undefined)
  )
    throw new ProblemError("request-invalid", "timerel needs timeAt, and between needs endTimeAt too.");
  const from = timerel === "after" ? timeAt! + 1 : timerel === "between" ? timeAt! : 0;
  const to = timerel === "before" ? timeAt! - 1 : timerel === "between" ? endTimeAt! - 1 : MOST_TIME;
  const place = await placeOf(gateway, asked);
  const moments = await readMoments(gateway, { ...place, from, to, most: lastN });
  const found = temporalEntity(moments, forms?.split(",").includes("temporalValues") === true);
  if (found === undefined) throw new ProblemError("entity-unknown");
  return ngsiAnswer(found, asked.accept);
}

/** Where an entity is to be read. @throws {ProblemError} `dataset-unknown`, `tenant-needed`, `entity-unknown` */
async function placeOf(gateway: Gateway, { tenant, caller, id: subject }: Asked) {
  const names =
    tenant === undefined ? await setsOfSubject(gateway, subject) : [(await known(gateway, tenant)).name];
  const [name, ...others] = names;
  if (name === undefined) throw new ProblemError("entity-unknown");
  if (others.length > 0)
    throw new ProblemError("tenant-needed", `Several data sets know ${subject}: ${names.join(", ")}.`);
  return { name, subject, readable: await readableGroups(gateway, name, caller) };
}
