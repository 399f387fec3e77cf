import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { Device } from "../answers.ts";
import { parseFixed } from "./decimal.ts";
import { termsOf, type Draft } from "./draft.ts";
import { boundsOf } from "./period.ts";
import { nextNonce, nonceOf, orderBody, toEnergyOrder, typedDataOf, type OrderTerms } from "./typed-order.ts";
import { signInMessage } from "../wallet/provider.ts";
import { NETWORK_FILE } from "../pages.fixture.ts";

const BUS = { device: 345, participant: 12, zone: 7 } as Device;
const DRAFT: Draft = {
  side: "ask",
  device: "345",
  kWh: "4.2",
  price: "32,54",
  days: "1",
  minEvidence: "meter-signed",
};
const NOW = 1_773_000_450;

describe("parseFixed", () => {
  it("reads what people type, exactly, with point or comma and spaces", () => {
    expect(parseFixed("32,54", 5)).to.equal(3_254_000n);
    expect(parseFixed(" 1 050.25 ", 2)).to.equal(105_025n);
    expect(parseFixed("7", 3)).to.equal(7_000n);
  });

  it("refuses digits beyond the unit, signs and letters", () => {
    for (const text of ["1.2345", "-1", "+1", "1e3", "", ".", "1,000.5"])
      expect(parseFixed(text, 3), text).to.equal(null);
  });

  it("reads back every amount that can be written", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (amount) => {
        const text = `${amount / 1000n}.${(amount % 1000n).toString().padStart(3, "0")}`;
        expect(parseFixed(text, 3)).to.equal(amount);
      }),
    );
  });
});

describe("termsOf", () => {
  it("makes exact terms that count from the next slot on", () => {
    expect(termsOf(DRAFT, [BUS], NOW)).to.deep.equal({
      side: "ask",
      device: 345,
      participant: 12,
      zone: 7,
      slotFrom: 1_970_001,
      slotTo: 1_970_096,
      maxWhPerSlot: 4_200n,
      limitPriceTiynPerMWh: 3_254_000n,
      partner: 0,
      minEvidence: "meter-signed",
      validTo: NOW + 3_600,
    });
  });

  it("makes nothing of a draft that the contract would refuse", () => {
    for (const wrong of [
      { kWh: "0" },
      { kWh: "4294967.296" },
      { kWh: "x" },
      { price: "-1" },
      { price: "10995116.27776" },
      { days: "0" },
      { days: "681" },
      { device: "1" },
    ])
      expect(termsOf({ ...DRAFT, ...wrong }, [BUS], NOW), JSON.stringify(wrong)).to.equal(null);
  });
});

describe("a composed order", () => {
  const terms: OrderTerms = { ...termsOf(DRAFT, [BUS], NOW)!, nonce: 77n };

  it("is signed as the contract's EnergyOrder, every number exact", () => {
    const { primaryType, domain, types, message } = JSON.parse(typedDataOf(terms, NETWORK_FILE)) as {
      primaryType: string;
      domain: Record<string, unknown>;
      types: Record<string, { name: string }[]>;
      message: Record<string, string>;
    };
    expect(primaryType).to.equal("EnergyOrder");
    expect(domain["verifyingContract"]).to.equal(NETWORK_FILE.contracts.orderBook);
    expect(types["EnergyOrder"]!.map(({ name }) => name)).to.have.members(Object.keys(message));
    expect(message).to.include({
      side: "0",
      mode: "0",
      maxWhPerSlot: "4200",
      limitPrice: "3254000",
      nonce: "77",
    });
    expect(toEnergyOrder(terms)).to.include({ minEvidence: 3, minWhPerSlot: 0n });
  });

  it("goes to the gateway with decimal strings", () => {
    expect(JSON.parse(JSON.stringify(orderBody(terms, "0x00")))).to.deep.nested.include({
      "order.maxWhPerSlot": "4200",
      "order.nonce": "77",
      "order.validTo": String(NOW + 3_600),
      signature: "0x00",
    });
  });

  it("takes the number after the participant's highest, then a free one, then none", () => {
    expect(nextNonce([])).to.equal(1n);
    expect(nextNonce([(12 << 16) | 7, 12 << 16].map(nonceOf))).to.equal(8n);
    expect(nextNonce([65_535, 0, 1, 3])).to.equal(2n);
    expect(nextNonce(Array.from({ length: 65_536 }, (_, nonce) => nonce))).to.equal(null);
    expect(nonceOf(4_294_967_295 * 65_536 + 9)).to.equal(9);
  });
});

describe("boundsOf", () => {
  it("covers whole local days", () => {
    const bounds = boundsOf({ from: "2026-11-23", to: "2026-11-23" })!;
    expect(bounds.to - bounds.from).to.equal(86_400);
    expect(new Date(bounds.from * 1000).toISOString()).to.equal("2026-11-22T19:00:00.000Z");
  });

  it("refuses a period that ends before it begins, or is no date", () => {
    expect(boundsOf({ from: "2026-11-24", to: "2026-11-22" })).to.equal(null);
    expect(boundsOf({ from: "", to: "2026-11-22" })).to.equal(null);
  });
});

describe("signInMessage", () => {
  it("has the form of ERC-4361", () => {
    const account = `0x${"ab".repeat(20)}`;
    const text = signInMessage({
      host: "localhost:8080",
      origin: "http://localhost:8080",
      account,
      chainId: 770_431,
      nonce: "0123456789abcdef",
      statement: "Sign in to Alatau Ledger.",
      issuedAt: "2026-11-23T21:00:00.000Z",
    });
    expect(text.split("\n")).to.deep.equal([
      "localhost:8080 wants you to sign in with your Ethereum account:",
      account,
      "",
      "Sign in to Alatau Ledger.",
      "",
      "URI: http://localhost:8080",
      "Version: 1",
      "Chain ID: 770431",
      "Nonce: 0123456789abcdef",
      "Issued At: 2026-11-23T21:00:00.000Z",
    ]);
  });
});
