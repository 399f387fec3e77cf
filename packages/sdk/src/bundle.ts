// The proof bundle: a small JSON around one compressed body, whose layout is defined here and told byte by byte in docs/proof.md.
import { fromBase64Url, sameBytes, sha256, toBase64Url } from "./bytes.ts";
import {
  counted,
  decodeWith,
  encodeWith,
  fields,
  fixed,
  LayoutError,
  listOf,
  mapped,
  optional,
  toColumns,
  toRows,
  unsigned,
  unsigned64,
  type Coded,
  type Codec,
} from "./codec.ts";
import { deflate, inflate } from "./deflate.ts";
import { LedgerError } from "./errors.ts";
import { SALE_LINE_BYTES } from "./lines.ts";
import { linesInLeaf } from "./receipts.ts";
import { SIGNATURE_BYTES } from "./signatures.ts";

/** Bundles of a network whose heads are signed. */
export const BUNDLE_FORMAT = "alatau-proof/2";
/** Bundles of a network whose validators seal. */
export const SEALED_FORMAT = "alatau-proof/3";
/** Bytes that a body may inflate to: a statement of 100,000 lines, and nothing much larger. */
export const MOST_BODY_BYTES = 1 << 23;
/** Bytes of a statement's row: zone, slot, version, chunk, packed line. */
export const STATEMENT_ROW_BYTES = 16 + SALE_LINE_BYTES;

/** Moves of one payment that a bundle holds at most: each may stand in a block of its own, and the state in one more. */
export const MOST_MOVES = 15;

/** A bundle as it travels, in JSON. */
export interface ProofBundle {
  readonly format: typeof BUNDLE_FORMAT | typeof SEALED_FORMAT;
  /** base64url of sha256 over the compressed body. */
  readonly sha256: string;
  /** base64url of the body after raw DEFLATE. */
  readonly body: string;
}

/** What is not a bundle of this format. */
export class BundleFormatError extends LedgerError {
  constructor(reason: string, cause?: unknown) {
    super("bundle-format", reason, {}, cause);
  }
}

const u8 = unsigned(1);
const u16 = unsigned(2);
const u32 = unsigned(4);
const hash = fixed(32);
const node = counted(u16);
const nodes = listOf(u8, node);
const path = listOf(unsigned(1, 32), hash);
/** Checkers' signatures, ascending by signer. */
export const bundleSignatures = listOf(unsigned(1, 64), fixed(SIGNATURE_BYTES));
const blockIndex = unsigned(1, 15);

/** A block's header, the headers that follow it up to a signed head (most often none), and that head's signature. */
export const bundleBlock = fields<{ header: Uint8Array; following: readonly Uint8Array[]; head: Uint8Array }>(
  {
    header: node,
    following: listOf(unsigned(2, 256), node),
    head: fixed(SIGNATURE_BYTES),
  },
);

/** Headers of a change of validators at most, from its first vote to the block that decided. */
export const MOST_CHANGE_HEADERS = 1_024;
/** A block with as many seals as it needs, by ascending signer, and of one up to the checkpoint its path in the checkpoint's tree. */
export const sealedBlock = fields<{ header: Uint8Array; path: readonly Uint8Array[] | null }>({
  header: node,
  path: optional(path),
});
/** A change of validators: headers that follow each other, the last with seals, those before without and of round 0. */
const change = listOf(unsigned(2, MOST_CHANGE_HEADERS), node);

/** A log: which block, which transaction, the receipt trie's nodes, and which log of the receipt. */
export const bundleLog = fields<{
  block: number;
  transaction: number;
  log: number;
  receipt: readonly Uint8Array[];
}>({
  block: blockIndex,
  transaction: u32,
  log: u16,
  receipt: nodes,
});

/** The same of `SalesSettled`, whose lines stand as columns. */
const settled = mapped<BundleLog, BundleLog>(
  bundleLog,
  (each) => withLines(each, toColumns),
  (each) => withLines(each, toRows),
);

/** Words of one contract under a block's state root; which contract and slots follow from what they are for. */
const state = fields<{
  block: number;
  account: readonly Uint8Array[];
  storage: readonly (readonly Uint8Array[])[];
}>({ block: blockIndex, account: nodes, storage: listOf(unsigned(1, 2), nodes) });

/** The bytes behind payloadHash; with the meter's key (SubjectPublicKeyInfo, DER) its signature is checked too. */
const payload = fields<{ salt: Uint8Array; bytes: Uint8Array; publicKey: Uint8Array | null }>({
  salt: hash,
  bytes: counted(unsigned(4, 65_536)),
  publicKey: optional(counted(u16)),
});

/** `envelope` is its canonical JSON. */
const record = fields<{
  envelope: Uint8Array;
  index: number;
  path: readonly Uint8Array[];
  batch: BundleLog;
  signatures: readonly Uint8Array[];
  payload: Coded<typeof payload> | null;
  status: BundleState | null;
}>({
  envelope: counted(u32),
  index: u32,
  path,
  batch: bundleLog,
  signatures: bundleSignatures,
  payload: optional(payload),
  status: optional(state),
});

