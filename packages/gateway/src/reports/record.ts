// A report as a record of the journal: its canonical JSON is the payload, its hash the envelope's evidence. Pure.
import {
  jcs,
  payloadHash,
  recordHash,
  sha256,
  toBytes32,
  utf8,
  type Bytes32,
  type Envelope,
} from "@alatau/sdk";
import { reportHash, type ReportDocument } from "./document.ts";

export const REPORTS_DATASET = "payments.reports";

const SCHEMA = {
  $id: "till-report",
  description: "What a till closes its day with, as canonical JSON; docs/operations/reports.md lays it out.",
  type: "object",
};

export interface SealedReport {
  readonly hash: Bytes32;
  readonly recordHash: Bytes32;
  readonly payloadHash: Bytes32;
  readonly payload: Uint8Array;
  /** Canonical JSON. */
  readonly envelope: string;
}

/** Where the report stands on the chain that this one corrects. */
export interface CorrectedPlace {
  readonly dataset: Bytes32;
  readonly sequence: number;
  readonly index: number;
}

/** Wraps a report; `salt` has 32 random bytes. The envelope names the merchant and no till: that name is the merchant's own. */
export function sealReport(
  document: ReportDocument,
  salt: Uint8Array,
  corrected: CorrectedPlace | null,
): SealedReport {
  const payload = utf8(jcs(document));
  const hash = reportHash(document);
  const commitment = payloadHash(salt, payload);
  const to = document.until.time!;
  const envelope: Envelope = {
    schema: { id: SCHEMA.$id, version: 1, hash: toBytes32(sha256(utf8(jcs(SCHEMA)))) },
    issuer: document.merchant,
    subject: `participant:${document.merchant}`,
    recordedAt: to,
    period: { from: document.after.time ?? to, to },
    payloadHash: commitment,
    visibility: "owner",
    ...(corrected !== null && {
      corrects: [
        {
          dataset: corrected.dataset,
          batch: corrected.sequence,
          index: corrected.index,
          reason: document.corrects!.reason,
        },
      ],
    }),
    evidence: [hash],
  };
  return {
    hash,
    payload,
    payloadHash: commitment,
    recordHash: recordHash(envelope),
    envelope: jcs(envelope),
  };
}
