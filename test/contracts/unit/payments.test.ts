import { transferWithAuthorizationTypes } from "@alatau/sdk";
import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { expectGas } from "../gas.ts";
import { DAY, deployPayments, TENGE_TERMS } from "../payments-fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const deploy = () => deployPayments({ ethers, networkHelpers } as never);
const ZERO = ethers.ZeroAddress;
const EVIDENCE = ethers.id("a cold coffee");

describe("Payments.listToken", () => {
  it("refuses anyone but the token office, a token without limit, issuer or code, and wrong decimals", async () => {
    const { payments, tenge, admin, cafe, issuer } = await loadFixture(deploy);
    const terms = { ...TENGE_TERMS, issuer: issuer.address };
    await expect(payments.connect(cafe).listToken(tenge, terms)).to.be.revertedWithCustomError(
      payments,
      "AccessManagedUnauthorized",
    );
    const office = payments.connect(admin);
    for (const wrong of [
      { ...terms, maxPerPayment: 0n },
      { ...terms, issuer: ZERO },
    ])
      await expect(office.listToken(tenge, wrong)).to.be.revertedWithCustomError(
        payments,
        "TokenTermsInvalid",
      );
    await expect(office.listToken(cafe.address, terms)).to.be.revertedWithCustomError(
      payments,
      "TokenTermsInvalid",
    );
    await expect(office.listToken(tenge, { ...terms, decimals: 6 }))
      .to.be.revertedWithCustomError(payments, "TokenDecimalsDiffer")
      .withArgs(tenge, 2, 6);
  });

  it("lets what is held go on after delisting", async () => {
    const { payments, byOperator, base, admin, hold, tenge, cafe } = await loadFixture(deploy);
    await hold(base);
    await payments.connect(admin).delistToken(tenge);
    await expect(hold({ ...base, salt: ethers.id("2") })).to.be.revertedWithCustomError(
      payments,
      "TokenNotListed",
    );
    await expect(byOperator.capture(base, base.amount, 0)).to.changeTokenBalance(
      ethers,
      tenge as never,
      cafe,
      base.amount,
    );
  });
});

