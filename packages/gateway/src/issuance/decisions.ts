// What takes two pairs of eyes: one member proposes, another confirms, and only then something happens, in the same transaction.
import type pg from "pg";
import { toHex, type Address, type Hex } from "viem";
import { enqueue } from "../outbox.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { readCashOut } from "./cash-outs.ts";
import { burnIntent, giveBackIntent, mintIntent, queueAgain } from "./issue.ts";
import { lockIssuance } from "./members.ts";
import { makeReference } from "./reference.ts";
import { randomBytes } from "node:crypto";

/**
 * Of a cash-out: `pay` burns and pays, `refuse` gives the tokens back. Of an entry in suspense: `assign` mints to an account,
 * `send-back` pays the money back to its sender, `accept` takes it for the issuer's own money.
 */
export const DECISION_KINDS = ["pay", "refuse", "assign", "send-back", "accept"] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

export interface Proposal {
  readonly kind: DecisionKind;
  /** Of `pay` and `refuse`. */
  readonly cashOut: Hex | null;
  /** Number, of the others. */
  readonly entry: number | null;
  /** Of `assign`. */
  readonly credited: Buffer | null;
  readonly note: string;
}

interface Subject {
  readonly cashOut: number | null;
  readonly entry: number | null;
  /** Whose money it is: nobody decides over his own. */
  readonly owner: Buffer | null;
}

/** Keeps a proposal; answers its number. @throws {ProblemError} `decision-open`, `decision-unfit`, `decision-own`, `counterparty-unknown` */
export async function propose(
  pool: pg.Pool,
  proposal: Proposal,
  { member, account }: { member: number; account: string },
): Promise<number> {
  return await inTransaction(pool, async (client) => {
    await lockIssuance(client);
    const subject = await subjectOf(client, proposal);
    mustBeAnothers(subject, account);
    const { rows } = await client.query<{ number: number }>(
      `INSERT INTO payload.issuer_decisions (kind, cash_out, entry, credited, note, proposed_by)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING number`,
      [proposal.kind, subject.cashOut, subject.entry, proposal.credited, proposal.note, member],
    );
    if (rows[0] === undefined) throw new ProblemError("decision-open");
    return rows[0].number;
  });
}

interface OpenDecision {
  kind: DecisionKind;
  cash_out: Hex | null;
  entry: number | null;
  credited: Buffer | null;
  note: string;
  proposed_by: number;
  confirmed: boolean | null;
}

/**
 * Confirms a proposal of another member and does what it says, or rejects it. The same answer again changes nothing. @throws
 * {ProblemError} `decision-unknown`, `decision-over`, `four-eyes`, `decision-own`, `decision-unfit`
 */
export async function decide(
  pool: pg.Pool,
  number: number,
  { member, account, confirm }: { member: number; account: string; confirm: boolean },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await lockIssuance(client);
    const { rows } = await client.query<OpenDecision>(
      `SELECT d.kind, '0x' || encode(c.cash_out, 'hex') AS cash_out, d.entry, d.credited, d.note, d.proposed_by, d.confirmed
         FROM payload.issuer_decisions d LEFT JOIN payload.cash_outs c ON c.number = d.cash_out WHERE d.number = $1`,
      [number],
    );
    const [open] = rows;
    if (open === undefined) throw new ProblemError("decision-unknown");
    if (open.confirmed === confirm) return;
    if (open.confirmed !== null) throw new ProblemError("decision-over");
    if (confirm) {
      if (open.proposed_by === member) throw new ProblemError("four-eyes");
      const { kind, cash_out: cashOut, entry, credited, note } = open;
      const proposal = { kind, cashOut, entry, credited, note };
      mustBeAnothers(await subjectOf(client, proposal), account);
      await DONE[kind](client, proposal);
    }
    await client.query(
      "UPDATE payload.issuer_decisions SET decided_by = $2, decided_at = now(), confirmed = $3 WHERE number = $1",
      [number, member, confirm],
    );
  });
}

function mustBeAnothers({ owner }: Subject, account: string): void {
  if (owner !== null && toHex(owner) === account.toLowerCase()) throw new ProblemError("decision-own");
}

