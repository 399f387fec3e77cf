// Texts with places, such as «{count} of {all}». Pure.

export interface TextPart {
  readonly text: string;
  /** Whether `text` is the name of a place. */
  readonly place: boolean;
}

/** A text cut at its places. */
export const splitText = (text: string): TextPart[] =>
  text
    .split(/\{([a-zA-Z]+)\}/)
    .map((part, index) => ({ text: part, place: index % 2 === 1 }))
    .filter((part) => part.place || part.text !== "");

/** A text with its places filled; a place without a value stays visible. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  splitText(text)
    .map(({ text: part, place }) => (place ? (values[part] ?? `{${part}}`) : part))
    .join("");

/** The names of a text's places, ascending. */
export const placesOf = (text: string): string[] =>
  splitText(text)
    .filter(({ place }) => place)
    .map(({ text: name }) => name)
    .toSorted();
