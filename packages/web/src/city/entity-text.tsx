// An entity's own statements in one line: numbers with units where the pages know them, words as they are.
import type { ReactNode } from "react";
import type { Language } from "../format.ts";
import { useSpeech, type Say } from "../language.tsx";
import type { Entity, Observation } from "./answers.ts";
import { formatDecimal, nameOfProperty } from "./kinds.ts";

/** What every entity has, and is shown elsewhere. */
const COMMON = new Set([
  "id",
  "type",
  "@context",
  "location",
  "dateObserved",
  "dateObservedFrom",
  "dateObservedTo",
]);
const MOST = 6;
const LONGEST = 60;

/** The statements of an observation. */
export function EntityText({
  observation,
}: {
  observation: Pick<Observation, "entity" | "erased">;
}): ReactNode {
  const { say, language } = useSpeech();
  if (observation.erased) return <span className="quiet">{say("city.erased")}</span>;
  if (observation.entity === null) return <span className="quiet">{say("city.hidden")}</span>;
  return <span className="entity">{sayEntity(observation.entity, say, language)}</span>;
}

/** The same as text. */
export const sayEntity = (entity: Entity, say: Say, language: Language): string =>
  Object.entries(entity)
    .filter(([name, value]) => !COMMON.has(name) && value !== null)
    .slice(0, MOST)
    .map(([name, value]) => `${nameOfProperty(name, say)} ${textOf(value, language)}`)
    .join(" · ");

function textOf(value: unknown, language: Language): string {
  if (typeof value === "number") return formatDecimal(value, language);
  const text = typeof value === "string" ? value.replace(/^urn:ngsi-ld:[^:]+:/, "") : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
