// What was handed in for the chain: asked of the contract first, then queued durably, then looked up by its number.
import { LedgerError, type ContractName } from "@alatau/sdk";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import type { Answer } from "../http/answers.ts";
import { bigNumberParam, hash, time } from "../http/fields.ts";
import type { Api } from "../http/route.ts";
import { enqueue, findIntent, type OutboxState } from "../outbox.ts";
import { ERRORS, ProblemError } from "../problems.ts";
import { simulate } from "../simulate.ts";
import { inTransaction } from "../transaction.ts";

/** Key that pays for what others signed. */
export const SENDER_KEY = "operator";

export const submission = z
  .object({
    submission: z.int(),
    state: z.enum(["queued", "sent", "mined", "final", "refused"]),
    function: z.string(),
    txHash: hash.nullable(),
    block: z.int().nullable(),
    submittedAt: time,
    order: z.int().nullable().meta({ description: "Number of the order that was placed." }),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: "Submission" });

export interface SubmissionRow {
  number: number;
  state: OutboxState;
  function: string;
  tx_hash: string | null;
  block: number | null;
  created_at: Date;
  order_number: number | null;
  error: { code: string; detail: string } | null;
}

export interface SubmittedCall {
  readonly dedupe: string;
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

const SELECT = `SELECT o.number, o.state, o.function, o.tx_hash, o.block, o.created_at, p.order_number, o.error
FROM work.outbox o LEFT JOIN ledger.orders p ON o.function = 'placeOrder' AND p.tx_hash = o.tx_hash`;

/** Functions that participants may ask the gateway to send; other rows of the outbox are its own. */
const PUBLIC_FUNCTIONS = ["placeOrder", "agreeSupply", "cancelOrder", "dispute"];

/** A queued call that the chain refused later; the code is the contract's. */
class SubmissionRefusedError extends LedgerError {
  constructor({ code, detail }: { code: string; detail: string }) {
    super(code in ERRORS ? code : "call-reverted", detail);
  }
}

/**
 * Queues a call that somebody else's signature allows, unless the contract would refuse it now. The same call again finds the
 * first one. 202 until it is placed, then 201. @throws {LedgerError} with the contract's code
 */
export async function submit(gateway: Gateway, call: SubmittedCall): Promise<Answer> {
  const { pool } = gateway;
  const known = await findIntent(pool, call.dedupe);
  if (known?.state === "refused" && known.error !== null) throw new SubmissionRefusedError(known.error);
  if (known !== undefined) return await answerFor(gateway, known.number);
  const { contract, functionName, args } = call;
  await simulate(gateway, { contract, functionName, args });
  const number = await inTransaction(pool, (client) => enqueue(client, { ...call, signer: SENDER_KEY }));
  return await answerFor(gateway, number);
}

/** Where a submission stands, as an answer to the write: 201 with the order once it is placed. */
export async function answerFor({ reads }: Pick<Gateway, "reads">, number: number): Promise<Answer> {
  const row = await readSubmission(reads, number);
  const location = row.order_number === null ? `/v1/submissions/${number}` : `/v1/orders/${row.order_number}`;
  const placed = row.order_number !== null || row.state === "mined" || row.state === "final";
  return { status: placed ? 201 : 202, body: show(row), headers: { location } };
}

/** Declares the route of submissions. */
export function submissionRoutes({ route, gateway }: Api): void {
  route(
    {
      method: "get",
      path: "/v1/submissions/{submission}",
      tag: "Orders",
      summary: "What became of an order, a cancellation, a supply agreement or a dispute that was handed in",
      params: z.object({ submission: bigNumberParam }),
      answers: { 200: { description: "The submission.", schema: submission } },
      refusals: ["submission-unknown"],
    },
    async ({ params }) => ({ body: show(await readSubmission(gateway.reads, params.submission)) }),
  );
}

async function readSubmission(reads: Gateway["reads"], number: number): Promise<SubmissionRow> {
  const { rows } = await reads.query<SubmissionRow>(
    `${SELECT} WHERE o.number = $1 AND o.function = ANY($2) LIMIT 1`,
    [number, PUBLIC_FUNCTIONS],
  );
  if (rows[0] === undefined) throw new ProblemError("submission-unknown");
  return rows[0];
}

const show = (row: SubmissionRow) => ({
  submission: row.number,
  state: row.state,
  function: row.function,
  txHash: row.tx_hash,
  block: row.block,
  submittedAt: row.created_at.toISOString(),
  order: row.order_number,
  error: row.error,
});
