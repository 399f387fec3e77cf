// Whether a payment by x402 would be settled now, asked in the order of the specification; the first thing wrong is the answer.
import { ABIS, contractRefusal } from "@alatau/sdk";
import {
  hashTypedData,
  isAddressEqual,
  parseAbi,
  recoverTypedDataAddress,
  type Address,
  type Hex,
} from "viem";
import type { Gateway } from "../gateway.ts";
import { ProblemError } from "../problems.ts";
import { readSigner, type Signer } from "../wallets/signer.ts";
import { misfit, transferAuthorization, type Payload, type Requirements } from "./terms.ts";

const ERC1271 = parseAbi(["function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)"]);
const VALID = "0x1626ba7e";

/** A contract's refusal is no answer; anything else is thrown on. */
function refusedOnly(failure: unknown): null {
  if (contractRefusal(failure) === undefined) throw failure;
  return null;
}

/** A block's time may be this much later than the last one's when the transfer is mined, seconds. */
const MARGIN_SECONDS = 6n;

export interface Verdict {
  readonly isValid: boolean;
  /** Code of the x402 specification or of its reference library. */
  readonly invalidReason?: string;
  readonly invalidMessage?: string;
  readonly payer?: Address;
}

/** What of the chain a verdict rests on: the payment's own call, as `Tenge` takes it, with the signature as the payer's account does. */
export const callOf = ({ payload: { authorization } }: Payload, signature: Hex) => {
  const { from, to, value, validAfter, validBefore, nonce } = authorization;
  return {
    functionName: "transferWithAuthorization" as const,
    args: [from, to, value, validAfter, validBefore, nonce, signature] as const,
  };
};

const OF_CONTRACT: Readonly<Record<string, string>> = {
  "erc3009-invalid-signature": "invalid_exact_evm_payload_signature",
  "erc3009-used-authorization": "invalid_exact_evm_nonce_already_used",
  "erc20-insufficient-balance": "insufficient_funds",
};

/** The x402 code for a code of the contract. */
export function reasonOf(code: string, paid: Payload, chainTime: bigint): string {
  if (code === "erc3009-invalid-authorization-time")
    return paid.payload.authorization.validAfter >= chainTime ? TOO_EARLY : EXPIRED;
  return OF_CONTRACT[code] ?? "invalid_exact_evm_transaction_simulation_failed";
}

const TOO_EARLY = "invalid_exact_evm_payload_authorization_valid_after";
const EXPIRED = "invalid_exact_evm_payload_authorization_valid_before";

/** Looks at a payment against what was asked for. Sends nothing. @throws what the node's connection throws */
export async function verify(gateway: Gateway, paid: Payload, asked: Requirements): Promise<Verdict> {
  const { from: payer } = paid.payload.authorization;
  const reason = misfit(gateway.network, paid, asked) ?? (await firstFault(gateway, paid, asked));
  if (reason === undefined) return { isValid: true, payer };
  if (typeof reason === "string") return { isValid: false, invalidReason: reason, payer };
  return { isValid: false, payer, ...reason };
}

type Fault = string | { readonly invalidReason: string; readonly invalidMessage: string };

async function firstFault(gateway: Gateway, paid: Payload, asked: Requirements): Promise<Fault | undefined> {
  const { chain, network } = gateway;
  const { from, to, value, validAfter, validBefore } = paid.payload.authorization;
  const signer = await signerOf(gateway, paid);
  if (signer === undefined || !(await isSigned(gateway, paid, signer)))
    return "invalid_exact_evm_payload_signature";
  const { signature, stateOverride } = signer;
  const tenge = { address: network.contracts.tenge, abi: ABIS.tenge } as const;
  const [balance, { timestamp }] = await Promise.all([
    chain.readContract({ ...tenge, functionName: "balanceOf", args: [from] }),
    chain.getBlock(),
  ]);
  if (balance < asked.amount) return "insufficient_funds";
  if (value !== asked.amount) return "invalid_exact_evm_payload_authorization_value_mismatch";
  if (timestamp <= validAfter) return TOO_EARLY;
  if (timestamp + MARGIN_SECONDS >= validBefore) return EXPIRED;
  if (!isAddressEqual(to, asked.payTo)) return "invalid_exact_evm_payload_recipient_mismatch";
  try {
    await chain.simulateContract({ ...tenge, ...callOf(paid, signature), account: from, stateOverride });
  } catch (failure) {
    const refused = contractRefusal(failure);
    if (refused === undefined) throw failure;
    return { invalidReason: reasonOf(refused.code, paid, timestamp), invalidMessage: refused.message };
  }
  return undefined;
}

/** The payer as it will be when its signature is looked at; undefined where the signature would make another account (ERC-6492). */
export async function signerOf(gateway: Gateway, { payload }: Payload): Promise<Signer | undefined> {
  try {
    return await readSigner(gateway, payload.authorization.from, payload.signature);
  } catch (failure) {
    if (failure instanceof ProblemError) return undefined;
    throw failure;
  }
}

/** By the payer's key, or for an account with code, or that is to have it, by its own word (ERC-1271). */
async function isSigned(
  { chain, network }: Gateway,
  { payload: { authorization } }: Payload,
  { signature, stateOverride }: Signer,
): Promise<boolean> {
  const signed = { ...transferAuthorization(network, authorization), signature };
  const signer = await recoverTypedDataAddress(signed).catch(() => undefined);
  if (signer !== undefined && isAddressEqual(signer, authorization.from)) return true;
  if (stateOverride.length > 0) {
    const digest = hashTypedData(transferAuthorization(network, authorization));
    const asked = { address: authorization.from, abi: ERC1271, functionName: "isValidSignature" } as const;
    const answer = chain.readContract({ ...asked, args: [digest, signature], stateOverride });
    return (await answer.catch(refusedOnly)) === VALID;
  }
  if ((await chain.getCode({ address: authorization.from })) === undefined) return false;
  return await chain.verifyTypedData({ ...signed, address: authorization.from });
}
