// The meter's side, for demonstrations and tests: composes payloads and signs them.
import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { LedgerError, type MilliWh } from "@alatau/sdk";
import { curveFacts, type OcmfCurve } from "./curves.ts";
import { decodePublicKey } from "./key.ts";
import { type ClockState, toKWhText } from "./values.ts";

/** The private key is on another curve than the one to sign with. */
export class SigningCurveError extends LedgerError {
  constructor(found: string, expected: string) {
    super("signing-curve", `The private key is on ${found}, not on ${expected}.`, { found, expected });
  }
}

export interface SignOptions {
  /** Default: secp256r1. */
  readonly curve?: OcmfCurve;
  /** SE; default: hex. */
  readonly encoding?: "hex" | "base64";
  /** DER as the format says, or r‖s as some devices write. Default: der. */
  readonly form?: "der" | "raw";
}

/** Signs a payload's text as it stands and returns the whole record. `privateKey` is a key object or PEM. Throws SigningCurveError. */
export function signOcmf(payload: string, privateKey: KeyObject | string, options: SignOptions = {}): string {
  const { curve = "secp256r1", encoding = "hex", form = "der" } = options;
  const key = typeof privateKey === "string" ? createPrivateKey(privateKey) : privateKey;
  const found = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? "unknown";
  if (found !== curveFacts(curve).openssl) throw new SigningCurveError(found, curve);
  const dsaEncoding = form === "der" ? "der" : "ieee-p1363";
  const octets = sign("sha256", Buffer.from(payload, "utf8"), { key, dsaEncoding });
  const value = encoding === "hex" ? octets.toString("hex").toUpperCase() : octets.toString("base64");
  const signature = {
    SA: `ECDSA-${curve}-SHA256`,
    ...(encoding === "base64" && { SE: "base64" }),
    SD: value,
  };
  return `OCMF|${payload}|${JSON.stringify(signature)}`;
}

/** The public key of a private key, SPKI DER in hex, as a meter's label shows it. */
export function publicKeyHex(privateKey: KeyObject | string): string {
  const key = typeof privateKey === "string" ? createPrivateKey(privateKey) : privateKey;
  const decoded = decodePublicKey(createPublicKey(key).export({ type: "spki", format: "der" }));
  if (!decoded.ok)
    throw new SigningCurveError(key.asymmetricKeyDetails?.namedCurve ?? "unknown", "one of the seven");
  return Buffer.from(decoded.value.spki).toString("hex").toUpperCase();
}

export interface PayloadReading {
  readonly unixSeconds: number;
  readonly register: MilliWh;
  readonly direction: "import" | "export";
  /** TX; left out for fiscal readings. */
  readonly transaction?: string;
  /** Default: S, synchronised. */
  readonly clock?: ClockState;
}

export interface PayloadFields {
  readonly meter: { readonly vendor: string; readonly model: string; readonly serial: string };
  readonly gateway?: { readonly model: string; readonly serial: string; readonly version: string };
  /** PG, such as `F17`. */
  readonly pagination: string;
  readonly readings: readonly PayloadReading[];
  readonly currentType?: "AC" | "DC";
}

/** The payload that a meter with total registers would write: kWh with every digit down to one mWh, times in UTC. */
export function composePayload(fields: PayloadFields): string {
  const { meter, gateway, pagination, readings, currentType = "AC" } = fields;
  const head = JSON.stringify({
    FV: "1.0",
    ...(gateway && { GI: gateway.model, GS: gateway.serial, GV: gateway.version }),
    PG: pagination,
    MV: meter.vendor,
    MM: meter.model,
    MS: meter.serial,
    IS: false,
    IT: "NONE",
    ID: "",
  });
  const list = readings.map(({ unixSeconds, register, direction, transaction, clock = "S" }) => {
    const time = `${new Date(unixSeconds * 1000).toISOString().slice(0, 19)},000+0000 ${clock}`;
    const start = JSON.stringify({ TM: time, ...(transaction && { TX: transaction }) }).slice(0, -1);
    const obis = direction === "import" ? "1-0:1.8.0" : "1-0:2.8.0";
    return `${start},"RV":${toKWhText(register)},"RI":"${obis}","RU":"kWh","RT":"${currentType}","EF":"","ST":"G"}`;
  });
  return `${head.slice(0, -1)},"RD":[${list.join(",")}]}`;
}
