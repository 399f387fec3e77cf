// A question to another member: signed, answered within a time and a size, and the answer's signature checked.
import type { z } from "zod";
import type { ExchangeKey } from "./key.ts";
import type { Peer } from "./members.ts";
import { signRequest, verifyAnswer, type HeaderMap, type SignedRequest } from "./signatures.ts";
import { MOST_BYTES } from "./wire.ts";

/** How this member asks. */
export interface Asker {
  readonly key: ExchangeKey;
  /** The participant that it asks as. */
  readonly from: number;
  readonly signal: AbortSignal;
  /** Default: 10 s. */
  readonly timeoutMs?: number;
}

/** An answer as it was checked, and what proves to others that it was given. */
export interface Told<T> {
  readonly said: T;
  /** The request and the signed answer, as JSON. */
  readonly evidence: () => Uint8Array;
}

/** Why a question has no answer: `code` is the member's own, `unreachable`, `answer-unsigned` or `answer-malformed`. */
export class AskFailure extends Error {
  readonly code: string;
  constructor(code: string, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, { cause });
    this.code = code;
  }
}

const TIMEOUT_MS = 10_000;

interface Question {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
}

/** Asks for one JSON document. @throws {AskFailure} */
export async function ask<T>(
  asker: Asker,
  peer: Peer,
  question: Question,
  schema: z.ZodType<T>,
): Promise<Told<T>> {
  return await askAs(asker, peer, question, (text) => schema.parse(JSON.parse(text)));
}

/** Asks for JSON lines. @throws {AskFailure} */
export async function askLines<T>(
  asker: Asker,
  peer: Peer,
  question: Question,
  schema: z.ZodType<T>,
): Promise<Told<T[]>> {
  return await askAs(asker, peer, question, (text) =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => schema.parse(JSON.parse(line))),
  );
}

async function askAs<T>(
  { key, from, signal, timeoutMs = TIMEOUT_MS }: Asker,
  peer: Peer,
  { method = "GET", path, body }: Question,
  read: (text: string) => T,
): Promise<Told<T>> {
  const url = peer.url.replace(/\/+$/, "") + path;
  const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers = await signRequest(key, { from, to: peer.member, method, url, ...(sent && { body: sent }) });
  const request: SignedRequest = { method, url, headers };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let response: Response;
  let content: Buffer;
  try {
    response = await fetch(url, {
      ...{ method, headers, signal: limit, redirect: "error" },
      ...(sent && { body: sent as never }),
    });
    content = await readWithin(response);
  } catch (cause) {
    if (cause instanceof AskFailure) throw cause;
    throw new AskFailure("unreachable", reasonOf(cause), cause);
  }
  if (response.status !== 200) throw refusalOf(response.status, content);
  const answer = { status: response.status, headers: Object.fromEntries(response.headers) as HeaderMap };
  if (!(await verifyAnswer(answer, content, { request, publicKey: peer.publicKey })))
    throw new AskFailure("answer-unsigned", `${url} answered without the signature of the member's key.`);
  const text = content.toString("utf8");
  try {
    return { said: read(text), evidence: () => evidenceOf(request, sent, answer, content) };
  } catch (cause) {
    throw new AskFailure(
      "answer-malformed",
      `${url} answered what is not in the form of the exchange.`,
      cause,
    );
  }
}

/** What shows that a member gave an answer: anybody checks both signatures with the keys on the chain. */
function evidenceOf(
  request: SignedRequest,
  sent: Buffer | undefined,
  answer: { status: number; headers: HeaderMap },
  content: Buffer,
): Uint8Array {
  const signed = ["content-digest", "signature", "signature-input"];
  const kept = Object.fromEntries(signed.map((name) => [name, answer.headers[name]]));
  return Buffer.from(
    JSON.stringify({
      request: { ...request, body: sent?.toString("utf8") ?? null },
      answer: { status: answer.status, headers: kept, body: content.toString("utf8") },
    }),
  );
}

async function readWithin(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MOST_BYTES)
      throw new AskFailure("answer-malformed", `The answer is over ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refusalOf(status: number, content: Buffer): AskFailure {
  try {
    const { code, detail } = JSON.parse(content.toString("utf8")) as { code?: unknown; detail?: unknown };
    if (typeof code === "string" && /^[a-z0-9-]{1,60}$/.test(code))
      return new AskFailure(code, String(detail).slice(0, 500));
  } catch {
    // no problem document: the status says it
  }
  return new AskFailure("unreachable", `HTTP ${status}`);
}

const reasonOf = (failure: unknown): string => {
  const inner = failure instanceof Error && failure.cause instanceof Error ? failure.cause : failure;
  return inner instanceof Error ? inner.message : String(inner);
};

/** Bytes that travel as base64. */
export const fromBase64 = (text: string): Buffer => Buffer.from(text, "base64");
