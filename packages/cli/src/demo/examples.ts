// The real signed records of examples/ocmf: which meters they are of, so that the demo can register them with their published keys.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkOcmf, extractRecords, type OcmfCurve } from "@alatau/formats";
import { toHex, type Hex } from "@alatau/sdk";

/** The folder of examples in this repository. */
export const EXAMPLES = fileURLToPath(new URL("../../../../examples/", import.meta.url));

export interface ExampleMeter {
  readonly serial: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Hex;
  /** IDevices.Curve. */
  readonly curve: number;
}

export interface ExampleFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The files of real records, by name. */
export async function exampleFiles(): Promise<ExampleFile[]> {
  const folder = join(EXAMPLES, "ocmf");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".xml")).sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
}

/** The meters of the records whose signature fits the key published with them; of each serial number the first key. */
export function exampleMeters(files: readonly ExampleFile[]): ExampleMeter[] {
  const meters = new Map<string, ExampleMeter>();
  for (const { bytes } of files) {
    for (const { signedData, publicKey } of extractRecords(bytes).records) {
      const { record, key } = checkOcmf(signedData, { publicKey: publicKey ?? null });
      if (record?.serial == null || key === null || meters.has(record.serial)) continue;
      const curve = CURVE_ORDER.indexOf(key.curve) + 1;
      meters.set(record.serial, { serial: record.serial, publicKey: toHex(key.spki), curve });
    }
  }
  return [...meters.values()];
}

/** As in IDevices.Curve, from 1. */
const CURVE_ORDER = [
  "secp192k1",
  "secp192r1",
  "secp256k1",
  "secp256r1",
  "secp384r1",
  "brainpool256r1",
  "brainpool384r1",
] as const satisfies readonly OcmfCurve[];

/** IDevices.Curve of the demo's own meters: secp256r1. */
export const DEMO_CURVE = CURVE_ORDER.indexOf("secp256r1") + 1;
