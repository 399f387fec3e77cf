// Payloads that this member may read and has not got: asked of one member after the other until one's copy is what the record commits
// to. Who gives another one, or has lost what it vouched for with its signature, is named.
import { ABIS, type Hex } from "@alatau/sdk";
import type pg from "pg";
import { createPublicClient, decodeFunctionData, http, recoverAddress, type Abi } from "viem";
import { readTerms, type DatasetTerms } from "../data-sets/terms.ts";
import { commit } from "../intake/envelope.ts";
import { inTransaction, notify } from "../transaction.ts";
import { batchDigestOf } from "../workers/approvals.ts";
import { reportIncident } from "../workers/incidents.ts";
import { countEvent } from "../workers/metrics.ts";
import { ask, AskFailure, fromBase64, type Told } from "./ask.ts";
import type { Exchange } from "./candidates.ts";
import { stateFault } from "./faults.ts";
import { isBehind, type Sources } from "./fill.ts";
import { keepPayload, saySo } from "./keep.ts";
import type { Peer } from "./members.ts";
import type { BatchPlace } from "./serve.ts";
import { MOST_PAYLOADS, payloadsSchema } from "./wire.ts";

export interface WantedOptions {
  /** Of the chain's node, which says who signed a batch. */
  readonly rpcUrl: string;
  readonly sources: Sources;
  /** When members are asked again that could not help, ms. Default: one minute. */
  readonly retryMs?: number;
}

interface WantedRow {
  record_hash: Buffer;
  payload_hash: Buffer;
  dataset: string;
  publisher: number;
  failed: number[];
  rounds: number;
}
/** «Erased» without a tombstone on the chain counts as lost after so many rounds. */
const PATIENCE = 3;

const hex = (found: Buffer): Hex => `0x${found.toString("hex")}`;
const bytes = (text: string): Buffer => Buffer.from(text.slice(2), "hex");

/** Fetches some of what is wanted. True when there may be more. */
export async function fillPayloads(exchange: Exchange, options: WantedOptions): Promise<boolean> {
  const { pool } = exchange;
  const { rows } = await pool.query<WantedRow>(
    `WITH first AS (SELECT dataset, publisher, failed FROM work.exchange_wanted WHERE next_at <= now() ORDER BY next_at, number LIMIT 1)
     SELECT w.record_hash, r.payload_hash, w.dataset, w.publisher, w.failed, w.rounds
       FROM work.exchange_wanted w JOIN first USING (dataset, publisher, failed) JOIN payload.records r USING (record_hash)
      WHERE w.next_at <= now() ORDER BY w.number LIMIT ${MOST_PAYLOADS}`,
  );
  const [first] = rows;
  if (first === undefined) return false;
  const terms = await readTerms(pool, first.dataset);
  if (terms === undefined) return false;
  const keepers = [first.publisher, terms.owner, ...terms.checkers.map(({ participant }) => participant)];
  const peers = options.sources(keepers);
  const peer = peers.find(({ member }) => !first.failed.includes(member));
  if (peer === undefined) return await endRound(exchange, rows, options);
  const path = "/exchange/v1/payloads";
  const body = { records: rows.map((row) => hex(row.record_hash)) };
  const told = await ask(exchange.asker, peer, { method: "POST", path, body }, payloadsSchema).catch(
    (failure: unknown) => {
      if (failure instanceof AskFailure) return undefined;
      throw failure;
    },
  );
  if (told === undefined) await noteFailed(pool, rows, peer);
  else await takePayloads(exchange, { rows, told, peer, terms }, options);
  return true;
}

/** Every member that can be reached was asked: the records rest, a person is told, all are asked again later. */
async function endRound(
  { pool }: Exchange,
  rows: readonly WantedRow[],
  { retryMs = 60_000 }: WantedOptions,
): Promise<boolean> {
  await pool.query(
    `UPDATE work.exchange_wanted SET failed = '{}', rounds = rounds + 1, next_at = now() + make_interval(secs => $2)
      WHERE record_hash = ANY($1::bytea[])`,
    [rows.map((row) => row.record_hash), retryMs / 1000],
  );
  const [{ dataset, publisher }] = rows as [WantedRow];
  const detail = `${rows.length} or more records, the first ${hex(rows[0]!.record_hash)}; every member that answers is asked again.`;
  await reportIncident(pool, { kind: "payload-not-found", subject: `${dataset}/${publisher}`, detail });
  return true;
}

async function noteFailed(
  pool: pg.Pool,
  rows: readonly { record_hash: Buffer }[],
  { member }: Peer,
): Promise<void> {
  await pool.query(
    "UPDATE work.exchange_wanted SET failed = failed || $2::int WHERE record_hash = ANY($1::bytea[]) AND $2::int <> ALL(failed)",
    [rows.map((row) => row.record_hash), member],
  );
}

interface Taking {
  readonly rows: readonly WantedRow[];
  readonly told: Told<{
    items: readonly {
      recordHash: string;
      state: string;
      salt?: string | undefined;
      payload?: string | undefined;
    }[];
  }>;
  readonly peer: Peer;
  readonly terms: DatasetTerms;
}

