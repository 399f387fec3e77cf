// One description of a route: it validates what comes in, it calls the handler, and it is the OpenAPI document.
import { OpenAPIRegistry, type ResponseConfig } from "@asteasolutions/zod-to-openapi";
import type { Express, Request, RequestHandler, Response } from "express";
import { z } from "zod";
import { callerOf, type Caller } from "../auth/caller.ts";
import { isMerchantRight, mustHold, type MerchantRight } from "../auth/rights.ts";
import type { Gateway } from "../gateway.ts";
import { ERRORS, ProblemError, toProblem, type FieldError } from "../problems.ts";
import { sendAnswer, sendProblem, type Answer } from "./answers.ts";
import { jsonBody } from "./body.ts";
import { idempotencyKey, once, requestHash } from "./idempotency.ts";

export interface AnswerText {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Media types beside JSON. */
  readonly types?: readonly string[];
}

export interface RouteText {
  readonly method: "get" | "post" | "delete";
  /** As OpenAPI writes it: `/v1/devices/{device}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly answers: Readonly<Record<number, AnswerText>>;
  /** Codes of the error table that a caller should expect. */
  readonly refusals?: readonly string[];
  /** `participant`: only for who acts as one; a merchant's right: for its own account and for roles that hold it. */
  readonly rights?: "public" | "participant" | MerchantRight;
  /** Bodies that are read by the handler itself. */
  readonly rawTypes?: readonly string[];
}

export interface RouteSchemas<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
}

/** A request whose parts have passed their schemas. */
export interface Checked<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly request: Request;
  /** For handlers that stream. */
  readonly response: Response;
  /** Who asks; looked up when it is first needed. */
  readonly caller: () => Promise<Caller>;
}

/** The routes as they are declared, on Express and in the OpenAPI registry at once. */
export interface Api {
  readonly gateway: Gateway;
  readonly registry: OpenAPIRegistry;
  readonly route: <
    P extends z.ZodType = z.ZodUndefined,
    Q extends z.ZodType = z.ZodUndefined,
    B extends z.ZodType = z.ZodUndefined,
  >(
    text: RouteText & RouteSchemas<P, Q, B>,
    /** `null`: the handler has answered by itself. */
    handle: (checked: Checked<P, Q, B>) => Promise<Answer | null>,
    ...before: RequestHandler[]
  ) => void;
  /** After the last route: answers 405 where the address is known and the method is not. */
  readonly refuseOtherMethods: () => void;
}

