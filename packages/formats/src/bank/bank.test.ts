// Bank statements: what the examples say, and what is refused with its place.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { parseCamt053 } from "./camt053.ts";
import { parseBankCsv } from "./csv.ts";
import { BankStatementError, dayOf, tiynOf } from "./statement.ts";

const example = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, "../../../../examples/data/bank", name), "utf8");
const XML = example("statement.camt053.xml");
const CSV = example("statement.csv");
const ENTRIES = [
  {
    ...{ reference: "EX0001", bookedOn: "2026-01-31", amountTiyn: 140_000n },
    remittance: "Payout ALATAU Z 12-9f3a1c-7",
  },
  { reference: "EX0002", bookedOn: "2026-01-31", amountTiyn: -1_274_950n, remittance: "Milk & flour" },
];
const STATEMENT = {
  ...{ account: "KZ00000B000000000001", firstDay: "2026-01-31", lastDay: "2026-01-31" },
  entries: ENTRIES,
};

describe("Bank statements", () => {
  it("are read from camt.053, entries that are not booked left out", () => {
    expect(parseCamt053(XML)).to.deep.equal([{ format: "camt.053", ...STATEMENT }]);
    const prefixed = XML.replaceAll(/<(\/?)(?=[A-Z])/g, "<$1c:").replace("xmlns=", "xmlns:c=");
    expect(parseCamt053(prefixed)).to.deep.equal(parseCamt053(XML));
  });

  it("are read from CSV with semicolons, commas or tabs", () => {
    expect(parseBankCsv(CSV)).to.deep.equal({ format: "csv", ...STATEMENT });
    const points = CSV.replaceAll(/(\d),(\d)/g, "$1.$2");
    for (const delimiter of [",", "\t"])
      expect(parseBankCsv(`\uFEFF${points.replaceAll(";", delimiter)}`).entries).to.deep.equal(ENTRIES);
  });

  const refused = (read: () => unknown): string => {
    try {
      read();
    } catch (failure) {
      if (failure instanceof BankStatementError) return failure.message;
      throw failure;
    }
    return "read";
  };

  it("are refused with their place: what is missing, another currency, a third decimal, sums that do not add up", () => {
    for (const [from, to, says] of [
      ['Ccy="KZT">1400.00', 'Ccy="USD">1400.00', "statement 1, entry 1: it is in USD, not in KZT."],
      ["1400.00<", "1400.005<", "statement 1, entry 1: «1400.005» has 3 decimals"],
      ["488650.50", "488650.51", "statement 1: its entries make 48865050 tiyn"],
      ["<AcctSvcrRef>EX0002</AcctSvcrRef>", "", "statement 1, entry 2: it has no reference."],
      ["EX0002", "EX0001", "entry 2: the reference «EX0001» stands there twice."],
      [
        "<CdtDbtInd>DBIT</CdtDbtInd><Sts>",
        "<CdtDbtInd>?</CdtDbtInd><Sts>",
        "statement 1, entry 2: CdtDbtInd is «?».",
      ],
      [
        "2026-01-31</Dt></BookgDt><AcctSvcrRef>EX0001",
        "2026-02-30</Dt></BookgDt><AcctSvcrRef>EX0001",
        "«2026-02-30» is no day.",
      ],
      ["<BkToCstmrStmt>", "<BkToCstmrAcctRpt>", "it is no XML"],
      ["<Document", "<!DOCTYPE x [<!ENTITY e 'x'>]><Document", "file: it declares a document type."],
      ["</IBAN>", "</IBAN><!-- -->", "read"],
    ] as const)
      expect(refused(() => parseCamt053(XML.replace(from, to)))).to.include(says);
    expect(refused(() => parseCamt053("<a/>"))).to.include("no Document");
    for (const [from, to, says] of [
      ["KZT;Milk", "EUR;Milk", "line 3: it is in EUR, not in KZT."],
      ["-12749,50", "-12749,505", "line 3: «-12749,505» has 3 decimals"],
      ["-12749,50", "1e5", "line 3: «1e5» is no amount."],
      ["-12749,50", "0", "entry 2: the amount is zero."],
      ["currency;", "", "file: "],
      ["31.01.2026;-", "2026/01/31;-", "line 3: «2026/01/31» is no day."],
      ["\nKZ00000B000000000001;EX0002", "\nKZ1;EX0002", "line 3: the account is «KZ1»"],
    ] as const)
      expect(refused(() => parseBankCsv(CSV.replace(from, to)))).to.include(says);
    expect(refused(() => parseBankCsv("account;reference\na;b"))).to.include("line 1: the columns date");
  });

  it("say every amount of two decimals exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), (tiyn) => {
        const digits = (tiyn < 0n ? -tiyn : tiyn).toString().padStart(3, "0");
        const text = `${tiyn < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(tiynOf(text, "here")).to.equal(tiyn);
      }),
    );
    expect(dayOf("29.02.2024", "here")).to.equal("2024-02-29");
  });

  it("never fail otherwise, whatever bytes come", function () {
    this.timeout(20_000);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.nat(XML.length), (noise, at) => {
        for (const text of [noise, XML.slice(0, at) + noise + XML.slice(at)]) {
          refused(() => parseCamt053(text));
          refused(() => parseBankCsv(text));
        }
      }),
      { numRuns: 40 },
    );
  });
});
