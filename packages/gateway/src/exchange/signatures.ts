// HTTP Message Signatures (RFC 9421) of the exchange: what exactly is signed, and why a signature is refused. Knows no database.
// A request names whom it is for, and its answer is signed over the request's signature: neither can be used for another one.
import type { Hex } from "@alatau/sdk";
import { createHash, randomBytes } from "node:crypto";
import { ExpiredError, httpbis } from "http-message-signatures";
import { ProblemError } from "../problems.ts";
import { verifyWith, type ExchangeKey } from "./key.ts";

export type HeaderMap = Readonly<Record<string, string>>;

export interface SignedRequest {
  readonly method: string;
  /** Absolute; of it path and query are signed. */
  readonly url: string;
  readonly headers: HeaderMap;
}
export interface SignedAnswer {
  readonly status: number;
  readonly headers: HeaderMap;
}

/** For whom a request is: a participant's number. */
export const MEMBER_HEADER = "alatau-member";
const LABEL = "alatau";
/** A request is good for so long, seconds; clocks may differ by the tolerance. */
const LIFE_S = 60;
const TOLERANCE_S = 30;
/** How long a nonce is kept: longer than its request could be good. */
export const NONCE_SECONDS = LIFE_S + 3 * TOLERANCE_S;

const fieldsOf = (method: string): string[] => [
  ...["@method", "@path", "@query", MEMBER_HEADER],
  ...(method === "GET" ? [] : ["content-type", "content-digest"]),
];
const ANSWER_FIELDS = ["@status", "content-digest", "signature;req"];

