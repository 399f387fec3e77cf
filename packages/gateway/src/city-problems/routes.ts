// The problem board: agencies post problems, participants submit, and anybody computes the scores again.
import { metricHash, METRICS, metricOf, submissionFaults, type ProblemRow } from "@alatau/city";
import type { Hex } from "@alatau/sdk";
import { z } from "zod";
import { datasetName } from "../data-sets/description.ts";
import { known } from "../data-sets/find.ts";
import type { Gateway } from "../gateway.ts";
import { hash, hashParam, hexBytes, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { publish } from "../observations/routes.ts";
import { ProblemError } from "../problems.ts";
import { chainTip } from "../workers/ledger.ts";
import { readProblems, readSubmissions, type Problem, type RecordOf, type Scored } from "./board.ts";
import {
  commitmentOf,
  faultsOf,
  problemEntity,
  PROBLEMS,
  rowsCsv,
  submissionEntity,
  SUBMISSIONS,
  truthEntity,
} from "./entities.ts";
import { openFor } from "./open-sets.ts";

const TAG = "Problem board";
const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "small letters, digits and dashes")
  .max(60);
const line = z.string().trim().min(1).max(2000);
const decimal = z.string().regex(/^-?\d{1,20}(\.\d{1,20})?$/, "a decimal number like 12.5");
const row = z.strictObject({
  key: z.string().regex(/^[^,"\r\n]{1,100}$/, "a key without commas and quotes"),
  value: z.string().max(80),
});
const rows = z.array(row).min(1).max(1000);

const place = { record: hash, issuer: uint32, state: z.enum(["received", "batched", "anchored"]), at: time };
const problem = z
  .object({
    ...{ problem: z.string(), title: z.string(), text: z.string(), dataSet: z.string(), ...place },
    ...{ metric: z.string(), metricHash: hash, formula: z.string(), better: z.enum(["less", "more"]) },
    ...{ baseline: decimal, deadline: time },
    commitment: hash.nullable().meta({ description: "sha256(salt, truth.csv) of a hidden truth." }),
    truthRecord: hash.nullable().meta({ description: "Null while the truth is hidden." }),
    truthState: z.enum(["public", "hidden", "revealed"]),
  })
  .meta({ id: "CityProblem" });
const submission = z
  .object({
    ...place,
    score: decimal.nullable().meta({ description: "Null while the truth is hidden, or where keys differ." }),
    beatsBaseline: z.boolean().nullable(),
  })
  .meta({ id: "CityProblemSubmission" });
const made = z.object({ problem: z.string(), record: hash });
const params = z.object({ problem: slug });

/** Declares the routes of the problem board. */
export function cityProblemRoutes({ route, gateway }: Api, limiters: Limiters): void {
  const { pool, reads } = gateway;
  route(
    {
      method: "get",
      path: "/v1/problems",
      tag: TAG,
      summary: "The problems on the board, and the metrics there are",
      answers: {
        200: {
          description: "In the order in which they were posted.",
          schema: z.object({
            items: z.array(problem),
            metrics: z.array(z.object({ id: z.string(), title: z.string(), formula: z.string(), hash })),
          }),
        },
      },
    },
    async () => ({
      body: {
        items: (await readProblems(reads)).map(showProblem),
        metrics: METRICS.map((metric) => ({
          ...{ id: metric.id, title: metric.title, formula: metric.formula, hash: metricHash(metric) },
        })),
      },
    }),
  );
  route(
    {
      method: "post",
      path: "/v1/problems",
      tag: TAG,
      summary: "Post a problem, as an agency",
      description:
        "With its truth as rows, or with the hash that a hidden truth is committed to: sha256 over 32 bytes of salt and the " +
        "truth as CSV (`key,value`, lines ended by one line feed). It is a record of `city.problems`.",
      rights: "participant",
      body: z.strictObject({
        ...{ problem: slug, title: line.max(200), text: line, dataSet: datasetName },
        ...{ metric: z.enum(METRICS.map(({ id }) => id)), baseline: decimal },
        deadline: z.iso.datetime({ offset: true }),
        truth: z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("rows"), rows }),
          z.strictObject({ kind: z.literal("hidden"), commitment: hash }),
        ]),
      }),
      answers: { 201: { description: "On the board.", schema: made } },
      refusals: [
        ...["unauthenticated", "forbidden", "dataset-unknown", "city-problem-taken", "rows-invalid"],
        ...["signer-missing", "not-indexed-yet", "personal-data"],
      ],
    },
    async ({ body: { truth, ...asked }, caller }) => {
      const { auditor, participant } = await caller();
      if (!auditor) throw new ProblemError("forbidden", "Problems are posted by agencies.");
      await known(gateway, asked.dataSet);
      if ((await readProblems(pool)).some(({ value }) => value.problem === asked.problem))
        throw new ProblemError("city-problem-taken");
      const metric = metricOf(asked.metric)!;
      if (truth.kind === "rows") refuseFaults(faultsOf(metric, truth.rows));
      await openFor(pool, gateway.network, PROBLEMS, participant!);
      await openFor(pool, gateway.network, SUBMISSIONS, participant!);
      const now = await ledgerTime(gateway);
      const commitment = truth.kind === "hidden" ? (truth.commitment as `0x${string}`) : null;
      const deadline = timeOf(Math.floor(Date.parse(asked.deadline) / 1000));
      const terms = { ...asked, deadline, metricHash: metricHash(metric), commitment } as Problem["value"];
      const entities = [
        problemEntity(terms, now),
        ...(truth.kind === "rows"
          ? [truthEntity({ problem: asked.problem, rows: truth.rows, salt: null }, now)]
          : []),
      ];
      const [record] = await put(gateway, PROBLEMS, participant!, entities);
      return { status: 201, body: { problem: asked.problem, record: record! } };
    },
    limiters.writes,
  );
  route(
    {
      method: "post",
      path: "/v1/problems/{problem}/truth",
      tag: TAG,
      summary: "Reveal a hidden truth after the deadline, as who posted the problem",
      rights: "participant",
      params,
      body: z.strictObject({ salt: hexBytes.length(66), rows }),
      answers: { 201: { description: "On the board; scores count from now on.", schema: made } },
      refusals: [
        ...["unauthenticated", "forbidden", "city-problem-unknown", "truth-too-early", "truth-not-committed"],
        ...["truth-out-already", "rows-invalid"],
      ],
    },
    async ({ params: { problem: name }, body, caller }) => {
      const { participant } = await caller();
      const found = await theProblem(gateway, name);
      if (found.issuer !== participant) throw new ProblemError("forbidden");
      if (found.truth !== null) throw new ProblemError("truth-out-already");
      const now = await ledgerTime(gateway);
      if (now <= Date.parse(found.value.deadline) / 1000) throw new ProblemError("truth-too-early");
      const salt = body.salt as Hex;
      if (commitmentOf(salt, body.rows) !== found.value.commitment)
        throw new ProblemError("truth-not-committed");
      refuseFaults(faultsOf(metricOf(found.value.metric)!, body.rows));
      const entity = truthEntity({ problem: name, rows: body.rows, salt }, now);
      const [record] = await put(gateway, PROBLEMS, participant, [entity]);
      return { status: 201, body: { problem: name, record: record! } };
    },
    limiters.writes,
  );
  submissionRoutes(gateway, route, limiters);
}

