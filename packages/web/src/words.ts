// Which text says what a code of the ledger means. Literal keys, so that the test sees each used.
import type { Evidence, Order, RecordState, SaleKind, SaleStatus, Slot } from "./answers.ts";
import type { TextKey } from "./texts/en.ts";

export const EVIDENCE_TEXT: Readonly<Record<Evidence, TextKey>> = {
  unsigned: "evidence.unsigned",
  "utility-attested": "evidence.utilityAttested",
  "edge-signed": "evidence.edgeSigned",
  "meter-signed": "evidence.meterSigned",
};

export const SALE_KIND_TEXT: Readonly<Record<SaleKind, TextKey>> = {
  sold: "kind.sold",
  bought: "kind.bought",
  gridSold: "kind.gridSold",
  gridBought: "kind.gridBought",
  ownSold: "kind.ownSold",
  ownBought: "kind.ownBought",
  partnerSold: "kind.partnerSold",
  partnerBought: "kind.partnerBought",
};

/** One sentence for each kind: `{device} sold {energy} to neighbours for {amount}`. */
export const SALE_SENTENCE: Readonly<Record<SaleKind, TextKey>> = {
  sold: "sentence.sold",
  bought: "sentence.bought",
  gridSold: "sentence.gridSold",
  gridBought: "sentence.gridBought",
  ownSold: "sentence.ownSold",
  ownBought: "sentence.ownBought",
  partnerSold: "sentence.partnerSold",
  partnerBought: "sentence.partnerBought",
};

export const SALE_STATUS_TEXT: Readonly<Record<SaleStatus, TextKey>> = {
  current: "status.current",
  corrected: "status.corrected",
  disputed: "status.disputed",
};

export const DEVICE_KIND_TEXT: Readonly<Record<string, TextKey>> = {
  charger: "device.charger",
  bus: "device.bus",
  battery: "device.battery",
  solar: "device.solar",
  building: "device.building",
  community: "device.community",
};

export const ORDER_STATE_TEXT: Readonly<Record<Order["state"], TextKey>> = {
  waiting: "orderState.waiting",
  live: "orderState.live",
  over: "orderState.over",
  cancelled: "orderState.cancelled",
  released: "orderState.released",
};

export const SLOT_STATE_TEXT: Readonly<Record<Slot["state"], TextKey>> = {
  received: "queue.received",
  checked: "queue.checked",
  settled: "queue.settled",
};

export const RECORD_STATE_TEXT: Readonly<Record<RecordState, TextKey>> = {
  received: "recordState.received",
  batched: "recordState.batched",
  anchored: "recordState.anchored",
};

export const PARTICIPANT_KIND_TEXT: Readonly<Record<string, TextKey>> = {
  operator: "participant.operator",
  supplier: "participant.supplier",
  network: "participant.network",
  merchant: "participant.merchant",
  community: "participant.community",
  agency: "participant.agency",
  checker: "participant.checker",
  service: "participant.service",
};

/** Whether the participant gave energy away. */
export const isSelling = (kind: SaleKind): boolean => /sold$/i.test(kind);
