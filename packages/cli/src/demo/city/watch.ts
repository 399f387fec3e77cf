// The anomaly detector at work over the air: each finding is published as a decision on the record, with the records that it rests on.
import { findAnomalies, observationOfEntity, type Finding, type Observation } from "@alatau/city";
import { toNormalised, type KeyValues } from "@alatau/formats";
import { AI_SOURCE, decisionOf, DETECTOR, type Override } from "../sources/city.ts";
import { HISTORY_DAYS, type City, type RowAnswer } from "./publish.ts";
import type { Source } from "../sources/source.ts";

/** An hour of a station with the record that says it. */
export interface Said {
  readonly record: string;
  readonly observation: Observation;
}

const DAYS = DETECTOR.window + 1;
const DAY = 86_400;

/** What was said of each station, oldest first: as long as the detector looks back. */
export type Past = Map<string, Said[]>;

/** Keeps what the ledger took; a correction takes the place of what it corrects. */
export function remember(
  past: Past,
  source: Source,
  entities: readonly KeyValues[],
  answers: readonly RowAnswer[],
): void {
  for (const [index, answer] of answers.entries()) {
    const [record] = answer.records;
    const entity = entities[index];
    if (record === undefined || entity === undefined) continue;
    const observedAt = Date.parse(entity["dateObserved"] as string) / 1000;
    const observation = observationOfEntity(toNormalised(entity, source.units), {
      observedAt,
      receivedAt: observedAt,
    });
    const others = (past.get(entity.id) ?? []).filter(
      (each) =>
        each.observation.observedAt !== observedAt && each.observation.observedAt > observedAt - DAYS * DAY,
    );
    past.set(entity.id, [...others, { record, observation }]);
  }
}

/** What the detector finds at a moment, with the records that it compared: the judged one first. Pure. */
export function findingsAt(past: Past, at: number): { finding: Finding; inputs: string[] }[] {
  return [...past.values()].flatMap((said) => {
    const findings = findAnomalies(comparable(said, at), DETECTOR);
    return findings
      .filter(({ observedAt }) => observedAt === at)
      .map((finding) => {
        const recordAt = new Map(said.map(({ record, observation }) => [observation.observedAt, record]));
        return { finding, inputs: [at, ...finding.basis].map((moment) => recordAt.get(moment)!) };
      });
  });
}

/** The hours that the detector may compare with one: those about the same time of day. */
const comparable = (said: readonly Said[], at: number): Observation[] => {
  const { seasonSeconds, slotSeconds, neighbours } = DETECTOR;
  return said
    .map(({ observation }) => observation)
    .filter(({ observedAt }) => {
      const apart = Math.abs(at - observedAt) % seasonSeconds;
      return Math.min(apart, seasonSeconds - apart) < (neighbours + 1) * slotSeconds;
    });
};

/** Publishes what is found at a moment. */
export async function watchAir(city: City, past: Past, at: number): Promise<void> {
  for (const each of findingsAt(past, at)) await decide(city, each, "none");
}

async function decide(
  city: City,
  { finding, inputs }: { finding: Finding; inputs: readonly string[] },
  override: Override,
): Promise<void> {
  const correction = override === "none" ? "" : "&correction=human-override";
  const query = `?evidence=${inputs.join(",")}${correction}`;
  const [answer] = await city.publish(AI_SOURCE, [decisionOf(finding, inputs, override)], query);
  if (answer?.status === "accepted")
    city.print(
      `city data: the detector found ${finding.value} at ${finding.subject}, expected ${finding.median}`,
    );
}

/** A person agrees with what the model said of an hour: the decision is corrected, and the first word stays provable. */
export async function confirm(
  city: City,
  found: readonly { finding: Finding; inputs: string[] }[],
): Promise<void> {
  for (const each of found) await decide(city, each, "confirmed");
}

/** What the days before the demo's first hour said, as they were published: the same generator says it again after a restart. */
export const pastHours = (from: number): number[] =>
  Array.from({ length: HISTORY_DAYS * 24 }, (_, hour) => from - (HISTORY_DAYS * 24 - hour) * 3600);
