// Money out, for holders: ask, sign, and see whether it is in the bank.
import { ibanOf } from "@alatau/formats";
import { jsonObject } from "@alatau/sdk";
import type { Address, Hex } from "viem";
import { z } from "zod";
import { account, accountParam, hash, hashParam, hexBytes, price, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { isConnected } from "../inbound/connected.ts";
import { ProblemError } from "../problems.ts";
import { TAG } from "./cash-in-routes.ts";
import {
  CASH_OUT_STATES,
  CASH_OUTS,
  cashOutAuthorization,
  holderOf,
  issuerAccount,
  readCashOut,
  requestCashOut,
  signCashOut,
  type CashOutRow,
  type Destination,
} from "./cash-outs.ts";
import { unauthenticated } from "./members.ts";

export const cashOut = z
  .object({
    cashOut: hash.meta({ description: "Its number on the chain: the nonce that the holder signs." }),
    reference: z.string().meta({ description: "The bank's end-to-end reference." }),
    account: account.meta({ description: "The holder's." }),
    amountTiyn: tiyn,
    state: z.enum(CASH_OUT_STATES),
    to: z.union([
      z.object({ kind: z.literal("bank"), name: z.string(), iban: z.string(), bic: z.string().nullable() }),
      z.object({ kind: z.literal("chain"), chainId: z.int(), account }),
    ]),
    signBy: time,
    problem: z
      .string()
      .nullable()
      .meta({ description: "Why the next step waits: a code of docs/errors.md." }),
    bookedOn: z.string().nullable().meta({ description: "When the issuer's bank booked it." }),
    receivedTx: hash.nullable(),
    burnTx: hash.nullable(),
    createdAt: time,
  })
  .meta({ id: "CashOut" });

const payout = z
  .object({
    payout: hash,
    reference: z.string(),
    amountTiyn: tiyn,
    iban: z.string(),
    inBank: z.boolean().meta({ description: "Whether the issuer's bank has booked it to this account." }),
    bookedOn: z.string().nullable(),
    state: z.enum(CASH_OUT_STATES),
    createdAt: time,
  })
  .meta({ id: "Payout" });

const name = z.string().trim().min(1).max(140);
const bic = z.string().regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, "a BIC of 8 or 11 characters");
const destination = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("bank"), name, iban: z.string().min(15).max(50), bic: bic.optional() }),
  z.strictObject({ kind: z.literal("chain"), chainId: z.int().min(1), account: accountParam }),
]);

/** A cash-out as its holder and the issuer see it. */
export const showCashOut = (row: CashOutRow) => ({
  cashOut: row.cash_out,
  reference: row.reference,
  account: row.account,
  amountTiyn: row.amount_tiyn,
  state: row.state,
  to:
    row.kind === "bank"
      ? { kind: "bank", name: row.creditor_name, iban: row.creditor_iban, bic: row.creditor_bic }
      : { kind: "chain", chainId: row.chain_id, account: row.chain_account },
  signBy: timeOf(row.valid_before),
  problem: row.problem,
  bookedOn: row.booked_on,
  receivedTx: row.received_tx,
  burnTx: row.burn_tx,
  createdAt: row.created_at.toISOString(),
});

const showPayout = (row: CashOutRow) => ({
  payout: row.cash_out,
  reference: row.reference,
  amountTiyn: row.amount_tiyn,
  iban: row.creditor_iban,
  inBank: row.state === "booked",
  bookedOn: row.booked_on,
  state: row.state,
  createdAt: row.created_at.toISOString(),
});

