// One try: a signed POST with a time limit that follows no redirect.
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { addressesOf, AddressRefusedError, lookupOf } from "./address.ts";
import { signWebhook } from "./signature.ts";

export const TIME_LIMIT_MS = 15_000;
/** How much of an answer is kept, bytes. */
const ANSWER_BYTES = 500;

export interface Outgoing {
  readonly event: string;
  readonly body: string;
  readonly url: string;
  /** Each signs. */
  readonly secrets: readonly string[];
}

/** What came of a try; `error` is null when the receiver took it. */
export interface Outcome {
  readonly status: number | null;
  readonly answer: string | null;
  readonly error: string | null;
}

export interface SendOptions {
  /** Whether http://127.0.0.1 is an endpoint. */
  readonly local: boolean;
  readonly signal: AbortSignal;
  /** Wall clock, Unix milliseconds. */
  readonly now: () => number;
  readonly timeLimitMs?: number;
}

/** Sends once. Never throws: a failure is an outcome. */
export async function sendWebhook(outgoing: Outgoing, options: SendOptions): Promise<Outcome> {
  const limit = AbortSignal.timeout(options.timeLimitMs ?? TIME_LIMIT_MS);
  const signal = AbortSignal.any([limit, options.signal]);
  try {
    const { status, answer } = await withSignal(post(outgoing, { ...options, signal }), signal);
    return { status, answer, error: status >= 200 && status < 300 ? null : `status-${status}` };
  } catch (failure) {
    return { status: null, answer: null, error: limit.aborted ? "timeout" : nameOf(failure) };
  }
}

function nameOf(failure: unknown): string {
  if (failure instanceof AddressRefusedError) return "address-refused";
  const { code = "" } = failure as NodeJS.ErrnoException;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "name-unresolved";
  return code.includes("CERT") || code.includes("TLS") ? "certificate-refused" : "connection-failed";
}

/** Rejects with the signal, also while the resolver does not answer. */
async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stop = Promise.withResolvers<never>();
  const onAbort = (): void => stop.reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, stop.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    work.catch(() => undefined);
  }
}

async function post(
  { event, body, url: text, secrets }: Outgoing,
  { local, signal, now }: SendOptions,
): Promise<{ status: number; answer: string }> {
  const url = new URL(text);
  const lookup = lookupOf(await addressesOf(url, { local }));
  const timestamp = Math.floor(now() / 1000);
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "user-agent": "alatau-ledger",
    "webhook-id": event,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": secrets
      .map((secret) => signWebhook(secret, { id: event, timestamp, body }))
      .join(" "),
  };
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return await new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", headers, lookup, signal, agent: false }, (response) => {
      readStart(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** The beginning of an answer as text that PostgreSQL keeps; the rest is not read. */
async function readStart(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length >= ANSWER_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, ANSWER_BYTES).toString("utf8").replaceAll("\0", "");
}
