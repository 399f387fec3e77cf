import { createPublicKey, ECDH, generateKeyPairSync } from "node:crypto";
import type { MilliWh } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { demoMeter, goodPayload, signedWith, TEN_O_CLOCK } from "../examples.test.ts";
import { type BillingPolicy, checkTransaction } from "./billing.ts";
import { checkOcmf } from "./check.ts";
import { curveFacts, curveOfAlgorithm, OCMF_CURVES } from "./curves.ts";
import { checkSequence } from "./pagination.ts";
import { OCMF_REASONS, type OcmfReason } from "./reasons.ts";
import { parseOcmf } from "./record.ts";
import { composePayload, signOcmf } from "./sign.ts";

const ORDERS: Readonly<Record<string, bigint>> = {
  secp192k1: 0xfffffffffffffffffffffffe26f2fc170f69466a74defd8dn,
  secp192r1: 0xffffffffffffffffffffffff99def836146bc9b1b4d22831n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  secp256r1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1:
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  brainpool256r1: 0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7n,
  brainpool384r1:
    0x8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565n,
};

const meter = demoMeter();
const reasonOf = (record: string | Uint8Array, policy?: BillingPolicy): OcmfReason | null =>
  checkOcmf(record, { publicKey: meter.publicKey, ...(policy && { policy }) }).reason;
const reasonOfPayload = (alter: (payload: string) => string, policy?: BillingPolicy): OcmfReason | null =>
  reasonOf(signedWith(meter, alter), policy);

