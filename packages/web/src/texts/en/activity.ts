// Texts of what is paid and charged now in English.

export const activity = {
  "activity.charging": "Charging now",
  "activity.cost": "Cost so far",
  "activity.energy": "Energy so far",
  "activity.last": "The last one:",
  "activity.merchants": "Merchants paid",
  "activity.noCar": "No car at a public charger.",
  "activity.paid": "Paid today",
  "activity.payments": "Payments",
  "activity.since": "Plugged in",
  "activity.sum": "In all",
  "activity.try": "Pay for a coffee yourself",
} as const;

/** These texts in any language. */
export type ActivityTexts = Readonly<Record<keyof typeof activity, string>>;
