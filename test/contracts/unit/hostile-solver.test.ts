// Settlements that fit together in every number and still may not be: each once got past a rule.
import { expect } from "chai";
import type { Contract, TransactionReceipt } from "ethers";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { ZONE } from "../fixture.ts";
import {
  acceptReadings,
  deployMarket,
  place,
  send,
  settleArguments,
  settlementOf,
  street,
  TARIFF,
  type Market,
  type Meter,
  type SlotCase,
} from "../market-fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture } = networkHelpers;
const deploy = () => deployMarket({ ethers, networkHelpers } as never);
const PRICE = TARIFF.feedIn + 1_000_000n;

/** A fill that the solver wrote itself, by the name of its device. */
interface Written {
  readonly order: bigint;
  readonly wh: bigint;
  readonly kind: 0 | 1 | 2;
}

/** Sends the leaves `first` to `first + count − 1` with these fills, whatever the clearing says. */
function sendWritten(
  market: Market,
  slotCase: SlotCase,
  fills: ReadonlyMap<number, Written>,
  { first = 0, count = slotCase.meters.length, version = 1 } = {},
) {
  const call = settleArguments(
    slotCase,
    settlementOf({ ...slotCase, orders: [] }),
    { first, count, lines: [] },
    version,
  );
  for (const leaf of call.leaves) {
    const fill = fills.get(leaf.device);
    leaf.fills = fill === undefined ? [] : [fill as never];
  }
  return send(market, { ...call, terms: { ...call.terms, price: PRICE as never } });
}

const linesOf = (market: Market, receipt: TransactionReceipt): string =>
  receipt.logs
    .map((log) => market.energyMarket.interface.parseLog(log))
    .find((event) => event?.name === "SalesSettled")!.args["lines"] as string;

describe("A hostile solver", () => {
  it("cannot sell a participant's energy to itself in the name of its partner (E8)", async () => {
    const market = await loadFixture(deploy);
    const [yard, school] = (await street(market, [{ name: "yard" }, { name: "school" }])) as [Meter, Meter];
    const shared = { participant: yard.participant, wallet: yard.wallet, funds: 0n };
    const [garage] = (await street(market, [{ name: "yard's garage", ...shared }])) as [Meter];
    const meters = [yard, school, garage];
    const partner = school.participant;
    const ask = await place(market, yard, { side: "ask", limitPrice: 1_000_000n, partner });
    const bid = await place(market, garage, { side: "bid", limitPrice: 4_000_000n, partner });
    const slotCase: SlotCase = {
      meters,
      orders: [ask, bid],
      energy: {
        [yard.device]: { exportWh: 500n },
        [school.device]: { importWh: 1n },
        [garage.device]: { importWh: 500n },
      },
      slot: market.firstSlot + 2,
    };
    await acceptReadings(market, slotCase);
    const fills = new Map<number, Written>([
      [yard.device, { order: ask.order, wh: 500n, kind: 2 }],
      [garage.device, { order: bid.order, wh: 500n, kind: 2 }],
    ]);
    await expect(sendWritten(market, slotCase, fills))
      .to.be.revertedWithCustomError(market.energyMarket, "BucketsOpen")
      .withArgs(2);
  });

  it("cannot open a second slot of a zone by taking back a third, and so hide an owner's side (E8)", async () => {
    const market = await loadFixture(deploy);
    const [depot, shop] = (await street(market, [{ name: "depot" }, { name: "shop" }])) as [Meter, Meter];
    const shared = { participant: depot.participant, wallet: depot.wallet, funds: 0n };
    const [annex] = (await street(market, [{ name: "depot's annex", ...shared }])) as [Meter];
    const meters = [depot, shop, annex];
    const sells = await place(market, depot, { side: "ask", limitPrice: 1_000_000n });
    const buys = await place(market, annex, { side: "bid", limitPrice: 4_000_000n });
    const energy = {
      [depot.device]: { exportWh: 700n },
      [shop.device]: { importWh: 5n },
      [annex.device]: { importWh: 700n },
    };
    const inSlot = (after: number): SlotCase => ({
      meters,
      orders: [sells, buys],
      energy,
      slot: market.firstSlot + after,
    });
    const [past, split, next] = [inSlot(2), inSlot(3), inSlot(4)];
    for (const slotCase of [past, split, next]) await acceptReadings(market, slotCase);
    const settled = await (await sendWritten(market, past, new Map())).wait();

    const sale = new Map<number, Written>([[depot.device, { order: sells.order, wh: 700n, kind: 0 }]]);
    await sendWritten(market, split, sale, { count: 1 });
    await acceptReadings(market, { ...past, energy: { ...energy, [shop.device]: { importWh: 6n } } }, 2);
    const reverse = (market.energyMarket.connect(market.solver) as Contract).getFunction("reverse");
    const parties = [depot.participant, shop.participant].sort((a, b) => a - b);
    await reverse(ZONE, past.slot, linesOf(market, settled), parties);

    const purchase = new Map<number, Written>([[annex.device, { order: buys.order, wh: 700n, kind: 0 }]]);
    await expect(sendWritten(market, next, sale, { count: 1 }))
      .to.be.revertedWithCustomError(market.energyMarket, "ZoneBusy")
      .withArgs(ZONE, split.slot);
    await expect(sendWritten(market, split, purchase, { first: 1, count: 2 }))
      .to.be.revertedWithCustomError(market.energyMarket, "OwnerOnBothSides")
      .withArgs(depot.owner);
    await sendWritten(market, split, new Map(), { first: 1, count: 2 }).then(
      () => expect.fail("the sale has no buyer"),
      (error: unknown) => expect(String(error)).to.contain("PoolNotEven"),
    );
  });

  it("cannot have a sale disputed that was taken back", async () => {
    const market = await loadFixture(deploy);
    const meters = (await street(market, [{ name: "depot" }])) as [Meter];
    const [{ device, participant, wallet }] = meters;
    const slotCase: SlotCase = {
      meters,
      orders: [],
      energy: { [device]: { exportWh: 700n } },
      slot: market.firstSlot + 2,
    };
    await acceptReadings(market, slotCase);
    const lines = linesOf(market, await (await sendWritten(market, slotCase, new Map())).wait());
    await acceptReadings(market, { ...slotCase, energy: { [device]: { exportWh: 600n } } }, 2);
    const as = (who: unknown, name: string) =>
      (market.energyMarket.connect(who as never) as Contract).getFunction(name);
    await as(market.solver, "reverse")(ZONE, slotCase.slot, lines, [participant]);
    await ethers.provider.send("hardhat_setBalance", [wallet.address, "0xde0b6b3a7640000"]);
    const terms = { zone: ZONE, slot: slotCase.slot, version: 1, tariffVersion: 1, price: PRICE };
    await expect(
      as(wallet, "dispute")(terms, 0, 0, lines, ethers.id("reason")),
    ).to.be.revertedWithCustomError(market.energyMarket, "SaleUnknown");
  });
});