/** Each way to break a good record, by the reason that must come out. */
const BROKEN: Readonly<Partial<Record<OcmfReason, () => OcmfReason | null>>> = {
  "record-too-large": () => reasonOf("OCMF|".padEnd(70_000, " ")),
  "text-not-utf8": () => reasonOf(Uint8Array.of(0x4f, 0x43, 0x4d, 0x46, 0x7c, 0xff, 0xfe)),
  "not-ocmf": () => reasonOf("<values/>"),
  "parts-missing": () => reasonOf('OCMF|{"FV":"1.0"}'),
  "payload-not-json": () => reasonOf('OCMF|{"FV":|{"SD":"00"}'),
  "signature-not-json": () => reasonOf(`OCMF|${goodPayload()}|30450220`),
  "field-duplicate": () => reasonOfPayload((text) => text.replace('"RV":', '"RV":1.000001,"RV":')),
  "field-invalid": () => reasonOfPayload((text) => text.replace('"PG":"T7"', '"PG":["T7"]')),
  "readings-missing": () => reasonOfPayload(() => '{"FV":"1.0","PG":"T1","MS":"1","RD":[]}'),
  "algorithm-unknown": () => reasonOf(signedWith(meter).replace("secp256r1-SHA256", "secp521r1-SHA512")),
  "signature-missing": () => reasonOf(`OCMF|${goodPayload()}|{"SA":"ECDSA-secp256r1-SHA256"}`),
  "signature-encoding": () => reasonOf(`OCMF|${goodPayload()}|{"SD":"30xx","SE":"hex"}`),
  "signature-format": () => reasonOf(`OCMF|${goodPayload()}|{"SD":"30450220"}`),
  "signature-invalid": () => reasonOf(signedWith(meter).replace('"RV":3.500000', '"RV":3.500001')),
  "key-missing": () => checkOcmf(signedWith(meter)).reason,
  "key-format": () => checkOcmf(signedWith(meter), { publicKey: "not a key" }).reason,
  "key-curve-unknown": () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "secp521r1" });
    return checkOcmf(signedWith(meter), { publicKey: publicKey.export({ type: "spki", format: "der" }) })
      .reason;
  },
  "key-not-on-curve": () => checkOcmf(signedWith(meter), { publicKey: "04".padEnd(130, "1") }).reason,
  "key-wrong-curve": () =>
    checkOcmf(signedWith(meter), { publicKey: demoMeter("secp256k1").publicKey }).reason,
  "key-not-registered": () =>
    checkOcmf(signedWith(meter), { publicKey: meter.publicKey, registeredKeys: [] }).reason,
  "key-not-of-this-meter": () =>
    checkOcmf(signedWith(meter), {
      publicKey: meter.publicKey,
      registeredKeys: [{ publicKey: demoMeter().publicKey }],
    }).reason,
  "serial-missing": () => reasonOfPayload((text) => text.replace('"MS":"DEMO-1"', '"MS":" "')),
  "pagination-invalid": () => reasonOfPayload((text) => text.replace('"PG":"T7"', '"PG":"7"')),
  "identification-refused": () =>
    reasonOfPayload((text) => text.replace('"IS":false', '"IS":true,"IL":"MISMATCH"')),
  "energy-reading-missing": () =>
    reasonOfPayload((text) => text.replaceAll("1-0:1.8.0", "1-0:0.8.6").replaceAll("kWh", "sec")),
  "obis-unknown": () => reasonOfPayload((text) => text.replaceAll("1-0:1.8.0", "1-b")),
  "obis-ambiguous": () =>
    reasonOfPayload((text) =>
      text.replace(
        /\{"TM"[^}]*\}/g,
        (one) => `${one.replace("1.8.0", "1.8.1")},${one.replace("1.8.0", "1.8.2")}`,
      ),
    ),
  "obis-mismatch": () => reasonOfPayload((text) => text.replace("1-0:1.8.0", "1-0:2.8.0")),
  "unit-unknown": () => reasonOfPayload((text) => text.replaceAll("kWh", "varh")),
  "unit-mismatch": () => reasonOfPayload((text) => text.replace("kWh", "Wh")),
  "value-invalid": () => reasonOfPayload((text) => text.replace("1.000000", '"1,0"')),
  "value-too-fine": () => reasonOfPayload((text) => text.replace("1.000000", "1.0000001")),
  "value-negative": () => reasonOfPayload((text) => text.replace("1.000000", "-1.0")),
  "value-too-large": () => reasonOfPayload((text) => text.replace("3.500000", "1e30")),
  "time-invalid": () => reasonOfPayload((text) => text.replace("2026-03-01", "2026-02-30")),
  "time-in-future": () => reasonOfPayload((text) => text, { notAfter: TEN_O_CLOCK + 899 }),
  "time-went-back": () => reasonOfPayload((text) => text.replace("T10:00:00", "T11:00:00")),
  "clock-not-accepted": () => reasonOfPayload((text) => text.replace("+0000 S", "+0000 U")),
  "meter-status": () => reasonOfPayload((text) => text.replace('"ST":"G"', '"ST":"T"')),
  "energy-flag": () => reasonOfPayload((text) => text.replace('"EF":""', '"EF":"E"')),
  "time-flag": () => reasonOfPayload((text) => text.replace('"EF":""', '"EF":"t"')),
  "error-flag": () => reasonOfPayload((text) => text.replace('"EF":""', '"EF":"q"')),
  "register-decreased": () => reasonOfPayload((text) => text.replace("1.000000", "3.500001")),
  "power-exceeded": () => reasonOfPayload((text) => text, { ratedW: 9_523 }),
  "session-too-long": () => reasonOfPayload((text) => text, { maxSessionSeconds: 899 }),
  "begin-missing": () => transactionReason([{ alter: (text) => text.replace('"TX":"B"', '"TX":"C"') }]),
  "end-missing": () => transactionReason([{ alter: (text) => text.replace('"TX":"E"', '"TX":"C"') }]),
  "serial-mismatch": () =>
    transactionReason([{}, { alter: (text) => next(text).replace("DEMO-1", "DEMO-2") }]),
  "key-mismatch": () => transactionReason([{}, { alter: next, signer: demoMeter() }]),
  "pagination-gap": () => transactionReason([{}, { alter: (text) => next(text).replace("T8", "T9") }]),
  "pagination-repeat": () => transactionReason([{}, { alter: (text) => next(text).replace("T8", "T7") }]),
  replay: () => {
    const { record, identity } = checkOcmf(signedWith(meter), { publicKey: meter.publicKey });
    const entry = { record: record!, identity };
    return checkSequence([entry, entry])[0]?.reason ?? null;
  },
};

/** The record that follows the good one. */
const next = (text: string): string =>
  text
    .replace("T7", "T8")
    .replaceAll("T10:", "T12:")
    .replace("1.000000", "3.500000")
    .replace("3.500000}", "4.0}");

