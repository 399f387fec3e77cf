// Builds proof bundles out of what a node serves: headers, a block's receipts, eth_getProof. Pure; checking is verify.ts.
import {
  BUNDLE_FORMAT,
  type BundleBlock,
  type BundleLog,
  type BundleRecord,
  type BundleSale,
  type BundleState,
  type ProofBundle,
} from "./bundle.ts";
import { fromHex, keccak256, toBase64Url, type HashFunction, type Hex } from "./bytes.ts";
import type { Envelope } from "./envelope.ts";
import { encodeHeader, type RpcHeader } from "./header.ts";
import { packLine, packReversal, type ChunkPlace, type SaleLine } from "./lines.ts";
import type { SlotReading } from "./reading-leaf.ts";
import { receiptProof, type RpcReceipt } from "./receipts.ts";

/** A block and the head signature that makes it final; `following` are the headers up to the signed one, if that is later. */
export interface BlockSource {
  readonly header: RpcHeader;
  readonly following?: readonly RpcHeader[];
  readonly headSignature: Hex;
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

export interface ProofOptions {
  readonly chainId: number;
  /** A faster keccak for the receipts. */
  readonly hash?: HashFunction;
}

/** Collects each block once; parts name it by its place. */
type BlockShelf = { readonly header: string; readonly block: BundleBlock }[];

/** The bundle of a record. @throws {RangeError} when a block has no such receipt. */
export function proveRecord(source: RecordSource, options: ProofOptions): ProofBundle {
  const shelf: BlockShelf = [];
  const record = recordPart(source, shelf, options);
  return { ...common(shelf, options), kind: "record", record };
}

/** The bundle of a sale, with its closing record where the source has it. @throws {RangeError} */
export function proveSale(source: SaleSource, options: ProofOptions): ProofBundle {
  const shelf: BlockShelf = [];
  const sale = salePart(source, shelf, options);
  const record = source.record && recordPart(source.record, shelf, options);
  return { ...common(shelf, options), kind: "sale", sale, ...(record && { record }) };
}

/** The bundle of a participant's statement: everything from the opening state, or the beginning, to the closing one. */
export function proveStatement(source: StatementSource, options: ProofOptions): ProofBundle {
  const shelf: BlockShelf = [];
  const { participant, lines, opening, closing } = source;
  const statement = {
    participant,
    lines: lines.map(
      ({ zone, slot, version, chunk, line, reversal }): [number, number, number, number, string] => {
        const packed = reversal === true ? packReversal(line) : packLine(line);
        return [zone, slot, version, chunk, toBase64Url(packed)];
      },
    ),
    ...(opening && { opening: statePart(opening, shelf) }),
    closing: statePart(closing, shelf),
  };
  return { ...common(shelf, options), kind: "statement", statement };
}

const common = (shelf: BlockShelf, { chainId }: ProofOptions) => ({
  format: BUNDLE_FORMAT as typeof BUNDLE_FORMAT,
  chainId,
  blocks: shelf.map(({ block }) => block),
});

const packed = (hex: Hex): string => toBase64Url(fromHex(hex));

function placeOnShelf({ header, following, headSignature }: BlockSource, shelf: BlockShelf): number {
  const encoded = toBase64Url(encodeHeader(header));
  const known = shelf.findIndex((each) => each.header === encoded);
  if (known >= 0) return known;
  const links = following?.map((next) => toBase64Url(encodeHeader(next)));
  const block = { header: encoded, ...(links?.length && { following: links }), head: packed(headSignature) };
  return shelf.push({ header: encoded, block }) - 1;
}

function logPart(source: LogSource, shelf: BlockShelf, { hash = keccak256 }: ProofOptions): BundleLog {
  const { block, receipts, transactionIndex, logIndex } = source;
  return {
    block: placeOnShelf(block, shelf),
    transaction: transactionIndex,
    receipt: receiptProof(receipts, transactionIndex, hash).map(toBase64Url),
    log: logIndex,
  };
}

const statePart = ({ block, accountProof, storageProof }: StateSource, shelf: BlockShelf): BundleState => ({
  block: placeOnShelf(block, shelf),
  account: accountProof.map(packed),
  storage: storageProof.map(({ proof }) => proof.map(packed)),
});

function recordPart(source: RecordSource, shelf: BlockShelf, options: ProofOptions): BundleRecord {
  const { envelope, index, path, batch, signatures, payload, status } = source;
  return {
    envelope,
    index,
    path: path.map(toBase64Url),
    batch: logPart(batch, shelf, options),
    signatures: signatures.map(packed),
    ...(payload && {
      payload: {
        salt: toBase64Url(payload.salt),
        bytes: toBase64Url(payload.bytes),
        ...(payload.publicKey && { publicKey: toBase64Url(payload.publicKey) }),
      },
    }),
    ...(status && { status: statePart(status, shelf) }),
  };
}

function salePart(source: SaleSource, shelf: BlockShelf, options: ProofOptions): BundleSale {
  const { id, settled, reading, index, path, set, signatures, status } = source;
  const { importEndWh, exportEndWh, importWh, exportWh, evidenceHash } = reading;
  return {
    id,
    settled: logPart(settled, shelf, options),
    reading: {
      importEndWh: `${importEndWh}`,
      exportEndWh: `${exportEndWh}`,
      importWh: `${importWh}`,
      exportWh: `${exportWh}`,
      evidenceHash,
      index,
      path: path.map(toBase64Url),
      set: logPart(set, shelf, options),
      signatures: signatures.map(packed),
    },
    ...(status && { status: statePart(status, shelf) }),
  };
}
