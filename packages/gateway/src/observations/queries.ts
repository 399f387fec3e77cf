// Observations as they stand, as they stood at a block, or all of them; payloads only for those who may read them.
import type { Caller } from "../auth/caller.ts";
import type { Gateway } from "../gateway.ts";
import type { ListQuery } from "../http/paging.ts";
import { known } from "../data-sets/find.ts";

export interface ObservationRow {
  number: number;
  record_hash: string;
  issuer: number;
  publisher: number;
  subject: string;
  field_group: number;
  observed_at: number;
  received_at: Date;
  flags: string[];
  sequence: number | null;
  position: number | null;
  anchored_in: number | null;
  corrects: string | null;
  replaced_by: string | null;
  erased: boolean;
  payload: string | null;
}

export interface ObservationFilters {
  readonly subject?: string | undefined;
  readonly issuer?: number | undefined;
  /** Unix seconds. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly flag?: string | undefined;
  readonly asOf?: number | undefined;
  readonly versions?: "standing" | "all" | undefined;
}

/** What a caller may read of a data set: everything, or the groups that were granted, beside what its visibility opens to all. */
export interface Readable {
  readonly participant: number | null;
  readonly all: boolean;
  readonly groups: readonly number[];
}

/** @throws {ProblemError} `dataset-unknown` */
export async function readableGroups(
  gateway: Pick<Gateway, "pool">,
  name: string,
  { participant, auditor }: Pick<Caller, "participant" | "auditor">,
): Promise<Readable> {
  const { owner, dataset } = await known(gateway, name);
  if (participant === null) return { participant, all: false, groups: [] };
  if (owner === participant || auditor) return { participant, all: true, groups: [] };
  const { rows } = await gateway.pool.query<{ field_group: number }>(
    "SELECT field_group FROM ledger.current_access WHERE dataset = $1 AND participant = $2",
    [Buffer.from(dataset.slice(2), "hex"), participant],
  );
  const groups = rows.map(({ field_group: group }) => Number(group));
  return { participant, all: groups.includes(0), groups };
}

/** Of observations `o` with their records `r`: whether the caller may read the payload. Only numbers of ours stand in this text. */
export function readableSql({ participant, all, groups }: Readable): string {
  const list = groups.length === 0 ? "NULL" : groups.join(",");
  return `${all} OR r.envelope::jsonb->>'visibility' = 'public' OR o.issuer = ${participant ?? 0}
    OR (${participant !== null} AND r.envelope::jsonb->>'visibility' = 'members') OR o.field_group IN (${list})`;
}

const select = (readable: Readable): string =>
  `SELECT o.number, o.record_hash, o.issuer, o.publisher, o.subject, o.field_group, o.observed_at, r.received_at, o.flags,
    w.sequence, w.position, b.block_number AS anchored_in, r.corrects, o.replaced_by, r.erased_at IS NOT NULL AS erased,
    CASE WHEN ${readableSql(readable)} THEN convert_from(r.payload, 'UTF8') END AS payload
  FROM payload.observations o JOIN payload.records r USING (record_hash)
  LEFT JOIN work.batch_records w ON w.record_hash = o.record_hash
  LEFT JOIN ledger.datasets t ON t.name = o.dataset
  LEFT JOIN ledger.batches b ON b.dataset = t.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence`;

/** The superseding record of `o` as far as batches up to a block say so. */
const REPLACED_BY_BLOCK = `EXISTS (SELECT 1 FROM ledger.superseded_records s
  WHERE s.dataset = t.dataset AND s.publisher = w.publisher AND s.sequence = w.sequence AND s.record_index = w.position AND s.block_number <= ?)`;

/** Observations of a data set, the latest first. */
export function observationsQuery(
  name: string,
  { subject, issuer, from, to, flag, asOf, versions = "standing" }: ObservationFilters,
  readable: Readable,
): ListQuery {
  const now = asOf === undefined && versions === "standing";
  return {
    select: select(readable),
    where: [
      ["o.dataset = ?", name],
      subject !== undefined && ["o.subject = ?", subject],
      issuer !== undefined && ["o.issuer = ?", issuer],
      from !== undefined && ["o.observed_at >= ?", from],
      to !== undefined && ["o.observed_at <= ?", to],
      flag !== undefined && ["? = ANY(o.flags)", flag],
      now && ["(o.replaced_by IS NULL) = ?", true],
      asOf !== undefined && ["b.block_number <= ?", asOf],
      asOf !== undefined && versions === "standing" && [`NOT ${REPLACED_BY_BLOCK}`, asOf],
    ],
    keys: [
      { column: "o.observed_at", field: "observed_at" },
      { column: "o.number", field: "number" },
    ],
    descending: true,
  };
}
