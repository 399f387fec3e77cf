// Builds proof bundles out of what a node serves: headers, a block's receipts, eth_getProof. Pure; checking is verify.ts.
import {
  packBundle,
  type BundleBlock,
  type BundleContent,
  type BundleLog,
  type BundleRecord,
  type BundleSale,
  type BundleSealedBlock,
  type SealedBlocks,
  type SignedBlocks,
  type BundleState,
  type ProofBundle,
} from "./bundle.ts";
import {
  concat,
  fromHex,
  keccak256,
  sameBytes,
  toBigEndian,
  utf8,
  type HashFunction,
  type Hex,
} from "./bytes.ts";
import { jcs, type Envelope } from "./envelope.ts";
import { encodeHeader, type RpcHeader } from "./header.ts";
import { packLine, packReversal, parseSaleId, type ChunkPlace, type SaleLine } from "./lines.ts";
import { readQbftHeader, resealed, shortSealed } from "./qbft.ts";
import type { SlotReading } from "./reading-leaf.ts";
import { receiptProof, type RpcReceipt } from "./receipts.ts";

/**
 * A block and what makes it final: a head signature, `following` being the headers up to the signed one, if that is later; or its
 * own seals, with the path in the checkpoint's tree where the block is not after the checkpoint.
 */
export interface BlockSource {
  readonly header: RpcHeader;
  readonly following?: readonly RpcHeader[];
  readonly headSignature?: Hex;
  readonly checkpointPath?: readonly Uint8Array[];
}

/** A log of a block; `receipts` are all of the block's in order, `logIndex` counts within the receipt. */
export interface LogSource {
  readonly block: BlockSource;
  readonly receipts: readonly RpcReceipt[];
  readonly transactionIndex: number;
  readonly logIndex: number;
}

/** The answer of `eth_getProof` for one contract at a block. */
export interface StateSource {
  readonly block: BlockSource;
  readonly accountProof: readonly Hex[];
  readonly storageProof: readonly { readonly proof: readonly Hex[] }[];
}

export interface RecordSource {
  readonly envelope: Envelope;
  readonly index: number;
  /** `inclusionProof` of the batch's tree. */
  readonly path: readonly Uint8Array[];
  readonly batch: LogSource;
  /** The checkers' signatures, ascending by signer, as the transaction carried them. */
  readonly signatures: readonly Hex[];
  readonly payload?: {
    readonly salt: Uint8Array;
    readonly bytes: Uint8Array;
    readonly publicKey?: Uint8Array;
  };
  /** Of the journal, at `supersededSlot`. */
  readonly status?: StateSource;
  /** Token of an outside authority over the batch's root (RFC 3161, DER). Only in a bundle of the record itself. */
  readonly timestamp?: Uint8Array;
}

export interface SaleSource {
  readonly id: string;
  readonly settled: LogSource;
  readonly reading: SlotReading;
  /** Leaf of the reading in its set. */
  readonly index: number;
  readonly path: readonly Uint8Array[];
  readonly set: LogSource;
  readonly signatures: readonly Hex[];
  /** Of the market, at `saleStatusSlot` of the line and of the whole chunk. */
  readonly status?: StateSource;
  readonly record?: RecordSource;
}

export interface StatementSource {
  readonly participant: number;
  /** In the order in which the chain folded them. */
  readonly lines: readonly (ChunkPlace & { readonly line: SaleLine; readonly reversal?: boolean })[];
  /** Of the market, at `statementSlot`. */
  readonly opening?: StateSource;
  readonly closing: StateSource;
}

export interface PaymentSource {
  readonly payment: Hex;
  /** Its events in the order of the chain: charged, authorized, captured, boxed, refunded. */
  readonly moves: readonly LogSource[];
  /** Of `Payments`, at `paymentSlot`; with it the bundle shows that no refund is left out. */
  readonly status?: StateSource;
}

export interface ProofOptions {
  readonly chainId: number;
  /** A faster keccak for the receipts. */
  readonly hash?: HashFunction;
  /** On a network of seals: the changes of validators up to the latest of the blocks, as `findChanges` gives them. */
  readonly changes?: readonly (readonly RpcHeader[])[];
}

/** Collects each block once; parts name it by its place. */
export type BlockShelf = (BundleBlock | BundleSealedBlock)[];

/** The bundle of a record. @throws {RangeError} when a block has no such receipt. */
export const proveRecord = async (source: RecordSource, options: ProofOptions): Promise<ProofBundle> =>
  await packBundle(recordContent(source, options));

/** The bundle of a sale, with its closing record where the source has it. @throws {RangeError} */
export const proveSale = async (source: SaleSource, options: ProofOptions): Promise<ProofBundle> =>
  await packBundle(saleContent(source, options));

/** The bundle of a participant's statement: everything from the opening state, or the beginning, to the closing one. */
export const proveStatement = async (source: StatementSource, options: ProofOptions): Promise<ProofBundle> =>
  await packBundle(statementContent(source, options));

/** The bundle of a payment: that it was made, captured and given back, and what the chain's state says of it. @throws {RangeError} */
export const provePayment = async (source: PaymentSource, options: ProofOptions): Promise<ProofBundle> =>
  await packBundle(paymentContent(source, options));

