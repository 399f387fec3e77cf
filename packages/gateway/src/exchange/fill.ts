// What the chain has and this member has not: documents, batches of others with their envelopes. Any member's copy will do, since
// everything is held against the chain before it counts.
import { merkleRoot, fromHex, sha256, toBytes32, utf8, type Hex } from "@alatau/sdk";
import { fastKeccak } from "@alatau/indexer";
import type pg from "pg";
import { descriptionSchema } from "../data-sets/description.ts";
import { compileDocument, type SchemaDocument } from "../data-sets/rules.ts";
import { readTerms, type DatasetTerms } from "../data-sets/terms.ts";
import { inTransaction, notify } from "../transaction.ts";
import { batchDigestOf, batchHashOf } from "../workers/approvals.ts";
import { countEvent } from "../workers/metrics.ts";
import { ask, askLines, AskFailure, type Told } from "./ask.ts";
import type { Exchange } from "./candidates.ts";
import { dropBatch, keepBatch, lockBatches, readEnvelope, settleBatch, type ReadEnvelope } from "./keep.ts";
import type { Peer } from "./members.ts";
import { stateFault } from "./faults.ts";
import { mayReadRecord, readerOf, type Reader } from "./rights.ts";
import { exchangedSets, type BatchPlace } from "./serve.ts";
import { batchOf, batchRecordSchema, batchSchema, documentSchema } from "./wire.ts";

/** Members to ask, those that should have it first. A member that failed a moment ago is not among them. */
export type Sources = (first: readonly number[]) => readonly Peer[];

const AT_ONCE = 32;
/** A batch that nobody could give is asked for again after so long. */
const REST_MS = 5_000;
const MOST_RESTING = 1_000;
/** Records of a data set that are wanted at once because of a grant. */
const MOST_GRANTED = 10_000;
const hex = (found: Buffer): Hex => `0x${found.toString("hex")}`;

/** Fetches schemas and descriptions that the chain names and this member has not got. */
export async function fillDocuments(exchange: Exchange, sources: Sources): Promise<void> {
  const { rows } = await exchange.pool.query<{
    kind: "schemas" | "descriptions";
    hash: Buffer;
    owner: number;
  }>(
    `SELECT DISTINCT 'schemas' AS kind, s.schema_hash AS hash, d.owner::int AS owner FROM ledger.schemas s JOIN ledger.datasets d USING (dataset)
      WHERE NOT EXISTS (SELECT 1 FROM payload.schemas p WHERE p.schema_hash = s.schema_hash)
      UNION ALL
     SELECT 'descriptions', e.document_hash, d.owner::int FROM ledger.current_descriptions e JOIN ledger.datasets d USING (dataset)
      WHERE NOT EXISTS (SELECT 1 FROM payload.descriptions p WHERE p.document_hash = e.document_hash)
      LIMIT ${AT_ONCE}`,
  );
  for (const { kind, hash, owner } of rows)
    await fromAny(sources([owner]), async (peer) => {
      const path = `/exchange/v1/documents/${kind}/${hex(hash)}`;
      const { said } = await ask(exchange.asker, peer, { path }, documentSchema);
      const isSame = toBytes32(sha256(utf8(said.document))) === hex(hash);
      if (!isSame || !isUsable(kind, said.document)) return false;
      await keepDocument(exchange.pool, kind, hash, said);
      return true;
    });
}

function isUsable(kind: "schemas" | "descriptions", text: string): boolean {
  try {
    const document: unknown = JSON.parse(text);
    if (kind === "descriptions") return descriptionSchema.safeParse(document).success;
    compileDocument(document as SchemaDocument);
    return true;
  } catch {
    return false;
  }
}

async function keepDocument(
  pool: pg.Pool,
  kind: "schemas" | "descriptions",
  hash: Buffer,
  { id, document }: { id: string | null; document: string },
): Promise<void> {
  if (kind === "schemas")
    await pool.query(
      "INSERT INTO payload.schemas (schema_hash, id, document) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [hash, id ?? "", document],
    );
  else
    await pool.query(
      "INSERT INTO payload.descriptions (document_hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      [hash, document],
    );
  await notify(pool, "candidate"); // a checker may have waited for it
}

/** Asks one member after the other until one's copy does. */
async function fromAny(peers: readonly Peer[], take: (peer: Peer) => Promise<boolean>): Promise<boolean> {
  for (const peer of peers) {
    try {
      if (await take(peer)) return true;
    } catch (failure) {
      if (!(failure instanceof AskFailure)) throw failure;
    }
  }
  return false;
}