const reading = fields<{
  importEndWh: bigint;
  exportEndWh: bigint;
  importWh: bigint;
  exportWh: bigint;
  evidenceHash: Uint8Array;
  index: number;
  path: readonly Uint8Array[];
  set: BundleLog;
  signatures: readonly Uint8Array[];
}>({
  importEndWh: unsigned64,
  exportEndWh: unsigned64,
  importWh: unsigned64,
  exportWh: unsigned64,
  evidenceHash: hash,
  index: u32,
  path,
  set: bundleLog,
  signatures: bundleSignatures,
});

/** The sale's id as five numbers; `status` has two storage paths: the line's, then its chunk's. */
const sale = fields<{
  zone: number;
  slot: number;
  version: number;
  chunk: number;
  line: number;
  settled: BundleLog;
  reading: Coded<typeof reading>;
  status: BundleState | null;
}>({
  zone: u32,
  slot: u32,
  version: u32,
  chunk: u32,
  line: u32,
  settled,
  reading,
  status: optional(state),
});

/** `opening` is the participant's word before the first row; without it the statement begins with its first line. */
const statement = fields<{
  participant: number;
  rows: Uint8Array;
  opening: BundleState | null;
  closing: BundleState;
}>({
  participant: u32,
  rows: mapped(counted(unsigned(4, 100_000 * STATEMENT_ROW_BYTES)), asColumns, asRows),
  opening: optional(state),
  closing: state,
});

/** Logs of one payment in the order of the chain, and its word of the state. */
const payment = fields<{ id: Uint8Array; moves: readonly BundleLog[]; status: BundleState | null }>({
  id: hash,
  moves: listOf(unsigned(1, MOST_MOVES), bundleLog),
  status: optional(state),
});

const KINDS = ["record", "sale", "statement", "payment"] as const;
/** The kind of a record with an outside timestamp of its batch. */
const STAMPED = KINDS.length;
/** A record, and the token of an outside authority over its batch's root (RFC 3161, DER). */
const stamped = fields<{ record: BundleRecord; timestamp: Uint8Array }>({ record, timestamp: counted(u16) });
const kindAndChain = { kind: unsigned(1, STAMPED), chainId: unsigned(6) };
const signedHead = fields<{ kind: number; chainId: number; blocks: readonly BundleBlock[] }>({
  ...kindAndChain,
  blocks: listOf(unsigned(1, 16), bundleBlock),
});
const sealedHead = fields<{
  kind: number;
  chainId: number;
  changes: SealedBlocks["changes"];
  blocks: SealedBlocks["blocks"];
}>({
  ...kindAndChain,
  changes: listOf(u8, change),
  blocks: listOf(unsigned(1, 16), sealedBlock),
});
const saleAndRecord = fields<{ sale: BundleSale; record: BundleRecord | null }>({
  sale,
  record: optional(record),
});

export type BundleBlock = Coded<typeof bundleBlock>;
export type BundleSealedBlock = Coded<typeof sealedBlock>;
export type BundleLog = Coded<typeof bundleLog>;
export type BundleState = Coded<typeof state>;
export type BundleRecord = Coded<typeof record>;
export type BundleSale = Coded<typeof sale>;
export type BundleStatement = Coded<typeof statement>;
export type BundlePayment = Coded<typeof payment>;

/** Blocks under signed heads. */
export interface SignedBlocks {
  readonly blocks: readonly BundleBlock[];
  readonly changes?: undefined;
}
/** Blocks under validators' seals, and the changes of validators from what network.json pins up to them. */
export interface SealedBlocks {
  readonly blocks: readonly BundleSealedBlock[];
  readonly changes: readonly (readonly Uint8Array[])[];
}

/** What a bundle holds: of a record, of a sale (with the closing record, if wished), of a participant's statement, or of a payment. */
export type BundleContent = { readonly chainId: number } & (SignedBlocks | SealedBlocks) &
  (
    | { readonly kind: "record"; readonly record: BundleRecord; readonly timestamp?: Uint8Array }
    | { readonly kind: "sale"; readonly sale: BundleSale; readonly record: BundleRecord | null }
    | { readonly kind: "statement"; readonly statement: BundleStatement }
    | { readonly kind: "payment"; readonly payment: BundlePayment }
  );

const signedContent = contentAfter(signedHead);
const sealedContent = contentAfter(sealedHead);

