// Records: envelopes for everybody, payloads for those they concern.
import type pg from "pg";
import type { Caller } from "../auth/caller.ts";
import { named, type Condition, type ListQuery } from "../http/paging.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";

export interface RecordRow {
  number: number;
  record_hash: string;
  dataset: string;
  publisher: number;
  envelope: string;
  payload_hash: string;
  device: number | null;
  serial: string | null;
  zone: number | null;
  evidence: number;
  observed_from: number;
  observed_to: number;
  source: string;
  received_at: Date;
  erased_at: Date | null;
  sequence: number | null;
  position: number | null;
  anchored_in: number | null;
  by_sequence: number | null;
  by_index: number | null;
}

const SELECT = `SELECT r.number, r.record_hash, r.dataset, r.publisher, r.envelope, r.payload_hash, r.device, d.serial, d.zone, r.evidence,
  r.observed_from, r.observed_to, r.source, r.received_at, r.erased_at, w.sequence, w.position, b.block_number AS anchored_in,
  s.by_sequence, s.by_index
FROM payload.records r
LEFT JOIN ledger.devices d ON d.device = r.device
LEFT JOIN work.batch_records w ON w.record_hash = r.record_hash
LEFT JOIN ledger.datasets t ON t.name = r.dataset
LEFT JOIN ledger.batches b ON b.dataset = t.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
LEFT JOIN ledger.superseded_records s ON s.dataset = t.dataset AND s.publisher = w.publisher AND s.sequence = w.sequence
  AND s.record_index = w.position`;

/** What of the payload store a caller may see: auditors all, others what is not a home's, or is of their own devices. */
export function visibleTo({
  participant,
  auditor,
}: Pick<Caller, "participant" | "auditor">): Condition | false {
  if (auditor) return false;
  if (participant === null) return ["(r.home IS NULL) = ?", true];
  return ["(r.home IS NULL OR d.participant = ? OR r.uploaded_by = ?)", participant];
}

export interface RecordFilters {
  readonly dataset?: string | undefined;
  readonly publisher?: number | undefined;
  readonly sequence?: number | undefined;
  readonly device?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Records in the order in which they came, the latest first. */
export const recordsQuery = (filters: RecordFilters, caller: Caller): ListQuery => {
  const { dataset, publisher, sequence, device, from, to } = filters;
  return {
    select: SELECT,
    where: [
      visibleTo(caller),
      dataset !== undefined && ["r.dataset = ?", dataset],
      publisher !== undefined && ["r.publisher = ?", publisher],
      sequence !== undefined && ["w.sequence = ?", sequence],
      device !== undefined && ["r.device = ?", device],
      from !== undefined && ["r.observed_to >= ?", from],
      to !== undefined && ["r.observed_from <= ?", to],
    ],
    keys: [{ column: "r.number", field: "number" }],
    descending: true,
  };
};

/** One record. @throws {ProblemError} `record-unknown` */
export async function readRecord(db: pg.Pool, hash: string): Promise<RecordRow> {
  const { rows } = await db.query<RecordRow>(named(`${SELECT} WHERE r.record_hash = $1`, [bytesOf(hash)]));
  if (rows[0] === undefined) throw new ProblemError("record-unknown");
  return rows[0];
}

export interface PayloadRow {
  salt: string | null;
  payload: string | null;
  public_key: string | null;
  device_owner: number | null;
  uploaded_by: number | null;
  visibility: "public" | "members" | "owner";
  erased: boolean;
}

/** A record's payload with what decides who may read it. */
export async function readPayload(db: pg.Pool, hash: string): Promise<PayloadRow | undefined> {
  const { rows } = await db.query<PayloadRow>(
    named(
      `SELECT r.salt, r.payload, r.public_key, d.participant AS device_owner, r.uploaded_by,
         r.envelope::jsonb->>'visibility' AS visibility, r.erased_at IS NOT NULL AS erased
       FROM payload.records r LEFT JOIN ledger.devices d ON d.device = r.device WHERE r.record_hash = $1`,
      [bytesOf(hash)],
    ),
  );
  return rows[0];
}

/** Whether the caller may read a payload: public ones everybody, members' every participant, owners' the owner; auditors all. */
export function mayRead(
  row: Pick<PayloadRow, "visibility" | "device_owner" | "uploaded_by">,
  caller: Pick<Caller, "participant" | "auditor">,
): boolean {
  if (row.visibility === "public" || caller.auditor) return true;
  if (caller.participant === null) return false;
  if (row.visibility === "members") return true;
  return (row.device_owner ?? row.uploaded_by) === caller.participant; // of no device: its owner is who made it
}
