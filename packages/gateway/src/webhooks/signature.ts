// Signatures of Standard Webhooks (standardwebhooks.com), symmetric: HMAC-SHA256 over id, timestamp and body.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const PREFIX = "whsec_";
const VERSION = "v1,";
/** How far a message's clock may be off, seconds. */
export const TOLERANCE_SECONDS = 300;

/** A message as it was sent; `timestamp` in Unix seconds, `body` byte for byte. */
export interface SignedMessage {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}

/** A new secret: `whsec_` and 32 random bytes in base64. */
export const newSecret = (): string => PREFIX + randomBytes(32).toString("base64");

const keyOf = (secret: string): Buffer =>
  Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, "base64");

/** What goes in `webhook-signature`. */
export const signWebhook = (secret: string, { id, timestamp, body }: SignedMessage): string =>
  VERSION + createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");

/** Whether one of the signatures in the header fits and the timestamp is within {@link TOLERANCE_SECONDS} of `now`. */
export function verifyWebhook(
  secret: string,
  message: SignedMessage,
  header: string,
  { now }: { now: number },
): boolean {
  if (Math.abs(now - message.timestamp) > TOLERANCE_SECONDS) return false;
  const expected = Buffer.from(signWebhook(secret, message));
  return header.split(" ").some((each) => {
    const found = Buffer.from(each);
    return found.length === expected.length && timingSafeEqual(found, expected);
  });
}
