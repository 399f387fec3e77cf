import { expect } from "chai";
import { describe, it } from "mocha";
import type { SaleKind } from "../answers.ts";
import { LANGUAGES } from "../format.ts";
import { en } from "../texts/en.ts";
import { fillText } from "../texts/fill.ts";
import { kk } from "../texts/kk.ts";
import { ru } from "../texts/ru.ts";
import { isSelling, SALE_SENTENCE } from "../words.ts";
import { sentenceAmounts } from "./sentence-amounts.ts";

const TEXTS = { en, ru, kk };
const SALE = { energyWh: 4_200n, amountTiyn: 13_667n, priceTiynPerMWh: 3_254_000n, slot: 1_970_000 };

describe("the sentence of a sale", () => {
  it("says who sold how much to whom, for how much, at what price and when", () => {
    const amounts = sentenceAmounts(SALE, "en");
    const places = { ...amounts, device: "Bus D-345", participant: "Operator 12" };
    expect(fillText(en[SALE_SENTENCE.sold], places)).to.equal(
      "Bus D-345 (Operator 12) sold 4.2\u00a0kWh to neighbours for 136.67\u00a0₸ at 32.54\u00a0₸/kWh, 01:00–01:15.",
    );
  });

  it("says what was paid without a sign, because the verb says it", () => {
    expect(sentenceAmounts({ ...SALE, amountTiyn: -13_667n }, "en").amount).to.equal("136.67\u00a0₸");
  });

  it("names device, participant, energy and time for every kind in every language", () => {
    for (const language of LANGUAGES)
      for (const kind of Object.keys(SALE_SENTENCE) as SaleKind[]) {
        const text = TEXTS[language][SALE_SENTENCE[kind]];
        for (const place of ["device", "participant", "energy", "time"])
          expect(text, `${language} ${kind}`).to.contain(`{${place}}`);
      }
  });

  it("knows which kinds sell", () => {
    expect((Object.keys(SALE_SENTENCE) as SaleKind[]).filter(isSelling)).to.deep.equal([
      "sold",
      "gridSold",
      "ownSold",
      "partnerSold",
    ]);
  });
});
