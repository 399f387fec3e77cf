// The events of a payment that a proof rests on, read out of proven receipts.
import { parseAbi, toEventSelector } from "viem";
import type { Hex } from "./bytes.ts";
import { EventForeignError, topicsOf, within, wordsOf } from "./events.ts";
import type { RpcLog } from "./receipts.ts";

/** The ABI of the five events. */
export const PAYMENT_EVENTS = parseAbi([
  "event PaymentCharged(bytes32 indexed payment, bytes32 indexed invoiceId, address indexed receiver, address payer, address token, uint96 amount, uint96 fee)",
  "event PaymentAuthorized(bytes32 indexed payment, bytes32 indexed invoiceId, address indexed receiver, address payer, address token, uint96 amount)",
  "event PaymentCaptured(bytes32 indexed payment, bytes32 indexed invoiceId, uint96 amount, uint96 fee)",
  "event PaymentRefunded(bytes32 indexed payment, bytes32 indexed invoiceId, address indexed from, uint96 amount)",
  "event BoxSwept(bytes32 indexed payment, bytes32 indexed invoiceId, address indexed receiver, address token, uint96 credited, uint96 fee, uint256 returned, uint256 held, bool late)",
]);
const [CHARGED, AUTHORIZED, CAPTURED, REFUNDED, SWEPT] = PAYMENT_EVENTS.map((event) =>
  toEventSelector(event),
);

/** Who paid whom in what; `payer` is null where plain transfers to a box were counted. */
export interface PaymentParties {
  readonly receiver: Hex;
  readonly payer: Hex | null;
  readonly token: Hex;
}

/** One event of a payment; amounts in the token's smallest unit. `parties` are of the events that begin a payment. */
export interface PaymentMove {
  readonly move: "charged" | "authorized" | "captured" | "refunded" | "boxed";
  readonly payment: Hex;
  readonly invoice: Hex;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly parties: PaymentParties | null;
}

/** What a log of `Payments` says of one payment. @throws {EventForeignError} for any other event. */
export function readPaymentMove(log: RpcLog): PaymentMove {
  const selector = log.topics[0];
  switch (selector) {
    case CHARGED:
    case AUTHORIZED: {
      const [payment, invoice, receiver] = topicsOf(log, selector);
      const charged = selector === CHARGED;
      const word = wordsOf(log, charged ? 4 : 3);
      return {
        ...{ move: charged ? "charged" : "authorized", payment: payment!, invoice: invoice! },
        ...{ amount: uint96(word(2)), fee: charged ? uint96(word(3)) : 0n },
        parties: { receiver: address(receiver!), payer: address(word(0)), token: address(word(1)) },
      };
    }
    case SWEPT: {
      const [payment, invoice, receiver] = topicsOf(log, selector);
      const word = wordsOf(log, 6);
      return {
        ...{ move: "boxed", payment: payment!, invoice: invoice! },
        ...{ amount: uint96(word(1)), fee: uint96(word(2)) },
        parties: { receiver: address(receiver!), payer: null, token: address(word(0)) },
      };
    }
    case CAPTURED: {
      const [payment, invoice] = topicsOf(log, selector, 2);
      const word = wordsOf(log, 2);
      const [amount, fee] = [uint96(word(0)), uint96(word(1))];
      return { move: "captured", payment: payment!, invoice: invoice!, amount, fee, parties: null };
    }
    case REFUNDED: {
      const [payment, invoice] = topicsOf(log, selector);
      const amount = uint96(wordsOf(log, 1)(0));
      return { move: "refunded", payment: payment!, invoice: invoice!, amount, fee: 0n, parties: null };
    }
    default:
      throw new EventForeignError("its topics");
  }
}

const uint96 = (word: Hex): bigint => within(word, 96);

function address(word: Hex): Hex {
  within(word, 160);
  return `0x${word.slice(26)}`;
}