function contentAfter<Head extends { kind: number; chainId: number }>(
  head: Codec<Head>,
): Codec<BundleContent> {
  return {
    write: (sink, value) => {
      const { timestamp } = value.kind === "record" ? value : {};
      const kind = timestamp === undefined ? KINDS.indexOf(value.kind) : STAMPED;
      head.write(sink, { ...value, kind } as unknown as Head);
      if (value.kind === "record" && timestamp !== undefined) stamped.write(sink, { ...value, timestamp });
      else if (value.kind === "record") record.write(sink, value.record);
      else if (value.kind === "sale") saleAndRecord.write(sink, value);
      else if (value.kind === "statement") statement.write(sink, value.statement);
      else payment.write(sink, value.payment);
    },
    read: (source) => {
      const { kind: code, ...rest } = head.read(source);
      const common = rest as unknown as { chainId: number } & (SignedBlocks | SealedBlocks);
      if (code === STAMPED) return { ...common, kind: "record", ...stamped.read(source) };
      const kind = KINDS[code]!;
      if (kind === "record") return { ...common, kind, record: record.read(source) };
      if (kind === "sale") return { ...common, kind, ...saleAndRecord.read(source) };
      if (kind === "statement") return { ...common, kind, statement: statement.read(source) };
      return { ...common, kind, payment: payment.read(source) };
    },
  };
}

/** Packs a bundle's content for its way. @throws {LayoutError} for a value beyond its field. */
export async function packBundle(value: BundleContent): Promise<ProofBundle> {
  const [format, content] =
    value.changes === undefined
      ? ([BUNDLE_FORMAT, signedContent] as const)
      : ([SEALED_FORMAT, sealedContent] as const);
  const packed = await deflate(encodeWith(content, value));
  return { format, sha256: toBase64Url(sha256(packed)), body: toBase64Url(packed) };
}

/**
 * The content of a bundle, parsed JSON. Its form only is checked: `verifyBundle` checks the proof. @throws {BundleFormatError} for
 * another format, another key, another spelling of its bytes, or a body that is not laid out as it must.
 */
export async function openBundle(bundle: unknown): Promise<BundleContent> {
  const { format, sha256: digest, body } = wrapperOf(bundle);
  const content = format === BUNDLE_FORMAT ? signedContent : sealedContent;
  try {
    const packed = fromBase64Url(body);
    if (!sameBytes(sha256(packed), fromBase64Url(digest)))
      throw new LayoutError("The body does not hash to the bundle's sha256.");
    return decodeWith(content, await inflate(packed, MOST_BODY_BYTES));
  } catch (cause) {
    throw new BundleFormatError(cause instanceof LedgerError ? cause.message : "unreadable", cause);
  }
}

/**
 * A bundle out of its text. White space between tokens does not matter; a key twice, an escape or another spelling of the same JSON
 * is refused, so that no two readers see two bundles in one text. @throws {BundleFormatError}
 */
export function readBundleText(text: string): ProofBundle {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new BundleFormatError("The text is not JSON.", cause);
  }
  const bundle = wrapperOf(parsed);
  if (text.replace(/[ \t\r\n]+/g, "") !== JSON.stringify(bundle))
    throw new BundleFormatError("The JSON of a bundle has each key once and no escapes.");
  return bundle;
}

function wrapperOf(value: unknown): ProofBundle {
  if (typeof value !== "object" || value === null) throw new BundleFormatError("A bundle is a JSON object.");
  const { format, sha256: digest, body, ...others } = value as Record<string, unknown>;
  if (format !== BUNDLE_FORMAT && format !== SEALED_FORMAT) throw new BundleFormatError(foreign(format));
  if (typeof digest !== "string" || typeof body !== "string" || Object.keys(others).length > 0)
    throw new BundleFormatError("A bundle has format, sha256 and body, and nothing else.");
  if (body.length > 2 * MOST_BODY_BYTES) throw new BundleFormatError("The body is too long.");
  return value as ProofBundle;
}

const foreign = (format: unknown): string =>
  format === "alatau-proof/1"
    ? `The bundle is of the old format alatau-proof/1; fetch it again as ${BUNDLE_FORMAT}.`
    : `The format is neither ${BUNDLE_FORMAT} nor ${SEALED_FORMAT}.`;

function withLines(each: BundleLog, turn: (bytes: Uint8Array, width: number) => Uint8Array): BundleLog {
  const leaf = each.receipt.at(-1);
  const place = leaf && linesInLeaf(leaf, each.log);
  if (leaf === undefined || place === null || place === undefined) return each;
  const turned = leaf.slice();
  turned.set(turn(leaf.subarray(place.from, place.to), SALE_LINE_BYTES), place.from);
  return { ...each, receipt: each.receipt.with(-1, turned) };
}

function asColumns(rows: Uint8Array): Uint8Array {
  return toColumns(wholeRows(rows), STATEMENT_ROW_BYTES);
}

function asRows(columns: Uint8Array): Uint8Array {
  return toRows(wholeRows(columns), STATEMENT_ROW_BYTES);
}

function wholeRows(bytes: Uint8Array): Uint8Array {
  if (bytes.length % STATEMENT_ROW_BYTES !== 0)
    throw new LayoutError(`Rows of a statement have ${STATEMENT_ROW_BYTES} bytes.`);
  return bytes;
}
