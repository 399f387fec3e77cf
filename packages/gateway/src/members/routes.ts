// The people of a merchant. Only its own account adds and removes them, signed in as a person: no key and no member can.
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { ROLES_OF_MERCHANT, type MerchantRole } from "../auth/rights.ts";
import { account, accountParam, bigNumberParam, time } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";

const TAG = "Merchants";
const MAX_MEMBERS = 200;

const member = z
  .object({
    member: z.int(),
    account,
    role: z.enum(ROLES_OF_MERCHANT),
    till: z.string().nullable().meta({ description: "The only till; null: any." }),
    label: z.string().meta({ description: "How the merchant calls who it is; invoices show it." }),
    validTo: time.nullable(),
    addedAt: time,
    removedAt: time.nullable(),
  })
  .meta({ id: "Member" });

interface Row {
  member: number;
  account: string;
  role: MerchantRole;
  till: string | null;
  label: string;
  valid_to: Date | null;
  added_at: Date;
  removed_at: Date | null;
}

const SELECT =
  "SELECT member, account, role, till, label, valid_to, added_at, removed_at FROM payload.members";

const show = (row: Row) => ({
  ...{ member: row.member, account: row.account, role: row.role, till: row.till, label: row.label },
  validTo: row.valid_to?.toISOString() ?? null,
  addedAt: row.added_at.toISOString(),
  removedAt: row.removed_at?.toISOString() ?? null,
});

/** The participant that is here in person. @throws {ProblemError} `forbidden` */
function inPerson({ participant, by }: Caller): number {
  if (by !== "session") throw new ProblemError("forbidden", "A key cannot do this: sign in as a person.");
  return participant!;
}

/** Declares the routes of a merchant's people. */
export function memberRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const { pool, reads } = gateway;
  route(
    {
      method: "post",
      path: "/v1/members",
      tag: TAG,
      summary: "Let an account work for the merchant",
      description:
        "The account signs in with its own wallet. owner: all but what only the merchant's own account may; cashier: makes invoices, gives no " +
        "money back and voids nothing; accountant: reads and exports; developer: keys and webhooks, no money.",
      rights: "participant",
      body: z.strictObject({
        account: accountParam,
        role: z.enum(ROLES_OF_MERCHANT),
        label: z.string().trim().min(1).max(100),
        till: z.string().trim().min(1).max(60).optional(),
        validTo: z.iso.datetime().optional(),
      }),
      answers: { 201: { description: "From now on.", schema: member } },
      refusals: ["unauthenticated", "forbidden", "member-exists", "members-too-many"],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      const merchant = inPerson(asking);
      const { rows } = await pool.query<{ member: number }>(
        `INSERT INTO payload.members (merchant, account, role, till, label, valid_to, added_by)
         SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM payload.members WHERE merchant = $1 AND removed_at IS NULL) < $8
         ON CONFLICT (merchant, account) WHERE removed_at IS NULL DO NOTHING RETURNING member`,
        [
          ...[merchant, bytesOf(body.account), body.role, body.till ?? null, body.label],
          ...[body.validTo ?? null, asking.name, MAX_MEMBERS],
        ],
      );
      if (rows[0] === undefined) {
        const { rowCount } = await pool.query(
          "SELECT 1 FROM payload.members WHERE merchant = $1 AND account = $2 AND removed_at IS NULL",
          [merchant, bytesOf(body.account)],
        );
        throw new ProblemError(rowCount === 0 ? "members-too-many" : "member-exists");
      }
      const { rows: added } = await reads.query<Row>(`${SELECT} WHERE member = $1`, [rows[0].member]);
      return { status: 201, body: show(added[0]!) };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/members",
    tag: TAG,
    summary: "Who works for the merchant, and who did",
    rights: "participant",
    refusals: ["unauthenticated"],
    filters: {},
    item: member,
    query: async (_none, { caller }) => ({
      select: SELECT,
      where: [["merchant = ?", (await caller()).participant]],
      keys: [{ column: "member", field: "member" }],
      descending: true,
    }),
    show,
  });
  route(
    {
      method: "delete",
      path: "/v1/members/{member}",
      tag: TAG,
      summary: "End somebody's work; the keys that it made end too",
      rights: "participant",
      params: z.object({ member: bigNumberParam }),
      answers: { 204: { description: "Removed; the next request of the account has no rights here." } },
      refusals: ["unauthenticated", "forbidden", "member-unknown"],
    },
    async ({ params, caller }) => {
      const merchant = inPerson(await caller());
      await inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          "UPDATE payload.members SET removed_at = coalesce(removed_at, now()) WHERE member = $1 AND merchant = $2",
          [params.member, merchant],
        );
        if (rowCount === 0) throw new ProblemError("member-unknown");
        await client.query(
          "UPDATE work.api_keys SET revoked_at = now() WHERE made_by = $1 AND revoked_at IS NULL",
          [params.member],
        );
      });
      return { status: 204 };
    },
    limiters.writes,
  );
}
