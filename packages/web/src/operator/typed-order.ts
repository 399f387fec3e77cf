// The EnergyOrder that a wallet signs, and the same as the gateway takes it. Loaded when an order is composed.
import { contractDomain, energyOrderTypes, networkSchema, type EnergyOrder, type Network } from "@alatau/sdk";
import type { Evidence, Hex } from "../answers.ts";

export interface OrderTerms {
  readonly side: "ask" | "bid";
  readonly device: number;
  readonly participant: number;
  readonly zone: number;
  readonly slotFrom: number;
  readonly slotTo: number;
  readonly maxWhPerSlot: bigint;
  readonly limitPriceTiynPerMWh: bigint;
  /** 0: anyone. */
  readonly partner: number;
  readonly minEvidence: Evidence;
  readonly nonce: bigint;
  /** Unix second after which it may no longer be placed. */
  readonly validTo: number;
}

const NO_TERMS: Hex = `0x${"00".repeat(32)}`;
const MOST_NONCE = 0xffff;
const EVIDENCE_CODE: Readonly<Record<Evidence, number>> = {
  unsigned: 0,
  "utility-attested": 1,
  "edge-signed": 2,
  "meter-signed": 3,
};
const EIP712_DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

/** The number that a participant gives to its next order: above its highest, or the lowest free one; null when all 65,536 are used. */
export function nextNonce(used: readonly number[]): bigint | null {
  const highest = used.reduce((most, each) => (each > most ? each : most), 0);
  if (highest < MOST_NONCE) return BigInt(highest + 1);
  const taken = new Set(used);
  for (let nonce = 0; nonce < MOST_NONCE; nonce += 1) if (!taken.has(nonce)) return BigInt(nonce);
  return null;
}

/** The participant's own number within an order's number. */
export const nonceOf = (order: number): number => order % (MOST_NONCE + 1);

/** Reads `network.json`. @throws {ZodError} */
export const readNetwork = (served: unknown): Network => networkSchema.parse(served);

/** The order in the contract's own words. METERED, without a minimum. */
export function toEnergyOrder(terms: OrderTerms): EnergyOrder {
  return {
    side: terms.side === "ask" ? 0 : 1,
    mode: 0,
    device: terms.device,
    participant: terms.participant,
    zone: terms.zone,
    slotFrom: terms.slotFrom,
    slotTo: terms.slotTo,
    maxWhPerSlot: terms.maxWhPerSlot,
    minWhPerSlot: 0n,
    limitPrice: terms.limitPriceTiynPerMWh,
    partner: terms.partner,
    minEvidence: EVIDENCE_CODE[terms.minEvidence],
    termsHash: NO_TERMS,
    nonce: terms.nonce,
    validTo: BigInt(terms.validTo),
  };
}

/** The argument of `eth_signTypedData_v4`: numbers as decimal strings. */
export function typedDataOf(terms: OrderTerms, { chainId, contracts }: Network): string {
  const message = Object.fromEntries(
    Object.entries(toEnergyOrder(terms)).map(([name, value]) => [name, String(value)]),
  );
  return JSON.stringify({
    types: { EIP712Domain: EIP712_DOMAIN, ...energyOrderTypes },
    primaryType: "EnergyOrder",
    domain: contractDomain(chainId, contracts.orderBook),
    message,
  });
}

/** The body of `POST /v1/orders`. */
export const orderBody = (terms: OrderTerms, signature: string): unknown => ({
  order: {
    ...terms,
    maxWhPerSlot: String(terms.maxWhPerSlot),
    limitPriceTiynPerMWh: String(terms.limitPriceTiynPerMWh),
    termsHash: NO_TERMS,
    nonce: String(terms.nonce),
    validTo: String(terms.validTo),
  },
  signature,
});
