// Disputes out of the ledger's tables, their reasons out of the payloads.
import type { SalePlace } from "@alatau/sdk";
import type pg from "pg";
import type { Hex } from "viem";
import { named, type ListQuery } from "../http/paging.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";

export interface DisputeRow {
  id: string;
  participant: number;
  name: string | null;
  upheld: boolean | null;
  reason_hash: string;
  opened_at: number;
  block_number: number;
  tx_hash: string;
  log_index: number;
}

const SELECT = `SELECT concat_ws('-', d.zone, d.slot, d.version, d.chunk, d.line) AS id, d.participant, p.name, r.upheld, d.reason_hash,
  b.timestamp AS opened_at, d.block_number, d.tx_hash, d.log_index
FROM ledger.disputes d JOIN ledger.blocks b ON b.number = d.block_number
LEFT JOIN ledger.dispute_resolutions r ON (r.zone, r.slot, r.version, r.chunk, r.line) = (d.zone, d.slot, d.version, d.chunk, d.line)
LEFT JOIN payload.profiles p ON p.participant = d.participant`;

/** Disputes, the latest first. */
export const disputesQuery = ({
  participant,
  state,
}: {
  readonly participant?: number | undefined;
  readonly state?: "open" | "upheld" | "dismissed" | undefined;
}): ListQuery => ({
  select: SELECT,
  where: [
    participant !== undefined && ["d.participant = ?", participant],
    state === "open" && ["(r.upheld IS NULL) = ?", true],
    (state === "upheld" || state === "dismissed") && ["r.upheld = ?", state === "upheld"],
  ],
  keys: [
    { column: "d.block_number", field: "block_number" },
    { column: "d.log_index", field: "log_index" },
  ],
  descending: true,
});

/** The dispute of a sale. @throws {ProblemError} `dispute-unknown` */
export async function readDispute(
  db: pg.Pool,
  { zone, slot, version, chunk, line }: SalePlace,
): Promise<DisputeRow> {
  const { rows } = await db.query<DisputeRow>(
    named(`${SELECT} WHERE d.zone = $1 AND d.slot = $2 AND d.version = $3 AND d.chunk = $4 AND d.line = $5`, [
      zone,
      slot,
      version,
      chunk,
      line,
    ]),
  );
  if (rows[0] === undefined) throw new ProblemError("dispute-unknown");
  return rows[0];
}

/** The reason that a dispute's hash commits to; null where this gateway does not keep it. */
export async function readReason(db: pg.Pool, row: DisputeRow): Promise<string | null> {
  const { rows } = await db.query<{ reason: string }>(
    named("SELECT reason FROM payload.dispute_reasons WHERE reason_hash = $1", [bytesOf(row.reason_hash)]),
  );
  return rows[0]?.reason ?? null;
}

/** A chunk as it was settled: what the contract wants to see again. */
export interface SettledChunkRow {
  price: string;
  tariff_version: number;
  lines: Hex;
}

/** The chunk that a sale is a line of; undefined where it is not indexed. */
export async function readSettledChunk(
  db: pg.Pool,
  { zone, slot, version, chunk }: SalePlace,
): Promise<SettledChunkRow | undefined> {
  const { rows } = await db.query<SettledChunkRow>(
    named(
      "SELECT price, tariff_version, lines FROM ledger.settlements WHERE zone = $1 AND slot = $2 AND version = $3 AND chunk = $4",
      [zone, slot, version, chunk],
    ),
  );
  return rows[0];
}
