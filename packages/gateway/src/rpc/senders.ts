// Whose transactions the public node takes, where a network lets only known accounts send (its nodes' account allowlist).
import type { Address } from "viem";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import { bytesOf } from "../http/show.ts";

/** `ALATAU_SENDERS=registered`: participants' accounts only. */
export const registeredSendersOnly = (env: NodeJS.ProcessEnv): boolean =>
  env["ALATAU_SENDERS"] === "registered";

/** Whether an account acts for a participant now, by the indexed chain. */
export async function isRegistered({ reads }: Gateway, account: Address): Promise<boolean> {
  const { rowCount } = await reads.query(
    named("SELECT 1 FROM ledger.current_participants WHERE account = $1 LIMIT 1", [bytesOf(account)]),
  );
  return rowCount === 1;
}
