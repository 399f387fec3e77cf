// Tokens in which payments may be made: their limits as the token office listed them, their names as they call themselves.
import { getAddress, type Address } from "viem";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { account } from "../http/fields.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";

const units = z.string().regex(/^\d+$/).meta({ description: "In the token's smallest unit." });
const paymentToken = z
  .object({
    token: account,
    name: z.string().nullable().meta({ description: "What the token says of itself: two may say the same." }),
    symbol: z.string().nullable(),
    decimals: z.int(),
    issuer: account,
    maxPerPayment: units,
    attestAbove: units.meta({ description: "Above it the payer must be attested." }),
    minLevel: z.int().meta({ description: "Of the attestation." }),
  })
  .meta({ id: "PaymentToken" });

interface Row {
  token: string;
  decimals: number;
  issuer: string;
  max_per_payment: string;
  attest_above: string;
  min_level: number;
}

const LISTED = `SELECT * FROM (
  SELECT DISTINCT ON (token) token, listed, decimals, issuer, max_per_payment, attest_above, min_level, block_number, log_index
    FROM ledger.payment_tokens ORDER BY token, block_number DESC, log_index DESC) t
WHERE listed ORDER BY block_number, log_index LIMIT 200`;

/** Strings that every ERC-20 should have. */
const NAMED = (["name", "symbol"] as const).map(
  (name) =>
    ({
      ...{ type: "function", name, stateMutability: "view", inputs: [] },
      outputs: [{ type: "string", name: "" }],
    }) as const,
);
const MOST_LETTERS = 40;

type Names = Readonly<Record<"name" | "symbol", string | null>>;

/** Declares the list of tokens. */
export function paymentTokenRoutes({ gateway, route }: Api): void {
  const kept = new Map<string, Names>();
  /** Asks a token once; one that does not answer is asked again the next time. */
  const namesOf = async (token: Address): Promise<Names> => {
    const known = kept.get(token);
    if (known !== undefined) return known;
    const [name, symbol] = await Promise.all([
      textOf(gateway, token, "name"),
      textOf(gateway, token, "symbol"),
    ]);
    const names = { name: name ?? null, symbol: symbol ?? null };
    if (name !== undefined && symbol !== undefined) kept.set(token, names);
    return names;
  };
  route(
    {
      method: "get",
      path: "/v1/payment-tokens",
      tag: "Payments",
      summary: "Tokens in which payments may be made, in the order in which they were listed",
      answers: { 200: { description: "All of them.", schema: z.object({ items: z.array(paymentToken) }) } },
    },
    async () => {
      const { rows } = await gateway.reads.query<Row>(named(LISTED, []));
      const items = await Promise.all(
        rows.map(async (row) => ({
          token: getAddress(row.token),
          ...(await namesOf(getAddress(row.token))),
          ...{ decimals: row.decimals, issuer: getAddress(row.issuer) },
          ...{ maxPerPayment: row.max_per_payment, attestAbove: row.attest_above, minLevel: row.min_level },
        })),
      );
      return { body: { items } };
    },
  );
}

/** What a token says of itself, without what one cannot see; undefined where it does not say. */
async function textOf(
  { chain }: Gateway,
  token: Address,
  functionName: "name" | "symbol",
): Promise<string | undefined> {
  const read = { address: token, abi: NAMED, functionName } as const;
  const text = await chain.readContract(read).catch(() => undefined);
  return (text as string | undefined)?.replaceAll(/\p{C}/gu, "").slice(0, MOST_LETTERS);
}
