// What the outbox asks of the node, and tells it.
import { contractRefusal, type Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import {
  BlockNotFoundError,
  keccak256,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
  type Hex,
  type PrivateKeyAccount,
  type PublicClient,
  type TransactionReceipt,
} from "viem";
import { addressOf } from "../outbox.ts";
import type { QueuedRow } from "./outbox-store.ts";

export interface OutboxOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  /** Keys by the names that intents use. */
  readonly keys: Readonly<Record<string, PrivateKeyAccount>>;
  readonly rpcUrl: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** The options, a client of the node and the keys at hand. */
export interface Sender extends OutboxOptions {
  readonly client: PublicClient;
  readonly accounts: ReadonlyMap<string, PrivateKeyAccount>;
}

/** A block takes many of the small ones; EIP-7825 allows 2^24, and the chunks of a settlement are cut to stay below. */
export const SMALL_GAS_LIMIT = 1_000_000n;
export const LARGE_GAS_LIMIT = 16_000_000n;
const OWN_ACCOUNT = "account:";

/** The account that signs a row: of a key that is here, or a participant's own (`account:0x…`), who signed it elsewhere. */
export function addressOfSigner({ accounts }: Sender, signer: string): Hex | undefined {
  const own = accounts.get(signer)?.address;
  if (own !== undefined) return own;
  return signer.startsWith(OWN_ACCOUNT) ? (signer.slice(OWN_ACCOUNT.length) as Hex) : undefined;
}

/** Why a contract would refuse a call. */
export type RefusalText = { code: string; detail: string };

/** A call that ended without one of our errors: out of gas, or refused by the node's own rules. */
export const UNEXPLAINED = "call-reverted";

/** Why the contract would refuse a call now; undefined when it would not. Throws when the node cannot say. */
export async function simulate(
  sender: Sender,
  row: QueuedRow,
  gas: bigint,
  blockNumber?: bigint,
): Promise<RefusalText | undefined> {
  const { client, network } = sender;
  const account = addressOfSigner(sender, row.signer)!;
  const to = addressOf(network, row.contract);
  try {
    await client.call({
      account,
      to,
      data: row.calldata,
      gas,
      ...(blockNumber !== undefined && { blockNumber }),
    });
    return undefined;
  } catch (failure) {
    const refused = contractRefusal(failure);
    if (refused !== undefined) return { code: refused.code, detail: refused.message };
    if (isRevert(failure)) return { code: UNEXPLAINED, detail: (failure as Error).message.split("\n")[0]! };
    throw failure;
  }
}

const isRevert = (failure: unknown): boolean =>
  failure instanceof Error && /revert|out ?of ?gas|intrinsic gas|invalid ?opcode/i.test(failure.message);

/** Hands signed bytes to the node; what it knows already is no failure. */
export async function broadcast({ client, logger }: Sender, raw: Hex): Promise<void> {
  try {
    await client.sendRawTransaction({ serializedTransaction: raw });
  } catch (failure) {
    const said = failure instanceof Error ? failure.message : String(failure);
    if (/already (known|imported)|nonce too low|known transaction/i.test(said)) return;
    logger.warn({ err: failure, tx: keccak256(raw) }, "transaction not taken by the node");
  }
}

/** The receipt of a mined transaction; undefined for any other. */
export async function receiptOf({ client }: Sender, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (failure) {
    if (failure instanceof TransactionReceiptNotFoundError) return undefined;
    throw failure;
  }
}

/** Hash and block of the transaction that used a nonce, the block null while it waits; undefined where the node does not say. */
export async function transactionAt(
  { client }: Sender,
  address: Hex,
  nonce: number,
): Promise<{ hash: Hex; block: number | null } | undefined> {
  const request = client.request as unknown as (call: {
    method: string;
    params: unknown[];
  }) => Promise<unknown>;
  try {
    const found = (await request({
      method: "eth_getTransactionBySenderAndNonce",
      params: [address, `0x${nonce.toString(16)}`],
    })) as { hash: Hex; blockNumber: Hex | null } | null;
    if (found === null) return undefined;
    return { hash: found.hash, block: found.blockNumber === null ? null : Number(found.blockNumber) };
  } catch {
    return undefined;
  }
}

/** Whether the node has a transaction, mined or waiting. */
export async function isKnown({ client }: Sender, hash: Hex): Promise<boolean> {
  try {
    await client.getTransaction({ hash });
    return true;
  } catch (failure) {
    if (failure instanceof TransactionNotFoundError) return false;
    throw failure;
  }
}

/** Hashes of a block's transactions; none where the chain does not reach so far. */
export async function transactionsIn({ client }: Sender, block: number): Promise<readonly Hex[]> {
  try {
    return (await client.getBlock({ blockNumber: BigInt(block) })).transactions;
  } catch (failure) {
    if (failure instanceof BlockNotFoundError) return [];
    throw failure;
  }
}
