// Sending tenge by a signature (ERC-3009): from person to person or to an invoice's box, without gas.
import { zeroAddress, type Address, type Hex } from "viem";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { account, accountParam, hash, hashParam, hexBytes, price, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";
import { findIntent } from "../outbox.ts";
import { sendPaymentCall } from "../payments/send.ts";
import { ProblemError } from "../problems.ts";
import { secondsField } from "./fields.ts";
import { readSigner } from "./signer.ts";

const TAG = "Wallets";

const signedTransfer = z
  .object({
    from: account,
    to: account,
    amountTiyn: tiyn,
    nonce: hash,
    state: z.enum(["queued", "sent", "mined", "final", "refused"]),
    txHash: hash.nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: "SignedTransfer" });

const transfer = z
  .object({
    direction: z.enum(["in", "out"]),
    from: account.nullable().meta({ description: "Null where it was issued." }),
    to: account.nullable().meta({ description: "Null where it was redeemed." }),
    amountTiyn: tiyn,
    invoice: hash.nullable().meta({ description: "Where it paid an invoice, or gave a payment back." }),
    at: time,
    block: z.int(),
    txHash: hash,
  })
  .meta({ id: "Transfer" });

interface TransferRow {
  direction: "in" | "out";
  from_account: string;
  to_account: string;
  amount_tiyn: string;
  invoice_id: string | null;
  timestamp: number;
  block_number: number;
  log_index: number;
  tx_hash: string;
}

const SELECT = `SELECT t.*, b.timestamp, coalesce(
    (SELECT p.invoice_id FROM ledger.payments p WHERE p.block_number = t.block_number AND p.tx_hash = t.tx_hash AND p.payer = t.account LIMIT 1),
    (SELECT c.invoice_id FROM ledger.payment_changes c WHERE c.block_number = t.block_number AND c.tx_hash = t.tx_hash LIMIT 1)) AS invoice_id
FROM (
  SELECT to_account AS account, 'in' AS direction, from_account, to_account, amount_tiyn, block_number, tx_hash, log_index FROM ledger.transfers
  UNION ALL
  SELECT from_account, 'out', from_account, to_account, amount_tiyn, block_number, tx_hash, log_index FROM ledger.transfers WHERE from_account <> to_account
) t JOIN ledger.blocks b ON b.number = t.block_number`;

const orNobody = (address: string): string | null => (address === zeroAddress ? null : address);

const show = (row: TransferRow) => ({
  direction: row.direction,
  from: orNobody(row.from_account),
  to: orNobody(row.to_account),
  amountTiyn: row.amount_tiyn,
  invoice: row.invoice_id,
  at: timeOf(row.timestamp),
  block: row.block_number,
  txHash: row.tx_hash,
});

const dedupeOf = (from: Address, nonce: Hex): string => `transfer/${from.toLowerCase()}/${nonce}`;

/** Declares the routes of transfers. */
export function transferRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  listRoute(api, limiters, {
    path: "/v1/transfers",
    tag: TAG,
    summary: "What an account sent and received, the latest first",
    filters: { account: accountParam },
    item: transfer,
    query: ({ account: of }) => ({
      select: SELECT,
      where: [["t.account = ?", bytesOf(of)]],
      keys: [
        { column: "t.block_number", field: "block_number" },
        { column: "t.log_index", field: "log_index" },
      ],
      descending: true,
    }),
    show,
  });
  route(
    {
      method: "post",
      path: "/v1/transfers",
      tag: TAG,
      summary: "Send tenge by the sender's signature",
      description:
        "The signature is of ERC-3009 TransferWithAuthorization under the token's domain: 65 bytes of a key, or what a contract account takes, with how the account is made where it is not there yet (ERC-6492). The same transfer again has no second effect.",
      body: z.strictObject({
        from: accountParam,
        to: accountParam,
        amountTiyn: price,
        validAfter: secondsField.default(0),
        validBefore: secondsField,
        nonce: hashParam,
        signature: hexBytes.max(20_000),
      }),
      answers: {
        201: { description: "In a block.", schema: signedTransfer },
        202: { description: "Kept and on its way.", schema: signedTransfer },
      },
      refusals: [
        "account-of-another-passkey",
        "erc3009-invalid-signature",
        "erc20-insufficient-balance",
        "account-frozen",
        "idempotency-mismatch",
      ],
    },
    async ({ body }) => {
      const { from, to, amountTiyn, validAfter, validBefore, nonce } = body;
      mustTakeMoney(gateway, to);
      const dedupe = dedupeOf(from, nonce);
      const { signature, stateOverride, create } = await readSigner(gateway, from, body.signature as Hex);
      await sendPaymentCall(gateway, {
        ...{ dedupe, contract: "tenge", functionName: "transferWithAuthorization", stateOverride },
        args: [from, to, amountTiyn, validAfter, validBefore, nonce, signature],
        beside: async (client) => {
          await create(client);
          await client.query(
            `INSERT INTO payload.transfers (sender, nonce, receiver, amount_tiyn, dedupe) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (sender, nonce) DO UPDATE SET receiver = excluded.receiver, amount_tiyn = excluded.amount_tiyn`,
            [bytesOf(from), bytesOf(nonce), bytesOf(to), amountTiyn.toString(), dedupe],
          );
        },
      });
      const kept = await readTransfer(gateway, from, nonce);
      if (kept.to !== to.toLowerCase() || kept.amountTiyn !== amountTiyn.toString())
        throw new ProblemError("idempotency-mismatch");
      const done = kept.state === "mined" || kept.state === "final";
      return { status: done ? 201 : 202, body: kept };
    },
    limiters.writes,
  );
  route(
    {
      method: "get",
      path: "/v1/transfers/{account}/{nonce}",
      tag: TAG,
      summary: "What became of a transfer that was handed in",
      params: z.object({ account: accountParam, nonce: hashParam }),
      answers: { 200: { description: "The transfer.", schema: signedTransfer } },
      refusals: ["transfer-unknown"],
    },
    async ({ params: { account: from, nonce } }) => ({ body: await readTransfer(gateway, from, nonce) }),
  );
}

/** What is sent to a contract of the ledger would be lost. @throws {ProblemError} `request-invalid` */
function mustTakeMoney({ network }: Gateway, to: Address): void {
  const contracts = Object.values(network.contracts).map((address) => address.toLowerCase());
  if ([...contracts, zeroAddress].includes(to.toLowerCase()))
    throw new ProblemError("request-invalid", "This address is a contract that takes no transfers.");
}

async function readTransfer({ pool }: Gateway, from: Address, nonce: Hex) {
  const { rows } = await pool.query<{ receiver: Buffer; amount_tiyn: string; dedupe: string }>(
    "SELECT receiver, amount_tiyn, dedupe FROM payload.transfers WHERE sender = $1 AND nonce = $2",
    [bytesOf(from), bytesOf(nonce)],
  );
  const [row] = rows;
  const entry = row && (await findIntent(pool, row.dedupe));
  if (row === undefined || entry === undefined) throw new ProblemError("transfer-unknown");
  const { state, txHash, error } = entry;
  const to = `0x${row.receiver.toString("hex")}`;
  return { from, to, amountTiyn: String(row.amount_tiyn), nonce, state, txHash, error };
}
