// Plays the neighbourhood, slot after slot: advances the clock, lets every meter sign, uploads, and says what was settled.
import { advanceTo, type Keys } from "@alatau/chain";
import { SLOT_SECONDS, slotOf, slotStart, toRfc3339, type Network, type Slot } from "@alatau/sdk";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { uploadUntilAnswered, type Uploaded } from "../upload.ts";
import { makeApiKey } from "./api.ts";
import { customers, runCafe } from "./cafe.ts";
import { CHARGER, runCar } from "./car.ts";
import { openCoin, quoteCoin, runExchange } from "./coin.ts";
import { runCity } from "./city/publish.ts";
import { bankPays, closeDay, coffeeLink, openReceipts } from "./counter.ts";
import { dueTariffs, slotPause } from "./calendar.ts";
import { energyOf, type Profiles } from "./energy.ts";
import { exampleFiles, EXAMPLES } from "./examples.ts";
import {
  devicesBySerial,
  lastTariff,
  queueAll,
  settledAfter,
  tipOf,
  untilTime,
  type Pool,
  type SettledSlot,
} from "./ledger-access.ts";
import { CAFE, HOMES, LOCAL_OFFSET_SECONDS, PARTIES, TARIFFS, type Source } from "./neighbourhood.ts";
import { householdQuarters, parseHalfHours, parseSessions, stationQuarters } from "./profiles.ts";
import { slotRecord } from "./record.ts";
import { EXAMPLES_PARTY, setUp, type SettledParty } from "./setup.ts";
import { meterOf, readState, writeState, type DemoState, type MeterState } from "./state.ts";

