// Moves cash-outs on whose tokens have come, and queues again what only time or an administrator could cure.
import { ABIS, type Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { createPublicClient, http, toHex, type Address, type Hex, type PublicClient } from "viem";
import { issuerAccount } from "../issuance/cash-outs.ts";
import { burnIntent, CURABLE, giveBackIntent, mintIntent, queueAgain } from "../issuance/issue.ts";
import { lockIssuance } from "../issuance/members.ts";
import { enqueue, type Intent } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";
import { runLoop } from "./loop.ts";

export interface IssuanceOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly rpcUrl: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

interface Asked {
  readonly cash_out: Hex;
  readonly account: Address;
  readonly asked_block: number;
}

/** Looks for a cash-out's transfer so long after its signature has expired, seconds. */
const LOOK_ON_SECONDS = 3_600;

/** Works until the signal. Two at once do the same once. */
export async function runIssuance(options: IssuanceOptions): Promise<void> {
  const chain = createPublicClient({ transport: http(options.rpcUrl, { retryCount: 0, timeout: 20_000 }) });
  const loop = { name: "issuance", wakeOn: ["final"], pollMs: 1_000 };
  await runLoop({ ...options, ...loop }, async () => {
    const received = await receiveCashOuts(options, chain);
    const again = await queueCured(options, chain);
    return received || again;
  });
}

/** Notes transfers that a signed head covers. Whoever sent the signature to the chain, the nonce tells whose they are. */
async function receiveCashOuts(
  { pool, network, logger }: IssuanceOptions,
  chain: PublicClient,
): Promise<boolean> {
  const final = await finalBlock(pool);
  const { rows } = await pool.query<Asked>(
    `SELECT '0x' || encode(cash_out, 'hex') AS cash_out, '0x' || encode(account, 'hex') AS account, asked_block
       FROM payload.cash_outs WHERE received_block IS NULL AND asked_block <= $1
        AND valid_before + $2 > (SELECT timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1) ORDER BY number LIMIT 200`,
    [final, LOOK_ON_SECONDS],
  );
  let found = false;
  for (const asked of rows) {
    const used = await transferOf(chain, network, asked, final);
    if (used === undefined) continue;
    found = true;
    await inTransaction(pool, (client) => noteReceived(client, asked, used));
    logger.info({ cashOut: asked.cash_out, tx: used.txHash }, "cash-out received");
  }
  return found;
}

interface Used {
  readonly block: number;
  readonly txHash: Hex;
}

async function transferOf(
  chain: PublicClient,
  { contracts }: Network,
  { cash_out: nonce, account: authorizer, asked_block: from }: Asked,
  final: number,
): Promise<Used | undefined> {
  const [log] = await chain.getContractEvents({
    ...{ address: contracts.tenge, abi: ABIS.tenge, eventName: "AuthorizationUsed" },
    args: { authorizer, nonce },
    ...{ fromBlock: BigInt(from), toBlock: BigInt(final) },
  });
  return log && { block: Number(log.blockNumber), txHash: log.transactionHash };
}

/** A cash-out to another chain needs no second pair of eyes: its tokens are burned at once. */
async function noteReceived(client: pg.PoolClient, { cash_out: id }: Asked, used: Used): Promise<void> {
  await lockIssuance(client);
  const { rows } = await client.query<{ kind: string; amount: bigint }>(
    `UPDATE payload.cash_outs SET received_block = $2, received_tx = $3 WHERE cash_out = $1 AND received_block IS NULL
     RETURNING kind, amount_tiyn AS amount`,
    [bytes(id), used.block, bytes(used.txHash)],
  );
  if (rows[0]?.kind === "chain") await enqueue(client, burnIntent(id, rows[0].amount));
}

interface RefusedRow {
  readonly dedupe: string;
  readonly amount: bigint;
  readonly account: Buffer;
  readonly id: Buffer;
}

/** What the chain refused for a reason that passes, of each kind what is needed to ask for it again. */
const REFUSED = `SELECT o.dedupe, x.amount, x.account, x.id FROM work.outbox o CROSS JOIN LATERAL (
    SELECT e.amount_tiyn AS amount, e.credited AS account, e.bank_reference AS id FROM payload.issuer_entries e
     WHERE o.dedupe = 'mint/0x' || encode(e.bank_reference, 'hex') AND e.credited IS NOT NULL
    UNION ALL
    SELECT l.amount_tiyn, l.to_account, l.bank_reference FROM payload.inbound_locks l
     WHERE o.dedupe = 'mint/0x' || encode(l.bank_reference, 'hex')
    UNION ALL
    SELECT c.amount_tiyn, c.account, c.cash_out FROM payload.cash_outs c
     WHERE o.dedupe IN ('burn/0x' || encode(c.cash_out, 'hex'), 'give-back/0x' || encode(c.cash_out, 'hex'))) x
 WHERE o.state = 'refused' AND (o.block IS NULL OR o.sealed) AND o.signer = 'issuer'
   AND o.dedupe ~ '^(mint|burn|give-back)/0x[0-9a-f]{64}$' AND o.error->>'code' = ANY($1) ORDER BY o.number LIMIT 50`;

/** Queues again what the contract would take now: on the next day, after a pause. */
async function queueCured({ pool, network, logger }: IssuanceOptions, chain: PublicClient): Promise<boolean> {
  const { rows } = await pool.query<RefusedRow>(REFUSED, [CURABLE]);
  if (rows.length === 0) return false;
  const issuer = await issuerAccount({ pool, network });
  let moved = false;
  for (const row of rows) {
    const intent = intentOf(row);
    if (!(await wouldPass(chain, network, issuer, intent))) continue;
    await inTransaction(pool, async (client) => {
      await lockIssuance(client);
      moved = (await queueAgain(client, intent)) || moved;
    });
    logger.info({ intent: row.dedupe }, "queued again");
  }
  return moved;
}

function intentOf({ dedupe, amount, account, id }: RefusedRow): Intent {
  const number = toHex(id);
  if (dedupe.startsWith("mint/")) return mintIntent(toHex(account), amount, number);
  return dedupe.startsWith("burn/")
    ? burnIntent(number, amount)
    : giveBackIntent(number, toHex(account), amount);
}

async function wouldPass(
  chain: PublicClient,
  { contracts }: Network,
  account: Address,
  { functionName, args }: Intent,
): Promise<boolean> {
  try {
    const call = { address: contracts.tenge, abi: ABIS.tenge, account, functionName, args };
    await chain.simulateContract(call as Parameters<typeof chain.simulateContract>[0]);
    return true;
  } catch {
    return false;
  }
}

/** The last block of a signed head; -1 before the first. */
async function finalBlock(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ number: number | null }>(
    "SELECT max(number) AS number FROM work.heads",
  );
  return rows[0]!.number ?? -1;
}

const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
