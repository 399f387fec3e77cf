// One JSON line a request, with an id that the caller sees too. Successful reads are logged at debug only.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";
import type { Metrics } from "./metrics.ts";

const QUIET = new Set(["/healthz", "/readyz", "/metrics"]);

/** Logs requests; takes a caller's `X-Request-Id` where it is harmless, otherwise makes one. */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger: log,
    quietReqLogger: true,
    quietResLogger: true,
    genReqId: (request, response) => {
      const given = request.headers["x-request-id"];
      const id = typeof given === "string" && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
      response.setHeader("x-request-id", id);
      return id;
    },
    autoLogging: { ignore: (request) => QUIET.has(request.url ?? "") },
    customLogLevel: (request, response, error) => {
      if (response.statusCode >= 500 || error !== undefined) return "error";
      return request.method === "GET" && response.statusCode < 400 ? "debug" : "info";
    },
    customSuccessMessage: () => "request answered",
    customErrorMessage: () => "request failed",
    customSuccessObject: (request: IncomingMessage, response: ServerResponse, found: object) => ({
      ...found,
      method: request.method,
      url: request.url,
      status: response.statusCode,
    }),
    customErrorObject: (
      request: IncomingMessage,
      response: ServerResponse,
      _error: Error,
      found: object,
    ) => ({
      ...found,
      method: request.method,
      url: request.url,
      status: response.statusCode,
    }),
    serializers: { req: () => undefined, res: () => undefined },
  }) as RequestHandler;
}

/** Times requests by the pattern of their route. */
export function requestTimes(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const began = process.hrtime.bigint();
    response.once("finish", () => {
      const route = (request as { routePattern?: string }).routePattern ?? "other";
      metrics.answered(
        request.method,
        route,
        response.statusCode,
        Number(process.hrtime.bigint() - began) / 1e9,
      );
    });
    next();
  };
}
