// Paying at a charger by x402: 402 with the offer, a deposit at plug-in, then vouchers. After something was sent it is never 402 again.
import type { Request } from "express";
import { isAddressEqual, recoverTypedDataAddress, type Address } from "viem";
import { voucherTypedData } from "@alatau/sdk";
import type { Gateway } from "../gateway.ts";
import type { Answer } from "../http/answers.ts";
import { accountOf } from "../participants/account.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { PENDING } from "../x402/settle.ts";
import { caip2, fromHeader, toHeader, X402_VERSION } from "../x402/terms.ts";
import { depositFault, findDeposit, readChannel, sendDeposit, waitForDeposit } from "./deposit.ts";
import { endIfCovered } from "./end.ts";
import {
  askedOf,
  depositOf,
  isUnderWay,
  judgeVoucher,
  type HandedVoucher,
  type Session,
  type SessionChannel,
} from "./session.ts";
import { isChannelBusy, lockSession, replaceVoucher, setChannel } from "./store.ts";
import {
  channelMisfit,
  channelOffer,
  channelPayloadSchema,
  FAULTS,
  voucherSigner,
  type ChannelPayload,
  type Fault,
} from "./terms.ts";

/** How long a client waits for the block of its deposit before it is told to come again, ms. */
const WAIT_MS = 20_000;

/** A payment that was not taken; `corrective` lets the client count from our amount again. */
class NotTaken extends Error {
  readonly fault: Fault;
  readonly session: Session;
  readonly corrective: boolean;
  constructor(fault: Fault, session: Session, corrective = false) {
    super(fault);
    this.fault = fault;
    this.session = session;
    this.corrective = corrective;
  }
}

type Show = (session: number) => Promise<unknown>;

/**
 * Answers for a session that is under way: the offer, or what a payment came to.
 * @throws {ProblemError} `payment-required` with the offer, `settlement-pending`, `settlement-refused`, `payment-signature-malformed`
 */
export async function payAtCharger(
  gateway: Gateway,
  request: Request,
  session: Session,
  show: Show,
): Promise<Answer> {
  // A session goes on with the account that it began with.
  const payTo = session.channel?.config.receiver ?? (await accountOf(gateway, session.participant));
  const header = request.get("payment-signature");
  if (header === undefined)
    throw required(gateway, request, session, payTo, "PAYMENT-SIGNATURE header is required");
  const paid = channelPayloadSchema.safeParse(fromHeader(header));
  if (!paid.success) throw new ProblemError("payment-signature-malformed");
  try {
    const settled = await take(gateway, session, paid.data, payTo);
    return { body: await show(session.session), headers: { "payment-response": toHeader(settled) } };
  } catch (failure) {
    if (!(failure instanceof NotTaken)) throw failure;
    const { fault, session: found, corrective } = failure;
    throw required(gateway, request, found, payTo, fault, corrective);
  }
}

function required(
  { network }: Gateway,
  request: Request,
  session: Session,
  payTo: Address,
  error: string,
  corrective = false,
): ProblemError {
  const offer = channelOffer(network, {
    ...{ amountTiyn: askedOf(session), depositTiyn: depositOf(session), payTo },
  });
  const url = `${request.protocol}://${request.get("host") ?? "localhost"}${request.originalUrl}`;
  const description = `Charging at charger ${session.device}, paid for each watt-hour`;
  const accepts = [corrective ? { ...offer, extra: { ...offer.extra, ...stateOf(session) } } : offer];
  const resource = { url, description, mimeType: "application/json" };
  const value = { x402Version: X402_VERSION, error, resource, accepts };
  return new ProblemError("payment-required", error, { headers: { "payment-required": toHeader(value) } });
}

/** From where a client counts on: our amount and its own signature for it. */
function stateOf({ channel }: Session) {
  if (channel === null) return {};
  const { id, balance, base, charged, signed, signature } = channel;
  return {
    channelState: {
      ...{ channelId: id, balance: String(balance), totalClaimed: String(base) },
      ...{ withdrawRequestedAt: 0, refundNonce: "0", chargedCumulativeAmount: String(charged) },
    },
    ...(signed > base && { voucherState: { signedMaxClaimable: String(signed), signature } }),
  };
}

