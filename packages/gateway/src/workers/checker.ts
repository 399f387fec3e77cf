// One checker: re-validates candidates from the payloads, writes its answer down, and only then signs.
import type { BatchApproval, Hex, SlotReadings } from "@alatau/sdk";
import { SLOT_SECONDS } from "@alatau/sdk";
import type pg from "pg";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { inTransaction, notify } from "../transaction.ts";
import { lastAccepted } from "./anchored.ts";
import {
  approvalFromJson,
  batchApproval,
  batchDigestOf,
  batchHashOf,
  batchSubject,
  readingsFromJson,
  setDigestOf,
  setSubject,
} from "./approvals.ts";
import { READINGS_DATASET_ID } from "./batcher.ts";
import {
  later,
  refused,
  UNANSWERED,
  type Candidate,
  type Checker,
  type CheckerOptions,
  type Verdict,
} from "./candidates.ts";
import { batchBefore } from "./batch-before.ts";
import { openDatasetBatches } from "./check-batches.ts";
import { checkRow, findUneven, loadBatch, prepareRows } from "./check-records.ts";
import { findFault, remember } from "./check-sets.ts";
import { batchHashAt, chainTip, latestSet, type ChainTip } from "./ledger.ts";
import { reportIncident } from "./incidents.ts";
import { leafFromJson, type LeafJson } from "./leaves.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";

/** Checks until the signal, for every data set that names this key's participant as a checker. */
export async function runChecker(options: CheckerOptions): Promise<void> {
  const { account, pool, network } = options;
  const place = (network.datasets[READINGS_DATASET]?.checkers ?? []).findIndex(
    (known) => known.account.toLowerCase() === account.address.toLowerCase(),
  );
  const cache: Checker["cache"] = new Map();
  let participant: number | undefined;
  const loop = {
    name: `checker ${account.address.slice(0, 10)}`,
    wakeOn: ["candidate"],
    wakeOnBlock: true,
  };
  await runLoop({ ...options, ...loop }, async () => {
    participant ??= await participantOf(pool, account.address);
    if (participant === undefined) return false; // not yet a member, as far as the indexer knows
    return await checkAll({ ...options, participant, place, cache });
  });
}

/** Answers what is open. True when there may be more. */
async function checkAll(checker: Checker): Promise<boolean> {
  let busy = false;
  await signApproved(checker); // what was answered before a crash
  const checksReadings = checker.place >= 0;
  const candidates = [
    ...(checksReadings ? [...(await openBatches(checker)), ...(await openSets(checker))] : []),
    ...(await openDatasetBatches(checker)),
  ];
  if (candidates.length === 0 && checksReadings) candidates.push(...(await lateBatches(checker)));
  for (const candidate of candidates) {
    if (checker.signal.aborted) break;
    if (!(await answer(checker, candidate))) continue;
    await signApproved(checker);
    busy = true;
  }
  return busy;
}

async function participantOf(pool: pg.Pool, account: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ participant: number }>(
    "SELECT participant FROM ledger.current_participants WHERE account = $1",
    [bytes(account as Hex)],
  );
  return rows[0]?.participant;
}

/** Checks one candidate in one view of the database and writes the answer down. True when it was answered. */
async function answer(checker: Checker, candidate: Candidate): Promise<boolean> {
  const tip = await chainTip(checker.pool);
  if (tip === undefined) return false;
  const verdict = await inTransaction(checker.pool, (client) => candidate.check(client, tip, checker), {
    readOnly: true,
  });
  if (verdict.kind === "later") return false;
  const { kind, subject, digest, expiresAt } = candidate;
  const reason = verdict.kind === "refused" ? verdict.reason : null;
  const { rowCount } = await checker.pool.query(
    `INSERT INTO work.approvals (checker, kind, subject, digest, verdict, reason, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (checker, kind, subject) DO UPDATE
         SET digest = excluded.digest, verdict = excluded.verdict, reason = excluded.reason, expires_at = excluded.expires_at,
             signature = NULL, decided_at = now()
         WHERE approvals.digest <> excluded.digest AND (approvals.verdict = 'refused' OR approvals.expires_at <= $8)`,
    [checker.participant, kind, subject, bytes(digest), verdict.kind, reason, expiresAt, tip.timestamp],
  );
  const { participant, logger } = checker;
  logger.info({ checker: participant, kind, subject, verdict: verdict.kind, reason }, "candidate checked");
  countEvent(`${kind} ${verdict.kind}`);
  if (verdict.kind === "refused") await tellRefusal(checker, candidate, verdict.reason);
  return rowCount === 1;
}

