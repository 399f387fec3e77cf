// Finality on the embedded chain: the node's operator signs a block once it is durable.
import { headDomain, headTypes } from "@alatau/sdk";
import {
  isAddressEqual,
  recoverTypedDataAddress,
  type Address,
  type Hex,
  type PrivateKeyAccount,
} from "viem";

/** `Head` of the EIP-712 types: block `number` of the chain with this genesis is `blockHash` for good. */
export interface Head {
  readonly genesisHash: Hex;
  readonly number: bigint;
  readonly blockHash: Hex;
}

const typedData = (chainId: number, head: Head) =>
  ({ domain: headDomain(chainId), types: headTypes, primaryType: "Head", message: head }) as const;

/** Signs a head; only for a block that {@link durableHead} names or one before it. 65 bytes, low s. */
export const signHead = (headKey: PrivateKeyAccount, chainId: number, head: Head): Promise<Hex> =>
  headKey.signTypedData(typedData(chainId, head));

/** Whether a head was signed by the network's head key. Never throws: a broken signature is a wrong one. */
export async function verifyHead(
  headKey: Address,
  chainId: number,
  head: Head,
  signature: Hex,
): Promise<boolean> {
  try {
    const signer = await recoverTypedDataAddress({ ...typedData(chainId, head), signature });
    return isAddressEqual(signer, headKey);
  } catch {
    return false;
  }
}