describe("Payments.authorize", () => {
  it("refuses anyone but the operator", async () => {
    const { payments, base, pay, relayer, operator } = await loadFixture(deploy);
    await expect(payments.connect(relayer).authorize(base, await pay(base), "0x"))
      .to.be.revertedWithCustomError(payments, "NotOperator")
      .withArgs(relayer, operator);
  });

  it("refuses terms that cannot hold", async () => {
    const { payments, base, hold } = await loadFixture(deploy);
    const cases: [string, object][] = [
      ["AmountInvalid", { amount: 0n }],
      ["ReceiverMissing", { receiver: ZERO }],
      ["PayerMissing", { payer: ZERO }],
      ["TimesInvalid", { payBy: base.captureBy + 1n }],
      ["TimesInvalid", { refundBy: base.captureBy - 1n }],
      ["FeeTermsInvalid", { minFeeBps: 101 }],
      ["FeeTermsInvalid", { maxFeeBps: 10_001 }],
      ["FeeTermsInvalid", { feeReceiver: ZERO }],
      ["PaymentExpired", { payBy: 1n }],
      ["TokenNotListed", { token: ethers.Wallet.createRandom().address }],
      ["PaymentTooLarge", { amount: TENGE_TERMS.maxPerPayment + 1n }],
      ["PayerNotAttested", { amount: TENGE_TERMS.attestAbove + 1n }],
    ];
    for (const [error, change] of cases)
      await expect(hold({ ...base, ...change }), error).to.be.revertedWithCustomError(payments, error);
  });

  it("refuses words that are no values of their fields, wherever they stand", async () => {
    const { payments, base, hold, operator } = await loadFixture(deploy);
    await hold(base);
    const TIMES = 7;
    for (const [verb, args] of [
      ["authorize", [base, "0x", "0x"]],
      ["void", [base]],
      ["capture", [base, 1n, 0]],
      ["refund", [base, 1n]],
    ] as const) {
      const data = payments.interface.encodeFunctionData(verb, args);
      const at = 2 + 8 + 64 * TIMES;
      const call = { to: await payments.getAddress(), data: `${data.slice(0, at)}ff${data.slice(at + 2)}` };
      await expect(operator.sendTransaction(call), verb).to.revert(ethers);
    }
  });

  it("refuses a signature of other terms, of another key, or of another use (Y4)", async () => {
    const { byOperator, base, pay, cafe, tenge } = await loadFixture(deploy);
    const other = { ...base, amount: base.amount + 1n };
    for (const signature of [await pay(other), await pay(base, cafe), "0x", `0x${"11".repeat(65)}`])
      await expect(byOperator.authorize(base, signature, "0x")).to.be.revertedWithCustomError(
        tenge,
        "ERC3009InvalidSignature",
      );
  });

  it("collects a payment once, whichever verb comes second (Y4)", async () => {
    const { payments, byOperator, base, hold, charge } = await loadFixture(deploy);
    await hold(base);
    const id = await payments.paymentId(base);
    await expect(hold(base)).to.be.revertedWithCustomError(payments, "PaymentExists").withArgs(id);
    await byOperator.void(base);
    await expect(charge(base)).to.be.revertedWithCustomError(payments, "PaymentExists").withArgs(id);
  });

  it("holds the money and says so", async () => {
    const { payments, byOperator, base, pay, address, customer, tenge, cafe } = await loadFixture(deploy);
    const id = await payments.paymentId(base);
    const signature = await pay(base);
    const call = byOperator.authorize(base, signature, "0x");
    await expect(call).to.changeTokenBalances(
      ethers,
      tenge as never,
      [customer, address],
      [-base.amount, base.amount],
    );
    await expect(call)
      .to.emit(payments, "PaymentAuthorized")
      .withArgs(id, base.invoiceId, cafe, customer, tenge, base.amount);
    const state = (await payments.stateOf(id)) as { capturable: bigint; refundable: bigint };
    expect([state.capturable, state.refundable]).to.deep.equal([base.amount, 0n]);
  });

  it("takes a large payment of a payer whom the attester knows, and no other attestation", async () => {
    const { payments, byOperator, base, pay, attestation, customer, cafe } = await loadFixture(deploy);
    const large = { ...base, amount: TENGE_TERMS.attestAbove + 1n };
    const until = base.payBy;
    const poor = [
      await attestation(customer.address, 1, until),
      await attestation(cafe.address, 2, until),
      await attestation(customer.address, 2, 1n),
      await attestation(customer.address, 2, until, cafe),
    ];
    for (const said of poor)
      await expect(byOperator.authorize(large, await pay(large), said)).to.be.revertedWithCustomError(
        payments,
        "PayerNotAttested",
      );
    await byOperator.authorize(large, await pay(large), await attestation(customer.address, 2, until));
  });

  it("takes the signature of a contract account (ERC-1271)", async () => {
    const { payments, byOperator, base, pay, customer, tenge, issuer } = await loadFixture(deploy);
    const account = await ethers.deployContract("ContractAccount", [customer.address]);
    await tenge.connect(issuer).mint(account, base.amount, ethers.id("bank"));
    const payment = { ...base, payer: await account.getAddress() };
    await byOperator.charge(payment, 0, await pay(payment), "0x");
    const { refundable } = (await payments.stateOf(await payments.paymentId(payment))) as {
      refundable: bigint;
    };
    expect(refundable).to.equal(base.amount);
  });
});

