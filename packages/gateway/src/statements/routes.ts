// A participant's statement: its lines, what they sum to, and where the chain's running hash stood before and after.
import { z } from "zod";
import {
  evidence,
  hash,
  hexBytes,
  numberParam,
  pageParams,
  time,
  tiyn,
  tiynPerMWh,
  uint32,
  wh,
} from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { readPage } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { evidenceName, orNone, slotTime, timeOf } from "../http/show.ts";
import { nameOf } from "../participants/account.ts";
import { requireInsight } from "../participants/routes.ts";
import { ProblemError } from "../problems.ts";
import { proofAnswer, proofText } from "../proofs/answers.ts";
import { proveStatementOf } from "../proofs/service.ts";
import { blockAt, readFold, readTotals, statementQuery, type StatementLineRow } from "./queries.ts";

const TAG = "Accounts and statements";
const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));
const MOST_BLOCKS = Number.MAX_SAFE_INTEGER;

const fold = z.object({
  count: z.int(),
  hash: hexBytes.meta({ description: "28 bytes: the chain's running hash over all lines so far." }),
  block: z.int().nullable(),
});
const line = z.object({
  sale: z.string(),
  reversed: z.boolean().meta({ description: "Takes the sale back: its amounts count negative." }),
  kind: z.string(),
  device: uint32,
  order: z.int().nullable(),
  startsAt: time,
  settledAt: time,
  energyWh: wh,
  amountTiyn: tiyn,
  feeTiyn: tiyn,
  priceTiynPerMWh: tiynPerMWh,
  evidence,
  block: z.int(),
  txHash: hash,
});
const statement = z
  .object({
    participant: uint32,
    name: z.string().nullable(),
    from: time.nullable(),
    to: time.nullable(),
    opening: fold,
    closing: fold,
    totals: z.object({
      lines: z.int(),
      receivedTiyn: tiyn,
      paidTiyn: tiyn,
      balanceTiyn: tiyn.meta({ description: "Received less paid." }),
      feesTiyn: tiyn,
      soldWh: wh,
      boughtWh: wh,
      ownUseWh: wh,
    }),
    items: z.array(line),
    next: z.string().nullable(),
    proof: z.string(),
  })
  .meta({ id: "Statement" });

const show = (row: StatementLineRow) => ({
  sale: row.id,
  reversed: row.reversed,
  kind: row.kind,
  device: row.device,
  order: orNone(row.order_number),
  startsAt: slotTime(row.slot),
  settledAt: timeOf(row.settled_at),
  energyWh: signed(row.wh, row.reversed),
  amountTiyn: signed(row.amount_tiyn, row.reversed),
  feeTiyn: signed(row.fee_tiyn, row.reversed),
  priceTiynPerMWh: row.price,
  evidence: evidenceName(row.evidence),
  block: row.block_number,
  txHash: row.tx_hash,
});

const signed = (amount: string, negated: boolean): string => (negated ? String(-BigInt(amount)) : amount);

/** Declares the routes of statements. */
export function statementRoutes(api: Api, { costly }: Limiters): void {
  const { gateway, route } = api;
  route(
    {
      method: "get",
      path: "/v1/statements/{participant}",
      tag: TAG,
      summary: "A participant's lines settled in a period, with totals",
      description:
        "Lines stand in the order in which the chain folded them. `from` (exclusive) and `to` are times of settlement. " +
        "A community's statement is shown to itself and to auditors only.",
      params: z.object({ participant: numberParam }),
      query: z.strictObject({ from: seconds.optional(), to: seconds.optional(), ...pageParams }),
      answers: { 200: { description: "The statement.", schema: statement } },
      refusals: ["participant-unknown", "forbidden", "cursor-invalid", "filter-invalid"],
    },
    async ({ params: { participant }, query, caller }) => {
      await requireInsight(api, participant, caller);
      const { from, to } = query;
      if (from !== undefined && to !== undefined && from > to)
        throw new ProblemError("filter-invalid", "`from` lies after `to`.");
      const db = gateway.reads;
      const period = {
        afterBlock: from === undefined ? -1 : await blockAt(db, from),
        toBlock: to === undefined ? MOST_BLOCKS : await blockAt(db, to),
      };
      const [name, opening, closing, totals, page] = await Promise.all([
        nameOf(db, participant),
        readFold(db, participant, period.afterBlock),
        readFold(db, participant, period.toBlock),
        readTotals(db, participant, period),
        readPage<StatementLineRow>(db, statementQuery(participant, period), query),
      ]);
      return {
        body: {
          participant,
          name,
          from: from === undefined ? null : timeOf(from),
          to: to === undefined ? null : timeOf(to),
          opening,
          closing,
          totals: {
            lines: totals.lines,
            receivedTiyn: totals.received,
            paidTiyn: totals.paid,
            balanceTiyn: String(BigInt(totals.received) - BigInt(totals.paid)),
            feesTiyn: totals.fees,
            soldWh: totals.sold_wh,
            boughtWh: totals.bought_wh,
            ownUseWh: totals.own_wh,
          },
          items: page.rows.map(show),
          next: page.next,
          proof: `/v1/statements/${participant}/proof`,
        },
      };
    },
  );
  route(
    {
      ...proofText,
      path: "/v1/statements/{participant}/proof",
      summary:
        "The proof that a participant's statement is complete, from its first line to the latest block",
      params: z.object({ participant: numberParam }),
      refusals: [
        "participant-unknown",
        "forbidden",
        "statement-moving",
        "proof-not-ready",
        "chain-unreachable",
      ],
    },
    async ({ params: { participant }, caller }) => {
      await requireInsight(api, participant, caller);
      return proofAnswer(await proveStatementOf(gateway, participant));
    },
    costly,
  );
}
