// For tests: a passkey in software, whose assertions are what an authenticator and a browser make together.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { bytesToHex, hexToBytes, type Hex } from "viem";
import { encodePasskeySignature, type Passkey, type PasskeyAssertion } from "./passkeys.ts";

export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Bits of the authenticator's flags. */
export const PRESENT = 0x01;
export const VERIFIED = 0x04;
export const BACKED_UP = 0x10;

export interface Ceremony {
  readonly type?: string;
  readonly origin?: string;
  readonly flags?: number;
}

export interface SoftPasskey extends Passkey {
  /** What the authenticator answers. */
  assert(challenge: Hex, ceremony?: Ceremony): PasskeyAssertion;
  /** The same as the contract reads it. */
  sign(challenge: Hex, ceremony?: Ceremony): Hex;
}

/** Makes a passkey with a key of its own. */
export function makePasskey(): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = publicKey.export({ format: "jwk" });
  const coordinate = (text: string | undefined): Hex =>
    bytesToHex(Buffer.from(text!, "base64url"), { size: 32 });
  const passkey: Passkey = { x: coordinate(jwk.x), y: coordinate(jwk.y) };
  const assert: SoftPasskey["assert"] = (challenge, ceremony = {}) => {
    const { type = "webauthn.get", origin = "https://ledger.example", flags = PRESENT | VERIFIED } = ceremony;
    const text = Buffer.from(hexToBytes(challenge)).toString("base64url");
    const clientDataJSON = JSON.stringify({ type, challenge: text, origin, crossOrigin: false });
    const site = createHash("sha256").update(new URL(origin).hostname).digest();
    const authenticatorData = Buffer.concat([site, Buffer.from([flags, 0, 0, 0, 1])]);
    const signed = Buffer.concat([authenticatorData, createHash("sha256").update(clientDataJSON).digest()]);
    const signature = sign("sha256", signed, { key: privateKey, dsaEncoding: "ieee-p1363" });
    const number = (from: number): bigint => BigInt(bytesToHex(signature.subarray(from, from + 32)));
    return { r: number(0), s: number(32), authenticatorData: bytesToHex(authenticatorData), clientDataJSON };
  };
  return {
    ...passkey,
    assert,
    sign: (challenge, ceremony) => encodePasskeySignature(passkey, assert(challenge, ceremony)),
  };
}
