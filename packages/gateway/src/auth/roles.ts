// Rights that come from a role on chain instead of from being a participant.
import { ROLES } from "@alatau/sdk";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import type { Caller } from "./caller.ts";

/** Whether the account that is signed in holds a role now. API keys hold none. */
export async function holdsRole(
  { reads }: Pick<Gateway, "reads">,
  { account }: Pick<Caller, "account">,
  role: keyof typeof ROLES,
): Promise<boolean> {
  if (account === null) return false;
  const { rowCount } = await reads.query(
    named(
      `SELECT 1 FROM ledger.current_roles WHERE role = $1 AND account = $2
         AND coalesce(since, 0) <= (SELECT timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1)`,
      [ROLES[role].toString(), Buffer.from(account.slice(2), "hex")],
    ),
  );
  return rowCount !== 0;
}
