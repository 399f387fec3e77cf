import { composePayload, publicKeyHex, signOcmf } from "@alatau/formats";
import { envelopeSchema, jcs, payloadHash, recordHash, type MilliWh } from "@alatau/sdk";
import { expect } from "chai";
import { describe, it } from "mocha";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { sealRecord } from "./envelope.ts";
import { parseRecord, verifyRecord, type Meter, type VerifiedRecord } from "./verify.ts";

const FROM = 1_790_000_100;
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const METER: Meter = {
  ...{
    device: 345,
    home: 0,
    serial: "M1",
    participant: 12,
    zone: 1,
    evidence: 3,
    ratedW: 50_000,
    retired: false,
  },
  ...{ pseudonym: null, keys: [{ publicKey: publicKeyHex(privateKey), validFrom: 0, validTo: 0 }] },
};

function verified(meter: Meter): VerifiedRecord {
  const register = (mWh: bigint, at: number) =>
    ({ unixSeconds: at, register: mWh as MilliWh, direction: "import" }) as const;
  const payload = composePayload({
    meter: { vendor: "V", model: "M", serial: "M1" },
    pagination: "F1",
    readings: [register(0n, FROM), register(1_000n, FROM + 900)],
  });
  const found = verifyRecord(
    parseRecord({ signedData: signOcmf(payload, privateKey) }),
    () => meter,
    FROM + 900,
  );
  if (!found.ok) throw new Error(found.reason);
  return found.value;
}

describe("sealRecord", () => {
  const cases = {
    "a device's record": [METER, []],
    "a flagged record": [METER, ["pagination-gap", "register-not-total"]],
    "a home's record": [{ ...METER, home: 7, pseudonym: new Uint8Array(32).fill(3) }, []],
  } as const;
  for (const [name, [meter, flags]] of Object.entries(cases))
    it(`writes the canonical envelope of ${name}, with the hashes that the SDK makes of it`, () => {
      const salt = randomBytes(32);
      const sealed = sealRecord(verified(meter), { salt, recordedAt: FROM + 901, flags });
      const envelope = envelopeSchema.parse(JSON.parse(sealed.envelopeText));
      expect(sealed.envelopeText).to.equal(jcs(envelope));
      expect(sealed.recordHash).to.equal(recordHash(envelope));
      expect(sealed.payloadHash).to.equal(payloadHash(salt, sealed.payload));
      expect(envelope.quality ?? []).to.deep.equal(flags);
    });
});