/** Takes a payment: checks it, brings the deposit into a block, notes the voucher. Answers the SettlementResponse. */
async function take(gateway: Gateway, session: Session, paid: ChannelPayload, payTo: Address) {
  const { payload } = paid;
  const { channelConfig: config, voucher } = payload;
  const refuse = (fault: Fault, corrective = false): NotTaken => new NotTaken(fault, session, corrective);
  const misfit = channelMisfit(gateway.network, paid, payTo);
  if (misfit !== undefined) throw refuse(misfit);
  if (session.channel !== null && session.channel.id !== voucher.channelId) throw refuse(FAULTS.busy);
  if (!(await isVoucherSigned(gateway, paid))) throw refuse(FAULTS.voucher);
  const brought = await bringDeposit(gateway, session, paid, refuse);
  const network = caip2(gateway.network);
  const settlement = { success: true, payer: config.payer, network };
  if (brought === undefined)
    return {
      ...settlement,
      ...((await noteQuickly(gateway, session, paid)) ?? (await note(gateway, session, paid))),
    };
  return { ...settlement, ...(await note(gateway, session, paid, brought.state)), ...brought.sent };
}

/** By the key that the channel names, or for an account with code by its own word (ERC-1271). */
async function isVoucherSigned({ chain, network }: Gateway, { payload }: ChannelPayload): Promise<boolean> {
  const { channelConfig: config, voucher } = payload;
  const typed = voucherTypedData(network.chainId, voucher.channelId, voucher.maxClaimableAmount);
  const signer = voucherSigner(config);
  const found = await recoverTypedDataAddress({ ...typed, signature: voucher.signature }).catch(
    () => undefined,
  );
  if (found !== undefined && isAddressEqual(found, signer)) return true;
  if (!isAddressEqual(config.payer, signer) || isAddressEqual(config.payerAuthorizer, signer)) return false;
  if ((await chain.getCode({ address: signer })) === undefined) return false;
  return await chain.verifyTypedData({ ...typed, address: signer, signature: voucher.signature });
}

/**
 * Has the channel hold enough for the voucher. Nothing is asked of the chain while a session's channel suffices: a voucher costs no
 * call. Undefined then; otherwise the channel as it is now, and the deposit's transaction where one was sent.
 */
async function bringDeposit(
  gateway: Gateway,
  session: Session,
  { payload, accepted }: ChannelPayload,
  refuse: (fault: Fault, corrective?: boolean) => NotTaken,
) {
  const { channelId: id, maxClaimableAmount: max } = payload.voucher;
  const deposit = payload.type === "deposit" ? payload.deposit : undefined;
  const isEnough = session.channel !== null && max <= session.channel.balance;
  if (isEnough && deposit === undefined) return undefined;
  let dedupe = await findDeposit(gateway.pool, id, deposit);
  if (isEnough && dedupe === undefined) return undefined;
  if (dedupe === undefined) {
    const state = await readChannel(gateway, id);
    if (session.channel === null) {
      if (state.leavingSince > 0) throw refuse(FAULTS.busy);
      if (await isChannelBusy(gateway.pool, id, session.session)) throw refuse(FAULTS.busy);
      if (max <= state.claimed) throw refuse(FAULTS.belowClaimed, true);
      if (max - accepted.amount !== state.claimed) throw refuse(FAULTS.mismatch, true);
    }
    if (max <= state.balance) return { state, sent: {} };
    if (payload.type !== "deposit") throw refuse(FAULTS.mismatch, true); // the client reads the chain and deposits
    if (state.balance + payload.deposit.amount < max) throw refuse(FAULTS.exceedsBalance);
    const fault = await depositFault(gateway, payload);
    if (fault !== undefined) throw refuse(fault);
    dedupe = await sendDeposit(gateway, session.session, id, payload);
  }
  const entry = await waitForDeposit(gateway, dedupe, WAIT_MS);
  const transaction = entry?.txHash ?? "";
  const answer = { payer: payload.channelConfig.payer, transaction, network: caip2(gateway.network) };
  if (entry?.state === "refused") {
    const headers = {
      "payment-response": toHeader({ success: false, errorReason: FAULTS.simulation, ...answer }),
    };
    throw new ProblemError("settlement-refused", entry.error?.code ?? "internal", { headers });
  }
  if (entry?.state !== "mined" && entry?.state !== "final") {
    const pending = toHeader({ success: false, errorReason: PENDING, ...answer });
    const headers = { "payment-response": pending, "retry-after": "2" };
    throw new ProblemError("settlement-pending", undefined, { headers });
  }
  const state = await readChannel(gateway, id);
  return { state, sent: { transaction, ...(deposit !== undefined && { amount: String(deposit.amount) }) } };
}

