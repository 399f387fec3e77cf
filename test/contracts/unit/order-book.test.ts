import { energyOrderTypes, supplyAgreementTypes, unpackOrderWord } from "@alatau/sdk";
import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import type { Contract, EventLog } from "ethers";
import { DEVICE, EVIDENCE, KIND, sign, ZONE } from "../fixture.ts";
import { fund, street, termsOf, type Meter, type Wish } from "../market-fixture.ts";
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
  type Terms,
} from "../order-fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const withStreet = async (): Promise<Street> => loadFixture(streetOf);
const streetOf = () => deployStreet({ ethers, networkHelpers } as never);

const FAR = 65_535;

/** Places the depot's order with some of its terms changed. */
async function changed(wish: Wish, change: (given: Street) => Partial<Record<keyof Terms, unknown>>) {
  const given = await withStreet();
  const terms = { ...termsOf(given.market, given.depot, wish), ...change(given) } as Terms;
  return { given, terms, placed: given.place(terms) };
}

describe("OrderBook.placeOrder refuses", () => {
  it("any mode but the metered one", async () => {
    const { given, placed } = await changed(ASK, () => ({ mode: 1 }));
    await expect(placed).to.be.revertedWithCustomError(given.book, "ModeNotOffered").withArgs(1);
  });

  it("no energy, energy beyond 32 bits, and a least amount", async () => {
    for (const [most, least] of [
      [0n, 0n],
      [2n ** 32n, 0n],
      [10n, 1n],
    ]) {
      const { given, placed } = await changed(ASK, () => ({ maxWhPerSlot: most, minWhPerSlot: least }));
      await expect(placed)
        .to.be.revertedWithCustomError(given.book, "OrderAmountInvalid")
        .withArgs(most, least);
    }
  });

  it("a price beyond 40 bits", async () => {
    const { given, placed } = await changed(ASK, () => ({ limitPrice: 2n ** 40n }));
    await expect(placed)
      .to.be.revertedWithCustomError(given.book, "OrderPriceTooHigh")
      .withArgs(2n ** 40n);
  });

  const spans: readonly (readonly [string, number, number])[] = [
    ["begin in the past", -1, 5],
    ["end before they begin", 3, 2],
    ["end with the current one", 0, 0],
    ["begin more than 65,535 slots ahead", FAR + 1, FAR + 1],
    ["last more than 65,536 slots", 1, FAR + 2],
  ];
  for (const [what, from, to] of spans) {
    it(`slots that ${what}`, async () => {
      const { given, placed } = await changed(ASK, ({ now }) => ({ slotFrom: now + from, slotTo: now + to }));
      const { now } = given;
      await expect(placed)
        .to.be.revertedWithCustomError(given.book, "OrderSlotsInvalid")
        .withArgs(now + from, now + to, now);
    });
  }

  it("a bid whose lock 48 bits do not hold", async () => {
    const [most, price] = [2n ** 32n - 1n, 2n ** 40n - 1n];
    const { given, placed } = await changed(BID, () => ({ maxWhPerSlot: most, limitPrice: price }));
    await expect(placed)
      .to.be.revertedWithCustomError(given.book, "OrderLockTooLarge")
      .withArgs(((most * price + 999_999n) / 1_000_000n) * 96n);
  });

  it("an order after its time", async () => {
    const validTo = BigInt(await time.latest());
    const given = await withStreet();
    const terms = { ...termsOf(given.market, given.depot, ASK), validTo };
    const sent = await given.signed(terms);
    const next = (await time.latest()) + 10;
    await time.setNextBlockTimestamp(next);
    await expect(given.book.getFunction("placeOrder")(terms, sent))
      .to.be.revertedWithCustomError(given.book, "OrderExpired")
      .withArgs(validTo, next);
  });

  it("a device that nobody knows", async () => {
    const { given, placed } = await changed(ASK, () => ({ device: 999 }));
    await expect(placed).to.be.revertedWithCustomError(given.market.devices, "DeviceUnknown").withArgs(999);
  });

  it("another participant's device, another zone, and a retired device", async () => {
    const given = await withStreet();
    const { market, depot, neighbour, place, book } = given;
    const terms = termsOf(market, depot, ASK);
    const foreign = { ...terms, device: neighbour.device };
    await expect(place(foreign))
      .to.be.revertedWithCustomError(book, "OrderNotOfDevice")
      .withArgs(neighbour.device, depot.participant, ZONE);
    await expect(place({ ...terms, zone: ZONE + 1 }))
      .to.be.revertedWithCustomError(book, "OrderNotOfDevice")
      .withArgs(depot.device, depot.participant, ZONE + 1);
    await market.devices.connect(market.registrar).retire(depot.device);
    await expect(place(terms))
      .to.be.revertedWithCustomError(book, "OrderNotOfDevice")
      .withArgs(depot.device, depot.participant, ZONE);
  });

  it("a device without a supply agreement", async () => {
    const { market, depot, place, book } = await withStreet();
    const { devices, registrar } = market;
    const { charger } = DEVICE;
    await devices
      .connect(registrar)
      .register(depot.participant, ZONE, charger, EVIDENCE.meterSigned, 1, 0, "new");
    const device = Number(await devices.count());
    await expect(place({ ...termsOf(market, depot, ASK), device }))
      .to.be.revertedWithCustomError(book, "NoSupplyAgreement")
      .withArgs(device);
  });

  it("a suspended participant, until it is resumed", async () => {
    const { market, depot, place, book } = await withStreet();
    const registrar = market.participants.connect(market.registrar);
    await registrar.suspend(depot.participant, 3);
    const terms = termsOf(market, depot, ASK);
    await expect(place(terms))
      .to.be.revertedWithCustomError(market.participants, "ParticipantSuspended")
      .withArgs(depot.participant);
    await registrar.resume(depot.participant);
    await expect(place(terms)).to.emit(book, "OrderPlaced");
  });

  it("a signature of somebody else, of other terms, of other typed data, and none", async () => {
    const { market, depot, neighbour, place, signed, book } = await withStreet();
    const terms = termsOf(market, depot, ASK);
    const wrong = (sent: Promise<unknown>) =>
      expect(sent)
        .to.be.revertedWithCustomError(book, "OrderSignatureInvalid")
        .withArgs(depot.participant, depot.wallet.address);
    await wrong(place(terms, neighbour.wallet));
    const send = book.getFunction("placeOrder");
    await wrong(send(terms, await signed({ ...terms, limitPrice: terms.limitPrice + 1n })));
    const agreement = { device: 1, supplier: 1, termsHash: terms.termsHash, nonce: 1n, validTo: 1n };
    await wrong(
      send(terms, await sign(depot.wallet, market.chainId, book as never, supplyAgreementTypes, agreement)),
    );
    const elsewhere = await sign(
      depot.wallet,
      market.chainId,
      market.devices as never,
      energyOrderTypes,
      terms,
    );
    await wrong(send(terms, elsewhere));
    await wrong(send(terms, "0x"));
  });

  it("a number beyond 16 bits", async () => {
    const { given, placed } = await changed(ASK, () => ({ nonce: 65_536n }));
    await expect(placed).to.be.revertedWithCustomError(given.book, "OrderNonceTooLarge").withArgs(65_536n);
  });

  it("a number a second time, even for other terms and after cancelling and releasing", async () => {
    const given = await withStreet();
    const { market, depot, place, book, now } = given;
    const terms = { ...termsOf(market, depot, BID), slotFrom: now + 1, slotTo: now + 2 };
    await place(terms);
    const again = { ...terms, side: 0, limitPrice: 7n, slotTo: now + 1_000 };
    const used = () =>
      expect(place(again))
        .to.be.revertedWithCustomError(book, "OrderNonceUsed")
        .withArgs(depot.participant, terms.nonce);
    await used();
    await cancel(given, depot, orderOf(terms));
    await used();
    await given.toSlot(now + TAIL_SLOTS + 1);
    await release(given, orderOf(terms));
    const later = { ...again, slotFrom: now + TAIL_SLOTS + 2 };
    await expect(place(later)).to.be.revertedWithCustomError(book, "OrderNonceUsed");
  });

  it("a bid that free money does not cover, and keeps nothing of it", async () => {
    const given = await withStreet();
    const { market, place, book } = given;
    const [poor] = (await street(market, [{ name: "nearly nothing", funds: BID_SLOT_TIYN * 2n - 1n }])) as [
      Meter,
    ];
    const terms = { ...termsOf(market, poor, BID), slotTo: market.firstSlot + 2 };
    await expect(place(terms, poor.wallet))
      .to.be.revertedWithCustomError(market.vault, "FreeTooLow")
      .withArgs(poor.participant, BID_SLOT_TIYN * 2n - 1n, BID_SLOT_TIYN * 2n);
    await expect(book.getFunction("orderAt")(orderOf(terms)))
      .to.be.revertedWithCustomError(book, "OrderUnknown")
      .withArgs(orderOf(terms));
    await fund(market, poor.participant, 1n);
    await place(terms, poor.wallet);
    expect(await moneyOf(given, poor)).to.deep.equal({ free: 0n, locked: BID_SLOT_TIYN * 2n });
  });
});

