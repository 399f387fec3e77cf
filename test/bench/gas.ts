// Gas as the committed snapshots say; the contract tests hold the snapshots to the contracts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { atMost, type Row } from "./row.ts";

export async function bench(): Promise<Row[]> {
  const file = join(import.meta.dirname, "../contracts/gas-snapshot.json");
  const gas = JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  const of = (name: string): number => {
    const used = gas[name];
    if (used === undefined) throw new Error(`no gas snapshot of «${name}»`);
    return used;
  };
  const each = (name: string, count: number) => Math.round(of(name) / count);
  const fills = "settle: 60 fills, all orders known";
  return [
    atMost(
      "gas a fill, 5 devices a participant",
      each(`${fills}, 12 participants`, 60),
      "gas",
      30_000,
      "one chunk of 60 fills, whole transaction, reading proven",
    ),
    atMost(
      "gas a fill, every fill another participant",
      each(`${fills}, 60 participants`, 60),
      "gas",
      30_000,
      "one chunk of 60 fills, whole transaction, reading proven",
    ),
    atMost(
      "gas a standing ask placed",
      of("placeOrder: a standing ask"),
      "gas",
      80_000,
      "whole transaction, by a relayer",
    ),
    atMost(
      "gas a standing bid placed, funds locked",
      of("placeOrder: a standing bid"),
      "gas",
      80_000,
      "whole transaction, by a relayer",
    ),
    atMost(
      "gas a meter reading anchored",
      of("append: 1,000 readings, quorum of two, average of eight") / 1000,
      "gas",
      100,
      `batch of 1,000 records, 2 checkers' signatures, average of eight batches; the first of a publisher ${of("append: 1,000 readings, quorum of two, first batch") / 1000}`,
    ),
    ...payments.map(([what, name, most]) =>
      atMost(
        `gas to ${what}`,
        of(`payments: ${name}`),
        "gas",
        most,
        "whole transaction, by the operator or a relayer",
      ),
    ),
  ];
}

/** What is done, the snapshot's case, and the most that was aimed at. */
const payments = [
  ["authorise a payment", "authorize", 105_000],
  ["charge a payment, no fee", "charge, no fee", 115_000],
  ["charge a payment, with a fee", "charge, with fee", 115_000],
  ["capture a part, no fee", "capture a part, no fee", 60_000],
  ["capture a part, with a fee", "capture a part, with fee", 60_000],
  ["refund a part, receiver's own", "refund a part, receiver's own", 60_000],
  ["void a payment", "void", 45_000],
  ["pay directly, relayed", "direct, relayed", 66_000],
] as const;
