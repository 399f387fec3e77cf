// For tests: payments of a café on a chain made by hand, each event in a block of its own, and a block that is asked for the state.
import { encodeAbiParameters, encodeEventTopics, parseAbiParameters } from "viem";
import { fromHex, keccak256, toHex, utf8, type Hex } from "./bytes.ts";
import { blockWith, contract, keyOf, NETWORK } from "./chain.fixture.ts";
import { PAYMENT_EVENTS } from "./payment-events.ts";
import { accountsOf, storageOf } from "./proof.fixture.ts";
import type { PaymentSource } from "./proof.ts";
import type { RpcLog } from "./receipts.ts";
import { paymentSlot } from "./state-slots.ts";
import { trieProof, trieRoot } from "./trie.ts";

export const PAYMENT = toHex(keccak256(utf8("payment")));
export const INVOICE = toHex(keccak256(utf8("invoice")));
export const [RECEIVER, PAYER, TOKEN] = ["café", "customer", "token"].map(contract) as [Hex, Hex, Hex];

/** What happens to a payment: name and amount; fee is 1 % of what is captured. */
export type Happening = readonly ["charged" | "authorized" | "captured" | "refunded" | "boxed", bigint];

/** Held, captured but for a part, and of that a part given back. */
export const HELD: readonly Happening[] = [
  ["authorized", 125_000n],
  ["captured", 100_000n],
  ["refunded", 25_000n],
];

export interface PaymentVariant {
  readonly happened?: readonly Happening[];
  /** What the state says. Default: what happened. */
  readonly refundable?: bigint;
  readonly dispute?: bigint;
  readonly withState?: boolean;
}

/** The log of an event of the payment. */
export function paymentLog([name, amount]: Happening, payment: Hex = PAYMENT): RpcLog {
  const invoiceId = INVOICE;
  const topicsOf = (eventName: string, last: object): Hex[] =>
    encodeEventTopics({
      abi: PAYMENT_EVENTS,
      eventName,
      args: { payment, invoiceId, ...last },
    } as never) as unknown as Hex[];
  const log = (eventName: string, last: object, types: string, values: readonly unknown[]): RpcLog => ({
    address: NETWORK.contracts.payments,
    topics: topicsOf(eventName, last),
    data: encodeAbiParameters(parseAbiParameters(types) as never, values as never),
  });
  const fee = amount / 100n;
  const receiver = { receiver: RECEIVER };
  switch (name) {
    case "charged":
      return log("PaymentCharged", receiver, "address, address, uint96, uint96", [PAYER, TOKEN, amount, fee]);
    case "authorized":
      return log("PaymentAuthorized", receiver, "address, address, uint96", [PAYER, TOKEN, amount]);
    case "captured":
      return log("PaymentCaptured", {}, "uint96, uint96", [amount, fee]);
    case "refunded":
      return log("PaymentRefunded", { from: RECEIVER }, "uint96", [amount]);
    case "boxed":
      return log("BoxSwept", receiver, "address, uint96, uint96, uint256, uint256, bool", [
        ...[TOKEN, amount, fee, 3n, 0n, false],
      ]);
  }
}

/** A payment as it happened, with its state. */
export function makePayment(variant: PaymentVariant = {}): PaymentSource {
  const { happened = HELD, dispute = 0n, withState = true } = variant;
  const sumOf = (...names: string[]): bigint =>
    happened.reduce((sum, [name, amount]) => (names.includes(name) ? sum + amount : sum), 0n);
  const refundable = variant.refundable ?? sumOf("charged", "captured", "boxed") - sumOf("refunded");
  const capturable = happened[0]?.[0] === "authorized" ? sumOf("authorized") - sumOf("captured") : 0n;
  const word = 1n | (dispute << 8n) | (capturable << 16n) | (refundable << 112n) | (7n << 208n);
  const slot = paymentSlot(fromHex(PAYMENT));
  const storage = storageOf([[slot, word]], 300);
  const accounts = accountsOf({ payments: storage });
  const earlier = toHex(trieRoot(accounts.slice(1)));
  const headKey = keyOf("head");
  const { block } = blockWith(200, undefined, toHex(trieRoot(accounts)), headKey);
  return {
    payment: PAYMENT,
    moves: happened.map((each, index) => blockWith(110 + index, paymentLog(each), earlier, headKey)),
    ...(withState && {
      status: {
        block,
        accountProof: trieProof(accounts, keccak256(fromHex(NETWORK.contracts.payments))).nodes.map(toHex),
        storageProof: [{ proof: trieProof(storage, keccak256(slot)).nodes.map(toHex) }],
      },
    }),
  };
}
