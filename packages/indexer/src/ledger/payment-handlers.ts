// Events of payments into rows.
import type { Cell } from "../projection.ts";
import type { EventArgs, EventName } from "./decode.ts";
import type { At } from "./handlers.ts";
import { TABLES as T } from "./tables.ts";

type Handlers = {
  readonly [N in EventName<"payments">]?: (at: At, args: EventArgs<"payments", N>) => void;
};

interface Change {
  readonly amount?: bigint;
  readonly fee?: bigint;
  readonly from?: string;
  readonly ofHold?: boolean;
  readonly toPayer?: bigint;
  readonly toReceiver?: bigint;
  readonly evidenceHash?: string;
}

function change(
  at: At,
  { payment, invoiceId }: { readonly payment: string; readonly invoiceId: string },
  name: string,
  { amount = 0n, fee = 0n, from, ofHold, toPayer, toReceiver, evidenceHash }: Change,
): void {
  const rest: Cell[] = [from, ofHold, toPayer, toReceiver, evidenceHash].map((cell) => cell ?? null);
  at.put(T.paymentChanges, payment, invoiceId, name, amount, fee, ...rest);
}

export const PAYMENTS: Handlers = {
  TokenListed(at, { token, terms }) {
    const { maxPerPayment, attestAbove, minLevel, decimals, issuer } = terms;
    at.put(T.paymentTokens, token, true, maxPerPayment, attestAbove, minLevel, decimals, issuer);
  },
  TokenDelisted: (at, { token }) => at.put(T.paymentTokens, token, false, 0n, 0n, 0, 0, null),
  PaymentAuthorized(at, { payment, invoiceId, receiver, payer, token, amount }) {
    at.put(T.payments, payment, invoiceId, "authorized", receiver, payer, token, amount, 0n);
  },
  PaymentCharged(at, { payment, invoiceId, receiver, payer, token, amount, fee }) {
    at.put(T.payments, payment, invoiceId, "charged", receiver, payer, token, amount, fee);
  },
  PaymentCaptured: (at, args) => change(at, args, "captured", args),
  PaymentVoided: (at, args) => change(at, args, "voided", args),
  PaymentReclaimed: (at, args) => change(at, args, "reclaimed", args),
  PaymentRefunded: (at, args) => change(at, args, "refunded", args),
  DisputeOpened: (at, args) => change(at, args, "dispute-opened", args),
  DisputeResolved: (at, args) => change(at, args, "dispute-resolved", args),
  DisputeLapsed: (at, args) => change(at, args, "dispute-lapsed", { amount: args.frozen }),
  BoxSwept(at, { payment, invoiceId, receiver, token, credited, fee, returned, held, late }) {
    at.put(T.boxSweeps, payment, invoiceId, receiver, token, credited, fee, returned, held, late);
  },
  SurplusReleased: (at, { payment, invoiceId, to, amount }) =>
    at.put(T.surplusReleases, payment, invoiceId, to, amount),
  ReserveFunded: (at, { receiver, token, amount }) => at.put(T.refundReserveChanges, receiver, token, amount),
  ReserveWithdrawn: (at, { receiver, token, amount }) =>
    at.put(T.refundReserveChanges, receiver, token, -amount),
};
