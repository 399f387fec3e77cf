// What members' gateways say to each other: one schema for who sends and who reads. Hashes are checked, never believed.
import type { BatchApproval } from "@alatau/sdk";
import { z } from "zod";
import { VISIBILITY_NAMES } from "../data-sets/visibility.ts";
import { hash, hexBytes, uint32 } from "../http/fields.ts";
import { approvalFromJson, correctedFromJson, type Corrected } from "../workers/approvals.ts";

/** Records of a batch at most; more than any publisher of ours closes one with. */
export const MOST_RECORDS = 10_000;
/** Bytes of an answer at most. */
export const MOST_BYTES = 16 * 1024 * 1024;
/** Records whose payloads are asked for at once. */
export const MOST_PAYLOADS = 500;
/** Characters of envelopes and payloads from which on a page is full. */
export const PAGE_CHARACTERS = 2 * 1024 * 1024;

const amount = z.string().regex(/^\d{1,20}$/);
const base64 = z.base64().max(MOST_BYTES);
const names = z.string().min(1).max(200);

const approval = z
  .strictObject({
    ...{ dataset: hash, publisher: uint32, sequence: amount, previous: hash, root: hash },
    count: z.int().min(1).max(MOST_RECORDS),
    ...{ periodFrom: amount, periodTo: amount, manifestHash: hash, validBefore: amount },
  })
  .meta({ id: "BatchApproval", description: "What checkers sign (EIP-712)." });
const corrected = z.array(z.strictObject({ sequence: amount, index: uint32, by: uint32 })).max(MOST_RECORDS);

export const offerSchema = z
  .object({
    ...{ dataset: names, publisher: uint32, sequence: z.int().min(1), digest: hash, approval, corrected },
    state: z.enum(["candidate", "sent"]),
  })
  .meta({ id: "ExchangeCandidate" });
export const offersSchema = z.object({ block: z.int(), items: z.array(offerSchema).max(64) });

export const offeredRecordSchema = z
  .object({ index: uint32, envelope: z.string().max(65_536), identity: hash, salt: base64, payload: base64 })
  .meta({ id: "ExchangeRecord" });
export const batchRecordSchema = z
  .object({ index: uint32, envelope: z.string().max(65_536) })
  .meta({ id: "ExchangeEnvelope" });
export const batchSchema = z.object({ approval, corrected }).meta({ id: "ExchangeBatch" });

export const payloadSchema = z
  .object({
    recordHash: hash,
    state: z.enum(["present", "erased", "missing", "forbidden", "later"]).meta({
      description: "later: it did not fit into this answer.",
    }),
    ...{ salt: base64.optional(), payload: base64.optional() },
  })
  .meta({ id: "ExchangePayload" });
export const payloadsSchema = z.object({ items: z.array(payloadSchema).max(MOST_PAYLOADS) });

export const answerSchema = z
  .strictObject({
    ...{ dataset: names, publisher: uint32, sequence: z.int().min(1), digest: hash, checker: uint32 },
    verdict: z.enum(["approved", "refused"]),
    reason: z.string().max(20_000).nullable(),
    signature: hexBytes.max(300).nullable(),
  })
  .meta({ id: "ExchangeAnswer" });

export const documentSchema = z.object({
  id: z.string().max(200).nullable(),
  document: z.string().max(MOST_BYTES),
});

export const fingerprintSchema = z
  .object({
    ...{ dataset: names, visibility: z.enum(VISIBILITY_NAMES), state: z.enum(["complete", "incomplete"]) },
    root: hash.nullable(),
  })
  .meta({ id: "ExchangeFingerprint" });
export const fingerprintsSchema = z.object({
  block: z.int(),
  items: z.array(fingerprintSchema).max(10_000),
});

export type Offer = z.infer<typeof offerSchema>;
export type OfferedRecord = z.infer<typeof offeredRecordSchema>;
export type BatchRecordLine = z.infer<typeof batchRecordSchema>;
export type Answer = z.infer<typeof answerSchema>;
export type FingerprintLine = z.infer<typeof fingerprintSchema>;

/** An approval and its corrections as the workers know them. */
export const batchOf = (said: {
  approval: z.infer<typeof approval>;
  corrected: z.infer<typeof corrected>;
}): { approval: BatchApproval; corrected: Corrected[] } => ({
  approval: approvalFromJson(said.approval as Parameters<typeof approvalFromJson>[0]),
  corrected: correctedFromJson(said.corrected),
});
