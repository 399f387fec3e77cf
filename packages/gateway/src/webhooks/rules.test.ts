// The rules of webhooks: signatures, schedule, addresses, and which events a history of facts makes.
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { existsSync, readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import type { PaymentFact } from "../invoices/status.ts";
import { addressesOf, AddressRefusedError, isEndpointUrl, isPublicAddress } from "./address.ts";
import { WAITS, waitAfter } from "./schedule.ts";
import { newSecret, signWebhook, verifyWebhook } from "./signature.ts";
import { changesSince, type Change, type PlacedFact } from "./timeline.ts";

/** Beside the checkout, where there is one. */
const VECTORS = new URL(
  "../../../../../shared/data/payments/webhooks/standard_webhooks_dev.json",
  import.meta.url,
);
interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly id: string;
  readonly timestamp: number;
  readonly payload: string;
  readonly header: string;
  readonly now: number;
  readonly valid: boolean;
}

describe("Signatures of webhooks", () => {
  it("are what the public library verifies", function () {
    this.timeout(20_000);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.uuid(), (text, id) => {
        const body = JSON.stringify({ text });
        const secret = newSecret();
        const timestamp = Math.floor(Date.now() / 1000);
        const headers = {
          "webhook-id": id,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": signWebhook(secret, { id, timestamp, body }),
        };
        expect(new Webhook(secret).verify(body, headers)).to.deep.equal({ text });
        expect(() => new Webhook(newSecret()).verify(body, headers)).to.throw();
      }),
      { numRuns: 10 },
    );
  });

  it("are those of the published vectors", function () {
    if (!existsSync(VECTORS)) {
      process.stdout.write("      the collection of vectors is not beside this checkout\n");
      return this.skip();
    }
    const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as Vector[];
    expect(vectors).to.not.have.length(0);
    for (const { name, secret, id, timestamp, payload: body, header, now, valid } of vectors)
      expect(verifyWebhook(secret, { id, timestamp, body }, header, { now }), name).to.equal(valid);
  });

  it("are refused when old, of another secret or of another body", () => {
    const secret = newSecret();
    const message = { id: "evt_1", timestamp: 1_000, body: "{}" };
    const header = signWebhook(secret, message);
    expect(verifyWebhook(secret, message, `v1,AAAA ${header}`, { now: 1_300 })).to.equal(true);
    expect(verifyWebhook(secret, message, header, { now: 1_301 })).to.equal(false);
    expect(verifyWebhook(newSecret(), message, header, { now: 1_000 })).to.equal(false);
    expect(verifyWebhook(secret, { ...message, body: "{ }" }, header, { now: 1_000 })).to.equal(false);
  });
});

describe("The schedule of webhooks", () => {
  it("tries ten times within about three days, a tenth more or less", () => {
    expect(WAITS).to.have.length(10);
    expect(WAITS.reduce((total, wait) => total + wait, 0) / 3_600).to.be.closeTo(75.6, 0.05);
    expect([waitAfter(1, 0), waitAfter(1, 1)]).to.deep.equal([4.5, 5.5]);
    expect(waitAfter(10, 0.5)).to.equal(null);
  });
});

describe("Addresses of webhooks", () => {
  it("are on the public internet", () => {
    for (const address of ["8.8.8.8", "172.32.0.1", "2606:4700::1"])
      expect(isPublicAddress(address), address).to.equal(true);
    for (const address of [
      ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],
      ...["::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1"],
      ...["2002:7f00:1::", "2001::1", "224.0.0.1", "255.255.255.255", "localhost"],
    ])
      expect(isPublicAddress(address), address).to.equal(false);
  });

  it("are https; http only at 127.0.0.1 where it is allowed", () => {
    const local = { local: true };
    const strict = { local: false };
    for (const url of ["https://shop.example/hook", "https://8.8.8.8:8443/"])
      expect(isEndpointUrl(url, strict), url).to.equal(true);
    expect(isEndpointUrl("http://127.0.0.1:9/hook", local)).to.equal(true);
    expect(isEndpointUrl("http://127.0.0.1:9/hook", strict)).to.equal(false);
    for (const url of [
      ...["http://shop.example/", "ftp://shop.example/", "https://user:word@shop.example/", "shop.example"],
      ...[
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://localhost/",
      ],
      ...["https://printer.local/", "http://localhost:9/", "https://10.0.0.1/", "http://[::1]/", ""],
    ])
      expect(isEndpointUrl(url, local), url).to.equal(false);
  });

  it("are looked at again when the name is resolved", async () => {
    const refused = await addressesOf(new URL("https://localhost/"), { local: true }).catch(
      (failure: unknown) => failure,
    );
    expect(refused).to.be.instanceOf(AddressRefusedError);
  });
});

const TERMS = { state: "open", amount: 1_000n, tolerance: 0n, payBy: 500 } as const;
const placed = (block: number, fact: PaymentFact): PlacedFact => ({ block, fact });
const charged = (block: number, amount: bigint): PlacedFact =>
  placed(block, { kind: "charged", amount, fee: 0n, at: block * 10 });
const typesOf = (changes: readonly Change[]): string[] => changes.map(({ type }) => type);

describe("Events of an invoice", () => {
  const story = [
    charged(5, 400n),
    charged(6, 600n),
    placed(70, { kind: "refunded", amount: 100n, at: 700 }),
    placed(80, { kind: "refunded", amount: 900n, at: 800 }),
  ];
  const tip = (block: number) => ({ block, time: block * 10 });

  it("are one for each change, in order", () => {
    expect(typesOf(changesSince(TERMS, story, tip(100), undefined))).to.deep.equal([
      ...["invoice.open", "invoice.partial", "invoice.paid", "invoice.refunded", "invoice.refunded"],
    ]);
  });

  it("tell of the expiry before a late payment, and of the closing before a payment after it", () => {
    const late = [charged(60, 1_000n)];
    expect(typesOf(changesSince(TERMS, late, tip(100), undefined))).to.deep.equal([
      ...["invoice.open", "invoice.expired", "invoice.paid"],
    ]);
    expect(
      typesOf(changesSince({ ...TERMS, state: "void" }, [charged(20, 1n)], tip(30), undefined)),
    ).to.deep.equal(["invoice.open", "invoice.void", "invoice.partial"]);
  });

  it("are the same however often somebody looks", () => {
    const facts = [
      ...story,
      charged(60, 10n),
      placed(90, { kind: "dispute-opened", ofHold: false, amount: 1n, at: 900 }),
    ];
    const whole = changesSince(TERMS, facts, tip(120), undefined);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 12 }), (looks) => {
        const seen: Change[] = [];
        for (const block of [...looks.sort((a, b) => a - b), 120])
          seen.push(
            ...changesSince(
              TERMS,
              facts.filter((each) => each.block <= block),
              tip(block),
              seen.at(-1),
            ),
          );
        expect(typesOf(seen)).to.deep.equal(typesOf(whole));
        expect(seen.map(({ state }) => state)).to.deep.equal(whole.map(({ state }) => state));
      }),
    );
  });

  it("say so when the chain took a payment back", () => {
    const paid = changesSince(TERMS, [charged(5, 1_000n)], tip(6), undefined).at(-1)!;
    expect(paid.type).to.equal("invoice.paid");
    expect(typesOf(changesSince(TERMS, [], tip(7), paid))).to.deep.equal(["invoice.open"]);
  });
});
