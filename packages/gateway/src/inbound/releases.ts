// Releases on the other chain what was burned here. The lock takes each number once, so that sending again after a kill costs gas only.
import type pg from "pg";
import type { Account, Address, Hex, PublicClient, WalletClient } from "viem";
import { bytesOf } from "../http/show.ts";
import { CASH_OUTS, type CashOutRow } from "../issuance/cash-outs.ts";
import { unitOf, type InboundChain } from "./config.ts";
import { tokenLock } from "./generated/contracts.ts";

export interface Other {
  readonly reads: PublicClient;
  readonly writes: WalletClient;
  readonly operator: Account;
}

/** Releases at once. */
const AT_ONCE = 20;

/**
 * Sends or follows the releases of cash-outs whose burn is final. One process at a time: a second one finds the lock taken. True when
 * something was sent or confirmed.
 */
export async function releaseBurned(pool: pg.Pool, other: Other, config: InboundChain): Promise<boolean> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('inbound'), $1) AS taken",
      [config.chainId % 2_147_483_647],
    );
    if (!rows[0]!.taken) return false;
    const burned = await client.query<CashOutRow>(
      `${CASH_OUTS} WHERE c.state = 'burned' AND c.kind = 'chain' AND c.chain_id = $1 ORDER BY number LIMIT $2`,
      [config.chainId, AT_ONCE],
    );
    let moved = false;
    for (const row of burned.rows) moved = (await releaseOne(client, other, config, row)) || moved;
    return moved;
  } finally {
    client.release(true); // the lock goes with its connection
  }
}

async function releaseOne(
  client: pg.PoolClient,
  { reads, writes, operator }: Other,
  config: InboundChain,
  { cash_out: id, chain_account: to, amount_tiyn: tiyn }: CashOutRow,
): Promise<boolean> {
  const confirmed = await releasedIn(reads, config, id);
  if (confirmed === "early") return false;
  if (confirmed !== undefined) {
    await client.query("UPDATE payload.cash_outs SET released_tx = $2 WHERE cash_out = $1", [
      bytesOf(id),
      bytesOf(confirmed),
    ]);
    return true;
  }
  const { request } = await reads.simulateContract({
    ...{ address: config.lock, abi: tokenLock.abi, functionName: "release" },
    args: [id, to as Address, BigInt(tiyn) * unitOf(config)],
    account: operator,
  });
  const nonce = await reads.getTransactionCount({ address: operator.address }); // replaces what hangs
  const hash = await writes.writeContract({ ...request, chain: null, nonce });
  await reads.waitForTransactionReceipt({ hash, timeout: 15_000, pollingInterval: 100 });
  return true;
}

/** The transaction of a release that has its confirmations; `early` while it has not, undefined before there is one. */
async function releasedIn(
  reads: PublicClient,
  { lock, confirmations, startBlock }: InboundChain,
  id: Hex,
): Promise<Hex | "early" | undefined> {
  const done = await reads.readContract({
    address: lock,
    abi: tokenLock.abi,
    functionName: "released",
    args: [id],
  });
  if (!done) return undefined;
  const head = await reads.getBlockNumber({ cacheTime: 0 });
  const [log] = await reads.getContractEvents({
    ...{ address: lock, abi: tokenLock.abi, eventName: "Released", args: { id } },
    ...{ fromBlock: BigInt(startBlock), toBlock: head },
  });
  if (log === undefined || head - log.blockNumber < BigInt(confirmations)) return "early";
  return log.transactionHash;
}
