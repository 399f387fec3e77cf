// Zod schemas that more than one resource uses. Query and path values arrive as text; what they parse to is branded or plain.
import { z } from "zod";
import type { Bytes32, Slot } from "@alatau/sdk";
import type { Address } from "viem";

/** Evidence classes by their number on chain, weakest first. */
export const EVIDENCE = ["unsigned", "utility-attested", "edge-signed", "meter-signed"] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** A number of the registry's kind, as it stands in an address. */
export const numberParam = z
  .string()
  .regex(/^(0|[1-9]\d{0,9})$/, "a whole number")
  .transform(Number)
  .refine((value) => value <= 0xffff_ffff, "at most 4294967295");

/** A block's or an order's number. */
export const bigNumberParam = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, "a whole number")
  .transform(Number);

export const slotParam = numberParam.transform((value) => value as Slot);

export const hashParam = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "32 bytes as 0x and 64 hexadecimal digits")
  .transform((text) => text.toLowerCase() as Bytes32);

export const evidenceParam = z.enum(EVIDENCE).transform((name) => EVIDENCE.indexOf(name));

export const PAGE_LIMIT = 200;

/** `limit` and `after` of every list. */
export const pageParams = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "a whole number from 1 to 200")
    .transform(Number)
    .refine((value) => value <= PAGE_LIMIT, `at most ${PAGE_LIMIT}`)
    .optional()
    .meta({ description: `Rows of the page, at most ${PAGE_LIMIT}; 50 when absent.` }),
  after: z.string().max(400).optional().meta({ description: "`next` of the page before." }),
};

export const accountParam = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "an account: 0x and 40 hexadecimal digits")
  .transform((text) => text as Address);

/** An amount of up to 15 digits, kept as its text; a fraction of a tiyn is refused, not rounded. */
export const wholeTiyn = z.string().regex(/^(0|[1-9]\d{0,14})$/, "whole tiyn");

/** What is asked for: more than nothing. */
export const price = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "whole tiyn above 0, in decimal")
  .transform(BigInt);

/** `format=csv` asks for the whole list as CSV, as `Accept: text/csv` does. */
export const formatParam = { format: z.enum(["json", "csv"]).optional() };

// What answers look like. These document; nothing is parsed on its way out.
export const wh = z
  .string()
  .regex(/^-?\d+$/)
  .meta({ description: "Watt-hours, decimal.", example: "12500" });
export const tiyn = z
  .string()
  .regex(/^-?\d+$/)
  .meta({ description: "Tiyn (1/100 tenge), decimal.", example: "40675" });
export const tiynPerMWh = z
  .string()
  .regex(/^-?\d+$/)
  .meta({ description: "Tiyn per megawatt-hour, decimal.", example: "3254000" });
export const count = z.string().regex(/^\d+$/).meta({ description: "A number, decimal.", example: "42" });
export const time = z.iso.datetime().meta({ description: "RFC 3339, UTC.", example: "2026-01-31T18:15:00Z" });
export const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
export const account = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
export const hexBytes = z.string().regex(/^0x([0-9a-f]{2})*$/);
export const evidence = z
  .enum(EVIDENCE)
  .meta({ id: "Evidence", description: "How well a reading is vouched for." });
export const uint32 = z.int().min(0).max(0xffff_ffff);

/** A page of rows with the cursor of the next one. */
export const pageOf = (row: z.ZodType) =>
  z.object({ items: z.array(row), next: z.string().nullable().meta({ description: "Null at the end." }) });

const decimal = (bits: bigint) =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,77})$/, "a whole number in decimal")
    .refine((text) => /^\d{1,78}$/.test(text) && BigInt(text) < 1n << bits, `below 2^${bits}`);
export const uint64 = decimal(64n);
export const uint256 = decimal(256n);
