// What the demo reads of a running ledger and how it hands transactions to the outbox, which sends them and survives crashes.
import { enqueue, findIntent, type Intent } from "@alatau/gateway";
import type { openPool } from "@alatau/indexer";
import type { Slot } from "@alatau/sdk";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../errors.ts";

export type Pool = ReturnType<typeof openPool>;

/** A transaction that a contract refused. */
export class DemoRefusedError extends CommandError {
  constructor(dedupe: string, code: string, detail: string) {
    super("demo-refused", `${dedupe}: ${detail}`, { fields: { dedupe, reason: code } });
  }
}

/** Queues intents in one transaction, each once, whoever asks how often. */
export async function queueAll(pool: Pool, intents: readonly Intent[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    for (const intent of intents) await enqueue(client, intent);
    await client.query("COMMIT");
  } catch (failure) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw failure;
  } finally {
    client.release();
  }
}

/** Queues intents and waits until all are in blocks that the indexer has stored. @throws {DemoRefusedError} */
export async function sendAll(pool: Pool, intents: readonly Intent[], signal: AbortSignal): Promise<void> {
  await queueAll(pool, intents);
  let last = 0;
  for (const { dedupe } of intents) {
    for (;;) {
      const entry = await findIntent(pool, dedupe);
      if (entry?.state === "refused")
        throw new DemoRefusedError(dedupe, entry.error?.code ?? "unknown", entry.error?.detail ?? "refused");
      if (entry?.block !== undefined && entry.block !== null) {
        last = Math.max(last, entry.block);
        break;
      }
      await sleep(40, undefined, { signal });
    }
  }
  while ((await tipOf(pool)).number < last) await sleep(20, undefined, { signal });
}

/** The last block that the indexer stored. */
export async function tipOf(pool: Pool): Promise<{ number: number; timestamp: number }> {
  const { rows } = await pool.query<{ number: number; timestamp: number }>(
    "SELECT number, timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1",
  );
  return rows[0] ?? { number: -1, timestamp: 0 };
}

/** Waits until the indexer knows a moment of the chain's time. */
export async function untilTime(pool: Pool, unixSeconds: number, signal: AbortSignal): Promise<void> {
  while ((await tipOf(pool)).timestamp < unixSeconds) await sleep(25, undefined, { signal });
}

/** Numbers of registered devices by serial. */
export async function devicesBySerial(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ device: number; serial: string }>(
    "SELECT device, serial FROM ledger.devices",
  );
  return new Map(rows.map(({ serial, device }) => [serial, device]));
}

/** The number of the participant that an account was registered for. */
export async function participantOf(pool: Pool, account: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ participant: number }>(
    "SELECT participant FROM ledger.participants WHERE account = $1",
    [Buffer.from(account.slice(2), "hex")],
  );
  return rows[0]?.participant;
}

/** The first slot of the last tariff that was published for a zone; 0 where there is none. */
export async function lastTariff(pool: Pool, zone: number): Promise<number> {
  const { rows } = await pool.query<{ last: number | null }>(
    "SELECT max(from_slot) AS last FROM ledger.tariffs WHERE zone = $1",
    [zone],
  );
  return rows[0]?.last ?? 0;
}

/** What one settled slot came to. */
export interface SettledSlot {
  readonly slot: Slot;
  readonly price: bigint;
  /** Wh sold to peers, sold to the grid, and bought from it. */
  readonly peerWh: bigint;
  readonly gridWh: bigint;
  readonly boughtWh: bigint;
  readonly sales: number;
}

/** The settled slots of a zone after one, ascending. */
export async function settledAfter(pool: Pool, zone: number, slot: number): Promise<SettledSlot[]> {
  const { rows } = await pool.query<{
    slot: Slot;
    price: bigint | null;
    peer: bigint | null;
    grid: bigint | null;
    bought: bigint | null;
    sales: number;
  }>(
    `SELECT r.slot, max(c.price) AS price, count(s.line)::int AS sales,
            sum(s.wh) FILTER (WHERE s.kind IN ('sold', 'partnerSold', 'ownSold'))::numeric(78, 0) AS peer,
            sum(s.wh) FILTER (WHERE s.kind = 'gridSold')::numeric(78, 0) AS grid,
            sum(s.wh) FILTER (WHERE s.kind = 'gridBought')::numeric(78, 0) AS bought
       FROM ledger.slot_results r
       JOIN ledger.settlements c USING (zone, slot, version)
       LEFT JOIN ledger.sales s USING (zone, slot, version, chunk)
      WHERE r.zone = $1 AND r.slot > $2 GROUP BY r.slot ORDER BY r.slot`,
    [zone, slot],
  );
  return rows.map((row) => ({
    slot: row.slot,
    price: row.price ?? 0n,
    peerWh: row.peer ?? 0n,
    gridWh: row.grid ?? 0n,
    boughtWh: row.bought ?? 0n,
    sales: row.sales,
  }));
}
