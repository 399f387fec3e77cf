// A checker's member pulls open batches of a publisher's gateway into its own tables, where its checker validates them from its own
// database. What cannot be what the publisher's checkers are asked to sign is not taken: it is refused and stated.
import { datasetId, type Bytes32, type Hex, type Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { mayPublish, readTerms, type DatasetTerms } from "../data-sets/terms.ts";
import { commit } from "../intake/envelope.ts";
import { inTransaction, notify } from "../transaction.ts";
import { batchApproval, batchDigestOf, batchHashOf } from "../workers/approvals.ts";
import { reportIncident } from "../workers/incidents.ts";
import { chainTip } from "../workers/ledger.ts";
import { ask, AskFailure, askLines, fromBase64, type Asker } from "./ask.ts";
import { stateFault, type Fault } from "./faults.ts";
import {
  dropBatch,
  keepBatch,
  lockBatches,
  observedOf,
  readEnvelope,
  type KeptPayload,
  type ReadEnvelope,
} from "./keep.ts";
import type { Peer } from "./members.ts";
import { batchOf, offeredRecordSchema, offersSchema, type Offer, type OfferedRecord } from "./wire.ts";

export interface Exchange {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly logger: Logger;
  readonly asker: Asker;
  /** Participants that this gateway acts for. */
  readonly own: readonly number[];
}

/** Takes over what a peer offers and drops what it offers no longer. Answers its head. */
export async function pullCandidates(exchange: Exchange, peer: Peer): Promise<number> {
  const question = { path: "/exchange/v1/candidates" };
  const { said: offers, evidence } = await ask(exchange.asker, peer, question, offersSchema);
  const tip = (await chainTip(exchange.pool))?.number ?? -1;
  const isBehind = tip < offers.block;
  for (const offer of offers.items) {
    try {
      await considerOffer(exchange, peer, offer, { isBehind, evidence });
    } catch (failure) {
      // Replaced while it was read: the next look finds what is offered instead.
      if (!(failure instanceof AskFailure) || failure.code !== "candidate-unknown") throw failure;
    }
  }
  if (tip >= offers.block) await dropWithdrawn(exchange, peer, offers.items);
  return offers.block;
}

const pathOf = ({ dataset, publisher, sequence }: Offer): string =>
  `/exchange/v1/candidates/${encodeURIComponent(dataset)}/${publisher}/${sequence}/records`;

async function considerOffer(
  exchange: Exchange,
  peer: Peer,
  offer: Offer,
  { isBehind, evidence }: { isBehind: boolean; evidence: () => Uint8Array },
): Promise<void> {
  const { pool } = exchange;
  if (await isDecided(pool, offer)) return;
  const terms = await readTerms(pool, offer.dataset);
  if (terms?.schema == null || terms.description === null) return; // the chain is not that far here
  const wrong = await wrongOffer(exchange, peer, offer, terms);
  if (wrong !== null && isBehind) return; // what is wrong may be this member's own view
  if (wrong !== null)
    return await refuseOffer(exchange, peer, offer, terms, { reason: wrong, evidence: evidence() });
  const read = await readOffered(exchange, peer, offer);
  if (read.kind === "altered") {
    const detail = `Member ${peer.member} offers ${offer.dataset}/${offer.publisher}/${offer.sequence} with a payload that is not what its envelope commits to.`;
    const { recordHash, evidence: shown } = read;
    const found = { member: peer.member, recordHash, detail, evidence: shown };
    return await fault(exchange, terms, { ...found, kind: "payload-altered" });
  }
  if (read.kind === "forged") return await refuseOffer(exchange, peer, offer, terms, read);
  await keepOffer(exchange, offer, read);
}

/** Whether the very batch is here, or was found wrong before, or is on the chain. */
async function isDecided(
  pool: pg.Pool,
  { dataset, publisher, sequence, digest, approval }: Offer,
): Promise<boolean> {
  const hash = batchHashOf(batchOf({ approval, corrected: [] }).approval);
  const { rows } = await pool.query(
    `SELECT 1 FROM work.batches WHERE dataset = $1 AND publisher = $2::int AND sequence = $3::bigint AND (state <> 'candidate' OR approval_hash = $4)
      UNION ALL
     SELECT 1 FROM ledger.batches WHERE dataset = $6 AND publisher = $2::int AND sequence = $3::bigint
      UNION ALL
     SELECT 1 FROM payload.exchange_evidence WHERE dataset = $1 AND kind = 'forged-batch' AND record_hash = $5`,
    [dataset, publisher, sequence, bytes(digest), bytes(hash), bytes(datasetId(dataset))],
  );
  return rows.length > 0;
}

/** What is wrong with an offer before its records are read; null for nothing. */
async function wrongOffer(
  { pool, network }: Exchange,
  peer: Peer,
  { publisher, sequence, digest, ...said }: Offer,
  terms: DatasetTerms,
): Promise<string | null> {
  const { approval } = batchOf(said);
  if (!peer.participants.includes(publisher)) return `participant ${publisher} is not of this gateway`;
  if (!(await mayPublish(pool, terms, publisher))) return `participant ${publisher} may not publish here`;
  const isSame =
    approval.dataset === terms.dataset &&
    approval.publisher === publisher &&
    approval.sequence === BigInt(sequence) &&
    batchDigestOf(approval, network) === digest;
  return isSame ? null : "the approval is not of this batch";
}

type ReadOffer =
  | {
      readonly kind: "read";
      readonly records: readonly ReadEnvelope[];
      readonly payloads: readonly KeptPayload[];
    }
  | { readonly kind: "altered"; readonly recordHash: Hex; readonly evidence: Uint8Array }
  | { readonly kind: "forged"; readonly reason: string; readonly evidence: Uint8Array };

/** Reads an offer's records page by page and holds them against its approval. */
async function readOffered({ asker }: Exchange, peer: Peer, offer: Offer): Promise<ReadOffer> {
  const { approval, corrected } = batchOf(offer);
  const records: ReadEnvelope[] = [];
  const payloads: KeptPayload[] = [];
  let evidence: Uint8Array = new Uint8Array();
  let altered: { recordHash: Hex; evidence: Uint8Array } | undefined;
  while (records.length < approval.count) {
    const path = `${pathOf(offer)}?digest=${offer.digest}&from=${records.length}`;
    const page = await askLines(asker, peer, { path }, offeredRecordSchema);
    evidence = page.evidence();
    if (page.said.length === 0) return { kind: "forged", reason: "records are missing", evidence };
    for (const line of page.said) {
      const read = line.index === records.length ? readEnvelope(line.envelope) : undefined;
      if (read === undefined)
        return { kind: "forged", reason: `record ${records.length} has no envelope`, evidence };
      const kept = keptOf(line);
      if (commit(kept.salt, kept.payload) !== read.envelope.payloadHash)
        altered ??= { recordHash: read.recordHash, evidence };
      records.push(read);
      payloads.push(kept);
    }
  }
  const { validBefore, previous, dataset, publisher } = approval;
  const derived = batchApproval(
    {
      ...{ dataset: dataset as Bytes32, publisher, previous, sequence: Number(approval.sequence) },
      validBefore: Number(validBefore),
    },
    records.map(({ recordHash, envelope }) => {
      const { from, to } = observedOf(envelope);
      return { recordHash: recordHash as Bytes32, observedFrom: from, observedTo: to };
    }),
    corrected,
  );
  if (batchHashOf(derived) !== batchHashOf(approval))
    return { kind: "forged", reason: "the envelopes are not those that the approval commits to", evidence };
  return altered === undefined ? { kind: "read", records, payloads } : { kind: "altered", ...altered };
}

const keptOf = ({ identity, salt, payload }: OfferedRecord): KeptPayload => ({
  ...{ identity: identity as Hex, salt: fromBase64(salt), payload: fromBase64(payload) },
});

async function keepOffer(
  { pool, logger }: Exchange,
  offer: Offer,
  { records, payloads }: Extract<ReadOffer, { kind: "read" }>,
): Promise<void> {
  const { dataset, publisher, sequence, digest } = offer;
  const batch = { dataset, publisher, sequence, digest: digest as Hex, ...batchOf(offer) };
  const kept = await inTransaction(pool, async (client) => {
    await lockBatches(client, offer);
    const { rows } = await client.query(
      "SELECT 1 FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3 AND state <> 'candidate'",
      [dataset, publisher, sequence],
    );
    if (rows.length > 0) return "later";
    const keeping = await keepBatch(client, { ...batch, state: "candidate", records, payloads });
    if (keeping === "kept") await notify(client, "candidate");
    return keeping;
  });
  if (kept === "kept")
    return logger.info({ dataset, publisher, sequence, records: records.length }, "candidate pulled");
  if (kept === "held") {
    const subject = `${dataset}/${publisher}/${sequence}`;
    const detail = "One of its records is in another batch that the chain has accepted.";
    await reportIncident(pool, { kind: "candidate-refused", subject, detail });
  }
}

async function refuseOffer(
  exchange: Exchange,
  peer: Peer,
  offer: Offer,
  terms: DatasetTerms,
  { reason, evidence }: { reason: string; evidence: Uint8Array },
): Promise<void> {
  const recordHash = batchHashOf(batchOf(offer).approval);
  const detail = `Member ${peer.member} offers ${offer.dataset}/${offer.publisher}/${offer.sequence}: ${reason}.`;
  await fault(exchange, terms, { member: peer.member, kind: "forged-batch", recordHash, detail, evidence });
}

async function fault({ pool, asker, logger }: Exchange, terms: DatasetTerms, found: Fault): Promise<void> {
  const isNew = await stateFault(pool, terms, found, asker.from);
  const { member, kind, recordHash, detail } = found;
  if (isNew) logger.warn({ member, kind, recordHash, detail }, "fault of a member");
}

/** Drops candidates of the peer's publishers that it neither offers any more nor has on the chain. */
async function dropWithdrawn(
  { pool, logger }: Exchange,
  peer: Peer,
  offers: readonly Offer[],
): Promise<void> {
  const offered = offers.map(({ dataset, publisher, sequence }) => `${dataset}/${publisher}/${sequence}`);
  const { rows } = await pool.query<{ dataset: string; publisher: number; sequence: number }>(
    `SELECT b.dataset, b.publisher, b.sequence FROM work.batches b JOIN ledger.datasets d ON d.name = b.dataset
      WHERE b.state = 'candidate' AND b.publisher = ANY($1::int[]) AND b.dataset || '/' || b.publisher || '/' || b.sequence <> ALL($2)
        AND NOT EXISTS (SELECT 1 FROM ledger.batches l WHERE l.dataset = d.dataset AND l.publisher = b.publisher AND l.sequence = b.sequence)`,
    [peer.participants, offered],
  );
  for (const place of rows) {
    await inTransaction(pool, async (client) => {
      await lockBatches(client, place);
      await dropBatch(client, place);
    });
    logger.info({ ...place }, "candidate withdrawn");
  }
}

const bytes = (hex: string): Buffer => Buffer.from(hex.slice(2), "hex");
