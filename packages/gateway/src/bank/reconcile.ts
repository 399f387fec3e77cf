// The three-way match: invoices, the chain and the bank file. Every line is matched, timing, amount or unknown, with its reason. Pure.

export const MATCHES = ["matched", "timing", "amount", "unknown"] as const;
export type Match = (typeof MATCHES)[number];

export const REASONS = [
  "paid",
  "nothing-due",
  "awaiting-payment",
  "held",
  "partial",
  "over",
  "in-bank",
  "nothing-to-pay-out",
  "day-open",
  "payout-awaited",
  "payout-missing",
  "payout-differs",
  "invoice-unknown",
  "report-unknown",
  "paid-out-before",
] as const;
export type Reason = (typeof REASONS)[number];

/** Amounts in tiyn, days as `2026-01-31`. */
export interface InvoiceSide {
  readonly invoice: string;
  readonly number: number;
  readonly status: "draft" | "open" | "processing" | "paid" | "settled" | "expired" | "void";
  readonly amount: bigint;
  readonly paid: bigint;
  readonly held: bigint;
  readonly surplus: bigint;
}

/** Money that an event of the chain moved for the merchant. */
export interface ChainSide {
  /** `<block>-<log>` */
  readonly event: string;
  /** Null: it names none of the merchant's. */
  readonly invoice: string | null;
  /** Reference of the report that sums it; null while its day is open. */
  readonly report: string | null;
  /** Above zero: to the merchant. */
  readonly amount: bigint;
}

export interface ReportSide {
  readonly reference: string;
  readonly day: string;
  readonly expected: bigint;
}

export interface BankSide {
  readonly entry: string;
  readonly day: string;
  readonly amount: bigint;
  /** The report that the remittance names. Entries that name none are the merchant's other business and not given here. */
  readonly report: string;
}

export interface Books {
  readonly invoices: readonly InvoiceSide[];
  readonly chain: readonly ChainSide[];
  /** Of all time, since what a bank books today may pay out an old day. */
  readonly reports: readonly ReportSide[];
  /** Of all time. */
  readonly bank: readonly BankSide[];
  /** The last day that the bank statements cover; null without any. */
  readonly bankUntil: string | null;
}

/** So many days after a report its payout is in the bank. */
export const PAYOUT_DAYS = 3;

export interface Line {
  readonly side: "invoice" | "chain" | "bank";
  readonly id: string;
  readonly match: Match;
  readonly reason: Reason;
  readonly amount: bigint;
  /** What the other side has of it, where amounts are compared. */
  readonly counterpart: bigint | null;
}

/** One line for each invoice, each event of the chain and each of the bank's entries, in this order. */
export function reconcile(books: Books): Line[] {
  const credits = Map.groupBy(books.bank, ({ report }) => report);
  const reports = new Map(books.reports.map((each) => [each.reference, each]));
  return [
    ...books.invoices.map(invoiceLine),
    ...books.chain.map((event) => chainLine(event, reports, credits, books.bankUntil)),
    ...books.bank.map((entry) => bankLine(entry, reports, credits)),
  ];
}

function invoiceLine({ invoice: id, status, amount, paid, held, surplus }: InvoiceSide): Line {
  const line = (match: Match, reason: Reason): Line => ({
    ...{ side: "invoice", id, match, reason, amount, counterpart: paid },
  });
  if (paid > amount || surplus > 0n) return line("amount", "over");
  if (status === "paid" || status === "settled") return line("matched", "paid");
  if (paid > 0n) return line("amount", "partial");
  if (held > 0n) return line("timing", "held");
  if (status === "open" || status === "processing" || status === "draft")
    return line("timing", "awaiting-payment");
  return line("matched", "nothing-due");
}

type Credits = ReadonlyMap<string, readonly BankSide[]>;

function chainLine(
  { event: id, invoice, report: reference, amount }: ChainSide,
  reports: ReadonlyMap<string, ReportSide>,
  credits: Credits,
  bankUntil: string | null,
): Line {
  const line = (match: Match, reason: Reason, counterpart: bigint | null = null): Line => ({
    ...{ side: "chain", id, match, reason, amount, counterpart },
  });
  if (invoice === null) return line("unknown", "invoice-unknown");
  const report = reference === null ? undefined : reports.get(reference);
  if (report === undefined) return line("timing", "day-open");
  const found = total(credits.get(report.reference) ?? []);
  if (found === report.expected)
    return line("matched", report.expected === 0n ? "nothing-to-pay-out" : "in-bank", found);
  if (found !== 0n) return line("amount", "payout-differs", found);
  const isOverdue = bankUntil !== null && bankUntil > daysAfter(report.day, PAYOUT_DAYS);
  return isOverdue ? line("unknown", "payout-missing", 0n) : line("timing", "payout-awaited", 0n);
}

function bankLine(
  { entry: id, report: reference, amount }: BankSide,
  reports: ReadonlyMap<string, ReportSide>,
  credits: Credits,
): Line {
  const line = (match: Match, reason: Reason, counterpart: bigint | null = null): Line => ({
    ...{ side: "bank", id, match, reason, amount, counterpart },
  });
  const report = reports.get(reference);
  if (report === undefined) return line("unknown", "report-unknown");
  const own = credits.get(reference)!;
  if (total(own) === report.expected) return line("matched", "in-bank", report.expected);
  // The first credit in full pays the report out; what comes on top of it belongs to nothing.
  const full = own.findIndex((each) => each.amount === report.expected);
  if (full >= 0)
    return own[full]!.entry === id
      ? line("matched", "in-bank", report.expected)
      : line("unknown", "paid-out-before", report.expected);
  return line("amount", "payout-differs", report.expected);
}

const total = (entries: readonly BankSide[]): bigint => entries.reduce((sum, { amount }) => sum + amount, 0n);

/** The day so many days after one. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** How many lines are what, and what they sum to. */
export function summaryOf(lines: readonly Line[]): Record<Match, { lines: number; amount: bigint }> {
  const sums = Object.fromEntries(MATCHES.map((match) => [match, { lines: 0, amount: 0n }])) as Record<
    Match,
    { lines: number; amount: bigint }
  >;
  for (const { match, amount } of lines) {
    sums[match].lines += 1;
    sums[match].amount += amount;
  }
  return sums;
}
