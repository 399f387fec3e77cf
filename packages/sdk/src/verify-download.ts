// Checks a downloaded file against its proof file: every row by its record, then the file made again from the proven payloads.
import { concat, fromHex, sameBytes, sha256, toBytes32, toHex, type Hex } from "./bytes.ts";
import { checkBlock, checkLog, type ProvenBlock, type TrustedNetwork } from "./check-chain.ts";
import { batchOf, envelopeOf } from "./check-record.ts";
import { batchHashOf, checkQuorum, type QuorumReached } from "./check-quorum.ts";
import { compareFile, fileFormatOf, type ComparedRow, type DownloadFileFormat } from "./compare-file.ts";
import { datasetId } from "./data-sets.ts";
import {
  openDownloadPart,
  readDownloadProof,
  type DownloadBatch,
  type DownloadPart,
  type DownloadProof,
  type DownloadRow,
} from "./download-proof.ts";
import { byPlace, type DownloadEntity, type RowPlace } from "./download-table.ts";
import type { Envelope } from "./envelope.ts";
import { LedgerError } from "./errors.ts";
import { leafHash } from "./merkle.ts";
import { rootOfMany } from "./merkle-many.ts";
import { CheckFailedError, refuse, type FailureCode } from "./refusals.ts";
import type { BatchApproval } from "./typed-data.ts";
import { typedDigest } from "./typed-hash.ts";

/** Names of the steps, in the order in which a check takes them. */
export const DOWNLOAD_STEPS = ["proof", "head", "rows", "file"] as const;
export type DownloadStep = (typeof DOWNLOAD_STEPS)[number];

export interface DownloadResult {
  readonly proven: boolean;
  readonly steps: readonly { readonly step: DownloadStep; readonly ok: boolean; readonly detail: string }[];
  /** What was proven; undefined unless `proven`. */
  readonly facts?: {
    readonly dataSet: string;
    readonly format: DownloadFileFormat;
    /** The block as of which the rows stand, as the proof file says. */
    readonly asOf: number;
    readonly from: string | null;
    readonly to: string | null;
    readonly rows: number;
    readonly batches: number;
    /** The weakest quorum of all batches; null where there is no row. */
    readonly checkers: QuorumReached | null;
    /** sha256 of the file. */
    readonly sha256: Hex;
  };
  readonly failure?: {
    readonly code: FailureCode;
    readonly detail: string;
    /** The first wrong row of the file, from 1; in a CSV the header is row 1. */
    readonly row?: number;
  };
}

/** A row whose record is proven. */
interface ProvenRow extends RowPlace, ComparedRow {
  /** Where it stands, and what it replaces, as `publisher/sequence/index`. */
  readonly place: string;
  readonly replaces: readonly string[];
}

interface Found {
  readonly rows: ProvenRow[];
  readonly batches: Set<string>;
  readonly quorums: QuorumReached[];
}

/**
 * Checks a file with its proof file's text. Never throws: what does not hold is `failure`, with a code out of `FAILURE_CODES`.
 *
 *     const { proven, failure } = await verifyDownload(csvBytes, proofText, network);
 */
export async function verifyDownload(
  file: Uint8Array,
  proofText: string,
  network: TrustedNetwork,
): Promise<DownloadResult> {
  const steps: { step: DownloadStep; ok: boolean; detail: string }[] = [];
  let step: DownloadStep = "proof";
  const done = (detail: string): void => void steps.push({ step, ok: true, detail });
  try {
    const proof = readDownloadProof(proofText);
    if (proof.chainId !== network.chainId)
      refuse("network-mismatch", `The proof is of chain ${proof.chainId}, not of ${network.chainId}.`);
    done(`${proof.rows} rows of ${proof.dataSet} as of block ${proof.asOf}.`);
    step = "head";
    const found: Found = { rows: [], batches: new Set(), quorums: [] };
    for (const packed of proof.parts) {
      const part = await openDownloadPart(packed);
      const blocks = part.blocks.map((block) => checkBlock(block, network));
      step = "rows";
      checkPart(part, blocks, { proof, network, found });
      step = "head";
    }
    done(`Every block is under a head that the network's key signed.`);
    step = "rows";
    requireWhole(proof, found);
    done(`${found.rows.length} records in ${found.batches.size} batches, each signed by its checkers.`);
    step = "file";
    const different = await compareFile(file, found.rows.sort(byPlace));
    if (different !== null) {
      const { code, detail, row } = different;
      steps.push({ step, ok: false, detail });
      return { proven: false, steps, failure: { code, detail, row } };
    }
    done("Made again from the proven payloads it is the same.");
    return { proven: true, steps, facts: factsOf(proof, found, file) };
  } catch (error) {
    const failure = failureOf(error);
    steps.push({ step, ok: false, detail: failure.detail });
    return { proven: false, steps, failure };
  }
}

