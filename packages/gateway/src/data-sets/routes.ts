// Data sets: what agencies publish, with owner, schema, checkers and who may read what.
import { toRfc3339 } from "@alatau/sdk";
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import type { Gateway } from "../gateway.ts";
import { bigNumberParam, hash, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { chainTip } from "../workers/ledger.ts";
import { datasetName, descriptionSchema, type Description } from "./description.ts";
import { known, owned, publisherIn } from "./find.ts";
import { readFingerprint } from "./fingerprint.ts";
import { mappingOf } from "./mapping.ts";
import { changeAccess, compareSchema, publishSchema, registerDataset } from "./register.ts";
import { readDescription, type SchemaDocument } from "./rules.ts";
import { PUBLISH_GROUP, readAllTerms, type DatasetTerms } from "./terms.ts";
import { VISIBILITY_NAMES } from "./visibility.ts";

const TAG = "Data sets";

const schemaDocument = z.strictObject({
  id: z.string().min(1).max(200).meta({ description: "Name of the schema, such as its `$id`." }),
  schema: z
    .record(z.string(), z.unknown())
    .meta({ description: "JSON Schema of an entity's key-values form." }),
  references: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: "Schemas that it refers to, by address; nothing is fetched." }),
});

const dataSet = z
  .object({
    name: z.string(),
    dataset: hash,
    owner: uint32,
    visibility: z.enum(VISIBILITY_NAMES),
    retentionDays: z.int(),
    cadenceSeconds: z.int().nullable(),
    quorum: z.int(),
    checkers: z.array(z.object({ participant: uint32, owner: uint32, account: z.string() })),
    schema: z.object({ id: z.string().nullable(), version: z.int(), hash }).nullable(),
    descriptionHash: hash.nullable(),
    description: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: "DataSet" });
const compatibility = z.object({
  kind: z.enum(["same", "compatible", "breaking"]),
  changes: z.array(z.object({ path: z.string(), change: z.string(), breaks: z.boolean() })),
});

const params = z.object({ name: datasetName });

