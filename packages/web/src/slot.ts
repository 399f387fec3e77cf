// Slots in the pages. The SDK has the same rule; it is repeated so that the first page needs none of the SDK.

export const SLOT_SECONDS = 900;

/** First second of a slot, Unix. */
export const slotStart = (slot: number): number => slot * SLOT_SECONDS;

/** The slot that holds a moment, from Unix seconds. */
export const slotOf = (unixSeconds: number): number => Math.floor(unixSeconds / SLOT_SECONDS);