describe("Payments.charge", () => {
  it("pays receiver and fee receiver at once, to the unit (Y6)", async () => {
    const { payments, byOperator, base, pay, address, customer, cafe, feeReceiver, tenge } =
      await loadFixture(deploy);
    const payment = { ...base, amount: 33_333n };
    const call = byOperator.charge(payment, 99, await pay(payment), "0x");
    const fee = (33_333n * 99n) / 10_000n;
    await expect(call).to.changeTokenBalances(
      ethers,
      tenge as never,
      [customer, cafe, feeReceiver, address],
      [-33_333n, 33_333n - fee, fee, 0n],
    );
    await expect(call)
      .to.emit(payments, "PaymentCharged")
      .withArgs(
        await payments.paymentId(payment),
        base.invoiceId,
        cafe,
        customer,
        tenge,
        payment.amount,
        fee,
      );
  });

  it("refuses a fee outside of what the payer signed", async () => {
    const { payments, base, charge } = await loadFixture(deploy);
    await expect(charge({ ...base, minFeeBps: 10 }, 9)).to.be.revertedWithCustomError(
      payments,
      "FeeOutOfRange",
    );
    await expect(charge(base, 101)).to.be.revertedWithCustomError(payments, "FeeOutOfRange");
  });
});

describe("Payments.capture, void and reclaim", () => {
  it("captures in parts, never above what is held, never from captureBy on (Y2, Y3, Y7)", async () => {
    const { payments, byOperator, base, hold, cafe, tenge, relayer } = await loadFixture(deploy);
    await hold(base);
    await expect(payments.connect(relayer).capture(base, 1n, 0)).to.be.revertedWithCustomError(
      payments,
      "NotOperator",
    );
    await expect(byOperator.capture(base, 0n, 0)).to.be.revertedWithCustomError(payments, "AmountInvalid");
    await expect(byOperator.capture(base, 25_000n, 0)).to.changeTokenBalance(
      ethers,
      tenge as never,
      cafe,
      25_000n,
    );
    await byOperator.capture(base, 50_000n, 100);
    await expect(byOperator.capture(base, 50_001n, 0))
      .to.be.revertedWithCustomError(payments, "ExceedsCapturable")
      .withArgs(50_001n, 50_000n);
    await time.increaseTo(base.captureBy);
    await expect(byOperator.capture(base, 1n, 0)).to.be.revertedWithCustomError(payments, "PaymentExpired");
  });

  it("voids by operator or receiver, once", async () => {
    const { payments, byOperator, base, hold, customer, cafe, relayer, tenge } = await loadFixture(deploy);
    await hold(base);
    await expect(payments.connect(relayer).void(base)).to.be.revertedWithCustomError(payments, "NotOperator");
    await expect(payments.connect(cafe).void(base)).to.changeTokenBalance(
      ethers,
      tenge as never,
      customer,
      base.amount,
    );
    await expect(byOperator.void(base)).to.be.revertedWithCustomError(payments, "ExceedsCapturable");
  });

  it("gives the payer its money back after captureBy, by anyone's call (Y8)", async () => {
    const { payments, base, hold, customer, relayer, tenge } = await loadFixture(deploy);
    await hold(base);
    const anyone = payments.connect(relayer);
    await expect(anyone.reclaim(base)).to.be.revertedWithCustomError(payments, "TooEarly");
    await time.increaseTo(base.captureBy);
    await expect(anyone.reclaim(base)).to.changeTokenBalance(ethers, tenge as never, customer, base.amount);
  });

  it("knows no payment that was not collected", async () => {
    const { payments, byOperator, base } = await loadFixture(deploy);
    for (const call of [
      byOperator.capture(base, 1n, 0),
      byOperator.void(base),
      byOperator.reclaim(base),
      byOperator.refund(base, 1n),
      byOperator.openDispute(base, 1n, EVIDENCE, "0x"),
      byOperator.lapseDispute(base),
    ])
      await expect(call).to.be.revertedWithCustomError(payments, "PaymentUnknown");
  });
});

