// x402 v2, scheme `exact`, as this network offers it: what a payment consists of, what is asked for, the headers. Pure.
import { contractDomain, transferWithAuthorizationTypes, type Network } from "@alatau/sdk";
import { concat, hashTypedData, isAddressEqual, keccak256, type Address, type Hex } from "viem";
import { z } from "zod";
import { uint256 } from "../http/fields.ts";

export const X402_VERSION = 2;
export const SCHEME = "exact";

/** CAIP-2 name of a network. */
export const caip2 = ({ chainId }: Pick<Network, "chainId">): `eip155:${number}` => `eip155:${chainId}`;

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text.toLowerCase() as Address);
const whole = uint256.transform(BigInt);

/** What a server asks for (PaymentRequirements). */
export const requirementsSchema = z.looseObject({
  scheme: z.string().max(100),
  network: z.string().max(100),
  amount: whole,
  asset: address,
  payTo: address,
  maxTimeoutSeconds: z.number(),
});
export type Requirements = z.output<typeof requirementsSchema>;

/** What a client pays with (PaymentPayload). */
export const payloadSchema = z.looseObject({
  x402Version: z.number(),
  accepted: z.looseObject({ scheme: z.string(), network: z.string(), asset: address.optional() }),
  payload: z.looseObject({
    signature: z
      .string()
      .regex(/^0x([0-9a-fA-F]{2}){1,10000}$/)
      .transform((text) => text.toLowerCase() as Hex),
    authorization: z.object({
      from: address,
      to: address,
      value: whole,
      validAfter: whole,
      validBefore: whole,
      nonce: z
        .string()
        .regex(/^0x[0-9a-fA-F]{64}$/)
        .transform((text) => text.toLowerCase() as Hex),
    }),
  }),
});
export type Payload = z.output<typeof payloadSchema>;
export type Authorization = Payload["payload"]["authorization"];

/** What the payer signs (ERC-3009), for tenge. */
export const transferAuthorization = ({ chainId, contracts }: Network, message: Authorization) => ({
  domain: contractDomain(chainId, contracts.tenge),
  types: transferWithAuthorizationTypes,
  primaryType: "TransferWithAuthorization" as const,
  message,
});

/** Names an authorisation together with its signature; 32 bytes. */
export const payloadDigest = (network: Network, { payload }: Payload): Hex =>
  keccak256(
    concat([hashTypedData(transferAuthorization(network, payload.authorization)), payload.signature]),
  );

export interface Price {
  readonly amountTiyn: bigint;
  readonly payTo: Address;
}

/** How long a client's signature is to hold, seconds. */
const MAX_TIMEOUT_SECONDS = 300;

/** PaymentRequirements for a price in tenge, as JSON. */
export function offer(network: Network, { amountTiyn, payTo }: Price) {
  const { name, version } = contractDomain(network.chainId, network.contracts.tenge);
  return {
    scheme: SCHEME,
    network: caip2(network),
    amount: amountTiyn.toString(),
    asset: network.contracts.tenge,
    payTo,
    maxTimeoutSeconds: MAX_TIMEOUT_SECONDS,
    extra: { name, version, assetTransferMethod: "eip3009" },
  };
}

/** A header's value: base64 of JSON. */
export const toHeader = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");

/** What a header holds; undefined when it is no base64 of JSON. */
export function fromHeader(text: string): unknown {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The code of the x402 specification for what is wrong before the chain is asked: version, scheme, network, token; undefined when
 * nothing is. Both sides are looked at: what the server asks for and what the client says it accepted.
 */
export function misfit(network: Network, paid: Payload, asked: Requirements): string | undefined {
  if (paid.x402Version !== X402_VERSION) return "invalid_x402_version";
  if (asked.scheme !== SCHEME || paid.accepted.scheme !== SCHEME) return "unsupported_scheme";
  if (asked.network !== caip2(network) || paid.accepted.network !== asked.network) return "invalid_network";
  const { tenge } = network.contracts;
  if (!isAddressEqual(asked.asset, tenge) || !isAddressEqual(paid.accepted.asset ?? asked.asset, tenge))
    return "invalid_payment_requirements";
  return undefined;
}
