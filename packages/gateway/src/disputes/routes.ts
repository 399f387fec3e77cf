// Disputes of sales: a participant does not accept a line. The chain keeps a salted hash of the reason, the gateway the reason.
import { parseSaleId, payloadHash, utf8, type Bytes32, type SalePlace } from "@alatau/sdk";
import type { Hex } from "viem";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { holdsRole } from "../auth/roles.ts";
import { hash, hashParam, hexBytes, numberParam, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import {
  keepSignedCall,
  prepareCall,
  rawTransaction,
  unsignedTransaction,
  type Call,
} from "../orders/signed-call.ts";
import { submission } from "../orders/submissions.ts";
import { accountOf } from "../participants/account.ts";
import { ProblemError } from "../problems.ts";
import { readSale } from "../sales/queries.ts";
import { disputesQuery, readDispute, readReason, readSettledChunk, type DisputeRow } from "./queries.ts";

const TAG = "Disputes";
const STATES = ["open", "upheld", "dismissed"] as const;
const REFUSALS = [
  "sale-format",
  "sale-unknown",
  "not-sale-party",
  "dispute-closed",
  "chain-unreachable",
] as const;

const dispute = z
  .object({
    sale: z.string(),
    participant: uint32,
    participantName: z.string().nullable(),
    state: z.enum(STATES),
    reasonHash: hash.meta({ description: "sha256(salt, reason)" }),
    openedAt: time,
    block: z.int(),
    txHash: hash,
  })
  .meta({ id: "Dispute" });
const disputeStory = dispute.extend({
  reason: z.string().nullable().meta({
    description: "For the participant, arbiters and auditors; null for others and where it is not kept here.",
  }),
});

const saleParams = z.object({ id: z.string().max(60) });

const show = (row: DisputeRow) => ({
  sale: row.id,
  participant: row.participant,
  participantName: row.name,
  state: row.upheld === null ? "open" : row.upheld ? "upheld" : "dismissed",
  reasonHash: row.reason_hash,
  openedAt: timeOf(row.opened_at),
  block: row.block_number,
  txHash: row.tx_hash,
});

/** Declares the routes of disputes. */
export function disputeRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  listRoute(api, limiters, {
    path: "/v1/disputes",
    tag: TAG,
    summary: "Disputed sales, the latest first",
    filters: { participant: numberParam.optional(), state: z.enum(STATES).optional() },
    item: dispute,
    query: disputesQuery,
    show,
  });
  route(
    {
      method: "get",
      path: "/v1/disputes/{id}",
      tag: TAG,
      summary: "The dispute of one sale, with its reason for those whom it concerns",
      params: saleParams,
      answers: { 200: { description: "The dispute.", schema: disputeStory } },
      refusals: ["sale-format", "dispute-unknown"],
    },
    async ({ params: { id }, caller }) => {
      const row = await readDispute(gateway.reads, parseSaleId(id));
      const asking = await caller();
      const entitled =
        asking.participant === row.participant ||
        asking.auditor ||
        (await holdsRole(gateway, asking, "arbiter"));
      return { body: { ...show(row), reason: entitled ? await readReason(gateway.reads, row) : null } };
    },
  );
  openingRoutes(api, limiters);
}

function openingRoutes({ gateway, route }: Api, { costly, writes }: Limiters): void {
  route(
    {
      method: "get",
      path: "/v1/sales/{id}/dispute",
      tag: TAG,
      summary: "The transaction that disputes a sale, ready to be signed by its participant's account",
      params: saleParams,
      query: z.strictObject({
        reasonHash: hashParam.meta({
          description: "sha256(salt, reason): 32 random bytes, then the reason as UTF-8.",
        }),
      }),
      answers: { 200: { description: "Unsigned.", schema: unsignedTransaction } },
      refusals: REFUSALS,
    },
    async ({ params: { id }, query: { reasonHash } }) => {
      const place = parseSaleId(id);
      const { participant } = await readSale(gateway.reads, id, place);
      const account = await accountOf(gateway, participant);
      return { body: await prepareCall(gateway, await disputing(gateway, place, reasonHash), account) };
    },
    costly,
  );
  route(
    {
      method: "post",
      path: "/v1/sales/{id}/dispute",
      tag: TAG,
      summary: "Dispute a sale with a signed transaction",
      description:
        "`rawTransaction` is what GET of this address answers, signed by the participant's account. The reason is kept here, with its " +
        "salt, for the participant, the arbiters and auditors.",
      params: saleParams,
      body: z.strictObject({
        reason: z.string().trim().min(1).max(2_000),
        salt: hexBytes.length(66).meta({ description: "32 random bytes." }),
        rawTransaction,
      }),
      answers: {
        201: { description: "In a block.", schema: submission },
        202: { description: "Kept and sent.", schema: submission },
      },
      refusals: ["transaction-invalid", ...REFUSALS],
    },
    async ({ params: { id }, body }) => {
      const place = parseSaleId(id);
      const { participant } = await readSale(gateway.reads, id, place);
      const salt = Buffer.from(body.salt.slice(2), "hex");
      const reasonHash = payloadHash(salt, utf8(body.reason));
      return await keepSignedCall(gateway, {
        ...(await disputing(gateway, place, reasonHash)),
        dedupe: `dispute/${id}`,
        raw: body.rawTransaction as Hex,
        beside: async (client) =>
          void (await client.query(
            `INSERT INTO payload.dispute_reasons (reason_hash, participant, sale, reason, salt) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (reason_hash) DO NOTHING`,
            [Buffer.from(reasonHash.slice(2), "hex"), participant, id, body.reason, salt],
          )),
      });
    },
    writes,
  );
}

/** The contract's call for one line, with the lines of its chunk as they were settled. @throws {ProblemError} `dispute-closed` */
async function disputing({ reads }: Gateway, place: SalePlace, reasonHash: Bytes32): Promise<Call> {
  const chunk = await readSettledChunk(reads, place);
  if (chunk === undefined) throw new ProblemError("not-found", "The sale's settlement is not indexed.");
  const { zone, slot, version, line } = place;
  const terms = { zone, slot, version, tariffVersion: chunk.tariff_version, price: BigInt(chunk.price) };
  return {
    contract: "energyMarket",
    functionName: "dispute",
    args: [terms, place.chunk, line, chunk.lines, reasonHash],
  };
}
