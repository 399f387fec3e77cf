// What can be wrong with the envelope around signed records. A closed list, beside the reasons for the records themselves.

export interface ProblemText {
  readonly meaning: string;
  readonly action: string;
}

/** Problem code → what it means, what to do. */
export const ENVELOPE_PROBLEMS = {
  "input-too-large": {
    meaning: "The input is larger than the limit.",
    action: "Split the file, or raise the importer's limit.",
  },
  "text-encoding": {
    meaning: "The input is not text in the encoding it declares.",
    action: "Send UTF-8, or declare the encoding in the XML header.",
  },
  "format-unknown": {
    meaning: "The input is none of the formats that carry signed meter records.",
    action: "Send SAFE XML, OCMF text, an OCPP message, an OCPI CDR, or JSON lines with signed_data.",
  },
  "xml-malformed": {
    meaning: "The XML breaks off or is not well formed; records before that point were read.",
    action: "Export the file again.",
  },
  "xml-doctype": {
    meaning: "The XML declares a document type, which these files never need and attacks use.",
    action: "Remove the declaration.",
  },
  "xml-too-deep": {
    meaning: "The XML nests deeper than the limit.",
    action: "Export the file again.",
  },
  "json-malformed": {
    meaning: "A line or the whole input is not JSON.",
    action: "Send the message again as it was on the wire.",
  },
  "json-too-deep": {
    meaning: "The JSON nests deeper than the limit.",
    action: "Send the messages one by one.",
  },
  "message-unknown": {
    meaning: "The JSON is no message that carries signed meter records.",
    action:
      "Send StopTransaction, MeterValues, TransactionEvent, an OCPI CDR, or {id, signed_data, public_key}.",
  },
  "message-invalid": {
    meaning: "A field of the message holds another kind of value than the standard says.",
    action: "The detail names the field.",
  },
  "signed-data-absent": {
    meaning: "The message is of a known kind and holds no signed value.",
    action: "Configure the station to send signed meter values.",
  },
  "signed-data-undecodable": {
    meaning: "A signed value is neither an OCMF record nor hex or base64 of one.",
    action: "Look for a value that was cut off on its way.",
  },
  "signed-format-unsupported": {
    meaning: "A signed value is in a format other than OCMF.",
    action: "Configure the station to sign OCMF.",
  },
  "record-too-large": {
    meaning: "A signed value is longer than the limit; it was left out.",
    action: "Check that one record was sent and not a whole file.",
  },
  "too-many-records": {
    meaning: "The input holds more records than the limit; the rest was left out.",
    action: "Split the file, or raise the importer's limit.",
  },
  "line-not-understood": {
    meaning: "A line of the text belongs to no record.",
    action: "Send only OCMF records, each beginning on its own line.",
  },
} as const satisfies Record<string, ProblemText>;

export type EnvelopeProblemCode = keyof typeof ENVELOPE_PROBLEMS;

export interface EnvelopeProblem {
  readonly code: EnvelopeProblemCode;
  readonly detail: string;
  /** Where in the input: `/values/value[2]`, `line 7`, `$[3].transactionData[0]`. */
  readonly position: string;
}
