// A day of a derived set from what stands in its inputs: the rows, the result, and the entity that states it.
import { isDecimal, RowsError, type Cell, type DerivedSet } from "@alatau/city";
import type { NgsiLdEntity } from "@alatau/formats";
import { toRfc3339, type Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { evidenceOf, rootOf } from "../data-sets/publish.ts";
import type { DatasetRules } from "../data-sets/rules.ts";
import { VISIBILITY_NAMES, type Visibility } from "../data-sets/visibility.ts";
import { derivationOf, rowOf, type Day, type Derivation, type InputRecord } from "./derivation.ts";

type Queryable = pg.Pool | pg.PoolClient;

export interface ComputedDay {
  readonly derivation: Derivation;
  readonly day: Day;
  readonly inputs: readonly InputRecord[];
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly set: DerivedSet;
  readonly entity: Readonly<Record<string, unknown>>;
  /** The program's hash, then the inputs' hashes or their root. */
  readonly evidence: readonly Bytes32[];
}

/** Nothing to derive, or rows that the program refuses, with why. */
export interface NoDay {
  readonly reason: "inputs-missing" | "rows-invalid";
  readonly detail: string;
  readonly inputs: readonly InputRecord[];
}

export const derivedUrn = (dataset: string): string => `urn:ngsi-ld:DerivedSet:${dataset}`;

/** @throws {ProblemError} `derived-not`, `program-unknown` */
export async function computeDay(
  db: Queryable,
  { terms, description }: Pick<DatasetRules, "terms" | "description">,
  day: Day,
): Promise<ComputedDay | NoDay> {
  const derivation = derivationOf(description);
  const found = await inputsOf(db, derivation, { day, visibility: terms.visibility });
  const stated = found.flatMap((input) => {
    const row = rowOf(input, derivation);
    return row === null ? [] : [{ input, row }];
  });
  const inputs = stated.map(({ input }) => input);
  const rows = stated.map(({ row }) => row);
  if (rows.length === 0) return { reason: "inputs-missing", detail: "Nothing stands.", inputs };
  const hashes = inputs.map(({ record }) => record);
  try {
    const set = derivation.program.derive(rows, { inputs: hashes, parameters: derivation.parameters });
    const entity = entityOf(terms.name, day, set);
    return { derivation, day, inputs, rows, set, entity, evidence: evidenceOf([derivation.hash], hashes) };
  } catch (failure) {
    if (failure instanceof RowsError) return { reason: "rows-invalid", detail: failure.message, inputs };
    throw failure;
  }
}

/** What stands in the inputs on a day, of those records that everybody sees who sees the result; by data set, subject and moment. */
async function inputsOf(
  db: Queryable,
  { inputs }: Derivation,
  { day, visibility }: { day: Day; visibility: Visibility },
): Promise<InputRecord[]> {
  const seen = VISIBILITY_NAMES.slice(0, VISIBILITY_NAMES.indexOf(visibility) + 1);
  const { rows } = await db.query<{
    record_hash: Buffer;
    dataset: string;
    subject: string;
    observed_from: number;
    flags: string[];
    payload: string;
    anchored: boolean;
  }>(
    `SELECT o.record_hash, o.dataset, o.subject, r.observed_from, o.flags, convert_from(r.payload, 'UTF8') AS payload,
            b.sequence IS NOT NULL AS anchored
       FROM payload.observations o JOIN payload.records r USING (record_hash)
       LEFT JOIN work.batch_records w USING (record_hash)
       LEFT JOIN ledger.datasets d ON d.name = o.dataset
       LEFT JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
      WHERE o.dataset = ANY($1::text[]) AND o.replaced_by IS NULL AND r.payload IS NOT NULL
        AND o.observed_at >= $2 AND o.observed_at <= $3 + 86400 AND r.observed_from >= $2 AND r.observed_from < $3
        AND r.envelope::jsonb->>'visibility' = ANY($4::text[])
      ORDER BY o.dataset, o.subject, r.observed_from, o.record_hash`,
    [inputs, day.from, day.to, seen],
  );
  return rows.map((row) => ({
    ...{
      dataset: row.dataset,
      subject: row.subject,
      observedAt: Number(row.observed_from),
      flags: row.flags,
    },
    record: `0x${row.record_hash.toString("hex")}` as Bytes32,
    entity: JSON.parse(row.payload) as NgsiLdEntity,
    isAnchored: row.anchored,
  }));
}

/** Half a byte a letter, from a to p: hexadecimal digits read by chance like a card's number, which no public set may state. */
const letters = (hash: Bytes32): string =>
  Array.from(hash.slice(2), (digit) => String.fromCharCode(97 + parseInt(digit, 16))).join("");

function entityOf(dataset: string, day: Day, set: DerivedSet): Readonly<Record<string, unknown>> {
  const property = (value: unknown) => ({ type: "Property", value });
  const [row] = set.rows;
  const numbers = set.rows.length === 1 ? Object.entries(row!).filter(([, cell]) => isNumber(cell)) : [];
  return {
    ...{ id: derivedUrn(dataset), type: "DerivedSet" },
    dateObservedFrom: property(toRfc3339(day.from)),
    dateObservedTo: property(toRfc3339(day.to)),
    day: property(day.name),
    program: property(`${set.program.id}/${set.program.version}`),
    rows: property(set.rows.map(withoutNulls)),
    totals: property(withoutNulls(set.totals)),
    inputs: property(set.inputs.length),
    inputsRoot: property(letters(rootOf(set.inputs))),
    ...Object.fromEntries(numbers.map(([name, cell]) => [name, property(Number(cell))])),
  };
}

const isNumber = (cell: Cell): boolean =>
  (typeof cell === "number" || (typeof cell === "string" && isDecimal(cell))) &&
  Number.isFinite(Number(cell));

const withoutNulls = (row: Readonly<Record<string, Cell>>): Record<string, Cell> =>
  Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));
