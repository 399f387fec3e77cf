// Reports against a slow, obvious reference, over invoices and events made at random.
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { getAddress, zeroHash, type Hex } from "viem";
import { invoiceState, type PaymentFact } from "../invoices/status.ts";
import type { FactAt } from "../invoices/facts.ts";
import { businessDay, dayEnd } from "./day.ts";
import {
  moneyOf,
  REPORT_FORMAT,
  reportDocument,
  reportLines,
  type ReportBasis,
  type TillInvoice,
} from "./document.ts";
import { entriesOf } from "./exports.ts";

const TENGE = getAddress(`0x${"11".repeat(20)}`);
const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
const at = 1_700_000_000;

/** One event of any kind; what it says need not be possible, only be counted. */
const fact: fc.Arbitrary<PaymentFact> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("authorized", "voided", "reclaimed", "refunded"),
    amount,
    at: fc.constant(at),
  }),
  fc.record({
    kind: fc.constantFrom("charged", "captured"),
    amount,
    fee: fc.bigInt({ min: 0n, max: 999n }),
    at: fc.constant(at),
  }),
  fc.record({ kind: fc.constant("dispute-opened"), ofHold: fc.boolean(), amount, at: fc.constant(at) }),
  fc.record({
    kind: fc.constant("dispute-resolved"),
    ofHold: fc.boolean(),
    toPayer: amount,
    toReceiver: amount,
    at: fc.constant(at),
  }),
  fc.record({
    kind: fc.constant("box-swept"),
    ...{
      credited: amount,
      fee: fc.bigInt({ min: 0n, max: 999n }),
      returned: fc.bigInt({ min: 0n, max: 99n }),
    },
    ...{
      held: fc.bigInt({ min: 0n, max: 99n }),
      late: fc.boolean(),
      at: fc.constant(at),
      place: fc.constant(0),
    },
  }),
) as fc.Arbitrary<PaymentFact>;

const BLOCKS = 30;
const events = fc.array(fc.tuple(fact, fc.integer({ min: 0, max: BLOCKS - 1 })), { maxLength: 40 });
/** Events over three invoices, each in a block and at a place of its own. */
const invoices = fc.tuple(events, events, events).map((lists): TillInvoice[] => {
  let log = 0;
  return lists.map((list, index) => ({
    invoiceId: `0x${String(index + 1).padStart(64, "0")}` as Hex,
    number: index + 1,
    createdBy: `member:${index % 2}`,
    token: TENGE,
    terms: { state: "open", amount: 1_000n, tolerance: 0n, payBy: at + 1 },
    facts: list.map(([one, block]): FactAt => {
      const place = block * 2 ** 20 + (log += 1);
      const payment = `0x${String(place).padStart(64, "0")}` as Hex;
      return { fact: one.kind === "box-swept" ? { ...one, place } : one, payment, block, place };
    }),
  }));
});

const basisOf = (
  found: readonly TillInvoice[],
  after: number,
  until: number,
  base: ReportBasis["base"],
): ReportBasis => ({
  ...{
    format: REPORT_FORMAT,
    kind: "z",
    merchant: 1,
    till: "Counter",
    number: 1,
    previous: null,
    corrects: null,
  },
  after: { block: after, hash: zeroHash, time: at },
  until: { block: until, hash: zeroHash, time: at + until },
  ...{ invoiceNumbers: [0, 3], opened: { invoices: 3, amount: 3_000n }, invoices: found },
  ...{
    unmatched: { transfers: 0, amount: 0n, foreign: 0 },
    fiscal: [],
    issued: new Set<string>(),
    receiptsUntil: 0,
  },
  ...{ base, tenge: TENGE, cardFeeBps: 200 },
});
const NOTHING = { carried: 0n, grandPaid: 0n, grandRefunded: 0n };

