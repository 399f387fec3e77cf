import { tokenCost } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { costOf, quoteInForce } from "./quote.ts";

const quote = (name: string, from: number, to: number) => ({
  ...{ quote: name, tokenAmount: "30", amountTiyn: 100n },
  ...{ validFrom: new Date(from * 1000).toISOString(), validTo: new Date(to * 1000).toISOString() },
});

describe("costOf", () => {
  it("is what the SDK has the payer sign", () => {
    const above0 = fc.bigInt({ min: 1n, max: 10n ** 24n });
    fc.assert(
      fc.property(above0, above0, above0, (tokenAmount, amountTiyn, price) => {
        const shown = { ...quote("a", 0, 60), tokenAmount: String(tokenAmount), amountTiyn };
        const signed = { token: "0x", tokenAmount, amountTiyn, validFrom: 0, validTo: 60 } as const;
        expect(costOf(shown, price)).to.equal(tokenCost(signed, price));
      }),
    );
  });
});

describe("quoteInForce", () => {
  it("is none before its time, none when it is over, and the one that holds longest", () => {
    const quotes = [quote("b", 0, 60), quote("c", 10, 70), quote("a", 10, 70), quote("d", 65, 125)];
    const at = (now: number): string | undefined => quoteInForce(quotes, now)?.quote;
    expect([0, 9, 10, 60, 69, 124].map(at)).to.deep.equal(["b", "b", "a", "a", "d", "d"]);
    expect([-1, 125].map(at)).to.deep.equal([undefined, undefined]);
  });
});