describe("Payments.refund", () => {
  it("gives back in parts, at most what was captured, until refundBy (Y3, Y7)", async () => {
    const { payments, base, charge, cafe, customer, tenge, address } = await loadFixture(deploy);
    await charge(base);
    await tenge.connect(cafe).approve(address, base.amount);
    const byCafe = payments.connect(cafe);
    await expect(byCafe.refund(base, 25_000n)).to.changeTokenBalances(
      ethers,
      tenge as never,
      [cafe, customer],
      [-25_000n, 25_000n],
    );
    await expect(byCafe.refund(base, 100_001n))
      .to.be.revertedWithCustomError(payments, "ExceedsRefundable")
      .withArgs(100_001n, 100_000n);
    await time.increaseTo(base.refundBy);
    await expect(byCafe.refund(base, 1n)).to.be.revertedWithCustomError(payments, "PaymentExpired");
  });

  it("takes it from the operator, the reserve, or by the receiver's signature", async () => {
    const f = await loadFixture(deploy);
    const { payments, byOperator, base, charge, cafe, customer, operator, relayer, tenge, address } = f;
    await charge(base);
    await tenge.connect(operator).approve(address, 1_000n);
    await expect(byOperator.refund(base, 1_000n)).to.changeTokenBalance(
      ethers,
      tenge as never,
      operator,
      -1_000n,
    );
    await tenge.connect(cafe).approve(address, 5_000n);
    await payments.connect(cafe).fundReserve(cafe, tenge, 5_000n);
    await expect(byOperator.refundFromReserve(base, 5_001n)).to.be.revertedWithCustomError(
      payments,
      "ExceedsReserve",
    );
    await expect(byOperator.refundFromReserve(base, 2_000n)).to.changeTokenBalances(
      ethers,
      tenge as never,
      [address, customer],
      [-2_000n, 2_000n],
    );
    await payments.connect(cafe).withdrawReserve(tenge, 3_000n);
    const salt = ethers.id("refund 1");
    const signature = await f.giveBack(base, 4_000n, salt, base.refundBy);
    const anyone = payments.connect(relayer);
    await expect(
      anyone.refundWithAuthorization(base, 4_000n, salt, base.refundBy, signature),
    ).to.changeTokenBalances(ethers, tenge as never, [cafe, customer], [-4_000n, 4_000n]);
    await expect(
      anyone.refundWithAuthorization(base, 4_000n, salt, base.refundBy, signature),
    ).to.be.revertedWithCustomError(tenge, "ERC3009UsedAuthorization");
  });
});

