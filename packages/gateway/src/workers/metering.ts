// After a slot: one reading set per zone from what is anchored, a new version when late records change it.
import {
  buildReadingSet,
  SLOT_SECONDS,
  slotOf,
  slotStart,
  type Bytes32,
  type Hex,
  type Network,
  type Slot,
  type SlotReadings,
} from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Logger } from "pino";
import { enqueue, findIntent } from "../outbox.ts";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { inTransaction, notify } from "../transaction.ts";
import { lastAccepted, readDevices, type AsOf } from "./anchored.ts";
import {
  answersTo,
  readingsFromJson,
  setDigestOf,
  setHashOf,
  setSubject,
  tally,
  toJson,
} from "./approvals.ts";
import { keepHomeLeaves, latestHomeLeaves } from "./home-leaves.ts";
import { reportIncident } from "./incidents.ts";
import { chainTip, latestSet, settleableDevices } from "./ledger.ts";
import {
  communityLeaf,
  deviceLeaf,
  homeEnergies,
  isWaiting,
  leafFromJson,
  leafToJson,
  sameLeaves,
  type DevicePoints,
  type HomeLeaf,
  type LeafJson,
  type SetLeaf,
} from "./leaves.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";
import { markSlotsDue, slotsDue, type DueSlot } from "./slots-due.ts";

export interface MeteringOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly publisher: number;
  readonly signer: string;
  /** A slot closes so many seconds of the chain's time after its end, or as soon as everybody has reported. Default: 300. */
  readonly graceSeconds?: number;
}

/** Meters until the signal. Two at once take turns. */
export async function runMetering(options: MeteringOptions): Promise<void> {
  const loop = { name: "metering", wakeOn: ["anchored", "approval", "sent"], wakeOnBlock: true };
  const waiting = new Map<string, number>();
  await runLoop({ ...options, ...loop }, () =>
    inTransaction(options.pool, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock(hashtext('metering'), $1)", [options.publisher]);
      const moved = await advanceSets(client, options);
      const asOf = await lastAccepted(client, options.publisher);
      await markSlotsDue(client, asOf);
      return (await closeSlots(client, options, asOf, waiting)) || moved;
    }),
  );
}

/** Closes the slots that are over and complete, or over for long enough. True when a set was made. */
async function closeSlots(
  client: pg.PoolClient,
  options: MeteringOptions,
  asOf: AsOf,
  waiting: Map<string, number>,
): Promise<boolean> {
  const now = (await chainTip(client))?.timestamp ?? 0;
  let made = false;
  for (const due of await slotsDue(client, slotOf(now))) {
    const name = `${due.zone}/${due.slot}`;
    const over = slotStart(due.slot) + SLOT_SECONDS + (options.graceSeconds ?? 300) <= now;
    if (!over && waiting.get(name) === asOf.sequence) continue; // nothing new since it was looked at
    const settleable = await settleableDevices(client, due.zone, due.slot);
    const devices = await readDevices(client, settleable, due.slot, asOf);
    if (!over && isWaiting(devices, due.slot)) {
      waiting.set(name, asOf.sequence);
      continue;
    }
    waiting.delete(name);
    made = (await closeSlot(client, due, devices, { ...options, asOf })) || made;
    await client.query(`DELETE FROM work.slots_due WHERE zone = $1 AND slot = $2`, [due.zone, due.slot]);
  }
  return made;
}

async function closeSlot(
  client: pg.PoolClient,
  { zone, slot, forced }: DueSlot,
  devices: readonly DevicePoints[],
  options: MeteringOptions & { asOf: AsOf },
): Promise<boolean> {
  const before = await latestOf(client, zone, slot);
  const homes = new Map<number, HomeLeaf[]>();
  const leaves: SetLeaf[] = [];
  for (const device of devices) {
    const leaf = await leafOf(client, device, slot, homes);
    if (leaf !== null) leaves.push(leaf);
  }
  if (leaves.length === 0) return false;
  if (before !== undefined && !forced && sameLeaves(before.leaves, leaves)) return false;
  const set = buildReadingSet(leaves);
  const readings: SlotReadings = {
    publisher: options.publisher,
    zone,
    slot,
    version: (before?.version ?? 0) + 1,
    replaces: before?.setHash ?? `0x${"00".repeat(32)}`,
    root: set.root,
    count: set.count,
    importWh: set.importWh,
    exportWh: set.exportWh,
  };
  if (!(await insertCandidate(client, readings, leaves, options))) return false;
  for (const [device, members] of homes)
    await keepHomeLeaves(client, { device, slot, version: readings.version }, members);
  await notify(client, "candidate");
  countEvent("reading set closed");
  const { version, count } = readings;
  options.logger.info({ zone, slot, version, devices: count }, "reading set closed");
  return true;
}

/** A device's leaf; a community's homes keep the salts of the version before as long as nothing changed for them. */
async function leafOf(
  client: pg.PoolClient,
  device: DevicePoints,
  slot: Slot,
  homes: Map<number, HomeLeaf[]>,
): Promise<SetLeaf | null> {
  if (!("homes" in device)) return deviceLeaf(device.device, device.points, slot);
  const energies = homeEnergies(device.homes, slot);
  const before = await latestHomeLeaves(client, device.device, slot);
  const same =
    before.length === energies.length &&
    energies.every(({ home, importWh, exportWh }, index) => {
      const known = before[index]!;
      return known.home === home && known.importWh === importWh && known.exportWh === exportWh;
    });
  const members = same
    ? before
    : energies.map((energy) => ({ ...energy, salt: `0x${randomBytes(32).toString("hex")}` as Hex }));
  const leaf = communityLeaf(device.device, device.homes, members, slot);
  if (leaf !== null) homes.set(device.device, members);
  return leaf;
}

