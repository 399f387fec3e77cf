// What an account holds, as the chain says now.
import { ABIS } from "@alatau/sdk";
import type { Address } from "viem";
import type { Gateway } from "../gateway.ts";

/** Tiyn of an account outside of the vault. */
export const tengeOf = async ({ chain, network }: Gateway, address: Address): Promise<bigint> =>
  await chain.readContract({
    ...{ address: network.contracts.tenge, abi: ABIS.tenge },
    ...{ functionName: "balanceOf", args: [address] },
  });
