// `POST /rpc`: the public node, for wallets that people own. JSON-RPC 2.0 behind a filter; nothing but what passed it reaches the node.
import type { Express, Request, Response } from "express";
import { ipKeyGenerator } from "express-rate-limit";
import type { Address, Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { API_HEADERS, sendProblem } from "../http/answers.ts";
import { bodyBytes } from "../http/body.ts";
import { ProblemError } from "../problems.ts";
import { openAllowance, type Allowance } from "./allowance.ts";
import { RPC, RpcFailure } from "./failure.ts";
import { boundLogs, LOGS, paramsOf, priceOf, SEND, type LogFilter } from "./methods.ts";
import { isRegistered } from "./senders.ts";
import { readTransaction } from "./transaction.ts";

const BODY_BYTES = 256 * 1024;
const MOST_IN_BATCH = 20;
const NODE_MS = 10_000;

interface Answer {
  readonly jsonrpc: "2.0";
  readonly id: string | number | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** Serves the public node. Any page may ask it: it says nothing that is not public, and signs nothing. */
export function rpcRoute(app: Express, gateway: Gateway): void {
  const allowance = openAllowance(gateway.limits.rpcCallsPerMinute, gateway.now);
  const cors = {
    ...API_HEADERS,
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "86400",
    "cache-control": "no-store",
  };
  app.options("/rpc", (_request, response) => void response.writeHead(204, cors).end());
  app.post("/rpc", async (request, response) => {
    const answer = await answerAll(gateway, allowance, request);
    const content = answer === undefined ? "" : JSON.stringify(answer);
    response
      .writeHead(content === "" ? 204 : 200, { ...cors, "content-type": "application/json" })
      .end(content);
  });
  app.all("/rpc", (request: Request, response: Response) => {
    const headers = { allow: "POST, OPTIONS" };
    sendProblem(request, response, new ProblemError("method-not-allowed", undefined, { headers }));
  });
}

/** One answer, a list of them, or none where nothing but notifications came. */
async function answerAll(
  gateway: Gateway,
  allowance: Allowance,
  request: Request,
): Promise<Answer | Answer[] | undefined> {
  const asked = readBody(request);
  if (asked instanceof RpcFailure) return failed(null, asked);
  const caller = ipKeyGenerator(request.socket.remoteAddress ?? "0.0.0.0");
  if (!Array.isArray(asked)) return await answerOne(gateway, allowance, caller, asked);
  if (asked.length === 0) return failed(null, new RpcFailure(RPC.request, "The batch is empty."));
  if (asked.length > MOST_IN_BATCH)
    return failed(null, new RpcFailure(RPC.limit, `At most ${MOST_IN_BATCH} calls in a batch.`));
  const answers = await Promise.all(asked.map((one) => answerOne(gateway, allowance, caller, one)));
  const said = answers.filter((answer) => answer !== undefined);
  return said.length === 0 ? undefined : said;
}

function readBody(request: Request): unknown {
  const bytes = bodyBytes(request);
  if (bytes.length > BODY_BYTES) return new RpcFailure(RPC.request, `At most ${BODY_BYTES} bytes.`);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return new RpcFailure(RPC.parse, "The body is no JSON.");
  }
}

async function answerOne(
  gateway: Gateway,
  allowance: Allowance,
  caller: string,
  asked: unknown,
): Promise<Answer | undefined> {
  const { jsonrpc, id, method, params } = (asked ?? {}) as Record<string, unknown>;
  const known = typeof id === "string" || typeof id === "number" || id === null ? id : undefined;
  try {
    if (jsonrpc !== "2.0" || typeof method !== "string" || (known === undefined && id !== undefined))
      throw new RpcFailure(RPC.request, "No JSON-RPC 2.0 request.");
    if (known === undefined) return undefined; // a notification: nothing that is offered has an effect without an answer
    if (!allowance.take(caller, priceOf(method)))
      throw new RpcFailure(RPC.limit, "Too many calls; wait a minute.");
    const result = await ask(gateway, method, paramsOf(method, params));
    return { jsonrpc: "2.0", id: known, result };
  } catch (failure) {
    return failed(known ?? null, failure);
  }
}

const failed = (id: Answer["id"], failure: unknown): Answer => {
  const { code, message, data } =
    failure instanceof RpcFailure ? failure : new RpcFailure(RPC.internal, "The node could not be asked.");
  return { jsonrpc: "2.0", id, error: { code, message, ...(data !== undefined && { data }) } };
};

/** Asks the node for what passed. @throws {RpcFailure} */
async function ask(gateway: Gateway, method: string, params: readonly unknown[]): Promise<unknown> {
  if (method === LOGS) {
    const head = BigInt(String(await askNode(gateway, "eth_blockNumber", [])));
    return await askNode(gateway, method, [boundLogs(params[0] as LogFilter, head)]);
  }
  if (method !== SEND) return await askNode(gateway, method, params);
  const { network } = gateway;
  const raw = String(params[0]).toLowerCase() as Hex;
  const { sender } = await readTransaction(raw, {
    chainId: network.chainId,
    payments: network.contracts.payments,
    tokens: await tokensOf(gateway),
  });
  if (gateway.registeredSendersOnly && !(await isRegistered(gateway, sender)))
    throw new RpcFailure(
      RPC.rejected,
      `Only registered accounts send transactions here; ${sender} pays by a signature at the checkout instead.`,
    );
  return await askNode(gateway, method, [raw]);
}

/** Tenge, and every token that was ever listed: who holds one must be able to get rid of it. */
async function tokensOf({ reads, network }: Gateway): Promise<Address[]> {
  const { rows } = await reads.query<{ token: Address }>(
    "SELECT DISTINCT token FROM ledger.payment_tokens LIMIT 100",
  );
  return [network.contracts.tenge, ...rows.map(({ token }) => token)];
}

/** Codes of the node that a wallet understands; anything else stays inside. */
const SHOWN_CODES: ReadonlySet<number> = new Set([3, -32_000, -32_001, -32_003, -32_602]);

async function askNode({ rpcUrl }: Gateway, method: string, params: readonly unknown[]): Promise<unknown> {
  const answer = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(NODE_MS),
  })
    .then((response) => response.json() as Promise<{ result?: unknown; error?: RpcFailure }>)
    .catch(() => {
      throw new RpcFailure(RPC.unavailable, "The node does not answer.");
    });
  const { error, result } = answer;
  if (error === undefined) return result ?? null;
  if (!SHOWN_CODES.has(error.code)) throw new RpcFailure(RPC.internal, "The node could not answer.");
  throw new RpcFailure(error.code, String(error.message).slice(0, 500), error.data);
}
