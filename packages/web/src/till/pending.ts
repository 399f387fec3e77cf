// An invoice that was asked for and not answered: kept in this browser with its key, so that asking again makes no second one.

export interface PendingInvoice {
  /** Idempotency-Key. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly amountTiyn: string;
}

const KEPT_AS = "alatau:till-pending";

/** The one that waits; null for none. */
export function readPending(storage: Storage | null): PendingInvoice | null {
  try {
    const kept = JSON.parse(storage?.getItem(KEPT_AS) ?? "null") as Partial<PendingInvoice> | null;
    const whole =
      typeof kept?.key === "string" && typeof kept.amountTiyn === "string" && kept.body !== undefined;
    return whole ? (kept as PendingInvoice) : null;
  } catch {
    return null;
  }
}

/** Keeps it before it is sent; null: it was answered. */
export function keepPending(storage: Storage | null, pending: PendingInvoice | null): void {
  try {
    if (pending === null) storage?.removeItem(KEPT_AS);
    else storage?.setItem(KEPT_AS, JSON.stringify(pending));
  } catch {
    return; // no storage: it is kept as long as the page
  }
}

/** The storage of this browser; null where it is switched off. */
export function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
