// Whether two members hold the same: fingerprints of every data set at one block. A difference is a fault; «not all here yet» is none.
import { jcs, utf8, type Hex } from "@alatau/sdk";
import { readFingerprint, type Fingerprint } from "../data-sets/fingerprint.ts";
import { readTerms } from "../data-sets/terms.ts";
import { chainTip } from "../workers/ledger.ts";
import { ask } from "./ask.ts";
import type { Exchange } from "./candidates.ts";
import { stateFault } from "./faults.ts";
import type { Peer } from "./members.ts";
import { readerOf } from "./rights.ts";
import { sharedClasses } from "./serve.ts";
import { fingerprintsSchema, type FingerprintLine } from "./wire.ts";

export type ComparisonState = "equal" | "differs" | "incomplete";

/** What two fingerprints of the same block, data set and visibility say. Pure. */
export function compareFingerprints(
  mine: Fingerprint,
  theirs: Pick<FingerprintLine, "state" | "root">,
): ComparisonState {
  if (mine.state === "incomplete" || theirs.state === "incomplete" || theirs.root === null)
    return "incomplete";
  return mine.root === theirs.root ? "equal" : "differs";
}

/** Compares with a peer at the last block that both have. */
export async function compareWith(exchange: Exchange, peer: Peer, theirHead: number): Promise<void> {
  const { pool, asker, own } = exchange;
  const block = Math.min(theirHead, (await chainTip(pool))?.number ?? -1);
  if (block < 0) return;
  const path = `/exchange/v1/fingerprints?block=${block}`;
  const { said, evidence } = await ask(asker, peer, { path }, fingerprintsSchema);
  for (const line of said.items) {
    const terms = await readTerms(pool, line.dataset);
    if (terms === undefined) continue;
    const [mine, theirs] = [await readerOf(pool, terms, own), await readerOf(pool, terms, peer.participants)];
    if (!sharedClasses(mine, theirs).includes(line.visibility)) continue;
    const found = await readFingerprint(pool, terms, { visibility: line.visibility, block });
    const state = compareFingerprints(found, line);
    const before = await keepComparison(exchange, peer, {
      ...{ dataset: line.dataset, visibility: line.visibility, block, state },
    });
    if (state !== "differs" || before === "differs" || found.state !== "complete") continue;
    await stateFault(
      pool,
      terms,
      {
        ...{ member: peer.member, kind: "fingerprint-differs", recordHash: found.root as Hex },
        detail: `Member ${peer.member} has another fingerprint of ${line.dataset} (${line.visibility}) at block ${block}.`,
        evidence: utf8(jcs({ block, mine: found.root, told: Buffer.from(evidence()).toString("utf8") })),
      },
      asker.from,
    );
  }
}

interface Comparison {
  readonly dataset: string;
  readonly visibility: string;
  readonly block: number;
  readonly state: ComparisonState;
}

/** Keeps a comparison; answers what the one before said. */
async function keepComparison(
  { pool }: Exchange,
  { member }: Peer,
  { dataset, visibility, block, state }: Comparison,
): Promise<ComparisonState | undefined> {
  const { rows } = await pool.query<{ state: ComparisonState }>(
    "SELECT state FROM work.exchange_comparisons WHERE member = $1 AND dataset = $2 AND visibility = $3",
    [member, dataset, visibility],
  );
  await pool.query(
    `INSERT INTO work.exchange_comparisons (member, dataset, visibility, block, state) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (member, dataset, visibility) DO UPDATE
         SET block = excluded.block, state = excluded.state, compared_at = now()`,
    [member, dataset, visibility, block, state],
  );
  return rows[0]?.state;
}
