export * from "./ocmf/billing.ts";
export * from "./ocmf/check.ts";
export * from "./ocmf/curves.ts";
export * from "./ocmf/key.ts";
export * from "./ocmf/obis.ts";
export * from "./ocmf/pagination.ts";
export * from "./ocmf/reasons.ts";
export * from "./ocmf/record.ts";
export * from "./ocmf/registers.ts";
export * from "./ocmf/sign.ts";
export * from "./ocmf/signature.ts";
export * from "./ocmf/values.ts";
export {
  DEFAULT_LIMITS,
  decodeSignedValue,
  type EnvelopedRecord,
  type ExtractLimits,
  type RecordContext,
} from "./envelopes/collector.ts";
export * from "./envelopes/extract.ts";
export * from "./envelopes/problems.ts";
export * from "./bank/camt053.ts";
export * from "./bank/csv.ts";
export * from "./bank/statement.ts";
export * from "./bank/account-statement.ts";
export * from "./bank/iban.ts";
export * from "./bank/pain001.ts";
export * from "./observations/compatibility.ts";
export { type CsvMapping, csvMappingSchema } from "./observations/csv-mapping.ts";
export * from "./observations/decimal.ts";
export {
  attributesOf,
  canonicalEntity,
  type JsonValue,
  type KeyValues,
  type NgsiLdAttribute,
  type NgsiLdEntity,
  toKeyValues,
  toNormalised,
} from "./observations/entity.ts";
export {
  type EntityOptions,
  type Observation,
  type ObservationFault,
  type ObservationLimits,
  OBSERVATION_LIMITS,
  observationOf,
  type ObservationsRead,
  TIME_PROPERTIES,
  TIME_RANGE,
} from "./observations/observation.ts";
export { type GtfsFeed, type GtfsRow, readGtfs } from "./observations/gtfs.ts";
export * from "./observations/privacy.ts";
export {
  isRefusal as isObservationRefusal,
  OBSERVATION_PROBLEMS,
  type ObservationProblemCode,
  type ObservationProblemText,
  type Refusal as ObservationRefusal,
} from "./observations/problems.ts";
export * from "./observations/read.ts";
export * from "./observations/schema.ts";
export { isoTime, isZone, localSeconds, momentsOf, type TimeRange } from "./observations/time.ts";
export * from "./observations/units.ts";