function submissionRoutes(gateway: Gateway, route: Api["route"], limiters: Limiters): void {
  const { pool, reads } = gateway;
  route(
    {
      method: "get",
      path: "/v1/problems/{problem}/submissions",
      tag: TAG,
      summary: "Who is best: submissions with their scores",
      params,
      answers: {
        200: {
          description: "The best first.",
          schema: z.object({ problem, items: z.array(submission) }),
        },
      },
      refusals: ["city-problem-unknown"],
    },
    async ({ params: { problem: name } }) => {
      const found = await theProblem(gateway, name);
      const scored = await readSubmissions(reads, found);
      return {
        body: { problem: showProblem(found), items: scored.map((each) => showSubmission(each, found)) },
      };
    },
  );
  route(
    {
      method: "post",
      path: "/v1/problems/{problem}/submissions",
      tag: TAG,
      summary: "Submit a result, as a participant",
      description:
        "A record of `city.problem-submissions`. Every submission before the deadline stays on the board.",
      rights: "participant",
      params,
      body: z.strictObject({ rows }),
      answers: { 201: { description: "On the board.", schema: made } },
      refusals: [
        ...["unauthenticated", "city-problem-unknown", "submissions-closed", "rows-invalid"],
        ...["signer-missing", "not-indexed-yet", "personal-data", "observation-contradicts"],
      ],
    },
    async ({ params: { problem: name }, body, caller }) => {
      const participant = (await caller()).participant!;
      const found = await theProblem(gateway, name);
      const now = await ledgerTime(gateway);
      if (now > Date.parse(found.value.deadline) / 1000) throw new ProblemError("submissions-closed");
      const metric = metricOf(found.value.metric)!;
      refuseFaults(faultsOf(metric, body.rows));
      if (found.truth !== null)
        refuseFaults(
          submissionFaults(metric, found.truth.value.rows, body.rows).map(({ row: at, detail }) => ({
            ...{ at: `body.rows.${at}`, message: detail },
          })),
        );
      await openFor(pool, gateway.network, SUBMISSIONS, participant);
      const entity = submissionEntity({ problem: name, participant, rows: body.rows }, now);
      const [record] = await put(gateway, SUBMISSIONS, participant, [entity]);
      return { status: 201, body: { problem: name, record: record! } };
    },
    limiters.writes,
  );
  route(
    {
      method: "get",
      path: "/v1/problems/{problem}/rows/{hash}",
      tag: TAG,
      summary: "The rows of a submission or of the truth, as CSV: what `alatau derive problem-score` takes",
      params: params.extend({ hash: hashParam }),
      answers: { 200: { description: "key,value", types: ["text/csv"] } },
      refusals: ["city-problem-unknown", "record-unknown"],
    },
    async ({ params: { problem: name, hash: asked }, response }) => {
      const found = await theProblem(gateway, name);
      const all: readonly RecordOf<{ readonly rows: readonly ProblemRow[] }>[] = [
        ...(found.truth === null ? [] : [found.truth]),
        ...(await readSubmissions(reads, found)),
      ];
      const record = all.find((each) => each.record === asked);
      if (record === undefined) throw new ProblemError("record-unknown");
      response.type("text/csv").send(rowsCsv(record.value.rows));
      return null;
    },
  );
}

