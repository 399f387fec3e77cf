// A street with two owners whose orders the tests place, cancel and release.
import { energyOrderTypes } from "@alatau/sdk";
import type { Contract } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { sign } from "./fixture.ts";
import type { termsOf } from "./market-fixture.ts";
import { deployMarket, SLOT_SECONDS, street, type Meter, type Wish } from "./market-fixture.ts";

export const TAIL_SLOTS = 96;
export const ASK: Wish = { side: "ask", limitPrice: 1_500_000n };
export const BID: Wish = { side: "bid", limitPrice: 3_000_001n, maxWhPerSlot: 1_001n };
/** What the bid owes for one slot, rounded up: 1,001 Wh at 3,000,001 tiyn/MWh. */
export const BID_SLOT_TIYN = 3_004n;

export type Terms = ReturnType<typeof termsOf>;

/** The market with a depot and a neighbour that have one device each; `now` is the current slot. */
export async function deployStreet(connection: NetworkConnection) {
  const { ethers, networkHelpers } = connection;
  const market = await deployMarket(connection);
  const [depot, neighbour] = (await street(market, [{ name: "depot" }, { name: "neighbour" }])) as [
    Meter,
    Meter,
  ];
  for (const { wallet } of [depot, neighbour])
    await ethers.provider.send("hardhat_setBalance", [wallet.address, "0xde0b6b3a7640000"]);
  const signed = (terms: object, by: Pick<Meter["wallet"], "signTypedData"> = depot.wallet) =>
    sign(by, market.chainId, market.orderBook as never, energyOrderTypes, terms);
  const place = async (terms: Terms, by?: Pick<Meter["wallet"], "signTypedData">) =>
    market.orderBook.getFunction("placeOrder")(terms, await signed(terms, by));
  const now = Math.floor((await networkHelpers.time.latest()) / SLOT_SECONDS);
  const toSlot = (slot: number) => networkHelpers.time.increaseTo(slot * SLOT_SECONDS);
  return { market, book: market.orderBook, depot, neighbour, signed, place, now, toSlot };
}
export type Street = Awaited<ReturnType<typeof deployStreet>>;

/** An order's number. */
export const orderOf = ({ participant, nonce }: Terms): bigint => (BigInt(participant) << 16n) | nonce;
export const cancel = ({ book }: Street, by: Meter, order: bigint) =>
  (book.connect(by.wallet) as Contract).getFunction("cancelOrder")(order);
export const release = ({ book }: Street, order: bigint) => book.getFunction("releaseOrder")(order);
export const moneyOf = async ({ market }: Street, { participant }: Meter) => {
  const { free, locked } = await market.vault.accountOf(participant);
  return { free: free as bigint, locked: locked as bigint };
};
