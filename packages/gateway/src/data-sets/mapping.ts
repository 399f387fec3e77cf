// A CSV mapping as somebody sent it. Pure.
import { csvMappingSchema, type CsvMapping } from "@alatau/formats";
import { ProblemError } from "../problems.ts";

/** A mapping as it was sent. @throws {ProblemError} `request-invalid` */
export function mappingOf(given: unknown): CsvMapping {
  const parsed = csvMappingSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    at: ["body", "mapping", ...path.map(String)].join("."),
    message,
  }));
  throw new ProblemError("request-invalid", undefined, { errors });
}
