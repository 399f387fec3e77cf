// The auditor's search over all records, as JSON and CSV, and searches that are kept.
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { hash, hashParam, numberParam, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { ListQuery } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { recordState } from "../records/routes.ts";
import { visibleTo } from "../records/queries.ts";

const TAG = "Auditing";
const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));

interface FoundRow {
  number: number;
  record_hash: string;
  dataset: string;
  subject: string | null;
  issuer: number | null;
  publisher: number;
  observed_to: number;
  received_at: Date;
  flags: string[] | null;
  sequence: number | null;
  position: number | null;
  anchored_in: number | null;
  corrects: string | null;
  replaced_by: string | null;
  erased: boolean;
}

const found = z
  .object({
    recordHash: hash,
    dataset: z.string(),
    subject: z.string().nullable(),
    issuer: uint32.nullable(),
    publisher: uint32,
    observedAt: time,
    receivedAt: time,
    flags: z.array(z.string()),
    state: z.enum(["received", "batched", "anchored"]),
    sequence: z.int().nullable(),
    index: z.int().nullable(),
    block: z.int().nullable(),
    corrects: hash.nullable(),
    supersededBy: hash.nullable(),
    erased: z.boolean(),
  })
  .meta({ id: "FoundRecord" });

const filters = {
  hash: hashParam.optional().meta({ description: "Of a record or of its payload." }),
  subject: z.string().max(256).optional(),
  issuer: numberParam.optional(),
  dataset: z.string().max(200).optional(),
  flag: z.string().max(40).optional(),
  from: seconds.optional(),
  to: seconds.optional(),
  block: numberParam.optional(),
};
type Filters = z.output<z.ZodObject<typeof filters>>;

/** Records that fit, the latest first. What only observations have is asked of them, so that their indexes are used. */
export function foundQuery(
  { hash: any, subject, issuer, dataset, flag, from, to, block }: Filters,
  caller: Pick<Caller, "participant" | "auditor">,
): ListQuery {
  const ofObservations = [subject, issuer, flag].some((each) => each !== undefined);
  return {
    select: `SELECT r.number, r.record_hash, r.dataset, coalesce(o.subject, r.envelope::jsonb->>'subject') AS subject,
        (r.envelope::jsonb->>'issuer')::int AS issuer, r.publisher, r.observed_to, r.received_at, o.flags, w.sequence, w.position,
        b.block_number AS anchored_in, r.corrects, o.replaced_by, r.erased_at IS NOT NULL AS erased
      FROM payload.records r ${ofObservations ? "JOIN" : "LEFT JOIN"} payload.observations o ON o.record_hash = r.record_hash
      LEFT JOIN ledger.devices d ON d.device = r.device
      LEFT JOIN work.batch_records w ON w.record_hash = r.record_hash
      LEFT JOIN ledger.datasets t ON t.name = r.dataset
      LEFT JOIN ledger.batches b ON b.dataset = t.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence`,
    where: [
      visibleTo(caller),
      any !== undefined && ["(r.record_hash = ? OR r.payload_hash = ?)", bytesOf(any)],
      subject !== undefined && ["o.subject = ?", subject],
      issuer !== undefined && ["o.issuer = ?", issuer],
      dataset !== undefined && [ofObservations ? "o.dataset = ?" : "r.dataset = ?", dataset],
      flag !== undefined && ["(o.flags <> '{}' AND ? = ANY(o.flags))", flag],
      from !== undefined && [ofObservations ? "o.observed_at >= ?" : "r.observed_to >= ?", from],
      to !== undefined && [ofObservations ? "o.observed_at <= ?" : "r.observed_to <= ?", to],
      block !== undefined && ["b.block_number = ?", block],
    ],
    keys: [{ column: "r.number", field: "number" }],
    descending: true,
  };
}

const show = (row: FoundRow) => ({
  ...{ recordHash: row.record_hash, dataset: row.dataset, subject: row.subject, issuer: row.issuer },
  ...{ publisher: row.publisher, observedAt: timeOf(Number(row.observed_to)) },
  receivedAt: row.received_at.toISOString(),
  flags: row.flags ?? [],
  state: recordState(row),
  ...{ sequence: row.sequence, index: row.position, block: row.anchored_in },
  ...{ corrects: row.corrects, supersededBy: row.replaced_by, erased: row.erased },
});

