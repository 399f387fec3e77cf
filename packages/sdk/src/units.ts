// Amounts are bigint inside, decimal strings in JSON, numeric in SQL; never a float. Pure.
import { LedgerError } from "./errors.ts";

declare const unit: unique symbol;
type Unit<Name extends string> = bigint & { readonly [unit]: Name };
type NumberUnit<Name extends string> = number & { readonly [unit]: Name };

export type Wh = Unit<"Wh">;
export type MilliWh = Unit<"mWh">;
/** 1/100 tenge, the unit of the settlement token. */
export type Tiyn = Unit<"tiyn">;
export type TiynPerMWh = Unit<"tiyn/MWh">;
/** `floor(unix / 900)`: a quarter of an hour, UTC. */
export type Slot = NumberUnit<"slot">;
export type Bytes32 = `0x${string}` & { readonly [unit]: "bytes32" };

export const SLOT_SECONDS = 900;
const PER_MWH = 1_000_000n;

/** An amount that its unit cannot hold: fractions, signs or letters where digits must stand. */
export class AmountFormatError extends LedgerError {
  constructor(found: string, expected: string) {
    super("amount-format", `«${found}» is not ${expected}.`, { found, expected });
  }
}

/** What a buyer owes at a price of zero or more, rounded up; equals `EnergyMath.owedUp` on chain. */
export function owedUp(energy: Wh, price: TiynPerMWh): Tiyn {
  return ((energy * price + PER_MWH - 1n) / PER_MWH) as Tiyn;
}

/** What a seller or the network is paid at a price of zero or more, rounded down; equals `EnergyMath.paidDown`. */
export function paidDown(energy: Wh, price: TiynPerMWh): Tiyn {
  return ((energy * price) / PER_MWH) as Tiyn;
}

/** A grid leg from the meter's side, tiyn; the price may be negative and every rounding is against the meter's owner: `EnergyMath.gridPays`. */
export function gridPays(energy: Wh, price: TiynPerMWh): Tiyn {
  const product = energy * price;
  return (product >= 0n ? product / PER_MWH : -((-product + PER_MWH - 1n) / PER_MWH)) as Tiyn;
}

/** What the grid charges for supplied energy, tiyn, rounded against the meter's owner; negative when taking energy earns: `EnergyMath.gridCharges`. */
export function gridCharges(energy: Wh, price: TiynPerMWh): Tiyn {
  return -gridPays(energy, -price as TiynPerMWh) as Tiyn;
}

/** The slot that holds a moment, from Unix seconds. */
export const slotOf = (unixSeconds: number): Slot => Math.floor(unixSeconds / SLOT_SECONDS) as Slot;

/** The first second of a slot, Unix. */
export const slotStart = (slot: Slot): number => slot * SLOT_SECONDS;

/** RFC 3339 UTC, whole seconds. */
export const toRfc3339 = (unixSeconds: number): string =>
  `${new Date(unixSeconds * 1000).toISOString().slice(0, 19)}Z`;

/** Parses an unsigned decimal integer. Digits beyond the unit are refused, not rounded. */
export function parseAmount<T extends bigint>(text: string): T {
  if (!/^(0|[1-9][0-9]*)$/.test(text)) throw new AmountFormatError(text, "a whole number of the unit");
  return BigInt(text) as T;
}