/** Declares the routes of cash-outs and payouts. */
export function cashOutRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const signing = cashOut
    .extend({
      typedData: z
        .looseObject({})
        .meta({ description: "What the holder's wallet signs (eth_signTypedData_v4)." }),
    })
    .meta({ id: "CashOutToSign" });
  const holder = async (caller: Parameters<typeof holderOf>[1]) => {
    const found = await holderOf(gateway, caller);
    if (found === undefined) throw unauthenticated();
    return found;
  };
  const toSign = async (row: CashOutRow) => {
    const typedData = cashOutAuthorization(gateway.network, row, await issuerAccount(gateway));
    return { ...showCashOut(row), typedData: jsonObject(typedData) };
  };
  route(
    {
      method: "post",
      path: "/v1/cash-outs",
      tag: TAG,
      summary: "Ask for money at a bank, or tokens on another chain, for aKZT",
      description:
        "Nothing moves before the holder's wallet has signed what the answer says: a transfer to the issuer whose nonce is this cash-out. " +
        "The bank account is kept by the gateway and never on the chain.",
      body: z.strictObject({ amountTiyn: price, to: destination }),
      answers: { 201: { description: "To be signed within an hour.", schema: signing } },
      refusals: [
        "unauthenticated",
        "iban-invalid",
        "chain-unsupported",
        "issuer-missing",
        "chain-unreachable",
      ],
    },
    async ({ body, caller }) => {
      const own = await holder(await caller());
      const to = await checked(body.to);
      const number = await requestCashOut(gateway, own, { amountTiyn: body.amountTiyn, to });
      const { rows } = await gateway.pool.query<CashOutRow>(`${CASH_OUTS} WHERE number = $1`, [number]);
      return { status: 201, body: await toSign(rows[0]!) };
    },
    limiters.writes,
  );
  const params = z.object({ cashOut: hashParam });
  const own = async (id: Hex, caller: Parameters<typeof holderOf>[1]): Promise<CashOutRow> => {
    const { account: mine } = await holder(caller);
    const row = await readCashOut(gateway.pool, id);
    if (row.account !== mine.toLowerCase()) throw new ProblemError("cash-out-unknown");
    return row;
  };
  route(
    {
      method: "post",
      path: "/v1/cash-outs/{cashOut}/signature",
      tag: TAG,
      summary: "Hand in the holder's signature; the issuer pays the gas",
      description:
        "The signature is the right: anybody may send it. The same one again has no second effect.",
      params,
      body: z.strictObject({ signature: hexBytes.max(20_000) }),
      answers: {
        202: { description: "Kept and sent.", schema: z.object({ cashOut: hash, state: z.string() }) },
      },
      refusals: [
        ...["cash-out-unknown", "cash-out-over", "erc3009-invalid-signature", "erc20-insufficient-balance"],
        ...["account-frozen", "enforced-pause"],
      ],
    },
    async ({ params: { cashOut: id }, body }) => {
      await signCashOut(gateway, await readCashOut(gateway.pool, id), body.signature as Hex);
      return { status: 202, body: { cashOut: id, state: (await readCashOut(gateway.pool, id)).state } };
    },
    limiters.writes,
  );
  route(
    {
      method: "get",
      path: "/v1/cash-outs/{cashOut}",
      tag: TAG,
      summary: "One cash-out of the caller",
      params,
      answers: { 200: { description: "Where it stands.", schema: cashOut } },
      refusals: ["unauthenticated", "cash-out-unknown"],
    },
    async ({ params: { cashOut: id }, caller }) => ({ body: showCashOut(await own(id, await caller())) }),
  );
  const ownRows = async (caller: Parameters<typeof holderOf>[1]) =>
    ["c.account = ?", (await holder(caller)).account.toLowerCase()] as const;
  const keys = [{ column: "c.number", field: "number" }];
  listRoute(api, limiters, {
    path: "/v1/cash-outs",
    tag: TAG,
    summary: "The caller's cash-outs, the latest first",
    refusals: ["unauthenticated"],
    filters: {},
    item: cashOut,
    query: async (_, { caller }) => ({
      ...{ select: CASH_OUTS, where: [await ownRows(await caller())], keys, descending: true },
    }),
    show: showCashOut,
  });
  listRoute(api, limiters, {
    path: "/v1/payouts",
    tag: TAG,
    summary: "What a merchant had paid out to its bank, the latest first: in the bank, yes or no",
    rights: "merchant-books",
    refusals: ["unauthenticated"],
    filters: {},
    item: payout,
    query: async (_, { caller }) => ({
      select: CASH_OUTS,
      where: [
        ["c.participant = ?", (await caller()).work!.merchant],
        ["c.kind = ?", "bank"],
      ],
      ...{ keys, descending: true },
    }),
    show: showPayout,
    csv: {
      name: "payouts",
      columns: ["reference", "amountTiyn", "iban", "inBank", "bookedOn", "state", "createdAt"],
    },
  });

  async function checked(to: z.output<typeof destination>): Promise<Destination> {
    if (to.kind === "bank") {
      const iban = ibanOf(to.iban);
      if (iban === undefined) throw new ProblemError("iban-invalid");
      return { kind: "bank", name: to.name, iban, bic: to.bic ?? null };
    }
    if (!(await isConnected(gateway.pool, to.chainId))) throw new ProblemError("chain-unsupported");
    return { ...to, account: to.account.toLowerCase() as Address };
  }
}
