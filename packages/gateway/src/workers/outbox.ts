// The outbox's worker: one nonce owner for each key, signed bytes stored before they are sent, sent again when the node forgot them.
import type pg from "pg";
import { createPublicClient, http, keccak256, type Hex, type TransactionReceipt } from "viem";
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

/** Small transactions that may wait in the node at the same time; a large one takes the room of sixteen. */
const PIPELINE = 256;
const LARGE_ROOM = 16;
const LARGE_CALLS: ReadonlySet<string> = new Set(["settle", "reverse"]);
/** Requests to the node that travel as one. */
const AT_ONCE = 64;
/** How often keys are looked at for transactions that the node has forgotten. */
const RECONCILE_MS = 2_000;

/** Sends what is queued until the signal. A second instance waits for the keys of the first and takes over when it dies. */
export async function runOutbox(options: OutboxOptions): Promise<void> {
  const accounts = new Map(Object.entries(options.keys));
  const batch = { batchSize: AT_ONCE };
  const client = createPublicClient({
    transport: http(options.rpcUrl, { retryCount: 0, timeout: 20_000, batch }),
  });
  const sender: Sender = { ...options, client, accounts };
  await using owned = ownKeys(options.pool, [...accounts.keys()]);
  await store.rememberSigners(options.pool, accounts);
  let reconciledAt = 0;
  let confirmedAt: bigint | undefined;
  const loop = { name: "outbox", wakeOn: ["outbox", "head"], wakeOnBlock: true, pollMs: 100 };
  await runLoop({ ...options, ...loop }, async () => {
    if (!(await owned.claim())) return false;
    if (Date.now() - reconciledAt >= RECONCILE_MS) {
      await sendForgotten(sender);
      reconciledAt = Date.now();
      confirmedAt = undefined;
    }
    const mine = (await store.signersWithQueue(options.pool)).filter((signer) => owned.has(signer));
    const sent = await Promise.allSettled(mine.map((signer) => sendQueued(sender, signer)));
    const tip = await client.getBlockNumber({ cacheTime: 0 });
    const confirmed = tip !== confirmedAt && (await confirmSent(sender));
    confirmedAt = tip;
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

/** Signed bytes of a row, with the nonce they use. */
interface Signed {
  readonly row: QueuedRow;
  readonly nonce: number;
  readonly raw: Hex;
  readonly txHash: Hex;
}

const roomOf = ({ functionName }: QueuedRow): number => (LARGE_CALLS.has(functionName) ? LARGE_ROOM : 1);

/** Simulates, signs, stores and sends the next rows of a key. True when something was sent or refused. */
async function sendQueued(sender: Sender, signer: string): Promise<boolean> {
  const { pool, client, accounts, network } = sender;
  const account = accounts.get(signer)!;
  const open = await store.openRows(pool);
  let room = PIPELINE - open.reduce((sum, row) => sum + roomOf(row), 0);
  const rows = await store.queuedRows(pool, signer, Math.min(Math.max(room, 0), AT_ONCE));
  if (rows.length === 0) return false;
  const [block, used, next] = await Promise.all([
    client.getBlock(),
    client.getTransactionCount({ address: account.address }),
    store.nextNonce(pool, signer),
  ]);
  const fees = { maxFeePerGas: (block.baseFeePerGas ?? 0n) * 2n, maxPriorityFeePerGas: 0n };
  const { chainId } = network;
  let nonce = Math.max(used, next);
  const last = await store.lastUnderWay(pool, signer);
  let before: QueuedRow | undefined = last?.nonce === nonce - 1 ? last : undefined;
  let refused = false;
  const signed: Signed[] = [];
  for (const row of rows) {
    if ((room -= roomOf(row)) < 0) break;
    const { gas, refusal } = await gasFor(sender, before, row);
    // What is under way, or was forgotten by the node, may be what this call waits for: it is refused only when nothing is.
    const waits = open.length + signed.length > 0;
    if (refusal !== undefined && (waits || (await sendForgotten(sender)))) break;
    if (refusal !== undefined) {
      await refuse(sender, row, refusal, null);
      refused = true;
      continue;
    }
    const to = addressOf(network, row.contract);
    const raw = await account.signTransaction({ chainId, nonce, to, data: row.calldata, gas, ...fees });
    signed.push({ row, nonce, raw, txHash: keccak256(raw) });
    nonce += 1;
    before = row;
  }
  if (signed.length === 0 || !(await store.markSent(pool, signed))) return refused;
  await Promise.all(signed.map(({ raw }) => broadcast(sender, raw)));
  return true;
}

/** The gas to allow a row behind the one before it, and why it would be refused now. */
async function gasFor(
  sender: Sender,
  before: QueuedRow | undefined,
  row: QueuedRow,
): Promise<{ gas: bigint; refusal: RefusalText | undefined }> {
  if (isNextOf(before, row)) return { gas: LARGE_GAS_LIMIT, refusal: undefined };
  if (wasAsked(row)) return { gas: SMALL_GAS_LIMIT, refusal: undefined };
  return await tryOut(sender, row);
}

/** Whether the gateway asked the contract a moment ago, before it queued the call: if things have changed, its block says so. */
const wasAsked = ({ contract, dedupe }: QueuedRow): boolean =>
  contract === "payments" && dedupe.startsWith("payment/");

/**
 * Whether a call is the next chunk of the settlement that the key's transaction before it belongs to. It goes behind that one untried,
 * since only after that one could it succeed: the nonces keep the order, and the contract refuses a chunk whose predecessor failed.
 */
function isNextOf(before: QueuedRow | undefined, row: QueuedRow): boolean {
  if (before?.functionName !== "settle" || row.functionName !== "settle") return false;
  const [, settlement, chunk] = /^(.+)\/(\d+)$/.exec(before.dedupe) ?? [];
  return chunk !== undefined && row.dedupe === `${settlement}/${Number(chunk) + 1}`;
}

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
  const found = rows.flatMap((row, index) =>
    receipts[index] === undefined ? [] : [[row, receipts[index]!] as const],
  );
  const mined = found.filter(([, { status }]) => status === "success");
  await noteMined(sender, mined);
  for (const [row, receipt] of found)
    if (receipt.status !== "success") await noteReverted(sender, row, receipt);
  return found.length > 0;
}

async function noteMined(
  { pool, logger }: Sender,
  mined: readonly (readonly [SentRow, TransactionReceipt])[],
): Promise<void> {
  if (mined.length === 0) return;
  await store.markMined(
    pool,
    mined.map(([{ number }, { blockNumber }]) => ({ number, block: Number(blockNumber) })),
  );
  for (const [{ number, functionName, txHash }, { blockNumber, gasUsed }] of mined) {
    await notify(pool, `sent ${number}`);
    countEvent("transaction mined");
    const [block, gas] = [Number(blockNumber), gasUsed.toString()];
    logger.info({ number, function: functionName, tx: txHash, block, gas }, "transaction mined");
  }
}

async function noteReverted(sender: Sender, row: SentRow, receipt: TransactionReceipt): Promise<void> {
  const reason = await simulate(sender, row, LARGE_GAS_LIMIT, receipt.blockNumber).catch(() => undefined);
  await refuse(
    sender,
    row,
    reason ?? { code: UNEXPLAINED, detail: "The call reverted in its block." },
    Number(receipt.blockNumber),
  );
}
