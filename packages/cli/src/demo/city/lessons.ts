// The air's rounds: what goes wrong in them now and then, how it is put right, and what the detector says to it.
import type { KeyValues } from "@alatau/formats";
import { localDay, midnight } from "../sources/noise.ts";
import type { Source } from "../sources/source.ts";
import { SEED, type City } from "./publish.ts";
import { confirm, findingsAt, pastHours, remember, watchAir, type Past } from "./watch.ts";

/** A day with lessons comes so often, and the first day is one. */
const EVERY_DAYS = 3;
/** Local hours. */
const WRONG_AT = 11;
const BAD_ROW_AT = 12;
const CORRECTED_AT = 13;
const WRONG_STATION = "urn:ngsi-ld:AirQualityObserved:almaty-centre";
const HOUR = 3600;

/** What a lesson of the day asks for at a moment; null on most hours. Pure. */
export function lessonAt(at: number, from: number): "wrong-hour" | "bad-row" | "correction" | null {
  if ((localDay(at) - localDay(from)) % EVERY_DAYS !== 0) return null;
  const hour = (at - midnight(at)) / HOUR;
  if (hour === WRONG_AT) return "wrong-hour";
  if (hour === BAD_ROW_AT) return "bad-row";
  return hour === CORRECTED_AT ? "correction" : null;
}

/** What a station says with its decimal comma lost: ten times as much. */
export const withoutComma = (entity: KeyValues): KeyValues =>
  entity.id === WRONG_STATION ? { ...entity, pm25: Math.round((entity["pm25"] as number) * 10) } : entity;

/** Rounds of the air, one after the other. */
export function openAir(city: City): (source: Source, at: number) => Promise<void> {
  const past: Past = new Map();
  let loaded = false;
  const say = async (source: Source, entities: readonly KeyValues[], query?: string) => {
    const answers = await city.publish(source, entities, query);
    remember(past, source, entities, answers);
    return answers;
  };
  return async (source, at) => {
    if (!loaded) {
      // The same hours again after a restart: the ledger answers with the records that it has.
      const hours = pastHours(at);
      await say(
        source,
        hours.flatMap((hour) => asSaid(source, hour, { city, now: at })),
      );
      for (const hour of hours) if (hour >= city.state.cityFrom!) await watchAir(city, past, hour);
    }
    loaded = true;
    const lesson = lessonAt(at, city.state.cityFrom!);
    const said = asSaid(source, at, { city, now: at });
    const bad = { ...said[0]!, id: `${said[0]!.id}-new`, pm25: -1 };
    await say(source, lesson === "bad-row" ? [...said, bad] : said);
    await watchAir(city, past, at);
    if (lesson === "correction")
      await correct(city, { source, past, say, at: at - (CORRECTED_AT - WRONG_AT) * HOUR });
  };
}

/** An hour as it stands at a moment: with its mistake until that is corrected. */
function asSaid(
  source: Source,
  at: number,
  { city, now }: { city: City; now: number },
): readonly KeyValues[] {
  const entities = source.entities(SEED, at);
  const from = city.state.cityFrom!;
  const isWrong =
    at >= from && lessonAt(at, from) === "wrong-hour" && now < at + (CORRECTED_AT - WRONG_AT) * HOUR;
  return isWrong ? entities.map(withoutComma) : entities;
}

async function correct(
  city: City,
  {
    source,
    past,
    say,
    at,
  }: {
    source: Source;
    past: Past;
    say: (
      source: Source,
      entities: readonly KeyValues[],
      query?: string,
    ) => Promise<readonly { status: string }[]>;
    at: number;
  },
): Promise<void> {
  const found = findingsAt(past, at);
  const right = source.entities(SEED, at).filter(({ id }) => id === WRONG_STATION);
  const [answer] = await say(source, right, "?correction=decimal-comma-lost");
  if (answer?.status !== "corrected") return;
  city.print("city data: a wrong hour of the air was corrected, decimal-comma-lost");
  await confirm(
    city,
    found.filter(({ finding }) => finding.subject === WRONG_STATION),
  );
}
