// Signed records inside JSON: OCPP-J messages and payloads, OCPI CDRs, and plain rows {id, signed_data, public_key}.
import { z } from "zod";
import type { Collector, RecordContext } from "./collector.ts";

export type JsonFormat = "ocpp-1.6" | "ocpp-2" | "ocpi-cdr" | "json-rows";

const text = z.string();
const id = z.union([z.string(), z.number()]).transform(String);

const SampledValue16 = z.object({
  value: text.optional(),
  format: text.optional(),
  context: text.optional(),
});
const SignedMeterValue = z.object({
  signedMeterData: text,
  encodingMethod: text.optional(),
  publicKey: text.nullish(),
});
const SampledValue2 = z.object({ context: text.optional(), signedMeterValue: SignedMeterValue.nullish() });
const meterValues = <T extends z.ZodType>(sampledValue: T) =>
  z.array(z.object({ timestamp: text.optional(), sampledValue: z.array(sampledValue) }));

const Payload16 = z.object({
  transactionId: id.optional(),
  transactionData: meterValues(SampledValue16).nullish(),
  meterValue: meterValues(SampledValue16).nullish(),
});
const Payload2 = z.object({
  transactionInfo: z.object({ transactionId: id.optional() }).nullish(),
  meterValue: meterValues(SampledValue2).nullish(),
});
const Cdr = z.object({
  id: id.optional(),
  session_id: text.nullish(),
  signed_data: z.object({
    encoding_method: text.optional(),
    public_key: text.nullish(),
    signed_values: z.array(
      z.object({ nature: text.optional(), plain_data: text.nullish(), signed_data: text.nullish() }),
    ),
  }),
});
const Row = z.object({ id: id.nullish(), signed_data: text, public_key: text.nullish() });

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** CALL and, since 2.1, SEND: `[type, messageId, action, payload]`. */
const isCall = (value: unknown): value is readonly [number, string, string, Fields] =>
  isList(value) &&
  (value[0] === 2 || value[0] === 6) &&
  typeof value[1] === "string" &&
  typeof value[2] === "string" &&
  isFields(value[3]);

/** What an OCPI server answers with: the objects under `data`. */
const isAnswerPage = (value: unknown): value is { readonly data: unknown } =>
  isFields(value) && "data" in value && "status_code" in value;

/** Which message a JSON value is; the first recognised one of a list decides. Null for anything else. */
export function jsonFormat(value: unknown, depth = 4): JsonFormat | null {
  if (isCall(value)) return ocppFormat(value[2], value[3]);
  if (isList(value) && depth > 0) {
    for (const item of value.slice(0, 100)) {
      const format = jsonFormat(item, depth - 1);
      if (format) return format;
    }
    return null;
  }
  if (isAnswerPage(value) && depth > 0) return jsonFormat(value.data, depth - 1);
  if (!isFields(value)) return null;
  if (typeof value["signed_data"] === "string") return "json-rows";
  if (isFields(value["signed_data"]) || ("cdr_token" in value && "cdr_location" in value)) return "ocpi-cdr";
  return ocppFormat(null, value);
}

function ocppFormat(action: string | null, payload: Fields): "ocpp-1.6" | "ocpp-2" | null {
  if (action === "TransactionEvent" || "transactionInfo" in payload) return "ocpp-2";
  if (action === "StopTransaction" || "transactionData" in payload) return "ocpp-1.6";
  if (action !== "MeterValues" && !isList(payload["meterValue"])) return null;
  return "evseId" in payload || hasSignedMeterValue(payload) ? "ocpp-2" : "ocpp-1.6";
}

/** The one field that tells a bare MeterValues payload of 2.x from one of 1.6. */
function hasSignedMeterValue({ meterValue }: Fields): boolean {
  const sampled = isList(meterValue)
    ? meterValue.flatMap((one) => (isFields(one) && isList(one["sampledValue"]) ? one["sampledValue"] : []))
    : [];
  return sampled.some((one) => isFields(one) && "signedMeterValue" in one);
}

/** Reads the records of a JSON value: a message, a list of messages, or a page of an OCPI answer. */
export function extractJson(value: unknown, position: string, collector: Collector, depth = 0): void {
  if (depth > collector.limits.maxDepth) return collector.problem("json-too-deep", position);
  if (isList(value) && !isCall(value)) {
    for (const [index, item] of value.entries()) {
      if (collector.records.length >= collector.limits.maxRecords) {
        return collector.problem("too-many-records", `${position}[${index}]`);
      }
      extractJson(item, `${position}[${index}]`, collector, depth + 1);
    }
    return;
  }
  if (isAnswerPage(value)) return extractJson(value.data, `${position}.data`, collector, depth + 1);
  const format = jsonFormat(value);
  if (format === null) return collector.problem("message-unknown", position);
  if (isCall(value)) return extractOcpp(format, value[3], `${position}[3]`, collector, value[1]);
  const fields = value as Fields;
  if (format === "json-rows") return extractRow(fields, position, collector);
  if (format === "ocpi-cdr") return extractCdr(fields, position, collector);
  return extractOcpp(format, fields, position, collector);
}

