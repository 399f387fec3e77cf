import { EMPTY_STATEMENT, foldLine, fromHex, packLines, unpackLines, type Slot } from "@alatau/sdk";
import { expect } from "chai";
import type { Contract, TransactionReceipt } from "ethers";
import { network } from "hardhat";
import { describe, it } from "mocha";
import type { Order } from "@alatau/market";
import { ZONE } from "../fixture.ts";
import { expectGas } from "../gas.ts";
import {
  acceptReadings,
  deployMarket,
  fund,
  place,
  send,
  settleArguments,
  settlementOf,
  settleSlot,
  street,
  TARIFF,
  type Market,
  type Meter,
  type SettleArguments,
  type SlotCase,
} from "../market-fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture } = networkHelpers;
const deploy = () => deployMarket({ ethers, networkHelpers } as never);

/** Three sellers and three buyers with standing orders, all metered in the next slot. */
async function evening() {
  const market = await loadFixture(deploy);
  const meters = await street(market, [
    { name: "seller one" },
    { name: "seller two" },
    { name: "seller three", kind: "bus" },
    { name: "buyer one" },
    { name: "buyer two" },
    { name: "buyer three" },
  ]);
  const limits = [1_200_000n, 1_400_000n, 1_600_000n, 3_500_000n, 3_200_000n, 2_500_000n];
  const orders = [];
  for (const [index, limitPrice] of limits.entries()) {
    orders.push(await place(market, meters[index]!, { side: index < 3 ? "ask" : "bid", limitPrice }));
  }
  const energy = Object.fromEntries(
    meters.map(({ device }, index) => [
      device,
      index < 3 ? { exportWh: 4_001n + BigInt(index) } : { importWh: 3_000n + BigInt(index) },
    ]),
  );
  const slot = market.firstSlot + 2;
  const slotCase: SlotCase = { meters, orders, energy, slot };
  return { market, ...slotCase, slotCase };
}
type Evening = Awaited<ReturnType<typeof evening>>;

/** Accepts the evening's readings, bends the arguments of its only chunk, and answers the call. */
async function bent({ market, slotCase }: Evening, bend: (call: SettleArguments) => void) {
  await acceptReadings(market, slotCase);
  const call = settleArguments(slotCase, settlementOf(slotCase));
  bend(call);
  return send(market, call);
}
const fillOf = (call: SettleArguments, side: "ask" | "bid") =>
  call.leaves.find(({ exportWh }) => (side === "ask") === exportWh > 0n)!.fills[0]!;

const linesIn = (market: Market, receipt: TransactionReceipt) =>
  receipt.logs
    .map((log) => market.energyMarket.interface.parseLog(log))
    .find((event) => event?.name === "SalesSettled")!.args;

async function balances({ vault }: Market, participants: readonly number[]): Promise<bigint[]> {
  return Promise.all(
    participants.map(async (participant) => {
      const { free, locked, owed } = await vault.accountOf(participant);
      const { fresh, older } = await vault.proceedsOf(participant);
      return BigInt(free + locked + fresh + older - owed);
    }),
  );
}

