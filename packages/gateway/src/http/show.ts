// How values are shown that every resource has.
import { SLOT_SECONDS } from "@alatau/sdk";
import { EVIDENCE, type Evidence } from "./fields.ts";

/** RFC 3339 UTC of Unix seconds. */
export const timeOf = (seconds: number): string => {
  const text = new Date(seconds * 1000).toISOString();
  return `${text.slice(0, 19)}Z`;
};

/** RFC 3339 UTC of what ends at 0 when it is open. */
export const openTime = (seconds: number): string | null => (seconds === 0 ? null : timeOf(seconds));

const starts = new Map<number, string>();

/** When a slot begins; pages name the same few slots again and again. */
export function slotTime(slot: number): string {
  let text = starts.get(slot);
  if (text === undefined) {
    if (starts.size > 10_000) starts.clear();
    starts.set(slot, (text = timeOf(slot * SLOT_SECONDS)));
  }
  return text;
}

export const evidenceName = (evidence: number): Evidence => EVIDENCE[evidence] ?? "unsigned";

/** A number, or null where 0 stands for none. */
export const orNone = (value: number): number | null => (value === 0 ? null : value);

/** `0x…` as bytes for a query. */
export const bytesOf = (hex: string): Buffer => Buffer.from(hex.slice(2), "hex");
