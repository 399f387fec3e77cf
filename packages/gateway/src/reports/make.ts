// Making a report: derived in the transaction that keeps it, so that nothing comes between its figures and its number.
import { jcs } from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction, notify } from "../transaction.ts";
import { chainTip } from "../workers/ledger.ts";
import { businessDay, dayEnd } from "./day.ts";
import {
  payoutReference,
  REPORT_FORMAT,
  reportDocument,
  reportLines,
  type ReportDocument,
  type ReportLine,
} from "./document.ts";
import { claimOf, lockTill, readBasis, readEnds, storedTill, type ReportClaim, type Till } from "./read.ts";
import { REPORTS_DATASET, sealReport, type CorrectedPlace } from "./record.ts";

/** How long a report waits until its last block is under a signed head, ms. */
const HEAD_WAIT_MS = 4_000;

export interface ZRequest extends Till {
  /** The number that the caller expects it to get; keeps two who press at once from closing twice. */
  readonly number: number | undefined;
  /** A day that is over: the report ends with its last block. Without it the report ends now. */
  readonly day: string | undefined;
  readonly cardFeeBps: number;
  readonly madeBy: string;
}

/** The report of a till as it would be now; nothing is kept. @throws {ProblemError} `chain-unreachable` */
export async function makeX(
  { pool, network }: Gateway,
  till: Till,
  cardFeeBps: number,
): Promise<{ document: ReportDocument; lines: ReportLine[] }> {
  return await inTransaction(
    pool,
    async (client) => {
      const tip = await chainTip(client);
      if (tip === undefined) throw new ProblemError("chain-unreachable");
      const claim: ReportClaim = {
        format: REPORT_FORMAT,
        ...{ kind: "x", merchant: till.merchant, till: till.till, number: null, corrects: null },
        ...{ toBlock: tip.number, cardFeeBps, ...(await readEnds(client, till)) },
      };
      const basis = await readBasis(client, claim, network.contracts.tenge);
      if (basis === undefined) throw new ProblemError("report-not-final");
      return { document: reportDocument(basis), lines: reportLines(basis) };
    },
    { readOnly: true },
  );
}

/**
 * Closes a till's day. @throws {ProblemError} `report-number-taken`, `report-day-open`, `report-empty`, `report-not-final`,
 * `chain-unreachable`
 */
export async function makeZ(gateway: Gateway, request: ZRequest): Promise<Hex> {
  const { pool, stopping } = gateway;
  const toBlock = await lastBlock(pool, request.day);
  await untilFinal(pool, toBlock, stopping);
  return await inTransaction(pool, async (client) => {
    await lockTill(client, request);
    const last = await lastOf(client, request);
    const number = (last?.sequence ?? 0) + 1;
    if (request.number !== undefined && request.number !== number)
      throw new ProblemError("report-number-taken", `The till's next report is number ${number}.`);
    if (last !== undefined && last.toBlock >= toBlock) throw new ProblemError("report-empty");
    const claim: ReportClaim = {
      format: REPORT_FORMAT,
      ...({
        kind: "z",
        merchant: request.merchant,
        till: request.till,
        number,
        corrects: null,
        toBlock,
      } as const),
      ...{ cardFeeBps: request.cardFeeBps, ...(await settledEnds(client, request)) },
    };
    return await keep(client, gateway, claim, request.madeBy, null);
  });
}

/**
 * Makes a report that names another one and says the same days anew, with what is known since. @throws {ProblemError}
 * `report-unknown`, `report-corrected`, `report-not-anchored`
 */
export async function correctReport(
  gateway: Gateway,
  { hash, merchant, reason, madeBy }: { hash: Hex; merchant: number; reason: string; madeBy: string },
): Promise<Hex> {
  return await inTransaction(gateway.pool, async (client) => {
    const old = await readForCorrection(client, hash, merchant);
    const till: Till = { merchant, till: old.document.till };
    await lockTill(client, till);
    const { rowCount } = await client.query("SELECT 1 FROM payload.reports WHERE corrects = $1", [
      bytesOf(hash),
    ]);
    if (rowCount !== 0) throw new ProblemError("report-corrected");
    const last = (await lastOf(client, till))!;
    const ends = await settledEnds(client, till);
    const claim: ReportClaim = {
      ...claimOf(old.document),
      format: REPORT_FORMAT,
      ...{ kind: "correction", number: last.sequence + 1, toReceipt: ends.toReceipt },
      corrects: { report: hash, number: old.document.corrects?.number ?? old.sequence, reason },
    };
    return await keep(client, gateway, claim, madeBy, old.place);
  });
}