/** Wakes who counts the answers; a refusal that comes after the batch was sent is something a person has to look at. */
async function tellRefusal(
  { pool, participant }: Checker,
  { kind, subject }: Candidate,
  reason: string,
): Promise<void> {
  await notify(pool, "approval");
  const { rows } = await pool.query(
    `SELECT 1 FROM work.batches WHERE $1 = 'batch' AND dataset || '/' || publisher || '/' || sequence = $2 AND state IN ('sent', 'accepted')`,
    [kind, subject],
  );
  if (rows.length > 0)
    await reportIncident(pool, {
      kind: "batch-refused-late",
      subject,
      detail: `checker ${participant}: ${reason}`,
    });
}

/** Signs what was approved and has no signature yet: after the answer is durable, also one from before a crash. */
async function signApproved({ pool, participant, account }: Checker): Promise<boolean> {
  const { rows } = await pool.query<{ kind: string; subject: string; digest: Buffer }>(
    `SELECT kind, subject, digest FROM work.approvals WHERE checker = $1 AND verdict = 'approved' AND signature IS NULL`,
    [participant],
  );
  for (const { kind, subject, digest } of rows) {
    const signature = await account.sign({ hash: `0x${digest.toString("hex")}` });
    await pool.query(
      `UPDATE work.approvals SET signature = $5 WHERE checker = $1 AND kind = $2 AND subject = $3 AND digest = $4`,
      [participant, kind, subject, digest, bytes(signature)],
    );
    await notify(pool, "approval");
  }
  return rows.length > 0;
}

interface BatchRow {
  publisher: number;
  sequence: number;
  approval: Parameters<typeof approvalFromJson>[0];
  digest: Buffer;
}

const BATCHES = `SELECT * FROM (SELECT publisher, sequence, approval, state, created_at, approval_hash AS digest,
                                       dataset || '/' || publisher || '/' || sequence AS subject
                                  FROM work.batches WHERE dataset = $3) c`;

/**
 * Candidates to answer now. As many checkers as the quorum needs, another choice for each sequence number, answer at once; the others
 * come in when those have not answered within a second, and check the batch after it was sent otherwise: see {@link lateBatches}.
 */
async function openBatches({ pool, participant, network, place }: Checker): Promise<Candidate[]> {
  const { checkers, quorum } = network.datasets[READINGS_DATASET]!;
  const { rows } = await pool.query<BatchRow>(
    `${BATCHES} WHERE state = 'candidate' AND ${UNANSWERED}
        AND ((sequence + $4) % $5 < $6 OR created_at < now() - interval '1 s') ORDER BY sequence`,
    [participant, "batch", READINGS_DATASET, place, checkers.length, quorum],
  );
  return rows.map(batchCandidate);
}

/** How far back a checker looks for batches that were sent without its answer. */
const LATE = "1 day";

/** The next batch that was sent without this checker's answer; every batch is checked by all. */
async function lateBatches({ pool, participant }: Checker): Promise<Candidate[]> {
  const { rows } = await pool.query<BatchRow>(
    `${BATCHES} WHERE state IN ('sent', 'accepted') AND created_at > now() - $4::interval AND ${UNANSWERED}
      ORDER BY sequence LIMIT 1`,
    [participant, "batch", READINGS_DATASET, LATE],
  );
  return rows.map(batchCandidate);
}

function batchCandidate({ publisher, sequence, digest, ...row }: BatchRow): Candidate {
  const approval = approvalFromJson(row.approval);
  return {
    kind: "batch",
    subject: batchSubject(publisher, sequence),
    digest: hex(digest),
    expiresAt: Number(approval.validBefore),
    check: (client, tip, checker) => checkBatch(client, approval, hex(digest), tip, checker),
  };
}

/** The longest that an approval may be asked for, in the chain's time. */
const MAX_VALID_SECONDS = 7 * 86_400;