describe("EnergyMarket.settle refuses", () => {
  it("a caller without the solver's role", async () => {
    const { market, slotCase } = await evening();
    await acceptReadings(market, slotCase);
    const { terms, first, leaves, parties, proof } = settleArguments(slotCase, settlementOf(slotCase));
    const stranger = market.energyMarket.connect(market.stranger) as Contract;
    await expect(
      stranger.getFunction("settle")(terms, first, leaves, parties, proof),
    ).to.be.revertedWithCustomError(market.energyMarket, "AccessManagedUnauthorized");
  });

  it("a slot without readings", async () => {
    const { market, slotCase, slot } = await evening();
    const call = settleArguments(slotCase, settlementOf(slotCase));
    await expect(send(market, call))
      .to.be.revertedWithCustomError(market.energyMarket, "NoReadings")
      .withArgs(ZONE, slot);
  });

  it("E3: a version that is not the latest", async () => {
    const given = await evening();
    await expect(bent(given, ({ terms }) => void (terms.version = 2)))
      .to.be.revertedWithCustomError(given.market.energyMarket, "VersionNotLatest")
      .withArgs(2, 1);
  });

  it("E9: a slot that is settled", async () => {
    const { market, slotCase, slot } = await evening();
    await settleSlot(market, slotCase);
    await expect(send(market, settleArguments(slotCase, settlementOf(slotCase))))
      .to.be.revertedWithCustomError(market.energyMarket, "SettledAlready")
      .withArgs(ZONE, slot, 1);
  });

  it("a chunk out of order", async () => {
    const given = await evening();
    await expect(bent(given, (call) => void (call.first = 1)))
      .to.be.revertedWithCustomError(given.market.energyMarket, "ChunkOutOfOrder")
      .withArgs(1, 0);
  });

  it("E1: energy that the reading set does not hold", async () => {
    const given = await evening();
    await expect(
      bent(given, ({ leaves }) => void (leaves[0]!.exportWh = (leaves[0]!.exportWh + 1n) as never)),
    ).to.be.revertedWithCustomError(given.market.energyMarket, "ReadingProofInvalid");
  });

  it("E1: fills beyond what the meter exported", async () => {
    const given = await evening();
    const { device } = given.meters[0]!;
    await expect(bent(given, (call) => void (fillOf(call, "ask").wh = 4_002n as never)))
      .to.be.revertedWithCustomError(given.market.energyMarket, "EnergyBeyondReading")
      .withArgs(device, 4_002, 4_001);
  });

  it("E2: more sold than bought", async () => {
    const given = await evening();
    await expect(
      bent(given, (call) => void (fillOf(call, "bid").wh = (fillOf(call, "bid").wh - 1n) as never)),
    )
      .to.be.revertedWithCustomError(given.market.energyMarket, "PoolNotEven")
      .withArgs(1);
  });

  it("E4: a fill beyond the order's maximum", async () => {
    const given = await evening();
    const { market, meters } = given;
    const small = await place(market, meters[0]!, { side: "ask", limitPrice: 1n, maxWhPerSlot: 10n });
    await expect(
      bent(given, (call) => {
        fillOf(call, "ask").order = small.order;
        fillOf(call, "ask").wh = 11n as never;
      }),
    )
      .to.be.revertedWithCustomError(market.energyMarket, "FillTooLarge")
      .withArgs(small.order, 11, 10);
  });

  it("E4: an order placed when the slot had begun", async () => {
    const given = await evening();
    const { market, meters, slot } = given;
    await market.time.increaseTo(slot * 900);
    const late = await place(market, meters[0]!, { side: "ask", limitPrice: 1n, slotFrom: slot });
    await expect(bent(given, (call) => void (fillOf(call, "ask").order = late.order)))
      .to.be.revertedWithCustomError(market.energyMarket, "FillNotLive")
      .withArgs(late.order, slot);
  });

  it("E4: a cancelled order", async () => {
    const given = await evening();
    const { market, meters, orders, slot } = given;
    await ethers.provider.send("hardhat_setBalance", [meters[0]!.wallet.address, "0xde0b6b3a7640000"]);
    const own = market.orderBook.connect(meters[0]!.wallet) as Contract;
    await own.getFunction("cancelOrder")(orders[0]!.order);
    await expect(bent(given, () => undefined))
      .to.be.revertedWithCustomError(market.energyMarket, "FillNotLive")
      .withArgs(orders[0]!.order, slot);
  });

  it("an order filled twice in a leaf", async () => {
    const given = await evening();
    const { market, orders } = given;
    await expect(
      bent(given, ({ leaves }) => void leaves[0]!.fills.push({ ...leaves[0]!.fills[0]!, wh: 1n as never })),
    )
      .to.be.revertedWithCustomError(market.energyMarket, "FillsNotAscending")
      .withArgs(orders[0]!.order);
  });

  it("another device's order", async () => {
    const given = await evening();
    const { market, orders, meters } = given;
    await expect(bent(given, (call) => void (call.leaves[0]!.fills[0]!.order = orders[1]!.order)))
      .to.be.revertedWithCustomError(market.energyMarket, "FillNotOfDevice")
      .withArgs(orders[1]!.order, meters[0]!.device);
  });

  it("E5: a price below an ask's limit, and price and fee above a bid's", async () => {
    const low = await evening();
    await expect(bent(low, ({ terms }) => void (terms.price = 1_100_000n as never)))
      .to.be.revertedWithCustomError(low.market.energyMarket, "FillBeyondLimit")
      .withArgs(low.orders[0]!.order, 1_100_000, 1_200_000);
    const high = await evening();
    await expect(
      bent(high, ({ terms }) => void (terms.price = 3_100_000n as never)),
    ).to.be.revertedWithCustomError(high.market.energyMarket, "FillBeyondLimit");
  });

  it("E7: a price outside what the grid pays and charges", async () => {
    const market = await loadFixture(deploy);
    const meters = await street(market, [{ name: "cheap seller" }, { name: "rich buyer" }]);
    const orders = [
      await place(market, meters[0]!, { side: "ask", limitPrice: 0n }),
      await place(market, meters[1]!, { side: "bid", limitPrice: 9_000_000n }),
    ];
    const energy = { [meters[0]!.device]: { exportWh: 100n }, [meters[1]!.device]: { importWh: 100n } };
    const slotCase = { meters, orders, energy, slot: market.firstSlot + 2 };
    await acceptReadings(market, slotCase);
    for (const price of [TARIFF.feedIn - 1n, TARIFF.retail - TARIFF.networkFee + 1n]) {
      const call = settleArguments(slotCase, settlementOf(slotCase));
      await expect(send(market, { ...call, terms: { ...call.terms, price: price as never } }))
        .to.be.revertedWithCustomError(market.energyMarket, "PriceOutOfBounds")
        .withArgs(price, TARIFF.feedIn, TARIFF.retail - TARIFF.networkFee);
    }
  });

  it("E8: an owner on both sides of the pool, in one chunk and in two", async () => {
    const market = await loadFixture(deploy);
    const [seller] = await street(market, [{ name: "owner's first company" }]);
    const [buyer] = await street(market, [{ name: "owner's second company", owner: seller!.participant }]);
    const meters = [seller!, buyer!];
    const orders = [
      await place(market, seller!, { side: "ask", limitPrice: 1_000_000n }),
      await place(market, buyer!, { side: "bid", limitPrice: 4_000_000n }),
    ];
    const energy = { [seller!.device]: { exportWh: 100n }, [buyer!.device]: { importWh: 100n } };
    const slotCase = { meters, orders, energy, slot: market.firstSlot + 2 };
    await acceptReadings(market, slotCase);
    const asPool = (call: SettleArguments): SettleArguments => {
      for (const { fills } of call.leaves) for (const fill of fills) fill.kind = 0;
      return { ...call, terms: { ...call.terms, price: 2_000_000n as never } };
    };
    const settlement = settlementOf(slotCase);
    await expect(send(market, asPool(settleArguments(slotCase, settlement))))
      .to.be.revertedWithCustomError(market.energyMarket, "OwnerOnBothSides")
      .withArgs(seller!.owner);
    const half = (first: number) =>
      asPool(settleArguments(slotCase, settlement, { first, count: 1, lines: [] }));
    await send(market, half(0));
    await expect(send(market, half(1)))
      .to.be.revertedWithCustomError(market.energyMarket, "OwnerOnBothSides")
      .withArgs(seller!.owner);
  });

  it("own use between different owners", async () => {
    const given = await evening();
    await expect(
      bent(given, ({ leaves }) => {
        for (const { fills } of leaves) for (const fill of fills) fill.kind = 1;
      }),
    ).to.be.revertedWithCustomError(given.market.energyMarket, "BucketsOpen");
  });

  it("a device without a supply agreement, and an unsigned one", async () => {
    const market = await loadFixture(deploy);
    const meters = await street(market, [{ name: "no signature here", evidence: "unsigned" }]);
    const slotCase = {
      meters: meters.map((meter) => ({ ...meter, evidence: 1 as const })),
      orders: [],
      energy: { [meters[0]!.device]: { exportWh: 5n } },
      slot: market.firstSlot + 2,
    };
    await acceptReadings(market, slotCase);
    await expect(send(market, settleArguments(slotCase, settlementOf(slotCase))))
      .to.be.revertedWithCustomError(market.energyMarket, "DeviceNotSettleable")
      .withArgs(meters[0]!.device);
  });

  it("evidence weaker than a buyer demands", async () => {
    const market = await loadFixture(deploy);
    const meters = await street(market, [
      { name: "grid's word", evidence: "utilityAttested" },
      { name: "strict" },
    ]);
    const orders = [
      await place(market, meters[0]!, { side: "ask", limitPrice: 1_000_000n }),
      await place(market, meters[1]!, { side: "bid", limitPrice: 4_000_000n, minEvidence: 3 }),
    ];
    const energy = { [meters[0]!.device]: { exportWh: 100n }, [meters[1]!.device]: { importWh: 100n } };
    const slotCase = { meters, orders, energy, slot: market.firstSlot + 2 };
    await acceptReadings(market, slotCase);
    const lax = { ...slotCase, orders: orders.map((order) => ({ ...order, minEvidence: 0 as const })) };
    await expect(send(market, settleArguments(lax, settlementOf(lax))))
      .to.be.revertedWithCustomError(market.energyMarket, "EvidenceTooWeak")
      .withArgs(1, 3);
  });

  it("a second open slot in a zone", async () => {
    const given = await evening();
    const { market, slotCase, slot } = given;
    const next = { ...slotCase, slot: slot + 1 };
    await acceptReadings(market, slotCase);
    await acceptReadings(market, next);
    const settlement = settlementOf(slotCase);
    await send(market, settleArguments(slotCase, settlement, { first: 0, count: 2, lines: [] }));
    await expect(send(market, settleArguments(next, settlementOf(next))))
      .to.be.revertedWithCustomError(market.energyMarket, "ZoneBusy")
      .withArgs(ZONE, slot);
  });
});