/** Declares the routes of data sets. */
export function dataSetRoutes({ route, gateway }: Api, limiters: Limiters): void {
  const { pool } = gateway;
  route(
    {
      method: "get",
      path: "/v1/data-sets",
      tag: TAG,
      summary: "All data sets",
      answers: { 200: { description: "By name.", schema: z.object({ items: z.array(dataSet) }) } },
    },
    async () => ({
      body: { items: await Promise.all((await readAllTerms(pool)).map((terms) => show(gateway, terms))) },
      cache: "tagged",
    }),
  );
  route(
    {
      method: "post",
      path: "/v1/data-sets",
      tag: TAG,
      summary: "Register a data set of one's own",
      description:
        "For agencies. Waits until the chain has it: name, owner, checkers and quorum in the journal, schema and description in the catalogue.",
      rights: "participant",
      body: z.strictObject({
        name: datasetName,
        visibility: z.enum(VISIBILITY_NAMES),
        retentionDays: z.int().min(1).max(36_500),
        cadenceSeconds: z.int().min(0).max(31_536_000),
        checkers: z.array(uint32.min(1)).min(1).max(15),
        quorum: z.int().min(1).max(15),
        schema: schemaDocument,
        description: descriptionSchema,
      }),
      answers: { 201: { description: "Registered.", schema: dataSet } },
      refusals: [
        ...["unauthenticated", "forbidden", "dataset-taken", "signer-missing", "schema-invalid"],
        ...["quorum-invalid", "participant-unknown", "not-indexed-yet"],
      ],
    },
    async ({ body: { schema, ...asked }, caller }) => {
      const owner = agencyOf(await caller());
      const { id: schemaId, ...document } = schema;
      const terms = await registerDataset(pool, {
        ...{ ...asked, owner, schemaId, schema: document as SchemaDocument },
        description: asked.description as Description,
      });
      return { status: 201, body: await show(gateway, terms) };
    },
    limiters.writes,
  );
  route(
    {
      method: "get",
      path: "/v1/data-sets/{name}",
      tag: TAG,
      summary: "One data set",
      params,
      answers: { 200: { description: "The data set.", schema: dataSet } },
      refusals: ["dataset-unknown"],
    },
    async ({ params: { name } }) => ({
      body: await show(gateway, await known(gateway, name)),
      cache: "tagged",
    }),
  );
  route(
    {
      method: "get",
      path: "/v1/data-sets/{name}/schema",
      tag: TAG,
      summary: "The JSON Schema in force, with what it refers to, and all its versions",
      params,
      answers: {
        200: {
          description: "The schema.",
          schema: z.object({
            ...{ id: z.string(), schema: z.unknown(), references: z.record(z.string(), z.unknown()) },
            versions: z.array(
              z.object({ version: z.int(), hash, compatibility: z.string(), block: z.int() }),
            ),
          }),
        },
      },
      refusals: ["dataset-unknown", "dataset-not-open", "dataset-document-missing"],
    },
    async ({ params: { name } }) => ({
      body: await showSchema(gateway, await known(gateway, name)),
      cache: "tagged",
    }),
  );
  route(
    {
      method: "post",
      path: "/v1/data-sets/{name}/schemas",
      tag: TAG,
      summary: "Publish the next version of the schema, or ask what it would mean",
      description:
        "Records keep the version that they were written under. A version under which old records would not be valid is refused " +
        "unless `breaking` says that this is wanted; `dryRun` only answers the comparison.",
      rights: "participant",
      params,
      body: schemaDocument.extend({
        breaking: z.boolean().default(false),
        dryRun: z.boolean().default(false),
      }),
      answers: {
        200: { description: "Compared, or nothing changed.", schema: z.object({ compatibility }) },
        201: { description: "Published.", schema: z.object({ compatibility, dataSet }) },
      },
      refusals: [
        ...["unauthenticated", "forbidden", "dataset-unknown", "dataset-not-open", "signer-missing"],
        ...["schema-invalid", "schema-breaking", "not-indexed-yet"],
      ],
    },
    async ({ params: { name }, body: { id, breaking, dryRun, ...document }, caller }) => {
      const terms = await owned(gateway, name, await caller());
      if (dryRun)
        return { body: { compatibility: await compareSchema(pool, terms, document as SchemaDocument) } };
      const done = await publishSchema(pool, terms, { id, document: document as SchemaDocument, breaking });
      const { kind } = done.compatibility;
      return {
        status: kind === "same" ? 200 : 201,
        body: { compatibility: done.compatibility, dataSet: await show(gateway, done.terms) },
      };
    },
    limiters.writes,
  );
  route(
    {
      method: "get",
      path: "/v1/data-sets/{name}/fingerprint",
      tag: TAG,
      summary:
        "One hash over all records that a class of readers holds, as of a block: equal at every member",
      params,
      query: z.strictObject({
        visibility: z.enum(VISIBILITY_NAMES).default("public"),
        block: bigNumberParam.optional().meta({ description: "The latest when absent." }),
      }),
      answers: {
        200: {
          description: "The fingerprint; `incomplete` has no root.",
          schema: z.object({
            ...{ name: z.string(), block: z.int(), visibility: z.enum(VISIBILITY_NAMES) },
            state: z.enum(["complete", "incomplete"]),
            ...{ root: hash.nullable(), records: z.int().nullable(), erased: z.int().nullable() },
            missing: z.int(),
          }),
        },
      },
      refusals: ["dataset-unknown", "block-unknown"],
    },
    async ({ params: { name }, query }) => {
      const terms = await known(gateway, name);
      const tip = (await chainTip(pool))?.number ?? -1;
      const block = query.block ?? tip;
      if (block > tip) throw new ProblemError("block-unknown");
      const found = await readFingerprint(pool, terms, { visibility: query.visibility, block });
      const none = { root: null, records: null, erased: null, missing: 0 };
      return { body: { name, block, visibility: query.visibility, ...none, ...found } };
    },
    limiters.costly,
  );
  accessRoutes(gateway, route, limiters);
  mappingRoutes(gateway, route, limiters);
}

function accessRoutes(gateway: Gateway, route: Api["route"], limiters: Limiters): void {
  const grant = z
    .object({ group: z.int(), participant: uint32, validTo: time, block: z.int() })
    .meta({ id: "DataSetGrant" });
  const group = z
    .int()
    .min(0)
    .max(PUBLISH_GROUP)
    .meta({
      description: `0: the whole set; 1 to 254: a field group of the description; ${PUBLISH_GROUP}: may publish.`,
    });
  route(
    {
      method: "get",
      path: "/v1/data-sets/{name}/grants",
      tag: TAG,
      summary: "Who was granted what of a data set",
      params,
      answers: { 200: { description: "Grants in force.", schema: z.object({ items: z.array(grant) }) } },
      refusals: ["dataset-unknown"],
    },
    async ({ params: { name } }) => {
      const { dataset } = await known(gateway, name);
      const { rows } = await gateway.pool.query<{
        field_group: number;
        participant: number;
        valid_to: bigint | number;
        block_number: number;
      }>(
        `SELECT field_group, participant, valid_to, block_number FROM ledger.current_access WHERE dataset = $1
          ORDER BY field_group, participant`,
        [Buffer.from(dataset.slice(2), "hex")],
      );
      const items = rows.map((row) => ({
        ...{ group: Number(row.field_group), participant: Number(row.participant) },
        ...{ validTo: toRfc3339(Math.min(Number(row.valid_to), MAX_TIME)), block: Number(row.block_number) },
      }));
      return { body: { items } };
    },
  );
  route(
    {
      method: "post",
      path: "/v1/data-sets/{name}/grants",
      tag: TAG,
      summary: "Grant a participant a group of a data set, or take it back",
      rights: "participant",
      params,
      body: z.strictObject({
        ...{ group, participant: uint32.min(1) },
        validTo: z.iso
          .datetime({ offset: true })
          .nullable()
          .meta({ description: "Null takes the grant back." }),
      }),
      answers: { 204: { description: "Done, and on the chain." } },
      refusals: ["unauthenticated", "forbidden", "dataset-unknown", "signer-missing", "not-indexed-yet"],
    },
    async ({ params: { name }, body: { group: asked, participant, validTo }, caller }) => {
      const terms = await owned(gateway, name, await caller());
      const until = validTo === null ? null : Math.floor(Date.parse(validTo) / 1000);
      await changeAccess(gateway.pool, terms, { group: asked, participant, validTo: until });
      return { status: 204 };
    },
    limiters.writes,
  );
}

