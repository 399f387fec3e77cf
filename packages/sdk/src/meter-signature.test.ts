import { createSign, generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { toHex, utf8 } from "./bytes.ts";
import { checkMeterSignature, checkMeterSignatureFast, signedBytesOf } from "./meter-signature.ts";
import { meterRecord } from "./proof.fixture.ts";

const PAYLOAD = '{"FV":"1.0","PG":"T1","RD":[{"RV":"1.5","RU":"kWh","note":"a|b"}]}';
const CURVES = {
  secp256r1: "prime256v1",
  secp256k1: "secp256k1",
  secp384r1: "secp384r1",
  brainpool256r1: "brainpoolP256r1",
  brainpool384r1: "brainpoolP384r1",
};

interface Vector {
  readonly id: string;
  readonly signed_data: string;
  readonly public_key: string | null;
  readonly expected: { readonly signature_valid: boolean | null; readonly sa: string };
}
const vectorsFile = new URL("../../../../shared/data/ocmf/vectors.json", import.meta.url);

/** The answer of both checks, which must be one. */
async function answers(ocmf: string, key: string): Promise<boolean> {
  const answer = checkMeterSignature(ocmf, key);
  expect(await checkMeterSignatureFast(ocmf, key)).to.equal(answer);
  return answer;
}

describe("a meter's signature without Node's crypto", () => {
  for (const [name, openssl] of Object.entries(CURVES))
    it(`is checked on ${name}: hex and base64, DER and raw, whole key and bare point`, async () => {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: openssl });
      const spki = publicKey.export({ type: "spki", format: "der" });
      const point = spki.subarray(spki.lastIndexOf(4, spki.length - (name.includes("384") ? 97 : 65)));
      for (const dsaEncoding of ["der", "ieee-p1363"] as const) {
        const value = createSign("sha256").update(PAYLOAD).sign({ key: privateKey, dsaEncoding });
        for (const encoding of ["hex", "base64"] as const) {
          const signature = { SA: `ECDSA-${name}-SHA256`, SE: encoding, SD: value.toString(encoding) };
          const record = `OCMF|${PAYLOAD}|${JSON.stringify(signature)}`;
          for (const key of [spki.toString("hex"), spki.toString("base64"), point.toString("hex")])
            expect(await answers(record, key), `${dsaEncoding} ${encoding} ${key}`).to.equal(true);
          expect(await answers(record.replace("1.5", "1.6"), spki.toString("hex"))).to.equal(false);
        }
      }
    });

  it("is false and never throws for what cannot be read", async () => {
    const { ocmf, publicKey } = meterRecord();
    const key = toHex(publicKey).slice(2);
    expect(await answers(ocmf, key)).to.equal(true);
    for (const [record, with_] of [
      ["", key],
      ["OCMF|{}|", key],
      ["OCMF|{}|[]", key],
      [ocmf.replace("secp256r1", "secp192r1"), key],
      [ocmf.replace("SHA256", "SHA512"), key],
      [ocmf, ""],
      [ocmf, key.slice(2)],
      [ocmf, `${key}00`],
      [ocmf, "not a key"],
      [ocmf.replace(/"SD":"../, '"SD":"31'), key],
    ] as const)
      expect(await answers(record, with_), record.slice(-40)).to.equal(false);
  });

  it("agrees with the recorded meters' answers where the curve is known here", async function () {
    if (!existsSync(vectorsFile)) return this.skip();
    const { vectors } = JSON.parse(readFileSync(vectorsFile, "utf8")) as { vectors: Vector[] };
    const here = vectors.filter(
      ({ public_key, expected }) => public_key !== null && !expected.sa.includes("192"),
    );
    for (const { id, signed_data, public_key, expected } of here)
      expect(await answers(signed_data, public_key!), id).to.equal(expected.signature_valid === true);
  });

  it("covers what stands between the first and the last bar", () => {
    expect(signedBytesOf(utf8("OCMF|a|b|c"))).to.deep.equal(utf8("a|b"));
    expect(signedBytesOf(utf8("OCMF|a"))).to.equal(null);
  });
});
