// Publishes entities that workers and routes make themselves, in their own transaction: a record each, as if its owner had uploaded it.
import { readObservations } from "@alatau/formats";
import { fastKeccak } from "@alatau/indexer";
import { fromHex, jsonText, merkleRoot, toBytes32, utf8, type Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { acceptWithin, type RowAnswer } from "./accept.ts";
import type { DatasetRules } from "./rules.ts";
import { signerOf } from "./terms.ts";

export interface OwnStatement {
  /** NGSI-LD, normalised. */
  readonly entity: Readonly<Record<string, unknown>>;
  readonly evidence: readonly Bytes32[];
}

export interface OwnUpload {
  readonly rules: DatasetRules;
  /** Participant that says it; default: the data set's owner. */
  readonly issuer?: number;
  /** Which worker or route says it. */
  readonly source: string;
  /** Unix seconds of the ledger. */
  readonly now: number;
  /** It replaces what stands, for this reason. */
  readonly correction?: string;
}

/** What an envelope takes. */
const MOST_EVIDENCE = 64;

/**
 * Publishes in the name of the data set's owner, or another issuer; undefined where this gateway does not hold its key. What the intake
 * answers comes back, in the order of the statements; a repetition is a `duplicate`.
 */
export async function publishOwn(
  client: pg.PoolClient,
  statements: readonly OwnStatement[],
  { rules, ...rest }: OwnUpload,
): Promise<RowAnswer[] | undefined> {
  const { issuer = rules.terms.owner } = rest;
  if ((await signerOf(client, issuer)) === undefined) return undefined;
  const read = statements.map(({ entity }) =>
    readObservations(utf8(jsonText(entity)), { format: "ngsi-ld" }),
  );
  const fault = read.flatMap(({ faults }) => faults)[0];
  if (fault !== undefined) throw new Error(`${rules.terms.name}: ${fault.detail}`);
  const observations = read.map((each, index) => ({
    ...each.observations[0]!,
    position: `item ${index + 1}`,
  }));
  const evidence = new Map(
    observations.map(({ position }, index) => [position, statements[index]!.evidence]),
  );
  return await acceptWithin(client, {
    ...{ ...rest, rules, observations, faults: [], issuer, publisher: issuer, evidence },
  });
}

/** Hashes of what supports a record: `named` ones, and the inputs one by one, or their root where they are too many. Pure. */
export function evidenceOf(named: readonly Bytes32[], inputs: readonly Bytes32[]): Bytes32[] {
  const sorted = [...new Set(inputs)].sort();
  const own = [...new Set(named)];
  return own.length + sorted.length <= MOST_EVIDENCE ? [...own, ...sorted] : [...own, rootOf(sorted)];
}

/** RFC 9162 root (keccak256) over hashes in ascending order, each a leaf of 32 bytes. Pure. */
export const rootOf = (hashes: readonly Bytes32[]): Bytes32 =>
  toBytes32(merkleRoot([...new Set(hashes)].sort().map(fromHex), fastKeccak));
