// A car's deposit: looked at, kept and sent once, waited for. While one is on its way no other of the channel is sent.
import { ABIS, contractRefusal, PUBLIC_ADDRESSES } from "@alatau/sdk";
import type pg from "pg";
import type { Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import { SENDER_KEY } from "../orders/submissions.ts";
import { enqueue, waitForIntent, type OutboxEntry } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";
import { lockSession } from "./store.ts";
import { collectorData, FAULTS, type ChannelPayload, type Deposit, type Fault } from "./terms.ts";

/** A block's time may be this much later than the last one's when the deposit is mined, seconds. */
const MARGIN_SECONDS = 6n;

type DepositPayload = Extract<ChannelPayload["payload"], { type: "deposit" }>;

/** What the chain says of a channel. */
export interface ChannelState {
  readonly balance: bigint;
  readonly claimed: bigint;
  /** Unix second at which the payer announced to leave; 0: it did not. */
  readonly leavingSince: number;
}

/** Reads a channel. @throws what the node's connection throws */
export async function readChannel({ chain, network }: Gateway, id: Hex): Promise<ChannelState> {
  const at = { address: network.contracts.channels, abi: ABIS.channels } as const;
  const [[balance, claimed], [, leavingSince]] = await Promise.all([
    chain.readContract({ ...at, functionName: "channels", args: [id] }),
    chain.readContract({ ...at, functionName: "pendingWithdrawals", args: [id] }),
  ]);
  return { balance, claimed, leavingSince };
}

const depositCall = ({ channelConfig, deposit }: DepositPayload) => ({
  functionName: "deposit" as const,
  args: [
    channelConfig,
    deposit.amount,
    PUBLIC_ADDRESSES.erc3009DepositCollector,
    collectorData(deposit),
  ] as const,
});

/** Whether a deposit would be taken now: balance, time window, then the call itself. Sends nothing. */
export async function depositFault(
  { chain, network }: Gateway,
  payload: DepositPayload,
): Promise<Fault | undefined> {
  const { validAfter, validBefore } = payload.deposit.authorization.erc3009Authorization;
  const tenge = { address: network.contracts.tenge, abi: ABIS.tenge } as const;
  const [held, { timestamp }] = await Promise.all([
    chain.readContract({ ...tenge, functionName: "balanceOf", args: [payload.channelConfig.payer] }),
    chain.getBlock(),
  ]);
  if (held < payload.deposit.amount) return FAULTS.funds;
  if (timestamp <= validAfter) return FAULTS.tooEarly;
  if (timestamp + MARGIN_SECONDS >= validBefore) return FAULTS.expired;
  try {
    await chain.simulateContract({
      ...{ address: network.contracts.channels, abi: ABIS.channels, ...depositCall(payload) },
    });
  } catch (failure) {
    if (contractRefusal(failure) === undefined) throw failure;
    return FAULTS.simulation;
  }
  return undefined;
}

const dedupeOf = (channel: Hex, { authorization }: Deposit): string =>
  `channel/${channel}/deposit/${authorization.erc3009Authorization.salt}`;

/** The deposit of a channel that is on its way, or this very one; undefined when there is neither. */
export async function findDeposit(
  db: pg.Pool | pg.PoolClient,
  channel: Hex,
  deposit?: Deposit,
): Promise<string | undefined> {
  const { rows } = await db.query<{ dedupe: string }>(
    `SELECT d.dedupe FROM payload.channel_deposits d JOIN work.outbox o USING (dedupe)
      WHERE d.channel = $1 AND (o.state IN ('queued', 'sent') OR d.dedupe = $2) ORDER BY d.dedupe = $2 DESC LIMIT 1`,
    [bytesOf(channel), deposit === undefined ? null : dedupeOf(channel, deposit)],
  );
  return rows[0]?.dedupe;
}

/** Keeps a deposit and queues it in one transaction, unless another one came first; answers the intent to wait for. */
export async function sendDeposit(
  { pool }: Gateway,
  session: number,
  channel: Hex,
  payload: DepositPayload,
): Promise<string> {
  return await inTransaction(pool, async (client) => {
    await lockSession(client, session);
    const known = await findDeposit(client, channel, payload.deposit);
    if (known !== undefined) return known;
    const dedupe = dedupeOf(channel, payload.deposit);
    await client.query(
      `INSERT INTO payload.channel_deposits (dedupe, session, channel, amount_tiyn) VALUES ($1, $2, $3, $4)`,
      [dedupe, session, bytesOf(channel), payload.deposit.amount.toString()],
    );
    await enqueue(client, { dedupe, signer: SENDER_KEY, contract: "channels", ...depositCall(payload) });
    return dedupe;
  });
}

/** Waits until a deposit is in a block. */
export const waitForDeposit = async (
  { pool, stopping }: Gateway,
  dedupe: string,
  timeoutMs: number,
): Promise<OutboxEntry | undefined> => await waitForIntent(pool, dedupe, { timeoutMs, signal: stopping });