const handed = ({ payload: { voucher }, accepted }: ChannelPayload): HandedVoucher => ({
  ...{ max: voucher.maxClaimableAmount, signature: voucher.signature, adds: accepted.amount },
});

/**
 * Notes a voucher in one statement, if the session is still what it was when it was read. Undefined when it is not, or when the
 * voucher is not simply the next one: then {@link note} looks with the row locked.
 */
async function noteQuickly({ pool }: Gateway, session: Session, paid: ChannelPayload) {
  const { state, channel, session: number } = session;
  if (state !== "charging" || channel === null) return undefined;
  const voucher = handed(paid);
  const verdict = judgeVoucher({ ...session, channel }, voucher);
  if (verdict.kind !== "taken") return undefined;
  const { charged, charge } = verdict;
  const next = { ...channel, charged, signed: voucher.max, signature: voucher.signature, lastCharge: charge };
  return (await replaceVoucher(pool, number, channel, next)) ? told(next, charge) : undefined;
}

/** Notes a voucher with the session's row locked; answers the parts of the SettlementResponse that tell of it. */
async function note(
  gateway: Gateway,
  { session: number }: Session,
  paid: ChannelPayload,
  state?: { readonly balance: bigint; readonly claimed: bigint },
) {
  const { channelConfig: config, voucher } = paid.payload;
  const { channelId: id, maxClaimableAmount: max, signature } = voucher;
  return await inTransaction(gateway.pool, async (client) => {
    const session = await lockSession(client, number);
    if (!isUnderWay(session)) throw new ProblemError("charging-session-over");
    if (session.channel === null && state === undefined) throw new NotTaken(FAULTS.mismatch, session, true);
    if (session.channel === null && (await isChannelBusy(client, id, number)))
      throw new NotTaken(FAULTS.busy, session);
    const fresh = { id, config, signature, lastCharge: 0n, base: state?.claimed ?? 0n };
    const channel: SessionChannel = {
      ...(session.channel ?? { ...fresh, balance: 0n, charged: fresh.base, signed: fresh.base }),
      ...(state !== undefined && { balance: state.balance }),
    };
    const verdict = judgeVoucher({ ...session, channel }, handed(paid));
    if (verdict.kind === "mismatch" || verdict.kind === "exceeds-balance")
      throw new NotTaken(FAULTS.mismatch, { ...session, channel }, true);
    if (verdict.kind === "same") return told(channel, channel.lastCharge);
    const { charged, charge } = verdict;
    const next = { ...channel, charged, signed: max, signature, lastCharge: charge };
    await setChannel(client, number, next);
    await endIfCovered(client, { ...session, channel: next });
    return told(next, charge);
  });
}

const told = ({ id, balance, base, charged }: SessionChannel, charge: bigint) => ({
  ...{ transaction: "", amount: "" },
  extra: {
    chargedAmount: String(charge),
    channelState: {
      ...{ channelId: id, balance: String(balance), totalClaimed: String(base), withdrawRequestedAt: 0 },
      ...{ refundNonce: "0", chargedCumulativeAmount: String(charged) },
    },
  },
});
