// Cash-outs: a holder signs tokens away to the issuer, two people approve, the tokens are burned, the bank (or another chain) pays.
import { transferAuthorization, type Network } from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Address, Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import { accountOf } from "../participants/account.ts";
import { SENDER_KEY } from "../orders/submissions.ts";
import { enqueue, findIntent } from "../outbox.ts";
import { ProblemError } from "../problems.ts";
import { simulate } from "../simulate.ts";
import { inTransaction } from "../transaction.ts";
import { queueAgain } from "./issue.ts";
import { makeReference } from "./reference.ts";

export const CASH_OUT_STATES = [
  "requested",
  "expired",
  "received",
  "approved",
  "burned",
  "sent",
  "booked",
  "returned",
  "refused",
] as const;
export type CashOutState = (typeof CASH_OUT_STATES)[number];

/** A signature is good for an hour of the ledger's time. */
const SIGN_WITHIN_SECONDS = 3_600;

export interface CashOutRow {
  readonly number: number;
  readonly cash_out: Hex;
  readonly reference: string;
  readonly kind: "bank" | "chain";
  readonly account: Address;
  readonly participant: number | null;
  readonly amount_tiyn: string;
  readonly creditor_name: string | null;
  readonly creditor_iban: string | null;
  readonly creditor_bic: string | null;
  readonly chain_id: number | null;
  readonly chain_account: Address | null;
  readonly valid_before: number;
  readonly received_tx: Hex | null;
  readonly burn_tx: Hex | null;
  readonly exported: number | null;
  readonly booked_on: string | null;
  readonly created_at: Date;
  readonly state: CashOutState;
  /** Why the chain refuses the next step now. */
  readonly problem: string | null;
}

/** Cash-outs with their state, which is a function of what is written down beside them; nothing has to be kept in step. */
export const CASH_OUTS = `SELECT * FROM (
  SELECT c.number, '0x' || encode(c.cash_out, 'hex') AS cash_out, c.reference, c.kind, '0x' || encode(c.account, 'hex') AS account, c.participant,
         c.amount_tiyn::text AS amount_tiyn, c.creditor_name, c.creditor_iban, c.creditor_bic, c.chain_id,
         '0x' || encode(c.chain_account, 'hex') AS chain_account, c.valid_before, '0x' || encode(c.received_tx, 'hex') AS received_tx,
         '0x' || encode(b.tx_hash, 'hex') AS burn_tx, c.exported, e.booked_on::text AS booked_on, c.created_at,
         coalesce(b.error, t.error)->>'code' AS problem,
         CASE WHEN d.kind = 'refuse' THEN 'refused'
              WHEN EXISTS (SELECT 1 FROM payload.issuer_entries r WHERE r.cash_out = c.number AND r.purpose = 'returned') THEN 'returned'
              WHEN e.number IS NOT NULL OR c.released_tx IS NOT NULL THEN 'booked'
              WHEN c.exported IS NOT NULL THEN 'sent'
              WHEN b.state = 'final' THEN 'burned'
              WHEN d.kind = 'pay' OR (c.kind = 'chain' AND c.received_block IS NOT NULL) THEN 'approved'
              WHEN c.received_block IS NOT NULL THEN 'received'
              WHEN c.valid_before <= (SELECT timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1)
                   AND coalesce(t.state, 'refused') = 'refused' THEN 'expired'
              ELSE 'requested' END AS state
    FROM payload.cash_outs c
    LEFT JOIN payload.issuer_decisions d ON d.cash_out = c.number AND d.confirmed
    LEFT JOIN payload.issuer_entries e ON e.cash_out = c.number AND e.purpose = 'cash-out'
    LEFT JOIN work.outbox b ON b.dedupe = 'burn/0x' || encode(c.cash_out, 'hex')
    LEFT JOIN work.outbox t ON t.dedupe = 'cash-out/0x' || encode(c.cash_out, 'hex')
) c`;

export type Destination =
  | { readonly kind: "bank"; readonly name: string; readonly iban: string; readonly bic: string | null }
  | { readonly kind: "chain"; readonly chainId: number; readonly account: Address };

export interface Holder {
  readonly account: Address;
  readonly participant: number | null;
  readonly name: string;
}

