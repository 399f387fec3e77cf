// Refusals of payment channels and of charging sessions.
import type { ErrorRow } from "./row.ts";

const SIGN_ANEW = "Read the offer again and sign anew.";
const OURS = "Tell the operator.";

export const CHARGING_ERRORS = {
  "authorization-not-signed": [
    422,
    "Authorizer did not sign",
    "The signature is not of the receiver's authorizer that the channel names.",
    "Have that authorizer sign.",
  ],
  "authorizers-differ": [
    422,
    "Several authorizers",
    "One signature claims for channels of one receiver authorizer only.",
    "Claim for each authorizer by itself.",
  ],
  "channel-terms-invalid": [
    422,
    "Channel terms invalid",
    "A party of the channel is missing, or is the channels' contract itself.",
    SIGN_ANEW,
  ],
  "charger-occupied": [
    409,
    "Charger occupied",
    "A car is plugged in already.",
    "End the running session first.",
  ],
  "charger-price-missing": [
    409,
    "No price",
    "The charger's operator has set no price.",
    "Set the price of the charger first.",
  ],
  "charger-unknown": [
    404,
    "Charger unknown",
    "No device of this number is a charger.",
    "Look at the devices.",
  ],
  "charger-vacant": [
    409,
    "Nothing plugged in",
    "There is no session at this charger.",
    "Plug the car in, then ask again.",
  ],
  "charging-session-unknown": [404, "Session unknown", "No session has this number.", "Look at the list."],
  "charging-session-over": [
    409,
    "Session over",
    "The session has ended; its state cannot change any more.",
    "Plug in anew.",
  ],
  "claim-exceeds-balance": [
    409,
    "Claim above the deposit",
    "More is claimed than the channel holds.",
    "Claim less, or wait for a deposit.",
  ],
  "claim-exceeds-voucher": [
    409,
    "Claim above the voucher",
    "More is claimed than the payer's voucher allows.",
    "Claim at most the voucher's amount.",
  ],
  "deposit-too-large": [
    409,
    "Deposit too large",
    "The token list allows an unattested payer a smaller deposit only.",
    "Deposit less at a time.",
  ],
  "evidence-missing": [422, "Evidence missing", "A claim for charging names the meter's record.", OURS],
  "meter-value-decreased": [
    409,
    "Energy decreased",
    "A session's energy only grows.",
    "Send the energy since the car was plugged in.",
  ],
  "no-withdrawal-pending": [
    409,
    "No withdrawal announced",
    "The payer has announced no withdrawal from this channel.",
    "Announce it first.",
  ],
  "not-administrator": [
    403,
    "Not the channels' administrator",
    "Only the account that the genesis names may name the token list.",
    "Ask the administrator.",
  ],
  "not-channels": [
    403,
    "Not the channels",
    "Deposits are collected for the channels' contract only.",
    "Deposit through the channels.",
  ],
  "not-charging-channel": [
    422,
    "Not a charging channel",
    "The channel names another receiver authorizer than the charging contract.",
    SIGN_ANEW,
  ],
  "not-payer-side": [403, "Not the payer", "Only the payer or its authorizer may do this.", "Ask the payer."],
  "not-receiver-side": [
    403,
    "Not the receiver",
    "Only the receiver or its authorizer may do this.",
    "Ask the receiver.",
  ],
  "record-of-other-meter": [
    422,
    "Record of another meter",
    "The signed record is not of this charger's meter.",
    "Send the record that this charger's meter signed.",
  ],
  "record-of-other-time": [
    422,
    "Record of another time",
    "The signed record begins before the car was plugged in, or states no energy taken.",
    "Send the record of this session.",
  ],
  "refund-nonce-differs": [
    409,
    "Refund signature used",
    "The signature is for another turn: each nonce counts once.",
    "Sign with the nonce that the channel names.",
  ],
  "token-moved-otherwise": [
    409,
    "Token moved otherwise",
    "More or less of the token arrived than was said; nothing was changed.",
    "Use a token that takes no fee.",
  ],
  "voucher-not-signed": [
    422,
    "Voucher not signed",
    "The voucher is not signed by the key that the channel names.",
    SIGN_ANEW,
  ],
  "withdraw-delay-invalid": [
    422,
    "Withdrawal delay invalid",
    "The delay is outside of 15 minutes to 30 days.",
    SIGN_ANEW,
  ],
  "withdrawal-exceeds-rest": [
    409,
    "More than the rest",
    "The withdrawal is above what is not claimed.",
    "Withdraw less.",
  ],
  "withdrawal-pending": [
    409,
    "Withdrawal announced before",
    "The channel has a withdrawal under way.",
    "Finish that one first.",
  ],
  "withdrawal-too-early": [
    409,
    "Withdrawal too early",
    "The channel's delay is not over.",
    "Try again after the time that is named.",
  ],
} as const satisfies Record<string, ErrorRow>;
