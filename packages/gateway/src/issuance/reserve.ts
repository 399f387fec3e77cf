// The reserve: what is minted against what the bank holds, and every difference between the two by its name. Pure.

/** Why money is on one side only. The first ones are on their way; the last two nobody has explained. */
export const LINE_KINDS = [
  "not-minted",
  "not-paid",
  "suspense",
  "sent-back",
  "own-money",
  "opening",
  "before-books",
  "elsewhere",
  "not-burned",
  "unknown-issue",
  "amount-differs",
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

const UNEXPLAINED: ReadonlySet<LineKind> = new Set(["not-burned", "unknown-issue", "amount-differs"]);

/** A movement of money at the bank or on the chain. Movements with the same key are the two sides of one thing. */
export interface Movement {
  readonly side: "bank" | "chain";
  readonly key: string;
  /** Above zero: more money at the bank, more tokens on the chain. */
  readonly amountTiyn: bigint;
  /** What it is called when the other side is missing. */
  readonly alone: LineKind;
}

export interface ReserveLine {
  readonly kind: LineKind;
  readonly key: string;
  /** What it adds to the tokens over the money. */
  readonly amountTiyn: bigint;
}

export interface Reserve {
  readonly supplyTiyn: bigint;
  readonly bankTiyn: bigint;
  /** By kind and key. */
  readonly lines: readonly ReserveLine[];
  /** supply − bank − Σ lines: movements that are missing here altogether. */
  readonly differenceTiyn: bigint;
  /** Nothing is missing, nothing is unexplained, and the books began with as many tokens as money. */
  readonly balanced: boolean;
}

/** Sets tokens against money. Amounts in tiyn. */
export function reserveOf(
  { supplyTiyn, bankTiyn }: Pick<Reserve, "supplyTiyn" | "bankTiyn">,
  movements: readonly Movement[],
): Reserve {
  const groups = new Map<string, Movement[]>();
  for (const movement of movements) {
    const group = groups.get(movement.key);
    if (group === undefined) groups.set(movement.key, [movement]);
    else group.push(movement);
  }
  const lines = [...groups].flatMap(([key, group]) => lineOf(key, group)).sort(inOrder);
  const sum = (of: readonly ReserveLine[]): bigint =>
    of.reduce((total, { amountTiyn }) => total + amountTiyn, 0n);
  const differenceTiyn = supplyTiyn - bankTiyn - sum(lines);
  const begun = sum(lines.filter(({ kind }) => kind === "opening" || kind === "before-books"));
  const balanced = differenceTiyn === 0n && begun === 0n && !lines.some(({ kind }) => UNEXPLAINED.has(kind));
  return { supplyTiyn, bankTiyn, lines, differenceTiyn, balanced };
}

function lineOf(key: string, group: readonly Movement[]): ReserveLine[] {
  const amountTiyn = group.reduce(
    (total, { side, amountTiyn: amount }) => (side === "chain" ? total + amount : total - amount),
    0n,
  );
  if (amountTiyn === 0n) return [];
  const [first] = group;
  const oneSided = group.every(({ side }) => side === first!.side);
  return [{ kind: oneSided ? first!.alone : "amount-differs", key, amountTiyn }];
}

const inOrder = (one: ReserveLine, other: ReserveLine): number =>
  LINE_KINDS.indexOf(one.kind) - LINE_KINDS.indexOf(other.kind) || (one.key < other.key ? -1 : 1);
