// Requests for access as they are kept.
import type pg from "pg";
import { readAllTerms } from "../data-sets/terms.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";

export const ORGANISATION_KINDS = ["university", "incubator", "company", "agency", "other"] as const;

export interface AskedAccess {
  readonly organisation: string;
  readonly kind: (typeof ORGANISATION_KINDS)[number];
  readonly account: string;
  readonly purpose: string;
  readonly dataSets: readonly string[];
}

export interface AccessRequest extends AskedAccess {
  readonly request: number;
  readonly madeAt: string;
  readonly state: "open" | "granted" | "refused";
  readonly participant: number | null;
  readonly sandbox: string | null;
  readonly sets: readonly { readonly name: string; readonly state: string; readonly owner: number | null }[];
}

interface Row {
  request: number;
  organisation: string;
  kind: AskedAccess["kind"];
  account: string;
  purpose: string;
  made_at: Date;
  state: AccessRequest["state"];
  participant: number | null;
  sandbox: string | null;
  sets: AccessRequest["sets"] | null;
}

/** Keeps a request. @throws {ProblemError} `dataset-unknown`, `access-asked-already` */
export async function keepRequest(pool: pg.Pool, asked: AskedAccess): Promise<number> {
  const known = new Map((await readAllTerms(pool)).map((terms) => [terms.name, terms]));
  const unknown = asked.dataSets.find((name) => !known.has(name));
  if (unknown !== undefined) throw new ProblemError("dataset-unknown", `There is no data set ${unknown}.`);
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ request: number }>(
      `INSERT INTO payload.access_requests (organisation, kind, account, purpose) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account) WHERE state = 'open' DO NOTHING RETURNING request`,
      [asked.organisation, asked.kind, Buffer.from(asked.account.slice(2), "hex"), asked.purpose],
    );
    const [row] = rows;
    if (row === undefined) throw new ProblemError("access-asked-already");
    const names = [...new Set(asked.dataSets)];
    // What everybody or every member sees needs no grant of its owner.
    const states = names.map((name) => (known.get(name)!.visibility === "owner" ? "waiting" : "open"));
    await client.query(
      "INSERT INTO payload.access_request_sets (request, dataset, state) SELECT $1, * FROM unnest($2::text[], $3::text[])",
      [row.request, names, states],
    );
    return Number(row.request);
  });
}

const SELECT = `SELECT a.request, a.organisation, a.kind, '0x' || encode(a.account, 'hex') AS account, a.purpose, a.made_at, a.state,
  a.participant, a.sandbox,
  (SELECT json_agg(json_build_object('name', s.dataset, 'state', s.state, 'owner', d.owner) ORDER BY s.dataset)
     FROM payload.access_request_sets s LEFT JOIN ledger.datasets d ON d.name = s.dataset WHERE s.request = a.request) AS sets
FROM payload.access_requests a`;

const show = ({ made_at: madeAt, sets, ...row }: Row): AccessRequest => ({
  ...{ ...row, request: Number(row.request), madeAt: madeAt.toISOString(), sets: sets ?? [] },
  dataSets: (sets ?? []).map(({ name }) => name),
});

/** All requests, the latest first; with `owner`, those that were registered and wait for one of its data sets. */
export async function readRequests(pool: pg.Pool, owner: number | null): Promise<AccessRequest[]> {
  const { rows } = await pool.query<Row>(
    owner === null
      ? `${SELECT} ORDER BY a.request DESC LIMIT 200`
      : `${SELECT} WHERE a.state = 'granted' AND EXISTS (SELECT 1 FROM payload.access_request_sets s
           JOIN ledger.datasets d ON d.name = s.dataset WHERE s.request = a.request AND s.state = 'waiting' AND d.owner = $1)
         ORDER BY a.request DESC LIMIT 200`,
    owner === null ? [] : [owner],
  );
  const all = rows.map(show);
  if (owner === null) return all;
  return all.map((each) => ({ ...each, sets: each.sets.filter((set) => Number(set.owner) === owner) }));
}

/** One request. @throws {ProblemError} `access-request-unknown` */
export async function readRequest(pool: pg.Pool, request: number): Promise<AccessRequest> {
  const { rows } = await pool.query<Row>(`${SELECT} WHERE a.request = $1`, [request]);
  if (rows[0] === undefined) throw new ProblemError("access-request-unknown");
  return show(rows[0]);
}
