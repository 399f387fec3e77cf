// Where the demo stands: each meter's key, registers and number, and the slot to report next. Kept in demo.json.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { jsonText, type Slot } from "@alatau/sdk";
import { files, replaceFile } from "../supervise/home.ts";

/** One meter: its key (PKCS#8 PEM), the number of its last record, its registers and, for storage, what is in the batteries. */
export interface MeterState {
  readonly privateKey: string;
  readonly page: number;
  readonly importWh: bigint;
  readonly exportWh: bigint;
  readonly chargeWh: bigint;
}

export interface DemoState {
  readonly genesisHash: string;
  readonly meters: Record<string, MeterState>;
  /** The next slot that the meters report; null before the neighbourhood is set up. */
  slot: Slot | null;
  /** The first slot that the meters report. */
  firstSlot: Slot | null;
  /** Of each party, by its name. */
  readonly apiKeys: Record<string, string>;
  examplesImported: boolean;
  /** Where the simulated fiscal operator listened last. */
  fiscalPort?: number;
  /** City data: the first quarter-hour and the next one to publish, Unix seconds. */
  cityFrom?: number;
  cityAt?: number;
}

/** A demo that has not begun on a chain. */
export const newState = (genesisHash: string): DemoState => ({
  genesisHash,
  meters: {},
  slot: null,
  firstSlot: null,
  apiKeys: {},
  examplesImported: false,
});

/** The state of a data folder; a fresh one where there is none, or where it is of another chain. */
export async function readState(home: string, genesisHash: string): Promise<DemoState> {
  const text = await readFile(files(home).demo, "utf8").catch(() => undefined);
  if (text === undefined) return newState(genesisHash);
  const state = JSON.parse(text, (name, value: unknown) =>
    /Wh$/.test(name) && typeof value === "string" ? BigInt(value) : value,
  ) as DemoState;
  return state.genesisHash === genesisHash ? state : newState(genesisHash);
}

let written: Promise<void> = Promise.resolve();

/** Writes the state in one step, so that a killed demo goes on where it was; one after the other, for several parts write it. */
export function writeState(home: string, state: DemoState): Promise<void> {
  const write = (): Promise<void> => replaceFile(files(home).demo, `${jsonText(state, 1)}\n`);
  written = written.then(write, write);
  return written;
}

/** The state of a meter; a new one begins with a P-256 key of its own and registers at zero. */
export function meterOf(state: DemoState, serial: string, chargeWh = 0n): MeterState {
  const known = state.meters[serial];
  if (known !== undefined) return known;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const meter: MeterState = { privateKey: pem, page: 0, importWh: 0n, exportWh: 0n, chargeWh };
  state.meters[serial] = meter;
  return meter;
}

const keys = new Map<string, KeyObject>();

/** A meter's key, decoded once. */
export function keyOf({ privateKey }: MeterState): KeyObject {
  const known = keys.get(privateKey) ?? createPrivateKey(privateKey);
  keys.set(privateKey, known);
  return known;
}
