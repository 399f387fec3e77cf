// The latest corrections of public data sets, as the chain accepted them: which record replaces an observation, and why.
import { z } from "zod";
import { hash, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";

interface CorrectionRow {
  dataset: string;
  publisher: number;
  subject: string;
  observed_at: number;
  reason: string | null;
  record: string;
  replaces: string | null;
  block: number;
}

const correction = z
  .object({
    ...{ dataSet: z.string(), publisher: uint32, subject: z.string(), observedAt: time },
    reason: z.string().nullable().meta({ description: "In kebab-case." }),
    record: hash.meta({ description: "The record that stands now." }),
    replaces: hash.nullable(),
    block: z.int(),
  })
  .meta({ id: "Correction" });

const LATEST = `SELECT o.dataset, s.publisher::int AS publisher, o.subject, o.observed_at, s.block_number AS block,
    r.envelope::jsonb->'corrects'->0->>'reason' AS reason, '0x' || encode(r.record_hash, 'hex') AS record,
    '0x' || encode(r.corrects, 'hex') AS replaces
  FROM ledger.superseded_records s JOIN ledger.datasets d ON d.dataset = s.dataset AND d.visibility = 0
  JOIN work.batch_records w ON w.dataset = d.name AND w.publisher = s.publisher AND w.sequence = s.by_sequence AND w.position = s.by_index
  JOIN payload.observations o ON o.record_hash = w.record_hash JOIN payload.records r ON r.record_hash = w.record_hash
 WHERE r.envelope::jsonb->>'visibility' = 'public'
 ORDER BY s.block_number DESC, s.log_index DESC, s.by_index DESC LIMIT $1`;

/** Declares `/v1/corrections`. */
export function correctionRoutes({ route, gateway }: Api, limiters: Limiters): void {
  route(
    {
      method: "get",
      path: "/v1/corrections",
      tag: "Data sets",
      summary: "The latest corrections of public data sets, the newest first",
      query: z.strictObject({
        limit: z
          .string()
          .regex(/^([1-9]|[1-4]\d|50)$/, "1 to 50")
          .default("20"),
      }),
      answers: { 200: { description: "At most `limit`.", schema: z.object({ items: z.array(correction) }) } },
    },
    async ({ query: { limit } }) => {
      const { rows } = await gateway.reads.query<CorrectionRow>(named(LATEST, [Number(limit)]));
      const items = rows.map(({ dataset: dataSet, observed_at: at, block, ...row }) => ({
        ...{ dataSet, ...row, observedAt: timeOf(Number(at)), block: Number(block) },
      }));
      return { body: { items } };
    },
    limiters.costly,
  );
}
