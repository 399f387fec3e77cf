// The daily reserve report out of the issuer's books and the chain. Kept as it was made; anybody may read it.
import { ABIS, jcs, sha256, utf8 } from "@alatau/sdk";
import type pg from "pg";
import { toHex, type Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { csvLine } from "../http/csv.ts";
import { timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { cashOutReference } from "./issue.ts";
import { reserveOf, type LineKind, type Movement } from "./reserve.ts";

export interface ReportRow {
  readonly number: number;
  readonly report_hash: Hex;
  readonly day: string;
  readonly block: number;
  readonly document: string;
  readonly made_by: string;
  readonly created_at: Date;
}

export const REPORTS = `SELECT number, '0x' || encode(report_hash, 'hex') AS report_hash, day::text AS day, block, document, made_by, created_at
  FROM payload.reserve_reports`;

/** What is published. Amounts are decimal strings; it names no person and no account of one. */
export interface ReserveDocument {
  readonly version: 1;
  readonly day: string;
  readonly block: number;
  readonly blockHash: Hex;
  readonly blockTime: string;
  readonly accounts: readonly { readonly closedOn: string; readonly closingTiyn: string }[];
  readonly supplyTiyn: string;
  readonly bankTiyn: string;
  readonly elsewhere: readonly { readonly chainId: number; readonly lockedTiyn: string }[];
  readonly lines: readonly { readonly kind: LineKind; readonly key: string; readonly amountTiyn: string }[];
  readonly differenceTiyn: string;
  readonly balanced: boolean;
}

/**
 * Makes the report of the last day that every account's statements reach, against the last block. The same books and block give the
 * same report. @throws {ProblemError} `reserve-report-early` before the first statement
 */
export async function makeReport(gateway: Gateway, madeBy: string): Promise<number> {
  const { pool } = gateway;
  const document = await draft(gateway);
  const text = jcs(document);
  const { rows } = await pool.query<{ number: number }>(
    `INSERT INTO payload.reserve_reports (report_hash, day, block, document, made_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (report_hash) DO UPDATE SET report_hash = excluded.report_hash RETURNING number`,
    [Buffer.from(sha256(utf8(text))), document.day, document.block, text, madeBy],
  );
  return rows[0]!.number;
}

async function draft({ pool, chain, network }: Gateway): Promise<ReserveDocument> {
  const books = await inTransaction(pool, readBooks, { readOnly: true });
  const supply = await chain.readContract({
    ...{ address: network.contracts.tenge, abi: ABIS.tenge, functionName: "totalSupply" },
    blockNumber: BigInt(books.block.number),
  });
  const bankTiyn = books.accounts.reduce((sum, { closingTiyn }) => sum + closingTiyn, 0n);
  const { lines, differenceTiyn, balanced } = reserveOf({ supplyTiyn: supply, bankTiyn }, books.movements);
  const covered = books.elsewhere.every(({ lockedTiyn, issuedTiyn }) => lockedTiyn >= issuedTiyn);
  return {
    ...{ version: 1, day: books.day, block: books.block.number, blockHash: toHex(books.block.hash) },
    blockTime: timeOf(books.block.timestamp),
    accounts: books.accounts.map(({ closedOn, closingTiyn }) => ({
      closedOn,
      closingTiyn: String(closingTiyn),
    })),
    ...{ supplyTiyn: String(supply), bankTiyn: String(bankTiyn) },
    elsewhere: books.elsewhere.map(({ chainId, lockedTiyn }) => ({
      chainId,
      lockedTiyn: String(lockedTiyn),
    })),
    lines: lines.map(({ kind, key, amountTiyn }) => ({ kind, key, amountTiyn: String(amountTiyn) })),
    ...{ differenceTiyn: String(differenceTiyn), balanced: balanced && covered },
  };
}

interface Books {
  readonly day: string;
  readonly block: { readonly number: number; readonly hash: Buffer; readonly timestamp: number };
  readonly accounts: readonly { readonly closedOn: string; readonly closingTiyn: bigint }[];
  readonly elsewhere: readonly {
    readonly chainId: number;
    readonly lockedTiyn: bigint;
    readonly issuedTiyn: bigint;
  }[];
  readonly movements: readonly Movement[];
}

async function readBooks(client: pg.PoolClient): Promise<Books> {
  const tip = await client.query<Books["block"]>(
    "SELECT number, hash, timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1",
  );
  const statements = await client.query<{
    opening: bigint;
    closing: bigint;
    closed_on: string;
    block: number;
  }>(
    `SELECT first.opening_tiyn AS opening, last.closing_tiyn AS closing, last.last_day::text AS closed_on, first.block
       FROM payload.issuer_accounts a
      CROSS JOIN LATERAL (SELECT opening_tiyn, block FROM payload.issuer_statements s WHERE s.account = a.iban
                           ORDER BY first_day, number LIMIT 1) first
      CROSS JOIN LATERAL (SELECT closing_tiyn, last_day FROM payload.issuer_statements s WHERE s.account = a.iban
                           ORDER BY last_day DESC, number DESC LIMIT 1) last ORDER BY a.iban`,
  );
  const [block] = tip.rows;
  if (block === undefined || statements.rows.length === 0) throw new ProblemError("reserve-report-early");
  const begun = Math.min(...statements.rows.map((row) => row.block));
  const entries = await readEntries(client);
  const issues = await readIssues(client, begun, new Set(entries.map(({ key }) => key)));
  const accounts = statements.rows.map((row) => ({ closedOn: row.closed_on, closingTiyn: row.closing }));
  const openings = statements.rows.map(({ opening }, place): Movement => ({
    ...{ side: "bank", key: `opening/${place}`, amountTiyn: opening, alone: "opening" },
  }));
  return {
    day: accounts.map(({ closedOn }) => closedOn).sort()[0]!,
    ...{ block, accounts, movements: [...openings, ...entries, ...issues] },
    elsewhere: await readElsewhere(client, issues),
  };
}

/** The movements of the bank accounts. */
async function readEntries(client: pg.PoolClient): Promise<Movement[]> {
  const { rows } = await client.query<Movement>(
    `SELECT 'bank' AS side, e.amount_tiyn AS "amountTiyn",
            CASE WHEN e.purpose = 'cash-out' THEN 'cash-out/0x' || encode(c.cash_out, 'hex')
                 WHEN s.entry IS NOT NULL THEN 'back/' || s.reference
                 WHEN e.purpose = 'sent-back' THEN 'back/' || b.reference
                 ELSE 'entry/0x' || encode(e.bank_reference, 'hex') END AS key,
            CASE WHEN e.purpose = 'cash-out' THEN 'not-burned'
                 WHEN s.entry IS NOT NULL OR e.purpose = 'sent-back' THEN 'sent-back'
                 WHEN e.credited IS NOT NULL THEN 'not-minted'
                 WHEN EXISTS (SELECT 1 FROM payload.issuer_decisions d WHERE d.entry = e.number AND d.confirmed) THEN 'own-money'
                 ELSE 'suspense' END AS alone
       FROM payload.issuer_entries e
       LEFT JOIN payload.cash_outs c ON c.number = e.cash_out
       LEFT JOIN payload.sent_back s ON s.entry = e.number
       LEFT JOIN payload.sent_back b ON b.booked = e.number`,
  );
  return rows;
}

/** The mints and burns of the chain; `begun`: the block when the books began. */
async function readIssues(
  client: pg.PoolClient,
  begun: number,
  entries: ReadonlySet<string>,
): Promise<Movement[]> {
  const cashOuts = await client.query<{ cash_out: Hex; chain_id: number | null }>(
    "SELECT '0x' || encode(cash_out, 'hex') AS cash_out, chain_id FROM payload.cash_outs WHERE received_block IS NOT NULL",
  );
  const burned = new Map(cashOuts.rows.map((row) => [cashOutReference(row.cash_out), row]));
  const { rows } = await client.query<{
    amount: bigint;
    reference: Hex;
    block: number;
    chain_id: number | null;
  }>(
    `SELECT i.amount_tiyn AS amount, '0x' || encode(i.bank_reference, 'hex') AS reference, i.block_number AS block, l.chain_id
       FROM ledger.issues i LEFT JOIN payload.inbound_locks l USING (bank_reference)`,
  );
  return rows.map(({ amount: amountTiyn, reference, block, chain_id: chainId }): Movement => {
    const of = (key: string, alone: LineKind): Movement => ({ side: "chain", key, amountTiyn, alone });
    const cashOut = amountTiyn < 0n ? burned.get(reference) : undefined;
    const otherChain = cashOut?.chain_id ?? chainId;
    if (otherChain !== null && otherChain !== undefined) return of(elsewhereKey(otherChain), "elsewhere");
    if (cashOut !== undefined) return of(`cash-out/${cashOut.cash_out}`, "not-paid");
    const entry = `entry/${reference}`;
    if (entries.has(entry)) return of(entry, "unknown-issue");
    return block <= begun ? of("before-books", "before-books") : of(`issue/${reference}`, "unknown-issue");
  });
}

const elsewhereKey = (chainId: number): string => `chain/${chainId}`;

/** What other chains' locks hold against what is issued here for them. */
async function readElsewhere(
  client: pg.PoolClient,
  issues: readonly Movement[],
): Promise<Books["elsewhere"]> {
  const { rows } = await client.query<{ chain_id: number; locked: bigint }>(
    "SELECT chain_id, locked FROM work.inbound_cursors ORDER BY chain_id",
  );
  return rows.map(({ chain_id: chainId, locked: lockedTiyn }) => ({
    ...{ chainId, lockedTiyn },
    issuedTiyn: issues
      .filter(({ key }) => key === elsewhereKey(chainId))
      .reduce((sum, { amountTiyn }) => sum + amountTiyn, 0n),
  }));
}

const COLUMNS = ["kind", "key", "amountTiyn"] as const;

/** A report as CSV: the sums first, then every line. */
export function reportCsv(document: ReserveDocument): string {
  const { day, block, supplyTiyn, bankTiyn, differenceTiyn, balanced } = document;
  const sums = { day, block, supplyTiyn, bankTiyn, differenceTiyn, balanced };
  return [
    csvLine(COLUMNS),
    ...Object.entries(sums).map(([kind, value]) => csvLine([kind, "", value])),
    ...document.lines.map((line) => csvLine(COLUMNS.map((column) => line[column]))),
  ].join("");
}