async function keep(
  client: pg.PoolClient,
  { network }: Gateway,
  claim: ReportClaim,
  madeBy: string,
  corrected: CorrectedPlace | null,
): Promise<Hex> {
  const basis = await readBasis(client, claim, network.contracts.tenge);
  if (basis === undefined) throw new ProblemError("report-not-final");
  const document = reportDocument(basis);
  const salt = randomBytes(32);
  const sealed = sealReport(document, salt, corrected);
  const { merchant, number, corrects } = claim;
  await client.query(
    `INSERT INTO payload.records (record_hash, dataset, publisher, identity, envelope, payload_hash, salt, payload, evidence,
       observed_from, observed_to, source, uploaded_by, corrects)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, 'till', $11,
       (SELECT record_hash FROM payload.reports WHERE report_hash = $12))`,
    [
      ...[bytesOf(sealed.recordHash), REPORTS_DATASET, network.accounts.operator, bytesOf(sealed.hash)],
      ...[sealed.envelope, bytesOf(sealed.payloadHash), salt, Buffer.from(sealed.payload)],
      ...[basis.after.block < 0 ? basis.until.time : basis.after.time, basis.until.time, merchant],
      corrects === null ? null : bytesOf(corrects.report),
    ],
  );
  await client.query(
    `INSERT INTO work.waiting (record_hash, dataset, publisher, number)
       SELECT record_hash, dataset, publisher, number FROM payload.records WHERE record_hash = $1`,
    [bytesOf(sealed.recordHash)],
  );
  await client.query(
    `INSERT INTO payload.reports (report_hash, record_hash, merchant, till, sequence, kind, corrects, to_block, reference, document, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[
        bytesOf(sealed.hash),
        bytesOf(sealed.recordHash),
        merchant,
        storedTill(claim.till),
        number,
        claim.kind,
      ],
      ...[corrects === null ? null : bytesOf(corrects.report), claim.toBlock],
      ...[payoutReference(merchant, claim.till, corrects?.number ?? number!), jcs(document), madeBy],
    ],
  );
  await notify(client, "waiting");
  return sealed.hash;
}

/** Ends that nobody can add to any more: whoever is writing an invoice or a receipt is waited for, who comes later counts later. */
async function settledEnds(client: pg.PoolClient, till: Till): ReturnType<typeof readEnds> {
  await client.query("LOCK TABLE payload.invoices, payload.fiscal_receipts IN SHARE MODE");
  return await readEnds(client, till);
}

async function lastOf(
  client: pg.PoolClient,
  { merchant, till }: Till,
): Promise<{ sequence: number; toBlock: number } | undefined> {
  const { rows } = await client.query<{ sequence: number; to_block: number }>(
    `SELECT max(sequence) AS sequence, max(to_block) AS to_block FROM payload.reports WHERE merchant = $1 AND till = $2
     HAVING count(*) > 0`,
    [merchant, storedTill(till)],
  );
  return rows[0] && { sequence: rows[0].sequence, toBlock: Number(rows[0].to_block) };
}

async function readForCorrection(
  client: pg.PoolClient,
  hash: Hex,
  merchant: number,
): Promise<{ document: ReportDocument; sequence: number; place: CorrectedPlace }> {
  const { rows } = await client.query<{
    document: string;
    sequence: number;
    dataset: Buffer | null;
    batch: number | null;
    position: number | null;
  }>(
    `SELECT p.document, p.sequence, t.dataset, b.sequence AS batch, w.position FROM payload.reports p
       LEFT JOIN work.batch_records w ON w.record_hash = p.record_hash
       LEFT JOIN ledger.datasets t ON t.name = w.dataset
       LEFT JOIN ledger.batches b ON b.dataset = t.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
      WHERE p.report_hash = $1 AND p.merchant = $2`,
    [bytesOf(hash), merchant],
  );
  const [row] = rows;
  if (row === undefined) throw new ProblemError("report-unknown");
  const { dataset, batch, position } = row;
  if (dataset === null || batch === null || position === null) throw new ProblemError("report-not-anchored");
  const place = {
    dataset: `0x${dataset.toString("hex")}`,
    sequence: Number(batch),
    index: position,
  } as CorrectedPlace;
  return { document: JSON.parse(row.document) as ReportDocument, sequence: row.sequence, place };
}

/** The block that a report ends with: the last one of the day, or of all. */
async function lastBlock(pool: pg.Pool, day: string | undefined): Promise<number> {
  const tip = await chainTip(pool);
  if (tip === undefined) throw new ProblemError("chain-unreachable");
  if (day === undefined) return tip.number;
  const end = dayEnd(day);
  if (businessDay(tip.timestamp) <= day) throw new ProblemError("report-day-open");
  const { rows } = await pool.query<{ number: number | null }>(
    "SELECT max(number) AS number FROM ledger.blocks WHERE timestamp < $1",
    [end],
  );
  if (rows[0]!.number === null) throw new ProblemError("report-empty");
  return Number(rows[0]!.number);
}

/** Waits until a block can no longer be replaced. @throws {ProblemError} `report-not-final` */
async function untilFinal(pool: pg.Pool, block: number, stopping: AbortSignal): Promise<void> {
  for (let waited = 0; waited <= HEAD_WAIT_MS && !stopping.aborted; waited += 50) {
    const { rows } = await pool.query(
      "SELECT 1 FROM work.heads h JOIN ledger.blocks b ON b.number = h.number AND b.hash = h.block_hash WHERE h.number >= $1 LIMIT 1",
      [block],
    );
    if (rows.length > 0) return;
    await sleep(50);
  }
  throw new ProblemError("report-not-final", undefined, { headers: { "retry-after": "2" } });
}
