// Signing in (Sign-In with Ethereum, ERC-4361) and API keys for machines.
import { randomBytes } from "node:crypto";
import { parseSiweMessage, verifySiweMessage } from "viem/siwe";
import type { Hex } from "viem";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { account, hexBytes, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { API_KEY_PREFIX, apiKeyHash, callerByAccount, type Caller } from "./caller.ts";
import { makeSession, SESSION_SECONDS, sessionCookie } from "./session.ts";

const TAG = "Signing in";
const NONCE_SECONDS = 300;

const sessionAnswer = z
  .object({
    account: account.nullable(),
    participant: uint32.nullable().meta({ description: "Null for an account that is no participant's." }),
    auditor: z.boolean(),
    by: z.enum(["session", "api-key", "nobody"]),
  })
  .meta({ id: "Session" });
const apiKeyAnswer = z
  .object({
    id: hexBytes,
    participant: uint32,
    label: z.string(),
    createdAt: time,
    revokedAt: time.nullable(),
  })
  .meta({ id: "ApiKey" });

/** Declares the routes of sign-in and of API keys. */
export function authRoutes({ route, gateway }: Api, { costly, writes }: Limiters): void {
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
        body: { ...shown(await callerByAccount(gateway, signer)), token, expiresAt },
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
    async ({ caller }) => ({ body: shown(await caller()) }),
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
  apiKeyRoutes({ route, gateway } as Api, writes);
}

function apiKeyRoutes({ route, gateway }: Api, writes: Limiters["writes"]): void {
  const { pool } = gateway;
  const columns = `encode(key_hash, 'hex') AS id, participant, label, created_at, revoked_at`;
  route(
    {
      method: "post",
      path: "/v1/api-keys",
      tag: TAG,
      summary: "Make an API key for the participant that is signed in",
      rights: "participant",
      body: z.strictObject({ label: z.string().trim().min(1).max(100) }),
      answers: {
        201: {
          description: "The key; it is shown this once.",
          schema: apiKeyAnswer.extend({ key: z.string() }),
        },
      },
      refusals: ["unauthenticated", "forbidden"],
    },
    async ({ body, caller }) => {
      const { participant, by } = await caller();
      if (by !== "session")
        throw new ProblemError("forbidden", "A key cannot make keys: sign in as a person.");
      const key = API_KEY_PREFIX + randomBytes(32).toString("base64url");
      const { rows } = await pool.query(
        `INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, $3) RETURNING ${columns}`,
        [apiKeyHash(key), participant, body.label],
      );
      return { status: 201, body: { ...shownKey(rows[0]), key } };
    },
    writes,
  );
  route(
    {
      method: "get",
      path: "/v1/api-keys",
      tag: TAG,
      summary: "The participant's API keys, without the keys themselves",
      rights: "participant",
      answers: { 200: { description: "All keys.", schema: z.object({ items: z.array(apiKeyAnswer) }) } },
      refusals: ["unauthenticated"],
    },
    async ({ caller }) => {
      const { rows } = await pool.query(
        `SELECT ${columns} FROM work.api_keys WHERE participant = $1 ORDER BY created_at, key_hash`,
        [(await caller()).participant],
      );
      return { body: { items: rows.map(shownKey) } };
    },
  );
  route(
    {
      method: "delete",
      path: "/v1/api-keys/{id}",
      tag: TAG,
      summary: "Revoke an API key",
      rights: "participant",
      params: z.object({ id: z.string().regex(/^0x[0-9a-f]{64}$/) }),
      answers: { 204: { description: "Revoked." } },
      refusals: ["unauthenticated", "not-found"],
    },
    async ({ params, caller }) => {
      const { rowCount } = await pool.query(
        `UPDATE work.api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE key_hash = $1 AND participant = $2`,
        [Buffer.from(params.id.slice(2), "hex"), (await caller()).participant],
      );
      if (rowCount === 0) throw new ProblemError("not-found");
      return { status: 204 };
    },
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

const shown = ({ account: signer, participant, auditor, by }: Caller) => ({
  account: signer,
  participant,
  auditor,
  by,
});

const shownKey = (row: {
  id: string;
  participant: number;
  label: string;
  created_at: Date;
  revoked_at: Date | null;
}) => ({
  id: `0x${row.id}`,
  participant: row.participant,
  label: row.label,
  createdAt: row.created_at.toISOString(),
  revokedAt: row.revoked_at?.toISOString() ?? null,
});
