// Payments as the chain has them, and refunds.
import { jsonObject, refundAuthorization } from "@alatau/sdk";
import { keccak256, toHex, type Hex } from "viem";
import { z } from "zod";
import { mustHold } from "../auth/rights.ts";
import { account, hash, hashParam, hexBytes, price, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";
import { proofAnswer, proofText } from "../proofs/answers.ts";
import { provePaymentOf } from "../proofs/payment.ts";
import { domainOf, refundInToken } from "../quotes/payments.ts";
import { holdRoutes, ownPayment } from "./holds.ts";
import { reserveRoute } from "./reserve.ts";
import { sendPaymentCall } from "./send.ts";

const TAG = "Payments";

const payment = z
  .object({
    payment: hash,
    invoice: hash,
    kind: z.enum(["authorized", "charged", "boxed"]),
    payer: account.nullable(),
    receiver: account,
    token: account,
    amount: z.string().meta({ description: "In the token's smallest unit; tiyn for tenge." }),
    amountTiyn: tiyn.meta({
      description: "What it is worth, by the payment's quote where the token is not tenge.",
    }),
    fee: z.string(),
    paidAt: time,
    block: z.int(),
    txHash: hash,
  })
  .meta({ id: "Payment" });

interface PaymentRow {
  payment: string;
  invoice_id: string;
  kind: "authorized" | "charged" | "boxed";
  payer: string | null;
  receiver: string;
  token: string;
  amount: string;
  amount_tiyn: string;
  fee: string;
  paid_at: number;
  block_number: number;
  log_index: number;
  tx_hash: string;
}

const show = (row: PaymentRow) => ({
  payment: row.payment,
  invoice: row.invoice_id,
  kind: row.kind,
  payer: row.payer,
  receiver: row.receiver,
  token: row.token,
  amount: row.amount,
  amountTiyn: row.amount_tiyn,
  fee: row.fee,
  paidAt: timeOf(row.paid_at),
  block: row.block_number,
  txHash: row.tx_hash,
});

/** Every collection: by signature, and each sweep of a box that credited something. */
const SELECT = `SELECT p.*, coalesce(q.amount_tiyn, p.amount) AS amount_tiyn, b.timestamp AS paid_at FROM (
  SELECT payment, invoice_id, kind, payer, receiver, token, amount, fee, block_number, log_index, tx_hash FROM ledger.payments
  UNION ALL
  SELECT payment, invoice_id, 'boxed', NULL, receiver, token, credited, fee, block_number, log_index, tx_hash FROM ledger.box_sweeps WHERE credited > 0
) p JOIN ledger.blocks b ON b.number = p.block_number LEFT JOIN payload.quoted_payments q ON q.payment = p.payment`;

const refundShape = z
  .object({
    refund: z.int(),
    invoice: hash,
    payment: hash,
    amountTiyn: tiyn,
    source: z.enum(["reserve", "signature"]),
    reason: z.string(),
    state: z.enum(["queued", "sent", "mined", "final", "refused"]),
    txHash: hash.nullable(),
    createdAt: time,
  })
  .meta({ id: "Refund" });

interface RefundRow {
  number: number;
  invoice_id: string;
  payment: string;
  amount_tiyn: string;
  source: "reserve" | "signature";
  reason: string;
  state: "queued" | "sent" | "mined" | "final" | "refused";
  tx_hash: string | null;
  created_at: Date;
}

const REFUNDS = `SELECT r.number, r.invoice_id, r.payment, r.amount_tiyn, r.source, r.reason, o.state, o.tx_hash, r.created_at
FROM payload.refunds r JOIN payload.invoices i USING (invoice_id) JOIN work.outbox o ON o.dedupe = r.dedupe`;

const showRefund = (row: RefundRow) => ({
  refund: row.number,
  invoice: row.invoice_id,
  payment: row.payment,
  amountTiyn: row.amount_tiyn,
  source: row.source,
  reason: row.reason,
  state: row.state,
  txHash: row.tx_hash,
  createdAt: row.created_at.toISOString(),
});

const REASONS = ["requested-by-customer", "duplicate", "goods-returned", "overpaid", "other"] as const;

/** Declares the routes of payments and refunds. */
export function paymentRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  listRoute(api, limiters, {
    path: "/v1/payments",
    tag: TAG,
    summary: "Payments as the chain has them, the latest first",
    filters: { invoice: hashParam.optional(), receiver: account.optional() },
    item: payment,
    query: ({ invoice, receiver }) => ({
      select: SELECT,
      where: [
        invoice !== undefined && ["p.invoice_id = ?", bytesOf(invoice)],
        receiver !== undefined && ["p.receiver = ?", bytesOf(receiver)],
      ],
      keys: [
        { column: "p.block_number", field: "block_number" },
        { column: "p.log_index", field: "log_index" },
      ],
      descending: true,
    }),
    show,
  });
  listRoute(api, limiters, {
    path: "/v1/refunds",
    tag: TAG,
    summary: "The merchant's refunds, the latest first",
    rights: "merchant-read",
    filters: { invoice: hashParam.optional() },
    item: refundShape,
    query: async ({ invoice }, { caller }) => ({
      select: REFUNDS,
      where: [
        ["i.merchant = ?", mustHold(await caller(), "merchant-read").merchant],
        invoice !== undefined && ["r.invoice_id = ?", bytesOf(invoice)],
      ],
      keys: [{ column: "r.number", field: "number" }],
      descending: true,
    }),
    show: showRefund,
  });
  route(
    {
      ...proofText,
      path: "/v1/payments/{payment}/proof",
      summary: "The proof bundle of a payment: its events in final blocks, and the contract's state of it",
      params: z.object({ payment: hashParam }),
      refusals: ["payment-unknown", "proof-not-ready", "chain-unreachable"],
    },
    async ({ params }) => proofAnswer(await provePaymentOf(gateway, params.payment)),
    limiters.costly,
  );
  holdRoutes(api, limiters);
  reserveRoute(api, limiters);
  refundRoutes(api, limiters);
}

