// What checkers sign, and how many of their answers make a quorum.
import { fastKeccak } from "@alatau/indexer";
import {
  batchApprovalTypes,
  contractDomain,
  merkleRoot,
  fromHex,
  slotReadingsTypes,
  toBytes32,
  type BatchApproval,
  type Bytes32,
  type Hex,
  type Network,
  type SlotReadings,
} from "@alatau/sdk";
import type pg from "pg";
import { encodeAbiParameters, hashStruct, hashTypedData, keccak256 } from "viem";
import { READINGS_DATASET } from "../intake/envelope.ts";

/** Record `index` of batch `sequence` is replaced by record `by` of the new batch. */
export interface Corrected {
  readonly sequence: bigint;
  readonly index: number;
  readonly by: number;
}

type CorrectedJson = Omit<Corrected, "sequence"> & { readonly sequence: string };
export const correctedFromJson = (rows: readonly CorrectedJson[]): Corrected[] =>
  rows.map((row) => ({ ...row, sequence: BigInt(row.sequence) }));

/** keccak256 of a list of corrections, as the journal hashes it. */
const manifestOf = (corrected: readonly Corrected[]): Hex =>
  keccak256(
    encodeAbiParameters(
      [
        {
          type: "tuple[]",
          components: [
            { name: "sequence", type: "uint64" },
            { name: "index", type: "uint32" },
            { name: "by", type: "uint32" },
          ],
        },
      ],
      [corrected],
    ),
  );
export const NO_CORRECTIONS = manifestOf([]);

/** A record's part in what a batch commits to. */
export interface BatchRecord {
  readonly recordHash: Bytes32;
  /** Unix seconds. */
  readonly observedFrom: number;
  readonly observedTo: number;
}

export interface BatchPlace {
  readonly dataset: Bytes32;
  readonly publisher: number;
  readonly sequence: number;
  /** Hash of the batch before; zero for the first. */
  readonly previous: Hex;
  /** Unix second from which the chain refuses the batch. */
  readonly validBefore: number;
}

/** What checkers approve for records in their order. Pure. */
export function batchApproval(
  place: BatchPlace,
  records: readonly BatchRecord[],
  corrected: readonly Corrected[] = [],
): BatchApproval {
  const { dataset, publisher, sequence, previous, validBefore } = place;
  return {
    dataset,
    publisher,
    sequence: BigInt(sequence),
    previous,
    root: toBytes32(
      merkleRoot(
        records.map(({ recordHash }) => fromHex(recordHash)),
        fastKeccak,
      ),
    ),
    count: records.length,
    periodFrom: BigInt(Math.min(...records.map(({ observedFrom }) => observedFrom))),
    periodTo: BigInt(Math.max(...records.map(({ observedTo }) => observedTo))),
    manifestHash: corrected.length === 0 ? NO_CORRECTIONS : manifestOf(corrected),
    validBefore: BigInt(validBefore),
  };
}

/** The hash of a batch: what the next one names as `previous`. */
export const batchHashOf = (approval: BatchApproval): Hex =>
  hashStruct({ data: approval, primaryType: "BatchApproval", types: batchApprovalTypes });

/** The EIP-712 digest of a batch. */
export const batchDigestOf = (approval: BatchApproval, { chainId, contracts }: Network): Hex =>
  hashTypedData({
    domain: contractDomain(chainId, contracts.journal),
    primaryType: "BatchApproval",
    types: batchApprovalTypes,
    message: approval,
  });

/** The hash of a reading set: what the next version names as `replaces`. */
export const setHashOf = (readings: SlotReadings): Hex =>
  hashStruct({ data: readings, primaryType: "SlotReadings", types: slotReadingsTypes });

/** The EIP-712 digest of a reading set. */
export const setDigestOf = (readings: SlotReadings, { chainId, contracts }: Network): Hex =>
  hashTypedData({
    domain: contractDomain(chainId, contracts.readingSets),
    primaryType: "SlotReadings",
    types: slotReadingsTypes,
    message: readings,
  });

/** Subjects of approvals, as their rows name them. */
export const batchSubject = (
  publisher: number,
  sequence: number | string,
  dataset: string = READINGS_DATASET,
): string => `${dataset}/${publisher}/${sequence}`;
export const setSubject = (zone: number, slot: number, version: number): string =>
  `${zone}/${slot}/${version}`;

export interface Answer {
  readonly checker: number;
  readonly digest: Hex;
  readonly verdict: "approved" | "refused";
  readonly reason: string | null;
  readonly signature: Hex | null;
}

export type Tally =
  | { readonly kind: "reached"; readonly signatures: readonly Hex[] }
  | { readonly kind: "impossible"; readonly reasons: readonly string[] }
  | { readonly kind: "open" };

/** Who checks a data set, and how many of them it takes: as network.json pins it, or as the chain says. */
export interface Quorum {
  readonly quorum: number;
  readonly checkers: readonly { readonly participant: number; readonly account: string }[];
}

/** Counts the answers to one digest. Signatures ascend by account, as the journal wants them. Pure. */
export function tally(answers: readonly Answer[], digest: Hex, { checkers, quorum }: Quorum): Tally {
  const accountOf = new Map(checkers.map(({ participant, account }) => [participant, account]));
  const relevant = answers.filter((answer) => answer.digest === digest && accountOf.has(answer.checker));
  const signed = relevant.filter(({ verdict, signature }) => verdict === "approved" && signature !== null);
  if (signed.length >= quorum) {
    const order = (answer: Answer): bigint => BigInt(accountOf.get(answer.checker)!);
    const ascending = signed.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
    return { kind: "reached", signatures: ascending.map(({ signature }) => signature!) };
  }
  const refused = relevant.filter(({ verdict }) => verdict === "refused");
  return checkers.length - refused.length < quorum
    ? { kind: "impossible", reasons: refused.map(({ reason }) => reason ?? "") }
    : { kind: "open" };
}

/** The answers to one subject. */
export async function answersTo(
  db: pg.Pool | pg.PoolClient,
  kind: "batch" | "reading-set",
  subject: string,
): Promise<Answer[]> {
  const { rows } = await db.query<{
    checker: number;
    digest: Buffer;
    verdict: Answer["verdict"];
    reason: string | null;
    signature: Buffer | null;
  }>(
    `SELECT checker, digest, verdict, reason, signature FROM work.approvals WHERE kind = $1 AND subject = $2`,
    [kind, subject],
  );
  return rows.map((row) => ({
    ...row,
    digest: `0x${row.digest.toString("hex")}`,
    signature: row.signature === null ? null : `0x${row.signature.toString("hex")}`,
  }));
}

type Amounts<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] };

/** Typed data as it is kept: amounts in decimal. */
export const toJson = <T extends object>(message: T): Amounts<T> =>
  Object.fromEntries(
    Object.entries(message).map(([name, value]) => [
      name,
      typeof value === "bigint" ? value.toString() : value,
    ]),
  ) as Amounts<T>;

export const approvalFromJson = (json: Amounts<BatchApproval>): BatchApproval => ({
  ...json,
  sequence: BigInt(json.sequence),
  periodFrom: BigInt(json.periodFrom),
  periodTo: BigInt(json.periodTo),
  validBefore: BigInt(json.validBefore),
});

export const readingsFromJson = (json: Amounts<SlotReadings>): SlotReadings => ({
  ...json,
  importWh: BigInt(json.importWh),
  exportWh: BigInt(json.exportWh),
});
