// Wallets whose keys are passkeys: where their account is, what it holds, who may sign for it. Everything here is public.
import { passkeyAccountAbi, passkeyAccountCode, passkeyAccountOf, type Passkey } from "@alatau/sdk";
import { isAddressEqual, size, slice, type Address, type Hex } from "viem";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { DEMO_TIYN, isGiven } from "../demo/routes.ts";
import { account, accountParam, hash, hexBytes, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { bytesOf } from "../http/show.ts";
import { findIntent } from "../outbox.ts";
import { ProblemError } from "../problems.ts";
import { simulate } from "../simulate.ts";
import { inTransaction } from "../transaction.ts";
import { sendPaymentCall } from "../payments/send.ts";
import { credentialField, passkeyAnswer, passkeyField, secondsField } from "./fields.ts";
import { creationOf, enqueueCreation, exists } from "./signer.ts";
import { tengeOf } from "./balance.ts";
import { transferRoutes } from "./transfers.ts";

const TAG = "Wallets";
/** A minimal proxy's code before its arguments. */
const CLONE_BYTES = 45;

const wallet = z
  .object({
    account,
    exists: z.boolean().meta({ description: "Whether it is on the chain; money may come before." }),
    balanceTiyn: tiyn,
    first: passkeyAnswer.nullable().meta({ description: "The passkey that the account follows from." }),
    passkeys: z.array(passkeyAnswer),
    nonce: z.string().meta({ description: "For the next change of the passkeys." }),
    demoTiyn: tiyn
      .nullable()
      .meta({ description: "Simulated money to be had once, in the demonstration; null elsewhere." }),
  })
  .meta({ id: "Wallet" });
const made = z.object({ account, exists: z.boolean() });
const sent = z.object({
  account,
  state: z.enum(["queued", "sent", "mined", "final", "refused"]),
  txHash: hash.nullable(),
});
const params = z.object({ account: accountParam });

/** Declares the routes of wallets and of transfers. */
export function walletRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const { network, pool } = gateway;

  route(
    {
      method: "post",
      path: "/v1/wallets",
      tag: TAG,
      summary: "The account of a passkey",
      description:
        "Nothing is written on the chain. With the credential's id, a browser that has only the passkey finds the account again.",
      body: z.strictObject({
        passkey: passkeyField,
        credential: credentialField.optional(),
        account: accountParam
          .optional()
          .meta({ description: "Where the passkey is to join another account." }),
      }),
      answers: { 200: { description: "Where it is, or will be.", schema: made } },
      refusals: ["credential-taken"],
    },
    async ({ body: { passkey, credential, account: joined } }) => {
      const address = joined ?? passkeyAccountOf(network, passkey);
      if (credential !== undefined) await keepCredential(gateway, credential, passkey, address);
      return { body: { account: address, exists: await exists(gateway, address) } };
    },
    limiters.writes,
  );
  route(
    {
      method: "get",
      path: "/v1/wallets/{account}",
      tag: TAG,
      summary: "What an account holds, and its passkeys",
      params,
      answers: { 200: { description: "The wallet.", schema: wallet } },
      refusals: ["chain-unreachable"],
    },
    async ({ params: { account: address } }) => ({ body: await readWallet(gateway, address) }),
    limiters.costly,
  );
  route(
    {
      method: "get",
      path: "/v1/passkeys/{credential}",
      tag: TAG,
      summary: "Which public key a credential was noted with",
      description:
        "Of no authority: check an assertion against the key, and the key against the account, before you believe it.",
      params: z.object({ credential: credentialField }),
      answers: { 200: { description: "The key.", schema: z.object({ passkey: passkeyAnswer, account }) } },
      refusals: ["credential-unknown"],
    },
    async ({ params: { credential } }) => {
      const { rows } = await pool.query<PasskeyRow>(
        "SELECT x, y, account FROM payload.passkeys WHERE credential = $1",
        [Buffer.from(credential, "base64url")],
      );
      if (rows[0] === undefined) throw new ProblemError("credential-unknown");
      return { body: { passkey: passkeyOf(rows[0]), account: hexOf(rows[0].account) } };
    },
  );
  route(
    {
      method: "post",
      path: "/v1/wallets/{account}/creation",
      tag: TAG,
      summary: "Bring an account into being",
      description:
        "Nobody has to: a payment does it when it is needed. For whoever wants to ask the account itself (ERC-1271).",
      params,
      body: z.strictObject({ passkey: passkeyField }),
      answers: {
        201: { description: "It is on the chain.", schema: sent },
        202: { description: "On its way.", schema: sent },
      },
      refusals: ["account-of-another-passkey", "passkey-invalid"],
    },
    async ({ params: { account: address }, body: { passkey } }) => {
      mustFollow(gateway, address, passkey);
      if ((await findIntent(pool, creationOf(address))) === undefined) {
        await simulate(gateway, { contract: "passkeyAccounts", functionName: "create", args: [passkey] });
        await inTransaction(pool, (client) => enqueueCreation(client, address, passkey));
      }
      return await sentAs(gateway, address, creationOf(address));
    },
    limiters.writes,
  );
  route(
    {
      method: "post",
      path: "/v1/wallets/{account}/passkeys",
      tag: TAG,
      summary: "Add a passkey to an account, or remove one, by a passkey's signature",
      description:
        "What is signed is AddPasskey or RemovePasskey under the account's EIP-712 domain; docs/operations/wallets.md.",
      params,
      body: z.strictObject({
        change: z.enum(["add", "remove"]),
        first: passkeyField,
        passkey: passkeyField,
        nonce: z.string().regex(/^(0|[1-9]\d{0,14})$/, "a whole number"),
        validBefore: secondsField,
        signature: hexBytes.max(20_000),
      }),
      answers: {
        201: { description: "In a block.", schema: sent },
        202: { description: "On its way.", schema: sent },
      },
      refusals: [
        "account-of-another-passkey",
        "passkey-signature-invalid",
        "passkey-signature-expired",
        "passkey-known",
        "passkey-unknown",
        "last-passkey",
        "too-many-passkeys",
      ],
    },
    async ({ params: { account: address }, body }) => {
      const { change, first, passkey, nonce, validBefore, signature } = body;
      mustFollow(gateway, address, first);
      const dedupe = `passkeys/${address.toLowerCase()}/${nonce}/${change}/${passkey.x}`;
      await sendPaymentCall(gateway, {
        ...{ dedupe, contract: "passkeyAccounts", functionName: `${change}Passkey` },
        args: [first, passkey, validBefore, signature],
      });
      return await sentAs(gateway, address, dedupe);
    },
    limiters.writes,
  );
  transferRoutes(api, limiters);
}

