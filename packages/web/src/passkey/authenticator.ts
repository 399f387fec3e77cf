// Passkeys as the browser has them (WebAuthn): made here, asked to sign here. The private key never leaves the authenticator.
import { ProblemError } from "../http.ts";

export type Hex = `0x${string}`;

export interface MadePasskey {
  /** The credential's id, base64url. */
  readonly credential: string;
  readonly passkey: { readonly x: Hex; readonly y: Hex };
}

export interface Assertion {
  readonly credential: string;
  readonly r: bigint;
  readonly s: bigint;
  readonly authenticatorData: Hex;
  readonly clientDataJSON: string;
}

/** A passkey belongs to a name; a bare address has none. */
const BARE_ADDRESS = /^[\d.]+$|:/;

/** Whether passkeys work on this page: not over plain http from another machine, and not in a browser without them. */
export function passkeySupport(): "ready" | "insecure" | "missing" {
  if (!window.isSecureContext || BARE_ADDRESS.test(window.location.hostname)) return "insecure";
  return typeof window.PublicKeyCredential === "function" ? "ready" : "missing";
}

const ES256 = -7;
const PATIENCE_MS = 120_000;

/** Makes a passkey whose owner is verified; `known` are credentials that must be on another authenticator. @throws {ProblemError} */
export async function createPasskey(name: string, known: readonly string[] = []): Promise<MadePasskey> {
  const created = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: "Alatau Ledger" },
        // Random: the same would replace a passkey that is there, and its money would be lost.
        user: { id: crypto.getRandomValues(new Uint8Array(32)), name, displayName: name },
        challenge: crypto.getRandomValues(new Uint8Array(32)), // nobody checks the making: the key counts, not who vouches for it
        pubKeyCredParams: [{ type: "public-key", alg: ES256 }],
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        excludeCredentials: known.map((id) => ({ type: "public-key", id: bytesOf(id) })),
        attestation: "none",
        timeout: PATIENCE_MS,
      },
    }),
  );
  const response = created.response as AuthenticatorAttestationResponse;
  const key = response.getPublicKey();
  if (key === null || response.getPublicKeyAlgorithm() !== ES256)
    throw new ProblemError("passkey-missing", 0, "");
  const point = new Uint8Array(key).slice(-64); // SubjectPublicKeyInfo ends with the point
  return {
    credential: base64url(new Uint8Array(created.rawId)),
    passkey: { x: hexOf(point.slice(0, 32)), y: hexOf(point.slice(32)) },
  };
}

/** Has a passkey sign; the reader chooses one where none is named. @throws {ProblemError} */
export async function askPasskey(challenge: Hex, credential?: string): Promise<Assertion> {
  const given = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: bytesOfHex(challenge),
        userVerification: "required",
        allowCredentials: credential === undefined ? [] : [{ type: "public-key", id: bytesOf(credential) }],
        timeout: PATIENCE_MS,
      },
    }),
  );
  const response = given.response as AuthenticatorAssertionResponse;
  const [r, s] = integersOf(new Uint8Array(response.signature));
  return {
    credential: base64url(new Uint8Array(given.rawId)),
    ...{ r, s },
    authenticatorData: hexOf(new Uint8Array(response.authenticatorData)),
    clientDataJSON: new TextDecoder().decode(response.clientDataJSON),
  };
}

/** Whether the key made the assertion: what a directory says of a credential is believed only then. */
export async function isMadeBy(assertion: Assertion, { x, y }: MadePasskey["passkey"]): Promise<boolean> {
  const point = bytesOfHex(`0x04${x.slice(2)}${y.slice(2)}`);
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("raw", point, algorithm, false, ["verify"]);
  const clientData = new TextEncoder().encode(assertion.clientDataJSON);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", clientData));
  const signed = new Uint8Array([...bytesOfHex(assertion.authenticatorData), ...digest]);
  const word = (value: bigint): string => value.toString(16).padStart(64, "0");
  const signature = bytesOfHex(`0x${word(assertion.r)}${word(assertion.s)}`);
  return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed);
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (passkeySupport() !== "ready") throw new ProblemError("passkey-missing", 0, "");
  try {
    const found = await ask();
    if (found !== null) return found as PublicKeyCredential;
  } catch (failure) {
    throw new ProblemError("passkey-refused", 0, failure instanceof Error ? failure.message : "");
  }
  throw new ProblemError("passkey-refused", 0, "");
}

/** The two integers of a DER sequence: an ECDSA signature as authenticators give it. */
function integersOf(der: Uint8Array): [bigint, bigint] {
  const integer = (at: number): [value: bigint, next: number] => {
    const next = at + 2 + der[at + 1]!;
    return [BigInt(hexOf(der.slice(at + 2, next))), next];
  };
  const [r, next] = integer(2);
  return [r, integer(next)[0]];
}

const hexOf = (bytes: Uint8Array): Hex =>
  `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;

const bytesOfHex = (hex: Hex): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
