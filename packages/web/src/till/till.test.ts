import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { addItem, basketSum, invoiceLines, takeItem, type BasketLine } from "./basket.ts";
import { keepPending, readPending } from "./pending.ts";

const coffee = { name: "Coffee", amountTiyn: 45_000n };
const cake = { name: "Cake", amountTiyn: 90_000n };

describe("A basket", () => {
  it("counts the same item once more and takes it away again", () => {
    const two = addItem(addItem(addItem([], coffee), cake), coffee);
    expect(two.map(({ name, quantity }) => [name, quantity])).to.deep.equal([
      ["Coffee", 2],
      ["Cake", 1],
    ]);
    expect(basketSum(two)).to.equal(180_000n);
    expect(takeItem(takeItem(two, 0), 0).map(({ name }) => name)).to.deep.equal(["Cake"]);
  });

  it("makes lines that sum to the invoice, whatever is in it", () => {
    const line = fc.record({
      name: fc.string({ minLength: 1 }),
      amountTiyn: fc.bigInt({ min: 1n, max: 10n ** 9n }),
      quantity: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(line), fc.bigInt({ min: 0n, max: 10n ** 9n }), (basket: BasketLine[], typed) => {
        const lines = invoiceLines(basket, { amountTiyn: typed, name: "Other" });
        const sum = lines.reduce((total, { amountTiyn }) => total + BigInt(amountTiyn), 0n);
        expect(sum).to.equal(basket.length === 0 ? 0n : basketSum(basket) + typed);
      }),
    );
  });
});

describe("A pending invoice", () => {
  const storage = (): Storage => {
    const kept = new Map<string, string>();
    return {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, text: string) => void kept.set(name, text),
      removeItem: (name: string) => void kept.delete(name),
    } as unknown as Storage;
  };

  it("outlives the page with its key, and ends when it is answered", () => {
    const place = storage();
    const pending = { key: "k", body: { amountTiyn: "1" }, amountTiyn: "1" };
    keepPending(place, pending);
    expect(readPending(place)).to.deep.equal(pending);
    keepPending(place, null);
    expect(readPending(place)).to.equal(null);
    place.setItem("alatau:till-pending", "{damaged");
    expect(readPending(place)).to.equal(null);
    expect(readPending(null)).to.equal(null);
  });
});
