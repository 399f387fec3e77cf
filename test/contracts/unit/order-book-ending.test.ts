import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { termsOf } from "../market-fixture.ts";
import {
  ASK,
  BID,
  BID_SLOT_TIYN,
  cancel,
  deployStreet,
  moneyOf,
  orderOf,
  release,
  TAIL_SLOTS,
  type Street,
} from "../order-fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture } = networkHelpers;
const withStreet = async (): Promise<Street> => loadFixture(streetOf);
const streetOf = () => deployStreet({ ethers, networkHelpers } as never);

const UNKNOWN = 0xffff_0000n;

describe("OrderBook.cancelOrder", () => {
  it("refuses an order that nobody placed", async () => {
    const given = await withStreet();
    await expect(cancel(given, given.depot, UNKNOWN))
      .to.be.revertedWithCustomError(given.book, "OrderUnknown")
      .withArgs(UNKNOWN);
  });

  it("refuses anyone but the owner", async () => {
    const given = await withStreet();
    const { market, depot, neighbour, place } = given;
    const terms = termsOf(market, depot, ASK);
    await place(terms);
    await expect(cancel(given, neighbour, orderOf(terms)))
      .to.be.revertedWithCustomError(market.participants, "NotParticipant")
      .withArgs(neighbour.wallet.address, depot.participant);
  });

  it("refuses an order in its last slot, one that is over, one cancelled, and one released", async () => {
    const given = await withStreet();
    const { market, depot, place, book, now } = given;
    const terms = { ...termsOf(market, depot, ASK), slotFrom: now + 1, slotTo: now + 5 };
    await place(terms);
    const closed = () =>
      expect(cancel(given, depot, orderOf(terms)))
        .to.be.revertedWithCustomError(book, "OrderClosed")
        .withArgs(orderOf(terms));
    await given.toSlot(now + 3);
    await cancel(given, depot, orderOf(terms));
    await closed();
    await given.toSlot(now + 4);
    await closed();
    await given.toSlot(now + 3 + TAIL_SLOTS + 1);
    await release(given, orderOf(terms));
    await closed();
  });

  it("ends a running order with the current slot", async () => {
    const given = await withStreet();
    const { market, depot, place, book, now } = given;
    const terms = { ...termsOf(market, depot, ASK), slotFrom: now + 1, slotTo: now + 50 };
    await place(terms);
    await given.toSlot(now + 3);
    await expect(cancel(given, depot, orderOf(terms)))
      .to.emit(book, "OrderCancelled")
      .withArgs(orderOf(terms), depot.participant, now + 3);
    const { startsAfter, lasts } = await book.getFunction("orderAt")(orderOf(terms));
    expect([startsAfter, lasts]).to.deep.equal([1n, 2n]);
  });

  it("lets an order that has not begun count for no slot at all", async () => {
    const given = await withStreet();
    const { market, depot, place, book, now } = given;
    const terms = { ...termsOf(market, depot, BID), slotFrom: now + 10, slotTo: now + 50 };
    await place(terms);
    await expect(cancel(given, depot, orderOf(terms)))
      .to.emit(book, "OrderCancelled")
      .withArgs(orderOf(terms), depot.participant, now);
    const { startsAfter, lasts, placedIn } = await book.getFunction("orderAt")(orderOf(terms));
    expect([placedIn, startsAfter, lasts]).to.deep.equal([BigInt(now), 0n, 0n]);
  });

  it("leaves the money locked: fills of slots that have begun may still need it", async () => {
    const given = await withStreet();
    const { market, depot, place } = given;
    const terms = termsOf(market, depot, BID);
    await place(terms);
    const before = await moneyOf(given, depot);
    await cancel(given, depot, orderOf(terms));
    expect(await moneyOf(given, depot)).to.deep.equal(before);
  });
});

