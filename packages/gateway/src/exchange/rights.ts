// Whose payloads a member may read, from what the chain says alone.
import type pg from "pg";
import type { DatasetTerms } from "../data-sets/terms.ts";
import type { Visibility } from "../data-sets/visibility.ts";

/** What a member is to a data set. */
export interface Reader {
  readonly participants: readonly number[];
  /** Its owner or one of its checkers: they keep all of it. */
  readonly keepsAll: boolean;
  /** Field groups granted to it; 0 is the whole data set. */
  readonly groups: ReadonlySet<number>;
}

/** What decides on a record; `group` is unknown where the payload has never been here. */
export interface ReadableRecord {
  readonly visibility: Visibility;
  readonly issuer: number;
  readonly group: number | null;
}

/** Whether a member may read a record's payload. Every member reads what is public or the members'. Pure. */
export function mayReadRecord({ visibility, issuer, group }: ReadableRecord, reader: Reader): boolean {
  if (visibility !== "owner" || reader.keepsAll || reader.participants.includes(issuer)) return true;
  if (reader.groups.has(0)) return true;
  return group === null ? reader.groups.size > 0 : reader.groups.has(group);
}

/** What some participants, who share a gateway, are to a data set now. */
export async function readerOf(
  db: pg.Pool | pg.PoolClient,
  { dataset, owner, checkers }: Pick<DatasetTerms, "dataset" | "owner" | "checkers">,
  participants: readonly number[],
): Promise<Reader> {
  const { rows } = await db.query<{ field_group: number }>(
    `SELECT DISTINCT field_group FROM ledger.current_access WHERE dataset = $1 AND participant = ANY($2::bigint[]) AND field_group < 255`,
    [Buffer.from(dataset.slice(2), "hex"), participants],
  );
  const keepers = [owner, ...checkers.map(({ participant }) => participant)];
  return {
    participants,
    keepsAll: participants.some((participant) => keepers.includes(participant)),
    groups: new Set(rows.map(({ field_group: group }) => group)),
  };
}