/** Content-Digest of a body (RFC 9530). */
export const contentDigest = (body: Uint8Array): string =>
  `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;

const signingKey = (key: ExchangeKey, member: number) => ({
  ...{ id: String(member), alg: "ed25519" },
  sign: async (bytes: Buffer) => await Promise.resolve(key.sign(bytes)),
});

/** Signs a request of member `from` to member `to`; answers its headers. */
export async function signRequest(
  key: ExchangeKey,
  {
    from,
    to,
    method,
    url,
    body,
  }: { from: number; to: number; method: string; url: string; body?: Uint8Array },
  now: number = Date.now(),
): Promise<HeaderMap> {
  const headers: Record<string, string> = {
    [MEMBER_HEADER]: String(to),
    ...(body !== undefined && { "content-type": "application/json", "content-digest": contentDigest(body) }),
  };
  const signed = await httpbis.signMessage(
    {
      ...{ key: signingKey(key, from), name: LABEL, fields: fieldsOf(method) },
      params: ["created", "expires", "keyid", "alg", "nonce"],
      paramValues: {
        created: new Date(now),
        expires: new Date(now + LIFE_S * 1000),
        nonce: randomBytes(16).toString("base64url"),
      },
    },
    { method, url, headers },
  );
  return lowerCase(signed.headers as HeaderMap);
}

/** Who has signed a request, once its signature holds. */
export interface Signer {
  readonly member: number;
  readonly nonce: string;
}

/**
 * Checks a request's signature with the key that `keyOf` has of the member that it names.
 * @throws {ProblemError} `request-unsigned`, `request-signature-invalid`, `request-signature-expired`, `member-not-announced`, `content-digest-mismatch`
 */
export async function verifyRequest(
  request: SignedRequest,
  body: Uint8Array,
  keyOf: (member: number) => Promise<Hex | undefined>,
): Promise<Signer> {
  const { headers, method } = request;
  if (headers["signature"] === undefined || headers["signature-input"] === undefined)
    throw new ProblemError("request-unsigned");
  requireFields(headers["signature-input"], fieldsOf(method));
  if (method !== "GET" && headers["content-digest"] !== contentDigest(body))
    throw new ProblemError("content-digest-mismatch");
  let signer: Signer | undefined;
  let isKnown = false;
  const holds = await verify(request, undefined, {
    params: ["created", "expires", "nonce", "keyid", "alg"],
    find: async ({ keyid, nonce }) => {
      const member = /^[1-9]\d{0,9}$/.test(String(keyid)) ? Number(keyid) : 0;
      if (!/^[A-Za-z0-9_-]{16,64}$/.test(String(nonce))) throw new ProblemError("request-signature-invalid");
      signer = { member, nonce: String(nonce) };
      const key = member === 0 ? undefined : await keyOf(member);
      isKnown = key !== undefined;
      return key;
    },
  });
  if (signer !== undefined && !isKnown)
    throw new ProblemError("member-not-announced", `Participant ${signer.member} has announced no gateway.`);
  if (!holds || signer === undefined) throw new ProblemError("request-signature-invalid");
  return signer;
}

/** Signs the answer to a request; answers the headers to send with the body. */
export async function signAnswer(
  key: ExchangeKey,
  member: number,
  { status, body }: { status: number; body: Uint8Array },
  request: SignedRequest,
): Promise<HeaderMap> {
  const signed = await httpbis.signMessage(
    {
      ...{ key: signingKey(key, member), name: LABEL, fields: ANSWER_FIELDS },
      params: ["created", "keyid", "alg"],
    },
    { status, headers: { "content-digest": contentDigest(body) } },
    request as never,
  );
  return lowerCase(signed.headers as HeaderMap);
}

/** Whether an answer is what the holder of a key said to this very request. */
export async function verifyAnswer(
  answer: SignedAnswer,
  body: Uint8Array,
  { request, publicKey }: { request: SignedRequest; publicKey: Hex },
): Promise<boolean> {
  const { headers } = answer;
  if (headers["signature"] === undefined || headers["signature-input"] === undefined) return false;
  if (headers["content-digest"] !== contentDigest(body)) return false;
  try {
    requireFields(headers["signature-input"], ANSWER_FIELDS);
    const find = async () => await Promise.resolve(publicKey);
    return await verify(answer, request, { params: ["created", "keyid", "alg"], find });
  } catch {
    return false;
  }
}

/** One signature, over what it has to cover and nothing else. */
function requireFields(input: string, fields: readonly string[]): void {
  const names = fields.map((field) =>
    field.endsWith(";req") ? `"${field.slice(0, -4)}";req` : `"${field}"`,
  );
  const covered = `${LABEL}=(${names.join(" ")});`;
  if (!input.startsWith(covered) || input.slice(covered.length).includes("("))
    throw new ProblemError("request-signature-invalid", `The signature has to cover ${names.join(", ")}.`);
}

/** Whether a signature stands in its one spelling: the last letter of base64 has spare bits, and others decode to the same bytes. */
function isCanonical(header: string): boolean {
  const text =
    header.startsWith(`${LABEL}=:`) && header.endsWith(":") ? header.slice(LABEL.length + 2, -1) : "";
  return text !== "" && Buffer.from(text, "base64").toString("base64") === text;
}

interface Finding {
  readonly params: string[];
  readonly find: (parameters: { keyid?: unknown; nonce?: unknown }) => Promise<Hex | undefined>;
}

async function verify(
  message: SignedRequest | SignedAnswer,
  request: SignedRequest | undefined,
  { params, find }: Finding,
): Promise<boolean> {
  if (!isCanonical(message.headers["signature"]!)) return false;
  let refusal: unknown;
  const keyLookup = async (parameters: { keyid?: unknown; nonce?: unknown }) => {
    const found = await find(parameters).catch((failure: unknown) => void (refusal = failure));
    if (found === undefined) return null;
    const check = async (bytes: Buffer, signature: Buffer) =>
      await Promise.resolve(verifyWith(found, bytes, signature));
    return { algs: ["ed25519"], verify: check };
  };
  const config = { keyLookup, requiredParams: params, tolerance: TOLERANCE_S, maxAge: LIFE_S + TOLERANCE_S };
  try {
    const holds = await httpbis.verifyMessage(config, message as never, request as never);
    if (refusal !== undefined) throw refusal;
    return holds === true;
  } catch (failure) {
    if (failure instanceof ProblemError) throw failure;
    if (failure instanceof ExpiredError) throw new ProblemError("request-signature-expired");
    if (refusal !== undefined) throw refusal;
    return false;
  }
}

const lowerCase = (headers: HeaderMap): HeaderMap =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
