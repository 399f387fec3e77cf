// The two data sets of the board: registered by the operator when they are first needed; who posts or submits is granted that.
import type { Network } from "@alatau/sdk";
import type pg from "pg";
import { changeAccess, registerDataset } from "../data-sets/register.ts";
import type { SchemaDocument } from "../data-sets/rules.ts";
import { mayPublish, PUBLISH_GROUP, readTerms } from "../data-sets/terms.ts";
import { PROBLEM_SCHEMA, PROBLEMS, SUBMISSION_SCHEMA, SUBMISSIONS } from "./entities.ts";

const SETS: Readonly<
  Record<string, { schema: SchemaDocument; title: { en: string; ru: string; kk: string } }>
> = {
  [PROBLEMS]: {
    schema: PROBLEM_SCHEMA,
    title: { en: "Problems of the city", ru: "Задачи города", kk: "Қала есептері" },
  },
  [SUBMISSIONS]: {
    schema: SUBMISSION_SCHEMA,
    title: { en: "Submissions to problems", ru: "Решения задач", kk: "Есеп шешімдері" },
  },
};
const FOR_EVER = 253_402_300_799;

/** Opens a set of the board where it is not yet, and lets a participant publish in it. */
export async function openFor(
  pool: pg.Pool,
  network: Network,
  name: string,
  participant: number,
): Promise<void> {
  let terms = await readTerms(pool, name);
  if (terms?.description == null) {
    const { checkers, quorum } = network.datasets["energy.readings"]!;
    const { schema, title } = SETS[name]!;
    terms = await registerDataset(pool, {
      ...{
        name,
        owner: network.accounts.operator,
        visibility: "public",
        retentionDays: 3650,
        cadenceSeconds: 0,
      },
      ...{ checkers: checkers.map((each) => each.participant), quorum, schemaId: name, schema },
      description: { title, licence: "CC-BY-4.0" },
    });
  }
  if (!(await mayPublish(pool, terms, participant)))
    await changeAccess(pool, terms, { group: PUBLISH_GROUP, participant, validTo: FOR_EVER });
}
