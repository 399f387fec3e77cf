// What a node serves, checked against what the header commits to. Pure: nothing that fails here reaches the database.
import {
  headerHash,
  receiptsRoot,
  withoutQbftSeals,
  type Hex,
  type HashFunction,
  type HeaderHashOptions,
  type RpcHeader,
  type RpcLog,
  type RpcReceipt,
} from "@alatau/sdk/blocks";
import { BlocksNotLinkedError, HeaderHashError, ReceiptsRootError } from "./errors.ts";
import { fastKeccak } from "./keccak.ts";

/** A block as `eth_getBlockByNumber` serves it, transactions by hash. */
export interface ServedBlock extends RpcHeader {
  readonly hash: Hex;
  readonly transactions: readonly Hex[];
}

/** A block and its receipts as a node serves them. */
export interface Served {
  readonly header: ServedBlock;
  readonly receipts: readonly (RpcReceipt & { readonly transactionHash: Hex })[];
}

/** A log in its place. The place is counted from the receipts, never taken from what the node says. */
export interface PlacedLog extends RpcLog {
  readonly txHash: Hex;
  readonly txIndex: number;
  /** Within the block. */
  readonly logIndex: number;
}

/** A block that hashes; `txHash` of its logs are labels that the receipts do not prove. */
export interface VerifiedBlock {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly receiptsRoot: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly transactions: number;
  readonly logs: readonly PlacedLog[];
}

export type Engine = "embedded" | "consortium" | "external";

/**
 * Checks that a header gives its hash and the receipts its root, and puts the logs in their places.
 * @throws {HeaderHashError} @throws {ReceiptsRootError}
 */
export function verifyBlock(
  { header, receipts }: Served,
  number: number,
  engine: Engine = "external",
  hash: HashFunction = fastKeccak,
): VerifiedBlock {
  checkHeader(header, number, engine, hash);
  const hashes = header.transactions;
  const complete =
    receipts.length === hashes.length &&
    receipts.every((each, index) => each.transactionHash === hashes[index]);
  const root = complete ? receiptsRoot(receipts, hash) : "no receipt for each transaction";
  if (root !== header.receiptsRoot) throw new ReceiptsRootError(number, root, header.receiptsRoot);
  const logs: PlacedLog[] = [];
  for (const [txIndex, receipt] of receipts.entries()) {
    for (const { address, topics, data } of receipt.logs)
      logs.push({ address, topics, data, txHash: receipt.transactionHash, txIndex, logIndex: logs.length });
  }
  return {
    number,
    hash: header.hash,
    parentHash: header.parentHash,
    receiptsRoot: header.receiptsRoot,
    timestamp: Number(header.timestamp),
    transactions: receipts.length,
    logs,
  };
}

/** Checks that a header is the asked one and gives the hash it claims. @throws {HeaderHashError} */
export function checkHeader(
  header: ServedBlock,
  number: number,
  engine: Engine = "external",
  hash: HashFunction = fastKeccak,
): void {
  const options: HeaderHashOptions =
    engine === "consortium" ? { hash, extraDataFilter: withoutQbftSeals } : { hash };
  const found = headerHash(header, options);
  if (found !== header.hash) throw new HeaderHashError(number, found, header.hash);
  if (Number(header.number) !== number)
    throw new HeaderHashError(number, `block ${Number(header.number)}`, `block ${number}`);
}

/** Checks that consecutive blocks name each other as parents. @throws {BlocksNotLinkedError} */
export function checkLinks(blocks: readonly VerifiedBlock[]): void {
  for (let index = 1; index < blocks.length; index++) {
    const { number, parentHash } = blocks[index]!;
    const before = blocks[index - 1]!.hash;
    if (parentHash !== before) throw new BlocksNotLinkedError(number, parentHash, before);
  }
}