describe("Payments.openDispute and resolve", () => {
  it("freezes a part of a hold until the arbiter splits it exactly (Y9)", async () => {
    const f = await loadFixture(deploy);
    const { payments, byOperator, base, hold, dispute, arbiter, customer, cafe, relayer, tenge } = f;
    await hold(base);
    const anyone = payments.connect(relayer);
    await expect(
      anyone.openDispute(base, 50_000n, EVIDENCE, await dispute(base, 50_000n, EVIDENCE, cafe)),
    ).to.be.revertedWithCustomError(payments, "NotPayer");
    await anyone.openDispute(base, 50_000n, EVIDENCE, await dispute(base, 50_000n, EVIDENCE));
    await expect(
      payments.connect(customer).openDispute(base, 1n, EVIDENCE, "0x"),
    ).to.be.revertedWithCustomError(payments, "DisputeExists");
    await expect(byOperator.capture(base, 75_001n, 0))
      .to.be.revertedWithCustomError(payments, "ExceedsCapturable")
      .withArgs(75_001n, 75_000n);
    await time.increaseTo(base.captureBy);
    await expect(anyone.reclaim(base)).to.changeTokenBalance(ethers, tenge as never, customer, 75_000n);
    const judge = payments.connect(arbiter);
    await expect(judge.resolve(base, 20_000n, 29_999n))
      .to.be.revertedWithCustomError(payments, "SplitInexact")
      .withArgs(20_000n, 29_999n, 50_000n);
    await expect(anyone.resolve(base, 20_000n, 30_000n)).to.be.revertedWithCustomError(
      payments,
      "AccessManagedUnauthorized",
    );
    await expect(judge.resolve(base, 20_000n, 30_000n)).to.changeTokenBalances(
      ethers,
      tenge as never,
      [customer, cafe],
      [20_000n, 30_000n],
    );
    await expect(judge.resolve(base, 0n, 0n)).to.be.revertedWithCustomError(payments, "DisputeMissing");
  });

  it("freezes the receiver's reserve once the money was captured, as far as it goes", async () => {
    const { payments, base, charge, customer, cafe, arbiter, tenge, address } = await loadFixture(deploy);
    await charge(base);
    await tenge.connect(cafe).approve(address, 40_000n);
    await payments.connect(cafe).fundReserve(cafe, tenge, 40_000n);
    const opened = payments.connect(customer).openDispute(base, 60_000n, EVIDENCE, "0x");
    await expect(opened)
      .to.emit(payments, "DisputeOpened")
      .withArgs(await payments.paymentId(base), base.invoiceId, false, 60_000n, 40_000n, EVIDENCE);
    await expect(payments.connect(cafe).withdrawReserve(tenge, 1n)).to.be.revertedWithCustomError(
      payments,
      "ExceedsReserve",
    );
    await expect(payments.connect(arbiter).resolve(base, 30_000n, 10_000n)).to.changeTokenBalance(
      ethers,
      tenge as never,
      customer,
      30_000n,
    );
    expect(await payments.reserveOf(cafe, tenge)).to.equal(10_000n);
    const { refundable } = (await payments.stateOf(await payments.paymentId(base))) as {
      refundable: bigint;
    };
    expect(refundable).to.equal(95_000n);
  });

  it("lapses when nobody decides, so that a silent arbiter holds nothing for ever (Y8)", async () => {
    const { payments, base, hold, customer, relayer, tenge } = await loadFixture(deploy);
    await hold(base);
    await payments.connect(customer).openDispute(base, base.amount, EVIDENCE, "0x");
    const anyone = payments.connect(relayer);
    await expect(anyone.lapseDispute(base)).to.be.revertedWithCustomError(payments, "TooEarly");
    await time.increase(31n * DAY);
    await expect(anyone.reclaim(base)).to.be.revertedWithCustomError(payments, "ExceedsCapturable");
    await anyone.lapseDispute(base);
    await expect(anyone.reclaim(base)).to.changeTokenBalance(ethers, tenge as never, customer, base.amount);
  });
});

