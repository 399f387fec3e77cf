// Publishes the sources at their cadence in the demo's time, through the public API.
import { toNormalised, type KeyValues } from "@alatau/formats";
import { callApi, untilAnswered } from "../../upload.ts";
import { tipOf, untilTime } from "../ledger-access.ts";
import { isDue, SLOT_SECONDS, SOURCES } from "../sources/all.ts";
import { csvOf } from "../sources/csv.ts";
import type { Agency, Source } from "../sources/source.ts";
import { hasAgencyKeys, openAgencies, registerSources, type CitySetting } from "./agencies.ts";
import { openAir } from "./lessons.ts";

/** Makes everything that generators say repeatable. */
export const SEED = 6;
/** So many days of air were before the demo began, for the detector to compare with. */
export const HISTORY_DAYS = 8;
const AIR = "environment.air-quality";
/** So many quarter-hours behind the clock, rounds are left out: what is late is of no use to a live page. */
const MOST_BEHIND = 8;

export interface RowAnswer {
  readonly status: "accepted" | "corrected" | "duplicate" | "refused";
  readonly code: string | null;
  readonly detail: string | null;
  readonly subject: string | null;
  readonly records: readonly string[];
}

export interface City extends CitySetting {
  readonly apiKeys: Readonly<Record<Agency, string>>;
  /** Says it to the ledger until the ledger answers. */
  publish(source: Source, entities: readonly KeyValues[], query?: string): Promise<readonly RowAnswer[]>;
}

/** Runs until the signal: the agencies come onto the ledger, register what they publish, and publish it. */
export async function runCity(setting: CitySetting): Promise<void> {
  const { pool, keys, print, signal } = setting;
  if (!(await hasAgencyKeys(pool, keys)))
    return print("city data: left out, the agencies' keys are only with a ledger of «start --demo»");
  const apiKeys = await openAgencies(setting);
  const city: City = { ...setting, apiKeys, publish: publisherOf(setting, apiKeys) };
  const open = new Set<string>();
  const registering = registerSources(setting, SOURCES, apiKeys, ({ name }) => open.add(name)).then(() => {
    print(`city data: ${SOURCES.length} sources of three agencies`);
  });
  const publishing = publishRounds(city, open);
  await Promise.all([registering, publishing]).catch((failure: unknown) => {
    if (!signal.aborted) throw failure;
  });
}

async function publishRounds(city: City, open: ReadonlySet<string>): Promise<void> {
  const { pool, state, signal } = city;
  const begun = (): number => Math.floor(tip / SLOT_SECONDS) * SLOT_SECONDS;
  const sayAir = openAir(city);
  let tip = (await tipOf(pool)).timestamp;
  state.cityFrom ??= begun();
  for (let at = state.cityAt ?? begun(); !signal.aborted; at += SLOT_SECONDS) {
    await untilTime(pool, at, signal);
    tip = (await tipOf(pool)).timestamp;
    if (tip - at > MOST_BEHIND * SLOT_SECONDS) at = begun();
    for (const source of SOURCES)
      if (open.has(source.name) && isDue(source, at))
        await (source.name === AIR ? sayAir(source, at) : city.publish(source, source.entities(SEED, at)));
    state.cityAt = at + SLOT_SECONDS;
  }
}

/** Content-Type by format. */
export const TYPES = {
  "ngsi-ld": "application/json",
  jsonl: "application/x-ndjson",
  csv: "text/csv",
} as const;

function publisherOf(
  { url, signal, print }: Pick<CitySetting, "url" | "signal" | "print">,
  apiKeys: Readonly<Record<Agency, string>>,
): City["publish"] {
  return async (source, entities, query = "") => {
    const { name, agency, format } = source;
    const headers = { "content-type": TYPES[format], authorization: `Bearer ${apiKeys[agency]}` };
    const init = { method: "POST", headers, body: bodyOf(source, entities), signal };
    const { results } = (await untilAnswered(
      () => callApi(`${url}/v1/data-sets/${name}/observations${query}`, init),
      signal,
    )) as { results: readonly RowAnswer[] };
    for (const { status, subject, code, detail } of results)
      if (status === "refused") print(`city data: ${name}, ${subject ?? "row"}: refused, ${code}: ${detail}`);
    return results;
  };
}

/** What is uploaded of a source's entities. */
export function bodyOf({ format, mapping, units }: Source, entities: readonly KeyValues[]): string {
  if (format === "csv") return csvOf(entities, mapping!);
  const normalised = entities.map((entity) => toNormalised(entity, units));
  if (format === "jsonl") return normalised.map((entity) => `${JSON.stringify(entity)}\n`).join("");
  return JSON.stringify(normalised);
}
