// Signs the embedded chain's heads: a block is final once it is on disk and the node's operator has said so.
import { durableHead, signHead } from "@alatau/chain";
import type { Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import type { PrivateKeyAccount } from "viem";
import { inTransaction, notify } from "../transaction.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";

export interface SealerOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** The data folder whose chain is sealed. */
  readonly home: string;
  readonly headKey: PrivateKeyAccount;
  /** Longest time between two looks at the log. Default: 200 ms. */
  readonly pollMs?: number;
}

/** Seals until the signal: signs the last durable block, stores the head, wakes those who wait for finality. */
export async function runSealer(options: SealerOptions): Promise<void> {
  const { pool, network, home, headKey, pollMs = 200 } = options;
  const loop = { name: "sealer", wakeOn: [], wakeOnBlock: true, pollMs };
  await runLoop({ ...options, ...loop }, async () => {
    const durable = await durableHead({ home });
    if (durable === undefined) return false;
    const { rows } = await pool.query<{ last: number | null }>("SELECT max(number) AS last FROM work.heads");
    if ((rows[0]!.last ?? -1) >= durable.number) return false;
    const head = {
      genesisHash: network.genesisHash,
      number: BigInt(durable.number),
      blockHash: durable.hash,
    };
    const signature = await signHead(headKey, network.chainId, head);
    await inTransaction(pool, async (client) => {
      await client.query(
        `INSERT INTO work.heads (number, block_hash, signature) VALUES ($1, $2, $3) ON CONFLICT (number) DO NOTHING`,
        [durable.number, Buffer.from(durable.hash.slice(2), "hex"), Buffer.from(signature.slice(2), "hex")],
      );
      await notify(client, "head");
    });
    countEvent("head signed");
    return false;
  });
}