describe("OrderBook.placeOrder", () => {
  it("keeps an order as it was signed and tells its word", async () => {
    const { market, depot, neighbour, place, book, now } = await withStreet();
    const terms = termsOf(market, depot, { ...ASK, partner: neighbour.participant, minEvidence: 2 });
    const digest = await book.getFunction("orderDigest")(terms);
    await expect(place(terms))
      .to.emit(book, "OrderPlaced")
      .withArgs(orderOf(terms), depot.participant, anyValue, digest, terms.termsHash);
    const [told] = await book.queryFilter(book.filters["OrderPlaced"]!(orderOf(terms)));
    const [word] = await book.getFunction("wordsAt")([orderOf(terms)]);
    expect((told as EventLog).args["word"]).to.equal(word);
    expect(unpackOrderWord(word as bigint)).to.deep.equal({
      device: depot.device,
      placedIn: now,
      slotFrom: terms.slotFrom,
      slotTo: terms.slotTo,
      maxWhPerSlot: terms.maxWhPerSlot,
      limitPrice: terms.limitPrice,
      partner: neighbour.participant,
      side: "ask",
      minEvidence: 2,
      closed: false,
      lockedTiyn: 0n,
    });
    const kept = await book.getFunction("orderAt")(orderOf(terms));
    expect(kept.toObject()).to.deep.equal({
      device: BigInt(depot.device),
      placedIn: BigInt(now),
      startsAfter: BigInt(terms.slotFrom - now),
      lasts: BigInt(terms.slotTo - terms.slotFrom),
      maxWhPerSlot: terms.maxWhPerSlot,
      limitPrice: terms.limitPrice,
      partner: BigInt(neighbour.participant),
      terms: 2n,
      locked: 0n,
    });
  });

  for (const slots of [1, 95, 96, 97, FAR + 1]) {
    it(`locks for a bid of ${slots} slots what ${Math.min(slots, 96)} can cost, rounded up in each`, async () => {
      const given = await withStreet();
      const { market, depot, place, now } = given;
      const before = await moneyOf(given, depot);
      const terms = { ...termsOf(market, depot, BID), slotFrom: now + 1, slotTo: now + slots };
      const locked = BID_SLOT_TIYN * BigInt(Math.min(slots, 96));
      await place(terms);
      const [word] = await given.book.getFunction("wordsAt")([orderOf(terms)]);
      expect(unpackOrderWord(word as bigint)).to.include({ side: "bid", lockedTiyn: locked });
      expect(await moneyOf(given, depot)).to.deep.equal({ free: before.free - locked, locked });
    });
  }

  it("locks nothing for an ask, nor for a bid at price zero", async () => {
    const given = await withStreet();
    const { market, depot, place } = given;
    const before = await moneyOf(given, depot);
    await place(termsOf(market, depot, ASK));
    await place(termsOf(market, depot, { ...BID, limitPrice: 0n }));
    expect(await moneyOf(given, depot)).to.deep.equal(before);
  });

  it("takes the signature of an account that is a contract, and of its key alone", async () => {
    const { market, neighbour, signed, book } = await withStreet();
    const { participants, registrar, devices, chainId, numbers } = market;
    const key = new ethers.Wallet(ethers.id("key of the bus park's contract"), ethers.provider);
    const account = await ethers.deployContract("ContractAccount", [key.address]);
    await participants
      .connect(registrar)
      .register(await account.getAddress(), 0, KIND.operator, ethers.ZeroHash);
    const participant = Number(await participants.count());
    await devices
      .connect(registrar)
      .register(participant, ZONE, DEVICE.bus, EVIDENCE.meterSigned, 1, 0, "bus park");
    const device = Number(await devices.count());
    const supplier = numbers.supplier;
    const agreement = { device, supplier, termsHash: ethers.ZeroHash, nonce: 1n, validTo: 4_000_000_000n };
    await devices.agreeSupply(agreement, await sign(key, chainId, devices, supplyAgreementTypes, agreement));
    const terms = termsOf(market, { ...neighbour, device, participant }, ASK);
    const send = book.getFunction("placeOrder");
    await expect(send(terms, await signed(terms, neighbour.wallet)))
      .to.be.revertedWithCustomError(book, "OrderSignatureInvalid")
      .withArgs(participant, await account.getAddress());
    await expect(send(terms, await signed(terms, key))).to.emit(book, "OrderPlaced");
  });

  it("may be sent by anybody, and not twice in a block's race", async () => {
    const { market, depot, signed, book } = await withStreet();
    const terms = termsOf(market, depot, ASK);
    const strangers = (book.connect(market.stranger) as Contract).getFunction("placeOrder");
    await expect(strangers(terms, await signed(terms))).to.emit(book, "OrderPlaced");
    await expect(strangers(terms, await signed(terms)))
      .to.be.revertedWithCustomError(book, "OrderNonceUsed")
      .withArgs(depot.participant, terms.nonce);
  });
});
