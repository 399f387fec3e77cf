// What the tests of this package share: the committed examples, the larger collection beside the checkout, a demo meter.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { MilliWh } from "@alatau/sdk";
import { expect } from "chai";
import { describe, it } from "mocha";
import { curveFacts, type OcmfCurve } from "./ocmf/curves.ts";
import { composePayload, publicKeyHex, signOcmf } from "./ocmf/sign.ts";

const EXAMPLES = new URL("../../../examples/ocmf/", import.meta.url);
const COLLECTION = new URL("../../../../shared/data/", import.meta.url);

/** The Smart Data Models of the collection. */
export const MODELS = [
  ...[
    "ACMeasurement",
    "AirQualityObserved",
    "CrowdFlowObserved",
    "EVChargingStation",
    "FareCollectionSystem",
  ],
  ...["FleetVehicleStatus", "TrafficFlowObserved", "WasteContainer"],
];

/** Names of the committed XML files. */
export const exampleFiles = (): string[] => readdirSync(EXAMPLES).filter((name) => name.endsWith(".xml"));

/** The bytes of a committed XML file. */
export const example = (name: string): Uint8Array => readFileSync(new URL(name, EXAMPLES));

/** A file of the collection beside the checkout, or null when there is no collection. */
export function fromCollection(path: string): string | null {
  const file = new URL(path, COLLECTION);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** The bytes of a file of the collection beside the checkout, or null when there is no collection. */
export function bytesFromCollection(path: string): Uint8Array | null {
  const file = new URL(path, COLLECTION);
  return existsSync(file) ? readFileSync(file) : null;
}

export interface DemoMeter {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
}

/** A meter with a fresh key. */
export function demoMeter(curve: OcmfCurve = "secp256r1"): DemoMeter {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: curveFacts(curve).openssl });
  return { privateKey, publicKey: publicKeyHex(privateKey) };
}

/** 2026-03-01T10:00:00Z, the beginning of a slot. */
export const TEN_O_CLOCK = 1_772_359_200;

/** The payload of a quarter-hour that imported 2.5 kWh, in order by every rule. */
export const goodPayload = (pagination = "T7"): string =>
  composePayload({
    meter: { vendor: "Demo", model: "One", serial: "DEMO-1" },
    pagination,
    readings: [
      { unixSeconds: TEN_O_CLOCK, register: 1_000_000n as MilliWh, direction: "import", transaction: "B" },
      {
        unixSeconds: TEN_O_CLOCK + 900,
        register: 3_500_000n as MilliWh,
        direction: "import",
        transaction: "E",
      },
    ],
  });

/** A record of the good payload, altered before it is signed. */
export const signedWith = (
  meter: DemoMeter,
  alter: (payload: string) => string = (payload) => payload,
): string => signOcmf(alter(goodPayload()), meter.privateKey);

describe("examples/ocmf", () => {
  it("holds the twelve files of the SAFE transparency software", () => {
    expect(exampleFiles()).to.have.length(12);
  });
});
