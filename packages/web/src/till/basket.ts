// What a customer takes: goods of the till's list and an amount typed by hand. Pure.
import type { TillItem } from "../merchant/answers.ts";

export interface BasketLine extends TillItem {
  readonly quantity: number;
}

/** The basket with one more of an item. */
export function addItem(basket: readonly BasketLine[], item: TillItem): readonly BasketLine[] {
  const place = basket.findIndex(
    ({ name, amountTiyn }) => name === item.name && amountTiyn === item.amountTiyn,
  );
  if (place < 0) return [...basket, { ...item, quantity: 1 }];
  return basket.map((line, index) => (index === place ? { ...line, quantity: line.quantity + 1 } : line));
}

/** The basket with one less of a line. */
export const takeItem = (basket: readonly BasketLine[], place: number): readonly BasketLine[] =>
  basket.flatMap((line, index) =>
    index !== place ? [line] : line.quantity > 1 ? [{ ...line, quantity: line.quantity - 1 }] : [],
  );

/** What the goods cost, tiyn. */
export const basketSum = (basket: readonly BasketLine[]): bigint =>
  basket.reduce((sum, { amountTiyn, quantity }) => sum + amountTiyn * BigInt(quantity), 0n);

/** Lines of an invoice: the goods, and what was typed under its own name. Their amounts sum to the invoice's. */
export function invoiceLines(
  basket: readonly BasketLine[],
  typed: { readonly amountTiyn: bigint; readonly name: string },
): { readonly name: string; readonly quantity: number; readonly amountTiyn: string }[] {
  const lines = basket.map(({ name, quantity, amountTiyn }) => ({
    ...{ name, quantity },
    amountTiyn: (amountTiyn * BigInt(quantity)).toString(),
  }));
  if (typed.amountTiyn === 0n || lines.length === 0) return lines;
  return [...lines, { name: typed.name, quantity: 1, amountTiyn: typed.amountTiyn.toString() }];
}
