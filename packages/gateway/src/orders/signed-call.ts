// Calls that only a participant's own account may make: the gateway prepares the transaction, the account signs it, and the gateway
// keeps the signed bytes before it sends them. It never holds the key.
import { ABIS, contractRefusal, type ContractName } from "@alatau/sdk";
import type pg from "pg";
import {
  encodeFunctionData,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type Abi,
  type Hex,
  type TransactionSerialized,
} from "viem";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import type { Answer } from "../http/answers.ts";
import { account, hexBytes } from "../http/fields.ts";
import { findIntent } from "../outbox.ts";
import { knownFailure, ProblemError } from "../problems.ts";
import { inTransaction, notify } from "../transaction.ts";
import { answerFor } from "./submissions.ts";

/** One call of a contract. */
export interface Call {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** A call as a participant hands it in. `dedupe` names what is to be done, whatever transaction does it. */
export interface SignedCall extends Call {
  readonly dedupe: string;
  readonly raw: Hex;
  /** Written in the same database transaction as the signed bytes. */
  readonly beside?: (client: pg.PoolClient) => Promise<void>;
}

const decimal = z.string().regex(/^\d+$/);

/** An unsigned transaction (EIP-1559) that a wallet can sign as it stands. */
export const unsignedTransaction = z
  .object({
    chainId: z.int(),
    from: account.meta({ description: "The account that has to sign." }),
    to: account,
    data: hexBytes,
    value: decimal,
    nonce: z.int(),
    gas: decimal,
    maxFeePerGas: decimal.meta({ description: "Wei." }),
    maxPriorityFeePerGas: decimal,
  })
  .meta({ id: "UnsignedTransaction" });

/** Body of the routes that take a signed transaction. */
export const rawTransaction = hexBytes.max(60_000);

const dataOf = ({ contract, functionName, args }: Call): Hex =>
  encodeFunctionData({ abi: ABIS[contract] as Abi, functionName, args });

/** The transaction that an account would have to sign for a call. @throws {LedgerError} with the contract's code when it would be refused */
export async function prepareCall(
  gateway: Gateway,
  call: Call,
  from: Hex,
): Promise<z.output<typeof unsignedTransaction>> {
  const { network } = gateway;
  const to = network.contracts[call.contract];
  const data = dataOf(call);
  const gas = await estimate(gateway, call, from);
  const [nonce, fee] = await Promise.all([nextNonce(gateway, from), baseFee(gateway)]);
  return {
    ...{ chainId: network.chainId, from, to, data, value: "0", nonce },
    gas: String(gas + gas / 4n), // storage that is warm now may be cold in its block
    maxFeePerGas: String(fee * 2n),
    maxPriorityFeePerGas: "0",
  };
}

/** Gas of a call by an account. @throws {LedgerError} with the contract's code */
async function estimate({ chain, network }: Gateway, call: Call, account: Hex): Promise<bigint> {
  try {
    return await chain.estimateGas({ account, to: network.contracts[call.contract], data: dataOf(call) });
  } catch (failure) {
    throw contractRefusal(failure) ?? failure;
  }
}

/**
 * Keeps a signed transaction that makes exactly this call, and hands it to the node. The same bytes again find the first ones.
 * @throws {ProblemError} `transaction-invalid` for any other transaction, {LedgerError} with the contract's code when it would be refused
 */
export async function keepSignedCall(gateway: Gateway, call: SignedCall): Promise<Answer> {
  const { pool, chain } = gateway;
  const { raw } = call;
  const dedupe = `${call.dedupe}/${keccak256(raw)}`;
  const known = await findIntent(pool, dedupe);
  if (known !== undefined) return await answerFor(gateway, known.number);
  const { signer, nonce, gas, fee } = await readTransaction(gateway, call);
  try {
    await requireMinable(gateway, { signer, nonce, fee });
    const needed = await estimate(gateway, call, signer);
    if (gas < needed) throw invalid(`The transaction allows ${gas} gas; it needs ${needed}.`);
  } catch (failure) {
    const meanwhile = await findIntent(pool, dedupe); // the same bytes, handed in at the same moment
    if (meanwhile === undefined) throw failure;
    return await answerFor(gateway, meanwhile.number);
  }
  const number = await keep(gateway, call, { dedupe, signer, nonce });
  try {
    await chain.sendRawTransaction({ serializedTransaction: raw });
  } catch (failure) {
    if (knownFailure(failure)?.code === "chain-unreachable") return await answerFor(gateway, number); // the outbox sends it
    const said = (failure as { details?: string }).details ?? "the node did not say why";
    if (!/already (known|imported)|known transaction/i.test(said)) await refuse(gateway, number, said);
  }
  return await answerFor(gateway, number);
}

async function keep(
  { pool }: Gateway,
  { raw, contract, functionName, beside, ...rest }: SignedCall,
  { dedupe, signer, nonce }: { dedupe: string; signer: Hex; nonce: number },
): Promise<number> {
  const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
  const data = dataOf({ contract, functionName, ...rest });
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ number: number }>(
      `INSERT INTO work.outbox (dedupe, signer, contract, function, calldata, state, nonce, raw, tx_hash)
       VALUES ($1, $2, $3, $4, $5, 'sent', $6, $7, $8)
       ON CONFLICT (dedupe) DO UPDATE SET dedupe = excluded.dedupe RETURNING number`,
      [
        ...[dedupe, accountSigner(signer), contract, functionName, bytes(data)],
        ...[nonce, bytes(raw), bytes(keccak256(raw))],
      ],
    );
    await beside?.(client);
    await notify(client, "outbox");
    return rows[0]!.number;
  }).catch((failure: unknown) => {
    if ((failure as { code?: unknown }).code !== "23505") throw failure;
    throw invalid(`Another transaction of ${signer} with nonce ${nonce} was handed in before.`);
  });
}