async function takePayloads(
  exchange: Exchange,
  { rows, told, peer, terms }: Taking,
  options: WantedOptions,
): Promise<void> {
  const { pool, asker, logger } = exchange;
  const answers = new Map(told.said.items.map((item) => [item.recordHash, item]));
  const good: { row: WantedRow; salt: Buffer; payload: Buffer }[] = [];
  const failed: WantedRow[] = [];
  const refused: WantedRow[] = [];
  for (const row of rows) {
    const { state = "missing", salt, payload } = answers.get(hex(row.record_hash)) ?? {};
    if (state === "later") continue;
    if (state === "forbidden") {
      refused.push(row);
      continue;
    }
    if (state === "present" && salt !== undefined && payload !== undefined) {
      const kept = { salt: fromBase64(salt), payload: fromBase64(payload) };
      if (commit(kept.salt, kept.payload) === hex(row.payload_hash)) {
        good.push({ row, ...kept });
        continue;
      }
      const recordHash = hex(row.record_hash);
      const detail = `Member ${peer.member} gives a payload of record ${recordHash} that is not what its envelope commits to.`;
      const evidence = told.evidence();
      const found = { member: peer.member, kind: "payload-altered", recordHash, detail, evidence } as const;
      if (await stateFault(pool, terms, found, asker.from))
        logger.warn({ member: peer.member, recordHash }, "altered payload");
    } else if (state === "missing" || (state === "erased" && row.rounds >= PATIENCE))
      await stateLoss(exchange, { row, told, peer, terms }, options);
    failed.push(row);
  }
  await noteFailed(pool, failed, peer);
  // Another field group than those granted: it is wanted again when grants are looked through.
  await pool.query("DELETE FROM work.exchange_wanted WHERE record_hash = ANY($1::bytea[])", [
    refused.map((row) => row.record_hash),
  ]);
  if (good.length === 0) return;
  await inTransaction(pool, async (client) => {
    for (const { row, salt, payload } of good)
      await keepPayload(client, hex(row.record_hash), { salt, payload });
    await saySo(
      client,
      good.map(({ row }) => row.record_hash),
      terms,
    );
    await client.query(
      `UPDATE work.incidents SET resolved_at = now() WHERE kind = 'payload-not-found' AND subject = $1 AND resolved_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM work.exchange_wanted w WHERE w.dataset || '/' || w.publisher = $1 AND w.rounds > 0)`,
      [`${rows[0]!.dataset}/${rows[0]!.publisher}`],
    );
    await notify(client, "published");
  });
  countEvent("payload fetched", good.length);
  logger.info({ dataset: terms.name, records: good.length, from: peer.member }, "payloads fetched");
}

/** States that a member lost what it signed for, once every tombstone of the data set is known here. */
async function stateLoss(
  { pool, network, asker }: Exchange,
  { row, told, peer, terms }: Omit<Taking, "rows"> & { row: WantedRow },
  { rpcUrl }: WantedOptions,
): Promise<void> {
  if (await isBehind(pool, terms.name)) return;
  const recordHash = hex(row.record_hash);
  const vouchers = await vouchersOf(pool, { recordHash, rpcUrl, network });
  const member = peer.participants.find((participant) => vouchers.includes(participant));
  if (member === undefined) return;
  const detail = `Member ${member} signed for the batch of record ${recordHash} and has not got its payload.`;
  const evidence = told.evidence();
  await stateFault(
    pool,
    terms,
    { member, kind: "payload-missing", recordHash, detail, evidence },
    asker.from,
  );
}

interface BatchRow extends BatchPlace {
  tx_hash: Buffer;
  expired: boolean;
}

/** Who promised custody of a record: its batch's publisher, and the checkers whose signatures the chain was given. */
async function vouchersOf(
  pool: pg.Pool,
  { recordHash, rpcUrl, network }: { recordHash: Hex; rpcUrl: string; network: Exchange["network"] },
): Promise<number[]> {
  const { rows } = await pool.query<BatchRow>(
    `SELECT w.dataset, w.publisher, w.sequence, l.tx_hash,
            d.retention_days > 0 AND k.timestamp + d.retention_days * 86400 < (SELECT max(timestamp) FROM ledger.blocks) AS expired
       FROM work.batch_records w JOIN ledger.datasets d ON d.name = w.dataset
       JOIN ledger.batches l ON l.dataset = d.dataset AND l.publisher = w.publisher AND l.sequence = w.sequence
       JOIN ledger.blocks k ON k.number = l.block_number WHERE w.record_hash = $1`,
    [bytes(recordHash)],
  );
  const [batch] = rows;
  if (batch === undefined || batch.expired) return [];
  const client = createPublicClient({ transport: http(rpcUrl, { retryCount: 1, timeout: 10_000 }) });
  const { input } = await client.getTransaction({ hash: hex(batch.tx_hash) });
  const { functionName, args } = decodeFunctionData({ abi: ABIS.journal as Abi, data: input });
  if (functionName !== "append") return [batch.publisher];
  const [approval, , signatures] = args as [Parameters<typeof batchDigestOf>[0], unknown, readonly Hex[]];
  const hash = batchDigestOf(approval, network);
  const accounts = await Promise.all(
    signatures.map(async (signature) => await recoverAddress({ hash, signature })),
  );
  const { rows: signers } = await pool.query<{ participant: number }>(
    "SELECT DISTINCT participant::int AS participant FROM ledger.participant_keys WHERE account = ANY($1::bytea[])",
    [accounts.map(bytes)],
  );
  return [batch.publisher, ...signers.map(({ participant }) => participant)];
}
