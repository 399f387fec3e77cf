// Takes a statement in: every new entry gets its meaning, and what is for somebody is queued to be minted, in one transaction.
import type { AccountEntry, AccountStatement } from "@alatau/formats";
import { createHash } from "node:crypto";
import type pg from "pg";
import { toHex, type Hex } from "viem";
import { inTransaction } from "../transaction.ts";
import { enqueue } from "../outbox.ts";
import { ProblemError } from "../problems.ts";
import { meaningOf, namedIn, type Meaning, type Referred } from "./classify.ts";
import { entryReference, mintIntent } from "./issue.ts";
import { lockIssuance } from "./members.ts";

export interface Upload {
  readonly statements: readonly AccountStatement[];
  /** The file. */
  readonly document: Buffer;
  readonly uploadedBy: string;
}

/**
 * Keeps the statements of a file and acts on their new entries. The same file again answers the numbers that they have. @throws
 * {ProblemError} `statement-account-foreign`, `statement-gap`, `statement-entry-changed`; then nothing of the file is kept
 */
export async function takeIn(pool: pg.Pool, { statements, document, uploadedBy }: Upload): Promise<number[]> {
  return await inTransaction(pool, async (client) => {
    await lockIssuance(client);
    const numbers: number[] = [];
    for (const [place, statement] of statements.entries()) {
      const hash = createHash("sha256").update(document).update(String(place)).digest();
      numbers.push(await takeOne(client, { statement, hash, document, uploadedBy }));
    }
    return numbers;
  });
}

interface Kept {
  readonly statement: AccountStatement;
  readonly hash: Buffer;
  readonly document: Buffer;
  readonly uploadedBy: string;
}

async function takeOne(client: pg.PoolClient, kept: Kept): Promise<number> {
  const { statement, hash } = kept;
  const { rows } = await client.query<{ number: number }>(
    "SELECT number FROM payload.issuer_statements WHERE content_hash = $1",
    [hash],
  );
  if (rows[0] !== undefined) return rows[0].number;
  await mustFit(client, statement);
  const number = await keepStatement(client, kept);
  let added = 0;
  for (const entry of statement.entries)
    if (await keepEntry(client, statement.account, entry, number)) added += 1;
  await client.query("UPDATE payload.issuer_statements SET added = $2 WHERE number = $1", [number, added]);
  return number;
}

/** One of the issuer's accounts, and no gap to the statement before. */
async function mustFit(client: pg.PoolClient, statement: AccountStatement): Promise<void> {
  const { account, firstDay, openingTiyn } = statement;
  const { rowCount } = await client.query("SELECT 1 FROM payload.issuer_accounts WHERE iban = $1", [account]);
  if (rowCount === 0)
    throw new ProblemError("statement-account-foreign", `«${account}» is none of the issuer's accounts.`);
  const { rows } = await client.query<{ closing_tiyn: bigint; last_day: string }>(
    `SELECT closing_tiyn, last_day::text AS last_day FROM payload.issuer_statements
      WHERE account = $1 AND last_day < $2 ORDER BY last_day DESC, number DESC LIMIT 1`,
    [account, firstDay],
  );
  const [before] = rows;
  if (before !== undefined && before.closing_tiyn !== openingTiyn)
    throw new ProblemError(
      "statement-gap",
      `The statement to ${before.last_day} closed with ${before.closing_tiyn} tiyn; this one opens with ${openingTiyn} tiyn.`,
    );
}

async function keepStatement(
  client: pg.PoolClient,
  { statement, hash, document, uploadedBy }: Kept,
): Promise<number> {
  const { format, account, id, firstDay, lastDay, openingTiyn, closingTiyn, entries } = statement;
  const { rows } = await client.query<{ number: number }>(
    `INSERT INTO payload.issuer_statements (content_hash, format, account, statement_id, first_day, last_day, opening_tiyn,
       closing_tiyn, entries, added, block, document, uploaded_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, (SELECT coalesce(max(number), 0) FROM ledger.blocks), $10, $11)
     RETURNING number`,
    [
      ...[hash, format, account, id, firstDay, lastDay, openingTiyn.toString(), closingTiyn.toString()],
      ...[entries.length, document, uploadedBy],
    ],
  );
  return rows[0]!.number;
}