describe("A report", () => {
  it("sums what the states of its invoices say, when it covers everything", () => {
    fc.assert(
      fc.property(invoices, (found) => {
        const document = reportDocument(basisOf(found, -1, BLOCKS, NOTHING));
        const states = found.map(({ terms, facts }) =>
          invoiceState(
            terms,
            facts.map((each) => each.fact),
            { now: at, sent: false, banked: false },
          ),
        );
        const sum = (of: (state: (typeof states)[number]) => bigint): string =>
          String(states.reduce((total, state) => total + of(state), 0n));
        expect(document.paid.amountTiyn).to.equal(sum(({ paid }) => paid));
        expect(document.fees.amountTiyn).to.equal(sum(({ fees }) => fees));
        expect(document.refunded.amountTiyn).to.equal(sum(({ refunded }) => refunded));
        const { returnedTiyn, heldTiyn } = document.surplus;
        expect(String(BigInt(returnedTiyn) + BigInt(heldTiyn))).to.equal(sum(({ surplus }) => surplus));
      }),
    );
  });

  it("says what each person's invoices brought and gave back, which sums to the whole; not in the first form", () => {
    fc.assert(
      fc.property(invoices, (found) => {
        const basis = basisOf(found, 4, 20, NOTHING);
        const { people, paid, refunded, ...rest } = reportDocument(basis);
        const total = (of: (person: NonNullable<typeof people>[number]) => string | number): string =>
          String(people!.reduce((all, person) => all + BigInt(of(person)), 0n));
        expect(total(({ paidTiyn }) => paidTiyn)).to.equal(paid.amountTiyn);
        expect(total(({ payments }) => payments)).to.equal(String(paid.payments));
        expect(total(({ refundedTiyn }) => refundedTiyn)).to.equal(refunded.amountTiyn);
        expect(total(({ refunds }) => refunds)).to.equal(String(refunded.refunds));
        const first = "alatau-till-report/1" as const;
        expect(reportDocument({ ...basis, format: first })).to.deep.equal({
          ...rest,
          paid,
          refunded,
          format: first,
        });
      }),
    );
  });

  it("is the same in whatever order invoices and events were delivered (Y12)", () => {
    fc.assert(
      fc.property(invoices, fc.array(fc.nat(), { minLength: 120, maxLength: 120 }), (found, keys) => {
        let next = 0;
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => [keys[next++ % keys.length]!, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const other = shuffled(found).map((each) => ({ ...each, facts: shuffled(each.facts) }));
        expect(reportDocument(basisOf(other, 4, 20, NOTHING))).to.deep.equal(
          reportDocument(basisOf(found, 4, 20, NOTHING)),
        );
      }),
    );
  });

  it("counts every event once however the days are cut, and pays out what they sum to", () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: BLOCKS - 1 }), { maxLength: 6 });
    fc.assert(
      fc.property(invoices, cuts, (found, middle) => {
        const ends = [...middle.sort((one, other) => one - other), BLOCKS];
        let base = NOTHING;
        let after = -1;
        let lines = 0;
        let payouts = 0n;
        for (const until of ends) {
          const document = reportDocument(basisOf(found, after, until, base));
          lines += document.events.count;
          payouts += BigInt(document.payout.expectedTiyn);
          base = {
            carried: BigInt(document.payout.carriedOutTiyn),
            grandPaid: BigInt(document.sinceFirst.paidTiyn),
            grandRefunded: BigInt(document.sinceFirst.refundedTiyn),
          };
          expect(base.carried <= 0n).to.equal(true);
          after = until;
        }
        const facts = found.flatMap((each) => each.facts.map((one) => moneyOf(one.fact)));
        expect(lines).to.equal(facts.length);
        const net = facts.reduce((total, { paid, fee, refunded }) => total + paid - fee - refunded, 0n);
        expect(payouts + base.carried).to.equal(net);
        expect(base.grandPaid).to.equal(facts.reduce((total, { paid }) => total + paid, 0n));
      }),
    );
  });

  it("has entries for banks and 1C that sum to its net", () => {
    fc.assert(
      fc.property(invoices, (found) => {
        const basis = basisOf(found, -1, BLOCKS, NOTHING);
        const entries = entriesOf(reportLines(basis));
        const total = entries.reduce((sum, { tiyn }) => sum + tiyn, 0n);
        expect(String(total)).to.equal(reportDocument(basis).payout.netTiyn);
        expect(new Set(entries.map(({ reference }) => reference)).size).to.equal(entries.length);
      }),
    );
  });
});

describe("The business day", () => {
  it("ends at midnight in Kazakhstan, 19:00 UTC, also on a leap day", () => {
    const end = Date.UTC(2024, 1, 29, 19) / 1000;
    expect(dayEnd("2024-02-29")).to.equal(end);
    expect([businessDay(end - 1), businessDay(end)]).to.deep.equal(["2024-02-29", "2024-03-01"]);
    for (const day of ["2023-02-29", "2024-13-01", "2024-00-10"])
      expect(() => dayEnd(day)).to.throw(RangeError);
  });
});
