// One request to a fiscal operator: a receipt under a key, so that the same request twice is one receipt.
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { z } from "zod";
import { addressesOf, lookupOf } from "../webhooks/address.ts";

export const TIME_LIMIT_MS = 10_000;
const ANSWER_BYTES = 64 * 1024;

/** What the operator is asked for. Amounts in tiyn, times RFC 3339. */
export interface ReceiptRequest {
  readonly register: string;
  readonly kind: "sale" | "refund";
  readonly amountTiyn: string;
  readonly soldAt: string;
  /** The merchant's number of the invoice. */
  readonly invoice: number;
  /** Of a refund: the fiscal number of the sale's receipt. */
  readonly sale: string | null;
  /** Whether it comes later than the 15 minutes. */
  readonly offline: boolean;
  readonly lines: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly amountTiyn: string;
  }[];
}

const receipt = z.object({
  number: z.string().min(1).max(100),
  qr: z.string().min(1).max(2_000),
  simulated: z.boolean().default(false),
});

export type OperatorAnswer =
  | ({ readonly kind: "issued" } & z.output<typeof receipt>)
  /** The operator will never take it as it is. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Nobody knows: it may have been taken, and is asked again under the same key. */
  | { readonly kind: "unknown"; readonly reason: string };

export interface Operator {
  readonly url: string;
  readonly token: string;
}

/** Asks for a receipt. Never throws: a failure is an answer. */
export async function askOperator(
  { url: base, token }: Operator,
  key: string,
  asked: ReceiptRequest,
  {
    local,
    signal,
    timeLimitMs = TIME_LIMIT_MS,
  }: { local: boolean; signal: AbortSignal; timeLimitMs?: number },
): Promise<OperatorAnswer> {
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    const url = new URL("receipts", base.endsWith("/") ? base : `${base}/`);
    const body = JSON.stringify(asked);
    const headers = {
      ...{ authorization: `Bearer ${token}`, "idempotency-key": key, "content-type": "application/json" },
      ...{ "content-length": Buffer.byteLength(body), "user-agent": "alatau-ledger" },
    };
    const lookup = lookupOf(await addressesOf(url, { local }));
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const both = AbortSignal.any([limit, signal]);
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const outgoing = send(
        url,
        { method: "POST", headers, lookup, signal: both, agent: false },
        (response) => {
          readText(response).then(
            (read) => resolve({ status: response.statusCode ?? 0, text: read }),
            reject,
          );
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
    return judge(status, text);
  } catch (failure) {
    const { code = "connection-failed" } = failure as NodeJS.ErrnoException;
    return { kind: "unknown", reason: limit.aborted ? "timeout" : String(code).slice(0, 100) };
  }
}

/** What an answer means. Pure. */
export function judge(status: number, text: string): OperatorAnswer {
  if (status === 200 || status === 201) {
    const parsed = receipt.safeParse(jsonOf(text));
    return parsed.success
      ? { kind: "issued", ...parsed.data }
      : { kind: "unknown", reason: "answer-unreadable" };
  }
  const isFinal = status >= 400 && status < 500 && ![401, 403, 408, 409, 425, 429].includes(status);
  return isFinal
    ? { kind: "refused", reason: `status-${status} ${text.slice(0, 200)}`.trim() }
    : { kind: "unknown", reason: `status-${status}` };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    if ((length += part.length) > ANSWER_BYTES) throw new Error("answer too long");
  }
  return Buffer.concat(parts).toString("utf8");
}