function transactionReason(
  parts: { alter?: (text: string) => string; signer?: typeof meter }[],
): OcmfReason | null {
  const records = parts.map(({ alter, signer = meter }) => {
    const { record, key } = checkOcmf(signedWith(signer, alter), { publicKey: signer.publicKey });
    return { record: record!, keyFingerprint: key?.fingerprint ?? null };
  });
  return checkTransaction(records)?.reason ?? null;
}

describe("checkOcmf refuses", () => {
  for (const [reason, text] of Object.entries(OCMF_REASONS)) {
    it(`${reason}: ${text.meaning}`, () => {
      expect(BROKEN[reason as OcmfReason]?.()).to.equal(reason);
    });
  }
});

describe("checkOcmf", () => {
  it("accepts a good record and keeps the meter's digits as they were written", () => {
    const check = checkOcmf(signedWith(meter), { publicKey: meter.publicKey, policy: { ratedW: 9_524 } });
    expect(check).to.include({ signatureValid: true, billable: true, reason: null });
    expect(check.record!.readings.map((one) => one.valueText)).to.deep.equal(["1.000000", "3.500000"]);
    expect(check.record!.readings.map((one) => one.register)).to.deep.equal([1_000_000n, 3_500_000n]);
  });

  it("says neither valid nor invalid while no key is known", () => {
    expect(checkOcmf(signedWith(meter)).signatureValid).to.equal(null);
  });

  it("takes a bar inside the payload as part of it", () => {
    const record = signedWith(meter, (text) => text.replace('"MM":"One"', '"MM":"One|Two"'));
    expect(checkOcmf(record, { publicKey: meter.publicKey }).billable).to.equal(true);
  });

  it("leaves out a reading in between that the meter does not vouch for", () => {
    const middle =
      '{"TM":"2026-03-01T10:05:00,000+0000 S","TX":"X","RV":99.0,"RI":"1-0:1.8.0","RU":"kWh","ST":"E"},';
    const record = signedWith(meter, (text) => text.replace(/(\{"TM"[^}]*"TX":"E")/, `${middle}$1`));
    expect(checkOcmf(record, { publicKey: meter.publicKey }).billable).to.equal(true);
  });

  for (const curve of OCMF_CURVES) {
    it(`knows one record on ${curve} through every form of its signature and key`, () => {
      const signer = demoMeter(curve);
      const spki = createPublicKey(signer.privateKey).export({ type: "spki", format: "der" });
      const { octets, openssl } = curveFacts(curve);
      const point = spki.subarray(-(octets * 2 + 1));
      const compressed = ECDH.convertKey(point, openssl, undefined, "hex", "compressed") as string;
      const keys: (string | Uint8Array)[] = [
        spki,
        spki.toString("hex"),
        spki
          .toString("hex")
          .replace(/(.{4})/g, "$1 ")
          .toUpperCase(),
        spki.toString("base64"),
        createPublicKey(signer.privateKey).export({ type: "spki", format: "pem" }) as string,
        point.toString("hex"),
        point.subarray(1).toString("hex"),
        point.subarray(1).toString("base64"),
        compressed,
        `oca:base16:asn1:${spki.toString("hex")}`,
        Buffer.from(`oca:base16:asn1:${spki.toString("hex")}`).toString("base64"),
      ];
      const identities = new Set<string | null>();
      for (const encoding of ["hex", "base64"] as const) {
        for (const form of ["der", "raw"] as const) {
          const record = signOcmf(goodPayload(), signer.privateKey, { curve, encoding, form });
          for (const publicKey of keys) {
            const check = checkOcmf(record, { publicKey });
            expect([check.reason, check.billable], `${encoding} ${form} ${String(publicKey)}`).to.deep.equal([
              null,
              true,
            ]);
            identities.add(check.identity);
          }
        }
      }
      expect(identities.size).to.equal(1);
    });
  }

  it("knows every spelling of the seven algorithms that the field uses", () => {
    const spellings = {
      "ECDSA-secp192k1-SHA256": "secp192k1",
      "ECDSA-secp192r1-SHA256": "secp192r1",
      "ECDSA-secp256k1-SHA256": "secp256k1",
      "ecdsa-secp256r1-sha256": "secp256r1",
      "ECDSA-prime256v1-SHA256": "secp256r1",
      "ECDSA-NIST-P256-SHA-256": "secp256r1",
      "ECDSA-secp384r1-SHA256": "secp384r1",
      "ECDSA-brainpool256r1-SHA256": "brainpool256r1",
      "ECDSA-brainpoolP256r1-SHA256": "brainpool256r1",
      "ECDSA-brainpool384r1-SHA256": "brainpool384r1",
      "ECDSA-brainpoolP384r1-SHA256": "brainpool384r1",
      "ECDSA-secp384r1-SHA384": null,
      "RSA-SHA256": null,
    };
    for (const [spelling, curve] of Object.entries(spellings))
      expect(curveOfAlgorithm(spelling), spelling).to.equal(curve);
  });
});

