// What a till's report says: a function of its invoices and of the ledger's events between two blocks, in whatever order they came. Pure.
import { jcs, sha256, toBytes32, utf8, type Bytes32 } from "@alatau/sdk";
import type { Address, Hex } from "viem";
import { timeOf } from "../http/show.ts";
import { receiptsDue } from "../fiscal/due.ts";
import { invoiceState, type InvoiceTerms, type PaymentFact } from "../invoices/status.ts";
import type { FactAt } from "../invoices/facts.ts";
import { businessDay } from "./day.ts";

/** What reports are made in now. A report of the first form is derived in the first form for ever. */
export const REPORT_FORMAT = "alatau-till-report/2";
const FORMATS = ["alatau-till-report/1", REPORT_FORMAT] as const;
export type ReportDocumentFormat = (typeof FORMATS)[number];
/** Whether a text names a form that reports have or had. */
export const isReportFormat = (format: unknown): format is ReportDocumentFormat =>
  (FORMATS as readonly unknown[]).includes(format);

export const REPORT_KINDS = ["x", "z", "correction"] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** A block as a bound of what a report covers; −1 before the first. */
export interface Cut {
  readonly block: number;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly time: number;
}

export interface TillInvoice {
  readonly invoiceId: Hex;
  readonly number: number;
  /** `member:7`, `participant:12`, `api-key:0x…` or `payment-link:3`. */
  readonly createdBy: string;
  readonly token: Address;
  readonly terms: InvoiceTerms;
  /** At least those up to the report's last block. */
  readonly facts: readonly FactAt[];
}

/** What the Z-report before left to carry on. Amounts in tiyn. */
export interface Base {
  readonly carried: bigint;
  readonly grandPaid: bigint;
  readonly grandRefunded: bigint;
}

export interface ReportBasis {
  readonly format: ReportDocumentFormat;
  readonly kind: ReportKind;
  readonly merchant: number;
  /** Null: the invoices that name no till. */
  readonly till: string | null;
  /** Of the till, from 1; null for an X-report. */
  readonly number: number | null;
  /** Hash of the report numbered before. */
  readonly previous: Hex | null;
  readonly corrects: { readonly report: Hex; readonly number: number; readonly reason: string } | null;
  /** The report covers the blocks after this one … */
  readonly after: Cut;
  /** … up to and with this one. */
  readonly until: Cut;
  /** Invoices made after the first of these numbers, up to the second. */
  readonly invoiceNumbers: readonly [after: number, until: number];
  readonly opened: { readonly invoices: number; readonly amount: bigint };
  readonly invoices: readonly TillInvoice[];
  /** Money in boxes that no sweep has credited, and payments that name the till's invoices but pay somebody else or another token. */
  readonly unmatched: { readonly transfers: number; readonly amount: bigint; readonly foreign: number };
  /** Blocks in which payments need a fiscal receipt; an open end where `until` is null. */
  readonly fiscal: readonly { readonly since: number; readonly until: number | null }[];
  /** Fiscal receipts that were given, up to the number. */
  readonly issued: ReadonlySet<string>;
  readonly receiptsUntil: number;
  readonly base: Base;
  readonly tenge: Address;
  /** What a card would cost, hundredths of a per cent. */
  readonly cardFeeBps: number;
}

/** One event of the ledger in a report, as it goes into the hash of them. */
export interface ReportLine {
  readonly block: number;
  readonly log: number;
  readonly time: string;
  readonly event: PaymentFact["kind"];
  readonly invoice: Hex;
  readonly number: number;
  readonly token: Address;
  readonly paid: string;
  readonly fee: string;
  readonly refunded: string;
  readonly returned: string;
}

interface Money {
  readonly paid: bigint;
  readonly fee: bigint;
  readonly refunded: bigint;
  /** Surplus that went back. */
  readonly returned: bigint;
}

