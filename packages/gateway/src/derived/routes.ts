// What a day of a derived set is made of, so that anybody makes it again without a server.
import { jcs, sha256, toBytes32, utf8 } from "@alatau/sdk";
import { z } from "zod";
import { readRules } from "../data-sets/rules.ts";
import { rootOf } from "../data-sets/publish.ts";
import type { Gateway } from "../gateway.ts";
import { hash, time } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { readableGroups } from "../observations/queries.ts";
import { datasetName } from "../data-sets/description.ts";
import { ProblemError } from "../problems.ts";
import { computeDay, derivedUrn, type ComputedDay } from "./compute.ts";
import { dayNamed, dayOffset, derivationOf } from "./derivation.ts";

const cells = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const recomputed = z
  .object({
    dataSet: z.string(),
    subject: z.string(),
    period: z.object({ day: z.string(), from: time, to: time }),
    program: z.object({ id: z.string(), version: z.int(), hash }),
    parameters: z.unknown(),
    formula: z.array(z.string()),
    inputs: z.array(
      z.object({
        record: hash,
        dataSet: z.string(),
        subject: z.string(),
        observedAt: time,
        row: z.record(z.string(), z.string()),
      }),
    ),
    inputsRoot: hash.meta({
      description: "RFC 9162 root (keccak256) over the inputs' record hashes in ascending order.",
    }),
    result: z.object({
      rows: z.array(cells),
      totals: cells,
      explanation: z.array(z.string()),
      outputHash: hash,
    }),
    record: hash.nullable().meta({ description: "The record that stands for the period; null for none." }),
    isSame: z.boolean().nullable().meta({ description: "Whether that record says the same." }),
  })
  .meta({ id: "Recomputation" });

/** Declares the route of recomputation. */
export function derivedRoutes({ route, gateway }: Api, { costly }: Limiters): void {
  route(
    {
      ...{ method: "get", path: "/v1/data-sets/{name}/recompute", tag: "Data sets" },
      summary: "What a day of a derived set is made of, and made again now",
      description:
        "The inputs as they stand, with record hashes and rows, and the result. `format=csv` answers the rows as `alatau derive` reads " +
        "them; `format=parameters` the file for its `--parameters`.",
      params: z.object({ name: datasetName }),
      query: z.strictObject({
        period: z.iso.date().meta({ description: "A day of the derivation, such as 2025-01-31." }),
        subject: z.string().max(256).optional().meta({ description: "Of the derived record; there is one." }),
        format: z.enum(["json", "csv", "parameters"]).default("json"),
      }),
      answers: { 200: { description: "The day.", schema: recomputed, types: ["text/csv"] } },
      refusals: [
        ...["dataset-unknown", "dataset-not-open", "dataset-document-missing", "forbidden", "derived-not"],
        ...["program-unknown", "inputs-missing", "rows-invalid"],
      ],
    },
    async ({ params: { name }, query: { period, subject, format }, caller }) => {
      const rules = await readRules(gateway.pool, name);
      const { all, participant } = await readableGroups(gateway, name, await caller());
      const { visibility } = rules.terms;
      if (!all && visibility !== "public" && (visibility === "owner" || participant === null))
        throw new ProblemError("forbidden");
      if (subject !== undefined && subject !== derivedUrn(name)) throw new ProblemError("inputs-missing");
      const derivation = derivationOf(rules.description);
      const computed = await computeDay(gateway.pool, rules, dayNamed(period, dayOffset(derivation)));
      if ("reason" in computed) throw new ProblemError(computed.reason, computed.detail);
      if (format === "parameters") return { body: derivation.parameters };
      if (format === "csv") return { text: csvOf(computed), type: "text/csv; charset=utf-8" };
      return { body: await show(gateway, name, computed) };
    },
    costly,
  );
}

const csvCell = (text: string): string =>
  /[",\r\n;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** The rows with the program's field names as header. */
function csvOf({ derivation, rows }: ComputedDay): string {
  const names = derivation.program.fields
    .map(({ name }) => name)
    .filter((name) => rows.some((row) => name in row));
  const lines = rows.map((row) => names.map((name) => csvCell(row[name] ?? "")).join(","));
  return [names.join(","), ...lines, ""].join("\n");
}

async function show({ pool }: Pick<Gateway, "pool">, name: string, computed: ComputedDay) {
  const { derivation, day, inputs, rows, set, entity } = computed;
  const { rows: standing } = await pool.query<{ record_hash: Buffer; same: string }>(
    `SELECT o.record_hash, convert_from(r.payload, 'UTF8')::jsonb->'inputsRoot'->>'value' || (convert_from(r.payload, 'UTF8')::jsonb->'rows'->'value')::text AS same
       FROM payload.observations o JOIN payload.records r USING (record_hash)
      WHERE o.dataset = $1 AND o.subject = $2 AND o.observed_at = $3 AND o.replaced_by IS NULL`,
    [name, derivedUrn(name), day.to],
  );
  const [found] = standing;
  const hashes = inputs.map(({ record }) => record);
  const stated = entity as { inputsRoot: { value: string }; rows: { value: unknown } };
  return {
    ...{ dataSet: name, subject: derivedUrn(name) },
    period: { day: day.name, from: timeOf(day.from), to: timeOf(day.to) },
    ...{ program: set.program, parameters: set.parameters, formula: derivation.program.formula },
    inputs: inputs.map(({ record, dataset, subject, observedAt }, index) => ({
      ...{ record, dataSet: dataset, subject, observedAt: timeOf(observedAt), row: rows[index]! },
    })),
    inputsRoot: rootOf(hashes),
    result: { rows: set.rows, totals: set.totals, explanation: set.explanation, outputHash: set.outputHash },
    record: found === undefined ? null : `0x${found.record_hash.toString("hex")}`,
    isSame: found === undefined ? null : sameText(found.same, stated),
  };
}

const sameText = (
  found: string,
  { inputsRoot, rows }: { inputsRoot: { value: string }; rows: { value: unknown } },
) => {
  const digest = (root: string, all: unknown): string => toBytes32(sha256(utf8(root + jcs(all))));
  return digest(found.slice(0, 64), JSON.parse(found.slice(64))) === digest(inputsRoot.value, rows.value);
};
