// Which text says what a role, a state or an event of a merchant means. Literal keys, so that the test sees each used.
import type { MerchantRole } from "../answers.ts";
import type { TextKey } from "../texts/en.ts";
import type { Delivery, Dispute, Refund } from "./answers.ts";

export const ROLE_TEXT: Readonly<Record<MerchantRole, TextKey>> = {
  owner: "role.owner",
  cashier: "role.cashier",
  accountant: "role.accountant",
  developer: "role.developer",
};

export const REFUND_TEXT: Readonly<Record<Refund["state"], TextKey>> = {
  queued: "refund.queued",
  sent: "refund.queued",
  mined: "refund.done",
  final: "refund.final",
  refused: "refund.refused",
};

export const DELIVERY_TEXT: Readonly<Record<Delivery["status"], TextKey>> = {
  pending: "delivery.pending",
  delivered: "delivery.delivered",
  dead: "delivery.dead",
};

export const DISPUTE_TEXT: Readonly<Record<Dispute["state"], TextKey>> = {
  open: "dispute.isOpen",
  resolved: "dispute.resolved",
  lapsed: "dispute.lapsed",
};
