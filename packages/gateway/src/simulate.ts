// Asks a contract, before a call is queued, whether it would take it now.
import { ABIS, contractRefusal, type ContractName } from "@alatau/sdk";
import type { Abi, Address, StateOverride } from "viem";
import type { Gateway } from "./gateway.ts";

export interface SimulatedCall {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** Who would send it; nobody in particular when absent. */
  readonly account?: Address;
  /** What the chain will be like by then. */
  readonly stateOverride?: StateOverride;
}

/** @throws {LedgerError} with the contract's, or the token's, code when the call would be refused */
export async function simulate({ chain, network }: Gateway, call: SimulatedCall): Promise<void> {
  const { contract, ...rest } = call;
  try {
    const to = { address: network.contracts[contract], abi: ABIS[contract] as Abi };
    await chain.simulateContract({ ...to, ...rest });
  } catch (failure) {
    throw contractRefusal(failure) ?? failure;
  }
}
