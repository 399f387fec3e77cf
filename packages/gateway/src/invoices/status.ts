// What an invoice's state is: a function of its terms and of the facts on the chain, in whatever order they came. Pure.

/** One event of the chain that concerns an invoice. Amounts in the token's smallest unit, `at` Unix seconds, `place` ascends along the chain. */
export type PaymentFact =
  | {
      readonly kind: "authorized" | "voided" | "reclaimed" | "refunded";
      readonly amount: bigint;
      readonly at: number;
    }
  | {
      readonly kind: "charged" | "captured";
      readonly amount: bigint;
      readonly fee: bigint;
      readonly at: number;
    }
  | {
      readonly kind: "dispute-opened";
      readonly ofHold: boolean;
      readonly amount: bigint;
      readonly at: number;
    }
  | {
      readonly kind: "dispute-resolved";
      readonly ofHold: boolean;
      readonly toPayer: bigint;
      readonly toReceiver: bigint;
      readonly at: number;
    }
  | { readonly kind: "dispute-lapsed"; readonly at: number }
  | {
      readonly kind: "box-swept";
      readonly credited: bigint;
      readonly fee: bigint;
      readonly returned: bigint;
      /** Surplus that lay in the box after this sweep: a level, not a movement. */
      readonly held: bigint;
      readonly late: boolean;
      readonly at: number;
      readonly place: number;
    }
  | {
      readonly kind: "surplus-released";
      readonly amount: bigint;
      readonly at: number;
      readonly place: number;
    };

export interface InvoiceTerms {
  readonly state: "draft" | "open" | "void";
  readonly amount: bigint;
  /** Up to so much less still counts as paid. */
  readonly tolerance: bigint;
  /** Unix seconds. */
  readonly payBy: number;
}

export const INVOICE_STATUSES = [
  "draft",
  "open",
  "processing",
  "paid",
  "settled",
  "expired",
  "void",
] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

export const INVOICE_FLAGS = [
  "partial",
  "over",
  "late",
  "refunded_part",
  "refunded_full",
  "disputed",
  "tolerance_used",
  "held",
  "receipt_missing",
] as const;
export type InvoiceFlag = (typeof INVOICE_FLAGS)[number];

export interface InvoiceState {
  readonly status: InvoiceStatus;
  /** In the order of {@link INVOICE_FLAGS}. */
  readonly flags: readonly InvoiceFlag[];
  readonly paid: bigint;
  readonly fees: bigint;
  readonly refunded: bigint;
  /** Authorised and neither captured nor given back. */
  readonly held: bigint;
  /** Plain transfers beyond what was due: returned or kept for whoever claims them. */
  readonly surplus: bigint;
  /** amount − paid + refunded; below zero when more was paid than asked (Y13). */
  readonly due: bigint;
}

export interface Circumstances {
  /** The ledger's time, Unix seconds. */
  readonly now: number;
  /** A payment of this invoice was sent and is in no block yet. */
  readonly sent: boolean;
  /** The tenge are at the merchant's bank. */
  readonly banked: boolean;
  /** A fiscal receipt is overdue. */
  readonly receiptMissing?: boolean;
}

const sum = <Fact>(facts: readonly Fact[], of: (fact: Fact) => bigint): bigint =>
  facts.reduce((total, fact) => total + of(fact), 0n);

type Of<K extends PaymentFact["kind"]> = Extract<PaymentFact, { kind: K }>;

/** The state of an invoice. Facts may come in any order; each counts once (Y12). */
export function invoiceState(
  terms: InvoiceTerms,
  facts: readonly PaymentFact[],
  circumstances: Circumstances,
): InvoiceState {
  const of = <K extends PaymentFact["kind"]>(kind: K): Of<K>[] =>
    facts.filter((fact): fact is Of<K> => fact.kind === kind);
  const amountOf = (fact: { amount: bigint }): bigint => fact.amount;
  const swept = of("box-swept");
  const taken = [...of("charged"), ...of("captured")];
  const resolved = of("dispute-resolved");
  const ofHold = resolved.filter((fact) => fact.ofHold);
  const ofRefund = resolved.filter((fact) => !fact.ofHold);

  const paid =
    sum(taken, amountOf) +
    sum(swept, ({ credited }) => credited) +
    sum(ofHold, ({ toReceiver }) => toReceiver);
  const fees = sum([...taken, ...swept], ({ fee }) => fee);
  const refunded = sum(of("refunded"), amountOf) + sum(ofRefund, ({ toPayer }) => toPayer);
  const held = heldBy(facts);
  const returned = sum(swept, (fact) => fact.returned) + sum(of("surplus-released"), amountOf);
  const surplus = returned + heldInBox(swept, of("surplus-released"));
  const disputes = of("dispute-opened").length - resolved.length - of("dispute-lapsed").length;

  const enough = paid > 0n && paid >= terms.amount - terms.tolerance;
  const found: Record<InvoiceFlag, boolean> = {
    partial: paid > 0n && !enough,
    over: paid > terms.amount || surplus > 0n,
    late:
      [...taken, ...of("authorized")].some(({ at }) => at >= terms.payBy) || swept.some(({ late }) => late),
    refunded_part: refunded > 0n && refunded < paid,
    refunded_full: refunded > 0n && refunded >= paid,
    disputed: disputes > 0,
    tolerance_used: enough && paid < terms.amount,
    held: held > 0n,
    receipt_missing: circumstances.receiptMissing === true,
  };
  return {
    status: statusOf(terms, { ...circumstances, enough, held }),
    flags: INVOICE_FLAGS.filter((flag) => found[flag]),
    ...{ paid, fees, refunded, held, surplus },
    due: terms.amount - paid + refunded,
  };
}

/** What of the authorised is neither captured nor given back. */
export function heldBy(facts: readonly PaymentFact[]): bigint {
  return sum(facts, (fact) => {
    switch (fact.kind) {
      case "authorized":
        return fact.amount;
      case "captured":
      case "voided":
      case "reclaimed":
        return -fact.amount;
      case "dispute-resolved":
        return fact.ofHold ? -(fact.toPayer + fact.toReceiver) : 0n;
      default:
        return 0n;
    }
  });
}

/** What the latest sweep left in the box and nobody has taken out since. */
function heldInBox(swept: readonly Of<"box-swept">[], released: readonly { place: number }[]): bigint {
  const last = Math.max(...swept.map(({ place }) => place));
  if (released.some(({ place }) => place > last)) return 0n;
  return swept.find(({ place }) => place === last)?.held ?? 0n;
}

function statusOf(
  terms: InvoiceTerms,
  { enough, held, now, sent, banked }: Circumstances & { enough: boolean; held: bigint },
): InvoiceStatus {
  if (enough) return banked ? "settled" : "paid";
  if (terms.state !== "open") return terms.state;
  if (sent || held > 0n) return "processing";
  return now >= terms.payBy ? "expired" : "open";
}
