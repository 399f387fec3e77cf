// `network.json` of a data folder.
import { networkSchema, type Network } from "@alatau/sdk";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, writeAtomically } from "./files.ts";

const fileOf = (home: string): string => join(home, "network.json");

/** Writes `network.json`, all of it or nothing. Throws `disk-full`. */
export const writeNetwork = (home: string, network: Network): Promise<void> =>
  writeAtomically(fileOf(home), `${JSON.stringify(networkSchema.parse(network), null, 2)}\n`);

/** Reads `network.json`; undefined when there is none yet. Throws zod's error for a file of another form. */
export async function readNetwork(home: string): Promise<Network | undefined> {
  try {
    return networkSchema.parse(JSON.parse(await readFile(fileOf(home), "utf8")));
  } catch (failure) {
    if (isMissing(failure)) return undefined;
    throw failure;
  }
}
