// The transactions of a chain, as its node has them, and what is known of one that nobody accounts for.
import { roleAccounts } from "@alatau/chain";
import { ABIS } from "@alatau/sdk";
import { createPublicClient, decodeFunctionData, http, type Abi, type Hex, type PublicClient } from "viem";
import type { Installation } from "./installation.ts";

interface Receipt {
  readonly transactionHash: Hex;
  readonly blockNumber: Hex;
  readonly status: Hex;
}

export interface MinedTransaction {
  readonly hash: Hex;
  readonly block: number;
  readonly succeeded: boolean;
}

const open = (rpcUrl: string): PublicClient =>
  createPublicClient({ transport: http(rpcUrl, { batch: true }) });

/** Every transaction from a block to the head. */
export async function minedTransactions(rpcUrl: string, from: number): Promise<MinedTransaction[]> {
  const client = open(rpcUrl);
  const head = Number(await client.getBlockNumber());
  const numbers = Array.from({ length: Math.max(head - from + 1, 0) }, (_, index) => from + index);
  const blocks = await Promise.all(
    numbers.map(
      (number) =>
        client.request({
          method: "eth_getBlockReceipts" as never,
          params: [`0x${number.toString(16)}`] as never,
        }) as Promise<Receipt[]>,
    ),
  );
  return blocks.flat().map(({ transactionHash, blockNumber, status }) => ({
    ...{ hash: transactionHash, block: Number(blockNumber), succeeded: status === "0x1" },
  }));
}

/** What is known of transactions: on the chain its sender, nonce, call and end, in the outbox the rows with its hash or its nonce. */
export async function explain(installation: Installation, hashes: readonly Hex[]): Promise<string> {
  const { pool, place, network, keys } = installation;
  const client = open(place.rpcUrl);
  const roles = Object.entries(roleAccounts(keys));
  const told = hashes.map(async (hash) => {
    const mined = await client.getTransaction({ hash }).catch(() => undefined);
    const receipt = await client.getTransactionReceipt({ hash }).catch(() => undefined);
    const sender = roles.find(([, { address }]) => address.toLowerCase() === mined?.from)?.[0];
    const contract = Object.entries(network.contracts).find(
      ([, address]) => address.toLowerCase() === mined?.to,
    );
    const abi = ABIS[contract?.[0] as keyof typeof ABIS] as Abi | undefined;
    const call = abi === undefined ? undefined : decodeFunctionData({ abi, data: mined!.input }).functionName;
    const { rows } = await pool.query(
      `SELECT number, dedupe, signer, nonce, state, block, '0x' || encode(tx_hash, 'hex') AS hash, error FROM work.outbox
        WHERE tx_hash = $1 OR (signer = $2 AND (nonce = $3 OR nonce IS NULL)) ORDER BY number`,
      [Buffer.from(hash.slice(2), "hex"), sender, mined?.nonce],
    );
    return {
      ...{ hash, sender, nonce: mined?.nonce, call, block: Number(receipt?.blockNumber) },
      ...{ status: receipt?.status, rows },
    };
  });
  return JSON.stringify(await Promise.all(told), undefined, 1);
}
