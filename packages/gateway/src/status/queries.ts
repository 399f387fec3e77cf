// How far everything is: the chain, the indexer, the queues.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { named } from "../http/paging.ts";
import type { Gateway } from "../gateway.ts";

export interface ProgressRow {
  block: number | null;
  time: number | null;
  slot: number | null;
  final_block: number | null;
  outbox_open: number;
  outbox_oldest: number | null;
  pending: number;
  candidates: number;
  set_candidates: number;
  unsettled: number;
}

/** One look at all queues. */
export async function readProgress(db: pg.Pool): Promise<ProgressRow> {
  const { rows } = await db.query<ProgressRow>(
    named(
      `SELECT b.number AS block, b.timestamp AS time, b.slot, (SELECT max(number) FROM work.heads) AS final_block,
         (SELECT count(*) FROM work.outbox WHERE state IN ('queued', 'sent')) AS outbox_open,
         (SELECT extract(epoch FROM now() - min(created_at))::integer FROM work.outbox WHERE state IN ('queued', 'sent')) AS outbox_oldest,
         (SELECT count(*) FROM work.pending) AS pending,
         (SELECT count(*) FROM work.batches WHERE state IN ('candidate', 'sent')) AS candidates,
         (SELECT count(*) FROM work.reading_sets WHERE state IN ('candidate', 'sent')) AS set_candidates,
         (SELECT count(*) FROM ledger.reading_sets r WHERE r.block_number > b.number - 5000
            AND NOT EXISTS (SELECT 1 FROM ledger.slot_results s WHERE s.zone = r.zone AND s.slot = r.slot AND s.version >= r.version)
            AND NOT EXISTS (SELECT 1 FROM ledger.reading_sets n WHERE n.zone = r.zone AND n.slot = r.slot AND n.version > r.version)) AS unsettled
       FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT number, timestamp, slot FROM ledger.blocks ORDER BY number DESC LIMIT 1) b ON true`,
      [],
    ),
  );
  return rows[0]!;
}

export interface ChainView {
  readonly block: number | null;
  /** Seconds since the gateway saw the chain's head move; null while it never has. */
  readonly headAgeSeconds: number | null;
}

const ASK_MS = 1_000;
const PATIENCE_MS = 1_500;
const KEEP_MS = 5_000;

/**
 * Watches the chain's head: asks the node, at most once a second, for all callers together. The last answer holds for 5 seconds, so
 * that one that is late or lost does not look like a chain that is gone.
 */
export function createChainWatch({ chain, now }: Pick<Gateway, "chain" | "now">): () => Promise<ChainView> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  let seen: { readonly block: number; readonly at: number; readonly movedAt: number } | undefined;
  const ask = async (): Promise<void> => {
    try {
      const block = Number(await chain.getBlockNumber({ cacheTime: 0 }));
      const at = now();
      seen = { block, at, movedAt: seen?.block === block ? seen.movedAt : at };
    } catch {
      return; // the last answer grows old
    } finally {
      asking = undefined;
    }
  };
  return async () => {
    if (asking === undefined && now() - askedAt > ASK_MS) {
      askedAt = now();
      asking = ask();
    }
    if (asking !== undefined) await Promise.race([asking, sleep(PATIENCE_MS, undefined, { ref: false })]);
    if (seen === undefined) return { block: null, headAgeSeconds: null };
    const isKnown = now() - seen.at <= KEEP_MS;
    return {
      block: isKnown ? seen.block : null,
      headAgeSeconds: Math.round((now() - seen.movedAt) / 1000),
    };
  };
}
