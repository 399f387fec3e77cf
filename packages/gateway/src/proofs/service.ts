// Gathers what a proof bundle is made of and has the SDK build it. The gateway is not trusted: whoever checks needs none of this.
import {
  ABIS,
  buildMerkleTree,
  fromHex,
  inclusionProof,
  parseSaleId,
  proveRecord,
  proveSale,
  proveStatement,
  READINGS_DATASET,
  saleStatusSlot,
  statementSlot,
  statementWord,
  supersededSlot,
  toHex,
  WHOLE_CHUNK,
  type Envelope,
  type Hex,
  type Network,
  type ProofBundle,
  type RecordSource,
  type SaleKind,
  type Slot,
  type StatementSource,
  type Tiyn,
  type Wh,
} from "@alatau/sdk";
import type { Abi } from "viem";
import type { Caller } from "../auth/caller.ts";
import { describeNetwork } from "../data-sets/network.ts";
import type { Gateway } from "../gateway.ts";
import { named, readAll } from "../http/paging.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { mayRead, readPayload } from "../records/queries.ts";
import { readEvidenceRecord, readSale, readSetOfSale } from "../sales/queries.ts";
import { readFold, statementQuery, type StatementLineRow } from "../statements/queries.ts";
import { createProofChain, type EventPlace, type ProofChain } from "./chain.ts";
import { readLeaves } from "./leaves.ts";

const chains = new WeakMap<Gateway, ProofChain>();

/** The node's side of proofs of this gateway. */
export function chainOf(gateway: Gateway): ProofChain {
  let chain = chains.get(gateway);
  if (chain === undefined) chains.set(gateway, (chain = createProofChain(gateway)));
  return chain;
}

const notReady = (detail: string) =>
  new ProblemError("proof-not-ready", detail, { headers: { "retry-after": "2" } });

/** The bundle of a sale. @throws {LedgerError} `sale-format`, `sale-unknown`, `proof-not-ready` */
export async function proveSaleOf(gateway: Gateway, id: string, caller: Caller): Promise<ProofBundle> {
  const place = parseSaleId(id);
  const { reads, network } = gateway;
  const chain = chainOf(gateway);
  const sale = await readSale(reads, id, place);
  const set = await readSetOfSale(reads, sale);
  const leaves = set && (await readLeaves(gateway, chain, place, set.root));
  const index = leaves?.readings.findIndex(({ device }) => device === sale.device) ?? -1;
  if (set === undefined || leaves === undefined || index < 0)
    throw notReady("The leaves of the slot's reading set are not here yet.");
  const reading = leaves.readings[index]!;
  const market = network.contracts.energyMarket;
  const [settled, accepted, args, status, record] = await Promise.all([
    chain.log(sale),
    chain.log(set),
    chain.callArguments(set.tx_hash, ABIS.readingSets as Abi),
    chain.state(market, [saleStatusSlot(place), saleStatusSlot({ ...place, line: WHOLE_CHUNK })]),
    closingRecord(gateway, chain, reading.evidenceHash, caller),
  ]);
  return await proveSale(
    {
      id,
      settled,
      reading,
      index,
      path: inclusionProof(leaves.tree, index),
      set: accepted,
      signatures: quorumOf(network, READINGS_DATASET, args[1] as Hex[]),
      status,
      ...(record && { record }),
    },
    network,
  );
}

/** The bundle of a record. @throws {ProblemError} `record-unknown`, `proof-not-ready` */
export async function proveRecordOf(gateway: Gateway, hash: string, caller: Caller): Promise<ProofBundle> {
  const network = await describeNetwork(gateway.pool, gateway.network);
  const known = { ...gateway, network };
  const source = await recordSource(known, chainOf(gateway), hash, caller, { withStatus: true });
  if (source === undefined) throw notReady("The record is not yet in a batch that the chain has accepted.");
  const timestamp = await readTimestamp(gateway, hash);
  return await proveRecord({ ...source, ...(timestamp !== undefined && { timestamp }) }, network);
}

/** The token of an outside authority over the record's batch, where there is one. */
async function readTimestamp(
  { reads }: Pick<Gateway, "reads">,
  hash: string,
): Promise<Uint8Array | undefined> {
  const { rows } = await reads.query<{ token: string }>(
    named(
      `SELECT s.token FROM payload.records r JOIN work.batch_records w USING (record_hash) JOIN ledger.datasets t ON t.name = r.dataset
         JOIN payload.timestamps s ON s.dataset = t.dataset AND s.publisher = w.publisher AND s.sequence = w.sequence
        WHERE r.record_hash = $1`,
      [bytesOf(hash)],
    ),
  );
  return rows[0] && fromHex(rows[0].token);
}

