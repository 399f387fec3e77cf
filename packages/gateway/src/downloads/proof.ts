// The proof file of a download, part after part, so that a large period needs the memory of some batches.
import {
  ABIS,
  buildMerkleTree,
  downloadHead,
  downloadTail,
  fromHex,
  MOST_PART_BLOCKS,
  packDownloadBatches,
  toHex,
  toRfc3339,
  utf8,
  type DownloadBatchSource,
  type DownloadRow,
  type Hex,
  type Network,
} from "@alatau/sdk";
import type { Abi } from "viem";
import { describeNetwork } from "../data-sets/network.ts";
import type { Gateway } from "../gateway.ts";
import { ProblemError } from "../problems.ts";
import type { ProofChain } from "../proofs/chain.ts";
import { chainOf, quorumOf } from "../proofs/service.ts";
import { readBatches, readBatchLeaves, type BatchPlace, type Download } from "./queries.ts";

/** Rows of a part, and bytes of them, after which another part begins. */
const PART_ROWS = 2_048;
const PART_BYTES = 2_097_152;

/** The text of the proof file in pieces. @throws {ProblemError} `proof-not-ready` */
export async function* proveDownload(
  gateway: Gateway,
  download: Download,
  period: { readonly from: number | undefined; readonly to: number | undefined },
): AsyncGenerator<string> {
  const network = await describeNetwork(gateway.pool, gateway.network);
  const moment = (seconds: number | undefined): string | null =>
    seconds === undefined ? null : toRfc3339(seconds);
  yield downloadHead({
    ...{ dataSet: download.terms.name, chainId: network.chainId, asOf: download.asOf },
    ...{ from: moment(period.from), to: moment(period.to) },
  });
  let rows = 0;
  let separator = "\n";
  for await (const sources of partsOf(gateway, download, network)) {
    yield `${separator}${JSON.stringify(await packDownloadBatches(sources, network))}`;
    separator = ",\n";
    rows += sources.reduce((sum, source) => sum + source.rows.length, 0);
  }
  yield downloadTail(rows);
}

/** Batches that share a part: of few blocks, and not too many rows. A batch of more rows stands in several. */
async function* partsOf(
  gateway: Gateway,
  download: Download,
  network: Network,
): AsyncGenerator<DownloadBatchSource[]> {
  const places = await readBatches(gateway, download);
  let [part, blocks, rows, bytes]: [DownloadBatchSource[], Set<number>, number, number] = [
    [],
    new Set(),
    0,
    0,
  ];
  for (let first = 0; first < places.length; first += MOST_PART_BLOCKS) {
    const group = places.slice(first, first + MOST_PART_BLOCKS);
    const sources = await Promise.all(group.map((place) => batchSource(gateway, download, network, place)));
    for (const [at, source] of sources.entries())
      for (const piece of piecesOf(source)) {
        const size = sizeOf(piece.rows);
        const block = group[at]!.block_number;
        const full = blocks.size === MOST_PART_BLOCKS && !blocks.has(block);
        if (part.length > 0 && (full || rows + piece.rows.length > PART_ROWS || bytes + size > PART_BYTES)) {
          yield part;
          [part, blocks, rows, bytes] = [[], new Set(), 0, 0];
        }
        part.push(piece);
        blocks.add(block);
        rows += piece.rows.length;
        bytes += size;
      }
  }
  if (part.length > 0) yield part;
}

const sizeOf = (rows: readonly DownloadRow[]): number =>
  rows.reduce((sum, { envelope, payload }) => sum + envelope.length + payload.length + 42, 0);

function* piecesOf(source: DownloadBatchSource): Generator<DownloadBatchSource> {
  let rows: DownloadRow[] = [];
  let bytes = 0;
  for (const row of source.rows) {
    const size = sizeOf([row]);
    if (rows.length === PART_ROWS || (rows.length > 0 && bytes + size > PART_BYTES)) {
      yield { ...source, rows };
      [rows, bytes] = [[], 0];
    }
    rows.push(row);
    bytes += size;
  }
  if (rows.length > 0) yield { ...source, rows };
}

async function batchSource(
  gateway: Gateway,
  download: Download,
  network: Network,
  place: BatchPlace,
): Promise<DownloadBatchSource> {
  const chain: ProofChain = chainOf(gateway);
  const [leaves, batch, args] = await Promise.all([
    readBatchLeaves(gateway, download, place),
    chain.log(place),
    chain.callArguments(place.tx_hash, ABIS.journal as Abi),
  ]);
  const tree = buildMerkleTree(leaves.map((leaf) => fromHex(leaf.record_hash)));
  if (toHex(tree.root) !== place.root)
    throw new ProblemError("proof-not-ready", `Not every record of batch ${place.sequence} is here.`);
  const rows = leaves.flatMap(({ position, envelope, salt, payload }): DownloadRow[] =>
    envelope === null || salt === null || payload === null
      ? []
      : [{ index: position, envelope: utf8(envelope), salt: fromHex(salt), payload: fromHex(payload) }],
  );
  return { batch, signatures: quorumOf(network, download.terms.dataset, args[2] as Hex[]), tree, rows };
}
