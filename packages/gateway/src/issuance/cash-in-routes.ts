// Money in, for whoever brings it: a reference to pay under, and what came of it.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { account, hash, price, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { bytesOf } from "../http/show.ts";
import { holderOf } from "./cash-outs.ts";
import { unauthenticated } from "./members.ts";
import { makeReference } from "./reference.ts";

export const TAG = "Money in and out";

const cashIn = z
  .object({
    reference: z
      .string()
      .meta({ description: "What the payer writes in the bank's form.", example: "AL-7K3Q-9M42" }),
    account: account.meta({ description: "Is credited." }),
    amountTiyn: tiyn.nullable().meta({ description: "Expected; what comes is credited." }),
    receivedTiyn: tiyn.meta({ description: "At the bank so far." }),
    mintedTiyn: tiyn.meta({ description: "Of it, in aKZT." }),
    refused: z.string().nullable().meta({ description: "Why minting waits: a code of docs/errors.md." }),
    payTo: z.array(z.object({ iban: z.string(), name: z.string() })),
    txHash: hash.nullable(),
    createdAt: time,
  })
  .meta({ id: "CashIn" });

interface CashInRow {
  number: number;
  reference: string;
  account: string;
  amount_tiyn: string | null;
  received: string;
  minted: string;
  refused: string | null;
  pay_to: { iban: string; name: string }[] | null;
  tx_hash: string | null;
  created_at: Date;
}

const CASH_INS = `SELECT c.number, c.reference, '0x' || encode(c.account, 'hex') AS account, c.amount_tiyn::text AS amount_tiyn,
    coalesce(s.received, 0)::text AS received, coalesce(s.minted, 0)::text AS minted, s.refused, s.tx_hash, c.created_at,
    (SELECT jsonb_agg(jsonb_build_object('iban', iban, 'name', name) ORDER BY iban) FROM payload.issuer_accounts) AS pay_to
  FROM payload.cash_ins c
  LEFT JOIN LATERAL (
    SELECT sum(e.amount_tiyn) AS received, sum(e.amount_tiyn) FILTER (WHERE o.state IN ('mined', 'final')) AS minted,
           max(o.error->>'code') FILTER (WHERE o.state = 'refused') AS refused, '0x' || encode(max(o.tx_hash), 'hex') AS tx_hash
      FROM payload.issuer_entries e JOIN work.outbox o ON o.dedupe = 'mint/0x' || encode(e.bank_reference, 'hex')
     WHERE e.cash_in = c.number) s ON true`;

const show = (row: CashInRow) => ({
  reference: row.reference,
  account: row.account,
  amountTiyn: row.amount_tiyn,
  receivedTiyn: row.received,
  mintedTiyn: row.minted,
  refused: row.refused,
  payTo: row.pay_to ?? [],
  txHash: row.tx_hash,
  createdAt: row.created_at.toISOString(),
});

/** Declares the routes of cash-ins. */
export function cashInRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  route(
    {
      method: "post",
      path: "/v1/cash-ins",
      tag: TAG,
      summary: "A reference under which money is sent to the issuer's bank account",
      description:
        "For the account that is signed in, a participant's or any wallet's. Every transfer that names it is minted to that account, each once.",
      body: z.strictObject({ amountTiyn: price.optional() }),
      answers: { 201: { description: "Pay under this reference.", schema: cashIn } },
      refusals: ["unauthenticated"],
    },
    async ({ body, caller }) => {
      const holder = await holderOf(gateway, await caller());
      if (holder === undefined) throw unauthenticated();
      const amount = body.amountTiyn?.toString() ?? null;
      for (;;) {
        const { rows } = await gateway.pool.query<{ number: number }>(
          `INSERT INTO payload.cash_ins (reference, account, participant, amount_tiyn, created_by)
           SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM payload.cash_outs WHERE reference = $1)
           ON CONFLICT DO NOTHING RETURNING number`,
          [makeReference(randomBytes(4)), bytesOf(holder.account), holder.participant, amount, holder.name],
        );
        if (rows[0] === undefined) continue; // one of a thousand million: taken
        const made = await gateway.pool.query<CashInRow>(`${CASH_INS} WHERE c.number = $1`, [rows[0].number]);
        return { status: 201, body: show(made.rows[0]!) };
      }
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/cash-ins",
    tag: TAG,
    summary: "The caller's references with what came under each, the latest first",
    refusals: ["unauthenticated"],
    filters: {},
    item: cashIn,
    query: async (_, { caller }) => {
      const holder = await holderOf(gateway, await caller());
      if (holder === undefined) throw unauthenticated();
      return {
        select: CASH_INS,
        where: [["c.account = ?", bytesOf(holder.account)]],
        keys: [{ column: "c.number", field: "number" }],
        descending: true,
      };
    },
    show,
  });
}
