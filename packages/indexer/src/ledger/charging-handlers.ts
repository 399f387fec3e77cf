// Events of payment channels and of charging sessions into rows.
import type { EventArgs, EventName } from "./decode.ts";
import type { At } from "./handlers.ts";
import { TABLES as T } from "./tables.ts";

type Handlers<C extends "channels" | "charging"> = {
  readonly [N in EventName<C>]?: (at: At, args: EventArgs<C, N>) => void;
};

const change = (at: At, channel: string, name: string, account: string, amount: bigint): void =>
  at.put(T.channelChanges, channel, name, account, amount);

export const CHANNELS: Handlers<"channels"> = {
  Deposited: (at, { channelId, payer, amount }) => change(at, channelId, "deposited", payer, amount),
  Claimed: (at, { channelId, receiver, amount }) => change(at, channelId, "claimed", receiver, amount),
  Refunded: (at, { channelId, payer, amount }) => change(at, channelId, "refunded", payer, amount),
  WithdrawInitiated(at, { channelId, payer, amount }) {
    change(at, channelId, "withdrawal-announced", payer, amount);
  },
  WithdrawFinalized: (at, { channelId, payer, amount }) => change(at, channelId, "withdrawn", payer, amount),
  Settled: (at, { receiver, token, amount }) => at.put(T.channelPayouts, receiver, token, amount),
};

export const CHARGING: Handlers<"charging"> = {
  ChargingClaimed(at, { channelId, evidenceHash, receiver, amount, refunded }) {
    at.put(T.chargingClaims, channelId, evidenceHash, receiver, amount, refunded);
  },
};
