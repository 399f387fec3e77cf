import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { ERRORS } from "@alatau/gateway";
import { FAILURE_CODES } from "@alatau/sdk";
import { LANGUAGES } from "../format.ts";
import { en } from "./en.ts";
import { fillText, placesOf } from "./fill.ts";
import { kk } from "./kk.ts";
import { PROBLEMS, problemTitle } from "./problem-title.ts";
import { ru } from "./ru.ts";

const TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, ru, kk };
const HERE = join(import.meta.dirname, "..");
/** Codes that the pages themselves raise. */
const OWN_CODES = [
  "unknown",
  "offline",
  "answer-unreadable",
  "page-failed",
  "passkey-missing",
  "passkey-refused",
  "wallet-refused",
];

/** Everything the pages are made of, without the texts and the tests. */
function sources(): string {
  return readdirSync(HERE, { recursive: true, encoding: "utf8" })
    .filter(
      (name) => /\.tsx?$/.test(name) && !/\.(test|fixture)\.ts$/.test(name) && !name.startsWith("texts"),
    )
    .map((name) => readFileSync(join(HERE, name), "utf8"))
    .join("\n");
}

describe("texts", () => {
  for (const [language, texts] of Object.entries(TEXTS)) {
    it(`has the same keys in ${language} as in English, each with words`, () => {
      expect(Object.keys(texts)).to.deep.equal(Object.keys(en));
      for (const [key, text] of Object.entries(texts))
        expect(text.trim(), key).to.equal(text).and.not.equal("");
    });

    it(`has the same places in ${language} as in English`, () => {
      for (const [key, text] of Object.entries(texts))
        expect(placesOf(text), key).to.deep.equal(placesOf(en[key as keyof typeof en]));
    });
  }

  it("has no text that no page uses", () => {
    const code = sources();
    const unused = Object.keys(en).filter((key) => !code.includes(`"${key}"`));
    expect(unused).to.deep.equal([]);
  });

  it("fills places and keeps those without a value visible", () => {
    expect(fillText("{signed} of {of}", { signed: "2" })).to.equal("2 of {of}");
    expect(fillText("no places", {})).to.equal("no places");
  });

  it("has words of every language for words that differ", () => {
    const same = Object.keys(en).filter((key) => ru[key as keyof typeof en] === en[key as keyof typeof en]);
    expect(same).to.deep.equal([]);
  });
});

describe("problem titles", () => {
  for (const language of LANGUAGES)
    it(`covers every code of gateway, proof and pages in ${language}, and no other`, () => {
      const expected = new Set([...Object.keys(ERRORS), ...FAILURE_CODES, ...OWN_CODES]);
      const found = new Set(Object.keys(PROBLEMS[language]));
      expect([...expected].filter((code) => !found.has(code))).to.deep.equal([]);
      expect([...found].filter((code) => !expected.has(code))).to.deep.equal([]);
    });

  it("has a general title for a code that is newer than the page", () => {
    expect(problemTitle("code-of-tomorrow", "en")).to.equal("Unknown problem");
  });
});
