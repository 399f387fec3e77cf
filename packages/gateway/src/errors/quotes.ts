// Refusals of quotes, and of payments by them.
import type { ErrorRow } from "./row.ts";

export const QUOTE_ERRORS = {
  "quote-expired": [
    409,
    "Quote expired",
    "The quote does not hold now.",
    "Ask for the invoice's terms again.",
  ],
  "quote-missing": [
    409,
    "No quote in force",
    "No exchange quotes this token now.",
    "Try again in a minute, or pay in tenge.",
  ],
  "quote-signature-invalid": [
    403,
    "Not signed by an exchange",
    "The signer does not hold the exchange role.",
    "Sign the EIP-712 Quote of this network with the exchange's key.",
  ],
  "quote-too-long": [
    422,
    "Quote holds too long",
    "A quote holds more than 0 and at most 60 seconds.",
    "Sign a shorter one.",
  ],
  "quote-unknown": [404, "Quote unknown", "No quote has this hash.", "Look under /v1/quotes."],
  "token-not-accepted": [
    409,
    "Token not accepted",
    "The merchant does not take this token for this invoice, or the invoice is held before it is captured.",
    "Pay in tenge, or in a token that the invoice names.",
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;
