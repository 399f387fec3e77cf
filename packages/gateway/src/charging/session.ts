// What a charging session costs so far, which voucher is taken, and when the charger stops. Pure; amounts in tiyn, energy in Wh.
import { sessionCost, type ChannelConfig, type TiynPerMWh, type Wh } from "@alatau/sdk";
import type { Hex } from "viem";

/** So much energy may flow beyond what vouchers cover: then the charger stops until the next one. */
export const LAG_WH = 1_000n;
/** A client is asked to deposit for so much energy at once. */
const DEPOSIT_WH = 30_000n;

export type SessionState = "plugged" | "charging" | "finishing" | "ending" | "unpaid";

/** The channel through which a session is paid. */
export interface SessionChannel {
  readonly id: Hex;
  readonly config: ChannelConfig;
  /** Claimed before this session. */
  readonly base: bigint;
  readonly balance: bigint;
  /** What both sides agree on so far, in all. */
  readonly charged: bigint;
  /** The highest voucher. */
  readonly signed: bigint;
  readonly signature: Hex;
  /** What the last voucher added. */
  readonly lastCharge: bigint;
}

export interface Session {
  readonly session: number;
  readonly device: number;
  readonly participant: number;
  readonly state: SessionState;
  readonly price: TiynPerMWh;
  /** Unix seconds of the chain. */
  readonly pluggedAt: number;
  readonly energy: Wh;
  /** Null until somebody has paid. */
  readonly channel: SessionChannel | null;
  readonly recordHash: Hex | null;
  /** Intent of the claim in the outbox. */
  readonly dedupe: string | null;
}

/** Whether a car is plugged in, or its last voucher awaited. */
export const isUnderWay = ({ state }: Pick<Session, "state">): boolean =>
  state === "plugged" || state === "charging" || state === "finishing";

export const costOf = ({ energy, price }: Pick<Session, "energy" | "price">): bigint =>
  sessionCost(energy, price);

/** What vouchers must allow in all at this moment. */
export const owedOf = (session: Session): bigint => (session.channel?.base ?? 0n) + costOf(session);

/** What the last voucher lacks. */
export function dueOf(session: Session): bigint {
  const due = owedOf(session) - (session.channel?.charged ?? 0n);
  return due > 0n ? due : 0n;
}

/**
 * What the next voucher is asked to add: what is due, and one tiyn where nothing is. A client deposits only for a voucher above its
 * channel's balance, so the first request has to ask for something; that tiyn is charged only once energy has flowed for it.
 */
export const askedOf = (session: Session): bigint => {
  const due = dueOf(session);
  return due > 0n ? due : 1n;
};

/** What a client should deposit: the session so far and energy for a good while. */
export const depositOf = (session: Session): bigint =>
  sessionCost((session.energy + DEPOSIT_WH) as Wh, session.price);

/** Whether the charger may go on: somebody pays, and vouchers lag by no more than {@link LAG_WH}. */
export function delivers(session: Session): boolean {
  const { state, channel, energy, price } = session;
  if (state !== "charging" || channel === null) return false;
  if (energy <= LAG_WH) return true;
  return channel.base + sessionCost((energy - LAG_WH) as Wh, price) <= channel.signed;
}

/** What is claimed at the end: the cost, at most what the highest voucher allows. */
export function claimOf(session: Session & { readonly channel: SessionChannel }): bigint {
  const owed = owedOf(session);
  const { signed } = session.channel;
  return owed < signed ? owed : signed;
}

export const isCovered = (session: Session): boolean =>
  session.channel !== null && session.channel.signed >= owedOf(session);

/** A voucher with what the client says that it adds. */
export interface HandedVoucher {
  readonly max: bigint;
  readonly adds: bigint;
  readonly signature: Hex;
}

export type VoucherVerdict =
  | { readonly kind: "taken"; readonly charged: bigint; readonly charge: bigint }
  /** The same voucher as the last one: the same answer. */
  | { readonly kind: "same" }
  /** The client counts from another amount than we do. */
  | { readonly kind: "mismatch" }
  | { readonly kind: "exceeds-balance" };

/**
 * Judges a voucher: it starts from what both sides agreed on last, does not go beyond what is owed (or by the one tiyn that may be
 * asked ahead), does not fall below the last one and fits into the channel.
 */
export function judgeVoucher(
  session: Session & { readonly channel: SessionChannel },
  { max, adds, signature }: HandedVoucher,
): VoucherVerdict {
  const { charged, signed, balance, signature: last } = session.channel;
  const isSame = max === signed && signature === last;
  if (max - adds !== charged) return { kind: isSame ? "same" : "mismatch" };
  if (adds > askedOf(session) || max < signed) return { kind: "mismatch" };
  if (max > balance) return { kind: "exceeds-balance" };
  const owed = owedOf(session);
  const agreed = max < owed ? max : owed;
  return { kind: "taken", charged: agreed, charge: agreed - charged };
}
