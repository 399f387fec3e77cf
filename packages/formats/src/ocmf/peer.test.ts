// A second opinion: the records that @road-labs/ocmf supports, checked by it over curve arithmetic that is not OpenSSL's.
import roadLabs from "@road-labs/ocmf";
import type { CryptoAdapter, Curve, EcPublicKey } from "@road-labs/ocmf-crypto";
import { ecdsa, weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { brainpoolP256r1, brainpoolP384r1 } from "@noble/curves/misc.js";
import { p256, p384 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect } from "chai";
import { describe, it } from "mocha";
import { fromCollection } from "../examples.test.ts";
import { checkOcmf } from "./check.ts";
import { decodePublicKey } from "./key.ts";

const P192 = 2n ** 192n - 2n ** 64n - 1n;
const secp192r1 = weierstrass({
  p: P192,
  n: 0xffffffffffffffffffffffff99def836146bc9b1b4d22831n,
  h: 1n,
  a: P192 - 3n,
  b: 0x64210519e59c80e70fa7e9ab72243049feb8deecc146b9b1n,
  Gx: 0x188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012n,
  Gy: 0x07192b95ffc8da78631011ed6b24cdd573f977a11e794811n,
});
const secp192k1 = weierstrass({
  p: 2n ** 192n - 2n ** 32n - 4553n,
  n: 0xfffffffffffffffffffffffe26f2fc170f69466a74defd8dn,
  h: 1n,
  a: 0n,
  b: 3n,
  Gx: 0xdb4ff10ec057e9ae26b07d0280b7f4341da5d1b1eae06c7dn,
  Gy: 0x9b2f2f6d9c5628a7844163d015be86344082aa88d95e2f9dn,
});
const NOBLE = {
  secp192r1: ecdsa(secp192r1, sha256),
  secp192k1: ecdsa(secp192k1, sha256),
  secp256r1: p256,
  secp256k1,
  secp384r1: p384,
  brainpool256r1: brainpoolP256r1,
  brainpool384r1: brainpoolP384r1,
};

const POINT_OCTETS: Readonly<Record<Curve, number>> = {
  secp192r1: 49,
  secp192k1: 49,
  secp256r1: 65,
  secp256k1: 65,
  secp384r1: 97,
  brainpool256r1: 65,
  brainpool384r1: 97,
};

const notUsed = (): never => {
  throw new Error("Only verification is used here.");
};

const adapter: CryptoAdapter = {
  decodeEcPrivateKey: notUsed,
  sign: notUsed,
  decodeEcPublicKey: (spki) => {
    const key = decodePublicKey(spki);
    if (!key.ok) throw new Error(key.reason);
    return { getCurve: () => key.value.curve, encode: () => key.value.spki };
  },
  verify: async (signature, message, key) => {
    const curve = key.getCurve();
    const point = (await key.encode("spki-der")).slice(-POINT_OCTETS[curve]);
    return NOBLE[curve].verify(signature, sha256(message), point, {
      format: "der",
      lowS: false,
      prehash: false,
    });
  },
};

interface Vector {
  id: string;
  signed_data: string;
  public_key: string;
  expected: { road_labs_ocmf_0_0_9: boolean | string };
}

describe("The peer @road-labs/ocmf", () => {
  it("says the same as this package of every record that it supports", async function () {
    const collection = fromCollection("ocmf/vectors.json");
    if (collection === null) return this.skip();
    const verifier = new roadLabs.Verifier(adapter);
    let compared = 0;
    for (const { id, signed_data, public_key, expected } of (JSON.parse(collection) as { vectors: Vector[] })
      .vectors) {
      if (typeof expected.road_labs_ocmf_0_0_9 === "string") continue;
      const decoded = decodePublicKey(public_key);
      const key: EcPublicKey = await adapter.decodeEcPublicKey(
        decoded.ok ? decoded.value.spki : new Uint8Array(),
        "spki-der",
      );
      const { verified } = await verifier.parseAndVerify(signed_data, key).catch(() => ({ verified: false }));
      expect(verified, id).to.equal(expected.road_labs_ocmf_0_0_9);
      expect(checkOcmf(signed_data, { publicKey: public_key }).signatureValid, id).to.equal(verified);
      compared += 1;
    }
    expect(compared).to.equal(52);
  });
});
