// The seven curves of OCMF under one name each; the field spells them in several ways.

interface CurveFacts {
  /** Name in OpenSSL, and so in node:crypto. */
  readonly openssl: string;
  /** Octets of one coordinate, and of r and s. */
  readonly octets: number;
  /** DER of the object identifier, hex. */
  readonly oid: string;
  readonly spellings: readonly string[];
}

const FACTS = {
  secp192k1: { openssl: "secp192k1", octets: 24, oid: "06052b8104001f", spellings: [] },
  secp192r1: {
    openssl: "prime192v1",
    octets: 24,
    oid: "06082a8648ce3d030101",
    spellings: ["prime192v1", "nistp192", "p192"],
  },
  secp256k1: { openssl: "secp256k1", octets: 32, oid: "06052b8104000a", spellings: [] },
  secp256r1: {
    openssl: "prime256v1",
    octets: 32,
    oid: "06082a8648ce3d030107",
    spellings: ["prime256v1", "nistp256", "p256"],
  },
  secp384r1: {
    openssl: "secp384r1",
    octets: 48,
    oid: "06052b81040022",
    spellings: ["ansip384r1", "nistp384", "p384"],
  },
  brainpool256r1: {
    openssl: "brainpoolP256r1",
    octets: 32,
    oid: "06092b2403030208010107",
    spellings: ["brainpoolp256r1", "bp256r1"],
  },
  brainpool384r1: {
    openssl: "brainpoolP384r1",
    octets: 48,
    oid: "06092b240303020801010b",
    spellings: ["brainpoolp384r1", "bp384r1"],
  },
} as const satisfies Record<string, CurveFacts>;

export type OcmfCurve = keyof typeof FACTS;

/** The seven curves by the names that OCMF gives them. */
export const OCMF_CURVES = Object.keys(FACTS) as OcmfCurve[];

/** OpenSSL name, octets of a coordinate and object identifier of a curve. */
export const curveFacts = (curve: OcmfCurve): CurveFacts => FACTS[curve];

const BY_SPELLING: ReadonlyMap<string, OcmfCurve> = new Map(
  OCMF_CURVES.flatMap((curve) =>
    [curve, ...(FACTS[curve].spellings as readonly string[])].map((name): [string, OcmfCurve] => [
      name,
      curve,
    ]),
  ),
);

const BY_OID: ReadonlyMap<string, OcmfCurve> = new Map(OCMF_CURVES.map((curve) => [FACTS[curve].oid, curve]));

/** The curve of a name in any spelling (`brainpoolP256r1`, `NIST P-256`, `prime256v1`), or null. */
export function curveNamed(name: string): OcmfCurve | null {
  return BY_SPELLING.get(name.toLowerCase().replace(/[^a-z0-9]/g, "")) ?? null;
}

/** The curve of a signature algorithm such as `ECDSA-secp256r1-SHA256`; null when it is none of the seven. */
export function curveOfAlgorithm(algorithm: string): OcmfCurve | null {
  const found = /^ecdsa[-_ ]?(.+?)[-_ ]?sha-?256$/i.exec(algorithm.trim());
  return found ? curveNamed(found[1]!) : null;
}

/** The curve of a DER object identifier, or null. */
export const curveOfOid = (oid: Uint8Array): OcmfCurve | null =>
  BY_OID.get(Buffer.from(oid).toString("hex")) ?? null;
