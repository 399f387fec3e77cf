// What the issuer's bank says: statements as they came, and their entries with what became of each.
import { z } from "zod";
import { bodyBytes, mediaType, requireMediaType } from "../http/body.ts";
import { account, bigNumberParam, hash, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { SUSPENSE_REASONS } from "./classify.ts";
import { DESK, REFUSALS } from "./desk.ts";
import { takeIn } from "./ingest.ts";
import { mustBeOfficer, mustSeeIssuance } from "./members.ts";
import { readStatements, STATEMENT_TYPES } from "./statement.ts";

const number = z.int();
const statement = z
  .object({
    statement: number,
    format: z.enum(["camt.053", "csv"]),
    account: z.string(),
    id: z.string(),
    firstDay: z.string(),
    lastDay: z.string(),
    openingTiyn: tiyn,
    closingTiyn: tiyn,
    entries: z.int(),
    added: z.int().meta({ description: "Entries that no earlier statement had." }),
    uploadedBy: z.string(),
    createdAt: time,
  })
  .meta({ id: "IssuerStatement" });

interface StatementRow {
  number: number;
  format: string;
  account: string;
  statement_id: string;
  first_day: string;
  last_day: string;
  opening_tiyn: string;
  closing_tiyn: string;
  entries: number;
  added: number;
  uploaded_by: string;
  created_at: Date;
}

const STATEMENTS = `SELECT s.number, s.format, s.account, s.statement_id, s.first_day::text AS first_day, s.last_day::text AS last_day,
    s.opening_tiyn::text AS opening_tiyn, s.closing_tiyn::text AS closing_tiyn, s.entries, s.added, s.uploaded_by, s.created_at
  FROM payload.issuer_statements s`;

const showStatement = (row: StatementRow) => ({
  ...{ statement: row.number, format: row.format, account: row.account, id: row.statement_id },
  ...{ firstDay: row.first_day, lastDay: row.last_day, openingTiyn: row.opening_tiyn },
  ...{ closingTiyn: row.closing_tiyn, entries: row.entries, added: row.added, uploadedBy: row.uploaded_by },
  createdAt: row.created_at.toISOString(),
});

const STANDINGS = ["suspense", "decided", "minting", "minted", "refused", "booked"] as const;
const entry = z
  .object({
    entry: number,
    statement: number,
    account: z.string(),
    reference: z.string().meta({ description: "The bank's." }),
    bankReference: hash.meta({ description: "As in the token's event Issued." }),
    bookedOn: z.string(),
    amountTiyn: tiyn.meta({ description: "Below zero: debited." }),
    remittance: z.string(),
    counterparty: z.string().nullable(),
    counterIban: z.string().nullable(),
    purpose: z.enum(["cash-in", "cash-out", "sent-back", "returned", "suspense"]),
    standing: z.enum(STANDINGS),
    why: z.enum(SUSPENSE_REASONS).nullable(),
    refused: z
      .string()
      .nullable()
      .meta({ description: "Why the chain does not mint it: a code of docs/errors.md." }),
    credited: account.nullable(),
    txHash: hash.nullable(),
    decision: number.nullable().meta({ description: "An open proposal on it." }),
  })
  .meta({ id: "IssuerEntry" });

interface EntryRow {
  number: number;
  statement: number;
  account: string;
  reference: string;
  bank_reference: string;
  booked_on: string;
  amount_tiyn: string;
  remittance: string;
  counterparty: string | null;
  counter_iban: string | null;
  purpose: string;
  standing: (typeof STANDINGS)[number];
  why: string | null;
  refused: string | null;
  credited: string | null;
  tx_hash: string | null;
  decision: number | null;
}

const ENTRIES = `SELECT * FROM (
  SELECT e.number, e.statement, e.account, e.reference, '0x' || encode(e.bank_reference, 'hex') AS bank_reference,
         e.booked_on::text AS booked_on, e.amount_tiyn::text AS amount_tiyn, e.remittance, e.counterparty, e.counter_iban, e.purpose, e.why,
         o.error->>'code' AS refused, '0x' || encode(e.credited, 'hex') AS credited, '0x' || encode(o.tx_hash, 'hex') AS tx_hash, p.number AS decision,
         CASE WHEN o.state = 'refused' THEN 'refused' WHEN o.state IN ('mined', 'final') THEN 'minted' WHEN o.state IS NOT NULL THEN 'minting'
              WHEN e.purpose IN ('cash-out', 'sent-back') THEN 'booked'
              WHEN EXISTS (SELECT 1 FROM payload.issuer_decisions d WHERE d.entry = e.number AND d.confirmed) THEN 'decided'
              ELSE 'suspense' END AS standing
    FROM payload.issuer_entries e
    LEFT JOIN work.outbox o ON o.dedupe = 'mint/0x' || encode(e.bank_reference, 'hex')
    LEFT JOIN payload.issuer_decisions p ON p.entry = e.number AND p.confirmed IS NULL) e`;

const showEntry = (row: EntryRow) => ({
  ...{ entry: row.number, statement: row.statement, account: row.account, reference: row.reference },
  ...{ bankReference: row.bank_reference, bookedOn: row.booked_on, amountTiyn: row.amount_tiyn },
  ...{ remittance: row.remittance, counterparty: row.counterparty, counterIban: row.counter_iban },
  ...{ purpose: row.purpose, standing: row.standing, why: row.why, refused: row.refused },
  ...{ credited: row.credited, txHash: row.tx_hash, decision: row.decision },
});

/** Declares the routes of the issuer's statements and entries. */
export function statementRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  route(
    {
      ...{ method: "post", path: "/v1/issuer/bank-statements", tag: DESK },
      summary: "Hand in a statement of the issuer's bank",
      description:
        "camt.053, or CSV with the columns account, reference, date, amount, currency, text, balance. Every new credit that names a " +
        "reference is minted, each entry once, however often and in whatever statement it comes; what names none goes to suspense. " +
        "A file that is refused leaves nothing behind.",
      rawTypes: STATEMENT_TYPES,
      answers: { 201: { description: "Kept.", schema: z.object({ items: z.array(statement) }) } },
      refusals: [
        ...[...REFUSALS, "media-type-unsupported", "statement-account-foreign"],
        ...["statement-gap", "statement-entry-changed"],
      ],
    },
    async ({ request, caller }) => {
      const asking = await caller();
      await mustBeOfficer(gateway, asking);
      requireMediaType(request, STATEMENT_TYPES);
      const document = bodyBytes(request);
      const statements = readStatements(document, mediaType(request));
      const numbers = await takeIn(gateway.pool, { statements, document, uploadedBy: asking.name });
      const { rows } = await gateway.reads.query<StatementRow>(
        `${STATEMENTS} WHERE s.number = ANY($1) ORDER BY s.number`,
        [numbers],
      );
      return { status: 201, body: { items: rows.map(showStatement) } };
    },
    limiters.writes,
  );
  const see = async (caller: () => Promise<Parameters<typeof mustSeeIssuance>[1]>) =>
    await mustSeeIssuance(gateway, await caller());
  listRoute(api, limiters, {
    ...{
      path: "/v1/issuer/bank-statements",
      tag: DESK,
      summary: "The issuer's statements, the latest first",
    },
    ...{ refusals: REFUSALS, filters: {}, item: statement, show: showStatement },
    query: async (_, { caller }) => {
      await see(caller);
      return {
        select: STATEMENTS,
        where: [],
        keys: [{ column: "s.number", field: "number" }],
        descending: true,
      };
    },
  });
  listRoute(api, limiters, {
    ...{
      path: "/v1/issuer/entries",
      tag: DESK,
      summary: "The movements of the issuer's accounts, the latest first",
    },
    ...{ refusals: REFUSALS, item: entry, show: showEntry },
    filters: { standing: z.enum(STANDINGS).optional(), statement: bigNumberParam.optional() },
    query: async ({ standing, statement: of }, { caller }) => {
      await see(caller);
      return {
        select: ENTRIES,
        where: [
          standing !== undefined && ["e.standing = ?", standing],
          of !== undefined && ["e.statement = ?", of],
        ],
        ...{ keys: [{ column: "e.number", field: "number" }], descending: true },
      };
    },
    csv: {
      name: "bank-entries",
      columns: [
        "entry",
        "account",
        "reference",
        "bookedOn",
        "amountTiyn",
        "purpose",
        "standing",
        "bankReference",
        "txHash",
      ],
    },
  });
}
