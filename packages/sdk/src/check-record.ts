// A record: its envelope in a batch, the batch on the chain, the checkers' signatures, the payload and the meter's own signature.
import type { BundleRecord } from "./bundle.ts";
import { fromHex, sha256, toBytes32, toHex, type Hex } from "./bytes.ts";
import { checkLog, checkState, type ProvenBlock } from "./check-chain.ts";
import { blockAt, type CheckContext, type ProofStatus } from "./check-context.ts";
import { batchHashOf, checkQuorum, READINGS_DATASET, type QuorumReached } from "./check-quorum.ts";
import type { ProvenSale } from "./check-sale.ts";
import {
  envelopeSchema,
  jcs,
  payloadHash,
  signedBytesHash,
  signedRecordId,
  type Envelope,
} from "./envelope.ts";
import { readBatchAccepted } from "./events.ts";
import { verifyInclusion } from "./merkle.ts";
import { signedBytesOf } from "./meter-signature.ts";
import { refuse } from "./refusals.ts";
import type { RpcLog } from "./receipts.ts";
import { supersededSlot } from "./state-slots.ts";
import type { BatchApproval } from "./typed-data.ts";
import { typedDigest } from "./typed-hash.ts";
import type { Bytes32 } from "./units.ts";

export interface ProvenRecord {
  readonly envelope: Envelope;
  readonly recordHash: Bytes32;
  readonly index: number;
  readonly batch: BatchApproval;
  readonly batchHash: Hex;
  readonly acceptedIn: bigint;
  readonly checkers: QuorumReached;
  /** The payload's bytes where the bundle has them. */
  readonly payload: Uint8Array | null;
  readonly meterSigned: boolean;
  readonly status: ProofStatus | null;
  readonly statusAt: bigint | null;
  /** Where the record that replaces it stands; null while it is current. */
  readonly supersededBy: { readonly sequence: bigint; readonly index: number } | null;
}

/** Checks the record part of a bundle; beside a sale it must be the reading's closing record. @throws {CheckFailedError} */
export async function checkRecord(
  part: BundleRecord,
  context: CheckContext,
  sale: ProvenSale | undefined,
): Promise<ProvenRecord> {
  const { network } = context;
  context.enter("record");
  const block = blockAt(context, part.batch.block);
  const { approval, batchHash } = batchOf(checkLog(part.batch, block, network.contracts.journal));
  const hash = batchHashOf(approval);
  if (toHex(hash) !== batchHash)
    refuse("batch-hash-mismatch", `Batch ${approval.sequence} does not hash to ${batchHash}.`);
  const envelope = envelopeOf(part.envelope);
  const leaf = sha256(part.envelope);
  const { index, path } = part;
  if (!verifyInclusion({ leaf, index, size: approval.count, path, root: fromHex(approval.root) }))
    refuse("record-not-in-batch", `The envelope is not record ${index} of batch ${approval.sequence}.`);
  const digest = typedDigest(network.chainId, network.contracts.journal, hash);
  const { dataset, publisher } = approval;
  const checkers = checkQuorum({ dataset, publisher, digest, signatures: part.signatures }, network);
  if (sale !== undefined) requireClosingRecord(envelope, approval, sale);
  context.done(
    `Record ${index} of batch ${approval.sequence}, signed by ${checkers.signed} of ${checkers.of} checkers.`,
  );
  const meterSigned = await checkPayload(part.payload, envelope, context, sale);
  return {
    envelope,
    recordHash: toBytes32(leaf),
    index,
    batch: approval,
    batchHash,
    acceptedIn: block.number,
    checkers,
    payload: part.payload?.bytes ?? null,
    meterSigned,
    ...checkStatus(part, approval, block, context),
  };
}

/** The envelope out of its canonical JSON. @throws {CheckFailedError} for another spelling of it. */
export function envelopeOf(bytes: Uint8Array): Envelope {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const envelope = envelopeSchema.parse(JSON.parse(text));
    if (jcs(envelope) === text) return envelope;
  } catch {
    // refused below, with the other spellings
  }
  return refuse("bundle-malformed", "The envelope is not the canonical JSON of one.");
}

/** The batch that a log of the journal says was accepted. @throws {CheckFailedError} */
export function batchOf(log: RpcLog): ReturnType<typeof readBatchAccepted> {
  try {
    return readBatchAccepted(log);
  } catch {
    return refuse("log-foreign", "The journal's log is not BatchAccepted.");
  }
}

function requireClosingRecord(envelope: Envelope, batch: BatchApproval, sale: ProvenSale): void {
  const fits =
    batch.dataset === READINGS_DATASET &&
    envelope.subject === `device:${sale.line.device}` &&
    envelope.evidence?.includes(sale.reading.evidenceHash) === true;
  if (!fits)
    refuse("record-foreign", `The record is not the closing record of device ${sale.line.device}'s reading.`);
}

/** Whether the meter's signature was there to check; a payload or signature that does not fit refuses the bundle. */
async function checkPayload(
  payload: BundleRecord["payload"],
  envelope: Envelope,
  context: CheckContext,
  sale: ProvenSale | undefined,
): Promise<boolean> {
  if (payload === null) return false;
  context.enter("meter");
  if (payloadHash(payload.salt, payload.bytes) !== envelope.payloadHash)
    refuse("payload-mismatch", "Salt and payload are not what the envelope commits to.");
  if (payload.publicKey === null) {
    const isMeters = sale !== undefined || envelope.schema.id === "ocmf-record";
    const rest = isMeters ? "; the meter's key is not in the bundle" : "";
    context.done(`The payload is what the envelope commits to${rest}.`);
    return false;
  }
  const signed =
    signedBytesOf(payload.bytes) ?? refuse("meter-record-malformed", "The payload has no signed bytes.");
  if (sale !== undefined && signedBytesHash(signed) !== sale.reading.evidenceHash)
    refuse("record-foreign", "The payload is not what closed the reading.");
  if (envelope.evidence?.includes(signedRecordId(signed, payload.publicKey)) !== true)
    refuse("meter-key-foreign", "The checkers did not vouch for this key and these bytes.");
  const text = new TextDecoder().decode(payload.bytes);
  if ((await context.checkMeter(text, toHex(payload.publicKey).slice(2))) !== true)
    refuse("meter-signature-invalid", "The meter's signature is not over these bytes.");
  context.done("Signed by the meter.");
  return true;
}

function checkStatus(
  part: BundleRecord,
  { dataset, publisher, sequence }: BatchApproval,
  accepted: ProvenBlock,
  context: CheckContext,
): Pick<ProvenRecord, "status" | "statusAt" | "supersededBy"> {
  if (part.status === null) return { status: null, statusAt: null, supersededBy: null };
  context.enter("status");
  const block = blockAt(context, part.status.block);
  if (block.number < accepted.number) refuse("state-too-old", "The state is older than the batch.");
  const slot = supersededSlot(
    { dataset: dataset as Bytes32, publisher, sequence, index: part.index },
    context.slots,
  );
  const [word] = checkState(part.status, block, context.network.contracts.journal, [slot]);
  const by = BigInt(word!);
  const status = by === 0n ? "current" : "corrected";
  context.done(`The record is ${status} as of block ${block.number}.`);
  return {
    status,
    statusAt: block.number,
    supersededBy: by === 0n ? null : { sequence: by >> 32n, index: Number(by & 0xffff_ffffn) },
  };
}
