// A checker's member hands its answers in where the batch came from.
import type { Hex } from "@alatau/sdk";
import { z } from "zod";
import { ask, AskFailure } from "./ask.ts";
import type { Exchange } from "./candidates.ts";
import type { Peer } from "./members.ts";

const AT_ONCE = 32;
/** What the publisher will say again, however often it is asked: the answer came too late, or is not wanted. */
const SETTLED = new Set(["candidate-unknown", "checker-unknown"]);

interface AnswerRow {
  checker: number;
  dataset: string;
  publisher: number;
  sequence: number;
  subject: string;
  digest: Buffer;
  verdict: "approved" | "refused";
  reason: string | null;
  signature: Buffer | null;
}

/** Hands in what this member's checkers answered to a peer's batches. True when there was something. */
export async function handIn({ pool, asker, own, logger }: Exchange, peer: Peer): Promise<boolean> {
  const { rows } = await pool.query<AnswerRow>(
    `SELECT a.checker, b.dataset, b.publisher, b.sequence::int AS sequence, a.subject, a.digest, a.verdict, a.reason, a.signature
       FROM work.batches b JOIN work.approvals a ON a.kind = 'batch' AND a.subject = b.dataset || '/' || b.publisher || '/' || b.sequence
      WHERE b.publisher = ANY($1::int[]) AND b.state = 'candidate' AND a.checker = ANY($2::int[]) AND a.digest = b.approval_hash
        AND a.handed_digest IS DISTINCT FROM a.digest AND (a.verdict = 'refused' OR a.signature IS NOT NULL)
      ORDER BY a.decided_at LIMIT ${AT_ONCE}`,
    [peer.participants, own],
  );
  for (const { subject, digest, signature, ...row } of rows) {
    const body = { ...row, digest: hex(digest), signature: signature && hex(signature) };
    try {
      await ask(asker, peer, { method: "POST", path: "/exchange/v1/approvals", body }, z.object({}));
    } catch (failure) {
      if (!(failure instanceof AskFailure) || !SETTLED.has(failure.code)) throw failure;
      logger.info({ subject, code: failure.code }, "answer not wanted");
    }
    await pool.query(
      "UPDATE work.approvals SET handed_digest = digest WHERE checker = $1 AND kind = 'batch' AND subject = $2 AND digest = $3",
      [row.checker, subject, digest],
    );
    logger.info({ subject, checker: row.checker, verdict: row.verdict }, "answer handed in");
  }
  return rows.length > 0;
}

const hex = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;
