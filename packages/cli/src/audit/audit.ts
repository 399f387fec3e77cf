// The audit: nothing in the database is believed; all of it is derived again from the chain and the payloads and compared.
import { openClient } from "@alatau/indexer";
import type { Network } from "@alatau/sdk";
import { createPublicClient, http } from "viem";
import { auditChainState } from "./chain-state.ts";
import { auditCity } from "./city.ts";
import { AuditDifferenceError } from "./difference.ts";
import { compareLedgers, deriveLedger } from "./ledger.ts";
import { auditReadings } from "./readings.ts";
import { auditRecords } from "./records.ts";
import { auditSettlements } from "./settlements.ts";

export interface AuditOptions {
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly network: Network;
  readonly signal: AbortSignal;
  /** Told each part with how much was compared and how long it took. */
  readonly onPart?: (part: {
    readonly name: string;
    readonly count: number;
    readonly seconds: number;
  }) => void;
}

export interface AuditResult {
  /** The last block that was looked at. */
  readonly block: number;
  readonly ledgerRows: number;
  readonly records: number;
  /** Of agencies. */
  readonly observations: number;
  readonly readingSets: number;
  readonly settlements: number;
  readonly accounts: number;
}

/**
 * Derives everything again as of one moment while the ledger runs on. @throws {AuditDifferenceError} with the first difference
 */
export async function audit({
  databaseUrl,
  rpcUrl,
  network,
  signal,
  onPart,
}: AuditOptions): Promise<AuditResult> {
  const kept = await openClient(databaseUrl);
  try {
    const part = timed(onPart);
    const accounts = await part("accounts and statements against the contracts", () =>
      auditChainState(kept, { rpcUrl, network }),
    );
    await kept.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await kept.query<{ number: number | null }>(
      "SELECT max(number) AS number FROM ledger.blocks",
    );
    const block = rows[0]!.number ?? 0;
    await requireBlock(rpcUrl, block);
    await using derived = await deriveLedger({ databaseUrl, rpcUrl, network, block, signal });
    const ledgerRows = await part("rows of schema ledger derived from the chain", () =>
      compareLedgers(kept, derived.client),
    );
    const records = await part("records followed from payload to batch", () =>
      auditRecords(kept, derived.client),
    );
    const observations = await part("observations with their flags, alerts and derived sets", () =>
      auditCity(kept),
    );
    let sets: Awaited<ReturnType<typeof auditReadings>> = [];
    const readingSets = await part("reading sets derived from signed registers", async () => {
      sets = await auditReadings(kept, derived.client);
      return sets.length;
    });
    const settlements = await part("slots cleared again, line for line", () =>
      auditSettlements(derived.client, sets),
    );
    return { block, ledgerRows, records, observations, readingSets, settlements, accounts };
  } finally {
    await kept.end();
  }
}

/** A database that is ahead of its chain holds blocks that nobody made. */
async function requireBlock(rpcUrl: string, block: number): Promise<void> {
  const head = Number(await createPublicClient({ transport: http(rpcUrl) }).getBlockNumber());
  if (block > head)
    throw new AuditDifferenceError("ledger.blocks, last number", String(block), `at most ${head}`);
}

const timed =
  (onPart: AuditOptions["onPart"]) =>
  async (name: string, work: () => Promise<number>): Promise<number> => {
    const began = performance.now();
    const count = await work();
    onPart?.({ name, count, seconds: (performance.now() - began) / 1000 });
    return count;
  };