/** What {@link proveRecord} packs. @throws {RangeError} */
export function recordContent(source: RecordSource, options: ProofOptions): BundleContent {
  const blocks: BlockShelf = [];
  const record = recordPart(source, blocks, options);
  const { timestamp } = source;
  return {
    ...{ kind: "record", chainId: options.chainId, ...finalityOf(blocks, options), record },
    ...(timestamp !== undefined && { timestamp }),
  };
}

/** What {@link proveSale} packs. @throws {RangeError} */
export function saleContent(source: SaleSource, options: ProofOptions): BundleContent {
  const blocks: BlockShelf = [];
  const sale = salePart(source, blocks, options);
  const record = source.record === undefined ? null : recordPart(source.record, blocks, options);
  return { kind: "sale", chainId: options.chainId, ...finalityOf(blocks, options), sale, record };
}

/** What {@link proveStatement} packs. */
export function statementContent(source: StatementSource, options: ProofOptions): BundleContent {
  const blocks: BlockShelf = [];
  const { participant, lines, opening, closing } = source;
  const statement = {
    participant,
    rows: concat(...lines.map(statementRow)),
    opening: opening === undefined ? null : statePart(opening, blocks),
    closing: statePart(closing, blocks),
  };
  return { kind: "statement", chainId: options.chainId, ...finalityOf(blocks, options), statement };
}

/** What {@link provePayment} packs. @throws {RangeError} */
export function paymentContent(source: PaymentSource, options: ProofOptions): BundleContent {
  const blocks: BlockShelf = [];
  const { payment: id, moves, status } = source;
  const payment = {
    id: fromHex(id),
    moves: moves.map((move) => logPart(move, blocks, options)),
    status: status === undefined ? null : statePart(status, blocks),
  };
  return { kind: "payment", chainId: options.chainId, ...finalityOf(blocks, options), payment };
}

function statementRow(each: StatementSource["lines"][number]): Uint8Array {
  const { zone, slot, version, chunk, line, reversal } = each;
  const numbers = [zone, slot, version, chunk].map((number) => toBigEndian(BigInt(number), 4));
  return concat(...numbers, reversal === true ? packReversal(line) : packLine(line));
}

/** The blocks with the changes of validators, where the network has some. */
export function finalityOf(shelf: BlockShelf, { changes }: ProofOptions): SignedBlocks | SealedBlocks {
  if (changes === undefined) return { blocks: shelf as BundleBlock[] };
  return { blocks: shelf as BundleSealedBlock[], changes: changes.map(changePart) };
}

/** Only the block that decided needs its seals: the others follow from its hash. */
function changePart(headers: readonly RpcHeader[]): Uint8Array[] {
  const raws = headers.map(encodeHeader);
  return raws.map((raw, index) =>
    index < raws.length - 1 ? resealed(readQbftHeader(raw), []) : shortSealed(raw),
  );
}

function placeOnShelf(source: BlockSource, shelf: BlockShelf): number {
  const { header, following, headSignature, checkpointPath = null } = source;
  const encoded = headSignature === undefined ? shortSealed(encodeHeader(header)) : encodeHeader(header);
  const known = shelf.findIndex((each) => sameBytes(each.header, encoded));
  if (known >= 0) return known;
  if (headSignature === undefined) return shelf.push({ header: encoded, path: checkpointPath }) - 1;
  const links = following?.map(encodeHeader) ?? [];
  return shelf.push({ header: encoded, following: links, head: fromHex(headSignature) }) - 1;
}

/** A log's part of a bundle; its block goes on the shelf. @throws {RangeError} */
export function logPart(source: LogSource, shelf: BlockShelf, { hash = keccak256 }: ProofOptions): BundleLog {
  const { block, receipts, transactionIndex, logIndex } = source;
  return {
    block: placeOnShelf(block, shelf),
    transaction: transactionIndex,
    log: logIndex,
    receipt: receiptProof(receipts, transactionIndex, hash),
  };
}

const statePart = ({ block, accountProof, storageProof }: StateSource, shelf: BlockShelf): BundleState => ({
  block: placeOnShelf(block, shelf),
  account: accountProof.map(fromHex),
  storage: storageProof.map(({ proof }) => proof.map(fromHex)),
});

function recordPart(source: RecordSource, shelf: BlockShelf, options: ProofOptions): BundleRecord {
  const { envelope, index, path, batch, signatures, payload, status } = source;
  return {
    envelope: utf8(jcs(envelope)),
    index,
    path,
    batch: logPart(batch, shelf, options),
    signatures: signatures.map(fromHex),
    payload: payload === undefined ? null : { publicKey: null, ...payload },
    status: status === undefined ? null : statePart(status, shelf),
  };
}

function salePart(source: SaleSource, shelf: BlockShelf, options: ProofOptions): BundleSale {
  const { id, settled, reading, index, path, set, signatures, status } = source;
  const { importEndWh, exportEndWh, importWh, exportWh, evidenceHash } = reading;
  return {
    ...parseSaleId(id),
    settled: logPart(settled, shelf, options),
    reading: {
      importEndWh,
      exportEndWh,
      importWh,
      exportWh,
      evidenceHash: fromHex(evidenceHash),
      index,
      path,
      set: logPart(set, shelf, options),
      signatures: signatures.map(fromHex),
    },
    status: status === undefined ? null : statePart(status, shelf),
  };
}
