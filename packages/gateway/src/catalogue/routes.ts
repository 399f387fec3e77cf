// The catalogue for portals: DCAT-AP 3 as JSON-LD.
import { readFingerprint } from "../data-sets/fingerprint.ts";
import { readDescription } from "../data-sets/rules.ts";
import { readAllTerms, type DatasetTerms } from "../data-sets/terms.ts";
import type { Gateway } from "../gateway.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { catalogueOf, type CatalogueEntry } from "./dcat.ts";

/** Fingerprints are true for ever at their block, so one is shown for a while before a later one is made. */
const KEPT_MS = 60_000;
/** Records of a set beyond which the catalogue makes no fingerprint: its own address does. */
const MOST_RECORDS = 100_000;

/** Declares the route of the catalogue. */
export function catalogueRoutes({ route, gateway }: Api, { costly }: Limiters): void {
  const fingerprint = createFingerprints(gateway);
  route(
    {
      method: "get",
      path: "/v1/catalogue",
      tag: "Data sets",
      summary: "The catalogue as DCAT-AP 3 in JSON-LD",
      description:
        "Every data set that is open, with a distribution for each format of its download. The checksum is the fingerprint of its public records at the block that the downloadURL names.",
      answers: {
        200: { description: "The catalogue.", types: ["application/ld+json"] },
      },
      refusals: ["rate-limited"],
    },
    async ({ request }) => {
      const { network } = gateway;
      const url = `${request.protocol}://${request.get("host") ?? "localhost"}`;
      const entries = await readEntries(gateway, fingerprint);
      return {
        text: JSON.stringify(
          catalogueOf(entries, { url, network: network.name, operator: network.accounts.operator }),
        ),
        type: "application/ld+json; charset=utf-8",
        cache: "tagged",
      };
    },
    costly,
  );
}

async function readEntries(
  { pool }: Pick<Gateway, "pool">,
  fingerprint: (terms: DatasetTerms) => Promise<CatalogueEntry["fingerprint"]>,
): Promise<CatalogueEntry[]> {
  const entries: CatalogueEntry[] = [];
  for (const terms of await readAllTerms(pool)) {
    const description =
      terms.description === null ? undefined : await readDescription(pool, terms.description);
    if (description === undefined) continue; // not open, or its document is not here yet
    entries.push({ terms, description, fingerprint: await fingerprint(terms) });
  }
  return entries;
}

/** The fingerprint of a set's public records at its last batch, kept for a while. */
function createFingerprints({ pool }: Pick<Gateway, "pool">) {
  const kept = new Map<string, { value: CatalogueEntry["fingerprint"]; at: number }>();
  return async (terms: DatasetTerms): Promise<CatalogueEntry["fingerprint"]> => {
    const known = kept.get(terms.dataset);
    if (known !== undefined && performance.now() - known.at < KEPT_MS) return known.value;
    const value = await make(terms);
    kept.set(terms.dataset, { value, at: performance.now() });
    return value;
  };

  async function make(terms: DatasetTerms): Promise<CatalogueEntry["fingerprint"]> {
    const { rows } = await pool.query<{ block: number | null; records: number | null }>(
      "SELECT max(block_number)::int AS block, sum(count)::int AS records FROM ledger.batches WHERE dataset = $1",
      [Buffer.from(terms.dataset.slice(2), "hex")],
    );
    const { block, records } = rows[0]!;
    if (block === null || (records ?? 0) > MOST_RECORDS) return null;
    const found = await readFingerprint(pool, terms, { visibility: "public", block });
    return found.state === "complete" ? { root: found.root, block } : null;
  }
}
