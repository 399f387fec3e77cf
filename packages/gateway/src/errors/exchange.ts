// Refusals between members' gateways.
import type { ErrorRow } from "./row.ts";

export const EXCHANGE_ERRORS = {
  "request-unsigned": [
    401,
    "Not signed",
    "Members' gateways sign what they ask each other (RFC 9421); the request has no signature.",
    "Sign it with the exchange key that is announced on the chain.",
  ],
  "request-signature-invalid": [
    401,
    "Signature does not hold",
    "The signature does not cover what it has to, or is not that of the member's announced key.",
    "Sign method, path, query, `alatau-member` and the body's digest with the announced key.",
  ],
  "request-signature-expired": [
    401,
    "Signature too old or too new",
    "A signed request is good for one minute.",
    "Set the clock, sign anew.",
  ],
  "request-replayed": [
    401,
    "Request seen before",
    "The nonce was used already: a signed request counts once.",
    "Sign each request anew, with a new nonce.",
  ],
  "content-digest-mismatch": [
    400,
    "Body is not what was signed",
    "Content-Digest (RFC 9530, sha-256) is missing or is not that of the body.",
    "Send the body as it was signed.",
  ],
  "member-not-announced": [
    403,
    "No member",
    "No active participant of this number has announced a gateway and key on the chain.",
    "Announce it with Catalogue.announceGateway, or wait until this gateway's indexer has seen it.",
  ],
  "request-misdirected": [
    421,
    "Meant for another member",
    "The request names another member in `alatau-member` than this gateway acts for.",
    "Ask the address that the member has announced on the chain.",
  ],
  "exchange-not-announced": [
    503,
    "Exchange not announced",
    "This gateway's own key is not on the chain, or its indexer has not seen it yet.",
    "Ask again; the operator sets ALATAU_EXCHANGE_URL and the member's key.",
  ],
  "candidate-unknown": [
    404,
    "No such candidate",
    "The publisher has no open batch with this place and digest for the asking member to check.",
    "List the candidates again: it may be replaced or on the chain.",
  ],
  "document-unknown": [
    404,
    "Document unknown",
    "This member has no schema or description of this hash.",
    "Ask another member, the data set's owner first.",
  ],
  "checker-unknown": [
    403,
    "Not a checker of this data set",
    "Only a data set's checkers answer its candidates.",
    "The registrar names the checkers on the chain.",
  ],
  "approval-invalid": [
    422,
    "Approval does not hold",
    "The EIP-712 signature is not that of the checker's account over the batch's digest.",
    "Sign the digest of the approval with the account in force.",
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;