/** What an event moved; over all events of an invoice these sum to its state. */
export function moneyOf(fact: PaymentFact): Money {
  const nothing = { paid: 0n, fee: 0n, refunded: 0n, returned: 0n };
  switch (fact.kind) {
    case "charged":
    case "captured":
      return { ...nothing, paid: fact.amount, fee: fact.fee };
    case "box-swept":
      return { ...nothing, paid: fact.credited, fee: fact.fee, returned: fact.returned };
    case "refunded":
      return { ...nothing, refunded: fact.amount };
    case "dispute-resolved":
      return fact.ofHold ? { ...nothing, paid: fact.toReceiver } : { ...nothing, refunded: fact.toPayer };
    case "surplus-released":
      return { ...nothing, returned: fact.amount };
    default:
      return nothing;
  }
}

const LOGS = 2 ** 20;
const isIn = ({ after, until }: Pick<ReportBasis, "after" | "until">, block: number): boolean =>
  block > after.block && block <= until.block;

/** The events that a report covers, in the order of the chain. */
export const reportLines = (basis: Pick<ReportBasis, "after" | "until" | "invoices">): ReportLine[] =>
  basis.invoices
    .flatMap(({ invoiceId, number, token, facts }) =>
      facts.filter(({ block }) => isIn(basis, block)).map((at) => ({ at, invoiceId, number, token })),
    )
    .sort((one, other) => one.at.place - other.at.place)
    .map(({ at: { fact: inTenge, quoted, block, place }, invoiceId, number, token: asked }) => {
      const { fact, token } = quoted ?? { fact: inTenge, token: asked };
      const { paid, fee, refunded, returned } = moneyOf(fact);
      return {
        ...{ block, log: place - block * LOGS, time: timeOf(fact.at), event: fact.kind },
        ...{ invoice: invoiceId, number, token },
        ...{ paid: String(paid), fee: String(fee), refunded: String(refunded), returned: String(returned) },
      };
    });

/** What a customer's money is called by the bank when it pays a report out. Till names are any text, so a hash stands for one. */
export const payoutReference = (merchant: number, till: string | null, number: number): string =>
  `ALATAU Z ${merchant}-${tillCode(till)}-${number}`;

/** Six hexadecimal digits for a till; zeroes for the invoices that name none. */
export const tillCode = (till: string | null): string =>
  till === null ? "000000" : toBytes32(sha256(utf8(till))).slice(2, 8);

/** sha256 of the canonical JSON: what the report is known by, printed on it and anchored. */
export const reportHash = (document: ReportDocument): Bytes32 => toBytes32(sha256(utf8(jcs(document))));

export type ReportDocument = ReturnType<typeof reportDocument>;

/** The report. Amounts are tiyn in decimal; tokens other than tenge are counted beside them in their own unit. */
export function reportDocument(basis: ReportBasis) {
  const { format, kind, merchant, till, number, after, until, base, tenge, cardFeeBps } = basis;
  const lines = reportLines(basis);
  const own = lines.filter(({ token }) => token.toLowerCase() === tenge.toLowerCase());
  const paid = sum(own, (line) => line.paid);
  const fees = sum(own, (line) => line.fee);
  const refunded = sum(own, (line) => line.refunded);
  const sales = own.filter((line) => line.paid !== "0").length;
  const net = paid - fees - refunded;
  const balance = base.carried + net;
  const payout = balance > 0n ? balance : 0n;
  const receipts = receiptsIn(basis);
  return {
    format,
    ...{ kind, merchant, till, number, previous: basis.previous, corrects: basis.corrects },
    day: businessDay(until.time),
    after: showCut(after),
    until: showCut(until),
    opened: {
      invoices: basis.opened.invoices,
      amountTiyn: String(basis.opened.amount),
      numbers: { after: basis.invoiceNumbers[0], until: basis.invoiceNumbers[1] },
    },
    paid: { payments: sales, amountTiyn: String(paid), tokens: byToken(lines) },
    fees: { amountTiyn: String(fees) },
    refunded: {
      refunds: own.filter((line) => line.refunded !== "0").length,
      amountTiyn: String(refunded),
    },
    ...(format === REPORT_FORMAT && { people: byPerson(basis, own) }),
    surplus: {
      returnedTiyn: String(sum(own, (line) => line.returned)),
      heldTiyn: String(heldIn(basis)),
    },
    unmatched: {
      transfers: basis.unmatched.transfers,
      amountTiyn: String(basis.unmatched.amount),
      foreignPayments: basis.unmatched.foreign,
    },
    receipts: { ...receipts, until: basis.receiptsUntil },
    payout: {
      netTiyn: String(net),
      carriedInTiyn: String(base.carried),
      expectedTiyn: String(payout),
      carriedOutTiyn: String(balance - payout),
      reference: number === null ? null : payoutReference(merchant, till, basis.corrects?.number ?? number),
    },
    sinceFirst: {
      paidTiyn: String(base.grandPaid + paid),
      refundedTiyn: String(base.grandRefunded + refunded),
    },
    cost: costOf({ paid, fees, sales, cardFeeBps }),
    events: { count: lines.length, hash: toBytes32(sha256(utf8(jcs(lines)))) },
  };
}

