// How an answer goes out: one header block, one write. Problems and JSON only; streams write for themselves.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { toProblem } from "../problems.ts";

export interface Answer {
  /** 200 when absent. */
  readonly status?: number;
  readonly body?: unknown;
  /** Instead of a body: what goes out as it is. */
  readonly text?: string | Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set for what is asked for again: `immutable` never changes, `tagged` may. */
  readonly cache?: "immutable" | "tagged";
}

/** Headers of every answer that is not a page. */
export const API_HEADERS = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
} as const;

const JSON_TYPE = "application/json; charset=utf-8";

/** Sends an answer; 304 without a body when the caller has it already. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { status = 200, cache, headers } = answer;
  const content = answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
  const head: Record<string, string | number> = { ...API_HEADERS, ...headers };
  if (cache !== undefined && status === 200) {
    const tag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 27)}"`;
    head["etag"] = tag;
    head["cache-control"] = cache === "immutable" ? "public, max-age=31536000, immutable" : "no-cache";
    if (holds(request.headers["if-none-match"], tag)) {
      response.writeHead(304, head);
      response.end();
      return;
    }
  } else head["cache-control"] ??= "no-store";
  if (content.length > 0) {
    head["content-type"] = answer.type ?? JSON_TYPE;
    head["content-length"] = Buffer.byteLength(content);
  }
  response.writeHead(status, head);
  response.end(request.method === "HEAD" ? undefined : content);
}

/** Sends a failure as an RFC 9457 problem. Returns its status. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, failure: unknown): number {
  const instance = (request as { originalUrl?: string }).originalUrl ?? request.url ?? "/";
  const problem = toProblem(failure, instance.slice(0, 500));
  if (response.headersSent) {
    response.destroy();
    return problem.status;
  }
  const extra = (failure as { fields?: { headers?: Record<string, string> } } | null)?.fields?.headers;
  const retry = problem.status === 503 && extra?.["retry-after"] === undefined ? { "retry-after": "2" } : {};
  sendAnswer(request, response, {
    status: problem.status,
    body: problem,
    type: "application/problem+json; charset=utf-8",
    headers: { ...retry, ...extra },
  });
  return problem.status;
}

const holds = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === "*" || header.split(",").some((each) => each.trim().replace(/^W\//, "") === tag));
