// What takes two pairs of eyes: proposals, and the second pair.
import { z } from "zod";
import { account, accountParam, bigNumberParam, hash, hashParam, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { DECISION_KINDS, decide, propose, type DecisionKind } from "./decisions.ts";
import { DESK, REFUSALS } from "./desk.ts";
import { memberOf, mustBeOfficer, mustSeeIssuance } from "./members.ts";

const number = z.int();
const decision = z
  .object({
    decision: number,
    kind: z.enum(DECISION_KINDS),
    cashOut: hash.nullable(),
    entry: number.nullable(),
    amountTiyn: tiyn,
    credited: account.nullable(),
    note: z.string(),
    proposedBy: z.string(),
    proposedAt: time,
    decidedBy: z.string().nullable(),
    decidedAt: time.nullable(),
    confirmed: z.boolean().nullable().meta({ description: "Null: it waits for a second pair of eyes." }),
    own: z.boolean().meta({ description: "Whether the caller proposed it, and so cannot confirm it." }),
  })
  .meta({ id: "IssuerDecision" });

interface DecisionRow {
  number: number;
  kind: DecisionKind;
  cash_out: string | null;
  entry: number | null;
  amount: string;
  credited: string | null;
  note: string;
  proposer: number;
  proposed_by: string;
  proposed_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  confirmed: boolean | null;
}

const DECISIONS = `SELECT d.number, d.kind, '0x' || encode(c.cash_out, 'hex') AS cash_out, d.entry, coalesce(c.amount_tiyn, e.amount_tiyn)::text AS amount,
    '0x' || encode(d.credited, 'hex') AS credited, d.note, d.proposed_by AS proposer, p.name AS proposed_by, d.proposed_at, q.name AS decided_by,
    d.decided_at, d.confirmed
  FROM payload.issuer_decisions d JOIN payload.issuer_members p ON p.member = d.proposed_by
  LEFT JOIN payload.issuer_members q ON q.member = d.decided_by
  LEFT JOIN payload.cash_outs c ON c.number = d.cash_out LEFT JOIN payload.issuer_entries e ON e.number = d.entry`;

const showDecision = (row: DecisionRow, member: number | undefined) => ({
  ...{
    decision: row.number,
    kind: row.kind,
    cashOut: row.cash_out,
    entry: row.entry,
    amountTiyn: row.amount,
  },
  ...{ credited: row.credited, note: row.note, proposedBy: row.proposed_by },
  ...{ proposedAt: row.proposed_at.toISOString(), decidedBy: row.decided_by },
  ...{
    decidedAt: row.decided_at?.toISOString() ?? null,
    confirmed: row.confirmed,
    own: row.proposer === member,
  },
});

/** Declares the routes of decisions. */
export function decisionRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  const { pool } = gateway;
  const answer = async (of: number, own: number) => {
    const { rows } = await pool.query<DecisionRow>(`${DECISIONS} WHERE d.number = $1`, [of]);
    return showDecision(rows[0]!, own);
  };
  route(
    {
      ...{
        method: "post",
        path: "/v1/issuer/decisions",
        tag: DESK,
        summary: "Propose what takes two pairs of eyes",
      },
      description:
        "`pay` and `refuse` a cash-out; `assign` an entry in suspense to an account or to a cash-in's reference, `send-back` its money, " +
        "or `accept` it for the issuer's own. Nothing happens before another officer confirms.",
      body: z.strictObject({
        kind: z.enum(DECISION_KINDS),
        cashOut: hashParam.optional(),
        entry: z.int().min(1).optional(),
        account: accountParam.optional(),
        reference: z.string().max(40).optional(),
        note: z.string().trim().max(500).default(""),
      }),
      answers: { 201: { description: "It waits for another officer.", schema: decision } },
      refusals: [
        ...[
          ...REFUSALS,
          "cash-out-unknown",
          "entry-unknown",
          "decision-open",
          "decision-unfit",
          "decision-own",
        ],
        "counterparty-unknown",
      ],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      const { member: own } = await mustBeOfficer(gateway, asking);
      const { kind, cashOut: of = null, entry: at = null, note } = body;
      const credited =
        body.account !== undefined ? bytesOf(body.account) : await accountBehind(body.reference);
      const proposal = { kind, cashOut: of, entry: at, credited, note };
      const made = await propose(pool, proposal, { member: own, account: asking.account! });
      return { status: 201, body: await answer(made, own) };
    },
    limiters.writes,
  );
  for (const [verb, confirm] of [
    ["confirm", true],
    ["reject", false],
  ] as const)
    route(
      {
        ...{ method: "post", path: `/v1/issuer/decisions/{decision}/${verb}`, tag: DESK },
        summary: confirm
          ? "Confirm another officer's proposal: it is done"
          : "Reject a proposal, also one's own",
        params: z.object({ decision: bigNumberParam }),
        answers: { 200: { description: "Decided.", schema: decision } },
        refusals: [
          ...[...REFUSALS, "decision-unknown", "decision-over", "decision-unfit", "decision-own"],
          ...(confirm ? ["four-eyes"] : []),
        ],
      },
      async ({ params, caller }) => {
        const asking = await caller();
        const { member: own } = await mustBeOfficer(gateway, asking);
        await decide(pool, params.decision, { member: own, account: asking.account!, confirm });
        return { body: await answer(params.decision, own) };
      },
      limiters.writes,
    );
  route(
    {
      ...{
        method: "get",
        path: "/v1/issuer/decisions",
        tag: DESK,
        summary: "Proposals, the latest 200; open ones with `open=true`",
      },
      query: z.strictObject({ open: z.enum(["true", "false"]).optional() }),
      answers: { 200: { description: "Proposals.", schema: z.object({ items: z.array(decision) }) } },
      refusals: REFUSALS,
    },
    async ({ query, caller }) => {
      const asking = await caller();
      await mustSeeIssuance(gateway, asking);
      const own = await memberOf(gateway, asking);
      const only = query.open === "true" ? "WHERE d.confirmed IS NULL" : "";
      const { rows } = await pool.query<DecisionRow>(`${DECISIONS} ${only} ORDER BY d.number DESC LIMIT 200`);
      return { body: { items: rows.map((row) => showDecision(row, own?.member)) } };
    },
  );

  /** The account of a cash-in's reference. */
  async function accountBehind(reference: string | undefined): Promise<Buffer | null> {
    if (reference === undefined) return null;
    const { rows } = await pool.query<{ account: Buffer }>(
      "SELECT account FROM payload.cash_ins WHERE reference = $1",
      [reference.trim().toUpperCase()],
    );
    if (rows[0] === undefined)
      throw new ProblemError("decision-unfit", "There is no cash-in with that reference.");
    return rows[0].account;
  }
}