/** Keeps that the node refused the transaction, and frees its nonce for another. @throws {ProblemError} always */
async function refuse({ pool }: Gateway, number: number, said: string): Promise<never> {
  const detail = `The node refused the transaction: ${said.slice(0, 200)}.`;
  await pool.query(
    "UPDATE work.outbox SET state = 'refused', nonce = NULL, error = $2 WHERE number = $1 AND state = 'sent'",
    [number, JSON.stringify({ code: "transaction-invalid", detail })],
  );
  throw invalid(detail);
}

interface Transaction {
  readonly signer: Hex;
  readonly nonce: number;
  readonly gas: bigint;
  /** What it offers for a unit of gas. */
  readonly fee: bigint;
}

async function readTransaction({ network }: Gateway, call: SignedCall): Promise<Transaction> {
  try {
    const { to, data, chainId, value, nonce = 0, gas = 0n, ...fees } = parseTransaction(call.raw);
    if (chainId !== network.chainId) throw invalid(`The transaction is for chain ${chainId}.`);
    if (to?.toLowerCase() !== network.contracts[call.contract].toLowerCase())
      throw invalid(`The transaction does not go to the contract ${call.contract}.`);
    if ((data ?? "0x") !== dataOf(call) || (value ?? 0n) !== 0n)
      throw invalid(`The transaction does not call ${call.functionName} with what was asked for.`);
    const serializedTransaction = call.raw as TransactionSerialized;
    const signer = await recoverTransactionAddress({ serializedTransaction });
    return { signer, nonce, gas, fee: fees.maxFeePerGas ?? fees.gasPrice ?? 0n };
  } catch (failure) {
    if (failure instanceof ProblemError) throw failure;
    throw invalid("The bytes are no signed transaction.");
  }
}

/** A transaction that cannot be mined next would wait for ever, and others with it. */
async function requireMinable(
  gateway: Gateway,
  { signer, nonce, fee }: Pick<Transaction, "signer" | "nonce" | "fee">,
): Promise<void> {
  const [next, least] = await Promise.all([nextNonce(gateway, signer), baseFee(gateway)]);
  if (nonce !== next) throw invalid(`The transaction has nonce ${nonce}; the account's next is ${next}.`);
  if (fee < least) throw invalid(`The transaction offers ${fee} wei for gas; it costs ${least} now.`);
}

/** The first nonce that neither the chain nor a transaction on its way has used. */
async function nextNonce({ chain, pool }: Gateway, signer: Hex): Promise<number> {
  const [used, { rows }] = await Promise.all([
    chain.getTransactionCount({ address: signer, blockTag: "pending" }),
    pool.query<{ next: number | null }>(
      "SELECT max(nonce) + 1 AS next FROM work.outbox WHERE signer = $1 AND state = 'sent'",
      [accountSigner(signer)],
    ),
  ]);
  return Math.max(used, rows[0]?.next ?? 0);
}

async function baseFee({ chain }: Gateway): Promise<bigint> {
  return (await chain.getBlock()).baseFeePerGas ?? 0n;
}

/** Name of a participant's account among the outbox's signers. */
export const accountSigner = (signer: string): string => `account:${signer.toLowerCase()}`;

const invalid = (detail: string): ProblemError => new ProblemError("transaction-invalid", detail);
