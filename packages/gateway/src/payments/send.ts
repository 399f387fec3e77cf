// Calls that move a payer's money, which the operator's key sends: asked of the contract first, then queued durably.
import type { ContractName } from "@alatau/sdk";
import type pg from "pg";
import type { Address, StateOverride } from "viem";
import type { Gateway } from "../gateway.ts";
import { SENDER_KEY } from "../orders/submissions.ts";
import { enqueue, findIntent, type OutboxEntry } from "../outbox.ts";
import { simulate } from "../simulate.ts";
import { inTransaction } from "../transaction.ts";

export interface PaymentCall {
  readonly dedupe: string;
  /** `payments` when absent. */
  readonly contract?: ContractName;
  /** Who must send it; absent where anyone may. */
  readonly operator?: Address;
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** What the chain will be like once what `beside` queues is done. */
  readonly stateOverride?: StateOverride;
  /** Written in the same transaction as the intent, before it. */
  readonly beside?: (client: pg.PoolClient) => Promise<void>;
}

/**
 * Queues a call unless the contract would refuse it now; the same intent finds the first one, which may be queued again when the
 * chain refused it. @throws {LedgerError} with the contract's or the token's code
 */
export async function sendPaymentCall(gateway: Gateway, call: PaymentCall): Promise<OutboxEntry> {
  const { pool } = gateway;
  const known = await findIntent(pool, call.dedupe);
  if (known !== undefined && known.state !== "refused") return known;
  const { dedupe, contract = "payments", operator, functionName, args, stateOverride } = call;
  await simulate(gateway, {
    ...{ contract, functionName, args },
    ...(operator !== undefined && { account: operator }),
    ...(stateOverride !== undefined && { stateOverride }),
  });
  await inTransaction(pool, async (client) => {
    await call.beside?.(client);
    if (known !== undefined)
      await client.query(
        "UPDATE work.outbox SET dedupe = dedupe || '/refused/' || number WHERE dedupe = $1",
        [dedupe],
      );
    await enqueue(client, { dedupe, contract, functionName, args, signer: SENDER_KEY });
  });
  return (await findIntent(pool, dedupe))!;
}
