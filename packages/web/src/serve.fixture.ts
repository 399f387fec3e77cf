// For tests: a server that gives out the built pages and the answers of the fixture, under the security policy of the strictest gateway.
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { MEMBER_ANSWERS, MEMBER_WRITES } from "./members.fixture.ts";
import { ANSWERS, TEXTS, WRITES } from "./pages.fixture.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
/** What the gateway allows its pages. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface FixtureServer extends AsyncDisposable {
  readonly origin: string;
  /** Breaks the event streams that are open. */
  readonly dropStreams: () => void;
  /** What was posted. */
  readonly written: readonly { readonly path: string; readonly body: string }[];
  /** Answers that replace those of the evening. */
  readonly replace: (path: string, answer: unknown) => void;
}

/** Serves the pages built in a folder and the evening's answers on a free port of this machine. */
export async function serveFixture(pages: string): Promise<FixtureServer> {
  const streams = new Set<ServerResponse>();
  const written: { path: string; body: string }[] = [];
  const answers = { ...ANSWERS, ...MEMBER_ANSWERS };
  const writes = { ...WRITES, ...MEMBER_WRITES };
  const replaced = new Map<string, unknown>();
  let refuseStreams = false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? "/", "http://fixture").pathname;
    if (path === "/v1/events") {
      if (refuseStreams) {
        response.destroy();
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('retry: 60000\n\nevent: reset\ndata: {"block":103}\n\n');
      streams.add(response);
      return;
    }
    if (request.method === "POST") written.push({ path, body: await textOf(request) });
    const json = request.method === "POST" ? writes[path] : (replaced.get(path) ?? answers[path]);
    const text = TEXTS[path] ?? (json === undefined ? undefined : JSON.stringify(json));
    if (text !== undefined) {
      response.writeHead(200, { "content-type": "application/json" }).end(text);
      return;
    }
    if (path.startsWith("/v1/")) {
      const code = path.startsWith("/v1/sales/") ? "sale-unknown" : "not-found";
      const problem = {
        type: `/problems/${code}`,
        title: "",
        status: 404,
        detail: `There is no ${path}.`,
        code,
      };
      response.writeHead(404, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
      return;
    }
    await sendFile(pages, path, response);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    written,
    replace: (path, value) => void replaced.set(path, value),
    dropStreams: () => {
      refuseStreams = true;
      for (const stream of streams) stream.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const stream of streams) stream.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

/** A built file; any other path is a page of the application. */
async function sendFile(pages: string, path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) === "" ? "index.html" : normalize(path).slice(1);
  try {
    const content = await readFile(join(pages, name));
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