describe("EnergyMarket.settle", () => {
  it("settles the evening as the clearing says: lines, money, statements, dust", async () => {
    const { market, slotCase, meters, slot } = await evening();
    const { numbers, energyMarket, vault } = market;
    const everybody = [
      ...meters.map(({ participant }) => participant),
      numbers.supplier,
      numbers.network,
      numbers.reserve,
      numbers.dust,
    ];
    const before = await balances(market, everybody);
    const { settlement, receipts } = await settleSlot(market, slotCase);
    expect(settlement.totals.poolWh > 0n && settlement.basis === "auction").to.equal(true);
    const emitted = linesIn(market, receipts[0]);
    expect(emitted.lines).to.equal(packLines(settlement.lines));
    expect(emitted.salesHash).to.equal(ethers.keccak256(emitted.lines));

    const after = await balances(market, everybody);
    const changes = after.map((balance, index) => balance - before[index]!);
    const expected = new Map<number, bigint>();
    const owner = new Map(meters.map(({ device, participant }) => [device, participant]));
    for (const { device, amountTiyn } of settlement.lines)
      expected.set(owner.get(device)!, (expected.get(owner.get(device)!) ?? 0n) + amountTiyn);
    const { supplierTiyn, feeTiyn, dustTiyn } = settlement.totals;
    expect(changes).to.deep.equal([
      ...meters.map(({ participant }) => expected.get(participant) ?? 0n),
      supplierTiyn,
      feeTiyn,
      0n,
      dustTiyn,
    ]);
    expect(changes.reduce((sum, change) => sum + change, 0n)).to.equal(0n);
    expect((await market.tenge.balanceOf(vault)) >= (await vault.liabilities())).to.equal(true);

    for (const { participant } of meters) {
      let fold = EMPTY_STATEMENT;
      const packed = fromHex(emitted.lines as string);
      for (const [index, line] of unpackLines(emitted.lines as `0x${string}`).entries())
        if (owner.get(line.device) === participant)
          fold = foldLine(
            fold,
            { zone: ZONE, slot: slot as Slot, version: 1, chunk: 0 },
            packed.subarray(index * 24, (index + 1) * 24),
          );
      const { count, hash } = await energyMarket.getFunction("statementOf")(participant);
      expect([Number(count), hash]).to.deep.equal([fold.count, fold.hash]);
    }
  });

  it("settles the same in three chunks as in one", async () => {
    const { market, slotCase, slot } = await evening();
    const { settlement, receipts } = await settleSlot(market, slotCase, { maxLines: 3 });
    expect(receipts.length).to.equal(3);
    const lines = receipts.map((receipt) => linesIn(market, receipt).lines.slice(2)).join("");
    expect(`0x${lines}`).to.equal(packLines(settlement.lines));
    expect((await market.energyMarket.getFunction("settlementAt")(ZONE, slot)).complete).to.equal(true);
  });

  it("nets an owner's own energy for the network fee alone, and the rest in the pool", async () => {
    const market = await loadFixture(deploy);
    const [depot, other] = await street(market, [{ name: "depot" }, { name: "other" }]);
    const [twin] = await street(market, [
      { name: "depot's second yard", participant: depot!.participant, wallet: depot!.wallet, funds: 0n },
    ]);
    const meters = [depot!, other!, { ...twin!, owner: depot!.participant }];
    const orders = [
      await place(market, depot!, { side: "ask", limitPrice: 1_000_000n }),
      await place(market, twin!, { side: "bid", limitPrice: 4_000_000n }),
      await place(market, other!, { side: "bid", limitPrice: 4_000_000n }),
    ];
    const energy = {
      [depot!.device]: { exportWh: 1_000n },
      [twin!.device]: { importWh: 300n },
      [other!.device]: { importWh: 900n },
    };
    const slotCase = { meters, orders, energy, slot: market.firstSlot + 2 };
    const { settlement } = await settleSlot(market, slotCase);
    expect(settlement.totals.ownWh).to.equal(300n);
    expect(settlement.totals.poolWh).to.equal(700n);
  });

  it("settles partners with each other", async () => {
    const market = await loadFixture(deploy);
    const meters = await street(market, [{ name: "bus park" }, { name: "school" }]);
    const [park, school] = meters;
    const orders = [
      await place(market, park!, { side: "ask", limitPrice: 1_000_000n, partner: school!.participant }),
      await place(market, school!, { side: "bid", limitPrice: 4_000_000n, partner: park!.participant }),
    ];
    const energy = { [park!.device]: { exportWh: 500n }, [school!.device]: { importWh: 400n } };
    const { settlement } = await settleSlot(market, { meters, orders, energy, slot: market.firstSlot + 2 });
    expect(settlement.totals.partnerWh).to.equal(400n);
  });

  it("records what a buyer cannot pay to the grid as a receivable", async () => {
    const market = await loadFixture(deploy);
    const [poor] = await street(market, [{ name: "nothing in the purse", funds: 0n }]);
    const energy = { [poor!.device]: { importWh: 10_000n } };
    await settleSlot(market, { meters: [poor!], orders: [], energy, slot: market.firstSlot + 2 });
    expect((await market.vault.accountOf(poor!.participant)).owed).to.equal(40_000n);
    await fund(market, poor!.participant, 50_000n);
    await market.vault.repay(poor!.participant, market.numbers.supplier);
    expect((await market.vault.accountOf(poor!.participant)).owed).to.equal(0n);
  });

  it("takes a slot back for a newer reading set and settles that (E3, E9)", async () => {
    const { market, slotCase, meters, slot } = await evening();
    const { energyMarket, solver, numbers } = market;
    const everybody = [
      ...meters.map(({ participant }) => participant),
      numbers.supplier,
      numbers.network,
      numbers.reserve,
      numbers.dust,
    ];
    const before = await balances(market, everybody);
    const { receipts } = await settleSlot(market, slotCase);
    const { lines } = linesIn(market, receipts[0]);
    const parties = meters.map(({ participant }) => participant).sort((a, b) => a - b);
    const reverse = (energyMarket.connect(solver) as Contract).getFunction("reverse");
    await expect(reverse(ZONE, slot, lines, parties))
      .to.be.revertedWithCustomError(energyMarket, "NothingToReverse")
      .withArgs(ZONE, slot);

    const corrected = {
      ...slotCase,
      energy: { ...slotCase.energy, [meters[0]!.device]: { exportWh: 3_500n } },
    };
    await acceptReadings(market, corrected, 2);
    await expect(
      send(market, settleArguments(corrected, settlementOf(corrected), undefined, 2)),
    ).to.be.revertedWithCustomError(energyMarket, "ReversalNeeded");
    await expect(reverse(ZONE, slot, `${lines.slice(0, -2)}ff`, parties)).to.be.revertedWithCustomError(
      energyMarket,
      "LinesMismatch",
    );
    await expect(reverse(ZONE, slot, lines, parties)).to.emit(energyMarket, "SalesReversed");
    expect(await balances(market, everybody)).to.deep.equal(before);
    expect(await energyMarket.getFunction("statusAt")(ZONE, slot, 1, 0, 0xffffffff)).to.equal(4);
    await send(market, settleArguments(corrected, settlementOf(corrected), undefined, 2));
    expect((await energyMarket.getFunction("settlementAt")(ZONE, slot)).version).to.equal(2);
  });

  it("lets a party dispute its sale once, within the window, and the arbiter decide", async () => {
    const { market, slotCase, meters, slot } = await evening();
    const { energyMarket, arbiter, stranger } = market;
    const { receipts } = await settleSlot(market, slotCase);
    const { lines, price } = linesIn(market, receipts[0]);
    const terms = { zone: ZONE, slot, version: 1, tariffVersion: 1, price };
    const reason = ethers.id("salt and reason");
    const as = (who: typeof stranger | Market["checkers"][0]) => energyMarket.connect(who) as Contract;
    await expect(as(stranger).getFunction("dispute")(terms, 0, 0, lines, reason))
      .to.be.revertedWithCustomError(energyMarket, "NotSaleParty")
      .withArgs(stranger.address);
    await ethers.provider.send("hardhat_setBalance", [meters[0]!.wallet.address, "0xde0b6b3a7640000"]);
    await as(meters[0]!.wallet).getFunction("dispute")(terms, 0, 0, lines, reason);
    expect(await energyMarket.getFunction("statusAt")(ZONE, slot, 1, 0, 0)).to.equal(1);
    await as(arbiter).getFunction("resolveDispute")(terms, 0, 0, false);
    expect(await energyMarket.getFunction("statusAt")(ZONE, slot, 1, 0, 0)).to.equal(2);
    await expect(as(arbiter).getFunction("resolveDispute")(terms, 0, 0, true)).to.be.revertedWithCustomError(
      energyMarket,
      "NotDisputed",
    );
  });
});