describe("OrderBook.releaseOrder", () => {
  it("refuses an order that nobody placed", async () => {
    const given = await withStreet();
    await expect(release(given, UNKNOWN))
      .to.be.revertedWithCustomError(given.book, "OrderUnknown")
      .withArgs(UNKNOWN);
  });

  it("refuses while the order runs, and for 96 slots after it", async () => {
    const given = await withStreet();
    const { market, depot, place, book, now } = given;
    const terms = { ...termsOf(market, depot, BID), slotFrom: now + 1, slotTo: now + 4 };
    await place(terms);
    for (const slot of [now + 2, now + 5, now + 4 + TAIL_SLOTS]) {
      await given.toSlot(slot);
      await expect(release(given, orderOf(terms)))
        .to.be.revertedWithCustomError(book, "OrderStillLive")
        .withArgs(orderOf(terms), now + 4);
    }
    expect(await book.getFunction("LOCK_TAIL_SLOTS")()).to.equal(BigInt(TAIL_SLOTS));
  });

  it("frees the lock once, whoever asks, and never that of another order", async () => {
    const given = await withStreet();
    const { market, depot, place, book, now } = given;
    const before = await moneyOf(given, depot);
    const short = { ...termsOf(market, depot, BID), slotFrom: now + 1, slotTo: now + 2 };
    const long = { ...termsOf(market, depot, BID), slotFrom: now + 1, slotTo: now + 500 };
    await place(short);
    await place(long);
    const [ofShort, ofLong] = [BID_SLOT_TIYN * 2n, BID_SLOT_TIYN * 96n];
    expect(await moneyOf(given, depot)).to.deep.equal({
      free: before.free - ofShort - ofLong,
      locked: ofShort + ofLong,
    });
    await given.toSlot(now + 2 + TAIL_SLOTS + 1);
    await expect(release(given, orderOf(short)))
      .to.emit(book, "OrderReleased")
      .withArgs(orderOf(short), depot.participant, ofShort);
    await expect(release(given, orderOf(short)))
      .to.be.revertedWithCustomError(book, "OrderClosed")
      .withArgs(orderOf(short));
    expect(await moneyOf(given, depot)).to.deep.equal({ free: before.free - ofLong, locked: ofLong });
  });

  it("counts the 96 slots from where cancelling has ended the order", async () => {
    const given = await withStreet();
    const { market, depot, place, now } = given;
    const terms = { ...termsOf(market, depot, BID), slotFrom: now + 10, slotTo: now + 500 };
    const before = await moneyOf(given, depot);
    await place(terms);
    await cancel(given, depot, orderOf(terms));
    await given.toSlot(now + TAIL_SLOTS + 1);
    await release(given, orderOf(terms));
    expect(await moneyOf(given, depot)).to.deep.equal(before);
  });

  it("closes an ask too, and frees nothing", async () => {
    const given = await withStreet();
    const { market, depot, place, book, now } = given;
    const terms = { ...termsOf(market, depot, ASK), slotFrom: now + 1, slotTo: now + 1 };
    await place(terms);
    await given.toSlot(now + 1 + TAIL_SLOTS + 1);
    await expect(release(given, orderOf(terms)))
      .to.emit(book, "OrderReleased")
      .withArgs(orderOf(terms), depot.participant, 0n);
  });

  it("frees a suspended participant's lock, which stays in the vault", async () => {
    const given = await withStreet();
    const { market, depot, place, now } = given;
    const terms = { ...termsOf(market, depot, BID), slotFrom: now + 1, slotTo: now + 1 };
    await place(terms);
    await market.participants.connect(market.registrar).suspend(depot.participant, 3);
    await given.toSlot(now + 1 + TAIL_SLOTS + 1);
    await release(given, orderOf(terms));
    expect((await moneyOf(given, depot)).locked).to.equal(0n);
    await expect(market.vault.connect(depot.wallet).withdraw()).to.be.revertedWithCustomError(
      market.vault,
      "NoWithdrawal",
    );
  });
});
