// Cancelling: only the participant's account may, so it signs the transaction and the gateway keeps it and sends it on.
import { ABIS, contractRefusal } from "@alatau/sdk";
import {
  decodeFunctionData,
  encodeFunctionData,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type Hex,
  type TransactionSerialized,
} from "viem";
import type { Gateway } from "../gateway.ts";
import type { Answer } from "../http/answers.ts";
import { findIntent } from "../outbox.ts";
import { knownFailure, ProblemError } from "../problems.ts";
import { inTransaction, notify } from "../transaction.ts";
import { answerFor } from "./submissions.ts";

/**
 * Keeps a signed `cancelOrder(order)` and hands it to the node. @throws {ProblemError} `transaction-invalid` when it is another
 * call, and {LedgerError} with the contract's code when the contract would refuse it.
 */
export async function cancelOrder(gateway: Gateway, order: number, raw: Hex): Promise<Answer> {
  const { pool, chain, network } = gateway;
  const { signer, nonce } = await readCancellation(gateway, order, raw);
  const txHash = keccak256(raw);
  const dedupe = `cancel-order/${order}/${txHash}`;
  const known = await findIntent(pool, dedupe);
  if (known !== undefined) return await answerFor(gateway, known.number);
  const data = encodeFunctionData({ abi: ABIS.orderBook, functionName: "cancelOrder", args: [order] });
  try {
    await chain.call({ account: signer, to: network.contracts.orderBook, data });
  } catch (failure) {
    throw contractRefusal(failure) ?? failure;
  }
  const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
  const number = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ number: number }>(
      `INSERT INTO work.outbox (dedupe, signer, contract, function, calldata, state, nonce, raw, tx_hash)
       VALUES ($1, $2, 'orderBook', 'cancelOrder', $3, 'sent', $4, $5, $6)
       ON CONFLICT (dedupe) DO UPDATE SET dedupe = excluded.dedupe RETURNING number`,
      [dedupe, `account:${signer.toLowerCase()}`, bytes(data), nonce, bytes(raw), bytes(txHash)],
    );
    await notify(client, "outbox");
    return rows[0]!.number;
  });
  try {
    await chain.sendRawTransaction({ serializedTransaction: raw });
  } catch (failure) {
    if (knownFailure(failure)?.code === "chain-unreachable") return await answerFor(gateway, number); // the outbox sends it
    const said = (failure as { details?: string }).details ?? "the node did not say why";
    if (!/already (known|imported)|known transaction/i.test(said))
      await refuseCancellation(gateway, number, said);
  }
  return await answerFor(gateway, number);
}

/** Keeps that the node refused the transaction, and frees its nonce for another. @throws {ProblemError} always */
async function refuseCancellation({ pool }: Gateway, number: number, said: string): Promise<never> {
  const detail = `The node refused the transaction: ${said.slice(0, 200)}.`;
  await pool.query(
    "UPDATE work.outbox SET state = 'refused', nonce = NULL, error = $2 WHERE number = $1 AND state = 'sent'",
    [number, JSON.stringify({ code: "transaction-invalid", detail })],
  );
  throw new ProblemError("transaction-invalid", detail);
}

async function readCancellation(
  { network }: Gateway,
  order: number,
  raw: Hex,
): Promise<{ signer: Hex; nonce: number }> {
  const invalid = (detail: string) => new ProblemError("transaction-invalid", detail);
  try {
    const { to, data, chainId, nonce = 0 } = parseTransaction(raw);
    if (chainId !== network.chainId) throw invalid(`The transaction is for chain ${chainId}.`);
    if (to?.toLowerCase() !== network.contracts.orderBook.toLowerCase())
      throw invalid("The transaction does not go to the order book.");
    const call = decodeFunctionData({ abi: ABIS.orderBook, data: data ?? "0x" });
    if (call.functionName !== "cancelOrder" || Number(call.args[0]) !== order)
      throw invalid(`The transaction does not cancel order ${order}.`);
    const signer = await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerialized });
    return { signer, nonce };
  } catch (failure) {
    if (failure instanceof ProblemError) throw failure;
    throw invalid("The bytes are no signed transaction to the order book.");
  }
}