/** Keeps a request; nothing moves before its holder signs. Answers its number. */
export async function requestCashOut(
  { pool }: Gateway,
  holder: Holder,
  { amountTiyn, to }: { amountTiyn: bigint; to: Destination },
): Promise<number> {
  const bank = to.kind === "bank" ? [to.name, to.iban, to.bic] : [null, null, null];
  const chain = to.kind === "chain" ? [to.chainId, bytesOf(to.account)] : [null, null];
  const { rows } = await pool.query<{ number: number }>(
    `INSERT INTO payload.cash_outs (cash_out, reference, kind, account, participant, amount_tiyn, creditor_name, creditor_iban,
       creditor_bic, chain_id, chain_account, valid_before, asked_block, created_by)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, timestamp + $12, number, $13
       FROM ledger.blocks ORDER BY number DESC LIMIT 1 RETURNING number`,
    [
      ...[
        randomBytes(32),
        makeReference(randomBytes(4)),
        to.kind,
        bytesOf(holder.account),
        holder.participant,
      ],
      ...[amountTiyn.toString(), ...bank, ...chain, SIGN_WITHIN_SECONDS, holder.name],
    ],
  );
  if (rows[0] === undefined) throw new ProblemError("chain-unreachable");
  return rows[0].number;
}

/** @throws {ProblemError} `cash-out-unknown` */
export async function readCashOut(db: pg.Pool | pg.PoolClient, cashOut: Hex): Promise<CashOutRow> {
  const { rows } = await db.query<CashOutRow>(`${CASH_OUTS} WHERE cash_out = $1`, [cashOut]);
  if (rows[0] === undefined) throw new ProblemError("cash-out-unknown");
  return rows[0];
}

/** The issuer's account, as the token list names it: it mints, burns, and takes what is cashed out. @throws {ProblemError} `issuer-missing` */
export async function issuerAccount({ pool, network }: Pick<Gateway, "pool" | "network">): Promise<Address> {
  const { rows } = await pool.query<{ issuer: Address | null }>(
    `SELECT '0x' || encode(issuer, 'hex') AS issuer FROM ledger.payment_tokens
      WHERE token = $1 AND listed ORDER BY block_number DESC, log_index DESC LIMIT 1`,
    [bytesOf(network.contracts.tenge)],
  );
  const issuer = rows[0]?.issuer;
  if (issuer === undefined || issuer === null) throw new ProblemError("issuer-missing");
  return issuer;
}

/** What the holder's wallet signs: a plain transfer to the issuer whose nonce is the cash-out. */
export const cashOutAuthorization = (network: Network, row: CashOutRow, issuer: Address) =>
  transferAuthorization(network, {
    ...{ from: row.account, to: issuer, amountTiyn: BigInt(row.amount_tiyn) },
    ...{ validAfter: 0, validBefore: row.valid_before, nonce: row.cash_out },
  });

/**
 * Sends the holder's signature to the chain, once. @throws {ProblemError} `cash-out-over`, and with the token's code when it would be
 * refused now
 */
export async function signCashOut(gateway: Gateway, row: CashOutRow, signature: Hex): Promise<void> {
  const { pool, network } = gateway;
  if (row.state === "expired") throw new ProblemError("cash-out-over");
  if (row.state !== "requested") return; // the same signature again has no second effect
  const dedupe = `cash-out/${row.cash_out}`;
  const known = await findIntent(pool, dedupe);
  if (known !== undefined && known.state !== "refused") return;
  const { message } = cashOutAuthorization(network, row, await issuerAccount(gateway));
  const { from, to, value, validAfter, validBefore, nonce } = message;
  const call = {
    contract: "tenge",
    functionName: "transferWithAuthorization",
    args: [from, to, value, validAfter, validBefore, nonce, signature],
  } as const;
  await simulate(gateway, call);
  await inTransaction(pool, async (client) => {
    await client.query("UPDATE payload.cash_outs SET signature = $2 WHERE cash_out = $1", [
      bytesOf(row.cash_out),
      bytesOf(signature),
    ]);
    const intent = { ...call, dedupe, signer: SENDER_KEY };
    if (!(await queueAgain(client, intent))) await enqueue(client, intent);
  });
}

/** In whose name somebody asks: the account that is signed in, or the one of a key's participant. */
export async function holderOf(
  gateway: Gateway,
  caller: { account: string | null; participant: number | null; name: string },
): Promise<Holder | undefined> {
  const { account, participant, name } = caller;
  if (account !== null) return { account: account as Address, participant, name };
  if (participant === null) return undefined;
  return { account: await accountOf(gateway, participant), participant, name };
}
