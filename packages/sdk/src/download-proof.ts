// The proof file of a download: JSON whose parts are compressed bodies as in a bundle, told byte by byte in docs/proof.md.
import { z } from "zod";
import {
  bundleBlock,
  bundleLog,
  bundleSignatures,
  MOST_BODY_BYTES,
  type BundleBlock,
  type BundleLog,
} from "./bundle.ts";
import { fromBase64Url, sameBytes, sha256, toBase64Url } from "./bytes.ts";
import { counted, decodeWith, encodeWith, fields, fixed, LayoutError, listOf, unsigned } from "./codec.ts";
import { DATA_SET_NAME, DATA_SET_NAME_LENGTH } from "./data-sets.ts";
import { deflate, inflate } from "./deflate.ts";
import { LedgerError } from "./errors.ts";

export const DOWNLOAD_FORMAT = "alatau-download/1";
/** Blocks, and rows, that one part holds at most. */
export const MOST_PART_BLOCKS = 16;
export const MOST_PART_ROWS = 4_096;
/** Rows of one download. */
export const MOST_DOWNLOAD_ROWS = 100_000;

const time = z.iso.datetime({ offset: false, precision: 0 });
const partSchema = z.strictObject({ sha256: z.string().max(43), body: z.string().max(2 * MOST_BODY_BYTES) });
const fileSchema = z.strictObject({
  format: z.literal(DOWNLOAD_FORMAT),
  dataSet: z.string().max(DATA_SET_NAME_LENGTH).regex(DATA_SET_NAME),
  chainId: z.int().positive(),
  asOf: z.int().nonnegative(),
  from: time.nullable(),
  to: time.nullable(),
  parts: z.array(partSchema).max(MOST_DOWNLOAD_ROWS),
  rows: z.int().nonnegative().max(MOST_DOWNLOAD_ROWS),
});

/** A download's proof as it travels. `from` and `to` are the period that was asked for, both included. */
export type DownloadProof = z.infer<typeof fileSchema>;
export type DownloadProofPart = z.infer<typeof partSchema>;
/** What stands before the parts. */
export type DownloadProofHead = Omit<DownloadProof, "format" | "parts" | "rows">;

/** What is no proof file of a download. */
export class DownloadFormatError extends LedgerError {
  constructor(reason: string, cause?: unknown) {
    super("download-format", reason, {}, cause);
  }
}

export interface DownloadRow {
  /** Place in the batch's tree. */
  readonly index: number;
  /** Canonical JSON. */
  readonly envelope: Uint8Array;
  readonly salt: Uint8Array;
  readonly payload: Uint8Array;
}

/** Rows of one batch with what the batch stands on the chain by. */
export interface DownloadBatch {
  readonly batch: BundleLog;
  readonly signatures: readonly Uint8Array[];
  /** By index, ascending. */
  readonly rows: readonly DownloadRow[];
  /** `multiProof` of the rows. */
  readonly siblings: readonly Uint8Array[];
}

/** Batches that share blocks. */
export interface DownloadPart {
  readonly blocks: readonly BundleBlock[];
  readonly batches: readonly DownloadBatch[];
}

const hash = fixed(32);
const u16 = unsigned(2);
const row = fields<{ index: number; envelope: Uint8Array; salt: Uint8Array; payload: Uint8Array }>({
  index: unsigned(4),
  envelope: counted(u16),
  salt: hash,
  payload: counted(unsigned(4, 65_536)),
});
const batch = fields<{
  batch: BundleLog;
  signatures: readonly Uint8Array[];
  rows: readonly DownloadRow[];
  siblings: readonly Uint8Array[];
}>({
  batch: bundleLog,
  signatures: bundleSignatures,
  rows: listOf(unsigned(2, MOST_PART_ROWS), row),
  siblings: listOf(u16, hash),
});
const part = fields<{ blocks: readonly BundleBlock[]; batches: readonly DownloadBatch[] }>({
  blocks: listOf(unsigned(1, MOST_PART_BLOCKS), bundleBlock),
  batches: listOf(u16, batch),
});

/** A part as it travels. @throws {LayoutError} for one that its layout cannot hold. */
export async function packDownloadPart(content: DownloadPart): Promise<DownloadProofPart> {
  const packed = await deflate(encodeWith(part, content));
  return { sha256: toBase64Url(sha256(packed)), body: toBase64Url(packed) };
}

/** What stands in a part. @throws {DownloadFormatError} */
export async function openDownloadPart({ sha256: digest, body }: DownloadProofPart): Promise<DownloadPart> {
  try {
    const packed = fromBase64Url(body);
    if (!sameBytes(sha256(packed), fromBase64Url(digest)))
      throw new LayoutError("A part does not hash to its sha256.");
    return decodeWith(part, await inflate(packed, MOST_BODY_BYTES));
  } catch (cause) {
    throw new DownloadFormatError(cause instanceof LedgerError ? cause.message : "unreadable", cause);
  }
}

/** The proof file's text before its parts; a part a line follows, with commas between, then {@link downloadTail}. */
export const downloadHead = (head: DownloadProofHead): string =>
  `${JSON.stringify({ format: DOWNLOAD_FORMAT, ...head }).slice(0, -1)},"parts":[`;

/** The proof file's text after its parts. */
export const downloadTail = (rows: number): string => `\n],"rows":${rows}}\n`;

/** A proof file out of its text. @throws {DownloadFormatError} */
export function readDownloadProof(text: string): DownloadProof {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DownloadFormatError("The proof file is not JSON, or it ends early.", cause);
  }
  const found = fileSchema.safeParse(parsed);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new DownloadFormatError(
    `No proof file of a download (${issue?.path.join(".") || "the whole"}: ${issue?.message}).`,
  );
}
