// Transactions to the chain: queued inside the caller's database transaction, sent by one nonce owner for each key.
import { ABIS, type ContractName, type Network } from "@alatau/sdk";
import type pg from "pg";
import { encodeFunctionData, type Abi, type Address, type Hex } from "viem";
import { notify } from "./transaction.ts";

/** What to send. `dedupe` names the intent: the same intent is queued once, whoever asks how often. */
export interface Intent {
  readonly dedupe: string;
  /** Name of the key that signs. */
  readonly signer: string;
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/**
 * `queued` → `sent` (signed bytes stored) → `mined` → `final` (in a signed head); `refused` with a decoded error, before it was
 * sent or in its block.
 */
export type OutboxState = "queued" | "sent" | "mined" | "final" | "refused";

export interface OutboxEntry {
  readonly number: number;
  readonly dedupe: string;
  readonly state: OutboxState;
  readonly txHash: Hex | null;
  readonly block: number | null;
  /** `code` as in docs/errors.md. */
  readonly error: { readonly code: string; readonly detail: string } | null;
}

type Queryable = pg.Pool | pg.PoolClient;

/** Queues an intent in the caller's transaction and answers with its number; one that is queued already keeps its number. */
export async function enqueue(client: pg.PoolClient, intent: Intent): Promise<number> {
  const { dedupe, signer, contract, functionName, args } = intent;
  const calldata = encodeFunctionData({ abi: ABIS[contract] as Abi, functionName, args });
  const { rows } = await client.query<{ number: number }>(
    `INSERT INTO work.outbox (dedupe, signer, contract, function, calldata) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (dedupe) DO UPDATE SET dedupe = excluded.dedupe RETURNING number`,
    [dedupe, signer, contract, functionName, Buffer.from(calldata.slice(2), "hex")],
  );
  await notify(client, "outbox");
  return rows[0]!.number;
}

/** Where an intent stands; undefined when it was never queued. */
export async function findIntent(db: Queryable, dedupe: string): Promise<OutboxEntry | undefined> {
  const { rows } = await db.query<{
    number: number;
    dedupe: string;
    state: OutboxState;
    tx_hash: Buffer | null;
    block: number | null;
    error: OutboxEntry["error"];
  }>(`SELECT number, dedupe, state, tx_hash, block, error FROM work.outbox WHERE dedupe = $1`, [dedupe]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { number, state, block, error } = row;
  const txHash = row.tx_hash === null ? null : (`0x${row.tx_hash.toString("hex")}` as Hex);
  return { number, dedupe, state, txHash, block, error };
}

/**
 * Waits until an intent is mined (or final) or refused, at most `timeoutMs`, and answers with where it stands then.
 * Polls, so that it needs no connection of its own.
 */
export async function waitForIntent(
  pool: pg.Pool,
  dedupe: string,
  {
    until = "mined",
    timeoutMs = 30_000,
    pollMs = 20,
    signal,
  }: { until?: "mined" | "final"; timeoutMs?: number; pollMs?: number; signal?: AbortSignal } = {},
): Promise<OutboxEntry | undefined> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const entry = await findIntent(pool, dedupe);
    const done =
      entry?.state === "refused" ||
      entry?.state === "final" ||
      (entry?.state === "mined" && until === "mined");
    if (done || Date.now() >= endsAt || signal?.aborted === true) return entry;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** The address of a contract in the network's description. */
export const addressOf = (network: Network, contract: ContractName): Address => network.contracts[contract];
