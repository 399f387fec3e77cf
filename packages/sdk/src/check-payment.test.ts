import { expect } from "chai";
import { describe, it } from "mocha";
import { getAbiItem, toEventSelector, type AbiEvent, type Hex } from "viem";
import { blockWith, keyOf, NETWORK, SLOT } from "./chain.fixture.ts";
import { EventForeignError } from "./events.ts";
import { paymentsAbi } from "./generated/abi.ts";
import { PAYMENT_EVENTS, readPaymentMove } from "./payment-events.ts";
import {
  HELD,
  INVOICE,
  makePayment,
  PAYER,
  PAYMENT,
  paymentLog,
  RECEIVER,
  TOKEN,
  type Happening,
  type PaymentVariant,
} from "./payment.fixture.ts";
import { provePayment, type PaymentSource } from "./proof.ts";
import { verifyBundle, type ProofResult } from "./verify.ts";

const check = async (source: PaymentSource): Promise<ProofResult> =>
  await verifyBundle(await provePayment(source, NETWORK), NETWORK);
const checkVariant = async (variant: PaymentVariant): Promise<ProofResult> =>
  await check(makePayment(variant));

describe("events of payments", () => {
  it("are the contract's own", () => {
    for (const ours of PAYMENT_EVENTS) {
      const theirs = getAbiItem({ abi: paymentsAbi, name: ours.name }) as AbiEvent;
      const shapeOf = (event: AbiEvent): unknown => [
        toEventSelector(event),
        event.inputs.map(({ name, type, indexed }) => [name, type, indexed === true]),
      ];
      expect(shapeOf(ours), ours.name).to.deep.equal(shapeOf(theirs));
    }
  });

  it("are refused with other topics, another length, or bits beyond their type", () => {
    for (const name of ["charged", "authorized", "captured", "refunded", "boxed"] as const) {
      const log = paymentLog([name, 100n]);
      expect(readPaymentMove(log)).to.include({ move: name, amount: 100n, payment: PAYMENT });
      const dirty = `0x${"f".repeat(64)}${log.data.slice(66)}` as Hex;
      for (const forged of [
        { ...log, topics: log.topics.slice(0, -1) },
        { ...log, topics: log.topics.with(0, PAYMENT) },
        { ...log, data: `${log.data}${"00".repeat(32)}` as Hex },
        { ...log, data: dirty },
      ])
        expect(() => readPaymentMove(forged), name).to.throw(EventForeignError);
    }
  });
});

describe("the proof of a payment", () => {
  it("says who paid whom, what was captured, charged as fee and given back, and that nothing is left out", async () => {
    const answer = await check(makePayment());
    expect(answer.failure).to.equal(undefined);
    expect(answer).to.deep.include({ proven: true, status: "current", statusAt: 200n });
    expect(answer.level).to.deep.equal({ meter: null, checkers: null, seals: null, head: true });
    expect(answer.steps.map(({ step }) => step)).to.deep.equal(["bundle", "head", "payment", "status"]);
    const time = (block: number): bigint => BigInt(SLOT * 900 + 900 + block);
    expect(answer.facts.payment).to.deep.equal({
      ...{ payment: PAYMENT, invoice: INVOICE, kind: "authorized" },
      ...{ receiver: RECEIVER, payer: PAYER, token: TOKEN },
      ...{ amount: 125_000n, captured: 100_000n, fee: 1_000n, refunded: 25_000n, at: time(110) },
      moves: [
        { move: "authorized", amount: 125_000n, fee: 0n, block: 110n, at: time(110) },
        { move: "captured", amount: 100_000n, fee: 1_000n, block: 111n, at: time(111) },
        { move: "refunded", amount: 25_000n, fee: 0n, block: 112n, at: time(112) },
      ],
      ...{ complete: true, held: 25_000n, status: "current", statusAt: 200n },
    });
  });

  it("is of a charge, and of plain transfers that nobody signed", async () => {
    const charged = await checkVariant({ happened: [["charged", 125_000n]] });
    expect(charged.facts.payment).to.include({ kind: "charged", captured: 125_000n, fee: 1_250n, held: 0n });
    const boxed: Happening[] = [
      ["boxed", 100_000n],
      ["boxed", 25_000n],
    ];
    const swept = await checkVariant({ happened: boxed });
    expect(swept.facts.payment).to.include({ kind: "boxed", payer: null, amount: 125_000n, complete: true });
  });

  it("says less without the state, and what an arbiter has to do with it", async () => {
    const bare = await checkVariant({ withState: false });
    expect(bare).to.deep.include({ proven: true, status: null });
    expect(bare.facts.payment).to.include({ complete: false, held: null });
    expect((await checkVariant({ dispute: 2n })).status).to.equal("disputed");
    const split = await checkVariant({ dispute: 3n, refundable: 1n });
    expect(split).to.deep.include({ proven: true, status: "current" });
    expect(split.facts.payment?.complete).to.equal(false);
    expect((await checkVariant({ dispute: 4n })).failure?.code).to.equal("state-unknown-value");
  });

  it("refuses a refund or capture left out, events of another payment, out of order, or that cannot follow", async () => {
    const honest = makePayment();
    const having = async (moves: PaymentSource["moves"]) => (await check({ ...honest, moves })).failure?.code;
    const [held, captured, refunded] = honest.moves as [never, never, never];
    expect(await having([held, captured])).to.equal("payment-incomplete");
    expect(await having([held, refunded])).to.equal("payment-incomplete");
    for (const moves of [
      ...[[], [captured, refunded], [captured, held, refunded], [held, captured, captured, refunded]],
      ...[[held, held, captured, refunded]],
    ])
      expect(await having(moves)).to.equal("payment-foreign");
    const foreign = blockWith(113, paymentLog(["refunded", 1n], INVOICE), INVOICE, keyOf("head"));
    expect(await having([held, captured, refunded, foreign])).to.equal("payment-foreign");
    for (const [first, second] of [
      ["charged", "captured"],
      ["charged", "boxed"],
      ["authorized", "authorized"],
      ["boxed", "charged"],
    ] as const) {
      const happened: Happening[] = [
        [first, 100n],
        [second, 100n],
      ];
      expect((await checkVariant({ happened })).failure?.code, `${first} ${second}`).to.equal(
        "payment-foreign",
      );
    }
    const late = blockWith(201, paymentLog(HELD[2]!), INVOICE, keyOf("head"));
    expect(await having([held, captured, late])).to.equal("state-too-old");
    const network = { ...NETWORK, contracts: { ...NETWORK.contracts, payments: TOKEN } };
    const answer = await verifyBundle(await provePayment(honest, NETWORK), network);
    expect(answer.failure?.code).to.equal("log-foreign");
  });
});
