// Payment channels as x402's scheme `batch-settlement` has them: public addresses, typed data, and what a session of charging costs.
import { encodeAbiParameters, hashTypedData, keccak256, type Address, type Hex } from "viem";
import type { Tiyn, TiynPerMWh, Wh } from "./units.ts";
import { owedUp } from "./units.ts";

/** Where public clients look: Multicall3, Permit2, and x402's channels with the collector of their deposits. */
export const PUBLIC_ADDRESSES = {
  multicall3: "0xcA11bde05977b3631167028862bE2a173976CA11",
  permit2: "0x000000000022D473030F116dDEE9F6B43aC78BA3",
  channels: "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003",
  erc3009DepositCollector: "0x4020806089470a89826cB9fB1f4059150b550004",
} as const satisfies Record<string, Address>;

/** The terms of a channel; their hash names it. Times in seconds. */
export interface ChannelConfig {
  readonly payer: Address;
  /** Signs vouchers; the zero address: the payer's account itself. */
  readonly payerAuthorizer: Address;
  readonly receiver: Address;
  readonly receiverAuthorizer: Address;
  readonly token: Address;
  readonly withdrawDelay: number;
  readonly salt: Hex;
}

export const channelConfigTypes = {
  ChannelConfig: [
    { name: "payer", type: "address" },
    { name: "payerAuthorizer", type: "address" },
    { name: "receiver", type: "address" },
    { name: "receiverAuthorizer", type: "address" },
    { name: "token", type: "address" },
    { name: "withdrawDelay", type: "uint40" },
    { name: "salt", type: "bytes32" },
  ],
} as const;

export const voucherTypes = {
  Voucher: [
    { name: "channelId", type: "bytes32" },
    { name: "maxClaimableAmount", type: "uint128" },
  ],
} as const;

/** EIP-712 domain of the channels: x402's own, not the ledger's. */
export const channelDomain = (chainId: number) =>
  ({
    name: "x402 Batch Settlement",
    version: "1",
    chainId,
    verifyingContract: PUBLIC_ADDRESSES.channels,
  }) as const;

/** The channel that terms name on a chain; 32 bytes. */
export const channelIdOf = (chainId: number, config: ChannelConfig): Hex =>
  hashTypedData({
    domain: channelDomain(chainId),
    types: channelConfigTypes,
    primaryType: "ChannelConfig",
    message: config,
  });

/** What a payer signs: so much in all may be claimed from the channel. */
export const voucherTypedData = (chainId: number, channelId: Hex, maxClaimableAmount: bigint) =>
  ({
    domain: channelDomain(chainId),
    types: voucherTypes,
    primaryType: "Voucher",
    message: { channelId, maxClaimableAmount },
  }) as const;

/** The nonce of a deposit's ERC-3009 authorisation: it binds the signature to one channel. */
export const depositNonce = (channelId: Hex, salt: bigint): Hex =>
  keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "uint256" }], [channelId, salt]));

/**
 * What so much energy costs in a session: price × Wh, rounded up to whole tiyn on the sum, never on the steps, so a session
 * is at most one tiyn above the exact amount however many vouchers it had.
 */
export const sessionCost = (energy: Wh, price: TiynPerMWh): Tiyn => owedUp(energy, price);
