// Which wallets this browser offers: those that announce themselves (EIP-6963), those a page adds, else `window.ethereum`.
import { useSyncExternalStore } from "react";
import { injectedWallet, type Wallet } from "./provider.ts";

/** A wallet that the reader may choose. */
export interface WalletChoice {
  /** Stays the same over visits: the reverse domain name of EIP-6963, or a name of ours. */
  readonly id: string;
  readonly name: string;
  /** A data URI; null where there is none. */
  readonly icon: string | null;
  readonly wallet: Wallet;
}

interface Wallets {
  readonly all: readonly WalletChoice[];
  /** The one in use: the chosen one, else the first. */
  readonly current: WalletChoice | undefined;
}

const KEPT_AS = "alatau:wallet";
const INJECTED = "injected";
const found = new Map<string, WalletChoice>();
const listeners = new Set<() => void>();
let now: Wallets = { all: [], current: undefined };
let isListening = false;

/** Adds a wallet, or takes the place of the one with the same id. */
export function addWallet(choice: WalletChoice): void {
  found.set(choice.id, choice);
  refresh();
}

/** Uses a wallet from now on, on every page and after a reload. */
export function chooseWallet(id: string): void {
  try {
    localStorage.setItem(KEPT_AS, id);
  } catch {
    chosen = id;
  }
  chosen = id;
  refresh();
}

/** The wallets and the one in use; asks the browser's wallets to announce themselves. */
export function useWallets(): Wallets {
  return useSyncExternalStore(subscribe, () => now);
}

let chosen = readKept();

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null; // storage is switched off: the choice lasts as long as the page
  }
}

/** When to look again: some wallets come after the page, and not all say so. Never amid a press, whose target would move. */
const MAY_HAVE_COME = ["ethereum#initialized", "focus", "click", "keyup"];

function subscribe(listener: () => void): () => void {
  if (!isListening) {
    isListening = true;
    window.addEventListener("eip6963:announceProvider", onAnnounced);
    for (const event of MAY_HAVE_COME) window.addEventListener(event, refresh);
  }
  listeners.add(listener);
  window.dispatchEvent(new Event("eip6963:requestProvider"));
  refresh();
  return () => void listeners.delete(listener);
}

function onAnnounced(event: Event): void {
  const choice = announcedWallet((event as CustomEvent<unknown>).detail);
  if (choice !== null && !found.has(choice.id)) addWallet(choice);
}

/** The wallet of an announcement; null for what is none. Wallets are strangers: nothing of it is taken on trust. Pure. */
export function announcedWallet(detail: unknown): WalletChoice | null {
  const { info, provider } = (detail ?? {}) as { info?: Record<string, unknown>; provider?: Partial<Wallet> };
  if (typeof info?.["rdns"] !== "string" || typeof info["name"] !== "string") return null;
  if (typeof provider?.request !== "function") return null;
  const icon = info["icon"];
  return {
    id: info["rdns"].slice(0, 200),
    name: info["name"].slice(0, 60),
    icon: typeof icon === "string" && /^data:image\/(png|svg\+xml|webp|jpeg);/.test(icon) ? icon : null,
    wallet: provider as Wallet,
  };
}

/** Takes `window.ethereum` only where no wallet has announced itself; tells of it where anything changed. */
function refresh(): void {
  const injected = injectedWallet();
  const all = [...found.values()];
  if (all.length === 0 && injected !== undefined)
    all.push({ id: INJECTED, name: INJECTED, icon: null, wallet: injected });
  const current = all.find(({ id }) => id === chosen) ?? all[0];
  if (isSame(all, now.all) && current?.id === now.current?.id) return;
  now = { all, current };
  for (const listener of listeners) listener();
}

const isSame = (some: readonly WalletChoice[], others: readonly WalletChoice[]): boolean =>
  some.length === others.length &&
  some.every(({ id, wallet }, index) => id === others[index]!.id && wallet === others[index]!.wallet);
