// The three-way match against a slow, obvious reference.
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  daysAfter,
  MATCHES,
  reconcile,
  summaryOf,
  type Books,
  type ChainSide,
  type InvoiceSide,
} from "./reconcile.ts";

const small = fc.bigInt({ min: 0n, max: 3n });
const day = fc.integer({ min: 0, max: 9 }).map((offset) => daysAfter("2026-02-25", offset));
const reference = fc.constantFrom("R1", "R2", "R3", "R4");
const books: fc.Arbitrary<Books> = fc.record({
  invoices: fc.array(
    fc.record({
      ...{ invoice: fc.uuid(), number: fc.nat(), amount: small.map((value) => value + 1n), paid: small },
      status: fc.constantFrom<InvoiceSide["status"]>(
        "draft",
        "open",
        "processing",
        "paid",
        "settled",
        "expired",
        "void",
      ),
      ...{ held: small, surplus: small },
    }),
  ),
  chain: fc.array(
    fc.record({
      ...{ event: fc.uuid(), invoice: fc.option(fc.constant("I1")), report: fc.option(reference) },
      amount: fc.bigInt({ min: -3n, max: 3n }),
    }),
  ),
  reports: fc.uniqueArray(fc.record({ reference, day, expected: small }), {
    selector: (each) => each.reference,
  }),
  bank: fc.array(
    fc.record({
      entry: fc.uuid(),
      day,
      amount: fc.bigInt({ min: -2n, max: 3n }).filter((value) => value !== 0n),
      report: reference,
    }),
    { maxLength: 6 },
  ),
  bankUntil: fc.option(day),
});

/** What an event is, found by looking through everything again. */
function slowChain({ invoice, report }: ChainSide, { reports, bank, bankUntil }: Books): string {
  if (invoice === null) return "unknown";
  const own = reports.filter((each) => each.reference === report);
  if (own.length === 0) return "timing";
  let found = 0n;
  for (const entry of bank) if (entry.report === report) found += entry.amount;
  if (found === own[0]!.expected) return "matched";
  if (found !== 0n) return "amount";
  if (bankUntil === null) return "timing";
  const days = (Date.parse(bankUntil) - Date.parse(own[0]!.day)) / 86_400_000;
  return days > 3 ? "unknown" : "timing";
}

describe("The three-way match", () => {
  it("gives every invoice, event and entry one line, and sums them exactly", () => {
    fc.assert(
      fc.property(books, (found) => {
        const lines = reconcile(found);
        expect(lines.map(({ side, id }) => `${side}/${id}`)).to.deep.equal([
          ...found.invoices.map(({ invoice }) => `invoice/${invoice}`),
          ...found.chain.map(({ event }) => `chain/${event}`),
          ...found.bank.map(({ entry }) => `bank/${entry}`),
        ]);
        const sums = summaryOf(lines);
        expect(MATCHES.reduce((total, match) => total + sums[match].lines, 0)).to.equal(lines.length);
        const amounts = lines.reduce((total, { amount }) => total + amount, 0n);
        expect(MATCHES.reduce((total, match) => total + sums[match].amount, 0n)).to.equal(amounts);
      }),
    );
  });

  it("says of the chain's events what the reference says", () => {
    fc.assert(
      fc.property(books, (found) => {
        const lines = reconcile(found).filter(({ side }) => side === "chain");
        expect(lines.map(({ match }) => match)).to.deep.equal(
          found.chain.map((event) => slowChain(event, found)),
        );
      }),
    );
  });

  it("says of the bank's entries: matched when they make the payout, never matched beyond it", () => {
    fc.assert(
      fc.property(books, (found) => {
        const lines = reconcile(found).filter(({ side }) => side === "bank");
        for (const { reference: name, expected } of found.reports) {
          const own = found.bank.filter(({ report }) => report === name);
          const matched = lines.filter(
            ({ id, match }) => match === "matched" && own.some(({ entry }) => entry === id),
          );
          const sum = matched.reduce((total, { amount }) => total + amount, 0n);
          expect(matched.length === 0 || sum === expected).to.equal(true);
        }
        for (const [index, { report }] of found.bank.entries())
          expect(lines[index]!.reason === "report-unknown").to.equal(
            !found.reports.some((each) => each.reference === report),
          );
      }),
    );
  });

  it("calls an invoice matched only when nothing more, and nothing less, was paid", () => {
    fc.assert(
      fc.property(books, (found) => {
        for (const [index, { paid, amount, surplus, status }] of found.invoices.entries()) {
          const line = reconcile(found)[index]!;
          if (line.match !== "matched") continue;
          expect(paid <= amount && surplus === 0n).to.equal(true);
          expect(paid === 0n || status === "paid" || status === "settled").to.equal(true);
        }
      }),
    );
  });

  it("waits three days for the bank, over the end of a month too", () => {
    const one: Books = {
      ...{ invoices: [], bank: [], bankUntil: "2026-03-01" },
      chain: [{ event: "5-1", invoice: "I1", report: "R1", amount: 5n }],
      reports: [{ reference: "R1", day: "2026-02-26", expected: 5n }],
    };
    expect(reconcile(one)[0]).to.include({ match: "timing", reason: "payout-awaited" });
    expect(reconcile({ ...one, bankUntil: "2026-03-02" })[0]).to.include({
      match: "unknown",
      reason: "payout-missing",
    });
  });
});
