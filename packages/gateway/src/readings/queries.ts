// Uploaded readings and refused records.
import type { Caller } from "../auth/caller.ts";
import type { Condition, ListQuery } from "../http/paging.ts";
import { recordsQuery, type RecordFilters, type RecordRow } from "../records/queries.ts";

export interface ReadingRow extends RecordRow {
  registers: { direction: "import" | "export"; readAt: number; milliWh: string }[];
}

/** Readings in the order in which they came, the latest first, each with the registers that it was the first to state. */
export function readingsQuery(filters: RecordFilters, caller: Caller): ListQuery {
  const query = recordsQuery({ ...filters, dataset: "energy.readings" }, caller);
  const registers = `(SELECT coalesce(json_agg(json_build_object('direction', g.direction, 'readAt', g.read_at, 'milliWh', g.milli_wh::text)
    ORDER BY g.direction, g.read_at), '[]') FROM payload.registers g WHERE g.device = r.device AND g.record_hash = r.record_hash) AS registers`;
  return {
    ...query,
    select: query.select.replace("\nFROM payload.records r", `, ${registers}\nFROM payload.records r`),
  };
}

export interface RefusalRow {
  number: number;
  received_at: Date;
  uploaded_by: number | null;
  source: string;
  position: string;
  reason: string;
  detail: string;
  payload_hash: string;
}

const mine = ({ participant, auditor }: Caller): Condition | false =>
  !auditor && ["uploaded_by = ?", participant];

/** Refused records, the latest first: those that the caller has uploaded, for auditors all. */
export const refusalsQuery = (reason: string | undefined, caller: Caller): ListQuery => ({
  select: `SELECT number, received_at, uploaded_by, source, position, reason, detail, payload_hash FROM payload.refusals`,
  where: [mine(caller), reason !== undefined && ["reason = ?", reason]],
  keys: [{ column: "number", field: "number" }],
  descending: true,
});
