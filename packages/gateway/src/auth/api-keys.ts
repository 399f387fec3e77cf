// Keys for machines. A key is shown once; what is stored of it is its hash. Each has a role, as a person has.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { hexBytes, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { API_KEY_PREFIX, apiKeyHash } from "./caller.ts";
import { mustHold, ROLES_OF_MERCHANT, type MerchantRole } from "./rights.ts";

const TAG = "Signing in";

const apiKeyAnswer = z
  .object({
    id: hexBytes,
    participant: uint32,
    label: z.string(),
    role: z.enum(ROLES_OF_MERCHANT),
    till: z.string().nullable().meta({ description: "The only till; null: any." }),
    validTo: time.nullable(),
    createdAt: time,
    revokedAt: time.nullable(),
  })
  .meta({ id: "ApiKey" });

interface KeyRow {
  id: string;
  participant: number;
  label: string;
  role: MerchantRole;
  till: string | null;
  valid_to: Date | null;
  created_at: Date;
  revoked_at: Date | null;
}

const COLUMNS =
  "encode(key_hash, 'hex') AS id, participant, label, role, till, valid_to, created_at, revoked_at";

/** Declares the routes of API keys. */
export function apiKeyRoutes({ route, gateway }: Api, { writes }: Limiters): void {
  const { pool } = gateway;
  route(
    {
      method: "post",
      path: "/v1/api-keys",
      tag: TAG,
      summary: "Make an API key for a machine",
      description:
        "Of the role that the machine needs and no more. A developer makes keys of the role developer only; who leaves takes the keys along.",
      rights: "merchant-develop",
      body: z.strictObject({
        label: z.string().trim().min(1).max(100),
        role: z.enum(ROLES_OF_MERCHANT).default("owner"),
        till: z.string().trim().min(1).max(60).optional(),
        validTo: z.iso.datetime().optional(),
      }),
      answers: {
        201: {
          description: "The key; it is shown this once.",
          schema: apiKeyAnswer.extend({ key: z.string() }),
        },
      },
      refusals: ["unauthenticated", "forbidden", "api-key-role-refused"],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      const work = mustHold(asking, "merchant-develop");
      if (asking.by !== "session")
        throw new ProblemError("forbidden", "A key cannot make keys: sign in as a person.");
      if (asking.participant === null && body.role !== "developer")
        throw new ProblemError("api-key-role-refused");
      const key = API_KEY_PREFIX + randomBytes(32).toString("base64url");
      const { rows } = await pool.query<KeyRow>(
        `INSERT INTO work.api_keys (key_hash, participant, label, role, till, valid_to, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
         RETURNING ${COLUMNS}`,
        [
          ...[apiKeyHash(key), work.merchant, body.label, body.role],
          ...[body.till ?? null, body.validTo ?? null, work.member],
        ],
      );
      return { status: 201, body: { ...show(rows[0]!), key } };
    },
    writes,
  );
  route(
    {
      method: "get",
      path: "/v1/api-keys",
      tag: TAG,
      summary: "The API keys, without the keys themselves",
      rights: "merchant-develop",
      answers: { 200: { description: "All keys.", schema: z.object({ items: z.array(apiKeyAnswer) }) } },
      refusals: ["unauthenticated"],
    },
    async ({ caller }) => {
      const { merchant } = mustHold(await caller(), "merchant-develop");
      const { rows } = await pool.query<KeyRow>(
        `SELECT ${COLUMNS} FROM work.api_keys WHERE participant = $1 ORDER BY created_at, key_hash`,
        [merchant],
      );
      return { body: { items: rows.map(show) } };
    },
  );
  route(
    {
      method: "delete",
      path: "/v1/api-keys/{id}",
      tag: TAG,
      summary: "Revoke an API key",
      description: "A developer revokes keys of the role developer only.",
      rights: "merchant-develop",
      params: z.object({ id: z.string().regex(/^0x[0-9a-f]{64}$/) }),
      answers: { 204: { description: "Revoked." } },
      refusals: ["unauthenticated", "not-found"],
    },
    async ({ params, caller }) => {
      const { merchant, role } = mustHold(await caller(), "merchant-develop");
      const { rowCount } = await pool.query(
        `UPDATE work.api_keys SET revoked_at = coalesce(revoked_at, now())
         WHERE key_hash = $1 AND participant = $2 AND ($3 = 'owner' OR role = 'developer')`,
        [Buffer.from(params.id.slice(2), "hex"), merchant, role],
      );
      if (rowCount === 0) throw new ProblemError("not-found");
      return { status: 204 };
    },
    writes,
  );
}

const show = (row: KeyRow) => ({
  id: `0x${row.id}`,
  ...{ participant: row.participant, label: row.label, role: row.role, till: row.till },
  validTo: row.valid_to?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  revokedAt: row.revoked_at?.toISOString() ?? null,
});
