// The outbox's worker: one nonce owner for each key, signed bytes stored before they are sent, sent again when the node forgot them.
import { contractRefusal, type Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import {
  createPublicClient,
  http,
  keccak256,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
  type Hex,
  type PrivateKeyAccount,
  type PublicClient,
  type TransactionReceipt,
} from "viem";
import { addressOf } from "../outbox.ts";
import { notify } from "../transaction.ts";
import { reportIncident } from "./incidents.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";
import * as store from "./outbox-store.ts";
import type { QueuedRow, SentRow } from "./outbox-store.ts";

export interface OutboxOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  /** Keys by the names that intents use. */
  readonly keys: Readonly<Record<string, PrivateKeyAccount>>;
  readonly rpcUrl: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

interface Sender extends OutboxOptions {
  readonly client: PublicClient;
  readonly accounts: ReadonlyMap<string, PrivateKeyAccount>;
}

/** Transactions of one key that may wait in the node at the same time. */
const PIPELINE = 16;
/** A block takes many of the small ones; EIP-7825 allows 2^24, and the chunks of a settlement are cut to stay below. */
const SMALL_GAS_LIMIT = 1_000_000n;
const LARGE_GAS_LIMIT = 16_000_000n;
const LARGE_CALLS: ReadonlySet<string> = new Set(["settle", "reverse"]);
const OWN_ACCOUNT = "account:";
/** How often keys are looked at for transactions that the node has forgotten. */
const RECONCILE_MS = 2_000;

/** The account that signs a row: of a key that is here, or a participant's own (`account:0x…`), who signed it elsewhere. */
function addressOfSigner({ accounts }: Sender, signer: string): Hex | undefined {
  const own = accounts.get(signer)?.address;
  if (own !== undefined) return own;
  return signer.startsWith(OWN_ACCOUNT) ? (signer.slice(OWN_ACCOUNT.length) as Hex) : undefined;
}

/** Sends what is queued until the signal. A second instance waits for the keys of the first and takes over when it dies. */
export async function runOutbox(options: OutboxOptions): Promise<void> {
  const accounts = new Map(Object.entries(options.keys));
  const client = createPublicClient({ transport: http(options.rpcUrl, { retryCount: 0, timeout: 20_000 }) });
  const sender: Sender = { ...options, client, accounts };
  await using owned = ownKeys(options.pool, [...accounts.keys()]);
  let reconciledAt = 0;
  const loop = { name: "outbox", wakeOn: ["outbox", "head"], wakeOnBlock: true, pollMs: 100 };
  await runLoop({ ...options, ...loop }, async () => {
    if (!(await owned.claim())) return false;
    if (Date.now() - reconciledAt >= RECONCILE_MS) {
      await sendForgotten(sender);
      reconciledAt = Date.now();
    }
    const mine = (await store.signersWithQueue(options.pool)).filter((signer) => owned.has(signer));
    const sent = await Promise.allSettled(mine.map((signer) => sendQueued(sender, signer)));
    const confirmed = await confirmSent(sender);
    if ((await store.markFinal(options.pool)) > 0) await notify(options.pool, "final");
    const failed = sent.find((one) => one.status === "rejected"); // one key's trouble does not stop the others
    if (failed !== undefined) throw failed.reason;
    return confirmed || sent.some((one) => one.status === "fulfilled" && one.value);
  });
}

/** Advisory locks, one a key, held by one connection: they fall when the process dies. */
function ownKeys(pool: pg.Pool, names: readonly string[]) {
  let client: pg.PoolClient | undefined;
  let claimedAt = 0;
  const owned = new Set<string>();
  const drop = (): void => {
    client?.release(true);
    client = undefined;
    owned.clear();
  };
  return {
    has: (name: string): boolean => owned.has(name),
    /** Takes every key that is free; false while none is ours. */
    async claim(): Promise<boolean> {
      if (client !== undefined && (owned.size === names.length || Date.now() - claimedAt < 1_000))
        return owned.size > 0;
      if (client === undefined) {
        client = await pool.connect();
        client.on("error", drop);
      }
      claimedAt = Date.now();
      for (const name of names) {
        if (owned.has(name)) continue;
        const { rows } = await client.query<{ taken: boolean }>(
          "SELECT pg_try_advisory_lock(hashtext('outbox'), hashtext($1)) AS taken",
          [name],
        );
        if (rows[0]!.taken) owned.add(name);
      }
      return owned.size > 0;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      drop();
      await Promise.resolve();
    },
  };
}

/** Simulates, signs, stores and sends the next rows of a key. True when something was sent or refused. */
async function sendQueued(sender: Sender, signer: string): Promise<boolean> {
  const { pool, client, accounts, network } = sender;
  const account = accounts.get(signer)!;
  let inFlight = (await store.openRows(pool)).length;
  const rows = await store.queuedRows(pool, signer, Math.max(PIPELINE - inFlight, 0));
  if (rows.length === 0) return false;
  const [block, used, next] = await Promise.all([
    client.getBlock(),
    client.getTransactionCount({ address: account.address }),
    store.nextNonce(pool, signer),
  ]);
  const maxFeePerGas = (block.baseFeePerGas ?? 0n) * 2n;
  let nonce = Math.max(used, next);
  let moved = false;
  for (const row of rows) {
    const to = addressOf(network, row.contract);
    const { gas, refusal } = await tryOut(sender, row);
    // What is under way may be what this call waits for: it is refused only when nothing is.
    if (refusal !== undefined && inFlight > 0) break;
    if (refusal !== undefined) {
      await refuse(sender, row, refusal, null);
      moved = true;
      continue;
    }
    const fees = { maxFeePerGas, maxPriorityFeePerGas: 0n };
    const { chainId } = network;
    const raw = await account.signTransaction({ chainId, nonce, to, data: row.calldata, gas, ...fees });
    if (!(await store.markSent(pool, row.number, { nonce, raw, txHash: keccak256(raw) }))) break;
    await broadcast(sender, raw);
    nonce += 1;
    inFlight += 1;
    moved = true;
  }
  return moved;
}

type RefusalText = { code: string; detail: string };

/** The gas to allow a call, and why the contract would refuse it now: undefined when it would not. */
async function tryOut(
  sender: Sender,
  row: QueuedRow,
): Promise<{ gas: bigint; refusal: RefusalText | undefined }> {
  if (LARGE_CALLS.has(row.functionName))
    return { gas: LARGE_GAS_LIMIT, refusal: await simulate(sender, row, LARGE_GAS_LIMIT) };
  const refusal = await simulate(sender, row, SMALL_GAS_LIMIT);
  if (refusal?.code !== UNEXPLAINED) return { gas: SMALL_GAS_LIMIT, refusal };
  return { gas: LARGE_GAS_LIMIT, refusal: await simulate(sender, row, LARGE_GAS_LIMIT) };
}

/** A call that ended without one of our errors: out of gas, or refused by the node's own rules. */
const UNEXPLAINED = "call-reverted";

/** Why the contract would refuse a call now; undefined when it would not. Throws when the node cannot say. */
async function simulate(
  sender: Sender,
  row: QueuedRow,
  gas: bigint,
  blockNumber?: bigint,
): Promise<RefusalText | undefined> {
  const { client, network } = sender;
  const account = addressOfSigner(sender, row.signer)!;
  const to = addressOf(network, row.contract);
  try {
    await client.call({
      account,
      to,
      data: row.calldata,
      gas,
      ...(blockNumber !== undefined && { blockNumber }),
    });
    return undefined;
  } catch (failure) {
    const refused = contractRefusal(failure);
    if (refused !== undefined) return { code: refused.code, detail: refused.message };
    if (isRevert(failure)) return { code: UNEXPLAINED, detail: (failure as Error).message.split("\n")[0]! };
    throw failure;
  }
}

const isRevert = (failure: unknown): boolean =>
  failure instanceof Error && /revert|out ?of ?gas|intrinsic gas|invalid ?opcode/i.test(failure.message);

/** Hands signed bytes to the node; what it knows already is no failure. */
async function broadcast({ client, logger }: Sender, raw: Hex): Promise<void> {
  try {
    await client.sendRawTransaction({ serializedTransaction: raw });
  } catch (failure) {
    const said = failure instanceof Error ? failure.message : String(failure);
    if (/already (known|imported)|nonce too low|known transaction/i.test(said)) return;
    logger.warn({ err: failure, tx: keccak256(raw) }, "transaction not taken by the node");
  }
}

async function refuse(
  { pool, logger }: Sender,
  row: QueuedRow,
  error: RefusalText,
  block: number | null,
): Promise<void> {
  await store.markRefused(pool, row.number, error, block);
  await notify(pool, `sent ${row.number}`);
  countEvent("transaction refused");
  logger.warn({ number: row.number, function: row.functionName, ...error, block }, "transaction refused");
}

/** Looks for the receipts of what was sent. True when one was found. */
async function confirmSent(sender: Sender): Promise<boolean> {
  const rows = await store.openRows(sender.pool);
  const receipts = await Promise.all(rows.map(({ txHash }) => receiptOf(sender, txHash)));
  let found = false;
  for (const [index, row] of rows.entries()) {
    const receipt = receipts[index];
    if (receipt === undefined) continue;
    found = true;
    await settle(sender, row, receipt);
  }
  return found;
}

async function settle(sender: Sender, row: SentRow, receipt: TransactionReceipt): Promise<void> {
  const block = Number(receipt.blockNumber);
  if (receipt.status === "success") {
    await store.markMined(sender.pool, row.number, block);
    await notify(sender.pool, `sent ${row.number}`);
    countEvent("transaction mined");
    sender.logger.info(
      {
        number: row.number,
        function: row.functionName,
        tx: row.txHash,
        block,
        gas: receipt.gasUsed.toString(),
      },
      "transaction mined",
    );
    return;
  }
  const reason = await simulate(sender, row, LARGE_GAS_LIMIT, receipt.blockNumber).catch(() => undefined);
  await refuse(
    sender,
    row,
    reason ?? { code: UNEXPLAINED, detail: "The call reverted in its block." },
    block,
  );
}

async function receiptOf({ client }: Sender, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (failure) {
    if (failure instanceof TransactionReceiptNotFoundError) return undefined;
    throw failure;
  }
}

/**
 * After a crash the node may have lost its latest blocks: a key's nonce on the chain is then below what its rows have used. Their
 * signed bytes are sent again, over all keys in the order in which they were mined, since one may build on another's.
 */
async function sendForgotten(sender: Sender): Promise<void> {
  const { pool, client, logger } = sender;
  const forgotten: SentRow[] = [];
  for (const { signer, nonce: highest } of await store.highestNonces(pool)) {
    const address = addressOfSigner(sender, signer);
    if (address === undefined) continue;
    const used = await client.getTransactionCount({ address });
    await requeueReplaced(sender, signer, used);
    if (used > highest) continue;
    for (const row of await store.rowsFromNonce(pool, signer, used))
      if (row.state !== "sent" || !(await isKnown(sender, row.txHash))) forgotten.push(row);
  }
  if (forgotten.length === 0) return;
  forgotten.sort((a, b) => (a.block ?? Infinity) - (b.block ?? Infinity) || a.number - b.number);
  await store.markForgotten(
    pool,
    forgotten.map(({ number }) => number),
  );
  logger.warn({ transactions: forgotten.length }, "transactions sent again");
  for (const { raw } of forgotten) await broadcast(sender, raw);
}

/**
 * A row whose nonce the chain has used for another transaction is queued anew, but only when the node names that other one. What a
 * participant signed elsewhere cannot be signed again here: it is refused.
 */
async function requeueReplaced(sender: Sender, signer: string, used: number): Promise<void> {
  const { pool, logger, accounts } = sender;
  const address = addressOfSigner(sender, signer)!;
  for (const row of await store.openRows(pool)) {
    if (row.signer !== signer || row.nonce >= used) continue;
    if ((await receiptOf(sender, row.txHash)) !== undefined) continue;
    const other = await transactionAt(sender, address, row.nonce);
    if (other !== null && other !== row.txHash && !accounts.has(signer)) {
      const detail = `Nonce ${row.nonce} of the account was used by transaction ${other}.`;
      await store.markOvertaken(pool, row.number, { code: "transaction-invalid", detail });
      await notify(pool, `sent ${row.number}`);
      logger.warn({ number: row.number, nonce: row.nonce, other }, "participant's transaction overtaken");
    } else if (other !== null && other !== row.txHash) {
      await store.markReplaced(pool, row.number);
      logger.warn({ number: row.number, nonce: row.nonce, other }, "nonce taken by another transaction");
    } else {
      const subject = `outbox ${row.number}`;
      await reportIncident(pool, {
        kind: "nonce-taken",
        subject,
        detail: `Nonce ${row.nonce} of ${signer}.`,
      });
    }
  }
}

/** Hash of the transaction that used a nonce; null where the node does not say. */
async function transactionAt({ client }: Sender, address: Hex, nonce: number): Promise<Hex | null> {
  const request = client.request as unknown as (call: {
    method: string;
    params: unknown[];
  }) => Promise<unknown>;
  try {
    const found = await request({
      method: "eth_getTransactionBySenderAndNonce",
      params: [address, `0x${nonce.toString(16)}`],
    });
    return (found as { hash?: Hex } | null)?.hash ?? null;
  } catch {
    return null;
  }
}

async function isKnown({ client }: Sender, hash: Hex): Promise<boolean> {
  try {
    await client.getTransaction({ hash });
    return true;
  } catch (failure) {
    if (failure instanceof TransactionNotFoundError) return false;
    throw failure;
  }
}
