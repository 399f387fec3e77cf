// JSON-RPC over HTTP with kept connections; calls are sent in batches and answered in order.
import type http from "node:http";
import { createRequire } from "node:module";
import { NodeRefusedError, NodeUnreachableError } from "./errors.ts";

export type RpcCall = readonly [method: string, params: readonly unknown[]];

export interface Rpc {
  /** @throws {NodeUnreachableError} @throws {NodeRefusedError} */
  call<T>(method: string, params: readonly unknown[]): Promise<T>;
  /** Answers in the order of the calls. @throws {NodeUnreachableError} @throws {NodeRefusedError} */
  batch(calls: readonly RpcCall[]): Promise<unknown[]>;
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly code?: number; readonly message?: string };
}

const TIMEOUT_MS = 30_000;

/** Required, not imported: an import of `node:http` reads all its names, and one of them loads Node's fetch, 45 ms and 14 MB. */
const protocolOf = (url: string): typeof http =>
  createRequire(import.meta.url)(url.startsWith("https:") ? "node:https" : "node:http") as typeof http;

/** Opens a client; connections are made when needed. */
export function openRpc(url: string, { signal }: { signal?: AbortSignal } = {}): Rpc {
  const agent = new (protocolOf(url).Agent)({ keepAlive: true, maxSockets: 4 });
  const send = (body: unknown): Promise<unknown> => post(url, JSON.stringify(body), agent, signal);
  const batch = async (calls: readonly RpcCall[]): Promise<unknown[]> => {
    const body = calls.map(([method, params], id) => ({ jsonrpc: "2.0", id, method, params }));
    const answers = await send(body);
    if (!Array.isArray(answers)) throw new NodeRefusedError("a batch", reasonOf(answers as Answer));
    const results = new Array<unknown>(calls.length);
    let seen = 0;
    for (const answer of answers as Answer[]) {
      if (answer.error !== undefined || answer.id === undefined || calls[answer.id] === undefined)
        throw new NodeRefusedError(calls[answer.id ?? -1]?.[0] ?? "a batch", reasonOf(answer));
      results[answer.id] = answer.result;
      seen++;
    }
    if (seen !== calls.length)
      throw new NodeUnreachableError(`${seen} of ${calls.length} calls were answered`);
    return results;
  };
  const call = async <T>(method: string, params: readonly unknown[]): Promise<T> => {
    const answer = (await send({ jsonrpc: "2.0", id: 1, method, params })) as Answer;
    if (answer.error !== undefined) throw new NodeRefusedError(method, reasonOf(answer));
    return answer.result as T;
  };
  return { call, batch, close: () => agent.destroy() };
}

const reasonOf = (answer: Answer): string => answer.error?.message ?? "no error was named";

function post(url: string, body: string, agent: http.Agent, signal?: AbortSignal): Promise<unknown> {
  const { request } = protocolOf(url);
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(new NodeUnreachableError(cause.message || "no answer", cause));
    const outgoing = request(
      url,
      {
        method: "POST",
        agent,
        timeout: TIMEOUT_MS,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        ...(signal === undefined ? {} : { signal }),
      },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (piece: string) => (text += piece));
        incoming.on("error", fail);
        incoming.on("end", () => {
          try {
            resolve(JSON.parse(text));
          } catch (cause) {
            fail(new Error(`HTTP ${incoming.statusCode ?? 0} without JSON`, { cause }));
          }
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}