interface MissingRow extends BatchPlace {
  batch_hash: Buffer;
  root: Buffer;
  count: number;
  candidate: Buffer | null;
}

/**
 * Brings the batches of agencies' data sets up to the chain, in its order: candidates that were accepted count from now on, all others
 * are fetched. `resting` keeps those that nobody could give. True when there was one.
 */
export async function fillBatches(
  exchange: Exchange,
  sources: Sources,
  resting: Map<string, number>,
): Promise<boolean> {
  for (const [name, until] of resting) if (until <= Date.now()) resting.delete(name);
  const { rows } = await exchange.pool.query<MissingRow>(
    `SELECT d.name AS dataset, l.publisher::int AS publisher, l.sequence::int AS sequence, l.batch_hash, l.root, l.count::int AS count,
            b.approval_hash AS candidate
       FROM ledger.batches l JOIN ledger.datasets d USING (dataset)
       LEFT JOIN work.batches b ON b.dataset = d.name AND b.publisher = l.publisher AND b.sequence = l.sequence
      WHERE EXISTS (SELECT 1 FROM ledger.current_schemas s WHERE s.dataset = d.dataset)
        AND EXISTS (SELECT 1 FROM ledger.current_descriptions e JOIN payload.descriptions p USING (document_hash) WHERE e.dataset = d.dataset)
        AND d.name || '/' || l.publisher || '/' || l.sequence <> ALL($1)
        AND (b.sequence IS NULL OR b.state = 'candidate' AND NOT EXISTS (
              SELECT 1 FROM work.signers s JOIN ledger.current_participants p USING (account) WHERE p.participant = b.publisher))
      ORDER BY l.block_number, l.log_index LIMIT ${AT_ONCE}`,
    [[...resting.keys()]],
  );
  let filled = false;
  for (const row of rows) {
    if (exchange.asker.signal.aborted) break;
    const terms = await readTerms(exchange.pool, row.dataset);
    if (terms === undefined) continue;
    const reader = await readerOf(exchange.pool, terms, exchange.own);
    const done =
      (row.candidate !== null && (await acceptCandidate(exchange, row, terms, reader))) ||
      (await fetchBatch(exchange, row, { terms, reader, sources }));
    filled ||= done;
    // Nobody has it now: those behind it do not wait.
    if (!done && resting.size < MOST_RESTING)
      resting.set(`${row.dataset}/${row.publisher}/${row.sequence}`, Date.now() + REST_MS);
  }
  return filled;
}

const readable = (reader: Reader) => ({
  mayRead: ({ visibility, issuer }: ReadEnvelope["envelope"]): boolean =>
    mayReadRecord({ visibility, issuer, group: null }, reader),
});

/** A candidate is what the chain accepted, or it goes. True when it was. */
async function acceptCandidate(
  { pool, network }: Exchange,
  row: MissingRow,
  terms: DatasetTerms,
  reader: Reader,
): Promise<boolean> {
  return await inTransaction(pool, async (client) => {
    await lockBatches(client, row);
    const { rows } = await client.query<{
      approval: Parameters<typeof batchOf>[0]["approval"];
      approval_hash: Buffer;
    }>(
      `SELECT approval, approval_hash FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3 AND state = 'candidate'`,
      [row.dataset, row.publisher, row.sequence],
    );
    if (rows[0] === undefined) return false;
    const { approval } = batchOf({ approval: rows[0].approval, corrected: [] });
    if (
      batchHashOf(approval) !== hex(row.batch_hash) ||
      batchDigestOf(approval, network) !== hex(rows[0].approval_hash)
    ) {
      await dropBatch(client, row);
      return false;
    }
    await settleBatch(client, row, { terms, ...readable(reader) });
    await notify(client, "published");
    return true;
  });
}

interface Fetching {
  readonly terms: DatasetTerms;
  readonly reader: Reader;
  readonly sources: Sources;
}

