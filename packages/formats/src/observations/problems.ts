// What can be wrong with an upload of observations, with one of its rows, or with publishing it. A closed list.

export interface ObservationProblemText {
  readonly meaning: string;
  readonly action: string;
}

/** Problem code → what it means, what to do. */
export const OBSERVATION_PROBLEMS = {
  "input-too-large": {
    meaning: "The upload is larger than the limit.",
    action: "Split it by day or by station.",
  },
  "too-many-observations": {
    meaning: "The upload holds more observations than the limit; the rest was left out.",
    action: "Split it by day or by station.",
  },
  "too-many-faults": {
    meaning: "More faults were found than are listed; reading stopped.",
    action: "Look at the first ones: a wrong mapping makes every row faulty.",
  },
  "text-encoding": {
    meaning: "The bytes are not text in the declared encoding.",
    action: "Save the file as UTF-8, or declare its encoding in the mapping.",
  },
  "file-empty": {
    meaning: "The upload holds no observation.",
    action: "Look whether the export failed or the upload broke off at once.",
  },
  "file-truncated": {
    meaning: "The upload breaks off in the middle of its last row.",
    action: "Export the file again and upload it whole.",
  },
  "mapping-missing": {
    meaning: "A CSV file needs a column mapping.",
    action: "Name the data set's saved mapping, or send one.",
  },
  "mapping-invalid": {
    meaning: "The column mapping contradicts its own rules.",
    action: "The detail names the field.",
  },
  "column-missing": {
    meaning: "The header lacks a column that the mapping names.",
    action: "Compare the header with the mapping, and the delimiter too.",
  },
  "column-repeated": {
    meaning: "The header names a column twice, so that two readers could read two values.",
    action: "Rename or remove one of them.",
  },
  "columns-count": {
    meaning: "A row has more or fewer cells than the header.",
    action: "Look for a delimiter within a value that is not in quotes.",
  },
  "csv-malformed": {
    meaning: "The quotes of a row contradict the CSV rules; the rows behind it were not read.",
    action: "Write values with quotes, delimiters or line ends in quotes, and quotes doubled.",
  },
  "json-malformed": {
    meaning: "A line or the upload is not JSON.",
    action: "Send one JSON entity a line, or a JSON list of entities.",
  },
  "member-repeated": {
    meaning: "A member stands twice in one JSON object, so that two readers could read two values.",
    action: "Write each member once.",
  },
  "json-too-deep": {
    meaning: "The JSON nests deeper than the limit.",
    action: "Send measured values, not whole documents.",
  },
  "entity-too-large": {
    meaning: "One entity is longer than the limit.",
    action: "Send the large part as a file and its hash as a property.",
  },
  "entity-invalid": {
    meaning: "It is no NGSI-LD entity: an object with `id`, `type` and attributes.",
    action: "Send entities in the normalised, concise or key-values form; the detail names the member.",
  },
  "id-invalid": {
    meaning: "The entity's id is no URI of at most 256 characters.",
    action: "Use `urn:ngsi-ld:<Type>:<your id>`.",
  },
  "attribute-invalid": {
    meaning: "An attribute's name or form is not what NGSI-LD allows.",
    action: "The detail names the attribute.",
  },
  "value-null": {
    meaning: "A value is null, which NGSI-LD does not allow.",
    action: "Leave the attribute out.",
  },
  "value-missing": {
    meaning: "A cell that the mapping requires is empty.",
    action: "Fill it, or declare in the mapping that it may be missing.",
  },
  "value-malformed": {
    meaning: "A cell does not hold the kind of value that the mapping declares.",
    action: "Correct the cell, or declare its text as a mark of a missing value.",
  },
  "number-not-exact": {
    meaning: "A number has more digits than JSON numbers keep, so that it would change silently.",
    action: "Send 15 significant digits at most, or declare a rounding in the mapping.",
  },
  "decimal-comma": {
    meaning: "A number has a decimal comma where the mapping declares a point.",
    action: "Set `decimal` of the mapping to a comma, or export with points.",
  },
  "decimal-point": {
    meaning: "A number has a decimal point where the mapping declares a comma.",
    action: "Set `decimal` of the mapping to a point, or export with commas.",
  },
  "unit-missing": {
    meaning: "The property may come in several units and none is named.",
    action: "Name the unit by its UN/CEFACT code (`unitCode`), e.g. GQ for µg/m³.",
  },
  "unit-unknown": {
    meaning: "The unit is no UN/CEFACT code that is known here.",
    action: "Use the common code of Recommendation 20, e.g. GQ for µg/m³, GP for mg/m³.",
  },
  "unit-not-allowed": {
    meaning: "The unit is known, but not allowed for this property, or cannot be converted as asked.",
    action: "The detail lists the units that are allowed.",
  },
  "time-absent": {
    meaning: "Nothing says when the observation was made.",
    action:
      "Send `dateObserved`, or `dateObservedFrom` and `dateObservedTo`, or `observedAt` of an attribute.",
  },
  "time-malformed": {
    meaning: "A time is not in the declared format, or names a day or an hour that no calendar has.",
    action: "Send RFC 3339, e.g. 2026-01-31T09:00:00Z, or declare the format in the mapping.",
  },
  "time-out-of-range": {
    meaning: "A time lies outside the years that are accepted, e.g. in the year 14 or in the future.",
    action: "Look for a year of two digits and for the clock of the device.",
  },
  "time-zone-missing": {
    meaning: "A time has no offset and nothing declares its zone.",
    action: "Write Z or an offset, or declare the zone in the mapping.",
  },
  "offset-in-utc-column": {
    meaning: "The time is declared as UTC, by the mapping or the column's name, and carries another offset.",
    action: "Ask the source which is right, then say so in the mapping: `offsetInUtcColumn` obey or ignore.",
  },
  "offset-mismatch": {
    meaning: "The offset of a time is not the one that the declared zone has then.",
    action: "Correct the zone of the mapping, or the clock of the source.",
  },
  "time-ambiguous": {
    meaning: "The local time happens twice, as clocks are put back.",
    action: "Write offsets or UTC, or declare in the mapping which of the two it is.",
  },
  "time-missing": {
    meaning: "The local time does not happen, as clocks are put forward.",
    action: "Look at the zone of the mapping; such a time is not local.",
  },
  "period-inverted": {
    meaning: "The period ends before it begins.",
    action: "Exchange the two times, or correct them.",
  },
  "row-repeated": {
    meaning: "The same observation stands in the upload before; it counts once.",
    action: "Remove the repetition, or send the upload as it is knowing that it counts once.",
  },
  "row-conflict": {
    meaning: "The upload says something else of the same subject and time before.",
    action: "Decide which is right; two observations need two ids or two times.",
  },
  "feed-malformed": {
    meaning: "The feed is no readable GTFS zip or GTFS-Realtime message.",
    action: "Export it again; the detail names the file within.",
  },
  "reference-unknown": {
    meaning: "A row refers to a trip, stop or route that the feed does not have.",
    action: "Export all files of the feed from one version.",
  },
  "group-too-small": {
    meaning: "A public count of persons is below ten, so that single persons could be recognised.",
    action: "Count over a longer time or a larger place, or publish it to members only.",
  },
  "personal-data": {
    meaning: "A value looks like personal data, which public sets never hold.",
    action: "Leave it out, or replace it by a pseudonym and publish it to its owner only.",
  },
} as const satisfies Record<string, ObservationProblemText>;

export type ObservationProblemCode = keyof typeof OBSERVATION_PROBLEMS;

/** What one cell, attribute or row is refused for, before it is known where it stands. */
export class Refusal {
  readonly code: ObservationProblemCode;
  readonly detail: string;
  constructor(code: ObservationProblemCode, detail: string) {
    this.code = code;
    this.detail = detail;
  }
}

/** A refusal as a value; nothing here is thrown. */
export const refusal = (code: ObservationProblemCode, detail: string): Refusal => new Refusal(code, detail);

/** Whether a step was refused. */
export const isRefusal = (value: unknown): value is Refusal => value instanceof Refusal;
