// What the checks of a bundle's parts share.
import type { ProvenBlock, TrustedNetwork } from "./check-chain.ts";
import { refuse } from "./refusals.ts";
import type { StateSlots } from "./state-slots.ts";

export type ProofStatus = "current" | "corrected" | "disputed";

/** Names of the steps, in the order in which a check takes them. */
export const PROOF_STEPS = [
  "bundle", // its form and its network
  "head", // the blocks are final
  "sale", // the line is in a settled chunk
  "reading", // the device's reading is in the set that its checkers signed
  "record", // the envelope is in a batch that its checkers signed
  "meter", // the payload, and the meter's own signature
  "statement", // the lines are all there
  "payment", // its events stand in the blocks
  "timestamp", // an outside authority saw the batch
  "status", // what the chain's state says about it
] as const;
export type ProofStep = (typeof PROOF_STEPS)[number];

/** Checks a record that a meter signed with the meter's key (SubjectPublicKeyInfo DER, hex). */
export type CheckMeter = (signedData: string, publicKey: string) => boolean | Promise<boolean>;

export interface CheckContext {
  readonly blocks: readonly ProvenBlock[];
  readonly network: TrustedNetwork;
  readonly slots: StateSlots;
  readonly checkMeter: CheckMeter;
  /** Names the step that begins. */
  readonly enter: (step: ProofStep) => void;
  /** Notes that the step holds. */
  readonly done: (detail: string) => void;
}

/** The block that a part of the bundle names. @throws {CheckFailedError} */
export function blockAt(context: CheckContext, index: number): ProvenBlock {
  return context.blocks[index] ?? refuse("bundle-malformed", `The bundle has no block ${index}.`);
}
