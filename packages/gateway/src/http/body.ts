// Bodies: read as bytes once, with one limit; what they are is decided by their Content-Type and nothing else.
import express, { type Request } from "express";
import { ProblemError } from "../problems.ts";

/** Keeps the body's bytes; a body beyond the limit is refused with 413. */
export const readBody = (limit: number) => express.raw({ type: () => true, limit });

/** The bytes of a body; empty where there is none. */
export const bodyBytes = (request: Request): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);

/** Content-Type without its parameters, in lower case; empty where there is none. */
export const mediaType = (request: Request): string =>
  (request.headers["content-type"] ?? "").split(";", 1)[0]!.trim().toLowerCase();

/** Refuses a media type that is not listed. @throws {ProblemError} `media-type-unsupported` */
export function requireMediaType(request: Request, allowed: readonly string[]): void {
  const found = mediaType(request);
  if (!allowed.includes(found))
    throw new ProblemError(
      "media-type-unsupported",
      `«${found.slice(0, 80)}» is not one of ${allowed.join(", ")}.`,
      {
        headers: { accept: allowed.join(", ") },
      },
    );
}

/** The body as JSON. @throws {ProblemError} `json-invalid`, `media-type-unsupported` */
export function jsonBody(request: Request): unknown {
  requireMediaType(request, ["application/json"]);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bodyBytes(request)));
  } catch {
    throw new ProblemError("json-invalid");
  }
}