/** Fetches a batch's envelopes from whoever has them. What is not under the chain's root is refused, and who gave it is named. */
async function fetchBatch(
  exchange: Exchange,
  row: MissingRow,
  { terms, reader, sources }: Fetching,
): Promise<boolean> {
  const keepers = [row.publisher, terms.owner, ...terms.checkers.map(({ participant }) => participant)];
  return await fromAny(sources(keepers), async (peer) => {
    const path = `/exchange/v1/batches/${encodeURIComponent(row.dataset)}/${row.publisher}/${row.sequence}`;
    const head = await ask(exchange.asker, peer, { path }, batchSchema);
    const { approval, corrected } = batchOf(head.said);
    if (batchHashOf(approval) !== hex(row.batch_hash)) return await refuse(exchange, peer, row, terms, head);
    const records: ReadEnvelope[] = [];
    while (records.length < row.count) {
      const question = { path: `${path}/records?from=${records.length}` };
      const page = await askLines(exchange.asker, peer, question, batchRecordSchema);
      const read = page.said.map(({ envelope }) => readEnvelope(envelope));
      if (read.length === 0 || read.some((each) => each === undefined))
        return await refuse(exchange, peer, row, terms, page);
      records.push(...(read as ReadEnvelope[]));
      if (records.length >= row.count && !isUnderRoot(records, row))
        return await refuse(exchange, peer, row, terms, page);
    }
    const digest = batchDigestOf(approval, exchange.network);
    const { dataset, publisher, sequence } = row;
    const kept = await inTransaction(exchange.pool, async (client) => {
      await lockBatches(client, row);
      const { rows } = await client.query(
        "SELECT 1 FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3 AND state <> 'candidate'",
        [dataset, publisher, sequence],
      );
      if (rows.length > 0) return "kept";
      const payloads = records.map(() => null);
      const batch = { dataset, publisher, sequence, approval, digest, corrected, records, payloads };
      const keeping = await keepBatch(client, { ...batch, state: "accepted" });
      if (keeping === "kept") {
        await settleBatch(client, row, { terms, ...readable(reader) });
        await notify(client, "published");
      }
      return keeping;
    });
    if (kept !== "kept") return false;
    countEvent("batch back-filled");
    exchange.logger.info({ dataset, publisher, sequence, from: peer.member }, "batch back-filled");
    return true;
  });
}

const isUnderRoot = (records: readonly ReadEnvelope[], { root, count }: MissingRow): boolean =>
  records.length === count &&
  toBytes32(
    merkleRoot(
      records.map(({ recordHash }) => fromHex(recordHash)),
      fastKeccak,
    ),
  ) === hex(root);

async function refuse(
  { pool, asker }: Exchange,
  peer: Peer,
  { dataset, publisher, sequence, batch_hash: hash }: MissingRow,
  terms: DatasetTerms,
  { evidence }: Told<unknown>,
): Promise<false> {
  await stateFault(
    pool,
    terms,
    {
      ...{ member: peer.member, kind: "forged-batch", recordHash: hex(hash), evidence: evidence() },
      detail: `Member ${peer.member} gives ${dataset}/${publisher}/${sequence} otherwise than the chain has it.`,
    },
    asker.from,
  );
  return false;
}

/**
 * Wants the owner's records that this member may read by now: it was granted them, or became a checker, after their batch was here.
 * Public ones and the members' were wanted with their batch.
 */
export async function wantGranted({ pool, own }: Exchange): Promise<void> {
  for (const terms of await exchangedSets(pool)) {
    const reader = await readerOf(pool, terms, own);
    if (!reader.keepsAll && reader.groups.size === 0) continue;
    await pool.query(
      `INSERT INTO work.exchange_wanted (record_hash, dataset, publisher, number)
         SELECT r.record_hash, r.dataset, r.publisher, r.number FROM payload.records r JOIN work.batch_records w USING (record_hash)
           JOIN work.batches b ON b.dataset = w.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
          WHERE r.dataset = $1 AND r.payload IS NULL AND r.erased_at IS NULL AND b.state = 'accepted'
            AND r.envelope::jsonb->>'visibility' = 'owner' ORDER BY r.number LIMIT ${MOST_GRANTED}
         ON CONFLICT DO NOTHING`,
      [terms.name],
    );
  }
}

/** Whether batches of a data set that the chain has are still missing here. */
export async function isBehind(pool: pg.Pool, name: string): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT 1 FROM ledger.batches l JOIN ledger.datasets d USING (dataset)
      WHERE d.name = $1 AND NOT EXISTS (SELECT 1 FROM work.batches b WHERE b.dataset = $1 AND b.publisher = l.publisher
                                           AND b.sequence = l.sequence AND b.state = 'accepted') LIMIT 1`,
    [name],
  );
  return rows.length > 0;
}