const problem = z
  .object({
    type: z.string().meta({ example: "/problems/order-expired" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().meta({ description: "Stable; see docs/errors.md." }),
    errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem." });

/** Makes the declaring function for an Express application. */
export function createApi(app: Express, gateway: Gateway): Api {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  const methods = new Map<string, string[]>();
  return {
    gateway,
    registry,
    route: (text, handle, ...before) => {
      document(registry, text);
      const pattern = text.path.replaceAll(/\{(\w+)\}/g, ":$1");
      methods.set(pattern, [...(methods.get(pattern) ?? []), text.method.toUpperCase()]);
      app[text.method](pattern, ...before, async (request, response) => {
        (request as { routePattern?: string }).routePattern = text.path;
        try {
          const answer = await answerTo(gateway, text, handle, request, response);
          if (answer !== null) sendAnswer(request, response, answer);
        } catch (failure) {
          noteFailure(response, failure, sendProblem(request, response, failure));
        }
      });
    },
    refuseOtherMethods: () => {
      for (const [pattern, known] of methods)
        app.all(pattern, (request, response) => {
          const headers = { allow: known.join(", ") };
          sendProblem(request, response, new ProblemError("method-not-allowed", undefined, { headers }));
        });
    },
  };
}

/** Leaves the cause of a 5xx for the request's log line; the caller never sees it. */
export function noteFailure(response: Response, failure: unknown, status: number): void {
  if (status >= 500) (response as { err?: unknown }).err = failure;
}

async function answerTo<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  gateway: Gateway,
  text: RouteText & RouteSchemas<P, Q, B>,
  handle: (checked: Checked<P, Q, B>) => Promise<Answer | null>,
  request: Request,
  response: Response,
): Promise<Answer | null> {
  let known: Promise<Caller> | undefined;
  const caller = () => (known ??= callerOf(gateway, request));
  if (text.rights === "participant" && (await caller()).participant === null)
    throw new ProblemError("unauthenticated", undefined, { headers: { "www-authenticate": "Bearer" } });
  if (text.rights !== undefined && isMerchantRight(text.rights)) mustHold(await caller(), text.rights);
  const errors: FieldError[] = [];
  const checked = {
    params: check(text.params, request.params, "path", errors),
    query: check(text.query, request.query, "query", errors),
    body: text.body && check(text.body, jsonBody(request), "body", errors),
    request,
    response,
    caller,
  } as Checked<P, Q, B>;
  if (errors.length > 0) throw new ProblemError("request-invalid", detailOf(errors), { errors });
  if (text.method === "get") return await handle(checked);
  const who = (await caller()).name; // also where anybody may write: a wrong key is told so and gains no higher limit
  const key = idempotencyKey(request);
  if (key === undefined) return await handle(checked);
  return await once(
    gateway.pool,
    { caller: who, key, hash: requestHash(request) },
    async () => (await handle(checked)) ?? { status: 204 },
    (failure) => {
      const problem = toProblem(failure, request.originalUrl);
      return { status: problem.status, body: problem };
    },
  );
}

function check(schema: z.ZodType | undefined, value: unknown, part: string, errors: FieldError[]): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues.slice(0, 50))
    errors.push({ at: [part, ...path.map(String)].join("."), message });
  return undefined;
}

const detailOf = (errors: readonly FieldError[]): string => {
  const [first] = errors;
  const rest = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  return `${first?.at}: ${first?.message}${rest}.`;
};

function document(
  registry: OpenAPIRegistry,
  text: RouteText & RouteSchemas<z.ZodType, z.ZodType, z.ZodType>,
): void {
  const {
    method,
    path,
    tag,
    summary,
    description,
    answers,
    refusals = [],
    rights,
    params,
    query,
    body,
  } = text;
  const responses: Record<string, ResponseConfig> = {};
  for (const [status, answer] of Object.entries(answers)) responses[status] = responseOf(answer);
  const codes = [
    "internal",
    ...(params || query || body ? ["request-invalid"] : []),
    ...(rights !== undefined && isMerchantRight(rights) ? ["role-insufficient", "not-member"] : []),
    ...refusals,
  ];
  for (const code of codes) {
    const { status, title } = ERRORS[code]!;
    const before = responses[status]?.description;
    responses[status] = {
      description: before === undefined ? `${title} (\`${code}\`)` : `${before}; ${title} (\`${code}\`)`,
      content: { "application/problem+json": { schema: problem } },
    };
  }
  registry.registerPath({
    method,
    path,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(rights !== undefined && rights !== "public" && { security: [{ bearer: [] }] }),
    request: {
      ...(params && { params: params as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      ...(body && { body: { required: true, content: { "application/json": { schema: body } } } }),
      ...(text.rawTypes && {
        body: {
          required: true,
          content: Object.fromEntries(
            text.rawTypes.map((type) => [type, { schema: { type: "string" as const } }]),
          ),
        },
      }),
    },
    responses,
  });
}

const responseOf = ({ description, schema, types = [] }: AnswerText): ResponseConfig => ({
  description,
  ...((schema || types.length > 0) && {
    content: {
      ...(schema && { "application/json": { schema } }),
      ...Object.fromEntries(
        types.map((type) => [type, { schema: /json$/.test(type) ? {} : { type: "string" as const } }]),
      ),
    },
  }),
});
