// What a download holds: rows of a data set that stood at a block and that the caller may read, in the order of the file or of the chain.
import type { Caller } from "../auth/caller.ts";
import { known } from "../data-sets/find.ts";
import type { DatasetTerms } from "../data-sets/terms.ts";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import { ProblemError } from "../problems.ts";
import { readableGroups, readableSql, type Readable } from "../observations/queries.ts";
import { chainTip } from "../workers/ledger.ts";
import { MOST_DOWNLOAD_ROWS } from "@alatau/sdk";

/** What was asked for; times are Unix seconds, both included. */
export interface DownloadRequest {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** A block; default the latest. */
  readonly asOf?: number | undefined;
}

/** A download that may be made. */
export interface Download {
  readonly terms: DatasetTerms;
  readonly readable: Readable;
  readonly from: number;
  readonly to: number;
  readonly asOf: number;
  readonly rows: number;
}

const MOST_TIME = 253_402_300_799; // the last second of year 9999
const PAGE = 1_000;

const FROM = `FROM payload.observations o JOIN payload.records r USING (record_hash)
  JOIN work.batch_records w ON w.record_hash = o.record_hash JOIN ledger.datasets t ON t.name = o.dataset
  JOIN ledger.batches b ON b.dataset = t.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
  WHERE o.dataset = $1 AND o.observed_at >= $2 AND o.observed_at <= $3 AND b.block_number <= $4 AND r.payload IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM ledger.superseded_records s WHERE s.dataset = t.dataset AND s.publisher = w.publisher
    AND s.sequence = w.sequence AND s.record_index = w.position AND s.block_number <= $4)`;

const values = ({ terms, from, to, asOf }: Omit<Download, "rows">) => [terms.name, from, to, asOf];

/**
 * Fixes the block and counts the rows. @throws {ProblemError} `dataset-unknown`, `block-unknown`, `download-too-large`; `unauthenticated`
 * and `forbidden` where there are rows and none is for the caller
 */
export async function prepareDownload(
  gateway: Gateway,
  name: string,
  { from = 0, to = MOST_TIME, asOf }: DownloadRequest,
  caller: Caller,
): Promise<Download> {
  const terms = await known(gateway, name);
  const readable = await readableGroups(gateway, name, caller);
  const tip = (await chainTip(gateway.pool))?.number ?? 0;
  if (asOf !== undefined && asOf > tip) throw new ProblemError("block-unknown");
  const download = { ...{ terms, readable, from, to }, asOf: asOf ?? tip };
  const rows = await countRows(gateway, download, readableSql(readable));
  if (rows > MOST_DOWNLOAD_ROWS)
    throw new ProblemError(
      "download-too-large",
      `The period has more than ${MOST_DOWNLOAD_ROWS} rows; ask for a shorter one with from and to.`,
    );
  if (rows === 0 && (await countRows(gateway, download, "true", 1)) > 0)
    throw caller.participant === null
      ? new ProblemError("unauthenticated", undefined, { headers: { "www-authenticate": "Bearer" } })
      : new ProblemError("forbidden", "The data set's owner grants who may read it.");
  return { ...download, rows };
}

async function countRows(
  { reads }: Pick<Gateway, "reads">,
  download: Omit<Download, "rows">,
  readable: string,
  most = MOST_DOWNLOAD_ROWS + 1,
): Promise<number> {
  const { rows } = await reads.query<{ count: number }>(
    named(
      `SELECT count(*)::int AS count FROM (SELECT 1 ${FROM} AND (${readable}) LIMIT ${most}) found`,
      values(download),
    ),
  );
  return rows[0]!.count;
}

interface PlacedRow {
  observed_at: number;
  subject: string;
  record_hash: string;
  payload: string;
}

/** The payloads' texts in the order of the file, page after page. */
export async function* readPayloads(
  { reads }: Pick<Gateway, "reads">,
  download: Download,
): AsyncGenerator<string[]> {
  let last: PlacedRow = { observed_at: -1, subject: "", record_hash: "0x", payload: "" };
  const text = `SELECT o.observed_at, o.subject, o.record_hash, convert_from(r.payload, 'UTF8') AS payload
    ${FROM} AND (${readableSql(download.readable)})
    AND (o.observed_at, o.subject COLLATE "C", o.record_hash) > ($5::bigint, $6::text COLLATE "C", $7::bytea)
    ORDER BY o.observed_at, o.subject COLLATE "C", o.record_hash LIMIT ${PAGE}`;
  for (;;) {
    const place = [last.observed_at, last.subject, Buffer.from(last.record_hash.slice(2), "hex")];
    const { rows } = await reads.query<PlacedRow>(named(text, [...values(download), ...place]));
    if (rows.length > 0) yield rows.map(({ payload }) => payload);
    if (rows.length < PAGE) return;
    last = rows.at(-1)!;
  }
}

/** A batch that has rows of a download. */
export interface BatchPlace {
  readonly publisher: number;
  readonly sequence: number;
  readonly root: string;
  readonly block_number: number;
  readonly tx_hash: string;
  readonly log_index: number;
}

/** The batches of a download in the order of the chain. */
export async function readBatches(
  { reads }: Pick<Gateway, "reads">,
  download: Download,
): Promise<BatchPlace[]> {
  const { rows } = await reads.query<BatchPlace>(
    named(
      `SELECT DISTINCT b.publisher, b.sequence, b.root, b.block_number, b.tx_hash, b.log_index
       ${FROM} AND (${readableSql(download.readable)}) ORDER BY b.block_number, b.log_index`,
      values(download),
    ),
  );
  return rows;
}

/** A leaf of a batch; with its content where it is a row of the download. */
export interface BatchLeaf {
  readonly record_hash: string;
  readonly position: number;
  readonly envelope: string | null;
  readonly salt: string | null;
  readonly payload: string | null;
}

/** All leaves of a batch in their order. */
export async function readBatchLeaves(
  { reads }: Pick<Gateway, "reads">,
  download: Download,
  { publisher, sequence }: BatchPlace,
): Promise<BatchLeaf[]> {
  const { rows } = await reads.query<BatchLeaf>(
    named(
      `SELECT l.record_hash, l.position, f.envelope, f.salt, f.payload FROM work.batch_records l
       LEFT JOIN (SELECT o.record_hash, r.envelope, r.salt, r.payload ${FROM} AND (${readableSql(download.readable)})
         AND w.publisher = $5 AND w.sequence = $6) f USING (record_hash)
       WHERE l.dataset = $1 AND l.publisher = $5 AND l.sequence = $6 ORDER BY l.position`,
      [...values(download), publisher, sequence],
    ),
  );
  return rows;
}
