// Mints and burns of the issuer: each under the hash of one movement of money, so that the movement counts once.
import type pg from "pg";
import { concatHex, encodePacked, keccak256, toHex, type Address, type Hex } from "viem";
import { enqueue, type Intent } from "../outbox.ts";

/** Key that holds the issuer's role. */
export const ISSUER_KEY = "issuer";

/** The bank reference in `Issued` of a movement of a bank account. */
export const entryReference = (account: string, reference: string): Hex =>
  keccak256(toHex(`alatau-ledger/bank/${account}/${reference}`));

/** The bank reference in `Redeemed` of a cash-out. */
export const cashOutReference = (cashOut: Hex): Hex =>
  keccak256(concatHex([toHex("alatau-ledger/cash-out/"), cashOut]));

/** The bank reference in `Issued` of a lock on another chain. */
export const lockReference = (chainId: number, txHash: Hex, logIndex: number): Hex =>
  keccak256(encodePacked(["uint64", "bytes32", "uint32"], [BigInt(chainId), txHash, logIndex]));

const call = (
  dedupe: string,
  functionName: "mint" | "burn" | "transfer",
  args: readonly unknown[],
): Intent => ({
  ...{ dedupe, signer: ISSUER_KEY, contract: "tenge", functionName, args },
});

export const mintIntent = (to: Address, amountTiyn: bigint, bankReference: Hex): Intent =>
  call(`mint/${bankReference}`, "mint", [to, amountTiyn, bankReference]);

export const burnIntent = (cashOut: Hex, amountTiyn: bigint): Intent =>
  call(`burn/${cashOut}`, "burn", [amountTiyn, cashOutReference(cashOut)]);

/** Gives a holder back what it sent for a cash-out that was refused. */
export const giveBackIntent = (cashOut: Hex, to: Address, amountTiyn: bigint): Intent =>
  call(`give-back/${cashOut}`, "transfer", [to, amountTiyn]);

/** What time or people outside of the gateway cure. */
export const CURABLE: readonly string[] = [
  "daily-limit-exceeded",
  "enforced-pause",
  "erc20-insufficient-balance",
];

/**
 * Queues an intent that the chain has refused for good (before it was sent, or in a block that a signed head covers) once more, under
 * its old name. False when it is not refused, or not for good yet.
 */
export async function queueAgain(client: pg.PoolClient, intent: Intent): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE work.outbox SET dedupe = dedupe || '/refused/' || number
      WHERE dedupe = $1 AND state = 'refused' AND (block IS NULL OR sealed)`,
    [intent.dedupe],
  );
  if (rowCount === 0) return false;
  await enqueue(client, intent);
  return true;
}
