// One slot of 17,000 orders cleared, and the bytes that everybody must get.
import { clear, randomBook, settlementBytes } from "@alatau/market";
import { atMost, median, time, type Row } from "./row.ts";

const ORDERS = 17_000;

export async function bench(): Promise<Row[]> {
  const book = randomBook(1, ORDERS);
  let bytes = 0;
  const runs = await time(7, () => {
    bytes = settlementBytes(clear(book)).length;
  });
  return [
    atMost(
      "clearing a slot of 17,000 orders",
      Math.round(median(runs)),
      "ms",
      1_000,
      `random book, ${book.devices.length} devices, ${bytes} bytes of settlement, median of 7, first run cold ${Math.round(runs[0]!)} ms`,
    ),
  ];
}
