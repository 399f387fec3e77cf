// The outbox's worker: one nonce owner for each key, signed bytes stored before they are sent, sent again when the node forgot them.
import type pg from "pg";
import { createPublicClient, http, keccak256, type TransactionReceipt } from "viem";
import { addressOf } from "../outbox.ts";
import { notify } from "../transaction.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";
import {
  broadcast,
  LARGE_GAS_LIMIT,
  receiptOf,
  simulate,
  SMALL_GAS_LIMIT,
  UNEXPLAINED,
  type OutboxOptions,
  type RefusalText,
  type Sender,
} from "./outbox-node.ts";
import { sealMined, sendForgotten } from "./outbox-rollback.ts";
import * as store from "./outbox-store.ts";
import type { QueuedRow, SentRow } from "./outbox-store.ts";

export type { OutboxOptions } from "./outbox-node.ts";

/** Transactions of one key that may wait in the node at the same time. */
const PIPELINE = 16;
const LARGE_CALLS: ReadonlySet<string> = new Set(["settle", "reverse"]);
/** How often keys are looked at for transactions that the node has forgotten. */
const RECONCILE_MS = 2_000;

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
    if (await sealMined(sender)) await notify(options.pool, "final");
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
  const last = await store.lastUnderWay(pool, signer);
  let before: QueuedRow | undefined = last?.nonce === nonce - 1 ? last : undefined;
  let moved = false;
  for (const row of rows) {
    const to = addressOf(network, row.contract);
    const { gas, refusal } = isNextOf(before, row) ? UNTRIED : await tryOut(sender, row);
    // What is under way, or was forgotten by the node, may be what this call waits for: it is refused only when nothing is.
    if (refusal !== undefined && (inFlight > 0 || (await sendForgotten(sender)))) break;
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
    before = row;
    moved = true;
  }
  return moved;
}

/**
 * Whether a call is the next chunk of the settlement that the key's transaction before it belongs to. It goes behind that one untried,
 * since only after that one could it succeed: the nonces keep the order, and the contract refuses a chunk whose predecessor failed.
 */
function isNextOf(before: QueuedRow | undefined, row: QueuedRow): boolean {
  if (before?.functionName !== "settle" || row.functionName !== "settle") return false;
  const [, settlement, chunk] = /^(.+)\/(\d+)$/.exec(before.dedupe) ?? [];
  return chunk !== undefined && row.dedupe === `${settlement}/${Number(chunk) + 1}`;
}

const UNTRIED = { gas: LARGE_GAS_LIMIT, refusal: undefined };

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
