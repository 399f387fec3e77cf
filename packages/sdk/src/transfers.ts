// Sending tenge by a signature: the sender needs no gas, whoever has the signature sends it. Pure.
import { hashTypedData, type Address, type Hex, type TypedDataDefinition } from "viem";
import type { Network } from "./network.ts";
import { transferWithAuthorizationTypes } from "./payments.ts";
import { contractDomain } from "./typed-data.ts";

/** A transfer that its sender signs; times in Unix seconds, the nonce any 32 bytes that were not used before. */
export interface SignedTransfer {
  readonly from: Address;
  readonly to: Address;
  readonly amountTiyn: bigint;
  readonly validAfter: number;
  readonly validBefore: number;
  readonly nonce: Hex;
}

/** What the sender's wallet signs (`eth_signTypedData_v4`). */
export const transferAuthorization = (
  { chainId, contracts }: Network,
  { from, to, amountTiyn, validAfter, validBefore, nonce }: SignedTransfer,
) => ({
  domain: contractDomain(chainId, contracts.tenge),
  types: transferWithAuthorizationTypes,
  primaryType: "TransferWithAuthorization" as const,
  message: {
    ...{ from, to, value: amountTiyn, validAfter: BigInt(validAfter) },
    ...{ validBefore: BigInt(validBefore), nonce },
  },
});

/** The digest of typed data as wallets sign it (EIP-712); whole numbers may be decimal strings, as JSON has them. */
export const signedDataHash = (typedData: unknown): Hex => hashTypedData(typedData as TypedDataDefinition);