async function checkBatch(
  client: pg.PoolClient,
  approval: BatchApproval,
  digest: Hex,
  tip: ChainTip,
  checker: Checker,
): Promise<Verdict> {
  const { publisher } = approval;
  const sequence = Number(approval.sequence);
  const terms = { name: READINGS_DATASET, dataset: READINGS_DATASET_ID };
  const before = await batchBefore(client, { terms, publisher, sequence }, checker);
  if (before === undefined) return later;
  const validFor = Number(approval.validBefore) - tip.timestamp;
  if (validFor > MAX_VALID_SECONDS) return refused("valid-too-long");
  const batch = await loadBatch(client, { publisher, sequence });
  if (batch.some(({ position }, index) => position !== index)) return refused("positions-not-gapless");
  const { rows: stored, meters } = await prepareRows(
    client,
    batch.map(({ row }) => row),
  );
  const records = [];
  const faults: string[] = [];
  const identities = new Set<string>();
  for (const [index, row] of stored.entries()) {
    const { recordHash } = batch[index]!;
    const verdict = row === undefined ? undefined : checkRow(row, meters, tip.timestamp);
    if (verdict?.ok !== true) faults.push(`record ${recordHash}: ${verdict?.reason ?? "missing"}`);
    else if (identities.has(verdict.found.identity)) faults.push(`record ${recordHash}: replay`);
    else records.push({ recordHash, found: verdict.found });
    if (verdict?.ok === true) identities.add(verdict.found.identity);
  }
  if (faults.length > 0) return refused(faults.join("; "));
  const uneven = await findUneven(client, records);
  if (uneven !== null) return refused(`record ${uneven.recordHash}: ${uneven.reason}`);
  const derived = batchApproval(
    {
      dataset: READINGS_DATASET_ID,
      publisher,
      sequence,
      previous: before,
      validBefore: Number(approval.validBefore),
    },
    records.map(({ recordHash, found }) => ({ recordHash, ...found })),
  );
  if (batchDigestOf(derived, checker.network) !== digest) return refused("approval-differs");
  const anchored = await batchHashAt(client, READINGS_DATASET_ID, { publisher, sequence });
  if (anchored !== undefined && anchored !== batchHashOf(derived)) return refused("approval-differs");
  for (const { recordHash, found } of records) remember(checker.cache, recordHash, found);
  return { kind: "approved" };
}

async function openSets({ pool, participant }: Checker): Promise<Candidate[]> {
  const { rows } = await pool.query<{
    readings: Parameters<typeof readingsFromJson>[0];
    leaves: LeafJson[];
    as_of: number;
    digest: Buffer;
  }>(
    `SELECT * FROM (SELECT readings, leaves, as_of, digest, slot, zone || '/' || slot || '/' || version AS subject
                      FROM work.reading_sets WHERE state = 'candidate') c
      WHERE ${UNANSWERED} ORDER BY slot LIMIT 16`,
    [participant, "reading-set"],
  );
  return rows.map((row): Candidate => {
    const readings = readingsFromJson(row.readings);
    const { zone, slot, version } = readings;
    return {
      kind: "reading-set",
      subject: setSubject(zone, slot, version),
      digest: `0x${row.digest.toString("hex")}`,
      expiresAt: null,
      check: (client, tip, checker) => checkSet(client, readings, row, tip, checker),
    };
  });
}

async function checkSet(
  client: pg.PoolClient,
  readings: SlotReadings,
  row: { leaves: LeafJson[]; as_of: number; digest: Buffer },
  tip: ChainTip,
  { network, cache }: Checker,
): Promise<Verdict> {
  const { zone, slot, version, replaces, publisher } = readings;
  if ((slot + 1) * SLOT_SECONDS > tip.timestamp) return later;
  const before = await latestSet(client, zone, slot);
  if ((before?.version ?? 0) < version - 1) return later;
  if ((before?.version ?? 0) !== version - 1) return refused("version-gap");
  if (replaces !== (before?.setHash ?? `0x${"00".repeat(32)}`)) return refused("replaces-mismatch");
  if (setDigestOf(readings, network) !== `0x${row.digest.toString("hex")}`) return refused("digest-mismatch");
  if ((await lastAccepted(client, publisher)).sequence < row.as_of) return refused("batches-not-accepted");
  const asOf = { publisher, sequence: row.as_of };
  const leaves = row.leaves.map(leafFromJson);
  const fault = await findFault(client, { readings, leaves, asOf, now: tip.timestamp }, cache);
  return fault === null ? { kind: "approved" } : refused(fault);
}

const hex = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;
const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
