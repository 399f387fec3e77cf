// Every way in which a signed meter record can be refused. The list is closed: a new refusal is a new row here.

/** Where in the examination a reason arises; earlier stages win, so that a record has one reason. */
export type ReasonStage = "record" | "key" | "signature" | "billing" | "transaction" | "sequence";

export interface ReasonText {
  readonly stage: ReasonStage;
  readonly meaning: string;
  readonly action: string;
}

/** Reason code → stage, what it means, what to do. The documentation and the translated texts are made from this table. */
export const OCMF_REASONS = {
  "record-too-large": {
    stage: "record",
    meaning: "The record is longer than the limit.",
    action: "Check that one record was sent and not a whole file; the limit is a setting of the importer.",
  },
  "text-not-utf8": {
    stage: "record",
    meaning: "The bytes of the record are not UTF-8 text.",
    action: "Send the record as the meter wrote it, without conversion to another character set.",
  },
  "not-ocmf": {
    stage: "record",
    meaning: "The text does not begin with «OCMF|».",
    action: "Send an OCMF record, or the envelope (SAFE XML, OCPP, OCPI) that holds one.",
  },
  "parts-missing": {
    stage: "record",
    meaning: "The record lacks its payload or its signature part.",
    action: "Look for a record that was cut off on its way; all three parts are needed.",
  },
  "payload-not-json": {
    stage: "record",
    meaning: "The payload part is not a JSON object.",
    action: "Look for a record that was cut off or re-written on its way.",
  },
  "signature-not-json": {
    stage: "record",
    meaning: "The signature part is not a JSON object.",
    action: "Look for a record that was cut off or re-written on its way.",
  },
  "field-duplicate": {
    stage: "record",
    meaning: "A field stands twice in one JSON object, so that two readers could read two values.",
    action: "Ask the maker of the device for a firmware that writes each field once.",
  },
  "field-invalid": {
    stage: "record",
    meaning: "A field holds another kind of value than the format allows.",
    action: "The detail names the field; ask the maker of the device.",
  },
  "readings-missing": {
    stage: "record",
    meaning: "The record has no list of readings (RD), or an empty one.",
    action: "Send a record that holds readings.",
  },
  "algorithm-unknown": {
    stage: "signature",
    meaning: "The signature algorithm (SA) is none of the seven that the format names.",
    action: "Configure the device for ECDSA with SHA-256 on one of the seven curves.",
  },
  "signature-missing": {
    stage: "signature",
    meaning: "The signature part holds no signature (SD).",
    action: "Check that the device signs its records.",
  },
  "signature-encoding": {
    stage: "signature",
    meaning: "The signature (SD) cannot be decoded in the encoding that SE names: hex or base64.",
    action: "Look for a signature that was cut off or re-written on its way.",
  },
  "signature-format": {
    stage: "signature",
    meaning: "The signature is neither a DER sequence of two integers nor r and s in a row.",
    action: "Look for a signature that was cut off; otherwise ask the maker of the device.",
  },
  "key-missing": {
    stage: "key",
    meaning:
      "No public key came with the record and none was given, so that the signature cannot be checked.",
    action: "Give the meter's public key, or register it for the meter's serial number.",
  },
  "key-format": {
    stage: "key",
    meaning: "The public key is no hex or base64 of an SPKI structure or of a curve point.",
    action: "Copy the key again from the meter's label or display, with every character.",
  },
  "key-curve-unknown": {
    stage: "key",
    meaning: "The public key is on a curve that the format does not name, or spells its curve out.",
    action: "Register a key on one of the seven curves, named by its object identifier.",
  },
  "key-not-on-curve": {
    stage: "key",
    meaning: "The public key is no point of its curve.",
    action: "Copy the key again from the meter's label or display, with every character.",
  },
  "key-wrong-curve": {
    stage: "key",
    meaning:
      "The public key is on another curve than the signature algorithm (SA) says: it is not this meter's key.",
    action: "Give the key of the meter whose serial number the record carries.",
  },
  "key-not-registered": {
    stage: "key",
    meaning: "No key is registered for this meter at that time, though a key came with the record.",
    action: "Register the meter's key with who vouched for it, then send the record again.",
  },
  "key-not-of-this-meter": {
    stage: "key",
    meaning:
      "The signature fits the key that came with the record, but not the key registered for this meter.",
    action: "Check whether meters were swapped; if the meter has a new key, rotate it in the registry first.",
  },
  "signature-invalid": {
    stage: "signature",
    meaning:
      "The signature does not fit the payload and the key: the payload was altered, or the key is another meter's.",
    action: "Fetch the record from the device again; do not bill it.",
  },
  "serial-missing": {
    stage: "billing",
    meaning: "The record names neither the meter's nor the gateway's serial number.",
    action: "Configure the device to write MS or GS.",
  },
  "pagination-invalid": {
    stage: "billing",
    meaning: "The pagination (PG) is absent or is not a letter and a number.",
    action: "Configure the device to number its records, such as T1, T2.",
  },
  "identification-refused": {
    stage: "billing",
    meaning: "The device itself says that the user was not identified properly (IL).",
    action: "Do not bill the user for this transaction.",
  },
  "energy-reading-missing": {
    stage: "billing",
    meaning: "No reading of the record is an energy register.",
    action: "Send a record with an import or export register in Wh or kWh.",
  },
  "obis-unknown": {
    stage: "billing",
    meaning: "A reading in Wh or kWh has no OBIS code (RI) that says whether it was imported or exported.",
    action: "Configure the device to write a code such as 1-0:1.8.0 or 1-0:2.8.0.",
  },
  "obis-ambiguous": {
    stage: "billing",
    meaning: "Several rate registers of one direction are given and none of them is the total.",
    action: "Configure the device to sign the total register (…8.0).",
  },
  "obis-mismatch": {
    stage: "billing",
    meaning: "The registers at the end are not the registers at the beginning.",
    action: "Use records of the same registers for the beginning and the end.",
  },
  "unit-unknown": {
    stage: "billing",
    meaning: "An energy register is given in a unit other than Wh or kWh.",
    action: "Configure the device to write Wh or kWh.",
  },
  "unit-mismatch": {
    stage: "billing",
    meaning: "One register is given in different units at the beginning and at the end.",
    action: "Use records in which the unit stays the same.",
  },
  "value-invalid": {
    stage: "billing",
    meaning: "A register value (RV) is absent or is not a decimal number.",
    action: "Ask the maker of the device.",
  },
  "value-too-fine": {
    stage: "billing",
    meaning: "A register value has digits below one milliwatt-hour, which would have to be rounded.",
    action: "Configure the device to write at most six decimals of a kWh.",
  },
  "value-negative": {
    stage: "billing",
    meaning: "A register value is below zero; registers only count up.",
    action: "Check the meter.",
  },
  "value-too-large": {
    stage: "billing",
    meaning: "A register value does not fit 64 bits of watt-hours.",
    action: "Check the meter and its unit.",
  },
  "time-invalid": {
    stage: "billing",
    meaning: "The time of a reading (TM) is absent or is no such date.",
    action: "Ask the maker of the device.",
  },
  "time-in-future": {
    stage: "billing",
    meaning: "A reading lies later than now allows.",
    action: "Set the device's clock, and check the clock of the importing machine.",
  },
  "time-went-back": {
    stage: "billing",
    meaning: "A reading is earlier than the one before it.",
    action: "Set the device's clock; do not bill the record.",
  },
  "clock-not-accepted": {
    stage: "billing",
    meaning: "The device says that its clock was in a state that the policy does not accept.",
    action: "Synchronise the device's clock before the next session.",
  },
  "meter-status": {
    stage: "billing",
    meaning: "The meter reports a status other than good (ST is not G).",
    action: "Have the meter checked; do not bill the record.",
  },
  "energy-flag": {
    stage: "billing",
    meaning: "The meter marks its energy value as unusable (EF holds E).",
    action: "Have the meter checked; do not bill the record.",
  },
  "time-flag": {
    stage: "billing",
    meaning: "The meter marks its time as unusable (EF holds t).",
    action: "Have the device's clock checked; do not bill the record.",
  },
  "error-flag": {
    stage: "billing",
    meaning: "The meter sets an error flag (EF) that the format does not name.",
    action: "Ask the maker of the device what the flag means.",
  },
  "register-decreased": {
    stage: "billing",
    meaning: "A register is lower than it was before.",
    action: "Check whether the meter was changed or reset; register the new meter first.",
  },
  "power-exceeded": {
    stage: "billing",
    meaning:
      "More energy is stated than the rated power can deliver in that time, with five per cent allowed.",
    action: "Check the rated power in the registry and the meter's unit.",
  },
  "session-too-long": {
    stage: "billing",
    meaning: "The readings span more time than the policy allows for one session.",
    action: "Check the device's clock, or send records at shorter distances.",
  },
  "begin-missing": {
    stage: "transaction",
    meaning: "The transaction has no reading that marks its beginning.",
    action: "Send the record of the beginning as well.",
  },
  "end-missing": {
    stage: "transaction",
    meaning: "The transaction has no reading that marks its end.",
    action: "Send the record of the end as well.",
  },
  "serial-mismatch": {
    stage: "transaction",
    meaning: "The records of one transaction carry different serial numbers.",
    action: "Send records of one meter only.",
  },
  "key-mismatch": {
    stage: "transaction",
    meaning: "The records of one transaction were signed by different keys.",
    action: "Find the record of the other station and take it out.",
  },
  "pagination-gap": {
    stage: "sequence",
    meaning: "Numbers are missing between two records of a meter.",
    action: "Fetch the missing records from the device.",
  },
  "pagination-repeat": {
    stage: "sequence",
    meaning: "Two different records of a meter carry the same number.",
    action: "Have the device checked; its counter must grow by one with each record.",
  },
  replay: {
    stage: "sequence",
    meaning: "The same signed record was offered before, in whatever envelope or encoding.",
    action: "Nothing: it counts once.",
  },
} as const satisfies Record<string, ReasonText>;

export type OcmfReason = keyof typeof OCMF_REASONS;

/** One refusal: the code, and what was found and what was allowed in words. */
export interface Refusal {
  readonly reason: OcmfReason;
  readonly detail: string;
}

/** A value, or the one reason why there is none. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Refusal);

/** A refusal as an outcome. */
export const refuse = (reason: OcmfReason, detail: string = OCMF_REASONS[reason].meaning) =>
  ({ ok: false, reason, detail }) as const;

/** A value as an outcome. */
export const accept = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
