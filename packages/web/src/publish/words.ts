// Which text says what a code of a data set means. Literal keys, so that the test sees each used.
import type { TextKey } from "../texts/en.ts";
import type { Compatibility, Observation, RowAnswer, Visibility } from "./answers.ts";

export const VISIBILITY_TEXT: Readonly<Record<Visibility, TextKey>> = {
  public: "publish.public",
  members: "publish.members",
  owner: "publish.ownerOnly",
};

export const STATUS_TEXT: Readonly<Record<RowAnswer["status"], TextKey>> = {
  accepted: "publish.accepted",
  corrected: "publish.corrected",
  duplicate: "publish.duplicate",
  refused: "publish.refusedRow",
};

export const STATE_TEXT: Readonly<Record<Observation["state"], TextKey>> = {
  received: "publish.received",
  batched: "publish.checking",
  anchored: "publish.anchored",
};

export const COMPATIBILITY_TEXT: Readonly<Record<Compatibility["kind"], TextKey>> = {
  same: "publish.same",
  compatible: "publish.compatible",
  breaking: "publish.breaking",
};

/** Quality flags by their code. */
export const FLAG_TEXT: Readonly<Record<string, TextKey>> = {
  "not-decimal": "flag.notDecimal",
  unit: "flag.unit",
  range: "flag.range",
  stuck: "flag.stuck",
  spike: "flag.spike",
  duplicate: "flag.duplicate",
  late: "flag.late",
  gap: "flag.gap",
  disagreement: "flag.disagreement",
};

/** Reasons of corrections: what the envelope says, and how people call it. */
export const REASON_TEXT: Readonly<Record<string, TextKey>> = {
  "sensor-fault": "publish.reason.sensor",
  "transmission-error": "publish.reason.transmission",
  "wrong-unit": "publish.reason.unit",
  "wrong-time": "publish.reason.time",
  "laboratory-result": "publish.reason.laboratory",
  "typing-error": "publish.reason.typing",
};

/** Reasons of erasures. */
export const ERASURE_TEXT: Readonly<Record<string, TextKey>> = {
  "asked-by-person": "publish.erase.person",
  "personal-data": "publish.erase.personal",
  "published-by-mistake": "publish.erase.mistake",
};