export interface DemoOptions {
  readonly home: string;
  readonly url: string;
  readonly pool: Pool;
  readonly network: Network;
  readonly keys: Keys;
  readonly rpcUrl: string;
  /** Whether the chain's clock is ours to advance; on any other chain the demo runs in real time. */
  readonly driven: boolean;
  /** A slot is shown for 4 s divided by this. */
  readonly speed: number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

const ZONE = 1;
const SLOT_MS = 4_000;
/** The clock waits for the settlement of the slot so many before: with 0 no record is ever late. */
const MOST_BEHIND = 0;
const PATIENCE_MS = 30_000;

interface Meter {
  readonly serial: string;
  readonly source: Source;
  readonly openingWh: bigint;
}

interface Play extends DemoOptions {
  readonly state: DemoState;
  readonly profiles: Profiles;
  readonly parties: readonly SettledParty[];
}

/** Runs the demo until the signal. Whatever is killed at whatever moment, the next run goes on exactly. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { home, network, signal } = options;
  const state = await readState(home, network.genesisHash);
  for (const { serial, openingWh } of allMeters()) meterOf(state, serial, openingWh);
  meterOf(state, CHARGER.serial);
  await writeState(home, state); // keys are durable before the registry knows them
  const parties = await setUp({ ...options, zone: ZONE }, state);
  const play: Play = { ...options, state, parties, profiles: await readProfiles() };
  await getApiKeys(play);
  if (!state.examplesImported) await importExamples(play);
  const begin = state.slot ?? ((slotOf((await tipOf(options.pool)).timestamp) + 1) as Slot);
  state.firstSlot ??= begin;
  state.slot = begin;
  await writeState(home, state);
  const beside = [report(play), openCafe(play), openCharger(play), runCity(play)];
  try {
    while (!signal.aborted) await playSlot(play);
  } catch (failure) {
    if (!signal.aborted) throw failure;
  } finally {
    await Promise.all(beside);
  }
}

async function openCafe(play: Play): Promise<void> {
  const { account, name } = play.parties.find((party) => party.name === CAFE.name)!;
  const { home, state, keys, url, print } = play;
  const caller = { ...play, apiKey: state.apiKeys[name]! };
  const coin = await openCoin(
    play,
    customers(keys).map(({ address }) => address),
  );
  await using receipts = await openReceipts(caller, state.fiscalPort ?? 0);
  state.fiscalPort = receipts.port;
  await writeState(home, state);
  await bankPays(caller); // a demo that was killed may have closed a day and told no bank
  const link = await coffeeLink(caller);
  print(`café: pay for a coffee yourself: ${url.replace("127.0.0.1", "localhost")}${link}`);
  const cafe = {
    ...caller,
    account,
    coin,
    quote: () => quoteCoin(play, coin),
    close: () => closeDay(caller),
  };
  await Promise.all([runCafe(cafe), runExchange(play, coin)]);
}

async function openCharger(play: Play): Promise<void> {
  const { pool, state } = play;
  const device = (await devicesBySerial(pool)).get(CHARGER.serial)!;
  const meter = state.meters[CHARGER.serial]!;
  await runCar({ ...play, device, meter, apiKey: state.apiKeys[CHARGER.owner]! });
}

const partyMeters = ({ kind, devices }: Pick<SettledParty, "kind" | "devices">): Meter[] => [
  ...devices.flatMap(({ serial, source }) =>
    source === undefined
      ? []
      : [{ serial, source, openingWh: source.of === "storage" ? source.storage.openingWh : 0n }],
  ),
  ...(kind === "community" ? HOMES.map(({ serial, source }) => ({ serial, source, openingWh: 0n })) : []),
];

const allMeters = (): Meter[] => PARTIES.flatMap(partyMeters);

async function readProfiles(): Promise<Profiles> {
  const read = (name: string): Promise<string> => readFile(join(EXAMPLES, "data", name), "utf8");
  return {
    household: householdQuarters(parseHalfHours(await read("household-half-hours.csv"))),
    station: stationQuarters(parseSessions(await read("fast-charging-sessions.csv"))),
  };
}

async function getApiKeys({ home, url, network, parties, state, signal }: Play): Promise<void> {
  for (const { name, account } of parties) {
    if (state.apiKeys[name] !== undefined) continue;
    state.apiKeys[name] = await makeApiKey(url, account, {
      chainId: network.chainId,
      label: "demo meters",
      signal,
    });
    await writeState(home, state);
  }
}

/** The real records as they are: some are accepted, the others are kept with the reason why not. */
async function importExamples({ home, url, state, signal, print }: Play): Promise<void> {
  const total = { accepted: 0, duplicates: 0, refused: 0 };
  for (const { bytes } of await exampleFiles()) {
    const apiKey = state.apiKeys[EXAMPLES_PARTY.name]!;
    const answer = await uploadUntilAnswered(url, bytes, { apiKey, type: "application/xml", signal });
    for (const name of ["accepted", "duplicates", "refused"] as const) total[name] += answer[name];
  }
  state.examplesImported = true;
  await writeState(home, state);
  print(
    `real records of examples/ocmf: ${total.accepted} accepted, ${total.duplicates} sent twice, ${total.refused} refused with their reasons`,
  );
}

async function playSlot(play: Play): Promise<void> {
  const { home, pool, rpcUrl, driven, state, speed, signal } = play;
  const slot = state.slot!;
  const began = Date.now();
  const end = slotStart(slot) + SLOT_SECONDS;
  const now = Math.floor(Date.now() / 1000);
  if (driven && end <= now) await advanceTo(rpcUrl, end);
  if (driven && end > now) {
    await sleep((end - now) * 1000, undefined, { signal });
    await advanceTo(rpcUrl, end);
  }
  await untilTime(pool, end, signal);
  await publishTariffs(play);
  const meters = await uploadSlot(play, slot);
  Object.assign(state.meters, meters);
  state.slot = (slot + 1) as Slot;
  await writeState(home, state);
  await untilSettled(play, (slot - MOST_BEHIND) as Slot);
  const behind = driven && (await tipOf(pool)).timestamp >= end + SLOT_SECONDS;
  const pause = slotPause((slot + 1) as Slot, Date.now() / 1000, SLOT_MS / speed) - (Date.now() - began);
  if (pause > 0 && !behind && driven) await sleep(pause, undefined, { signal });
}

/** Every meter's record of a slot, uploaded by its party. Answers the meters' states after it. */
async function uploadSlot(play: Play, slot: Slot): Promise<Record<string, MeterState>> {
  const { parties, state, profiles, url, signal } = play;
  const after: Record<string, MeterState> = {};
  const uploads = parties.flatMap((party) => {
    const records = partyMeters(party).map(({ serial, source }) => {
      const before = state.meters[serial]!;
      const energy = energyOf(source, slot, profiles, before.chargeWh);
      const { record, next } = slotRecord(serial, slot, before, energy);
      after[serial] = next;
      return record;
    });
    const apiKey = state.apiKeys[party.name]!;
    return records.length === 0
      ? []
      : [uploadUntilAnswered(url, `${records.join("\n")}\n`, { apiKey, signal })];
  });
  sayRefusals(play, await Promise.all(uploads));
  return after;
}

function sayRefusals({ print }: Play, answers: readonly Uploaded[]): void {
  for (const { results } of answers)
    for (const { status, serial, code, detail } of results)
      if (status === "refused") print(`${serial}: refused, ${code}: ${detail}`);
}

async function publishTariffs({ pool }: Play): Promise<void> {
  const now = slotOf((await tipOf(pool)).timestamp);
  const due = dueTariffs(now, await lastTariff(pool, ZONE));
  await queueAll(
    pool,
    due.map(({ fromSlot, name }) => {
      const { feedIn, retail, networkFee } = TARIFFS[name];
      return {
        dedupe: `demo/tariff/${fromSlot}`,
        signer: "tariffOffice",
        contract: "tariffs",
        functionName: "publish",
        args: [ZONE, { feedIn, retail, networkFee, fromSlot }],
      };
    }),
  );
}

/** Waits until a slot is settled, at most half a minute: a settlement that is stuck must not stop the clock for ever. */
async function untilSettled({ pool, state, signal }: Play, slot: Slot): Promise<void> {
  if (slot < state.firstSlot!) return;
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until && !signal.aborted;) {
    const { rows } = await pool.query("SELECT 1 FROM ledger.slot_results WHERE zone = $1 AND slot = $2", [
      ZONE,
      slot,
    ]);
    if (rows.length > 0) return;
    await sleep(50, undefined, { signal });
  }
}

/** Says each settled slot in a line. */
async function report({ pool, signal, print, state }: Play): Promise<void> {
  let last = Math.max(state.firstSlot! - 1, state.slot! - 2);
  while (!signal.aborted) {
    for (const settled of await settledAfter(pool, ZONE, last).catch(() => [])) {
      print(describe(settled));
      last = settled.slot;
    }
    await sleep(200, undefined, { signal }).catch(() => undefined);
  }
}

const tenge = (tiynPerMWh: bigint): string => `${(Number(tiynPerMWh) / 100_000).toFixed(2)} KZT/kWh`;
const kWh = (wh: bigint): string => `${(Number(wh) / 1000).toFixed(1)} kWh`;

/** One settled slot for people: its local time, price, what was sold to whom, what the grid had to add. */
export function describe({ slot, price, peerWh, gridWh, boughtWh, sales }: SettledSlot): string {
  const local = toRfc3339(slotStart(slot) + LOCAL_OFFSET_SECONDS)
    .slice(0, 16)
    .replace("T", " ");
  const sold = `sold ${kWh(peerWh)} to neighbours, ${kWh(gridWh)} to the grid`;
  return `${local} slot ${slot}: ${tenge(price)}, ${sold}, ${kWh(boughtWh)} from the grid, ${sales} sales`;
}
