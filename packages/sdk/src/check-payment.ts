// A payment: its events in the receipts of final blocks, one after the other, and what the contract's state says of it.
import type { BundlePayment } from "./bundle.ts";
import { toHex, type Hex } from "./bytes.ts";
import { checkLog, checkState, type ProvenBlock } from "./check-chain.ts";
import { blockAt, type CheckContext, type ProofStatus } from "./check-context.ts";
import { readPaymentMove, type PaymentMove, type PaymentParties } from "./payment-events.ts";
import { refuse } from "./refusals.ts";
import type { RpcLog } from "./receipts.ts";
import { paymentSlot, readPaymentWord } from "./state-slots.ts";

/** An event of the payment with its block; amounts in the token's smallest unit, `at` in Unix seconds. */
export interface ProvenMove extends Pick<PaymentMove, "move" | "amount" | "fee"> {
  readonly block: bigint;
  readonly at: bigint;
}

/** Amounts in the token's smallest unit: tiyn where the token is aKZT. */
export interface ProvenPayment extends PaymentParties {
  readonly payment: Hex;
  readonly invoice: Hex;
  readonly kind: "charged" | "authorized" | "boxed";
  /** What was charged or held; of a box what was counted. */
  readonly amount: bigint;
  /** What went to the receiver, `fee` of it to the fee receiver. */
  readonly captured: bigint;
  readonly fee: bigint;
  readonly refunded: bigint;
  /** Unix seconds of the block of the first event. */
  readonly at: bigint;
  readonly moves: readonly ProvenMove[];
  /** Whether the state shows that no capture and no refund is left out. False without a state, and where an arbiter has split it. */
  readonly complete: boolean;
  /** What is held for the receiver as of `statusAt`; null without a state. */
  readonly held: bigint | null;
  readonly status: ProofStatus | null;
  readonly statusAt: bigint | null;
}

/** What may come after the event that a payment begins with. */
const FOLLOWS: Readonly<Record<ProvenPayment["kind"], readonly PaymentMove["move"][]>> = {
  charged: ["refunded"],
  authorized: ["captured", "refunded"],
  boxed: ["boxed", "refunded"],
};
/** IPayments.DisputeStatus.Over, the last of its values. */
const DISPUTE_OVER = 3;

/** Checks the payment part of a bundle. @throws {CheckFailedError} */
export function checkPayment(part: BundlePayment, context: CheckContext): ProvenPayment {
  context.enter("payment");
  const payment = toHex(part.id);
  const moves: (PaymentMove & ProvenMove)[] = [];
  let before = [-1n, -1n, -1n];
  for (const each of part.moves) {
    const block = blockAt(context, each.block);
    const move = moveOf(checkLog(each, block, context.network.contracts.payments));
    const place = [block.number, BigInt(each.transaction), BigInt(each.log)];
    if (move.payment !== payment) refuse("payment-foreign", `The event is of payment ${move.payment}.`);
    if (!isLater(place, before)) refuse("payment-foreign", "The events are not in the order of the chain.");
    moves.push({ ...move, block: block.number, at: block.timestamp });
    before = place;
  }
  const [first, ...later] = moves;
  if (first === undefined || first.parties === null)
    return refuse("payment-foreign", "The first event does not begin a payment.");
  const kind = first.move as ProvenPayment["kind"];
  for (const { move, invoice } of later)
    if (!FOLLOWS[kind].includes(move) || invoice !== first.invoice)
      refuse("payment-foreign", `A payment that was ${kind} is not ${move} later.`);
  const sumOf = (...names: PaymentMove["move"][]): bigint =>
    moves.filter(({ move }) => names.includes(move)).reduce((sum, { amount }) => sum + amount, 0n);
  const captured = sumOf("charged", "captured", "boxed");
  const refunded = sumOf("refunded");
  const amount = kind === "boxed" ? captured : first.amount;
  context.done(
    `Payment ${payment}: ${moves.map((each) => `${each.move} ${each.amount}`).join(", ")} of token ${first.parties.token}.`,
  );
  return {
    ...{ payment, invoice: first.invoice, kind, ...first.parties, amount, captured, refunded },
    fee: moves.reduce((sum, { fee }) => sum + fee, 0n),
    at: first.at,
    moves: moves.map(({ move, amount: moved, fee, block, at }) => ({ move, amount: moved, fee, block, at })),
    ...checkStatus(part, moves.at(-1)!.block, captured - refunded, context),
  };
}

function moveOf(log: RpcLog): PaymentMove {
  try {
    return readPaymentMove(log);
  } catch {
    return refuse("log-foreign", "The log of the payments' contract is not one that moves money.");
  }
}

const isLater = (place: readonly bigint[], before: readonly bigint[]): boolean => {
  const differs = place.findIndex((value, index) => value !== before[index]);
  return differs >= 0 && place[differs]! > before[differs]!;
};

/** The contract's own count of what was captured and not given back must be that of the events; an arbiter's split has no event here. */
function checkStatus(
  part: BundlePayment,
  last: bigint,
  refundable: bigint,
  context: CheckContext,
): Pick<ProvenPayment, "complete" | "held" | "status" | "statusAt"> {
  if (part.status === null) return { complete: false, held: null, status: null, statusAt: null };
  context.enter("status");
  const block: ProvenBlock = blockAt(context, part.status.block);
  if (block.number < last) refuse("state-too-old", "The state is older than the payment's last event.");
  const slot = paymentSlot(part.id, context.slots);
  const [word] = checkState(part.status, block, context.network.contracts.payments, [slot]);
  const state = readPaymentWord(word!);
  if (state.dispute > DISPUTE_OVER)
    refuse("state-unknown-value", `The dispute's status ${state.dispute} is not known.`);
  const split = state.dispute === DISPUTE_OVER;
  if (!split && state.refundable !== refundable)
    refuse("payment-incomplete", `The events leave ${refundable}; the chain counts ${state.refundable}.`);
  const status = state.dispute === 0 || split ? "current" : "disputed";
  context.done(
    `As of block ${block.number}: ${state.refundable} captured and not given back, ${state.capturable} held.`,
  );
  return { complete: !split, held: state.capturable, status, statusAt: block.number };
}
