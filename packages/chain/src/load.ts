// How near the embedded chain is to what it can take. One node makes all blocks: beyond its limit transactions only wait longer.
import { readFile, writeFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** What a chain was seen to take for half a minute and more. */
export interface ChainLimit {
  readonly transactionsPerSecond: number;
  readonly gasPerSecond: number;
}

/**
 * The least that was measured, on two cores that other work wanted too; docs/benchmarks.md says how. A block takes 30 M gas; on the wall clock there is one a second, on a
 * driven chain they come as fast as the node makes them.
 */
export const EMBEDDED_LIMIT: ChainLimit = { transactionsPerSecond: 70, gasPerSecond: 15_000_000 };

/** Rates over the last {@link WINDOW_SECONDS}. */
export interface ChainLoad extends ChainLimit {
  readonly limit: ChainLimit;
  /** Of the limit that is nearer: 1 is all of it. */
  readonly share: number;
}

export const WINDOW_SECONDS = 30;
/** People are warned from this share on, and again only after it has been below {@link CALM_SHARE}. */
const WARN_SHARE = 0.8;
const CALM_SHARE = 0.6;

/** A window that slides in steps of a second; times in ms, ascending. */
export interface LoadWindow {
  add(at: number, block: { readonly transactions: number; readonly gas: number }): void;
  read(at: number): ChainLoad;
}

/** Counts what blocks hold. Pure: the clock is the caller's. */
export function openLoadWindow(limit: ChainLimit = EMBEDDED_LIMIT): LoadWindow {
  let seconds: { readonly second: number; transactions: number; gas: number }[] = [];
  const secondOf = (at: number): number => Math.floor(at / 1000);
  return {
    add: (at, { transactions, gas }) => {
      const second = secondOf(at);
      let last = seconds.at(-1);
      if (last?.second !== second) seconds.push((last = { second, transactions: 0, gas: 0 }));
      last.transactions += transactions;
      last.gas += gas;
    },
    read: (at) => {
      seconds = seconds.filter(({ second }) => second > secondOf(at) - WINDOW_SECONDS);
      const rate = (of: "transactions" | "gas"): number =>
        seconds.reduce((sum, each) => sum + each[of], 0) / WINDOW_SECONDS;
      const [transactionsPerSecond, gasPerSecond] = [rate("transactions"), rate("gas")];
      const share = Math.max(
        transactionsPerSecond / limit.transactionsPerSecond,
        gasPerSecond / limit.gasPerSecond,
      );
      return { transactionsPerSecond, gasPerSecond, limit, share };
    },
  };
}

/** Answers true once each time that the share has come up to four fifths of the limit. */
export function openAlarm(): (share: number) => boolean {
  let isRaised = false;
  return (share) => {
    const isNew = share >= WARN_SHARE && !isRaised;
    if (isNew) isRaised = true;
    if (share < CALM_SHARE) isRaised = false;
    return isNew;
  };
}

/** One line for people. */
export function describeLoad({ transactionsPerSecond, gasPerSecond, limit, share }: ChainLoad): string {
  const millions = (gas: number): string => (gas / 1e6).toFixed(1);
  const rates = `${transactionsPerSecond.toFixed(1)} transactions and ${millions(gasPerSecond)} M gas a second`;
  const most = `${limit.transactionsPerSecond} and ${millions(limit.gasPerSecond)} M`;
  const near = share >= WARN_SHARE ? ": near its limit, more will wait; use a chain of several nodes" : "";
  return `The embedded chain takes ${rates} (limit ${most}, ${Math.round(share * 100)} % used)${near}.`;
}

interface Kept extends ChainLoad {
  /** Unix ms. */
  readonly at: number;
}

const fileOf = (home: string): string => join(home, "chain", "load.json");
/** What is older than this says nothing about now. */
const STALE_MS = 30_000;

/** Keeps the load for other processes; a disk that takes no more is no failure of this. */
export async function keepLoad(home: string, load: ChainLoad, at: number): Promise<void> {
  const path = fileOf(home);
  try {
    await writeFile(`${path}.new`, JSON.stringify({ ...load, at } satisfies Kept));
    await rename(`${path}.new`, path);
  } catch {
    return;
  }
}

/** The load of a data folder's chain; undefined while none runs. */
export async function readLoad(
  { home }: { home: string },
  at: number = Date.now(),
): Promise<ChainLoad | undefined> {
  try {
    const { at: kept, ...load } = JSON.parse(await readFile(fileOf(home), "utf8")) as Kept;
    return at - kept <= STALE_MS ? load : undefined;
  } catch {
    return undefined;
  }
}
