import { expect } from "chai";
import { describe, it } from "mocha";
import { readBankCsv, readCamt053 } from "./account-statement.ts";

const HEAD = "account;reference;date;amount;currency;text;balance;counterparty;counter_iban;returned";
const ROWS = [
  "KZ1;A;31.01.2026;100,00;KZT;AL-7K3Q;150,00;Aset;KZ2;",
  "KZ1;B;31.01.2026;-30,5;KZT;fee;119,50;;;yes",
];
const csv = (...rows: string[]): string => [HEAD, ...rows].join("\n");

describe("Statements with balances", () => {
  it("are read from CSV with who paid and what came back", () => {
    const { openingTiyn, closingTiyn, entries } = readBankCsv(csv(...ROWS));
    expect([openingTiyn, closingTiyn]).to.deep.equal([5_000n, 11_950n]);
    expect(entries[0]).to.include({
      counterparty: "Aset",
      counterIban: "KZ2",
      endToEnd: null,
      returned: false,
    });
    expect(entries[1]).to.include({ amountTiyn: -3_050n, counterparty: null, returned: true });
  });

  it("are refused where a balance is missing or does not follow", () => {
    const read = (text: string) => () => readBankCsv(text);
    expect(read(csv(ROWS[0]!, ROWS[1]!.replace("119,50", "119,51")))).to.throw("line 3: the balance before");
    expect(read(csv(...ROWS).replace("balance;", "saldo;"))).to.throw("the column balance is missing");
    expect(read(csv(ROWS[0]!.replace("150,00", "150,005")))).to.throw("3 decimals");
    const bare =
      "<Document><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>KZ1</IBAN></Id><Ccy>KZT</Ccy></Acct><FrToDt><FrDtTm>2026-01-31T00:00:00</FrDtTm><ToDtTm>2026-01-31T23:00:00</ToDtTm></FrToDt></Stmt></BkToCstmrStmt></Document>";
    expect(() => readCamt053(bare)).to.throw("it has no balance OPBD");
  });
});