/** False for an entry that an earlier statement had. */
async function keepEntry(
  client: pg.PoolClient,
  account: string,
  entry: AccountEntry,
  statement: number,
): Promise<boolean> {
  const { rows } = await client.query<{ bookedOn: string; amountTiyn: bigint }>(
    `SELECT booked_on::text AS "bookedOn", amount_tiyn AS "amountTiyn" FROM payload.issuer_entries WHERE account = $1 AND reference = $2`,
    [account, entry.reference],
  );
  if (rows[0] !== undefined) {
    mustBeSame(rows[0], entry);
    return false;
  }
  const meaning = meaningOf(entry, await referredTo(client, namedIn(entry)));
  const bankReference = entryReference(account, entry.reference);
  const number = await insertEntry(client, { account, entry, statement, meaning, bankReference });
  if ("credited" in meaning)
    await enqueue(client, mintIntent(toHex(meaning.credited), entry.amountTiyn, bankReference));
  if (meaning.purpose === "sent-back")
    await client.query("UPDATE payload.sent_back SET booked = $2 WHERE entry = $1", [meaning.number, number]);
  return true;
}

/** @throws {ProblemError} `statement-entry-changed` */
function mustBeSame(known: Pick<AccountEntry, "bookedOn" | "amountTiyn">, again: AccountEntry): void {
  if (known.amountTiyn === again.amountTiyn && known.bookedOn === again.bookedOn) return;
  throw new ProblemError(
    "statement-entry-changed",
    `The entry «${again.reference}» was ${known.amountTiyn} tiyn on ${known.bookedOn}; now it is ${again.amountTiyn} tiyn on ${again.bookedOn}.`,
  );
}

async function insertEntry(
  client: pg.PoolClient,
  {
    account,
    entry,
    statement,
    meaning,
    bankReference,
  }: { account: string; entry: AccountEntry; statement: number; meaning: Meaning; bankReference: Hex },
): Promise<number> {
  const cashOut =
    meaning.purpose === "cash-out" ? meaning.number : meaning.purpose === "returned" ? meaning.cashOut : null;
  const { rows } = await client.query<{ number: number }>(
    `INSERT INTO payload.issuer_entries (bank_reference, account, reference, booked_on, amount_tiyn, remittance, end_to_end,
       counterparty, counter_iban, returned, purpose, cash_in, cash_out, credited, why, statement)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING number`,
    [
      ...[Buffer.from(bankReference.slice(2), "hex"), account, entry.reference, entry.bookedOn],
      ...[
        entry.amountTiyn.toString(),
        entry.remittance,
        entry.endToEnd,
        entry.counterparty,
        entry.counterIban,
      ],
      ...[entry.returned, meaning.purpose, meaning.purpose === "cash-in" ? meaning.cashIn : null, cashOut],
      ...["credited" in meaning ? meaning.credited : null, "why" in meaning ? meaning.why : null, statement],
    ],
  );
  return rows[0]!.number;
}

/** What references stand for, as of now: an entry of this statement may be the return of another. */
async function referredTo(
  client: pg.PoolClient,
  references: readonly string[],
): Promise<Map<string, Referred>> {
  if (references.length === 0) return new Map();
  const { rows } = await client.query<{ reference: string } & Record<string, unknown>>(
    `SELECT reference, 'cash-in' AS kind, number, account, NULL::numeric AS "amountTiyn", NULL AS standing
       FROM payload.cash_ins WHERE reference = ANY($1)
     UNION ALL
     SELECT c.reference, 'cash-out', c.number, c.account, c.amount_tiyn,
            CASE WHEN EXISTS (SELECT 1 FROM payload.issuer_entries e WHERE e.cash_out = c.number AND e.purpose = 'returned') THEN 'over'
                 WHEN EXISTS (SELECT 1 FROM payload.issuer_entries e WHERE e.cash_out = c.number AND e.purpose = 'cash-out') THEN 'booked'
                 WHEN c.exported IS NOT NULL THEN 'open' ELSE 'early' END
       FROM payload.cash_outs c WHERE c.reference = ANY($1) AND c.kind = 'bank'
     UNION ALL
     SELECT s.reference, 'sent-back', s.entry, NULL, e.amount_tiyn,
            CASE WHEN s.booked IS NOT NULL THEN 'booked' WHEN s.exported IS NOT NULL THEN 'open' ELSE 'early' END
       FROM payload.sent_back s JOIN payload.issuer_entries e ON e.number = s.entry WHERE s.reference = ANY($1)`,
    [references],
  );
  return new Map(rows.map(({ reference, ...referred }) => [reference, referred as unknown as Referred]));
}
