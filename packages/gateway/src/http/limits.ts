// Rate limits, kept in this process: who has a key is counted by it, everybody else by remote address.
import { createHash } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Gateway } from "../gateway.ts";
import { ProblemError } from "../problems.ts";
import { sendProblem } from "./answers.ts";

export interface Limiters {
  readonly writes: RequestHandler;
  /** For what costs the node or the database much: proofs, exports, sign-ins. */
  readonly costly: RequestHandler;
  /** For what anybody may put on the record without an account: problem reports. */
  readonly reports: RequestHandler;
}

const WINDOW_MS = 60_000;

/** The limiters of one gateway. */
export function createLimiters({ limits }: Pick<Gateway, "limits">): Limiters {
  const limiter = (allowed: (request: Request) => number): RequestHandler =>
    rateLimit({
      windowMs: WINDOW_MS,
      limit: allowed,
      keyGenerator: payer,
      standardHeaders: "draft-8",
      legacyHeaders: false,
      handler: (request, response) =>
        void sendProblem(
          request,
          response,
          new ProblemError("rate-limited", undefined, {
            headers: { "retry-after": String(response.getHeader("retry-after") ?? 60) },
          }),
        ),
    });
  return {
    writes: limiter((request) =>
      request.headers.authorization === undefined ? limits.writesPerMinute : limits.keyedWritesPerMinute,
    ),
    costly: limiter(() => limits.costlyPerMinute),
    reports: limiter(() => limits.reportsPerMinute),
  };
}

/** A wrong key is counted by its own hash, so that guessing does not use up the address of others; sign-in is costly anyway. */
function payer(request: Request): string {
  const { authorization } = request.headers;
  if (authorization !== undefined)
    return `key:${createHash("sha256").update(authorization).digest("base64url").slice(0, 22)}`;
  return ipKeyGenerator(request.socket.remoteAddress ?? "0.0.0.0");
}
