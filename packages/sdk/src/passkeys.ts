// Passkey accounts: where one is, what its passkey signs, how the signature is laid out. Pure.
import {
  concat,
  decodeAbiParameters,
  decodeFunctionData,
  encodeAbiParameters,
  encodeFunctionData,
  getContractAddress,
  getCreate2Address,
  hashTypedData,
  isAddressEqual,
  numberToHex,
  parseAbiParameters,
  size,
  slice,
  type Address,
  type Hex,
} from "viem";
import { passkeyAccountsAbi } from "./generated/abi.ts";
import type { Network } from "./network.ts";
import { contractDomain } from "./typed-data.ts";

/** A point of P-256, the public key of a passkey. */
export interface Passkey {
  readonly x: Hex;
  readonly y: Hex;
}

/** What an authenticator answers to a challenge; `s` is in the lower half, as the contract wants it. */
export interface PasskeyAssertion {
  readonly r: bigint;
  readonly s: bigint;
  readonly authenticatorData: Hex;
  readonly clientDataJSON: string;
}

/** What a passkey signs in place of a digest, so that a signature holds for one account on one chain. */
export const passkeyMessageTypes = { PasskeyMessage: [{ name: "hash", type: "bytes32" }] } as const;

const changeOf = [
  { name: "x", type: "bytes32" },
  { name: "y", type: "bytes32" },
  { name: "nonce", type: "uint256" },
  { name: "validBefore", type: "uint40" },
] as const;
export const passkeyChangeTypes = { AddPasskey: changeOf, RemovePasskey: changeOf } as const;
export type PasskeyChange = keyof typeof passkeyChangeTypes;

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const CLONE_RUNTIME_BYTES = 0x2d;
const NO_SALT = `0x${"00".repeat(32)}` as const;
/** ERC-6492: the last bytes of a signature that says how to bring its account into being. */
const CREATION_SUFFIX = `0x${"6492".repeat(16)}` as const;
const CREATION = parseAbiParameters("address factory, bytes factoryData, bytes signature");

/** The account of a passkey, whether it exists yet or not; equals `PasskeyAccounts.accountOf`. */
export function passkeyAccountOf({ contracts }: Pick<Network, "contracts">, passkey: Passkey): Address {
  const factory = contracts.passkeyAccounts;
  const bytecode = concat([
    ...(["0x61", numberToHex(CLONE_RUNTIME_BYTES + 64, { size: 2 })] as const),
    "0x3d81600a3d39f3",
    passkeyAccountCode({ contracts }, passkey),
  ]);
  return getCreate2Address({ from: factory, salt: NO_SALT, bytecode });
}

/** The code that an account has once it exists: a minimal proxy with the first passkey behind it. */
export const passkeyAccountCode = (
  { contracts: { passkeyAccounts } }: Pick<Network, "contracts">,
  { x, y }: Passkey,
): Hex =>
  concat([
    "0x363d3d373d3d3d363d73",
    getContractAddress({ from: passkeyAccounts, nonce: 1n }).toLowerCase() as Hex,
    "0x5af43d82803e903d91602b57fd5bf3",
    x,
    y,
  ]);

/** What a passkey of an account signs (the WebAuthn challenge) for a digest; equals `PasskeyAccount.challengeOf`. */
export const passkeyChallenge = (chainId: number, account: Address, hash: Hex): Hex =>
  hashTypedData({
    domain: contractDomain(chainId, account),
    types: passkeyMessageTypes,
    primaryType: "PasskeyMessage",
    message: { hash },
  });

/** The challenge of a change of an account's passkeys; `validBefore` in Unix seconds. */
export const passkeyChangeChallenge = (
  chainId: number,
  account: Address,
  change: PasskeyChange,
  { x, y, nonce, validBefore }: Passkey & { readonly nonce: bigint; readonly validBefore: number },
): Hex =>
  hashTypedData({
    domain: contractDomain(chainId, account),
    types: passkeyChangeTypes,
    primaryType: change,
    message: { x, y, nonce, validBefore },
  });

/** The signature as `PasskeyAccount` reads it. */
export function encodePasskeySignature(passkey: Passkey, assertion: PasskeyAssertion): Hex {
  const { r, s, authenticatorData, clientDataJSON } = assertion;
  const place = (field: string): bigint => BigInt(Math.max(clientDataJSON.indexOf(field), 0));
  return concat([
    passkey.x,
    passkey.y,
    encodeAbiParameters(
      parseAbiParameters(
        "bytes32 r, bytes32 s, uint256 challengeIndex, uint256 typeIndex, bytes authenticatorData, string clientDataJSON",
      ),
      [
        numberToHex(r, { size: 32 }),
        numberToHex(lowerHalf(s), { size: 32 }),
        place('"challenge"'),
        place('"type"'),
        authenticatorData,
        clientDataJSON,
      ],
    ),
  ]);
}

/** Of the two values of `s` that verify, the one that contracts accept. */
const lowerHalf = (s: bigint): bigint => (s > P256_ORDER / 2n ? P256_ORDER - s : s);

/** A signature of an account that may not exist yet, with how to make it (ERC-6492). */
export const withCreation = (network: Network, first: Passkey, signature: Hex): Hex =>
  concat([
    encodeAbiParameters(CREATION, [
      network.contracts.passkeyAccounts,
      encodeFunctionData({ abi: passkeyAccountsAbi, functionName: "create", args: [first] }),
      signature,
    ]),
    CREATION_SUFFIX,
  ]);

/**
 * The signature without what makes its account, and the first passkey of that account. Undefined for a signature that says nothing
 * of the kind; null for one that would make another account than the signer, or by another factory.
 */
export function readCreation(
  network: Network,
  signer: Address,
  signature: Hex,
): { readonly first: Passkey; readonly signature: Hex } | null | undefined {
  if (size(signature) < 32 || slice(signature, -32) !== CREATION_SUFFIX) return undefined;
  try {
    const [factory, data, inner] = decodeAbiParameters(CREATION, slice(signature, 0, -32));
    const call = decodeFunctionData({ abi: passkeyAccountsAbi, data });
    if (call.functionName !== "create") return null;
    const [first] = call.args;
    const isOurs = isAddressEqual(factory, network.contracts.passkeyAccounts);
    return isOurs && isAddressEqual(passkeyAccountOf(network, first), signer)
      ? { first, signature: inner }
      : null;
  } catch {
    return null;
  }
}
