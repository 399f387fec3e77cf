// What the registration form holds, and the description it makes of that. Pure.
import type { Visibility } from "./answers.ts";

export interface GroupDraft {
  readonly title: string;
  readonly properties: readonly string[];
  readonly visibility: Visibility;
}

/** Texts as they were typed; an empty one is no rule. */
export interface RuleDraft {
  readonly property: string;
  readonly min: string;
  readonly max: string;
  readonly spikeOver: string;
  readonly stuckAfter: string;
  readonly gapAfterMinutes: string;
}

const decimal = (text: string): string => text.trim().replace(",", ".");
const filled = (name: string, value: string): object =>
  value.trim() === "" ? {} : { [name]: decimal(value) };
const whole = (name: string, value: string, times = 1): object =>
  value.trim() === "" ? {} : { [name]: Number(value) * times };

/** The description that the gateway takes; titles in languages that nobody filled in are left out. */
export function descriptionOf({
  titles,
  licence,
  groups,
  rules,
}: {
  titles: Readonly<Record<"en" | "ru" | "kk", string>>;
  licence: string;
  groups: readonly GroupDraft[];
  rules: readonly RuleDraft[];
}): object {
  const title = Object.fromEntries(Object.entries(titles).filter(([, text]) => text.trim() !== ""));
  const fieldGroups = groups
    .filter(({ properties }) => properties.length > 0)
    .map((each, index) => ({
      ...each,
      group: index + 1,
      title: { en: each.title.trim() || `${index + 1}` },
    }));
  const quality = rules
    .filter(({ property }) => property !== "")
    .map(({ property, min, max, spikeOver, stuckAfter, gapAfterMinutes }) => ({
      ...{ property, ...filled("min", min), ...filled("max", max), ...filled("spikeOver", spikeOver) },
      ...{ ...whole("stuckAfter", stuckAfter), ...whole("gapAfterSeconds", gapAfterMinutes, 60) },
    }));
  return {
    ...{ title, licence },
    ...(fieldGroups.length > 0 && { fieldGroups }),
    ...(quality.length > 0 && { quality }),
  };
}
