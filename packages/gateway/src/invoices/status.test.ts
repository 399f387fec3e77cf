import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { invoiceState, type InvoiceTerms, type PaymentFact } from "./status.ts";

const TERMS: InvoiceTerms = { state: "open", amount: 125_000n, tolerance: 0n, payBy: 1_000 };
const NOW = { now: 500, sent: false, banked: false };
const charged = (amount: bigint, at = 400): PaymentFact => ({ kind: "charged", amount, fee: 0n, at });
const swept = (
  credited: bigint,
  rest: Partial<Extract<PaymentFact, { kind: "box-swept" }>> = {},
): PaymentFact => ({
  ...{ kind: "box-swept", credited, fee: 0n, returned: 0n, held: 0n, late: false, at: 400, place: 1 },
  ...rest,
});
const stateOf = (facts: PaymentFact[], terms: Partial<InvoiceTerms> = {}, at: Partial<typeof NOW> = {}) =>
  invoiceState({ ...TERMS, ...terms }, facts, { ...NOW, ...at });

describe("invoiceState", () => {
  it("is open until something happens, then expired", () => {
    expect(stateOf([]).status).to.equal("open");
    expect(stateOf([], {}, { now: 1_000 }).status).to.equal("expired");
    expect(stateOf([], {}, { sent: true, now: 1_000 }).status).to.equal("processing");
    expect(stateOf([], { state: "draft" }).status).to.equal("draft");
  });

  it("is paid by the chain's event alone, and settled at the bank", () => {
    const { status, due, flags } = stateOf([charged(125_000n)]);
    expect({ status, due, flags }).to.deep.equal({ status: "paid", due: 0n, flags: [] });
    expect(stateOf([charged(125_000n)], {}, { banked: true }).status).to.equal("settled");
  });

  it("keeps a part payment after it expired", () => {
    const { status, flags, due } = stateOf([swept(100_000n)], {}, { now: 2_000 });
    expect({ status, flags, due }).to.deep.equal({ status: "expired", flags: ["partial"], due: 25_000n });
  });

  it("takes what a tolerance allows, and says so", () => {
    const { status, flags, due } = stateOf([swept(124_990n)], { tolerance: 10n });
    expect({ status, flags, due }).to.deep.equal({ status: "paid", flags: ["tolerance_used"], due: 10n });
  });

  it("says over, late and refunded together: no fact hides another", () => {
    const facts: PaymentFact[] = [
      swept(125_000n, { held: 7n, late: true, at: 1_200 }),
      { kind: "refunded", amount: 25_000n, at: 1_300 },
    ];
    const { status, flags, due, surplus } = stateOf(facts, {}, { now: 2_000 });
    expect({ status, flags, due, surplus }).to.deep.equal({
      ...{ status: "paid", flags: ["over", "late", "refunded_part"], due: 25_000n, surplus: 7n },
    });
  });

  it("has a due below zero when two payers paid (Y13)", () => {
    expect(stateOf([charged(125_000n), charged(125_000n)]).due).to.equal(-125_000n);
  });

  it("holds what is authorised and counts only what is captured", () => {
    const held: PaymentFact = { kind: "authorized", amount: 125_000n, at: 300 };
    expect(stateOf([held])).to.include({ status: "processing", held: 125_000n, paid: 0n });
    const captured: PaymentFact = { kind: "captured", amount: 25_000n, fee: 250n, at: 350 };
    const voided: PaymentFact = { kind: "voided", amount: 100_000n, at: 360 };
    expect(stateOf([held, captured, voided])).to.include({
      ...{ status: "open", held: 0n, paid: 25_000n, fees: 250n, due: 100_000n },
    });
  });

  it("is disputed until the arbiter or time ends it", () => {
    const opened: PaymentFact = { kind: "dispute-opened", ofHold: false, amount: 50_000n, at: 450 };
    const ended: PaymentFact = {
      ...{ kind: "dispute-resolved", ofHold: false, toPayer: 30_000n, toReceiver: 0n, at: 460 },
    };
    expect(stateOf([charged(125_000n), opened]).flags).to.deep.equal(["disputed"]);
    expect(stateOf([charged(125_000n), opened, ended])).to.deep.include({
      ...{ flags: ["refunded_part"], refunded: 30_000n, due: 30_000n },
    });
    expect(stateOf([charged(125_000n), opened, { kind: "dispute-lapsed", at: 470 }]).flags).to.deep.equal([]);
  });

  it("keeps a void invoice's money in sight", () => {
    expect(stateOf([swept(1_000n)], { state: "void" })).to.deep.include({
      ...{ status: "void", flags: ["partial"], paid: 1_000n },
    });
  });
});

const amount = fc.bigInt({ min: 0n, max: 200_000n });
const at = fc.integer({ min: 1, max: 2_000 });
/** Places differ, as those of logs do. */
const facts = (): fc.Arbitrary<PaymentFact[]> =>
  fc
    .array(fact, { maxLength: 12 })
    .map((list) => list.map((entry, place) => ("place" in entry ? { ...entry, place } : entry)));
const fact: fc.Arbitrary<PaymentFact> = fc.oneof(
  fc.record({ kind: fc.constantFrom("authorized", "voided", "reclaimed", "refunded"), amount, at }),
  fc.record({ kind: fc.constantFrom("charged", "captured"), amount, fee: amount, at }),
  fc.record({ kind: fc.constant("dispute-opened"), ofHold: fc.boolean(), amount, at }),
  fc.record({
    ...{
      kind: fc.constant("dispute-resolved"),
      ofHold: fc.boolean(),
      toPayer: amount,
      toReceiver: amount,
      at,
    },
  }),
  fc.record({ kind: fc.constant("dispute-lapsed"), at }),
  fc.record({
    ...{ kind: fc.constant("box-swept"), credited: amount, fee: amount, returned: amount, held: amount },
    ...{ late: fc.boolean(), at, place: fc.constant(0) },
  }),
  fc.record({ kind: fc.constant("surplus-released"), amount, at, place: fc.constant(0) }),
) as fc.Arbitrary<PaymentFact>;

describe("an invoice's state", () => {
  it("is the same in whatever order the events arrive (Y12)", () => {
    fc.assert(
      fc.property(facts(), fc.infiniteStream(fc.nat()), (list, dice) => {
        const shuffled = list
          .map((entry) => [dice.next().value as number, entry] as const)
          .sort(([a], [b]) => a - b)
          .map(([, entry]) => entry);
        expect(stateOf(shuffled)).to.deep.equal(stateOf(list));
      }),
    );
  });

  it("has due = amount − paid + refunded, never clipped (Y13, M4)", () => {
    fc.assert(
      fc.property(facts(), (list) => {
        const { due, paid, refunded } = stateOf(list);
        expect(due).to.equal(TERMS.amount - paid + refunded);
      }),
    );
  });
});
