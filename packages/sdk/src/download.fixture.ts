// For tests: the proof of a download of a hand-made chain, honest and otherwise.
import { batchLog, blockWith, CHECKERS, keyOf, NETWORK, PUBLISHER, sign } from "./chain.fixture.ts";
import { concat, fromHex, keccak256, toBytes32, toHex, utf8, type Hex } from "./bytes.ts";
import type { TrustedNetwork } from "./check-chain.ts";
import { batchDigest } from "./check-quorum.ts";
import { datasetId } from "./data-sets.ts";
import { downloadHead, downloadTail, type DownloadProofHead } from "./download-proof.ts";
import { byPlace, toCsv, toJsonLines, type DownloadEntity } from "./download-table.ts";
import { envelopeSchema, jcs, payloadHash, recordHash, type Envelope } from "./envelope.ts";
import { buildMerkleTree } from "./merkle.ts";
import { packDownloadBatches, type DownloadBatchSource } from "./prove-download.ts";
import type { BatchApproval } from "./typed-data.ts";

export const AIR = "environment.air-quality";

/** The network with the checkers of {@link AIR} pinned. */
export const AIR_NETWORK: TrustedNetwork = {
  ...NETWORK,
  datasets: { [AIR]: { ...NETWORK.datasets["energy.readings"]!, dataset: datasetId(AIR) } },
};

export interface AirRow {
  readonly envelope: Envelope;
  readonly salt: Uint8Array;
  readonly payload: Uint8Array;
}

const iso = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
const START = Date.UTC(2026, 0, 1) / 1000;

/** An hour of a station; every third has a note that a spreadsheet would compute and CSV must quote. */
export const airEntity = (station: number, hour: number): DownloadEntity => ({
  dateObserved: { type: "Property", value: iso(START + hour * 3600) },
  id: `urn:ngsi-ld:AirQualityObserved:station-${station}`,
  location: { type: "GeoProperty", value: { coordinates: [76.9, 43.25], type: "Point" } },
  ...((station + hour) % 3 === 0 && { note: { type: "Property", value: '=1+1, "quoted"' } }),
  pm25: { type: "Property", unitCode: "GQ", value: 12.5 + ((station * 7 + hour * 3) % 40) },
  type: "AirQualityObserved",
});

/** A record of an entity. */
export function airRow(entity: DownloadEntity, hour: number, more: Partial<Envelope> = {}): AirRow {
  const payload = utf8(jcs(entity));
  const salt = keccak256(concat(utf8("salt"), payload));
  const envelope = envelopeSchema.parse({
    schema: { id: "AirQuality", version: 1, hash: toBytes32(keccak256(utf8("schema"))) },
    ...{ issuer: 12, subject: entity.id, recordedAt: iso(START + hour * 3600 + 7) },
    observedAt: iso(START + hour * 3600),
    ...{ payloadHash: payloadHash(salt, payload), visibility: "public", ...more },
  });
  return { envelope, salt, payload };
}

/** A batch of records on a block; `shown` says which of them the download has. */
export function airBatch(
  sequence: number,
  rows: readonly AirRow[],
  shown: (index: number) => boolean = () => true,
): DownloadBatchSource {
  const tree = buildMerkleTree(rows.map(({ envelope }) => fromHex(recordHash(envelope))));
  const approval: BatchApproval = {
    ...{ dataset: datasetId(AIR), publisher: PUBLISHER, sequence: BigInt(sequence) },
    previous: toHex(keccak256(utf8(`batch ${sequence - 1}`))),
    ...{ root: toHex(tree.root), count: rows.length, periodFrom: 0n, periodTo: 1n },
    ...{ manifestHash: toHex(keccak256(utf8("none"))), validBefore: 1n << 40n },
  };
  const digest = batchDigest(approval, NETWORK.chainId, NETWORK.contracts.journal);
  const stateRoot: Hex = toHex(keccak256(utf8("state")));
  return {
    batch: blockWith(100 + sequence, batchLog(approval), stateRoot, keyOf("head")),
    signatures: CHECKERS.slice(0, 2).map(({ secret }) => sign(digest, secret)),
    tree,
    rows: rows.flatMap(({ envelope, salt, payload }, index) =>
      shown(index) ? [{ index, envelope: utf8(jcs(envelope)), salt, payload }] : [],
    ),
  };
}

/** The proof file's text of batches, `perPart` of them in a part. */
export async function airProof(
  batches: readonly DownloadBatchSource[],
  head: Partial<DownloadProofHead> = {},
  perPart = 2,
): Promise<string> {
  const all = { dataSet: AIR, chainId: NETWORK.chainId, asOf: 10_000, from: null, to: null, ...head };
  const parts: string[] = [];
  for (let first = 0; first < batches.length; first += perPart)
    parts.push(JSON.stringify(await packDownloadBatches(batches.slice(first, first + perPart), NETWORK)));
  const rows = batches.reduce((sum, batch) => sum + batch.rows.length, 0);
  return `${downloadHead(all)}\n${parts.join(",\n")}${downloadTail(rows)}`;
}

/** The entities of rows in the order of a download. */
export function inOrder(rows: readonly AirRow[]): DownloadEntity[] {
  const placed = rows.map(({ envelope, payload }) => ({
    place: { at: envelope.observedAt!, subject: envelope.subject, recordHash: recordHash(envelope) },
    entity: JSON.parse(new TextDecoder().decode(payload)) as DownloadEntity,
  }));
  return placed.toSorted((a, b) => byPlace(a.place, b.place)).map(({ entity }) => entity);
}

export const csvOf = (rows: readonly AirRow[]): string => toCsv(inOrder(rows).map((entity) => ({ entity })));
export const jsonLinesOf = (rows: readonly AirRow[]): string => toJsonLines(inOrder(rows));