/** Declares the routes of the search. */
export function searchRoutes(api: Api, limiters: Limiters): void {
  listRoute(api, limiters, {
    path: "/v1/found-records",
    tag: TAG,
    summary: "Records by hash, subject, issuer, data set, flag, time and block, the latest first",
    filters,
    item: found,
    query: async (asked, { caller }) => foundQuery(asked, await caller()),
    show,
    csv: {
      name: "found-records",
      columns: [
        ...(["recordHash", "dataset", "subject", "issuer", "publisher", "observedAt", "receivedAt"] as const),
        ...(["state", "sequence", "index", "block", "corrects", "supersededBy", "erased"] as const),
      ],
    },
  });
  savedRoutes(api, limiters);
}

const saved = z.object({ name: z.string(), query: z.record(z.string(), z.string()), madeAt: time });
const savedQuery = z.strictObject(
  Object.fromEntries(Object.keys(filters).map((name) => [name, z.string().max(300).optional()])),
);
const MOST_SAVED = 100;

function savedRoutes({ route, gateway: { pool } }: Api, limiters: Limiters): void {
  const name = z.string().trim().min(1).max(80);
  const ownOf = ({ by, name: caller }: Caller): string => {
    if (by === "nobody") throw new ProblemError("unauthenticated");
    return caller;
  };
  route(
    {
      method: "get",
      path: "/v1/saved-searches",
      tag: TAG,
      summary: "The searches that the caller kept",
      answers: { 200: { description: "By name.", schema: z.object({ items: z.array(saved) }) } },
      refusals: ["unauthenticated"],
    },
    async ({ caller }) => {
      const { rows } = await pool.query<{ name: string; query: Record<string, string>; made_at: Date }>(
        "SELECT name, query, made_at FROM work.saved_searches WHERE caller = $1 ORDER BY name",
        [ownOf(await caller())],
      );
      return {
        body: {
          items: rows.map((row) => ({ name: row.name, query: row.query, madeAt: row.made_at.toISOString() })),
        },
      };
    },
  );
  route(
    {
      method: "post",
      path: "/v1/saved-searches",
      tag: TAG,
      summary: "Keep a search; one of the same name is replaced",
      body: z.strictObject({
        name,
        query: savedQuery.meta({ description: "Filters of `/v1/found-records`." }),
      }),
      answers: { 201: { description: "Kept.", schema: z.object({ name: z.string() }) } },
      refusals: ["unauthenticated", "saved-searches-full"],
    },
    async ({ body, caller }) => {
      const own = ownOf(await caller());
      const { rows } = await pool.query<{ kept: number }>(
        "SELECT count(*)::int AS kept FROM work.saved_searches WHERE caller = $1 AND name <> $2",
        [own, body.name],
      );
      if (rows[0]!.kept >= MOST_SAVED) throw new ProblemError("saved-searches-full");
      await pool.query(
        `INSERT INTO work.saved_searches (caller, name, query) VALUES ($1, $2, $3)
         ON CONFLICT (caller, name) DO UPDATE SET query = excluded.query, made_at = now()`,
        [own, body.name, JSON.stringify(body.query)],
      );
      return { status: 201, body: { name: body.name } };
    },
    limiters.writes,
  );
  route(
    {
      method: "delete",
      path: "/v1/saved-searches/{name}",
      tag: TAG,
      summary: "Forget a search",
      params: z.object({ name }),
      answers: { 204: { description: "Forgotten." } },
      refusals: ["unauthenticated", "not-found"],
    },
    async ({ params, caller }) => {
      const { rowCount } = await pool.query(
        "DELETE FROM work.saved_searches WHERE caller = $1 AND name = $2",
        [ownOf(await caller()), params.name],
      );
      if (rowCount === 0) throw new ProblemError("not-found");
      return { status: 204 };
    },
    limiters.writes,
  );
}
