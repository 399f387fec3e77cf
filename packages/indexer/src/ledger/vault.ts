// The vault's arithmetic, from events and settlement lines alone: what a chunk does to each account. Pure, tiyn.
// A chunk is written gross; where money was missing, `GridOwed` gives the debtor back what could not be taken and takes it from the
// creditor, and `LockUsed` moves it from locked to free. The vault never lets anyone owe itself: gross sums show the same.
import { paidDown, type SaleLine, type TiynPerMWh } from "@alatau/sdk";

/** A participant's account in the vault, or a change to it. */
export interface Balance {
  readonly free: bigint;
  readonly locked: bigint;
  readonly proceeds: bigint;
  readonly owed: bigint;
}

/** The participants with a part in every chunk of a zone. */
export interface Parts {
  readonly supplier: number;
  readonly network: number;
  readonly reserve: number;
}

/** A line with the participant behind its device. */
export interface PartyLine extends SaleLine {
  readonly participant: number;
}

export type Deltas = Map<number, Balance>;

export const NOTHING: Balance = { free: 0n, locked: 0n, proceeds: 0n, owed: 0n };

/** The sum of two balances or changes. */
export const plus = (a: Balance, b: Balance): Balance => ({
  free: a.free + b.free,
  locked: a.locked + b.locked,
  proceeds: a.proceeds + b.proceeds,
  owed: a.owed + b.owed,
});

const isZero = ({ free, locked, proceeds, owed }: Balance): boolean =>
  free === 0n && locked === 0n && proceeds === 0n && owed === 0n;

/** Whether a line is a peer's purchase, which pays the network fee. */
export const paysFee = ({ kind }: SaleLine): boolean =>
  kind === "bought" || kind === "ownBought" || kind === "partnerBought";

/** What a settled chunk does: debits from free money, credits into proceeds, the rest evened out by the reserve. */
export function settled(lines: readonly PartyLine[], networkFee: TiynPerMWh, parts: Parts): Deltas {
  const { free, proceeds, ofParts } = sums(lines, networkFee, parts);
  const deltas: Deltas = new Map();
  for (const [participant, amount] of free) add(deltas, participant, { free: -amount });
  for (const [participant, amount] of proceeds) add(deltas, participant, { proceeds: amount });
  for (const [participant, amount] of ofParts) add(deltas, participant, { free: amount });
  return withoutZeros(deltas);
}

/**
 * What a reversed chunk does: the exact negative, but that a credit is taken from proceeds as far as they go and then from free money.
 * @param proceedsOf A participant's proceeds when the reversal began.
 */
export function reversed(
  lines: readonly PartyLine[],
  networkFee: TiynPerMWh,
  parts: Parts,
  proceedsOf: (participant: number) => bigint,
): Deltas {
  const { free, proceeds, ofParts } = sums(lines, networkFee, parts);
  const deltas: Deltas = new Map();
  for (const [participant, amount] of free) add(deltas, participant, { free: amount });
  for (const [participant, amount] of proceeds) {
    const there = proceedsOf(participant);
    const taken = amount < there ? amount : there;
    add(deltas, participant, { proceeds: -taken, free: taken - amount });
  }
  for (const [participant, amount] of ofParts) add(deltas, participant, { free: -amount });
  return withoutZeros(deltas);
}

/** Debits and credits of participants, and what supplier, network and reserve gain. */
function sums(
  lines: readonly PartyLine[],
  networkFee: TiynPerMWh,
  { supplier, network, reserve }: Parts,
): Record<"free" | "proceeds" | "ofParts", Map<number, bigint>> {
  const free = new Map<number, bigint>();
  const proceeds = new Map<number, bigint>();
  let fees = 0n;
  let supplierGains = 0n;
  let reserveGains = 0n;
  for (const line of lines) {
    const { participant, amountTiyn } = line;
    if (isCredit(line)) raise(proceeds, participant, amountTiyn);
    else raise(free, participant, -amountTiyn);
    reserveGains -= amountTiyn;
    if (line.kind === "gridSold" || line.kind === "gridBought") supplierGains -= amountTiyn;
    if (paysFee(line)) fees += paidDown(line.wh, networkFee);
  }
  const ofParts = new Map<number, bigint>();
  raise(ofParts, supplier, supplierGains);
  raise(ofParts, network, fees);
  raise(ofParts, reserve, reserveGains - supplierGains - fees);
  return { free, proceeds, ofParts };
}

/** A grid leg is a credit when the grid pays, whichever way the energy went; a peer's leg by its kind. */
function isCredit({ kind, amountTiyn }: SaleLine): boolean {
  if (kind === "gridSold" || kind === "gridBought") return amountTiyn >= 0n;
  return kind === "sold" || kind === "ownSold" || kind === "partnerSold";
}

const raise = (amounts: Map<number, bigint>, participant: number, by: bigint): void => {
  amounts.set(participant, (amounts.get(participant) ?? 0n) + by);
};

const add = (deltas: Deltas, participant: number, change: Partial<Balance>): void => {
  deltas.set(participant, plus(deltas.get(participant) ?? NOTHING, { ...NOTHING, ...change }));
};

const withoutZeros = (deltas: Deltas): Deltas =>
  new Map([...deltas].filter(([, change]) => !isZero(change)).sort(([a], [b]) => a - b));
