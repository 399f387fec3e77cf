// What the next batch must name as `previous`, as a checker sees it.
import type { Bytes32, Hex } from "@alatau/sdk";
import type pg from "pg";
import { approvalFromJson, batchDigestOf, batchHashOf, batchSubject } from "./approvals.ts";
import type { Checker } from "./candidates.ts";
import { batchHashAt } from "./ledger.ts";

/**
 * Hash of the batch before one: as the chain has it, or of a candidate that this checker has approved itself, so that it never
 * builds on what it refused. Undefined when neither is there yet.
 */
export async function batchBefore(
  client: pg.PoolClient,
  {
    terms,
    publisher,
    sequence,
  }: { terms: { name: string; dataset: Bytes32 }; publisher: number; sequence: number },
  { participant, network }: Pick<Checker, "participant" | "network">,
): Promise<Hex | undefined> {
  if (sequence === 1) return `0x${"00".repeat(32)}`;
  const before = sequence - 1;
  const anchored = await batchHashAt(client, terms.dataset, { publisher, sequence: before });
  if (anchored !== undefined) return anchored;
  const { rows } = await client.query<{
    approval: Parameters<typeof approvalFromJson>[0];
    approved: Buffer;
  }>(
    `SELECT b.approval, a.digest AS approved
       FROM work.batches b JOIN work.approvals a ON a.checker = $4 AND a.kind = 'batch' AND a.subject = $5 AND a.verdict = 'approved'
      WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3`,
    [terms.name, publisher, before, participant, batchSubject(publisher, before, terms.name)],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const approval = approvalFromJson(row.approval);
  return batchDigestOf(approval, network) === `0x${row.approved.toString("hex")}`
    ? batchHashOf(approval)
    : undefined;
}
