// Who asks on the exchange: the member whose announced key signed the request, and for whom it meant it.
import type { Request } from "express";
import type { Gateway } from "../gateway.ts";
import type { Answer as HttpAnswer } from "../http/answers.ts";
import { bodyBytes } from "../http/body.ts";
import { ProblemError } from "../problems.ts";
import { reportIncident } from "../workers/incidents.ts";
import { keyOfMember, ownParticipants, readPeers } from "./members.ts";
import {
  MEMBER_HEADER,
  NONCE_SECONDS,
  signAnswer,
  verifyRequest,
  type HeaderMap,
  type SignedRequest,
} from "./signatures.ts";

export interface PeerCaller {
  /** The member that signed. */
  readonly member: number;
  /** It, and who shares its gateway. */
  readonly participants: readonly number[];
  /** For which of this gateway's participants the request is. */
  readonly to: number;
  readonly own: readonly number[];
}

/** The request as its sender signed it; of the address only path and query count. */
function signedRequest(request: Request): SignedRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  return { method: request.method, url: `http://member.invalid${request.originalUrl}`, headers };
}

/**
 * Checks who asks; each request counts once. A refusal is noted for a person to look at.
 * @throws {ProblemError} what `verifyRequest` throws, `request-replayed`, `request-misdirected`, `exchange-not-announced`
 */
export async function peerCaller(gateway: Gateway, request: Request): Promise<PeerCaller> {
  try {
    return await identify(gateway, request);
  } catch (failure) {
    if (failure instanceof ProblemError && failure.code !== "exchange-not-announced")
      await noteRefusal(gateway, request, failure);
    throw failure;
  }
}

async function identify({ pool, exchange }: Gateway, request: Request): Promise<PeerCaller> {
  const own = await ownParticipants(pool, exchange.publicKey);
  if (own.length === 0) throw new ProblemError("exchange-not-announced");
  const { member, nonce } = await verifyRequest(signedRequest(request), bodyBytes(request), (asked) =>
    keyOfMember(pool, asked),
  );
  const to = Number(request.headers[MEMBER_HEADER]);
  if (!own.includes(to)) throw new ProblemError("request-misdirected");
  const { rowCount } = await pool.query(
    `WITH old AS (DELETE FROM work.exchange_nonces WHERE expires_at < now())
     INSERT INTO work.exchange_nonces (member, nonce, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3))
       ON CONFLICT DO NOTHING`,
    [member, nonce, NONCE_SECONDS],
  );
  if (rowCount === 0) throw new ProblemError("request-replayed");
  const peer = (await readPeers(pool)).find(({ participants }) => participants.includes(member));
  return { member, participants: peer?.participants ?? [member], to, own };
}

/** When an address was last noted with a code; whoever knocks often costs no write each time. */
const notedAt = new Map<string, number>();
const NOTE_EVERY_MS = 10_000;
const MOST_NOTED = 1_000;

/** One open incident an address and code: whoever knocks often is counted, not listed. */
async function noteRefusal(
  { pool }: Gateway,
  request: Request,
  { code, message }: ProblemError,
): Promise<void> {
  const subject = `${code} ${request.socket.remoteAddress ?? "unknown"}`;
  if (Date.now() - (notedAt.get(subject) ?? 0) < NOTE_EVERY_MS) return;
  if (notedAt.size >= MOST_NOTED) notedAt.clear();
  notedAt.set(subject, Date.now());
  const claimed = /keyid="(\d{1,10})"/.exec(String(request.headers["signature-input"] ?? ""))?.[1];
  const who = claimed === undefined ? "" : `It calls itself member ${claimed}. `;
  await reportIncident(pool, {
    ...{ kind: "exchange-refused", subject },
    detail: `${request.method} ${request.path}: ${who}${message}`,
  });
}

/** An answer of this member to another, signed over the request's signature. */
export async function signedAnswer(
  { exchange }: Gateway,
  request: Request,
  { to }: PeerCaller,
  { text, type = "application/json; charset=utf-8" }: { text: string; type?: string },
): Promise<HttpAnswer> {
  const body = Buffer.from(text);
  const headers: HeaderMap = await signAnswer(exchange, to, { status: 200, body }, signedRequest(request));
  return { text: body, type, headers };
}
