import { expect } from "chai";
import { describe, it } from "mocha";
import { getAbiItem, toEventSelector, type AbiEvent } from "viem";
import { PROOF_EVENTS } from "./events.ts";
import { energyMarketAbi, journalAbi, readingSetsAbi } from "./generated/abi.ts";

/** Types and places of an event's arguments, without the names that only people read. */
const shapeOf = (event: AbiEvent): unknown => [
  toEventSelector(event),
  event.inputs.map(({ name, type, indexed }) => [name, type, indexed === true]),
];

describe("events that proofs rest on", () => {
  it("are the contracts' own", () => {
    for (const [abi, name] of [
      [journalAbi, "BatchAccepted"],
      [readingSetsAbi, "ReadingSetAccepted"],
      [energyMarketAbi, "SalesSettled"],
    ] as const) {
      const ours = PROOF_EVENTS.find((event) => event.name === name)!;
      expect(shapeOf(ours), name).to.deep.equal(shapeOf(getAbiItem({ abi, name }) as AbiEvent));
    }
  });
});
