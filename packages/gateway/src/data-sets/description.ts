// What a data set says of itself, beside what the chain keeps: canonical JSON whose sha256 is on the chain. Pure.
import { qualityRulesSchema } from "@alatau/city";
import { jcs, sha256, toBytes32, utf8, type Bytes32 } from "@alatau/sdk";
import { z } from "zod";
import { VISIBILITY_NAMES } from "./visibility.ts";

const languages = z.strictObject({
  en: z.string().min(1).max(300),
  ru: z.string().min(1).max(300).optional(),
  kk: z.string().min(1).max(300).optional(),
});
const bytes32 = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((text) => text as Bytes32);

/** A data set's name on the ledger, such as `environment.air-quality`. */
export const datasetName = z
  .string()
  .max(100)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "words in lower case, joined by dots, as environment.air-quality");

/** Fields that others may see than may see the rest: each observation becomes one record a group. */
const fieldGroup = z.strictObject({
  group: z.int().min(1).max(254),
  title: languages,
  properties: z.array(z.string().min(1).max(100)).min(1).max(100),
  visibility: z.enum(VISIBILITY_NAMES),
});

export const descriptionSchema = z
  .strictObject({
    title: languages,
    description: languages.optional(),
    /** The source that the data come from, as the situation centre names it. */
    source: z.string().max(200).optional(),
    /** Where what is shown is made by a generator and not measured. */
    simulated: z.boolean().optional(),
    /** EU data theme or another URI. */
    theme: z.string().max(200).optional(),
    licence: z.string().min(1).max(200),
    keywords: z.array(z.string().min(1).max(60)).max(30).optional(),
    fieldGroups: z.array(fieldGroup).max(20).optional(),
    quality: qualityRulesSchema.optional(),
    /** Counts of people in groups smaller than this are refused. */
    kAnonymity: z.int().min(2).max(1000).optional(),
    /** Which indicator of the city score it gives: the mean of a property over the last days. */
    indicator: z
      .strictObject({
        id: z.string().max(80),
        property: z.string().min(1).max(100),
        days: z.int().min(1).max(3_660).default(365),
      })
      .optional(),
    /** For a derived set: how anybody makes it again. */
    derivedFrom: z
      .strictObject({
        program: z.string().max(100),
        programHash: bytes32,
        inputs: z.array(datasetName).min(1).max(20),
        /** Of the program, where they are not its defaults; the hash is over them too. */
        parameters: z.record(z.string().max(60), z.unknown()).optional(),
        /** Field of the program → property of the inputs' entities, where it has another name. */
        properties: z.record(z.string().max(60), z.string().min(1).max(100)).optional(),
      })
      .optional(),
  })
  .refine(({ fieldGroups = [] }) => isDisjoint(fieldGroups), {
    message: "each group once, and each property in one group",
    path: ["fieldGroups"],
  });
export type Description = z.infer<typeof descriptionSchema>;

function isDisjoint(groups: readonly { group: number; properties: readonly string[] }[]): boolean {
  const names = groups.flatMap(({ properties }) => properties);
  return (
    new Set(names).size === names.length && new Set(groups.map(({ group }) => group)).size === groups.length
  );
}

/** Canonical JSON of a document with the hash that the chain keeps of it: sha256. */
export function sealDocument(document: unknown): { readonly text: string; readonly hash: Bytes32 } {
  const text = jcs(document, { binary64: true });
  return { text, hash: toBytes32(sha256(utf8(text))) };
}
