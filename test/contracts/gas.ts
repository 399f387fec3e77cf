// Gas snapshots: each case has a name and a committed number; UPDATE_GAS=1 writes them anew, and the commit says why.
import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = join(import.meta.dirname, "gas-snapshot.json");
/** Signatures and addresses differ in their zero bytes from run to run; more than this is a change. */
const TOLERANCE = 300n;

/** Compares what a case used with its snapshot. */
export function expectGas(name: string, used: bigint): void {
  const snapshot = JSON.parse(readFileSync(FILE, "utf8")) as Record<string, number>;
  if (process.env["UPDATE_GAS"] === "1") {
    const entries = Object.entries({ ...snapshot, [name]: Number(used) }).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
    return;
  }
  const known = snapshot[name];
  expect(known, `no snapshot of «${name}»: run with UPDATE_GAS=1`).to.be.a("number");
  const difference = used > BigInt(known!) ? used - BigInt(known!) : BigInt(known!) - used;
  expect(difference <= TOLERANCE, `gas of «${name}» is ${used}, its snapshot says ${known}`).to.equal(true);
}
