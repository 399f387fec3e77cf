// Every answer that the intake can give to a signed record or to the envelope around it. The list is closed.
import { ENVELOPE_PROBLEMS, OCMF_REASONS, type EnvelopeProblemCode, type OcmfReason } from "@alatau/formats";

export interface IntakeReasonText {
  readonly title: string;
  /** What to do. */
  readonly action: string;
}

const OWN_REASONS = {
  "meter-unknown": {
    title: "No device or home is registered with the serial number that the record names.",
    action:
      "Register the device with the serial number exactly as its records state it, then send the record again.",
  },
  "device-retired": {
    title: "The device was retired; its records no longer count.",
    action: "Register the meter that took its place.",
  },
  "key-mismatch": {
    title: "The public key that came with the record is not the key registered for this meter at that time.",
    action: "Check whether meters were swapped; if the meter has a new key, rotate it in the registry first.",
  },
  "pagination-repeat": {
    title: "Another record of this meter carries the same number.",
    action: "Have the device checked; its counter must grow by one with each record.",
  },
  "register-decreased": {
    title: "A register is lower than an earlier record stated it, or higher than a later one did.",
    action: "Check whether the meter was changed or reset; register the new meter first.",
  },
  "register-conflict": {
    title: "Another record of this meter states a different register for the same second.",
    action: "Have the device checked; do not bill either record before that.",
  },
} as const satisfies Record<string, IntakeReasonText>;

export type IntakeReason = keyof typeof OWN_REASONS | OcmfReason | EnvelopeProblemCode;

const described = (table: Readonly<Record<string, { meaning: string; action: string }>>) =>
  Object.fromEntries(
    Object.entries(table).map(([code, { meaning, action }]) => [code, { title: meaning, action }]),
  );

/** Reason code → title and what to do: the formats' reasons, the envelopes' problems, and the intake's own. */
export const INTAKE_REASONS = {
  ...described(ENVELOPE_PROBLEMS),
  ...described(OCMF_REASONS),
  ...OWN_REASONS,
} as Readonly<Record<IntakeReason, IntakeReasonText>>;

/** Whether a text is a reason code of the list. */
export const isIntakeReason = (code: string): code is IntakeReason => Object.hasOwn(INTAKE_REASONS, code);

/** What a record is marked with that is accepted all the same; kept in the envelope's `quality`. */
export const INTAKE_FLAGS = {
  "pagination-gap": {
    title: "Numbers are missing between this record and the meter's others.",
    action: "Fetch the missing records from the device.",
  },
  "register-not-total": {
    title: "No register of the record counts for ever, so that slots cannot be settled from it.",
    action: "Configure the device to sign the total register (1.8.0, 2.8.0).",
  },
} as const satisfies Record<string, IntakeReasonText>;

export type IntakeFlag = keyof typeof INTAKE_FLAGS;