/** What sales cost here, beside what a card would: fees that were paid and gas, which is free on this ledger. Rounded up. */
function costOf({
  paid,
  fees,
  sales,
  cardFeeBps,
}: {
  paid: bigint;
  fees: bigint;
  sales: number;
  cardFeeBps: number;
}) {
  const each = (total: bigint): string =>
    sales === 0 ? "0" : String((total + BigInt(sales) - 1n) / BigInt(sales));
  const card = (paid * BigInt(cardFeeBps) + 9_999n) / 10_000n;
  return {
    ...{ feesTiyn: String(fees), gasTiyn: "0", perSaleTiyn: each(fees) },
    ...{ cardFeeBps, cardFeesTiyn: String(card), cardPerSaleTiyn: each(card) },
  };
}

/** What was paid and given back for the invoices that each person, key or link made; in tenge, and summing to the whole. */
function byPerson({ invoices }: ReportBasis, lines: readonly ReportLine[]) {
  const makers = new Map(invoices.map(({ invoiceId, createdBy }) => [invoiceId, createdBy]));
  return [...Map.groupBy(lines, ({ invoice }) => makers.get(invoice)!)]
    .map(([by, own]) => ({
      by,
      payments: own.filter((line) => line.paid !== "0").length,
      paidTiyn: String(sum(own, (line) => line.paid)),
      refunds: own.filter((line) => line.refunded !== "0").length,
      refundedTiyn: String(sum(own, (line) => line.refunded)),
    }))
    .filter(({ payments, refunds }) => payments + refunds > 0)
    .sort((one, other) => (one.by < other.by ? -1 : 1));
}

function byToken(lines: readonly ReportLine[]) {
  const paid = lines.filter((line) => line.paid !== "0");
  return [...Map.groupBy(paid, ({ token }) => token.toLowerCase())]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([token, own]) => ({
      ...{ token, payments: own.length, amount: String(sum(own, (line) => line.paid)) },
    }));
}

/** Surplus that lay in boxes at the report's end, tiyn. */
function heldIn({ invoices, until, tenge }: ReportBasis): bigint {
  let held = 0n;
  for (const { terms, facts, token } of invoices) {
    if (token.toLowerCase() !== tenge.toLowerCase()) continue;
    const known = facts.filter(({ block }) => block <= until.block).map(({ fact }) => fact);
    const { surplus } = invoiceState(terms, known, { now: until.time, sent: false, banked: false });
    held += surplus - known.reduce((total, fact) => total + moneyOf(fact).returned, 0n);
  }
  return held;
}

/** Fiscal receipts that the report's payments and refunds need, and those not given yet. */
function receiptsIn(basis: ReportBasis): { due: number; missing: number } {
  const isOn = (block: number): boolean =>
    basis.fiscal.some(({ since, until }) => block >= since && (until === null || block < until));
  const due = basis.invoices.flatMap(({ invoiceId, terms, facts }) =>
    receiptsDue(invoiceId, terms, facts).filter(({ block }) => isIn(basis, block) && isOn(block)),
  );
  return { due: due.length, missing: due.filter(({ receipt }) => !basis.issued.has(receipt)).length };
}

const showCut = ({ block, hash, time }: Cut) => ({
  block,
  blockHash: hash,
  time: block < 0 ? null : timeOf(time),
});

const sum = <Item>(items: readonly Item[], of: (item: Item) => string): bigint =>
  items.reduce((total, item) => total + BigInt(of(item)), 0n);