async function theProblem({ reads }: Pick<Gateway, "reads">, name: string): Promise<Problem> {
  const found = (await readProblems(reads)).find(({ value }) => value.problem === name);
  if (found === undefined) throw new ProblemError("city-problem-unknown");
  return found;
}

const ledgerTime = async ({ pool }: Pick<Gateway, "pool">): Promise<number> =>
  (await chainTip(pool))?.timestamp ?? Math.floor(Date.now() / 1000);

function refuseFaults(faults: readonly { readonly at: string; readonly message: string }[]): void {
  if (faults.length > 0) throw new ProblemError("rows-invalid", faults[0]!.message, { errors: faults });
}

/** Publishes entities whole. @throws {ProblemError} what the first refused one is refused for */
async function put(
  gateway: Gateway,
  dataset: string,
  participant: number,
  entities: readonly object[],
): Promise<string[]> {
  const bytes = new TextEncoder().encode(JSON.stringify(entities));
  const { body } = await publish(
    gateway,
    dataset,
    { participant },
    { bytes, format: "ngsi-ld", whole: true },
  );
  const refused = body.results.find(
    ({ status, code }) => status === "refused" && code !== "upload-not-whole",
  );
  if (refused !== undefined) throw new ProblemError(refused.code as never, refused.detail ?? undefined);
  return body.results.flatMap(({ records }) => records);
}

function showProblem({ value, truth, record, issuer, at, state }: Problem) {
  const metric = metricOf(value.metric)!;
  return {
    ...{ problem: value.problem, title: value.title, text: value.text, dataSet: value.dataSet },
    ...{ record, issuer, at: timeOf(at), state },
    ...{ metric: value.metric, metricHash: value.metricHash, formula: metric.formula, better: metric.better },
    ...{ baseline: value.baseline, deadline: value.deadline, commitment: value.commitment },
    truthRecord: truth?.record ?? null,
    truthState: truth === null ? "hidden" : value.commitment === null ? "public" : "revealed",
  };
}

function showSubmission({ record, issuer, at, state, score }: Scored, { value }: Problem) {
  const less = metricOf(value.metric)?.better === "less";
  const [own, baseline] = [Number(score), Number(value.baseline)];
  const beatsBaseline = score === null ? null : less ? own < baseline : own > baseline;
  return { record, issuer, at: timeOf(at), state, score, beatsBaseline };
}
