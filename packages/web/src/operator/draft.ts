// An order as it is typed, and as exact terms. Pure.
import type { Device, Evidence } from "../answers.ts";
import { slotOf } from "../slot.ts";
import { parseFixed } from "./decimal.ts";
import type { OrderTerms } from "./typed-order.ts";

const KWH_DIGITS = 3;
const PRICE_DIGITS = 5;
const SLOTS_A_DAY = 96;
const MOST_DAYS = 680; // 65,535 slots
const VALID_SECONDS = 3_600;

/** What a person has typed. */
export interface Draft {
  readonly side: "ask" | "bid";
  readonly device: string;
  readonly kWh: string;
  readonly price: string;
  readonly days: string;
  readonly minEvidence: Evidence;
}

/** The draft as terms that count from the next slot after `now` (Unix seconds); null while a field cannot be read. */
export function termsOf(
  draft: Draft,
  devices: readonly Device[],
  now: number,
): Omit<OrderTerms, "nonce"> | null {
  const device = devices.find((each) => String(each.device) === draft.device);
  const maxWhPerSlot = parseFixed(draft.kWh, KWH_DIGITS);
  const limitPriceTiynPerMWh = parseFixed(draft.price, PRICE_DIGITS);
  const days = /^\d{1,3}$/.test(draft.days) ? Number(draft.days) : 0;
  if (device === undefined || maxWhPerSlot === null || limitPriceTiynPerMWh === null) return null;
  if (maxWhPerSlot === 0n || maxWhPerSlot >= 1n << 32n || limitPriceTiynPerMWh >= 1n << 40n) return null;
  if (days < 1 || days > MOST_DAYS) return null;
  const slotFrom = slotOf(now) + 1;
  return {
    side: draft.side,
    device: device.device,
    participant: device.participant,
    zone: device.zone,
    slotFrom,
    slotTo: slotFrom + days * SLOTS_A_DAY - 1,
    maxWhPerSlot,
    limitPriceTiynPerMWh,
    partner: 0,
    minEvidence: draft.minEvidence,
    validTo: now + VALID_SECONDS,
  };
}
