// Block headers with every field through Osaka: hashing what a node serves, and reading a header out of a bundle.
import { fromBigEndian, fromHex, keccak256, toBytes32, type Hex, type HashFunction } from "./bytes.ts";
import { LedgerError } from "./errors.ts";
import { decodeRlp, encodeRlp, quantity, rlpBytes, rlpList, RlpFormatError, type RlpItem } from "./rlp.ts";
import type { Bytes32 } from "./units.ts";

/** The header fields of a block as JSON-RPC serves them; other fields of the block are ignored. */
export interface RpcHeader {
  readonly parentHash: Hex;
  readonly sha3Uncles: Hex;
  readonly miner: Hex;
  readonly stateRoot: Hex;
  readonly transactionsRoot: Hex;
  readonly receiptsRoot: Hex;
  readonly logsBloom: Hex;
  readonly difficulty: Hex;
  readonly number: Hex;
  readonly gasLimit: Hex;
  readonly gasUsed: Hex;
  readonly timestamp: Hex;
  readonly extraData: Hex;
  readonly mixHash: Hex;
  readonly nonce: Hex;
  readonly baseFeePerGas?: Hex; // London
  readonly withdrawalsRoot?: Hex; // Shanghai
  readonly blobGasUsed?: Hex; // Cancun, with the two below
  readonly excessBlobGas?: Hex;
  readonly parentBeaconBlockRoot?: Hex;
  readonly requestsHash?: Hex; // Prague
}

/** What a proof reads from a header. */
export interface HeaderFields {
  readonly parentHash: Bytes32;
  readonly stateRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly number: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

export interface HeaderHashOptions {
  readonly hash?: HashFunction;
  /** Changes extraData before hashing: engines that sign the header leave their seals out, see {@link withoutQbftSeals}. */
  readonly extraDataFilter?: (extraData: Uint8Array) => Uint8Array;
}

/** A header that lacks a field which a later field of it presupposes. */
export class HeaderFieldMissingError extends LedgerError {
  constructor(missing: string, present: string) {
    super("header-field-missing", `The header has ${present} and lacks ${missing}.`, { missing, present });
  }
}

const QUANTITIES = new Set<keyof RpcHeader>([
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "baseFeePerGas",
  "blobGasUsed",
  "excessBlobGas",
]);
const FIELDS = [
  "parentHash",
  "sha3Uncles",
  "miner",
  "stateRoot",
  "transactionsRoot",
  "receiptsRoot",
  "logsBloom",
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "extraData",
  "mixHash",
  "nonce",
  "baseFeePerGas",
  "withdrawalsRoot",
  "blobGasUsed",
  "excessBlobGas",
  "parentBeaconBlockRoot",
  "requestsHash",
] as const satisfies readonly (keyof RpcHeader)[];
/** Where extraData stands in a header. */
export const EXTRA_DATA = 12;
const MANDATORY = 15;

/** The RLP of a header. @throws {HeaderFieldMissingError} when a field is absent and a later one present. */
export function encodeHeader(header: RpcHeader): Uint8Array {
  const items: Hex[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const value = header[field];
    if (value === undefined) {
      if (index < MANDATORY) throw new HeaderFieldMissingError(field, "number");
      continue;
    }
    if (items.length < index) throw new HeaderFieldMissingError(FIELDS[items.length]!, field);
    items.push(QUANTITIES.has(field) ? quantity(value) : value);
  }
  return encodeRlp(items);
}

/** The block hash that a header's fields give. @throws {HeaderFieldMissingError} */
export const headerHash = (header: RpcHeader, options: HeaderHashOptions = {}): Bytes32 =>
  rawHeaderHash(encodeHeader(header), options);

/** The block hash of an RLP-encoded header. @throws {RlpFormatError} when a filter is given and the bytes are no header. */
export function rawHeaderHash(raw: Uint8Array, options: HeaderHashOptions = {}): Bytes32 {
  const { hash = keccak256, extraDataFilter } = options;
  if (extraDataFilter === undefined) return toBytes32(hash(raw));
  const items = rlpList(decodeRlp(raw));
  const extraData = extraDataFilter(rlpBytes(items[EXTRA_DATA]));
  return toBytes32(hash(encodeRlp((items as RlpItem[]).with(EXTRA_DATA, extraData))));
}

/** Reads an RLP-encoded header. @throws {RlpFormatError} when the bytes are not one. */
export const decodeHeader = (raw: Uint8Array): HeaderFields => fieldsOf(headerItems(raw));

/** The fields of an RLP-encoded header, undecoded. @throws {RlpFormatError} when the bytes are not one. */
export function headerItems(raw: Uint8Array): Uint8Array[] {
  const items = rlpList(decodeRlp(raw)).map(rlpBytes);
  if (items.length < MANDATORY || items.length > FIELDS.length)
    throw new RlpFormatError("The bytes are no header.");
  return items;
}

/** What a proof reads from a header's fields. @throws {RlpFormatError} */
export function fieldsOf(items: readonly Uint8Array[]): HeaderFields {
  const word = (index: number): Uint8Array => {
    if (items[index]!.length !== 32)
      throw new RlpFormatError(`The header's ${FIELDS[index]!} is not 32 bytes.`);
    return items[index]!;
  };
  return {
    parentHash: toBytes32(word(0)),
    stateRoot: word(3),
    receiptsRoot: word(5),
    number: fromBigEndian(items[8]!),
    timestamp: fromBigEndian(items[11]!),
  };
}

/** QBFT's extraData as the block hash takes it: round 0, no seals. [vanity, validators, vote, round, seals]. */
export function withoutQbftSeals(extraData: Uint8Array): Uint8Array {
  const [vanity, validators, vote] = rlpList(decodeRlp(extraData)) as RlpItem[];
  if (vanity === undefined || validators === undefined || vote === undefined)
    throw new RlpFormatError("The extra data is not QBFT's.");
  return encodeRlp([vanity, validators, vote, fromHex("0x"), []]);
}