interface PasskeyRow {
  x: Buffer;
  y: Buffer;
  account: Buffer;
}

const hexOf = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;
const passkeyOf = ({ x, y }: PasskeyRow): Passkey => ({ x: hexOf(x), y: hexOf(y) });

/** @throws {ProblemError} `account-of-another-passkey` */
function mustFollow({ network }: Gateway, address: Address, first: Passkey): void {
  if (!isAddressEqual(passkeyAccountOf(network, first), address))
    throw new ProblemError("account-of-another-passkey");
}

/** @throws {ProblemError} `credential-taken` */
async function keepCredential(
  { pool }: Gateway,
  credential: string,
  { x, y }: Passkey,
  address: Address,
): Promise<void> {
  const { rowCount } = await pool.query(
    `INSERT INTO payload.passkeys (credential, x, y, account) VALUES ($1, $2, $3, $4)
     ON CONFLICT (credential) DO UPDATE SET account = excluded.account
       WHERE payload.passkeys.x = excluded.x AND payload.passkeys.y = excluded.y`,
    [Buffer.from(credential, "base64url"), bytesOf(x), bytesOf(y), bytesOf(address)],
  );
  if (rowCount === 0) throw new ProblemError("credential-taken");
}

async function sentAs({ pool }: Gateway, address: Address, dedupe: string) {
  const { state, txHash } = (await findIntent(pool, dedupe))!;
  const status = state === "mined" || state === "final" ? 201 : 202;
  return { status, body: { account: address, state, txHash } };
}

async function readWallet(gateway: Gateway, address: Address) {
  const { chain, network } = gateway;
  const [code, balance] = await Promise.all([chain.getCode({ address }), tengeOf(gateway, address)]);
  const first = code === undefined ? await notedFirst(gateway, address) : firstIn(network, code);
  const isOurs = code !== undefined && first !== null;
  const read = { address, abi: passkeyAccountAbi } as const;
  const [passkeys, nonce] = isOurs
    ? await Promise.all([
        chain.readContract({ ...read, functionName: "passkeys" }),
        chain.readContract({ ...read, functionName: "nonce" }),
      ])
    : [first === null ? [] : [first], 0n];
  return {
    account: address,
    exists: code !== undefined,
    balanceTiyn: balance.toString(),
    first,
    passkeys: passkeys.map(({ x, y }) => ({ x, y })),
    nonce: nonce.toString(),
    demoTiyn: gateway.demo && !(await isGiven(gateway.pool, address)) ? DEMO_TIYN.toString() : null,
  };
}

/** The first passkey out of an account's code; null for the code of anything else. */
function firstIn(network: Gateway["network"], code: Hex): Passkey | null {
  if (size(code) !== CLONE_BYTES + 64) return null;
  const first = { x: slice(code, CLONE_BYTES, CLONE_BYTES + 32), y: slice(code, CLONE_BYTES + 32) };
  return passkeyAccountCode(network, first) === code ? first : null;
}

/** Of an account that is not on the chain yet: the passkey that it follows from, if somebody noted it here. */
async function notedFirst({ pool, network }: Gateway, address: Address): Promise<Passkey | null> {
  const { rows } = await pool.query<PasskeyRow>(
    "SELECT x, y, account FROM payload.passkeys WHERE account = $1 ORDER BY created_at LIMIT 32",
    [bytesOf(address)],
  );
  const found = rows.map(passkeyOf).find((key) => isAddressEqual(passkeyAccountOf(network, key), address));
  return found ?? null;
}
