// Payments: what a payer signs, the id of a payment, the box of plain transfers, the link of a QR code. Pure.
import {
  concat,
  getAddress,
  getContractAddress,
  getCreate2Address,
  hashTypedData,
  keccak256,
  type Address,
  type Hex,
  type TypedDataDomain,
} from "viem";
import type { Network } from "./network.ts";
import { contractDomain } from "./typed-data.ts";

/** `PaymentInfo` of IPayments; its EIP-712 hash is the payment's id and the nonce of the payer's authorisation. */
export const paymentInfoTypes = {
  PaymentInfo: [
    { name: "invoiceId", type: "bytes32" },
    { name: "operator", type: "address" },
    { name: "payer", type: "address" },
    { name: "receiver", type: "address" },
    { name: "token", type: "address" },
    { name: "amount", type: "uint96" },
    { name: "payBy", type: "uint40" },
    { name: "captureBy", type: "uint40" },
    { name: "refundBy", type: "uint40" },
    { name: "minFeeBps", type: "uint16" },
    { name: "maxFeeBps", type: "uint16" },
    { name: "feeReceiver", type: "address" },
    { name: "termsHash", type: "bytes32" },
    { name: "salt", type: "bytes32" },
  ],
} as const;

const AUTHORIZATION = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
] as const;

/** ERC-3009: signed by the payer for a payment, by the receiver for a refund. */
export const receiveWithAuthorizationTypes = { ReceiveWithAuthorization: AUTHORIZATION } as const;

/** ERC-3009: a transfer that anybody may send, as x402 `exact` uses it. */
export const transferWithAuthorizationTypes = { TransferWithAuthorization: AUTHORIZATION } as const;

/** `Dispute` of IPayments: signed by the payer. */
export const paymentDisputeTypes = {
  Dispute: [
    { name: "payment", type: "bytes32" },
    { name: "amount", type: "uint96" },
    { name: "evidenceHash", type: "bytes32" },
  ],
} as const;

/** Terms of a payment: amounts in the token's smallest unit, times Unix seconds. */
export interface PaymentInfo {
  readonly invoiceId: Hex;
  readonly operator: Address;
  /** Zero in the terms of a box whose payer nobody named. */
  readonly payer: Address;
  readonly receiver: Address;
  readonly token: Address;
  readonly amount: bigint;
  readonly payBy: number;
  readonly captureBy: number;
  readonly refundBy: number;
  readonly minFeeBps: number;
  readonly maxFeeBps: number;
  readonly feeReceiver: Address;
  readonly termsHash: Hex;
  readonly salt: Hex;
}

/** The id of a payment on a network; equals `Payments.paymentId`. */
export const paymentId = ({ chainId, contracts }: Network, payment: PaymentInfo): Hex =>
  hashTypedData({
    domain: contractDomain(chainId, contracts.payments),
    types: paymentInfoTypes,
    primaryType: "PaymentInfo",
    message: payment,
  });

/** What a payer's wallet is asked to sign (`eth_signTypedData_v4`). `domain` is that of a token other than tenge. */
export function paymentAuthorization(
  network: Network,
  payment: PaymentInfo,
  domain: TypedDataDomain = tengeDomain(network),
) {
  const { payer, amount, payBy } = payment;
  return authorization(network, domain, payer, amount, payBy, paymentId(network, payment));
}

const tengeDomain = ({ chainId, contracts }: Network): TypedDataDomain =>
  contractDomain(chainId, contracts.tenge);

/** What a receiver signs so that a refund is taken from its own money. `domain` is that of a token other than tenge. */
export function refundAuthorization(
  network: Network,
  {
    payment,
    amount,
    salt,
    validBefore,
  }: { payment: PaymentInfo; amount: bigint; salt: Hex; validBefore: number },
  domain: TypedDataDomain = tengeDomain(network),
) {
  const nonce = keccak256(concat([paymentId(network, payment), salt]));
  return authorization(network, domain, payment.receiver, amount, validBefore, nonce);
}

function authorization(
  { contracts }: Network,
  domain: TypedDataDomain,
  from: Address,
  value: bigint,
  validBefore: number,
  nonce: Hex,
) {
  return {
    domain,
    types: receiveWithAuthorizationTypes,
    primaryType: "ReceiveWithAuthorization" as const,
    message: { from, to: contracts.payments, value, validAfter: 0n, validBefore: BigInt(validBefore), nonce },
  };
}

/** The address of plain transfers for a payment; equals `Payments.boxOf`. EIP-1167 clone, CREATE2 by the contract. */
export function boxOf({ contracts: { payments } }: Network, id: Hex): Address {
  const implementation = getContractAddress({ from: payments, nonce: 1n });
  const code = concat([
    "0x3d602d80600a3d3981f3363d3d373d3d3d363d73",
    implementation,
    "0x5af43d82803e903d91602b57fd5bf3",
  ]);
  return getCreate2Address({ from: payments, salt: id, bytecode: code });
}

/** ERC-681: a transfer of exactly this amount to a box, for a QR code. */
export const transferUri = (
  { chainId, contracts }: Network,
  { to, amount }: { to: Address; amount: bigint },
): string =>
  `ethereum:${getAddress(contracts.tenge)}@${chainId}/transfer?address=${getAddress(to)}&uint256=${amount}`;
