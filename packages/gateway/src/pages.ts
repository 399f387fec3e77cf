// What is served beside the API: the web application, the reference page, explanations of problems.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { plainAddress, withPlainWay } from "./checkout/pages.ts";
import { sendAnswer, sendProblem } from "./http/answers.ts";
import type { OpenApiDocument } from "./openapi.ts";
import { ERRORS, ProblemError } from "./problems.ts";
import { renderReference } from "./reference.ts";

/** Headers of pages: scripts and styles of our own only; no upgrade to HTTPS, since the demonstration runs without. */
const pageHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", "blob:"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });

/** Serves the reference page and the document it is made from. */
export function referencePages(app: Express, document: OpenApiDocument): void {
  const text = JSON.stringify(document);
  const html = renderReference(document);
  app.get("/openapi.json", (request, response) =>
    sendAnswer(request, response, { text, type: "application/json; charset=utf-8", cache: "tagged" }),
  );
  app.get("/reference", pageHeaders(), (_request, response) => void response.type("html").send(html));
}

/** Serves what a problem's `type` names. */
export function problemPages(app: Express): void {
  app.get("/problems", (request, response) =>
    sendAnswer(request, response, {
      body: { items: Object.entries(ERRORS).map(([code, text]) => ({ code, ...text })) },
      cache: "tagged",
    }),
  );
  app.get("/problems/:code", (request, response) => {
    const { code } = request.params;
    const text = Object.hasOwn(ERRORS, code) ? ERRORS[code] : undefined;
    if (text === undefined) sendProblem(request, response, new ProblemError("not-found"));
    else sendAnswer(request, response, { body: { code, ...text }, cache: "tagged" });
  });
}

/** Pages whose address ends with a data set's name, which has a dot as files do. */
const DATA_SET_PAGE = /^\/(city|publish)\/[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** Serves the built web application, if it is there; addresses that are pages of it get its first page. */
export function webPages(app: Express, folder: string): void {
  const index = path.join(folder, "index.html");
  if (!existsSync(index)) return;
  const headers = pageHeaders();
  app.use(
    headers,
    express.static(folder, {
      index: false,
      setHeaders: (response, file) => {
        const hashed =
          /[.-][\w-]{8,}\.\w+$/.test(path.basename(file)) && file.includes(`${path.sep}assets${path.sep}`);
        response.setHeader("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
    }),
  );
  app.use((request, response, next) => {
    const isPage =
      (request.method === "GET" || request.method === "HEAD") &&
      !/^\/(v1|problems)(\/|$)/.test(request.path) &&
      (!/\.\w+$/.test(request.path) || DATA_SET_PAGE.test(request.path)) &&
      request.accepts(["html", "json"]) === "html";
    if (!isPage) return next();
    response.setHeader("cache-control", "no-cache");
    const plain = plainAddress(request.path);
    if (plain === null) response.sendFile(index);
    else response.type("html").send(withPlainWay(readFileSync(index, "utf8"), plain));
  });
}
