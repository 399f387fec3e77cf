// A network of its own for tests: PostgreSQL, chain, contracts, indexer and workers, all real, in a folder that is thrown away.
import {
  accountFor,
  advanceTo,
  deploy,
  loadKeys,
  roleAccounts,
  startEmbedded,
  type Embedded,
  type Keys,
} from "@alatau/chain";
import { composePayload, publicKeyHex, signOcmf, type PayloadReading } from "@alatau/formats";
import { follow, openPool, rebuild } from "@alatau/indexer";
import {
  contractDomain,
  energyOrderTypes,
  supplyAgreementTypes,
  type ContractName,
  type EnergyOrder,
  type MilliWh,
  type Network,
  type SupplyAgreement,
} from "@alatau/sdk";
import { generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { pino, type Logger } from "pino";
import type { PrivateKeyAccount } from "viem";
import { enqueue, waitForIntent, type OutboxEntry } from "../outbox.ts";
import { openDatabase } from "../test-database.ts";
import { inTransaction } from "../transaction.ts";
import { connectionsOf, runWorkers, type WorkerName } from "./run.ts";

/** 2025-01-01, 00:00 UTC: the beginning of a slot. */
export const START = 1_735_689_600;
export const ZONE = 1;

/** A meter that signs. */
export interface TestMeter {
  readonly serial: string;
  readonly key: KeyObject;
  /** SubjectPublicKeyInfo DER, hex. */
  readonly publicKey: string;
}

export interface TestNetwork extends AsyncDisposable {
  readonly home: string;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly chain: Embedded;
  readonly network: Network;
  readonly keys: Keys;
  readonly logger: Logger;
  account(name: string): PrivateKeyAccount;
  /** Starts workers; the answer stops them and waits. `kill` leaves what they were doing where it is. */
  start(names: readonly WorkerName[], options?: { checker?: string; instance?: string }): RunningWorkers;
  /** Sends a call through the outbox and waits for its block. */
  send(
    signer: string,
    contract: ContractName,
    functionName: string,
    args: readonly unknown[],
  ): Promise<OutboxEntry>;
  /** Waits until the indexer shows the chain's head. */
  indexed(): Promise<void>;
  /** Drops schema `ledger` and makes it anew from the chain; answers the hashes of before and after. */
  reindex(): Promise<{ before: string; after: string }>;
  advance(unixSeconds: number): Promise<void>;
}

export interface RunningWorkers {
  stop(): Promise<void>;
}

/** A meter with a fresh P-256 key. */
export function makeMeter(serial: string): TestMeter {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return { serial, key: privateKey, publicKey: publicKeyHex(privateKey) };
}

/** A record that a meter signs: its registers at some moments, numbered. */
export function signRecord(
  meter: TestMeter,
  page: number,
  readings: readonly { at: number; importMilliWh?: bigint; exportMilliWh?: bigint }[],
): string {
  const list = readings.flatMap(({ at, importMilliWh, exportMilliWh }): PayloadReading[] => [
    ...(importMilliWh === undefined
      ? []
      : [{ unixSeconds: at, register: importMilliWh as MilliWh, direction: "import" as const }]),
    ...(exportMilliWh === undefined
      ? []
      : [{ unixSeconds: at, register: exportMilliWh as MilliWh, direction: "export" as const }]),
  ]);
  const payload = composePayload({
    meter: { vendor: "Test", model: "M1", serial: meter.serial },
    pagination: `F${page}`,
    readings: list,
  });
  return signOcmf(payload, meter.key);
}

/** Starts everything but the workers, in a new folder. */
export async function startNetwork({ verbose = false } = {}): Promise<TestNetwork> {
  const home = await mkdtemp(path.join(tmpdir(), "alatau-story-"));
  const logger = pino({ level: verbose ? "info" : "silent" });
  const stopping = new AbortController();
  const databaseUrl = await openDatabase();
  const pool = openPool(databaseUrl, { max: 30 });
  const chain = await startEmbedded({
    home,
    port: 0,
    clock: "driven",
    genesisTime: START - 7200,
    blockSeconds: 0.02,
  });
  const keys = await loadKeys(home);
  const network = await deploy({
    rpcUrl: chain.rpcUrl,
    chainId: chain.chainId,
    accounts: roleAccounts(keys),
    home,
  });
  const source = { network, rpcUrl: chain.rpcUrl, databaseUrl };
  const startFollowing = () => {
    const stop = new AbortController();
    const signal = AbortSignal.any([stopping.signal, stop.signal]);
    return { stop, done: follow({ ...source, wsUrl: chain.wsUrl, signal }) };
  };
  let following = startFollowing();
  const account = (name: string): PrivateKeyAccount => accountFor(keys, name);
  const accounts = Object.fromEntries(
    [...Object.keys(roleAccounts(keys)), ...PEOPLE, ...AGENCIES].map((name) => [name, account(name)]),
  );
  const running = new Set<RunningWorkers>();
  const indexed = async (): Promise<void> => {
    const { number } = await advanceTo(chain.rpcUrl, 0);
    await until(async () => {
      const { rows } = await pool.query<{ last: number | null }>(
        "SELECT max(number) AS last FROM ledger.blocks",
      );
      return (rows[0]!.last ?? -1) >= number;
    });
  };
  let sent = 0;
  return {
    ...{ home, pool, chain, network, keys, logger, account, indexed },
    databaseUrl,
    start: (names, { checker } = {}) => {
      const stop = new AbortController();
      const own = openPool(databaseUrl, { max: connectionsOf(names) });
      const config = { network, home, accounts, logger, signal: stop.signal, rpcUrl: chain.rpcUrl };
      const done = runWorkers(names, {
        ...{ ...config, pool: own },
        ...(checker !== undefined && { checker }),
        batch: { maxWaitMs: 100 },
        publish: { maxWaitMs: 100 },
        graceSeconds: 300,
      }).finally(() => own.end());
      const handle: RunningWorkers = {
        stop: async () => {
          stop.abort();
          running.delete(handle);
          await done;
        },
      };
      running.add(handle);
      return handle;
    },
    send: async (signer, contract, functionName, args) => {
      const dedupe = `test/${(sent += 1)}`;
      await inTransaction(pool, (client) =>
        enqueue(client, { dedupe, signer, contract, functionName, args }),
      );
      const entry = await waitForIntent(pool, dedupe, { timeoutMs: 20_000 });
      if (entry?.state !== "mined" && entry?.state !== "final")
        throw new Error(`${functionName}: ${entry?.state} ${entry?.error?.code} ${entry?.error?.detail}`);
      return entry;
    },
    reindex: async () => {
      following.stop.abort();
      await following.done.catch(() => undefined);
      const { before, after } = await rebuild(source);
      following = startFollowing();
      await indexed();
      return { before: before.hash, after: after.hash };
    },
    advance: async (unixSeconds) => {
      await advanceTo(chain.rpcUrl, unixSeconds);
      await indexed();
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...running].map((workers) => workers.stop()));
      stopping.abort();
      await following.done.catch(() => undefined);
      await chain.stop();
      await pool.end();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Participants of the story, by the names of their keys. */
export const PEOPLE = ["depot", "school", "farm", "garage", "bakery", "tram", "village"] as const;
export type Person = (typeof PEOPLE)[number];
/** Agencies that publish data sets, by the names of their keys. */
export const AGENCIES = ["transport", "energy", "environment"] as const;
export type Agency = (typeof AGENCIES)[number];

/** Waits until something is true; fails after `timeoutMs`. */
export async function until(
  condition: () => Promise<boolean>,
  { timeoutMs = 60_000, what = "condition" }: { timeoutMs?: number; what?: string } = {},
): Promise<void> {
  const endsAt = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > endsAt) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A signed standing order of a participant's device. */
export async function signOrder(
  { network, account }: TestNetwork,
  person: Person,
  fields: Pick<
    EnergyOrder,
    "side" | "device" | "participant" | "slotFrom" | "slotTo" | "maxWhPerSlot" | "limitPrice"
  >,
): Promise<{ order: EnergyOrder; signature: `0x${string}` }> {
  const order: EnergyOrder = {
    ...fields,
    mode: 0,
    zone: ZONE,
    minWhPerSlot: 0n,
    partner: 0,
    minEvidence: 0,
    termsHash: `0x${"00".repeat(32)}`,
    nonce: BigInt(`0x${randomBytes(2).toString("hex")}`),
    validTo: BigInt(START + 86_400),
  };
  const signature = await account(person).signTypedData({
    domain: contractDomain(network.chainId, network.contracts.orderBook),
    types: energyOrderTypes,
    primaryType: "EnergyOrder",
    message: order,
  });
  return { order, signature };
}

/** A participant's signature under the zone's supply agreement for a device. */
export async function signAgreement(
  { network, account }: TestNetwork,
  person: Person,
  device: number,
): Promise<{ agreement: SupplyAgreement; signature: `0x${string}` }> {
  const agreement: SupplyAgreement = {
    device,
    supplier: network.accounts.supplier,
    termsHash: `0x${"00".repeat(32)}`,
    nonce: BigInt(device),
    validTo: BigInt(START + 86_400),
  };
  const signature = await account(person).signTypedData({
    domain: contractDomain(network.chainId, network.contracts.devices),
    types: supplyAgreementTypes,
    primaryType: "SupplyAgreement",
    message: agreement,
  });
  return { agreement, signature };
}
