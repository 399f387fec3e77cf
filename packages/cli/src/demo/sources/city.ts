// What the city says of itself: decisions that a machine made, on the record. Published when there is one.
import {
  detectorSchema,
  evaluateDetector,
  modelHash,
  plannedFaults,
  type Evaluation,
  type Finding,
} from "@alatau/city";
import type { KeyValues } from "@alatau/formats";
import { pm25 } from "./air.ts";
import { chance, rounded, whole } from "./noise.ts";
import { entity, iso, number, ownSchema, source, text, time, type Source } from "./source.ts";

/** The model: the anomaly detector of `@alatau/city` over the air's fine dust. */
export const DETECTOR = detectorSchema.parse({ property: "pm25" });
export const MODEL = { name: "seasonal-deviation", version: "1", hash: modelHash(DETECTOR) } as const;
export const AI_DECISIONS = "city.ai-decisions";

/** How often the model misses and cries for nothing: {@link evaluateModel} says these numbers. */
export const EVALUATION = {
  observations: 8_760,
  faults: 138,
  found: 129,
  missed: 9,
  falseAlarms: 0,
} as const;

/** A year of a simulated station without faults of its own, with planned faults put in. */
export function evaluateModel(seed: number): Evaluation {
  const start = Date.parse("2025-01-01T00:00:00Z") / 1000;
  const series = Array.from({ length: EVALUATION.observations }, (_, hour) => {
    const observedAt = start + hour * 3600;
    const value = String(pm25(seed, "centre", observedAt, false));
    return {
      subject: "centre",
      observedAt,
      receivedAt: observedAt,
      values: new Map([["pm25", { value, unit: "GQ" }]]),
    };
  });
  let step = 0;
  const below = (limit: number): number => whole(chance(seed, "fault", (step += 1)) * limit);
  return evaluateDetector(series, plannedFaults(series.length, below), DETECTOR);
}

/** From 0.5 at the limit towards 1: how far beyond its limit the model's score is. */
const confidenceOf = ({ score }: Finding): number =>
  rounded(Number(score) / (Number(score) + Number(DETECTOR.limit)), 3);

/** What a person said to a decision. */
export type Override = "none" | "confirmed" | "rejected";

/** A finding as a decision on the record; `inputs` are record hashes, the judged one first. */
export const decisionOf = (finding: Finding, inputs: readonly string[], humanOverride: Override): KeyValues =>
  entity("AiDecision", `${MODEL.name}:${finding.subject.slice(finding.subject.lastIndexOf(":") + 1)}`, {
    ...{ dateObserved: iso(finding.observedAt), decision: "anomaly", dataSet: "environment.air-quality" },
    ...{ modelName: MODEL.name, modelVersion: MODEL.version, modelHash: finding.model },
    ...{ about: finding.subject, property: finding.property, inputs: [...inputs] },
    ...{ value: finding.value, expected: finding.median, deviation: finding.deviation, score: finding.score },
    ...{ confidence: confidenceOf(finding), humanOverride },
  });

const decimal = { type: "string", pattern: String.raw`^-?\d+(\.\d+)?$`, maxLength: 40 };
const recordHash = { type: "string", pattern: "^0x[0-9a-f]{64}$" };
const { observations, faults, found, missed, falseAlarms } = EVALUATION;

export const AI_SOURCE: Source = source({
  name: AI_DECISIONS,
  agency: "environment",
  title: { en: "Decisions of models", ru: "Решения моделей", kk: "Модельдер шешімдері" },
  description: {
    en: `Findings of an anomaly detector over the air, with the model's hash and its inputs, so that anybody makes them again. Of ${faults} faults in a simulated year of ${observations} hours it found ${found} and missed ${missed}; ${falseAlarms} false alarms.`,
    ru: `Находки детектора аномалий воздуха с хешем модели и входными записями: каждый может повторить. Из ${faults} сбоев за год (${observations} часов, имитация) найдено ${found}, пропущено ${missed}; ложных тревог ${falseAlarms}.`,
    kk: `Ауа аномалияларын іздегіштің табылымдары, модель хеші және кіріс жазбаларымен: кез келген адам қайталай алады. Имитацияланған жылдың ${observations} сағатындағы ${faults} ақаудың ${found} табылды, ${missed} өткізілді; жалған дабыл ${falseAlarms}.`,
  },
  from: "Anomaly detector of the environment agency",
  schema: ownSchema("AiDecision", {
    ...{ dateObserved: time, decision: text, dataSet: text, modelName: text, modelVersion: text },
    ...{ modelHash: recordHash, about: text, property: text },
    inputs: { type: "array", minItems: 1, maxItems: 64, items: recordHash },
    ...{ value: decimal, expected: decimal, deviation: decimal, score: decimal, confidence: number(0, 1) },
    humanOverride: { enum: ["none", "confirmed", "rejected"] },
  }),
  every: 0,
  units: { confidence: "C62" },
  entities: () => [],
});
