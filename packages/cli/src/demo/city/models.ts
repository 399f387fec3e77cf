// The JSON Schemas of the sources: Smart Data Models as they lie in examples/city/models, and our own.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EXAMPLES } from "../examples.ts";
import type { SourceSchema } from "../sources/source.ts";

const COMMON = "https://smart-data-models.github.io/data-models/common-schema.json";
/** AirQualityObserved refers to one definition of this document, which is not ours to copy: see examples/city/models/SOURCE.md. */
const ENVIRONMENT =
  "https://raw.githubusercontent.com/smart-data-models/dataModel.Environment/master/Environment-schema.json";
const LEVELS = { definitions: { airQualityLevel: { type: "string", minLength: 2 } } };

export interface SchemaUpload {
  readonly id: string;
  readonly schema: unknown;
  readonly references: Readonly<Record<string, unknown>>;
}

/** What is registered as a source's schema: with everything that it refers to, for nothing is ever fetched. */
export async function schemaOf(schema: SourceSchema): Promise<SchemaUpload> {
  if (typeof schema !== "string") return { ...schema, references: {} };
  const [model, common] = await Promise.all([readModel(schema), readModel("common-schema")]);
  return {
    id: (model as { $id: string }).$id,
    schema: model,
    references: { [COMMON]: common, [ENVIRONMENT]: LEVELS },
  };
}

const readModel = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(EXAMPLES, "city", "models", `${name}.json`), "utf8")) as unknown;
