// Who works for the issuer, and which bank accounts are its own.
import { ibanOf } from "@alatau/formats";
import { z } from "zod";
import { holdsRole } from "../auth/roles.ts";
import { account, accountParam, bigNumberParam, time } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { DESK, REFUSALS } from "./desk.ts";
import { memberOf, mustHoldIssuerRole, mustSeeIssuance } from "./members.ts";

const number = z.int();
const member = z
  .object({ member: number, account, name: z.string(), role: z.enum(["officer", "viewer"]), createdAt: time })
  .meta({ id: "IssuerMember" });
const bankAccount = z
  .object({ iban: z.string(), name: z.string(), bic: z.string().nullable() })
  .meta({ id: "IssuerAccount" });

/** Declares the routes of the issuer's people and bank accounts. */
export function staffRoutes({ route, gateway }: Api, { writes }: Limiters): void {
  const { pool } = gateway;
  const tag = DESK;
  const staff = async () => {
    const { rows } = await pool.query<{
      member: number;
      account: string;
      name: string;
      role: string;
      created_at: Date;
    }>(
      `SELECT member, '0x' || encode(account, 'hex') AS account, name, role, created_at FROM payload.issuer_members
        WHERE removed_at IS NULL ORDER BY member`,
    );
    return rows.map(({ created_at: at, ...row }) => ({ ...row, createdAt: at.toISOString() }));
  };
  const accounts = async () =>
    (await pool.query("SELECT iban, name, bic FROM payload.issuer_accounts ORDER BY iban")).rows;
  route(
    {
      ...{
        method: "get",
        path: "/v1/issuer",
        tag,
        summary: "The desk as the caller sees it: own part, members, bank accounts",
      },
      answers: {
        200: {
          description: "The desk.",
          schema: z.object({
            part: z.enum(["role-holder", "officer", "viewer"]),
            member: number.nullable(),
            members: z.array(member),
            accounts: z.array(bankAccount),
          }),
        },
      },
      refusals: REFUSALS,
    },
    async ({ caller }) => {
      const asking = await caller();
      await mustSeeIssuance(gateway, asking);
      const own = await memberOf(gateway, asking);
      const holds = await holdsRole(gateway, asking, "issuer");
      const part = own?.role ?? (holds ? "role-holder" : "viewer");
      return {
        body: { part, member: own?.member ?? null, members: await staff(), accounts: await accounts() },
      };
    },
  );
  route(
    {
      ...{
        method: "post",
        path: "/v1/issuer/members",
        tag,
        summary: "Name somebody who works for the issuer",
      },
      description:
        "For the account that holds the issuer's role on chain. An officer proposes and confirms, a viewer reads.",
      body: z.strictObject({
        account: accountParam,
        name: z.string().trim().min(1).max(100),
        role: z.enum(["officer", "viewer"]),
      }),
      answers: {
        201: { description: "Everybody who works there.", schema: z.object({ members: z.array(member) }) },
      },
      refusals: [...REFUSALS, "issuer-member-exists"],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      await mustHoldIssuerRole(gateway, asking);
      const { rowCount } = await pool.query(
        "INSERT INTO payload.issuer_members (account, name, role, added_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        [bytesOf(body.account), body.name, body.role, asking.name],
      );
      if (rowCount === 0) throw new ProblemError("issuer-member-exists");
      return { status: 201, body: { members: await staff() } };
    },
    writes,
  );
  route(
    {
      ...{
        method: "delete",
        path: "/v1/issuer/members/{member}",
        tag,
        summary: "Somebody no longer works for the issuer",
      },
      params: z.object({ member: bigNumberParam }),
      answers: { 204: { description: "Gone; what was decided stands." } },
      refusals: [...REFUSALS, "not-found"],
    },
    async ({ params, caller }) => {
      await mustHoldIssuerRole(gateway, await caller());
      const { rowCount } = await pool.query(
        "UPDATE payload.issuer_members SET removed_at = now() WHERE member = $1 AND removed_at IS NULL",
        [params.member],
      );
      if (rowCount === 0) throw new ProblemError("not-found");
      return { status: 204 };
    },
  );
  route(
    {
      ...{ method: "post", path: "/v1/issuer/accounts", tag, summary: "Name a bank account of the issuer" },
      description:
        "For the account that holds the issuer's role on chain. Only statements of accounts named here credit anybody.",
      body: z.strictObject({
        iban: z.string().min(15).max(50),
        name: z.string().trim().min(1).max(140),
        bic: z
          .string()
          .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/)
          .optional(),
      }),
      answers: {
        201: { description: "Every account.", schema: z.object({ accounts: z.array(bankAccount) }) },
      },
      refusals: [...REFUSALS, "iban-invalid"],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      await mustHoldIssuerRole(gateway, asking);
      const iban = ibanOf(body.iban);
      if (iban === undefined) throw new ProblemError("iban-invalid");
      await pool.query(
        `INSERT INTO payload.issuer_accounts (iban, name, bic, added_by) VALUES ($1, $2, $3, $4)
           ON CONFLICT (iban) DO UPDATE SET name = excluded.name, bic = excluded.bic, added_by = excluded.added_by`,
        [iban, body.name, body.bic ?? null, asking.name],
      );
      return { status: 201, body: { accounts: await accounts() } };
    },
    writes,
  );
}
