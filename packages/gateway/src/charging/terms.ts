// x402 v2, scheme `batch-settlement`, as chargers offer it: what a car hands in, what is asked for, what of it fits. Pure.
import { channelIdOf, contractDomain, type ChannelConfig, type Network } from "@alatau/sdk";
import { encodeAbiParameters, isAddressEqual, zeroAddress, type Address, type Hex } from "viem";
import { z } from "zod";
import { uint256 } from "../http/fields.ts";
import { caip2, X402_VERSION } from "../x402/terms.ts";

export const CHANNEL_SCHEME = "batch-settlement";
/** A payer who leaves by itself waits a day; chargers claim at unplugging. Seconds. */
export const WITHDRAW_DELAY = 86_400;
/** How long a client's signature for a deposit is to hold, seconds. */
const MAX_TIMEOUT_SECONDS = 300;
const CODE = "invalid_batch_settlement_evm_";

/** Codes of x402's reference library. */
export const FAULTS = {
  channelId: `${CODE}channel_id_mismatch`,
  receiver: `${CODE}receiver_mismatch`,
  authorizer: `${CODE}receiver_authorizer_mismatch`,
  token: `${CODE}token_mismatch`,
  delay: `${CODE}withdraw_delay_mismatch`,
  voucher: `${CODE}voucher_signature`,
  mismatch: `${CODE}cumulative_amount_mismatch`,
  belowClaimed: `${CODE}cumulative_below_claimed`,
  exceedsBalance: `${CODE}cumulative_exceeds_balance`,
  busy: `${CODE}channel_busy`,
  funds: `${CODE}insufficient_balance`,
  tooEarly: `${CODE}payload_authorization_valid_after`,
  expired: `${CODE}payload_authorization_valid_before`,
  simulation: `${CODE}deposit_simulation_failed`,
  payload: `${CODE}payload_type`,
  scheme: `${CODE}scheme`,
  network: `${CODE}network_mismatch`,
} as const;
export type Fault = (typeof FAULTS)[keyof typeof FAULTS] | "invalid_x402_version";

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text.toLowerCase() as Address);
const bytes32 = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text.toLowerCase() as Hex);
const signature = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2}){1,10000}$/)
  .transform((text) => text.toLowerCase() as Hex);
const whole = uint256.transform(BigInt);
const uint128 = whole.refine((value) => value < 1n << 128n, "below 2^128");

const common = {
  channelConfig: z.object({
    payer: address,
    payerAuthorizer: address,
    receiver: address,
    receiverAuthorizer: address,
    token: address,
    withdrawDelay: z
      .int()
      .min(0)
      .max(2 ** 40),
    salt: bytes32,
  }),
  voucher: z.object({ channelId: bytes32, maxClaimableAmount: uint128, signature }),
};
const deposit = z.object({
  amount: uint128,
  authorization: z.object({
    erc3009Authorization: z.object({ validAfter: whole, validBefore: whole, salt: bytes32, signature }),
  }),
});

/** What a client pays with: a deposit with its first voucher, or a voucher. */
export const channelPayloadSchema = z.looseObject({
  x402Version: z.number(),
  accepted: z.looseObject({ scheme: z.string(), network: z.string(), amount: whole }),
  payload: z.discriminatedUnion("type", [
    z.looseObject({ type: z.literal("deposit"), ...common, deposit }),
    z.looseObject({ type: z.literal("voucher"), ...common }),
  ]),
});
export type ChannelPayload = z.output<typeof channelPayloadSchema>;
export type Deposit = z.output<typeof deposit>;

export interface ChannelPrice {
  readonly amountTiyn: bigint;
  /** What a client should deposit at once. */
  readonly depositTiyn: bigint;
  readonly payTo: Address;
}

/** PaymentRequirements of a charger, as JSON. */
export function channelOffer(network: Network, { amountTiyn, depositTiyn, payTo }: ChannelPrice) {
  const { tenge, charging } = network.contracts;
  const { name, version } = contractDomain(network.chainId, tenge);
  return {
    scheme: CHANNEL_SCHEME,
    network: caip2(network),
    amount: amountTiyn.toString(),
    asset: tenge,
    payTo,
    maxTimeoutSeconds: MAX_TIMEOUT_SECONDS,
    extra: {
      ...{ name, version, assetTransferMethod: "eip3009" },
      ...{ receiverAuthorizer: charging, withdrawDelay: WITHDRAW_DELAY },
      minDeposit: depositTiyn.toString(),
    },
  };
}

/** What of a payload does not fit the charger's terms, asked before any signature is looked at; undefined when nothing. */
export function channelMisfit(network: Network, paid: ChannelPayload, payTo: Address): Fault | undefined {
  if (paid.x402Version !== X402_VERSION) return "invalid_x402_version";
  if (paid.accepted.scheme !== CHANNEL_SCHEME) return FAULTS.scheme;
  if (paid.accepted.network !== caip2(network)) return FAULTS.network;
  const { channelConfig: config, voucher } = paid.payload;
  const { tenge, charging } = network.contracts;
  if (channelIdOf(network.chainId, config) !== voucher.channelId) return FAULTS.channelId;
  if (!isAddressEqual(config.receiver, payTo)) return FAULTS.receiver;
  if (!isAddressEqual(config.receiverAuthorizer, charging)) return FAULTS.authorizer;
  if (!isAddressEqual(config.token, tenge)) return FAULTS.token;
  if (config.withdrawDelay !== WITHDRAW_DELAY) return FAULTS.delay;
  return undefined;
}

/** Whose key signs a channel's vouchers. */
export const voucherSigner = ({ payer, payerAuthorizer }: ChannelConfig): Address =>
  isAddressEqual(payerAuthorizer, zeroAddress) ? payer : payerAuthorizer;

/** What the collector of deposits needs. */
export function collectorData({ authorization: { erc3009Authorization: signed } }: Deposit): Hex {
  const { validAfter, validBefore, salt } = signed;
  return encodeAbiParameters(
    [{ type: "uint256" }, { type: "uint256" }, { type: "uint256" }, { type: "bytes" }],
    [validAfter, validBefore, BigInt(salt), signed.signature],
  );
}
