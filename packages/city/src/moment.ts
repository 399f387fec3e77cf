// A moment as an agency writes it, with its offset; without one it means nothing. Pure.
import { z } from "zod";

const HOUR = 3600;

/** UTC seconds, and the date as it stands in the text. */
export interface Moment {
  readonly at: number;
  readonly written: string;
}

const FIRST = Date.UTC(1970, 0, 1);
const iso = z.iso.datetime({ offset: true });

/** `2025-01-01 00:00:00-08:00` or RFC 3339; a text without offset, a day that does not exist and a year before 1970 are refused. */
export const momentSchema = z.string().transform((text, context): Moment => {
  const normal = text.trim().replace(/^(\d{4}-\d\d-\d\d) /, "$1T");
  const fault = (message: string): typeof z.NEVER => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (/T\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(normal))
    return fault(`«${text}» has no offset from UTC; write +05:00 or Z behind it`);
  const milliseconds = iso.safeParse(normal).success ? Date.parse(normal) : NaN;
  if (Number.isNaN(milliseconds))
    return fault(`«${text.slice(0, 40)}» is no moment like 2025-01-01T00:00:00+05:00`);
  if (milliseconds < FIRST) return fault(`«${text}» lies before 1970`);
  return { at: Math.floor(milliseconds / 1000), written: normal.slice(0, 10) };
});

/** `2025-01-31` or `20250131`, answered with hyphens. */
export const daySchema = z.string().transform((text, context): string => {
  const day = text.trim().replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
  if (z.iso.date().safeParse(day).success && day >= "1970") return day;
  context.addIssue({
    code: "custom",
    message: `«${text.slice(0, 40)}» is no day like 2025-01-31 from 1970 on`,
  });
  return z.NEVER;
});

/** `+05:00`, or `as-written`: the date that stands in the text, whatever its offset. */
export const dayBoundarySchema = z.union([
  z.literal("as-written"),
  z.string().regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, "an offset like +05:00, or as-written"),
]);

/** The day that a moment belongs to. */
export function dayOf({ at, written }: Moment, boundary: z.infer<typeof dayBoundarySchema>): string {
  if (boundary === "as-written") return written;
  const [hours, minutes] = boundary.slice(1).split(":").map(Number) as [number, number];
  const offset = (boundary.startsWith("-") ? -1 : 1) * (hours * HOUR + minutes * 60);
  return new Date((at + offset) * 1000).toISOString().slice(0, 10);
}
