// Why a bundle proves nothing: a closed list, so that every page can say it in its own language.
import { LedgerError } from "./errors.ts";

export const FAILURE_CODES = [
  "bundle-malformed", // not the JSON of a bundle
  "network-mismatch", // of another chain
  "dataset-unknown", // network.json pins no checkers for the data set
  "header-malformed", // the bytes are no block header
  "header-hash-mismatch", // a block is called by another hash than its header's
  "header-link-broken", // the headers do not follow each other
  "head-signature-invalid", // the head is not signed by the network's head key
  "finality-foreign", // a signed head on a network of validators' seals, or the other way round
  "genesis-foreign", // the chain does not begin with the network's genesis block
  "validators-foreign", // the header names other validators than the votes lead to
  "proposer-foreign", // proposed by somebody who was no validator then
  "seals-too-few", // fewer than two thirds of the validators
  "seal-malformed", // no signature of 65 bytes
  "seal-not-canonical", // s in the upper half: a second spelling of a signature
  "seal-foreign", // by a key that was no validator's then, or over another header
  "seal-repeated", // two seals by one validator, or not ascending in a bundle
  "validator-change-unproven", // the votes do not change the set
  "checkpoint-unsigned", // not signed by two thirds of the members that network.json names
  "checkpoint-unlinked", // a block of before the checkpoint that does not lead to it
  "receipt-not-proven", // the receipt is not under the block's receiptsRoot
  "log-missing", // the transaction reverted or has no such log
  "log-foreign", // of another contract, or another event
  "batch-hash-mismatch", // the batch or set does not hash to what the chain recorded
  "signature-invalid", // a checker's signature is malformed
  "checker-unknown", // signed by a key that network.json does not pin
  "checkers-not-distinct", // one owner twice, the publisher itself, or not ascending
  "checkers-below-quorum",
  "record-not-in-batch", // the envelope is not under the batch's root
  "payload-mismatch", // salt and payload are not what the envelope commits to
  "meter-record-malformed", // the payload has no signed bytes
  "meter-key-foreign", // the checkers vouched for another key or other bytes
  "meter-signature-invalid",
  "sales-hash-mismatch", // the lines are not those that the chain recorded
  "sale-missing", // the chunk has no such line, or the line is unreadable
  "sale-id-mismatch", // the id is not the proven line's
  "reading-foreign", // the reading set is another zone's, slot's or version's
  "reading-not-in-set", // the reading is not under the set's root
  "reading-energy-mismatch", // the lines of the device do not add up to its reading
  "record-foreign", // the record is not the closing record of the reading
  "state-not-proven", // the word is not under the block's state root
  "state-too-old", // the state is older than what it is asked about
  "state-unknown-value",
  "statement-incomplete", // the lines do not fold to what the chain counted
  "payment-foreign", // an event of another payment, or one that cannot follow those before it
  "timestamp-missing", // a certificate was given and the bundle has no outside timestamp
  "timestamp-foreign", // the outside timestamp is over something else
  "timestamp-invalid", // the outside timestamp is unreadable, or not signed by the certificate's key
  "rows-incomplete", // the proof of a download has other rows than it says, or one twice
  "row-foreign", // a row of another data set, outside the period, or later than the block
  "row-unreadable", // the payload is no entity
  "row-superseded", // another row of the download replaces it
  "file-unreadable", // neither CSV, JSON lines nor Parquet
  "file-foreign", // no row of the file is in the proof
  "file-columns-changed", // the header line, or a Parquet column, is another one
  "file-row-changed", // a row differs from what was published
  "file-row-missing",
  "file-row-added",
  "payment-incomplete", // the events do not add up to what the chain counts for the payment
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** A check that did not hold. Stays inside the SDK: `verifyBundle` turns it into an answer. */
export class CheckFailedError extends LedgerError {
  readonly failure: FailureCode;

  constructor(failure: FailureCode, detail: string) {
    super(failure, detail);
    this.failure = failure;
  }
}

/** Ends a check with its reason. @throws {CheckFailedError} always. */
export function refuse(code: FailureCode, detail: string): never {
  throw new CheckFailedError(code, detail);
}