interface AcceptedSet {
  readonly version: number;
  readonly setHash: Hex;
  readonly leaves: readonly SetLeaf[];
}

/** The version to follow: our own last one, or the chain's where ours is lost (then its leaves are unknown). */
async function latestOf(client: pg.PoolClient, zone: number, slot: Slot): Promise<AcceptedSet | undefined> {
  const { rows } = await client.query<{
    version: number;
    readings: Parameters<typeof readingsFromJson>[0];
    leaves: LeafJson[];
  }>(
    `SELECT version, readings, leaves FROM work.reading_sets
      WHERE zone = $1 AND slot = $2 AND state = 'accepted' ORDER BY version DESC LIMIT 1`,
    [zone, slot],
  );
  const chain = await latestSet(client, zone, slot);
  const [own] = rows;
  if (own === undefined || (chain !== undefined && chain.version > own.version))
    return chain === undefined ? undefined : { ...chain, leaves: [] };
  return {
    version: own.version,
    setHash: setHashOf(readingsFromJson(own.readings)),
    leaves: own.leaves.map(leafFromJson),
  };
}

/** False where the same set was refused before: then only new records help. */
async function insertCandidate(
  client: pg.PoolClient,
  readings: SlotReadings,
  leaves: readonly SetLeaf[],
  { network, asOf }: MeteringOptions & { asOf: AsOf },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO work.reading_sets (zone, slot, version, state, readings, digest, leaves, as_of)
       VALUES ($1, $2, $3, 'candidate', $4, $5, $6, $7)
       ON CONFLICT (zone, slot, version) DO UPDATE
         SET state = 'candidate', readings = excluded.readings, digest = excluded.digest, leaves = excluded.leaves, as_of = excluded.as_of
         WHERE reading_sets.state = 'refused' AND reading_sets.digest <> excluded.digest`,
    [
      readings.zone,
      readings.slot,
      readings.version,
      JSON.stringify(toJson(readings)),
      bytes(setDigestOf(readings, network)),
      JSON.stringify(leaves.map(leafToJson)),
      asOf.sequence,
    ],
  );
  return rowCount === 1;
}

/** Moves open sets on: to the chain with a quorum, to accepted with their block. */
async function advanceSets(client: pg.PoolClient, options: MeteringOptions): Promise<boolean> {
  const { rows } = await client.query<{
    state: "candidate" | "sent";
    readings: Parameters<typeof readingsFromJson>[0];
    digest: Buffer;
  }>(
    `SELECT state, readings, digest FROM work.reading_sets WHERE state IN ('candidate', 'sent') ORDER BY slot, zone`,
  );
  let moved = false;
  for (const row of rows) {
    const readings = readingsFromJson(row.readings);
    const digest = `0x${row.digest.toString("hex")}` as Bytes32;
    const step = row.state === "candidate" ? advanceCandidate : advanceSent;
    moved = (await step(client, readings, digest, options)) || moved;
  }
  return moved;
}

const intentOf = ({ zone, slot, version }: SlotReadings, digest: Hex): string =>
  `accept/${zone}/${slot}/${version}/${digest}`;

async function advanceCandidate(
  client: pg.PoolClient,
  readings: SlotReadings,
  digest: Hex,
  options: MeteringOptions,
): Promise<boolean> {
  const { zone, slot, version } = readings;
  const answers = await answersTo(client, "reading-set", setSubject(zone, slot, version));
  const found = tally(answers, digest, options.network.datasets[READINGS_DATASET]!);
  if (found.kind === "open") return false;
  if (found.kind === "impossible") {
    await refuseSet(client, readings, found.reasons.join(" / "), options);
    return true;
  }
  await enqueue(client, {
    dedupe: intentOf(readings, digest),
    signer: options.signer,
    contract: "readingSets",
    functionName: "accept",
    args: [readings, found.signatures],
  });
  await setState(client, readings, "sent");
  return true;
}

async function advanceSent(
  client: pg.PoolClient,
  readings: SlotReadings,
  digest: Hex,
  options: MeteringOptions,
): Promise<boolean> {
  const intent = await findIntent(client, intentOf(readings, digest));
  if (intent?.state === "refused") {
    await refuseSet(client, readings, `${intent.error?.code}: ${intent.error?.detail}`, options);
    return true;
  }
  if (intent?.state !== "mined" && intent?.state !== "final") return false;
  await setState(client, readings, "accepted");
  await notify(client, "set");
  countEvent("reading set accepted");
  const { zone, slot, version } = readings;
  options.logger.info({ zone, slot, version, tx: intent.txHash }, "reading set accepted");
  return true;
}

async function refuseSet(
  client: pg.PoolClient,
  readings: SlotReadings,
  reason: string,
  { logger }: MeteringOptions,
): Promise<void> {
  const { zone, slot, version } = readings;
  await setState(client, readings, "refused");
  await reportIncident(client, {
    kind: "reading-set-refused",
    subject: setSubject(zone, slot, version),
    detail: reason,
  });
  countEvent("reading set refused");
  logger.error({ zone, slot, version, reason }, "reading set refused");
}

async function setState(
  client: pg.PoolClient,
  { zone, slot, version }: SlotReadings,
  state: "sent" | "accepted" | "refused",
): Promise<void> {
  await client.query(
    `UPDATE work.reading_sets SET state = $4 WHERE zone = $1 AND slot = $2 AND version = $3`,
    [zone, slot, version, state],
  );
}

const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
