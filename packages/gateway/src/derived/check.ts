// Whether a derived record says what its inputs give: asked by checkers before they sign, and by the audit.
import { readObservations, type NgsiLdEntity } from "@alatau/formats";
import { jcs, jsonText, LedgerError, utf8, type Bytes32, type Envelope } from "@alatau/sdk";
import type pg from "pg";
import type { DatasetRules } from "../data-sets/rules.ts";
import { computeDay } from "./compute.ts";
import { dayAt, dayOffset, derivationOf } from "./derivation.ts";

/** Null where it does, `later` while an input that it names is not here, else why not in kebab-case. */
export async function derivedFault(
  db: pg.Pool | pg.PoolClient,
  rules: Pick<DatasetRules, "terms" | "description">,
  { entity, envelope }: { entity: NgsiLdEntity; envelope: Pick<Envelope, "period" | "evidence"> },
): Promise<string | null> {
  if (await isMissing(db, envelope.evidence ?? [])) return "later";
  if (envelope.period === undefined) return "derived-without-period";
  try {
    const offset = dayOffset(derivationOf(rules.description));
    const day = dayAt(Date.parse(envelope.period.from) / 1000, offset);
    const computed = await computeDay(db, rules, day);
    if ("reason" in computed) return "derived-without-inputs";
    const read = readObservations(utf8(jsonText(computed.entity)), { format: "ngsi-ld" });
    if (jcs(read.observations[0]?.entity) !== jcs(entity)) return "derived-differs";
    return jcs(envelope.evidence) === jcs(computed.evidence) ? null : "derived-evidence-differs";
  } catch (failure) {
    if (failure instanceof LedgerError) return "derived-program-unknown";
    throw failure;
  }
}

/** Of inputs that are named one by one; the root of many is no record. */
async function isMissing(db: pg.Pool | pg.PoolClient, [, ...inputs]: readonly Bytes32[]): Promise<boolean> {
  if (inputs.length < 2) return false;
  const { rows } = await db.query<{ here: number }>(
    "SELECT count(*)::int AS here FROM payload.records WHERE record_hash = ANY($1::bytea[])",
    [inputs.map((hash) => Buffer.from(hash.slice(2), "hex"))],
  );
  return rows[0]!.here < inputs.length;
}
