// What stands for a participant: the account that acts for it now, and its name.
import type pg from "pg";
import type { Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import { ParticipantUnknownError } from "./errors.ts";

/** The account in force of a participant. @throws {ParticipantUnknownError} */
export async function accountOf({ reads }: Pick<Gateway, "reads">, participant: number): Promise<Hex> {
  const { rows } = await reads.query<{ account: Hex }>(
    named("SELECT account FROM ledger.current_participants WHERE participant = $1", [participant]),
  );
  if (rows[0] === undefined) throw new ParticipantUnknownError(participant);
  return rows[0].account;
}

/** The name of an organisation; null where it has given none. */
export async function nameOf(db: pg.Pool, participant: number): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>(
    named("SELECT name FROM payload.profiles WHERE participant = $1", [participant]),
  );
  return rows[0]?.name ?? null;
}