/** A street of `count` devices, half selling, half buying, `share` devices for each participant. */
async function busyStreet(market: Market, count: number, share: number) {
  const meters: Meter[] = [];
  for (let index = 0; index < count; index++) {
    const first = index % share === 0 ? undefined : meters[index - (index % share)]!;
    const shared =
      first === undefined ? {} : { participant: first.participant, wallet: first.wallet, funds: 0n };
    meters.push(...(await street(market, [{ name: `charger ${index} of ${count}`, ...shared }])));
  }
  const sells = (index: number) => Math.floor(index / share) % 2 === 0;
  const orders: Order[] = [];
  for (const [index, meter] of meters.entries())
    orders.push(
      await place(
        market,
        meter,
        sells(index) ? { side: "ask", limitPrice: 1_200_000n } : { side: "bid", limitPrice: 3_500_000n },
      ),
    );
  const energy = Object.fromEntries(
    meters.map(({ device }, index) => [device, sells(index) ? { exportWh: 1_000n } : { importWh: 1_000n }]),
  );
  return { meters, orders, energy };
}

describe("gas of the market", () => {
  for (const [share, name] of [
    [1, "settle: 60 fills, all orders known, 60 participants"],
    [5, "settle: 60 fills, all orders known, 12 participants"],
  ] as const) {
    it(name, async () => {
      const market = await loadFixture(deploy);
      const busy = await busyStreet(market, 60, share);
      await settleSlot(market, { ...busy, slot: market.firstSlot + 2 });
      const { receipts, settlement } = await settleSlot(market, { ...busy, slot: market.firstSlot + 3 });
      expect(settlement.lines.length).to.equal(60);
      expectGas(name, receipts[0].gasUsed);
    });
  }

  it("settle: a full chunk of 128 lines stays below 16 M", async () => {
    const market = await loadFixture(deploy);
    const busy = await busyStreet(market, 128, 1);
    const { receipts, settlement } = await settleSlot(market, { ...busy, slot: market.firstSlot + 2 });
    expect(settlement.lines.length).to.equal(128);
    expect(receipts.length).to.equal(1);
    expect(receipts[0].gasUsed < 16_000_000n).to.equal(true);
  });

  for (const side of ["ask", "bid"] as const) {
    it(`placeOrder: a standing ${side} of a participant with orders`, async () => {
      const market = await loadFixture(deploy);
      const meters = await street(market, [{ name: "season" }]);
      await place(market, meters[0]!, { side, limitPrice: 2_000_000n });
      await place(market, meters[0]!, { side, limitPrice: 2_000_000n });
      const block = await ethers.provider.getBlock("latest");
      const receipt = await ethers.provider.getTransactionReceipt(block!.transactions[0]!);
      expectGas(`placeOrder: a standing ${side}`, receipt!.gasUsed);
    });
  }
});
