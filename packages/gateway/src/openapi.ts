// The OpenAPI 3.1 document, made from the schemas that validate.
import { OpenApiGeneratorV31, type OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31["generateDocument"]>;

const DESCRIPTION = [
  "Records, proofs and writes of an Alatau Ledger network.",
  "Energy, money and prices are decimal strings of the smallest unit, which stands in the field's name; times are RFC 3339 in UTC.",
  "Lists are keyset pages: give `next` back as `after`. Writes take an `Idempotency-Key`; the same key with the same body has one effect.",
  "Refusals are RFC 9457 problems whose `code` is stable; `/problems/{code}` says why one happens and what to do.",
].join("\n\n");

/** Makes the document of all declared routes. */
export function createDocument(registry: OpenAPIRegistry, version: string): OpenApiDocument {
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: { title: "Alatau Ledger", version, description: DESCRIPTION, license: { name: "Apache-2.0" } },
    servers: [{ url: "/" }],
  });
}
