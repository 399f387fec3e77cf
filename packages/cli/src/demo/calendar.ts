// When tariffs change and how fast the demo's clock may go. Pure.
import { SLOT_SECONDS, slotStart, type Slot } from "@alatau/sdk";
import { LOCAL_OFFSET_SECONDS, TARIFFS } from "./neighbourhood.ts";

/** Tariffs.NOTICE_SLOTS, and some slots more: the clock goes on while the transaction waits. */
const NOTICE_SLOTS = 96 + 4;
/** How far ahead tariffs are kept published. */
const AHEAD_SLOTS = NOTICE_SLOTS + 96;
const DAY_SECONDS = 86_400;

export interface TariffChange {
  readonly fromSlot: number;
  readonly name: keyof typeof TARIFFS;
}

/** The tariff changes to publish now: after the last one published, with enough notice, at most two days ahead. Ascending. */
export function dueTariffs(now: Slot, lastFromSlot: number): TariffChange[] {
  const [least, most] = [Math.max(now + NOTICE_SLOTS, lastFromSlot + 1), now + AHEAD_SLOTS];
  const firstDay = Math.floor((slotStart(now) + LOCAL_OFFSET_SECONDS) / DAY_SECONDS);
  return Array.from({ length: 4 }, (_, index) => firstDay + index)
    .flatMap((day) =>
      (["day", "evening"] as const).map((name) => ({
        name,
        fromSlot: (day * DAY_SECONDS - LOCAL_OFFSET_SECONDS + TARIFFS[name].fromHour * 3600) / SLOT_SECONDS,
      })),
    )
    .filter(({ fromSlot }) => fromSlot >= least && fromSlot <= most);
}

/** Days between the demo's first day and today: at full speed a day of the wall clock plays 225 of them. */
export const DAYS_BACK = 240;

/** Genesis of a demo's chain, Unix seconds: some days back, at a quarter past ten in the morning, local time. */
export function demoGenesis(wallSeconds: number, daysBack = DAYS_BACK): number {
  const midnight = Math.floor(wallSeconds / DAY_SECONDS) * DAY_SECONDS - daysBack * DAY_SECONDS;
  return midnight - LOCAL_OFFSET_SECONDS + 10 * 3600 + 15 * 60;
}

/** Within this time of the present the demo slows down, so that it never passes it. */
const SLOWING_SECONDS = 2 * DAY_SECONDS;

/**
 * How long to show a slot before the next one, ms. Full speed far from the present, real time at it; a slot that has not really
 * ended is waited for.
 */
export function slotPause(slot: Slot, wallSeconds: number, slotMs: number): number {
  const end = slotStart(slot) + SLOT_SECONDS;
  const left = wallSeconds - end;
  if (left < 0) return -left * 1000;
  if (left > SLOWING_SECONDS) return slotMs;
  const share = (SLOWING_SECONDS - left) / SLOWING_SECONDS;
  return Math.max(slotMs, Math.round(slotMs + share ** 2 * (SLOT_SECONDS * 1000 - slotMs)));
}