describe("Payments.sweepBox (Y11)", () => {
  it("credits plain transfers up to the amount and returns the surplus to the payer named", async () => {
    const { payments, base, customer, cafe, relayer, tenge } = await loadFixture(deploy);
    const box = await payments.boxOf(base);
    const anyone = payments.connect(relayer);
    const send = (amount: bigint) => tenge.connect(customer).transfer(box, amount);
    await send(100_000n);
    await expect(anyone.sweepBox(base, false)).to.changeTokenBalance(ethers, tenge as never, cafe, 100_000n);
    await send(40_000n);
    const second = anyone.sweepBox(base, false);
    await expect(second).to.changeTokenBalances(
      ethers,
      tenge as never,
      [cafe, customer, box as string],
      [25_000n, 15_000n, -40_000n],
    );
    await send(7n);
    await expect(anyone.sweepBox(base, false)).to.changeTokenBalance(ethers, tenge as never, customer, 7n);
  });

  it("holds a surplus of nobody until the arbiter releases it", async () => {
    const { payments, base, customer, cafe, relayer, arbiter, tenge } = await loadFixture(deploy);
    const payment = { ...base, payer: ZERO };
    const box = await payments.boxOf(payment);
    const judge = payments.connect(arbiter);
    await tenge.connect(customer).transfer(box, 10n);
    await expect(judge.releaseSurplus(payment, customer)).to.be.revertedWithCustomError(
      payments,
      "NoSurplus",
    );
    await tenge.connect(customer).transfer(box, base.amount);
    await payments.connect(relayer).sweepBox(payment, false);
    expect(await tenge.balanceOf(box)).to.equal(10n);
    await expect(payments.connect(cafe).releaseSurplus(payment, cafe)).to.be.revertedWithCustomError(
      payments,
      "AccessManagedUnauthorized",
    );
    await expect(judge.releaseSurplus(payment, customer)).to.changeTokenBalance(
      ethers,
      tenge as never,
      customer,
      10n,
    );
  });

  it("takes a late transfer only when the operator accepts it", async () => {
    const { payments, byOperator, base, customer, cafe, relayer, tenge } = await loadFixture(deploy);
    const payment = { ...base, payer: ZERO };
    await tenge.connect(customer).transfer(await payments.boxOf(payment), base.amount);
    await time.increaseTo(base.payBy);
    await expect(payments.connect(relayer).sweepBox(payment, true)).to.changeTokenBalance(
      ethers,
      tenge as never,
      cafe,
      0n,
    );
    const accepted = byOperator.sweepBox(payment, true);
    await expect(accepted).to.changeTokenBalance(ethers, tenge as never, cafe, base.amount);
  });

  it("credits nothing to a payment that was charged, or that needs a payer who is known", async () => {
    const { payments, base, charge, customer, cafe, relayer, tenge } = await loadFixture(deploy);
    await charge(base);
    const large = { ...base, amount: TENGE_TERMS.attestAbove + 1n };
    for (const payment of [base, large]) {
      await tenge.connect(customer).transfer(await payments.boxOf(payment), 500n);
      const sweep = payments.connect(relayer).sweepBox(payment, false);
      await expect(sweep).to.changeTokenBalances(ethers, tenge as never, [cafe, customer], [0n, 500n]);
    }
  });
});

describe("Payments with a hostile token (Y10)", () => {
  const MANNERS = { takesFee: 1, movesNothing: 2, returnsFalse: 3, callsBack: 4, refuses: 5 };

  it("leaves no trace of a collection that did not bring the whole amount", async () => {
    const { payments, byOperator, hostile, base } = await loadFixture(deploy);
    const payment = { ...base, token: await hostile.getAddress() };
    const id = await payments.paymentId(payment);
    for (const manner of [MANNERS.takesFee, MANNERS.movesNothing, MANNERS.refuses]) {
      await hostile.getFunction("behave")(manner);
      for (const call of [
        byOperator.authorize(payment, "0x", "0x"),
        byOperator.charge(payment, 0, "0x", "0x"),
      ])
        await expect(call).to.revert(ethers);
    }
    await hostile.getFunction("behave")(MANNERS.callsBack);
    const again = payments.interface.encodeFunctionData("void", [payment]);
    await hostile.getFunction("callBack")(payments, again);
    await expect(byOperator.authorize(payment, "0x", "0x")).to.be.revertedWithCustomError(
      payments,
      "ReentrancyGuardReentrantCall",
    );
    const { status } = (await payments.stateOf(id)) as { status: bigint };
    expect(status).to.equal(0n);
  });

  it("keeps a hold as it was when paying it out fails", async () => {
    const { payments, byOperator, hostile, base } = await loadFixture(deploy);
    const payment = { ...base, token: await hostile.getAddress() };
    const id = await payments.paymentId(payment);
    await byOperator.authorize(payment, "0x", "0x");
    const before = await payments.stateOf(id);
    for (const manner of Object.values(MANNERS)) {
      await hostile.getFunction("behave")(manner);
      const again = payments.interface.encodeFunctionData("void", [payment]);
      await hostile.getFunction("callBack")(payments, again);
      for (const call of [byOperator.capture(payment, 1_000n, 100), byOperator.void(payment)])
        await expect(call, String(manner)).to.revert(ethers);
      expect(await payments.stateOf(id)).to.deep.equal(before);
    }
  });
});

