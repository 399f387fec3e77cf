// Several checkers: their signatures against the keys that network.json pins, of distinct owners, up to the quorum.
import type { TrustedNetwork } from "./check-chain.ts";
import { keccak256, toHex, utf8, type Hex } from "./bytes.ts";
import { refuse } from "./refusals.ts";
import { recoverSigner } from "./signatures.ts";
import {
  batchApprovalTypes,
  slotReadingsTypes,
  type BatchApproval,
  type SlotReadings,
} from "./typed-data.ts";
import { structHash, typedDigest } from "./typed-hash.ts";

export interface QuorumReached {
  /** Checkers that signed. */
  readonly signed: number;
  readonly quorum: number;
  /** Checkers that the data set has. */
  readonly of: number;
}

/** `energy.readings`: its checkers also sign the slot reading sets. */
export const READINGS_DATASET: Hex = toHex(keccak256(utf8("energy.readings")));

/** The hash of a batch's fields, as the chain records it. */
export const batchHashOf = (message: BatchApproval): Uint8Array =>
  structHash("BatchApproval", batchApprovalTypes.BatchApproval, message);

/** The hash of a reading set's fields, as the chain records it. */
export const readingSetHashOf = (message: SlotReadings): Uint8Array =>
  structHash("SlotReadings", slotReadingsTypes.SlotReadings, message);

/** What checkers sign for a batch: the EIP-712 digest under the journal's domain. */
export const batchDigest = (message: BatchApproval, chainId: number, journal: Hex): Uint8Array =>
  typedDigest(chainId, journal, batchHashOf(message));

/** What checkers sign for a slot's readings: the EIP-712 digest under the reading sets' domain. */
export const readingSetDigest = (message: SlotReadings, chainId: number, readingSets: Hex): Uint8Array =>
  typedDigest(chainId, readingSets, readingSetHashOf(message));

/**
 * Checks that every signature is of another pinned checker of the data set, ascending by address, of distinct owners, none the
 * publisher, and that they reach the quorum. @throws {CheckFailedError}
 */
export function checkQuorum(
  signed: { dataset: Hex; publisher: number; digest: Uint8Array; signatures: readonly Uint8Array[] },
  network: TrustedNetwork,
): QuorumReached {
  const pinned = Object.values(network.datasets).find(({ dataset }) => dataset === signed.dataset);
  if (pinned === undefined)
    return refuse("dataset-unknown", `No checkers are pinned for data set ${signed.dataset}.`);
  const accounts = pinned.checkers.map(({ account }) => account.toLowerCase() as Hex);
  const owners = new Set<number>();
  let previous = "";
  const ascending = accounts.toSorted();
  for (const signature of signed.signatures) {
    const likely = ascending.filter((account) => account > previous);
    const signer = recoverSigner(signed.digest, signature, likely);
    if (signer === null) return refuse("signature-invalid", "A checker's signature is malformed.");
    const checker = pinned.checkers[accounts.indexOf(signer)];
    if (checker === undefined)
      return refuse("checker-unknown", `${signer} is not a checker of the data set.`);
    if (signer <= previous || owners.has(checker.owner) || checker.participant === signed.publisher)
      refuse("checkers-not-distinct", `${signer} does not count: signers ascend and have distinct owners.`);
    previous = signer;
    owners.add(checker.owner);
  }
  if (owners.size < pinned.quorum)
    refuse("checkers-below-quorum", `${owners.size} checkers signed, ${pinned.quorum} are needed.`);
  return { signed: owners.size, quorum: pinned.quorum, of: pinned.checkers.length };
}