/** 9999-12-31: later grants end there when they are shown. */
const MAX_TIME = 253_402_300_799;

function mappingRoutes({ pool }: Gateway, route: Api["route"], limiters: Limiters): void {
  const mappingName = z.string().regex(/^[a-z0-9-]{1,60}$/, "small letters, digits and dashes");
  const mapping = z.object({
    ...{ name: z.string(), mapping: z.record(z.string(), z.unknown()), madeBy: uint32, madeAt: time },
  });
  route(
    {
      method: "get",
      path: "/v1/data-sets/{name}/mappings",
      tag: TAG,
      summary: "Saved ways to read CSV files",
      params,
      answers: { 200: { description: "By name.", schema: z.object({ items: z.array(mapping) }) } },
    },
    async ({ params: { name } }) => {
      const { rows } = await pool.query<{ name: string; mapping: object; made_by: number; made_at: Date }>(
        "SELECT name, mapping, made_by, made_at FROM payload.mappings WHERE dataset = $1 ORDER BY name",
        [name],
      );
      const items = rows.map(({ made_by: madeBy, made_at: madeAt, ...row }) => ({
        ...row,
        ...{ madeBy, madeAt: madeAt.toISOString() },
      }));
      return { body: { items } };
    },
  );
  route(
    {
      method: "post",
      path: "/v1/data-sets/{name}/mappings",
      tag: TAG,
      summary: "Save how columns of a CSV file become properties",
      rights: "participant",
      params,
      body: z.strictObject({
        name: mappingName,
        mapping: z.record(z.string(), z.unknown()).meta({ description: "See docs/operations/publish.md." }),
      }),
      answers: { 200: { description: "Saved; one of the same name is replaced." } },
      refusals: ["unauthenticated", "issuer-not-entitled", "dataset-unknown"],
    },
    async ({ params: { name }, body, caller }) => {
      const who = await caller();
      await publisherIn({ pool }, name, who);
      const mapping = mappingOf(body.mapping);
      await pool.query(
        `INSERT INTO payload.mappings (dataset, name, mapping, made_by) VALUES ($1, $2, $3, $4)
           ON CONFLICT (dataset, name) DO UPDATE SET mapping = excluded.mapping, made_by = excluded.made_by, made_at = now()`,
        [name, body.name, JSON.stringify(mapping), who.participant],
      );
      return { body: { name: body.name } };
    },
    limiters.writes,
  );
}

function agencyOf({ auditor, participant }: Caller): number {
  if (!auditor || participant === null)
    throw new ProblemError("forbidden", "Data sets are registered by agencies.");
  return participant;
}

async function show({ pool }: Pick<Gateway, "pool">, terms: DatasetTerms) {
  const { description, schema, ...rest } = terms;
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM payload.schemas WHERE schema_hash = $1", [
    Buffer.from((schema?.hash ?? "0x").slice(2), "hex"),
  ]);
  return {
    ...rest,
    schema: schema && { id: rows[0]?.id ?? null, ...schema },
    descriptionHash: description,
    description: description === null ? null : ((await readDescription(pool, description)) ?? null),
  };
}

async function showSchema({ pool }: Pick<Gateway, "pool">, { dataset, schema }: DatasetTerms) {
  if (schema === null) throw new ProblemError("dataset-not-open");
  const { rows } = await pool.query<{ id: string; document: string }>(
    "SELECT id, document FROM payload.schemas WHERE schema_hash = $1",
    [Buffer.from(schema.hash.slice(2), "hex")],
  );
  const [row] = rows;
  if (row === undefined) throw new ProblemError("dataset-document-missing");
  const { rows: versions } = await pool.query<{
    version: number;
    hash: string;
    compatibility: string;
    block: number;
  }>(
    `SELECT version, '0x' || encode(schema_hash, 'hex') AS hash, compatibility, block_number AS block FROM ledger.schemas
      WHERE dataset = $1 ORDER BY version`,
    [Buffer.from(dataset.slice(2), "hex")],
  );
  return {
    id: row.id,
    ...(JSON.parse(row.document) as SchemaDocument),
    versions: versions.map((each) => ({
      ...{ version: Number(each.version), hash: each.hash, block: Number(each.block) },
      compatibility: each.compatibility,
    })),
  };
}
