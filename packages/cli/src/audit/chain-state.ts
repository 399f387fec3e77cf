// Balances and statements against what the contracts themselves answer at the same block.
import { ABIS, type Network } from "@alatau/sdk";
import { BaseError, createPublicClient, http } from "viem";
import { CommandError } from "../errors.ts";
import { requireSame } from "./difference.ts";
import type { Client } from "./ledger.ts";

interface BalanceRow {
  participant: number;
  free: bigint;
  locked: bigint;
  proceeds: bigint;
  owed: bigint;
}

interface StatementRow {
  participant: number;
  count: number;
  hash: Buffer;
}

const TRIES = 5;

/** Compares every account and statement with the contracts; answers how many. @throws {AuditDifferenceError} */
export async function auditChainState(
  kept: Client,
  { rpcUrl, network }: { rpcUrl: string; network: Network },
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const { block, balances, statements } = await snapshot(kept);
    try {
      await compareAccounts(balances, { rpcUrl, network, block });
      await compareStatements(statements, { rpcUrl, network, block });
      return balances.length + statements.length;
    } catch (failure) {
      // The embedded node keeps the states of its last blocks only: a chain that went on meanwhile is asked again.
      if (!(failure instanceof BaseError)) throw failure;
      if (attempt === TRIES)
        throw new CommandError("audit-state-gone", `The node no longer has the state of block ${block}.`, {
          cause: failure,
        });
    }
  }
}

/** Balances and statements as of one moment of the database. */
async function snapshot(kept: Client) {
  await kept.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    const tip = await kept.query<{ number: number | null }>(
      "SELECT max(number) AS number FROM ledger.blocks",
    );
    const balances = await kept.query<BalanceRow>(
      "SELECT participant, free, locked, proceeds, owed FROM ledger.account_balances ORDER BY participant",
    );
    const statements = await kept.query<StatementRow>(
      "SELECT participant, count, hash FROM ledger.current_statements ORDER BY participant",
    );
    return { block: tip.rows[0]!.number ?? 0, balances: balances.rows, statements: statements.rows };
  } finally {
    await kept.query("COMMIT");
  }
}

interface At {
  readonly rpcUrl: string;
  readonly network: Network;
  readonly block: number;
}

async function compareAccounts(rows: readonly BalanceRow[], { rpcUrl, network, block }: At): Promise<void> {
  const client = createPublicClient({ transport: http(rpcUrl, { batch: true, retryCount: 0 }) });
  const vault = { address: network.contracts.vault, abi: ABIS.vault, blockNumber: BigInt(block) } as const;
  const answers = await Promise.all(
    rows.map(async ({ participant }) => {
      const [account, proceeds] = await Promise.all([
        client.readContract({ ...vault, functionName: "accountOf", args: [participant] }),
        client.readContract({ ...vault, functionName: "proceedsOf", args: [participant] }),
      ]);
      return {
        free: account.free,
        locked: account.locked,
        proceeds: proceeds.fresh + proceeds.older,
        owed: account.owed,
      };
    }),
  );
  for (const [index, row] of rows.entries())
    for (const name of ["free", "locked", "proceeds", "owed"] as const)
      requireSame(
        `account of participant ${row.participant} at block ${block}, ${name}`,
        row[name],
        answers[index]![name],
      );
}

async function compareStatements(
  rows: readonly StatementRow[],
  { rpcUrl, network, block }: At,
): Promise<void> {
  const client = createPublicClient({ transport: http(rpcUrl, { batch: true, retryCount: 0 }) });
  const answers = await Promise.all(
    rows.map(({ participant }) =>
      client.readContract({
        address: network.contracts.energyMarket,
        abi: ABIS.energyMarket,
        functionName: "statementOf",
        args: [participant],
        blockNumber: BigInt(block),
      }),
    ),
  );
  for (const [index, { participant, count, hash }] of rows.entries()) {
    const place = `statement of participant ${participant} at block ${block}`;
    requireSame(`${place}, count`, count, answers[index]![0]);
    requireSame(`${place}, hash`, `0x${hash.toString("hex")}`, answers[index]![1]);
  }
}
