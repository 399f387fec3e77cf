// Whether an observation may be a record of its data set, looked at by itself: at the intake, and again by every checker. Pure.
import { groupRefusal, personalDataRefusal, toKeyValues, type NgsiLdEntity } from "@alatau/formats";
import type { DatasetRules } from "./rules.ts";

/** A publisher's clock may run ahead of the chain's by this many seconds. */
const CLOCK_TOLERANCE_S = 120;

export interface Fault {
  /** Kebab-case, of the error table. */
  readonly code: string;
  readonly detail: string;
}

/** The first fault of an observation; `now` is the ledger's time in Unix seconds. Null where it is good. */
export function inspect(
  observation: { entity: NgsiLdEntity; observedAt?: number; period?: { from: number; to: number } },
  rules: DatasetRules,
  now: number,
): Fault | null {
  const { entity } = observation;
  const observedTo = observation.observedAt ?? observation.period!.to;
  if (observedTo > now + CLOCK_TOLERANCE_S)
    return {
      code: "observed-in-future",
      detail: `It was observed at ${new Date(observedTo * 1000).toISOString()}; the ledger is not that far.`,
    };
  const faults = rules.schema.compiled.validate(toKeyValues(entity));
  if (faults.length > 0)
    return {
      code: "schema-violated",
      detail: faults
        .slice(0, 3)
        .map(({ path, message }) => `${path === "" ? "/" : path} ${message}`)
        .join("; "),
    };
  return inspectPrivacy(entity, rules);
}

/** What a public set must not say of persons. */
export function inspectPrivacy(
  entity: NgsiLdEntity,
  { terms, description }: Pick<DatasetRules, "terms" | "description">,
): Fault | null {
  if (terms.visibility !== "public") return null;
  const { kAnonymity } = description;
  return (
    personalDataRefusal(entity) ??
    (kAnonymity === undefined ? groupRefusal(entity) : groupRefusal(entity, { least: kAnonymity }))
  );
}