function parse<T>(schema: z.ZodType<T>, value: unknown, position: string, collector: Collector): T | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  collector.problem("message-invalid", position, `${issue.path.join(".")}: ${issue.message}`.slice(0, 200));
  return null;
}

function extractRow(fields: Fields, position: string, collector: Collector): void {
  const row = parse(Row, fields, position, collector);
  if (!row) return;
  const context = row.id === null || row.id === undefined ? {} : { id: row.id };
  collector.signedValue(row.signed_data, { position, publicKey: row.public_key ?? null, context });
}

function extractOcpp(
  format: JsonFormat,
  fields: Fields,
  position: string,
  collector: Collector,
  id?: string,
): void {
  const before = collector.records.length + collector.problems.length;
  const said = id === undefined ? {} : { id };
  if (format === "ocpp-1.6") extract16(fields, position, collector, said);
  else extract2(fields, position, collector, said);
  if (collector.records.length + collector.problems.length === before) {
    collector.problem("signed-data-absent", position);
  }
}

function extract16(fields: Fields, position: string, collector: Collector, said: RecordContext): void {
  const payload = parse(Payload16, fields, position, collector);
  if (!payload) return;
  const name = payload.transactionData ? "transactionData" : "meterValue";
  for (const [outer, { timestamp, sampledValue }] of (payload[name] ?? []).entries()) {
    for (const [inner, { value, format, context }] of sampledValue.entries()) {
      const signed = format?.toLowerCase() === "signeddata" || value?.startsWith("OCMF|");
      if (!signed || value === undefined) continue;
      const place = `${position}.${name}[${outer}].sampledValue[${inner}]`;
      collector.signedValue(value, {
        position: place,
        context: { ...said, ...optional({ transactionId: payload.transactionId, context, timestamp }) },
      });
    }
  }
}

function extract2(fields: Fields, position: string, collector: Collector, said: RecordContext): void {
  const payload = parse(Payload2, fields, position, collector);
  if (!payload) return;
  for (const [outer, { timestamp, sampledValue }] of (payload.meterValue ?? []).entries()) {
    for (const [inner, { context, signedMeterValue }] of sampledValue.entries()) {
      if (!signedMeterValue) continue;
      const { signedMeterData, encodingMethod, publicKey = null } = signedMeterValue;
      const place = `${position}.meterValue[${outer}].sampledValue[${inner}].signedMeterValue`;
      if (!isOcmf(encodingMethod)) {
        collector.problem(
          "signed-format-unsupported",
          place,
          `«${encodingMethod?.slice(0, 40)}» is not OCMF.`,
        );
        continue;
      }
      const transactionId = payload.transactionInfo?.transactionId;
      const context2 = { ...said, ...optional({ transactionId, context, timestamp }) };
      collector.signedValue(signedMeterData, { position: place, publicKey, context: context2 });
    }
  }
}

function extractCdr(fields: Fields, position: string, collector: Collector): void {
  if (fields["signed_data"] === undefined || fields["signed_data"] === null) {
    return collector.problem("signed-data-absent", position);
  }
  const cdr = parse(Cdr, fields, position, collector);
  if (!cdr) return;
  const { encoding_method: method, public_key: publicKey = null, signed_values: values } = cdr.signed_data;
  if (!isOcmf(method)) {
    return collector.problem("signed-format-unsupported", position, `«${method?.slice(0, 40)}» is not OCMF.`);
  }
  if (values.length === 0) collector.problem("signed-data-absent", position);
  for (const [index, { nature, plain_data: plain, signed_data: signed }] of values.entries()) {
    const place = `${position}.signed_data.signed_values[${index}]`;
    const context = optional({ id: cdr.id, transactionId: cdr.session_id ?? undefined, context: nature });
    const value = signed || plain;
    if (!value) collector.problem("signed-data-absent", place);
    else collector.signedValue(value, { position: place, publicKey, context });
  }
}

/** OCMF, or unsaid; some stations write the version behind it. */
const isOcmf = (method: string | undefined): boolean => !method?.trim() || /^ocmf/i.test(method.trim());

function optional(fields: {
  readonly [Name in keyof RecordContext]: RecordContext[Name] | undefined;
}): RecordContext {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
