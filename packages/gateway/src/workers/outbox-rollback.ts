// A node that was killed goes on from its last durable block: what it forgot is sent again, and final is only what cannot be forgotten.
import { notify } from "../transaction.ts";
import { reportIncident } from "./incidents.ts";
import {
  addressOfSigner,
  broadcast,
  isKnown,
  receiptOf,
  transactionAt,
  transactionsIn,
  type Sender,
} from "./outbox-node.ts";
import * as store from "./outbox-store.ts";
import type { SentRow } from "./outbox-store.ts";

/** Rows sealed in one go. */
const SEAL_AT_ONCE = 500;

/**
 * Makes final what a signed head covers. The number of its block is not enough: a node that was killed may have made another block
 * of that number, so the block is asked whether it has the transaction. One that it lacks is under way again. True when there was any.
 */
export async function sealMined(sender: Sender): Promise<boolean> {
  const { pool } = sender;
  const rows = await store.rowsToSeal(pool, await store.lastHead(pool), SEAL_AT_ONCE);
  if (rows.length === 0) return false;
  const numbers = [...new Set(rows.map(({ block }) => block!))];
  const blocks = await Promise.all(
    numbers.map(async (block) => [block, new Set(await transactionsIn(sender, block))] as const),
  );
  const contents = new Map(blocks);
  const isThere = ({ block, txHash }: SentRow): boolean => contents.get(block!)!.has(txHash);
  const lost = rows.filter((row) => !isThere(row));
  await store.markSealed(pool, rows.filter(isThere));
  if (lost.length > 0) {
    await sendForgotten(sender);
    await store.markForgotten(
      pool,
      lost.map(({ number }) => number),
    );
  }
  return true;
}

/**
 * After a crash the node may have lost its latest blocks: a key's nonce on the chain is then below what its rows have used. Their
 * signed bytes are sent again, over all keys in the order in which they were mined, since one may build on another's.
 */
export async function sendForgotten(sender: Sender): Promise<boolean> {
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
  if (forgotten.length === 0) return false;
  forgotten.sort((a, b) => (a.block ?? Infinity) - (b.block ?? Infinity) || a.number - b.number);
  await store.markForgotten(
    pool,
    forgotten.map(({ number }) => number),
  );
  logger.warn({ transactions: forgotten.length }, "transactions sent again");
  for (const { raw } of forgotten) await broadcast(sender, raw);
  return true;
}

/**
 * A row whose nonce the chain has used for another transaction is queued anew once a signed head covers that other one: before, a chain
 * that goes back could mine both the old bytes and the new. What a participant signed elsewhere cannot be signed again here: it is
 * refused. Where the node does not name the other one, a person has to look.
 */
async function requeueReplaced(sender: Sender, signer: string, used: number): Promise<void> {
  const { pool, logger, accounts } = sender;
  const address = addressOfSigner(sender, signer)!;
  for (const row of await store.openRows(pool)) {
    const { number, nonce, txHash } = row;
    if (row.signer !== signer || nonce >= used) continue;
    if ((await receiptOf(sender, txHash)) !== undefined) continue;
    const other = await transactionAt(sender, address, nonce);
    if (other === undefined) {
      const detail = `Nonce ${nonce} of ${signer}.`;
      await reportIncident(pool, { kind: "nonce-taken", subject: `outbox ${number}`, detail });
    } else if (other.hash === txHash) {
      continue; // mined since it was looked for
    } else if (!accounts.has(signer)) {
      const detail = `Nonce ${nonce} of the account was used by transaction ${other.hash}.`;
      await store.markOvertaken(pool, number, { code: "transaction-invalid", detail });
      await notify(pool, `sent ${number}`);
      logger.warn({ number, nonce, other: other.hash }, "participant's transaction overtaken");
    } else if (other.block !== null && other.block <= (await store.lastHead(pool))) {
      await store.markReplaced(pool, number);
      logger.warn({ number, nonce, other: other.hash }, "nonce taken by another transaction");
    }
  }
}
