import { expect } from "chai";
import { describe, it } from "mocha";
import { decodeEventLog, getAbiItem, toEventSelector, type AbiEvent, type Hex } from "viem";
import { fullChunk, NETWORK, salesLog } from "./chain.fixture.ts";
import {
  EventForeignError,
  PROOF_EVENTS,
  readBatchAccepted,
  readReadingSetAccepted,
  readSalesSettled,
} from "./events.ts";
import { makeChain } from "./proof.fixture.ts";
import type { RpcLog } from "./receipts.ts";
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

  it("are read as viem reads them, and no other event is", () => {
    const { record, sale } = makeChain({ words: 0 });
    const logOf = (source: { receipts: readonly { logs: readonly RpcLog[] }[] }) =>
      source.receipts[1]!.logs[1]!;
    const args = (log: RpcLog): object => {
      const topics = log.topics as [Hex, ...Hex[]];
      return decodeEventLog({ abi: PROOF_EVENTS, data: log.data, topics }).args;
    };
    const [batch, set, sales] = [logOf(record.batch), logOf(sale.set), salesLog(fullChunk())];
    const { approval, batchHash } = readBatchAccepted(batch);
    expect({ ...approval, batchHash }).to.deep.equal(args(batch));
    const { readings, setHash } = readReadingSetAccepted(set);
    expect({ ...readings, setHash }).to.deep.equal(args(set));
    expect(readSalesSettled(sales)).to.deep.equal(args(sales));
    expect(sales.address).to.equal(NETWORK.contracts.energyMarket);
    for (const log of [
      set,
      { ...batch, topics: batch.topics.slice(1) },
      { ...batch, data: `${batch.data}00` as Hex },
    ])
      expect(() => readBatchAccepted(log)).to.throw(EventForeignError);
    const dirty = { ...batch, topics: batch.topics.with(2, `0x${"f".repeat(64)}`) };
    expect(() => readBatchAccepted(dirty)).to.throw(EventForeignError, "uint32");
    expect(() => readSalesSettled({ ...sales, data: sales.data.slice(0, -64) as Hex })).to.throw(
      EventForeignError,
    );
  });
});
