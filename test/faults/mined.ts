// The transactions of a chain, as its node has them.
import { createPublicClient, http, type Hex } from "viem";

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

/** Every transaction from a block to the head. */
export async function minedTransactions(rpcUrl: string, from: number): Promise<MinedTransaction[]> {
  const client = createPublicClient({ transport: http(rpcUrl, { batch: true }) });
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
