// Receipts of types 0 to 4 (EIP-2718 and after): their encoding, a block's receiptsRoot, and one receipt's path.
import { fromBigEndian, fromHex, keccak256, toHex, type Hex, type HashFunction } from "./bytes.ts";
import { LedgerError } from "./errors.ts";
import { SALE_LINE_BYTES } from "./lines.ts";
import {
  decodeRlp,
  encodeRlp,
  integer,
  quantity,
  rlpBytes,
  rlpExtent,
  rlpList,
  RlpFormatError,
  rlpMember,
} from "./rlp.ts";
import { trieProof, trieRoot, type TrieEntry } from "./trie.ts";

export interface RpcLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

/** The consensus fields of a receipt as JSON-RPC serves them; other fields are ignored. */
export interface RpcReceipt {
  /** Absent means 0x0. */
  readonly type?: Hex;
  readonly status?: Hex;
  /** Before Byzantium, instead of the status. */
  readonly root?: Hex;
  readonly cumulativeGasUsed: Hex;
  readonly logsBloom: Hex;
  readonly logs: readonly RpcLog[];
}

export interface DecodedReceipt {
  readonly type: number;
  /** False where the transaction reverted; such a receipt has no logs. */
  readonly succeeded: boolean;
  readonly cumulativeGasUsed: bigint;
  readonly logs: readonly RpcLog[];
}

/** A receipt of a transaction type that has no known encoding. */
export class ReceiptTypeUnknownError extends LedgerError {
  constructor(type: number) {
    super("receipt-type-unknown", `Receipts of type ${type} are not known; 0 to 4 are.`, { type });
  }
}

const LAST_TYPE = 4;
/** chunk, price, tariffVersion, salesHash, offset and length come before the lines, a word each. */
const LINES_OFFSET = 6 * 32;

/** The consensus encoding of a receipt. @throws {ReceiptTypeUnknownError} */
export function encodeReceipt(receipt: RpcReceipt): Uint8Array {
  const type = receipt.type === undefined ? 0 : Number(receipt.type);
  if (!(type >= 0 && type <= LAST_TYPE)) throw new ReceiptTypeUnknownError(type);
  const outcome = receipt.root ?? quantity(receipt.status ?? "0x");
  const logs = receipt.logs.map((log) => [log.address, log.topics, log.data]);
  const items = [outcome, quantity(receipt.cumulativeGasUsed), receipt.logsBloom, logs];
  return encodeRlp(items, type === 0 ? undefined : type);
}

/** Reads a receipt out of a trie leaf. @throws {RlpFormatError} @throws {ReceiptTypeUnknownError} */
export function decodeReceipt(bytes: Uint8Array): DecodedReceipt {
  const first = bytes[0] ?? 0;
  const type = first < 0xc0 ? first : 0;
  if (type > LAST_TYPE) throw new ReceiptTypeUnknownError(type);
  const items = rlpList(decodeRlp(type === 0 ? bytes : bytes.subarray(1)));
  if (items.length !== 4) throw new RlpFormatError("A receipt has four items.");
  const outcome = rlpBytes(items[0]);
  return {
    type,
    succeeded: outcome.length === 1 && outcome[0] === 1,
    cumulativeGasUsed: fromBigEndian(rlpBytes(items[1])),
    logs: rlpList(items[3]).map((log) => {
      const [address, topics, data] = rlpList(log);
      return {
        address: toHex(rlpBytes(address)),
        topics: rlpList(topics).map((topic) => toHex(rlpBytes(topic))),
        data: toHex(rlpBytes(data)),
      };
    }),
  };
}

/**
 * Where the lines of a `SalesSettled` stand in the trie leaf of its receipt; null where they are not to be found. Only bytes before the
 * lines are read, so the answer does not depend on the lines themselves.
 */
export function linesInLeaf(leaf: Uint8Array, log: number): { from: number; to: number } | null {
  const value = rlpMember(leaf, rlpExtent(leaf, 0), 1);
  if (value === null) return null;
  const typed = (leaf[value.from] ?? 0xff) < 0xc0 ? 1 : 0;
  const logs = rlpMember(leaf, rlpExtent(leaf, value.from + typed), 3);
  const data = rlpMember(leaf, rlpMember(leaf, logs, log), 2);
  if (data === null) return null;
  const from = data.from + LINES_OFFSET;
  if (from > leaf.length) return null;
  const length = Number(fromBigEndian(leaf.subarray(from - 4, from)));
  const fits = from + length <= data.to && length % SALE_LINE_BYTES === 0;
  return fits ? { from, to: from + length } : null;
}

/** The key of a transaction's receipt in the receipts trie. */
export const receiptKey = (transactionIndex: number): Uint8Array => encodeRlp(integer(transactionIndex));

/** The receiptsRoot of all receipts of a block in order. @throws {ReceiptTypeUnknownError} */
export const receiptsRoot = (receipts: readonly RpcReceipt[], hash: HashFunction = keccak256): Hex =>
  toHex(trieRoot(entriesOf(receipts), hash));

/** The nodes from receiptsRoot to one receipt of a block. @throws {RangeError} when the block has no such receipt. */
export function receiptProof(
  receipts: readonly RpcReceipt[],
  transactionIndex: number,
  hash: HashFunction = keccak256,
): Uint8Array[] {
  if (receipts[transactionIndex] === undefined)
    throw new RangeError(`no receipt ${transactionIndex} in the block`);
  return trieProof(entriesOf(receipts), receiptKey(transactionIndex), hash).nodes;
}

/** The 2,048-bit bloom filter of logs: three bits for every address and topic (yellow paper, section 4.3.1). */
export function logsBloom(logs: readonly RpcLog[], hash: HashFunction = keccak256): Hex {
  const bloom = new Uint8Array(256);
  for (const entry of logs.flatMap((log) => [log.address, ...log.topics])) {
    const digest = hash(fromHex(entry));
    for (const at of [0, 2, 4]) {
      const bit = ((digest[at]! << 8) | digest[at + 1]!) & 0x7ff;
      bloom[255 - (bit >> 3)]! |= 1 << (bit & 7);
    }
  }
  return toHex(bloom);
}

const entriesOf = (receipts: readonly RpcReceipt[]): TrieEntry[] =>
  receipts.map((receipt, index) => ({ key: receiptKey(index), value: encodeReceipt(receipt) }));
