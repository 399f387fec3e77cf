// What members' gateways ask each other. Every request and every answer is signed (RFC 9421); see docs/operations/exchange.md.
import type { Hex } from "@alatau/sdk";
import { z } from "zod";
import { bigNumberParam, hash, hashParam, numberParam } from "../http/fields.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { chainTip } from "../workers/ledger.ts";
import { peerCaller, signedAnswer } from "./peer-caller.ts";
import {
  acceptedBatch,
  batchEnvelopes,
  documentOf,
  fingerprintsFor,
  offeredRecords,
  openOffers,
  payloadsFor,
  takeAnswer,
} from "./serve.ts";
import {
  answerSchema,
  batchRecordSchema,
  batchSchema,
  documentSchema,
  fingerprintsSchema,
  MOST_PAYLOADS,
  offeredRecordSchema,
  offersSchema,
  payloadsSchema,
} from "./wire.ts";

const TAG = "Exchange";
const REFUSALS = [
  ...["request-unsigned", "request-signature-invalid", "request-signature-expired", "request-replayed"],
  ...["member-not-announced", "request-misdirected", "exchange-not-announced"],
];
const LINES = "application/jsonl";

/** Declares the routes of the exchange. */
export function exchangeRoutes({ route, gateway }: Api): void {
  const { pool } = gateway;
  const place = z.object({
    dataset: z.string().max(200),
    publisher: numberParam,
    sequence: bigNumberParam,
  });
  const lines = (items: readonly unknown[]) => ({
    text: items.map((item) => `${JSON.stringify(item)}\n`).join(""),
    type: LINES,
  });
  route(
    {
      method: "get",
      path: "/exchange/v1/candidates",
      tag: TAG,
      summary: "Open batches of this member's publishers that the asking member checks",
      answers: { 200: { description: "The oldest first.", schema: offersSchema } },
      refusals: REFUSALS,
    },
    async ({ request }) => {
      const who = await peerCaller(gateway, request);
      const offers = await openOffers(pool, { own: who.own, asker: who.member });
      return await signedAnswer(gateway, request, who, { text: JSON.stringify(offers) });
    },
  );
  route(
    {
      method: "get",
      path: "/exchange/v1/candidates/{dataset}/{publisher}/{sequence}/records",
      tag: TAG,
      summary: "A page of an open batch's records with salts and payloads, one a line",
      params: place,
      query: z.strictObject({
        digest: hashParam,
        from: numberParam.meta({ description: "Position of the first." }),
      }),
      answers: { 200: { description: "JSON lines.", schema: offeredRecordSchema, types: [LINES] } },
      refusals: ["candidate-unknown", ...REFUSALS],
    },
    async ({ request, params, query: { digest, from } }) => {
      const who = await peerCaller(gateway, request);
      const asked = { own: who.own, asker: who.member, digest, from };
      return await signedAnswer(gateway, request, who, lines(await offeredRecords(pool, params, asked)));
    },
  );
  route(
    {
      method: "post",
      path: "/exchange/v1/approvals",
      tag: TAG,
      summary: "A checker's answer to an open batch: an EIP-712 signature, or why it refuses",
      body: answerSchema,
      answers: { 200: { description: "Kept.", schema: z.object({ kept: z.boolean() }) } },
      refusals: [
        ...["candidate-unknown", "checker-unknown", "approval-invalid", "content-digest-mismatch"],
        ...REFUSALS,
      ],
    },
    async ({ request, body }) => {
      const who = await peerCaller(gateway, request);
      await takeAnswer(pool, body, { own: who.own, asker: who.participants });
      return await signedAnswer(gateway, request, who, { text: JSON.stringify({ kept: true }) });
    },
  );
  route(
    {
      method: "get",
      path: "/exchange/v1/documents/{kind}/{hash}",
      tag: TAG,
      summary: "A schema or a data set's description by the hash that the chain keeps",
      params: z.object({ kind: z.enum(["schemas", "descriptions"]), hash: hashParam }),
      answers: { 200: { description: "The document as canonical JSON.", schema: documentSchema } },
      refusals: ["document-unknown", ...REFUSALS],
    },
    async ({ request, params: { kind, hash: asked } }) => {
      const who = await peerCaller(gateway, request);
      const text = JSON.stringify(await documentOf(pool, kind, asked));
      return await signedAnswer(gateway, request, who, { text });
    },
  );
  batchRoutes();

  function batchRoutes(): void {
    route(
      {
        method: "get",
        path: "/exchange/v1/batches/{dataset}/{publisher}/{sequence}",
        tag: TAG,
        summary: "What checkers approved of a batch that is on the chain",
        params: place,
        answers: { 200: { description: "Approval and corrections.", schema: batchSchema } },
        refusals: ["batch-unknown", ...REFUSALS],
      },
      async ({ request, params }) => {
        const who = await peerCaller(gateway, request);
        const text = JSON.stringify(await acceptedBatch(pool, params));
        return await signedAnswer(gateway, request, who, { text });
      },
    );
    route(
      {
        method: "get",
        path: "/exchange/v1/batches/{dataset}/{publisher}/{sequence}/records",
        tag: TAG,
        summary: "A page of an accepted batch's envelopes, one a line",
        params: place,
        query: z.strictObject({ from: numberParam.meta({ description: "Position of the first." }) }),
        answers: { 200: { description: "JSON lines.", schema: batchRecordSchema, types: [LINES] } },
        refusals: ["batch-unknown", ...REFUSALS],
      },
      async ({ request, params, query: { from } }) => {
        const who = await peerCaller(gateway, request);
        return await signedAnswer(gateway, request, who, lines(await batchEnvelopes(pool, params, from)));
      },
    );
    route(
      {
        method: "post",
        path: "/exchange/v1/payloads",
        tag: TAG,
        summary: "Salts and payloads of anchored records, for a member that may read them",
        description:
          "Public ones and the members' for every member; the owner's for the data set's owner and checkers, the record's issuer, " +
          "and who was granted the field group on the chain.",
        body: z.strictObject({ records: z.array(hash).min(1).max(MOST_PAYLOADS) }),
        answers: {
          200: { description: "One item a record, in the order asked for.", schema: payloadsSchema },
        },
        refusals: ["content-digest-mismatch", ...REFUSALS],
      },
      async ({ request, body: { records } }) => {
        const who = await peerCaller(gateway, request);
        const items = await payloadsFor(pool, records as Hex[], who.participants);
        return await signedAnswer(gateway, request, who, { text: JSON.stringify({ items }) });
      },
    );
    route(
      {
        method: "get",
        path: "/exchange/v1/fingerprints",
        tag: TAG,
        summary: "Fingerprints of all data sets for what both members hold, as of a block",
        query: z.strictObject({ block: bigNumberParam }),
        answers: { 200: { description: "By data set and visibility.", schema: fingerprintsSchema } },
        refusals: ["block-unknown", ...REFUSALS],
      },
      async ({ request, query: { block } }) => {
        const who = await peerCaller(gateway, request);
        if (block > ((await chainTip(pool))?.number ?? -1)) throw new ProblemError("block-unknown");
        const items = await fingerprintsFor(pool, block, { own: who.own, asker: who.participants });
        return await signedAnswer(gateway, request, who, { text: JSON.stringify({ block, items }) });
      },
    );
  }
}
