import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { fromHex, utf8 } from "./bytes.ts";
import {
  envelopeSchema,
  jcs,
  NotCanonicalError,
  payloadHash,
  recordHash,
  signedRecordId,
} from "./envelope.ts";

const folder = new URL("../../../../shared/data/jcs/", import.meta.url);
const HASH = `0x${"ab".repeat(32)}`;
const READING = {
  schema: { id: "energy.readings", version: 1, hash: HASH },
  issuer: 12,
  subject: "device:345",
  recordedAt: "2026-03-01T10:15:07Z",
  period: { from: "2026-03-01T10:00:00Z", to: "2026-03-01T10:15:00Z" },
  payloadHash: HASH,
  visibility: "members",
};

describe("canonical JSON (RFC 8785)", () => {
  it("gives the known answers", function () {
    if (!existsSync(folder)) return this.skip();
    for (const name of readdirSync(new URL("input/", folder))) {
      const input: unknown = JSON.parse(readFileSync(new URL(`input/${name}`, folder), "utf8"));
      expect(jcs(input, { binary64: true }), name).to.equal(
        readFileSync(new URL(`output/${name}`, folder), "utf8"),
      );
    }
  });

  it("refuses what it would lose, and says where", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const [value, path] of [
      [{ a: [1, 2 ** 53] }, "$.a[1]"],
      [{ a: Number.NaN }, "$.a"],
      [{ a: Number.POSITIVE_INFINITY }, "$.a"],
      [{ a: -0 }, "$.a"],
      [{ a: undefined }, "$.a"],
      [{ a: 1n }, "$.a"],
      [{ a: new Date(0) }, "$.a"],
      [{ a: "\ud800" }, "$"],
      [cycle, "$[0]"],
    ] as const) {
      const refusal = expect(() => jcs(value)).to.throw(NotCanonicalError);
      refusal.with.nested.property("fields.path", path);
    }
  });

  it("does not depend on the order of members and reads back", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: "grapheme" }), fc.oneof(fc.integer(), fc.string())),
        (object) => {
          const turned = Object.fromEntries(Object.entries(object).toReversed());
          expect(jcs(turned)).to.equal(jcs(object));
          expect(JSON.parse(jcs(object))).to.deep.equal({ ...object });
        },
      ),
    );
  });
});

describe("record envelope", () => {
  it("hashes its canonical form with SHA-256", () => {
    const envelope = envelopeSchema.parse(READING);
    expect(recordHash(envelope)).to.equal(`0x${createHash("sha256").update(jcs(READING)).digest("hex")}`);
  });

  it("needs one of observedAt and period, and nothing unknown", () => {
    const { period, ...timeless } = READING;
    expect(envelopeSchema.safeParse({ ...timeless, observedAt: period.to }).success).to.equal(true);
    for (const wrong of [
      timeless,
      { ...READING, observedAt: period.to },
      { ...READING, extra: 1 },
      { ...READING, issuer: 1.5 },
      { ...READING, issuer: 2 ** 32 },
      { ...READING, recordedAt: "2026-03-01T10:15:07+05:00" },
      { ...READING, recordedAt: "2026-03-01T10:15:07.5Z" },
      { ...READING, payloadHash: HASH.toUpperCase() },
      { ...READING, corrects: [{ dataset: HASH, batch: 0, index: 0, reason: "typo" }] },
      { ...READING, quality: [] },
    ])
      expect(envelopeSchema.safeParse(wrong).success, JSON.stringify(wrong)).to.equal(false);
  });

  it("commits to a payload with its salt", () => {
    const salt = fromHex(HASH);
    const digest = createHash("sha256").update(salt).update("reading").digest("hex");
    expect(payloadHash(salt, utf8("reading"))).to.equal(`0x${digest}`);
    expect(() => payloadHash(salt.subarray(1), utf8("reading"))).to.throw(RangeError);
    expect(signedRecordId(utf8("read"), utf8("ing"))).to.equal(
      `0x${createHash("sha256").update("reading").digest("hex")}`,
    );
  });
});
