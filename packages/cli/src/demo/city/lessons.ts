// What goes wrong in the demo's air now and then, and how it is put right: a wrong hour with its correction, an upload with a bad row.
import type { KeyValues } from "@alatau/formats";
import { localDay, midnight } from "../sources/noise.ts";
import type { Source } from "../sources/source.ts";
import { SEED, type City } from "./publish.ts";

/** A day with lessons comes so often, and the first day is one. */
const EVERY_DAYS = 3;
/** Local hours. */
const WRONG_AT = 11;
const BAD_ROW_AT = 12;
const CORRECTED_AT = 13;
const WRONG_STATION = "urn:ngsi-ld:AirQualityObserved:almaty-centre";
const HOUR = 3600;

/** What a lesson of the day asks for at a moment; none on most hours. Pure. */
export function lessonAt(at: number, from: number): "wrong-hour" | "bad-row" | "correction" | null {
  if ((localDay(at) - localDay(from)) % EVERY_DAYS !== 0) return null;
  const hour = (at - midnight(at)) / HOUR;
  if (hour === WRONG_AT) return "wrong-hour";
  if (hour === BAD_ROW_AT) return "bad-row";
  return hour === CORRECTED_AT ? "correction" : null;
}

/** Milligrams written as micrograms: a thousandth of what it was. */
export const inMilligrams = (entity: KeyValues): KeyValues =>
  entity.id === WRONG_STATION ? { ...entity, pm25: Math.round(entity["pm25"] as number) / 1000 } : entity;

/** Publishes an hour of the air with the day's lesson. */
export async function playDay(city: City, source: Source, at: number): Promise<void> {
  const { state, print } = city;
  const said = source.entities(SEED, at);
  const lesson = lessonAt(at, state.cityFrom!);
  if (lesson === "wrong-hour") await city.publish(source, said.map(inMilligrams));
  else if (lesson === "bad-row")
    await city.publish(source, [...said, { ...said[0]!, id: `${said[0]!.id}-new`, pm25: -1 }]);
  else await city.publish(source, said);
  if (lesson !== "correction") return;
  const wrongAt = at - (CORRECTED_AT - WRONG_AT) * HOUR;
  const right = source.entities(SEED, wrongAt).filter(({ id }) => id === WRONG_STATION);
  const [answer] = await city.publish(source, right, "?correction=unit-mistake");
  if (answer?.status === "corrected") print("city data: a wrong hour of the air was corrected, unit-mistake");
}
