// How the columns of an agency's CSV become properties: checked once, saved, and used for every upload.
import { z } from "zod";
import { isTimePattern, isZone, parseOffset } from "./time.ts";
import { unitOf } from "./units.ts";

const COUNTED = ["rfc3339", "unix-seconds", "unix-milliseconds"];
const name = z.string().min(1).max(256);
const property = z.string().regex(/^[A-Za-z][\w.:-]{0,127}$/, "a property's name");
const unitCode = z.string().refine((code) => unitOf(code) !== undefined, "a UN/CEFACT code, e.g. GQ");
/** Cells that mean: no value. */
const missing = z.array(z.string().max(64)).max(32).default([""]);

const zone = z
  .string()
  .refine(
    (text) => text === "utc" || text === "offset" || parseOffset(text) !== null || isZone(text),
    "`offset`, `utc`, an offset such as +05:00, or a zone such as Asia/Almaty",
  );

const time = z.strictObject({
  column: name,
  /** A second column with the time of day, joined with a blank. */
  clock: name.optional(),
  /** A column with the end of the period, in the same format; or how long it lasts: whole local days, or seconds. */
  until: name.optional(),
  lasts: z.union([z.literal("day"), z.int().min(1).max(31_622_400)]).optional(),
  /** `rfc3339` (a blank for T and no seconds are fine), `unix-seconds`, `unix-milliseconds`, or a pattern such as `DD.MM.YYYY HH:mm`. */
  format: z
    .string()
    .max(64)
    .refine((text) => COUNTED.includes(text) || isTimePattern(text), "a pattern with YYYY, MM and DD")
    .default("rfc3339"),
  zone,
  offsetInUtcColumn: z.enum(["refuse", "obey", "ignore"]).default("refuse"),
  ambiguous: z.enum(["refuse", "earlier", "later"]).default("refuse"),
  property: property.default("dateObserved"),
});

const column = z.strictObject({
  column: name,
  property,
  kind: z.enum(["number", "integer", "text", "boolean", "relationship"]).default("number"),
  /** A code, or the column whose text names the unit, with the code of each text. */
  unit: z
    .union([unitCode, z.strictObject({ column: name, codes: z.record(z.string().max(64), unitCode) })])
    .optional(),
  /** Converted exactly; where the digits then exceed a JSON number's, `round` must say to how many decimal places. */
  convertTo: unitCode.optional(),
  round: z.int().min(0).max(12).optional(),
  missing,
  required: z.boolean().default(false),
});

const place = z.strictObject({
  longitude: name,
  latitude: name,
  property: property.default("location"),
});

/** A saved column mapping. Columns that it does not name are not published. */
export const csvMappingSchema = z
  .strictObject({
    delimiter: z.enum([",", ";", "\t", "|"]).default(","),
    decimal: z.enum([".", ","]).default("."),
    encoding: z.enum(["utf-8", "windows-1251", "utf-16le"]).default("utf-8"),
    /** Whether a file that does not end with a line end was cut off. */
    endsWithNewline: z.boolean().default(false),
    type: property,
    /** `urn:ngsi-ld:AirQualityObserved:{station_id}`: the text of columns, percent-encoded where an URI needs it. */
    id: z.string().min(1).max(256),
    time,
    columns: z.array(column).max(200),
    location: place.optional(),
    /** Properties that are the same in every row, in any NGSI-LD form. */
    constants: z.record(property, z.json()).default({}),
  })
  .superRefine((mapping, context) => {
    const names = [
      ...mapping.columns.map((each) => each.property),
      ...Object.keys(mapping.constants),
      ...(mapping.location === undefined ? [] : [mapping.location.property]),
      ...timeProperties(mapping.time),
      "id",
      "type",
    ];
    for (const twice of new Set(names.filter((each, index) => names.indexOf(each) < index)))
      context.addIssue({ code: "custom", message: `the property ${twice} is written twice` });
    if (mapping.time.until !== undefined && mapping.time.lasts !== undefined)
      context.addIssue({ code: "custom", path: ["time"], message: "either until or lasts, not both" });
    for (const [index, each] of mapping.columns.entries())
      if (each.convertTo !== undefined && each.unit === undefined)
        context.addIssue({ code: "custom", path: ["columns", index], message: "convertTo needs a unit" });
  });

/** The properties that the time column writes. */
export function timeProperties(time: {
  readonly property: string;
  readonly until?: string | undefined;
  readonly lasts?: unknown;
}): readonly string[] {
  const isPeriod = time.until !== undefined || time.lasts !== undefined;
  return isPeriod ? [time.property, "dateObservedFrom", "dateObservedTo"] : [time.property];
}

/** A mapping as one writes it; what has a default may be left out. */
export type CsvMapping = z.input<typeof csvMappingSchema>;
/** A mapping with its defaults. */
export type CheckedCsvMapping = z.output<typeof csvMappingSchema>;