describe("Payments in a frozen or paused token (Y20)", () => {
  it("loses nothing and goes on afterwards", async () => {
    const { payments, byOperator, base, hold, tenge, freezer, pauser, cafe, address } =
      await loadFixture(deploy);
    await hold(base);
    await tenge.connect(freezer).freeze(cafe, 12, ethers.id("order"));
    await expect(byOperator.capture(base, base.amount, 0)).to.be.revertedWithCustomError(
      tenge,
      "AccountFrozen",
    );
    await tenge.connect(freezer).unfreeze(cafe, ethers.id("order"));
    await tenge.connect(pauser).pause();
    await expect(byOperator.void(base)).to.be.revertedWithCustomError(tenge, "EnforcedPause");
    await tenge.connect(pauser).unpause();
    expect(await tenge.balanceOf(address)).to.equal(base.amount);
    await expect(byOperator.capture(base, base.amount, 0)).to.changeTokenBalance(
      ethers,
      tenge as never,
      cafe,
      base.amount,
    );
    const { refundable } = (await payments.stateOf(await payments.paymentId(base))) as {
      refundable: bigint;
    };
    expect(refundable).to.equal(base.amount);
  });
});

describe("gas of payments", () => {
  it("authorize, capture, void, charge, refund", async () => {
    const f = await loadFixture(deploy);
    const { payments, byOperator, base, hold, charge, cafe, tenge, address, customer, relayer } = f;
    const nth = (name: string) => ({ ...base, salt: ethers.id(name) });
    const used = async (sent: Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>): Promise<bigint> =>
      (await (await sent).wait())!.gasUsed;
    await hold(nth("somebody else's"));
    await tenge.connect(cafe).approve(address, 10_000_000n);
    await payments.connect(cafe).fundReserve(cafe, tenge, 1_000_000n);
    expectGas("payments: authorize", await used(hold(nth("a"))));
    expectGas("payments: capture a part, with fee", await used(byOperator.capture(nth("a"), 50_000n, 100)));
    expectGas("payments: capture a part, no fee", await used(byOperator.capture(nth("a"), 5_000n, 0)));
    expectGas("payments: void", await used(byOperator.void(nth("a"))));
    expectGas("payments: charge, with fee", await used(charge(nth("b"), 100)));
    expectGas("payments: charge, no fee", await used(charge(nth("c"))));
    const byCafe = payments.connect(cafe);
    expectGas("payments: refund a part, receiver's own", await used(byCafe.refund(nth("b"), 1_000n)));
    expectGas("payments: refund a part, reserve", await used(byOperator.refundFromReserve(nth("b"), 1_000n)));
    const salt = ethers.id("refund");
    const signature = await f.giveBack(nth("b"), 1_000n, salt, base.refundBy);
    const sent = byOperator.refundWithAuthorization(nth("b"), 1_000n, salt, base.refundBy, signature);
    expectGas("payments: refund a part, receiver's signature", await used(sent));
    const types = {
      TransferWithAuthorization: [...transferWithAuthorizationTypes.TransferWithAuthorization],
    };
    const nonce = ethers.id("direct");
    const domain = { name: "Alatau Ledger", version: "1", chainId: f.chainId, verifyingContract: base.token };
    const value = { from: customer.address, to: cafe.address, value: 1_250n, validAfter: 0n };
    const until = { validBefore: base.payBy, nonce };
    const { v, r, s } = ethers.Signature.from(
      await customer.signTypedData(domain, types, { ...value, ...until }),
    );
    const direct = tenge
      .connect(relayer as never)
      .getFunction(
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
      );
    const paid = direct(customer, cafe, 1_250n, 0n, base.payBy, nonce, v, r, s);
    expectGas("payments: direct, relayed", await used(paid as never));
  });
});
