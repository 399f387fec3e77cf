// Balances of participants in the vault.
import type pg from "pg";
import { z } from "zod";
import { numberParam, time, tiyn, uint32 } from "../http/fields.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { nameOf } from "../participants/account.ts";
import { requireInsight } from "../participants/routes.ts";

interface AccountRow {
  free: string;
  locked: string;
  proceeds: string;
  owed: string;
  block_number: number | null;
}

const account = z
  .object({
    participant: uint32,
    name: z.string().nullable(),
    freeTiyn: tiyn,
    lockedTiyn: tiyn.meta({ description: "For bids." }),
    proceedsTiyn: tiyn.meta({ description: "For sold energy; free once the challenge window has closed." }),
    owedTiyn: tiyn.meta({ description: "Receivables of others." }),
    owes: z.array(z.object({ creditor: uint32, amountTiyn: tiyn })),
    withdrawal: z.object({ amountTiyn: tiyn, readyAt: time }).nullable(),
    block: z.int().nullable().meta({ description: "Of the last movement." }),
  })
  .meta({ id: "Account" });

/** A participant's balances as they are shown. */
export async function readAccount(db: pg.Pool, participant: number) {
  const [name, balances, owes, withdrawals] = await Promise.all([
    nameOf(db, participant),
    db.query<AccountRow>(
      named(
        "SELECT free, locked, proceeds, owed, block_number FROM ledger.account_balances WHERE participant = $1",
        [participant],
      ),
    ),
    db.query<{ creditor: number; amount_tiyn: string }>(
      named("SELECT creditor, amount_tiyn FROM ledger.receivables WHERE participant = $1 ORDER BY creditor", [
        participant,
      ]),
    ),
    db.query<{ amount_tiyn: string; ready_at: number }>(
      named("SELECT amount_tiyn, ready_at FROM ledger.current_withdrawals WHERE participant = $1", [
        participant,
      ]),
    ),
  ]);
  const row = balances.rows[0] ?? { free: "0", locked: "0", proceeds: "0", owed: "0", block_number: null };
  const [withdrawal] = withdrawals.rows;
  return {
    participant,
    name,
    freeTiyn: row.free,
    lockedTiyn: row.locked,
    proceedsTiyn: row.proceeds,
    owedTiyn: row.owed,
    owes: owes.rows.map(({ creditor, amount_tiyn }) => ({ creditor, amountTiyn: amount_tiyn })),
    withdrawal: withdrawal
      ? { amountTiyn: withdrawal.amount_tiyn, readyAt: timeOf(withdrawal.ready_at) }
      : null,
    block: row.block_number,
  };
}

/** Declares the route of accounts. */
export function accountRoutes(api: Api): void {
  api.route(
    {
      method: "get",
      path: "/v1/accounts/{participant}",
      tag: "Accounts and statements",
      summary: "A participant's balances in the vault",
      description: "A community's are shown to itself and to auditors only.",
      params: z.object({ participant: numberParam }),
      answers: { 200: { description: "The balances.", schema: account } },
      refusals: ["participant-unknown", "forbidden"],
    },
    async ({ params, caller }) => {
      await requireInsight(api, params.participant, caller);
      return { body: await readAccount(api.gateway.reads, params.participant), cache: "tagged" };
    },
  );
}