/** The bundle that a participant's statement is complete. @throws {ProblemError} `statement-moving`, `proof-not-ready` */
export async function proveStatementOf(gateway: Gateway, participant: number): Promise<ProofBundle> {
  const { reads, network } = gateway;
  const chain = chainOf(gateway);
  const closing = await chain.state(network.contracts.energyMarket, [statementSlot(participant)]);
  const block = Number(closing.block.header.number);
  const lines: StatementSource["lines"][number][] = [];
  for await (const page of readAll<StatementLineRow>(
    reads,
    statementQuery(participant, { afterBlock: -1, toBlock: block }),
  ))
    lines.push(...page.map(statementLine));
  const fold = await readFold(reads, participant, block);
  if (fold.count !== lines.length)
    throw new ProblemError("statement-moving", undefined, { headers: { "retry-after": "1" } });
  await requireIndexed(
    gateway,
    block,
    participant,
    statementWord({ count: fold.count, hash: fold.hash as Hex }),
  );
  return await proveStatement({ participant, lines, closing }, network);
}

/** The indexer may be behind the node: what it has must be what the node's state says. */
async function requireIndexed(
  { reads, chain, network }: Gateway,
  block: number,
  participant: number,
  word: string,
): Promise<void> {
  const { rows } = await reads.query<{ number: number | null }>(
    named("SELECT max(number) AS number FROM ledger.blocks", []),
  );
  if ((rows[0]?.number ?? -1) >= block) return;
  const stored = await chain.getStorageAt({
    address: network.contracts.energyMarket,
    slot: toHex(statementSlot(participant)),
  });
  if (stored !== word)
    throw new ProblemError("statement-moving", undefined, { headers: { "retry-after": "1" } });
}

const statementLine = (row: StatementLineRow): StatementSource["lines"][number] => ({
  zone: row.zone,
  slot: row.slot as Slot,
  version: row.version,
  chunk: row.chunk,
  line: {
    kind: row.kind as SaleKind,
    device: row.device,
    order: BigInt(row.order_number),
    wh: BigInt(row.wh) as Wh,
    amountTiyn: BigInt(row.amount_tiyn) as Tiyn,
  },
  ...(row.reversed && { reversal: true }),
});

/** The record behind a reading, where it is kept here and anchored; a community's evidence is a root and has none. */
async function closingRecord(
  gateway: Gateway,
  chain: ProofChain,
  evidenceHash: string,
  caller: Caller,
): Promise<RecordSource | undefined> {
  const hash = await readEvidenceRecord(gateway.reads, evidenceHash);
  return hash === undefined
    ? undefined
    : await recordSource(gateway, chain, hash, caller, { withStatus: false });
}

/** As many signatures as a check needs: the first of the ascending ones. */
export function quorumOf({ datasets }: Network, dataset: Hex, signatures: readonly Hex[]): readonly Hex[] {
  const pinned = Object.values(datasets).find((each) => each.dataset === dataset);
  return signatures.slice(0, pinned?.quorum);
}

interface AnchoredRow extends EventPlace {
  envelope: string;
  dataset: Hex;
  name: string;
  publisher: number;
  sequence: number;
  position: number;
  root: string;
}

async function recordSource(
  gateway: Gateway,
  chain: ProofChain,
  hash: string,
  caller: Caller,
  { withStatus }: { withStatus: boolean },
): Promise<RecordSource | undefined> {
  const { reads, network } = gateway;
  const payload = await readPayload(reads, hash);
  if (payload === undefined) throw new ProblemError("record-unknown");
  const { rows } = await reads.query<AnchoredRow>(
    named(
      `SELECT r.envelope, b.dataset, r.dataset AS name, b.publisher, b.sequence, w.position, b.root, b.block_number, b.tx_hash, b.log_index
       FROM payload.records r JOIN work.batch_records w USING (record_hash) JOIN ledger.datasets t ON t.name = r.dataset
       JOIN ledger.batches b ON b.dataset = t.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
       WHERE r.record_hash = $1`,
      [bytesOf(hash)],
    ),
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { rows: leaves } = await reads.query<{ record_hash: string }>(
    named(
      `SELECT record_hash FROM work.batch_records WHERE dataset = $1 AND publisher = $2 AND sequence = $3 ORDER BY position`,
      [row.name, row.publisher, row.sequence],
    ),
  );
  const tree = buildMerkleTree(leaves.map((leaf) => fromHex(leaf.record_hash)));
  if (toHex(tree.root) !== row.root) return undefined; // the batch on the chain is another one
  const readable = payload.payload !== null && payload.salt !== null && mayRead(payload, caller);
  const slot = supersededSlot({
    dataset: row.dataset as never,
    publisher: row.publisher,
    sequence: BigInt(row.sequence),
    index: row.position,
  });
  const [batch, args, status] = await Promise.all([
    chain.log(row),
    chain.callArguments(row.tx_hash, ABIS.journal as Abi),
    withStatus ? chain.state(network.contracts.journal, [slot]) : undefined,
  ]);
  return {
    envelope: JSON.parse(row.envelope) as Envelope,
    index: row.position,
    path: inclusionProof(tree, row.position),
    batch,
    signatures: quorumOf(network, row.dataset, args[2] as Hex[]),
    ...(readable && {
      payload: {
        salt: fromHex(payload.salt!),
        bytes: fromHex(payload.payload!),
        ...(payload.public_key !== null && { publicKey: fromHex(payload.public_key) }),
      },
    }),
    ...(status && { status }),
  };
}
