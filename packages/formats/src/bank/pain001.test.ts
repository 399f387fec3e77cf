import { expect } from "chai";
import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, it } from "mocha";
import { ibanOf, makeIban } from "./iban.ts";
import { pain001, paymentOrderCsv, tengeText, type PaymentOrder } from "./pain001.ts";

const ORDER: PaymentOrder = {
  messageId: "AL-ORDER-7",
  createdAt: "2026-01-30T18:15:00Z",
  payOn: "2026-01-31",
  debtor: { name: "Alatau Issuer", iban: makeIban("KZ", "125KZT5001300335"), bic: "TSESKZKA" },
  transfers: [
    {
      reference: "AL-7K3Q-9M42",
      amountTiyn: 125_005n,
      creditor: { name: 'Café "Tary" & Söhne <kk>', iban: makeIban("KZ", "125KZT5001300336"), bic: null },
      text: "=payout",
    },
    {
      reference: "AL-0000-0098",
      amountTiyn: 7n,
      creditor: { name: "Bus depot", iban: makeIban("KZ", "125KZT5001300337"), bic: "KCJBKZKX" },
      text: "AL-0000-0098",
    },
  ],
};

describe("payment orders (pain.001)", () => {
  const parsed = () => {
    const xml = pain001(ORDER);
    expect(XMLValidator.validate(xml)).to.equal(true);
    return new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(xml).Document
      .CstmrCdtTrfInitn;
  };

  it("carry number, sum, accounts and references, with names as they are", () => {
    const { GrpHdr, PmtInf } = parsed();
    expect([GrpHdr.MsgId, GrpHdr.NbOfTxs, GrpHdr.CtrlSum]).to.deep.equal(["AL-ORDER-7", "2", "1250.12"]);
    expect(PmtInf.DbtrAcct.Id.IBAN).to.equal(ORDER.debtor.iban);
    expect(PmtInf.DbtrAgt.FinInstnId.BICFI).to.equal("TSESKZKA");
    const [one, other] = PmtInf.CdtTrfTxInf;
    expect(one.PmtId.EndToEndId).to.equal("AL-7K3Q-9M42");
    expect(one.Amt.InstdAmt).to.deep.equal({ "#text": "1250.05", "@_Ccy": "KZT" });
    expect(one.Cdtr.Nm).to.equal(ORDER.transfers[0]!.creditor.name);
    expect(one).not.to.have.property("CdtrAgt");
    expect(other.CdtrAgt.FinInstnId.BICFI).to.equal("KCJBKZKX");
  });

  it("stay well formed whatever somebody calls himself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const [transfer] = ORDER.transfers;
        const transfers = [{ ...transfer!, creditor: { ...transfer!.creditor, name } }];
        expect(XMLValidator.validate(pain001({ ...ORDER, transfers }))).to.equal(true);
      }),
    );
  });

  it("are the same as CSV, in which nothing is computed", () => {
    const [head, one] = paymentOrderCsv(ORDER).split("\r\n");
    expect(head!.split(",")).to.have.length(10);
    expect(one)
      .to.contain(`,1250.05,KZT,"Café ""Tary"" & Söhne <kk>",`)
      .and.to.match(/,'=payout$/);
  });

  it("write tiyn as tenge with two decimals", () => {
    expect([0n, 7n, 10n, 100n, 123_456n, -5n].map(tengeText)).to.deep.equal([
      "0.00",
      "0.07",
      "0.10",
      "1.00",
      "1234.56",
      "-0.05",
    ]);
  });
});

describe("IBAN", () => {
  it("is taken with spaces and small letters, and refused with wrong digits or length", () => {
    const iban = makeIban("KZ", "125KZT5001300335");
    expect(ibanOf("kz86 125k zt50 0410 0100")).to.equal("KZ86125KZT5004100100");
    expect(ibanOf(iban)).to.equal(iban);
    expect(ibanOf(`${iban.slice(0, -1)}6`)).to.equal(undefined);
    for (const wrong of ["", "KZ", `${iban}0`, iban.slice(0, -1), "KZ00 0000", "DROP TABLE"])
      expect(ibanOf(wrong), wrong).to.equal(undefined);
  });
});
