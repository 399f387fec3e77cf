// A member says on the chain where its gateway is and with which key it signs.
import type { Hex } from "@alatau/sdk";
import type pg from "pg";
import { enqueue } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";

export interface Announcement {
  /** Name of the member's key in the outbox. */
  readonly signer: string;
  /** Where others reach its gateway, without a path. */
  readonly url: string;
}

/** Announces address and key through the outbox unless the chain has both; once for each state of the chain. */
export async function announce(pool: pg.Pool, { signer, url }: Announcement, publicKey: Hex): Promise<void> {
  const { rows } = await pool.query<{ participant: number; same: boolean; announced: number }>(
    `SELECT p.participant::int AS participant, (SELECT count(*)::int FROM ledger.gateways a WHERE a.participant = p.participant) AS announced,
            EXISTS (SELECT 1 FROM ledger.current_gateways g
                     WHERE g.participant = p.participant AND g.url = $2 AND g.exchange_key = $3) AS same
       FROM work.signers s JOIN ledger.current_participants p USING (account) WHERE s.signer = $1 AND NOT p.suspended`,
    [signer, url, Buffer.from(publicKey.slice(2), "hex")],
  );
  const [row] = rows;
  if (row === undefined || row.same) return; // not yet a participant, as far as the indexer knows
  await inTransaction(pool, (client) =>
    enqueue(client, {
      dedupe: `gateway/${row.participant}/${row.announced}/${publicKey}/${url}`,
      ...{ signer, contract: "catalogue", functionName: "announceGateway" },
      args: [url, publicKey],
    }),
  );
}
