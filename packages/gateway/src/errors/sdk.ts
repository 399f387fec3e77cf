// Failures of the SDK, the formats and the indexer: values without their form, and what a node serves that does not verify.
import type { ErrorRow } from "./row.ts";

export const SDK_ERRORS = {
  "amount-format": [
    422,
    "Amount malformed",
    "An amount is a whole number of its unit; digits beyond the unit are refused, not rounded.",
    "Send a decimal string without sign, point or leading zero.",
  ],
  "bytes-format": [
    422,
    "Bytes malformed",
    "The text is not the one spelling of some bytes.",
    "Send hexadecimal with 0x, of the length the field has.",
  ],
  "not-canonical": [
    422,
    "Value without canonical JSON",
    "Canonical JSON would lose or change the value.",
    "Use strings for numbers beyond 2^53 − 1 and no lone surrogates.",
  ],
  "data-set-name": [
    422,
    "Not a data set's name",
    "A name has two or more words of lower-case letters, digits and hyphens with points between, 100 characters at most.",
    "Choose a name such as environment.air-quality.",
  ],
  "sale-format": [
    422,
    "Sale's id malformed",
    "A sale's id is zone-slot-version-chunk-line.",
    "Copy the id again.",
  ],
  "reading-set-invalid": [
    422,
    "Reading set invalid",
    "A reading set has one slot and each device once.",
    "Tell the operator.",
  ],
  "header-field-missing": [
    502,
    "Block header incomplete",
    "The node served a header that lacks a field.",
    "Tell the operator: the node does not serve what it must.",
  ],
  "receipt-type-unknown": [
    502,
    "Receipt of an unknown type",
    "The node served a receipt of a type without a known encoding.",
    "Tell the operator.",
  ],
  "rlp-format": [502, "Chain bytes malformed", "Bytes of the chain cannot be read.", "Tell the operator."],
  "register-order": [
    422,
    "Registers out of order",
    "A register point lies before the one in front of it.",
    "Check the device's clock and registers.",
  ],
  "signing-curve": [
    422,
    "Key on another curve",
    "The private key is not on the curve of the algorithm.",
    "Use a key of the algorithm's curve.",
  ],
  "call-reverted": [
    422,
    "Call refused without a reason",
    "A contract refused the call and did not say why.",
    "Tell the operator the submission's number.",
  ],
  "port-busy": [
    503,
    "Port in use",
    "Another program listens on the port.",
    "Choose another port, or stop that program.",
  ],
  "disk-full": [
    503,
    "Disk full",
    "No space is left for the data.",
    "Free space; nothing that was acknowledged is lost.",
  ],
  "database-cannot-start": [
    503,
    "Database cannot start",
    "PostgreSQL did not come up.",
    "The detail ends with its own last words.",
  ],
  "migration-changed": [
    503,
    "Migration changed",
    "A migration that was applied reads differently now.",
    "Install the version that made the database, or a newer one.",
  ],
  "node-unreachable": [
    503,
    "Node not reachable",
    "The chain's node does not answer.",
    "Start the node; the work goes on by itself.",
  ],
  "node-refused": [
    502,
    "Node refused",
    "The node answered a call with an error.",
    "The detail names the call.",
  ],
  "wrong-chain": [
    503,
    "Another chain",
    "The node serves another chain than network.json describes.",
    "Correct the node's address or network.json.",
  ],
  "header-does-not-hash": [
    502,
    "Header does not hash",
    "The node served a header that does not give its own hash.",
    "Do not trust this node.",
  ],
  "receipts-do-not-hash": [
    502,
    "Receipts do not hash",
    "A log was changed, added or left out by the node.",
    "Do not trust this node.",
  ],
  "blocks-not-linked": [
    502,
    "Blocks not linked",
    "Consecutive blocks do not follow one another.",
    "Do not trust this node.",
  ],
  "projection-failed": [
    500,
    "Log does not fit",
    "A log of the contracts does not fit what is stored.",
    "Check startBlock in network.json; otherwise tell the operator.",
  ],
} as const satisfies Record<string, ErrorRow>;
