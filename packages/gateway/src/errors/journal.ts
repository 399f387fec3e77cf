// Refusals of the Journal and of ReadingSets: what checkers sign and publishers send.
import type { ErrorRow } from "./row.ts";

export const JOURNAL_ERRORS = {
  "already-superseded": [
    409,
    "Record replaced already",
    "Another record replaces this one; there is at most one current version.",
    "Correct the record that is current.",
  ],
  "approval-expired": [
    409,
    "Approval expired",
    "The batch was sent after the time for which its checkers signed.",
    "Nothing: the batcher asks the checkers again.",
  ],
  "batch-empty": [422, "Batch empty", "A batch has at least one record.", "Wait for records."],
  "below-quorum": [
    409,
    "Too few checkers",
    "Fewer checkers signed than the data set's quorum.",
    "Wait for the checkers; look at their state under /v1/status.",
  ],
  "correction-unknown": [
    404,
    "Corrected record unknown",
    "The record that would be corrected does not exist.",
    "Check its batch and index.",
  ],
  "dataset-taken": [
    409,
    "Data set registered already",
    "A data set has this name.",
    "Use the one that exists.",
  ],
  "dataset-unknown": [
    404,
    "Data set unknown",
    "No data set has this identifier.",
    "Look it up in /network.json.",
  ],
  "ecdsa-invalid-signature": [
    422,
    "Signature unreadable",
    "The bytes are no signature.",
    "Send r, s and v in 65 bytes.",
  ],
  "ecdsa-invalid-signature-length": [
    422,
    "Signature of the wrong length",
    "A signature has 65 bytes.",
    "Send r, s and v in 65 bytes.",
  ],
  "ecdsa-invalid-signature-s": [
    422,
    "Signature not canonical",
    "The s of the signature is in the upper half.",
    "Use the lower s; every wallet does.",
  ],
  "manifest-mismatch": [
    422,
    "Corrections not as approved",
    "The list of corrections is not the one that the checkers signed.",
    "Nothing: the batcher builds the batch again.",
  ],
  "not-checker": [
    403,
    "Not a checker",
    "The signer is no active checker of the data set.",
    "Look at the data set's checkers in /network.json.",
  ],
  "not-publisher": [
    403,
    "Not the publisher",
    "Only the publisher's account sends its batches.",
    "Send with the publisher's account.",
  ],
  "owner-not-distinct": [
    422,
    "Checkers not independent",
    "Two checkers, or a checker and the publisher, have one beneficial owner.",
    "Use checkers of distinct owners.",
  ],
  "previous-mismatch": [
    409,
    "Batch does not link",
    "The batch does not name the one before it.",
    "Nothing: the batcher builds the batch again.",
  ],
  "quorum-invalid": [
    422,
    "Quorum invalid",
    "A quorum is at least one and at most the number of checkers.",
    "Correct the quorum.",
  ],
  "sequence-gap": [
    409,
    "Batch out of sequence",
    "Sequence numbers have no gap.",
    "Nothing: the batcher builds the batch again.",
  ],
  "signers-not-ascending": [
    422,
    "Signers not ascending",
    "Signatures must ascend by signer, so that each counts once.",
    "Sort them.",
  ],
  "replaces-mismatch": [
    409,
    "Reading set does not link",
    "The set does not name the version that it replaces.",
    "Nothing: the set is built again.",
  ],
  "set-empty": [422, "Reading set empty", "A set has at least one reading.", "Wait for readings."],
  "slot-not-over": [
    409,
    "Slot not over",
    "A slot's readings are accepted after it has ended.",
    "Wait for the slot's end.",
  ],
  "version-gap": [
    409,
    "Version out of sequence",
    "Versions of a reading set have no gap.",
    "Nothing: the set is built again.",
  ],
} as const satisfies Record<string, ErrorRow>;