describe("Properties of checkOcmf", () => {
  it("no change of a single signed byte verifies", () => {
    const record = Buffer.from(signedWith(meter));
    const last = record.lastIndexOf("|");
    fc.assert(
      fc.property(fc.integer({ min: 5, max: last - 1 }), fc.integer({ min: 1, max: 255 }), (place, flip) => {
        const changed = Buffer.from(record);
        changed[place] = changed[place]! ^ flip;
        return checkOcmf(changed, { publicKey: meter.publicKey }).signatureValid !== true;
      }),
      { numRuns: 500 },
    );
  });

  it("a signature with n−s in the place of s, in any encoding, is the same record", () => {
    fc.assert(
      fc.property(fc.constantFrom(...OCMF_CURVES), fc.nat(), fc.boolean(), (curve, number, hex) => {
        const signer = demoMeter(curve);
        const record = signOcmf(goodPayload(`F${number}`), signer.privateKey, { curve, form: "raw" });
        const value = Buffer.from(/"SD":"([0-9A-F]+)"/.exec(record)![1]!, "hex");
        const size = value.length / 2;
        const s = ORDERS[curve]! - BigInt(`0x${value.subarray(size).toString("hex")}`);
        const other = Buffer.concat([
          value.subarray(0, size),
          Buffer.from(s.toString(16).padStart(size * 2, "0"), "hex"),
        ]);
        const [text, encoding] = hex ? [other.toString("hex"), "hex"] : [other.toString("base64"), "base64"];
        const again = record.replace(/"SD":"[0-9A-F]+"/, `"SE":"${encoding}","SD":"${text}"`);
        const [one, two] = [record, again].map((each) => checkOcmf(each, { publicKey: signer.publicKey }));
        expect(two!.signatureValid).to.equal(true);
        expect(two!.identity).to.equal(one!.identity);
      }),
      { numRuns: 60 },
    );
  });

  it("garbage, and garbage in the shape of a record, is refused without an exception", () => {
    const json = fc.json({ maxDepth: 4 });
    const shaped = fc.tuple(json, json).map(([payload, signature]) => `OCMF|${payload}|${signature}`);
    const field = fc.oneof(json, fc.constant('"1.8.0"'), fc.constant('"kWh"'), fc.constant("1e400"));
    const readings = fc
      .tuple(field, field, field, field, field)
      .map(
        ([a, b, c, d, e]) =>
          `OCMF|{"PG":"T1","MS":1,"RD":[{"TM":${a},"RV":${b},"RI":${c},"RU":${d},"EF":${e}}]}|{"SD":${a}}`,
      );
    const input = fc.oneof(fc.string(), fc.uint8Array(), shaped, readings);
    fc.assert(
      fc.property(
        input,
        fc.oneof(fc.string(), fc.uint8Array(), fc.constant(meter.publicKey)),
        (record, publicKey) => {
          const check = checkOcmf(record, { publicKey });
          return !check.billable && check.reason !== null && check.reason in OCMF_REASONS;
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("deep nesting is refused without an exception", () => {
    const deep = "[".repeat(30_000) + "]".repeat(30_000);
    expect(checkOcmf(`OCMF|{"RD":${deep}}|{}`).reason).to.be.oneOf(["payload-not-json", "field-invalid"]);
  });
});

describe("composePayload", () => {
  it("writes a register so that it is read back to the milliwatt-hour", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (register) => {
        const payload = composePayload({
          meter: { vendor: "Demo", model: "One", serial: "1" },
          pagination: "F1",
          readings: [{ unixSeconds: TEN_O_CLOCK, register: register as MilliWh, direction: "export" }],
        });
        const parsed = parseOcmf(`OCMF|${payload}|{}`);
        return parsed.ok && parsed.value.readings[0]!.register === register;
      }),
    );
  });
});
