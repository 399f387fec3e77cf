// Which signed transactions the public node passes on: tenge and other listed tokens, payments in them, and nothing else.
import { ABIS } from "@alatau/sdk";
import {
  decodeFunctionData,
  encodeFunctionData,
  isAddressEqual,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type Abi,
  type Address,
  type Hex,
  type TransactionSerialized,
} from "viem";
import { RPC, RpcFailure } from "./failure.ts";

/** Functions of a token that its holder, or whoever has the holder's signature, calls. */
const TOKEN_CALLS: ReadonlySet<string> = new Set([
  ...["transfer", "approve", "transferFrom", "permit"],
  ...["transferWithAuthorization", "receiveWithAuthorization", "cancelAuthorization"],
]);
/** Functions of Payments for which nobody needs a role, and where the token stands in their arguments. */
const PAYMENT_CALLS: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  ...Object.fromEntries(
    [
      ...["authorize", "charge", "capture", "void", "reclaim", "refund", "refundFromReserve"],
      ...["refundWithAuthorization", "openDispute", "lapseDispute", "sweepBox"],
    ].map((name) => [name, ([payment]: readonly unknown[]) => (payment as { token: Address }).token]),
  ),
  fundReserve: ([, token]) => token,
  withdrawReserve: ([token]) => token,
};
const TYPES: ReadonlySet<string> = new Set(["legacy", "eip2930", "eip1559"]);
export const MOST_GAS = 1_000_000n;
/** 500 gwei: a price beyond it is a slip, even where gas costs something. */
export const MOST_FEE_PER_GAS = 500_000_000_000n;

export interface SendTerms {
  readonly chainId: number;
  readonly payments: Address;
  /** Tokens that payments are or were made in. */
  readonly tokens: readonly Address[];
}

/** A transaction that may pass, and who signed it. @throws {RpcFailure} -32602 unreadable, -32003 not for this node */
export async function readTransaction(
  raw: Hex,
  terms: SendTerms,
): Promise<{ readonly sender: Address; readonly hash: Hex }> {
  const found = parsed(raw);
  const { chainId, to, value = 0n, gas = 0n, data = "0x" } = found;
  const reject = (why: string): never => {
    throw new RpcFailure(RPC.rejected, why);
  };
  if (!TYPES.has(String(found.type))) reject("Transactions of this type are not taken here.");
  if (chainId !== terms.chainId)
    reject(`This is chain ${terms.chainId}; the transaction is not signed for it.`);
  if (to === null || to === undefined) return reject("Contracts are not created here.");
  if (value !== 0n) reject("Nothing but tokens is sent here.");
  if (gas > MOST_GAS) reject(`At most ${MOST_GAS} gas.`);
  const price = found.maxFeePerGas ?? found.gasPrice ?? 0n;
  if (price > MOST_FEE_PER_GAS || (found.maxPriorityFeePerGas ?? 0n) > price)
    reject("The gas price is out of bounds.");
  if (!isOffered(to, data, terms))
    reject("Only transfers of listed tokens, their authorisations and payments pass here.");
  try {
    const sender = await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerialized });
    return { sender, hash: keccak256(raw) };
  } catch {
    return reject("The signature is not readable.");
  }
}

interface AnyTransaction {
  readonly type?: string | undefined;
  readonly chainId?: number | undefined;
  readonly to?: Address | null | undefined;
  readonly value?: bigint | undefined;
  readonly gas?: bigint | undefined;
  readonly data?: Hex | undefined;
  readonly gasPrice?: bigint | undefined;
  readonly maxFeePerGas?: bigint | undefined;
  readonly maxPriorityFeePerGas?: bigint | undefined;
}

function parsed(raw: Hex): AnyTransaction {
  try {
    return parseTransaction(raw) as AnyTransaction;
  } catch {
    throw new RpcFailure(RPC.params, "The bytes are no signed transaction.");
  }
}

function isOffered(to: Address, data: Hex, { payments, tokens }: SendTerms): boolean {
  const isListed = (token: unknown): boolean =>
    tokens.some((listed) => isAddressEqual(listed, token as Address));
  if (isAddressEqual(to, payments)) {
    const call = decoded(ABIS.payments, data);
    const tokenIn = call === undefined ? undefined : PAYMENT_CALLS[call.functionName];
    return tokenIn !== undefined && isListed(tokenIn(call!.args));
  }
  const call = isListed(to) ? decoded(ABIS.tenge, data) : undefined;
  return call !== undefined && TOKEN_CALLS.has(call.functionName);
}

/** A call whose bytes are exactly its encoding. */
function decoded(abi: Abi, data: Hex): { functionName: string; args: readonly unknown[] } | undefined {
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi, data });
    return encodeFunctionData({ abi, functionName, args }) === data.toLowerCase()
      ? { functionName, args }
      : undefined;
  } catch {
    return undefined;
  }
}
