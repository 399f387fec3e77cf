// Texts of the city score in English.

export const score = {
  "score.again": "Make the same number again from the indicators, with no server:",
  "score.asOf": "As of {time}",
  "score.covered": "{percent} % of the weights are measured.",
  "score.formula": "Formula",
  "score.indicator": "Indicator",
  "score.indicators": "Indicators",
  "score.noSource": "no public data set gives it yet",
  "score.none": "Too little is measured for a score.",
  "score.of": "of 100",
  "score.points": "Points",
  "score.records": "records: {count}",
  "score.source": "Made of",
  "score.title": "City score",
  "score.value": "Value",
  "score.weight": "Weight",
} as const;

/** The same in another language. */
export type ScoreTexts = Readonly<Record<keyof typeof score, string>>;