function refundRoutes({ gateway, route }: Api, { writes, costly }: Limiters): void {
  const { network, reads } = gateway;
  const wanted = { payment: hashParam, amountTiyn: price };
  const saltOf = (id: Hex, key: string): Hex => keccak256(toHex(`refund/${id}/${key}`));
  route(
    {
      method: "get",
      path: "/v1/refunds/authorization",
      tag: TAG,
      summary: "What the merchant's account signs so that a refund is taken from its own money",
      rights: "merchant-decide",
      query: z.strictObject({ ...wanted, key: z.string().min(1).max(100) }),
      answers: { 200: { description: "Typed data.", schema: z.object({ typedData: z.looseObject({}) }) } },
      refusals: ["unauthenticated", "payment-unknown", "not-merchant"],
    },
    async ({ query: { payment: id, amountTiyn, key }, caller }) => {
      const { info, asked, found } = await ownPayment(gateway, id, await caller());
      const amount = await refundInToken(gateway, asked, {
        priceTiyn: found.invoice.terms.amount,
        amountTiyn,
      });
      const terms = { payment: info, amount, salt: saltOf(id, key), validBefore: info.refundBy };
      const domain = await domainOf(gateway, info.token);
      const typedData = jsonObject(refundAuthorization(network, terms, domain));
      return { body: { typedData } };
    },
    costly,
  );
  route(
    {
      method: "post",
      path: "/v1/refunds",
      tag: TAG,
      summary: "Refund a payment, or a part of it",
      description:
        "Out of the merchant's reserve; with `signature` (of what /v1/refunds/authorization answers for the same key) out of its own money. `key` is the merchant's number of the refund: the same one again is the same refund.",
      rights: "merchant-decide",
      body: z.strictObject({
        ...wanted,
        key: z.string().min(1).max(100),
        reason: z.enum(REASONS),
        signature: hexBytes.max(20_000).optional(),
      }),
      answers: { 202: { description: "Kept and sent.", schema: refundShape } },
      refusals: [
        "unauthenticated",
        "payment-unknown",
        "not-merchant",
        "exceeds-refundable",
        "exceeds-reserve",
        "payer-missing",
        "payment-expired",
        "erc3009-invalid-signature",
        "erc20-insufficient-balance",
      ],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      const { payment: id, amountTiyn, key, reason, signature } = body;
      const { found, info, asked } = await ownPayment(gateway, id, asking);
      const amount = await refundInToken(gateway, asked, {
        priceTiyn: found.invoice.terms.amount,
        amountTiyn,
      });
      const dedupe = `refund/${id}/${key}`;
      const source = signature === undefined ? "reserve" : "signature";
      await sendPaymentCall(gateway, {
        ...{ dedupe, operator: found.invoice.terms.operator },
        functionName: signature === undefined ? "refundFromReserve" : "refundWithAuthorization",
        args:
          signature === undefined
            ? [info, amount]
            : [info, amount, saltOf(id, key), info.refundBy, signature as Hex],
        beside: async (client) =>
          void (await client.query(
            `INSERT INTO payload.refunds (invoice_id, payment, amount_tiyn, source, reason, dedupe, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (dedupe) DO NOTHING`,
            [
              ...[bytesOf(found.invoice.invoiceId), bytesOf(id), amountTiyn.toString()],
              ...[source, reason, dedupe, asking.name],
            ],
          )),
      });
      const { rows } = await reads.query<RefundRow>(`${REFUNDS} WHERE r.dedupe = $1`, [dedupe]);
      return { status: 202, body: showRefund(rows[0]!) };
    },
    writes,
  );
}