/** What a proposal is about, if it still fits. @throws {ProblemError} `decision-unfit`, `cash-out-unknown`, `counterparty-unknown` */
async function subjectOf(client: pg.PoolClient, proposal: Proposal): Promise<Subject> {
  const { kind, cashOut, entry, credited } = proposal;
  const ofCashOut = kind === "pay" || kind === "refuse";
  if (
    (cashOut !== null) !== ofCashOut ||
    (entry !== null) === ofCashOut ||
    (credited !== null) !== (kind === "assign")
  )
    throw new ProblemError("decision-unfit", `«${kind}» is not about that.`);
  if (cashOut !== null) {
    const row = await readCashOut(client, cashOut);
    if (row.state !== "received" || row.kind !== "bank")
      throw new ProblemError("decision-unfit", `The cash-out is ${row.state}.`);
    return { cashOut: row.number, entry: null, owner: Buffer.from(row.account.slice(2), "hex") };
  }
  const found = await suspended(client, entry!);
  if (kind !== "accept" && found.amount < 0n)
    throw new ProblemError("decision-unfit", "Money that went out can only be accepted.");
  if (kind === "send-back" && (found.iban === null || found.counterparty === null))
    throw new ProblemError("counterparty-unknown");
  return { cashOut: null, entry: entry!, owner: credited };
}

interface SuspendedEntry {
  amount: bigint;
  bankReference: Hex;
  iban: string | null;
  counterparty: string | null;
  credited: Buffer | null;
}

/** An entry that nobody has been credited for: in suspense, or its mint was refused for good. */
async function suspended(client: pg.PoolClient, number: number): Promise<SuspendedEntry> {
  const { rows } = await client.query<SuspendedEntry & { open: boolean }>(
    `SELECT e.amount_tiyn AS amount, '0x' || encode(e.bank_reference, 'hex') AS "bankReference", e.counter_iban AS iban, e.counterparty,
            e.credited, (e.purpose = 'suspense' AND NOT EXISTS (SELECT 1 FROM payload.issuer_decisions d WHERE d.entry = e.number AND d.confirmed))
              OR (o.state = 'refused' AND (o.block IS NULL OR o.sealed)) AS open
       FROM payload.issuer_entries e
       LEFT JOIN work.outbox o ON o.dedupe = 'mint/0x' || encode(e.bank_reference, 'hex') WHERE e.number = $1`,
    [number],
  );
  const [row] = rows;
  if (row === undefined) throw new ProblemError("entry-unknown");
  if (!row.open) throw new ProblemError("decision-unfit", "The entry is not in suspense.");
  return row;
}

const addressOf = (bytes: Buffer): Address => toHex(bytes);

/** What each confirmed decision does. */
const DONE: Readonly<Record<DecisionKind, (client: pg.PoolClient, proposal: Proposal) => Promise<void>>> = {
  pay: async (client, { cashOut }) => {
    const { amount_tiyn: amount } = await readCashOut(client, cashOut!);
    await enqueue(client, burnIntent(cashOut!, BigInt(amount)));
  },
  refuse: async (client, { cashOut }) => {
    const { account, amount_tiyn: amount } = await readCashOut(client, cashOut!);
    await enqueue(client, giveBackIntent(cashOut!, account, BigInt(amount)));
  },
  assign: async (client, { entry, credited }) => {
    const { amount, bankReference } = await suspended(client, entry!);
    const intent = mintIntent(addressOf(credited!), amount, bankReference);
    await client.query("UPDATE payload.issuer_entries SET credited = $2 WHERE number = $1", [
      entry,
      credited,
    ]);
    if (!(await queueAgain(client, intent))) await enqueue(client, intent);
  },
  "send-back": async (client, { entry }) => {
    await retireMint(client, entry!);
    await client.query("INSERT INTO payload.sent_back (entry, reference) VALUES ($1, $2)", [
      entry,
      makeReference(randomBytes(4)),
    ]);
  },
  accept: async (client, { entry }) => await retireMint(client, entry!),
};

/** A refused mint of an entry is not tried again. */
async function retireMint(client: pg.PoolClient, entry: number): Promise<void> {
  await client.query(
    `UPDATE work.outbox o SET dedupe = o.dedupe || '/refused/' || o.number FROM payload.issuer_entries e
      WHERE e.number = $1 AND o.dedupe = 'mint/0x' || encode(e.bank_reference, 'hex') AND o.state = 'refused'`,
    [entry],
  );
  await client.query("UPDATE payload.issuer_entries SET credited = NULL WHERE number = $1", [entry]);
}
