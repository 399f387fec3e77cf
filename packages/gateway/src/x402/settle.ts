// Settles a payment by x402 through the outbox. The same payload finds its first settlement; what is not known is called pending.
import type { Address, Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import { SENDER_KEY } from "../orders/submissions.ts";
import { enqueue, waitForIntent, type OutboxEntry } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";
import { caip2, payloadDigest, type Payload, type Requirements } from "./terms.ts";
import { callOf, reasonOf, signerOf, verify } from "./verify.ts";

/** SettlementResponse. `transaction` is empty as long as nothing was broadcast. */
export interface Settlement {
  readonly success: boolean;
  readonly errorReason?: string;
  readonly errorMessage?: string;
  readonly payer?: Address;
  readonly transaction: Hex | "";
  readonly network: string;
}

export const PENDING = "settlement_pending";

export interface SettleOptions {
  /** Path of the paid route that this payment unlocks; null for another server's. */
  readonly resource: string | null;
  /** How long to wait for the block. */
  readonly waitMs: number;
}

interface Kept {
  readonly digest: string;
  readonly resource: string | null;
  readonly dedupe: string;
}

/**
 * Verifies a payment, keeps it and sends it, once; waits until it is mined. A payment that was kept before is answered from where it
 * stands, unless it is for another resource: then its nonce is used. After it was kept, a failure is only what the chain refused.
 */
export async function settle(
  gateway: Gateway,
  paid: Payload,
  asked: Requirements,
  options: SettleOptions,
): Promise<Settlement> {
  const { network, pool } = gateway;
  const { from: payer } = paid.payload.authorization;
  const answer = { payer, network: caip2(network) };
  const failed = (errorReason: string, errorMessage?: string): Settlement => ({
    ...{ success: false, errorReason, ...(errorMessage !== undefined && { errorMessage }) },
    ...{ transaction: "", ...answer },
  });
  let kept = await findKept(gateway, paid);
  if (kept === undefined) {
    const { isValid, invalidReason = "invalid_payload", invalidMessage } = await verify(gateway, paid, asked);
    if (!isValid) {
      kept = await findKept(gateway, paid); // the same payload, handed in at the same moment, may be mined by now
      if (kept === undefined) return failed(invalidReason, invalidMessage);
    } else kept = await keep(gateway, paid, options.resource);
  }
  if (kept.digest !== payloadDigest(network, paid) || kept.resource !== options.resource)
    return failed("invalid_exact_evm_nonce_already_used");
  const waiting = { timeoutMs: options.waitMs, signal: gateway.stopping };
  const entry = await waitForIntent(pool, kept.dedupe, waiting);
  return { ...(await outcome(gateway, paid, entry)), ...answer };
}

async function outcome({ chain }: Gateway, paid: Payload, entry: OutboxEntry | undefined) {
  const transaction = entry?.txHash ?? ("" as const);
  if (entry?.state === "mined" || entry?.state === "final") return { success: true, transaction };
  if (entry?.state !== "refused") return { success: false, errorReason: PENDING, transaction };
  const { timestamp } = await chain.getBlock();
  const { code = "internal", detail = "" } = entry.error ?? {};
  return {
    success: false,
    errorReason: reasonOf(code, paid, timestamp),
    errorMessage: detail,
    transaction,
  };
}

async function findKept({ pool }: Gateway, { payload }: Payload): Promise<Kept | undefined> {
  const { from, nonce } = payload.authorization;
  const { rows } = await pool.query<Kept>(
    "SELECT '0x' || encode(digest, 'hex') AS digest, resource, dedupe FROM payload.x402_payments WHERE payer = $1 AND nonce = $2",
    [bytesOf(from), bytesOf(nonce)],
  );
  return rows[0];
}

/** The row and its intent in one transaction; of two at the same moment the first one's. */
async function keep(gateway: Gateway, paid: Payload, resource: string | null): Promise<Kept> {
  const { from, to, value, nonce } = paid.payload.authorization;
  const digest = payloadDigest(gateway.network, paid);
  const dedupe = `x402/${from}/${nonce}`;
  const signer = (await signerOf(gateway, paid))!; // verified before
  await inTransaction(gateway.pool, async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO payload.x402_payments (payer, nonce, digest, resource, receiver, amount_tiyn, dedupe)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [bytesOf(from), bytesOf(nonce), bytesOf(digest), resource, bytesOf(to), value.toString(), dedupe],
    );
    if (rowCount !== 1) return;
    await signer.create(client);
    await enqueue(client, {
      dedupe,
      signer: SENDER_KEY,
      contract: "tenge",
      ...callOf(paid, signer.signature),
    });
  });
  return (await findKept(gateway, paid))!;
}