interface PartContext {
  readonly proof: DownloadProof;
  readonly network: TrustedNetwork;
  readonly found: Found;
}

function checkPart(
  { batches }: DownloadPart,
  blocks: readonly ProvenBlock[],
  { proof, network, found }: PartContext,
): void {
  for (const batch of batches) {
    const block =
      blocks[batch.batch.block] ?? refuse("bundle-malformed", `The part has no block ${batch.batch.block}.`);
    const { approval, batchHash } = batchOf(checkLog(batch.batch, block, network.contracts.journal));
    const hash = batchHashOf(approval);
    if (toHex(hash) !== batchHash)
      refuse("batch-hash-mismatch", `Batch ${approval.sequence} does not hash to ${batchHash}.`);
    if (approval.dataset !== datasetId(proof.dataSet) || block.number > BigInt(proof.asOf))
      refuse("row-foreign", `Batch ${approval.sequence} is of another data set, or later than the block.`);
    const { dataset, publisher } = approval;
    const digest = typedDigest(network.chainId, network.contracts.journal, hash);
    found.quorums.push(checkQuorum({ dataset, publisher, digest, signatures: batch.signatures }, network));
    found.batches.add(batchHash);
    checkRows(batch, approval, { proof, network, found });
  }
}

function checkRows(
  { rows, siblings }: DownloadBatch,
  approval: BatchApproval,
  { proof, found }: PartContext,
): void {
  const leaves = rows.map(({ envelope }) => sha256(envelope));
  const root = rootOfMany({
    indices: rows.map(({ index }) => index),
    leafHashes: leaves.map((leaf) => leafHash(leaf)),
    ...{ size: approval.count, siblings },
  });
  if (root === null || !sameBytes(root, fromHex(approval.root)))
    refuse("record-not-in-batch", `The rows are not records of batch ${approval.sequence}.`);
  for (const [at, row] of rows.entries())
    found.rows.push(provenRow(row, toHex(leaves[at]!), approval, proof));
}

function provenRow(
  row: DownloadRow,
  recordHash: Hex,
  approval: BatchApproval,
  proof: DownloadProof,
): ProvenRow {
  const envelope = envelopeOf(row.envelope);
  if (toBytes32(sha256(concat(row.salt, row.payload))) !== envelope.payloadHash)
    refuse("payload-mismatch", `Salt and payload of record ${recordHash} are not what it commits to.`);
  const at = envelope.observedAt ?? envelope.period!.to;
  if ((proof.from !== null && at < proof.from) || (proof.to !== null && at > proof.to))
    refuse("row-foreign", `Record ${recordHash} of ${at} is outside the period.`);
  const place = `${approval.publisher}/${approval.sequence}/${row.index}`;
  const replaces = (envelope.corrects ?? []).map(
    ({ batch, index }) => `${approval.publisher}/${batch}/${index}`,
  );
  return {
    at,
    subject: envelope.subject,
    recordHash,
    place,
    replaces,
    ...entityOf(row, envelope, recordHash),
  };
}

/** The entity that a payload is. @throws {CheckFailedError} */
function entityOf({ payload }: DownloadRow, { subject }: Envelope, recordHash: Hex): ComparedRow {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
    const entity = JSON.parse(text) as DownloadEntity;
    if (entity.id === subject && typeof entity.type === "string" && !text.includes("\n"))
      return { text, entity };
  } catch {
    // refused below, with what is JSON and no entity
  }
  return refuse("row-unreadable", `The payload of record ${recordHash} is no entity.`);
}

/** Each record once, as many as the file says, and none that another one of them replaces. */
function requireWhole({ rows: said }: DownloadProof, { rows }: Found): void {
  if (rows.length !== said || new Set(rows.map(({ place }) => place)).size !== said)
    refuse("rows-incomplete", `The proof has ${rows.length} rows, some perhaps twice, and says ${said}.`);
  const replaced = new Set(rows.flatMap(({ replaces }) => replaces));
  const old = rows.find(({ place }) => replaced.has(place));
  if (old !== undefined)
    refuse("row-superseded", `Record ${old.recordHash} is replaced by another row of the download.`);
}

function factsOf(
  { dataSet, asOf, from, to }: DownloadProof,
  { rows, batches, quorums }: Found,
  file: Uint8Array,
): NonNullable<DownloadResult["facts"]> {
  const [weakest] = quorums.toSorted((a, b) => a.signed - b.signed);
  return {
    ...{ dataSet, asOf, from, to, rows: rows.length, batches: batches.size },
    ...{ format: fileFormatOf(file), checkers: weakest ?? null, sha256: toHex(sha256(file)) },
  };
}

function failureOf(error: unknown): { code: FailureCode; detail: string } {
  if (error instanceof CheckFailedError) return { code: error.failure, detail: error.message };
  const detail = error instanceof LedgerError ? error.message : "A part of the proof cannot be read.";
  return { code: "bundle-malformed", detail };
}
