// Signing in (Sign-In with Ethereum, ERC-4361): who one is, and for which merchant one works.
import { randomBytes } from "node:crypto";
import { parseSiweMessage, verifySiweMessage } from "viem/siwe";
import type { Hex } from "viem";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { account, hexBytes, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { callerByAccount, membershipsOf, type Caller } from "./caller.ts";
import { ROLES_OF_MERCHANT } from "./rights.ts";
import { makeSession, SESSION_SECONDS, sessionCookie } from "./session.ts";

const TAG = "Signing in";
const NONCE_SECONDS = 300;

const sessionAnswer = z
  .object({
    account: account.nullable(),
    participant: uint32.nullable().meta({ description: "Null for an account that is no participant's." }),
    auditor: z.boolean(),
    by: z.enum(["session", "api-key", "nobody"]),
    merchant: uint32.nullable().meta({
      description:
        "For which merchant one works; null: for none, or for several and none is named in `alatau-merchant`.",
    }),
    role: z.enum(ROLES_OF_MERCHANT).nullable(),
    till: z.string().nullable().meta({ description: "The only till; null: any." }),
    memberships: z.array(
      z.object({
        merchant: uint32,
        name: z.string().nullable(),
        role: z.enum(ROLES_OF_MERCHANT),
        till: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "Session" });

/** Declares the routes of signing in. */
export function authRoutes({ route, gateway }: Api, { costly }: Limiters): void {
  const { pool } = gateway;
  route(
    {
      method: "post",
      path: "/v1/sessions/nonce",
      tag: TAG,
      summary: "A nonce for a sign-in message",
      answers: {
        201: {
          description: "Valid once, for five minutes.",
          schema: z.object({ nonce: z.string(), expiresAt: time }),
        },
      },
    },
    async () => {
      const nonce = randomBytes(16).toString("hex");
      const expiresAt = new Date(gateway.now() + NONCE_SECONDS * 1000).toISOString();
      await pool.query("DELETE FROM work.siwe_nonces WHERE expires_at < $1", [new Date(gateway.now())]);
      await pool.query("INSERT INTO work.siwe_nonces (nonce, expires_at) VALUES ($1, $2)", [
        nonce,
        expiresAt,
      ]);
      return { status: 201, body: { nonce, expiresAt } };
    },
    costly,
  );
  route(
    {
      method: "post",
      path: "/v1/sessions",
      tag: TAG,
      summary: "Sign in with a signed ERC-4361 message",
      description:
        "The message names this site, this chain and a nonce of `/v1/sessions/nonce`. Contract accounts (ERC-1271) are asked on chain. " +
        "The answer sets a cookie and carries the same token for use as a bearer.",
      body: z.strictObject({ message: z.string().min(1).max(4000), signature: hexBytes.max(20_000) }),
      answers: {
        201: {
          description: "Signed in.",
          schema: sessionAnswer.extend({ token: z.string(), expiresAt: time }),
        },
      },
      refusals: ["sign-in-refused"],
    },
    async ({ body }) => {
      const signer = await verifySignIn(gateway, body.message, body.signature as Hex);
      const token = await makeSession(gateway, signer);
      const expiresAt = new Date(gateway.now() + SESSION_SECONDS * 1000).toISOString();
      return {
        status: 201,
        body: { ...(await shown(gateway, await callerByAccount(gateway, signer))), token, expiresAt },
        headers: { "set-cookie": sessionCookie(token, gateway.secureCookies) },
      };
    },
    costly,
  );
  route(
    {
      method: "get",
      path: "/v1/sessions/current",
      tag: TAG,
      summary: "Who is asking",
      answers: { 200: { description: "The session, or nobody.", schema: sessionAnswer } },
      refusals: ["credentials-invalid"],
    },
    async ({ caller }) => ({ body: await shown(gateway, await caller()) }),
  );
  route(
    {
      method: "delete",
      path: "/v1/sessions/current",
      tag: TAG,
      summary: "Sign out",
      answers: { 204: { description: "The cookie is gone." } },
    },
    async () => ({ status: 204, headers: { "set-cookie": sessionCookie("", gateway.secureCookies) } }),
  );
}

/** The account that signed a message meant for this site, this chain and now. @throws {ProblemError} `sign-in-refused` */
async function verifySignIn(gateway: Gateway, message: string, signature: Hex): Promise<string> {
  const { address, chainId, domain, nonce, expirationTime, notBefore } = parseSiweMessage(message);
  const time = new Date(gateway.now());
  const refuse = (detail: string): never => {
    throw new ProblemError("sign-in-refused", detail);
  };
  if (address === undefined || nonce === undefined) return refuse("The message is not of ERC-4361.");
  if (domain === undefined || !gateway.hosts.has(domain))
    refuse(`The message is for ${domain}, not for this site.`);
  if (chainId !== gateway.network.chainId) refuse(`The message is for chain ${chainId}.`);
  if (expirationTime !== undefined && expirationTime <= time) refuse("The message has expired.");
  if (notBefore !== undefined && notBefore > time) refuse("The message is not valid yet.");
  const { rowCount } = await gateway.pool.query(
    "DELETE FROM work.siwe_nonces WHERE nonce = $1 AND expires_at > $2",
    [nonce, time],
  );
  if (rowCount === 0) refuse("The nonce is unknown, used or over.");
  const valid = await verifySiweMessage(gateway.chain, { message, signature, nonce, time });
  if (!valid) refuse("The signature is not of the account that the message names.");
  return address;
}

async function shown(gateway: Gateway, { account: signer, participant, auditor, by, work }: Caller) {
  const works = signer === null ? [] : await membershipsOf(gateway, signer);
  return {
    ...{ account: signer, participant, auditor, by },
    ...{ merchant: work?.merchant ?? null, role: work?.role ?? null, till: work?.till ?? null },
    memberships: works.map(({ merchant, name, role, till }) => ({ merchant, name, role, till })),
  };
}
