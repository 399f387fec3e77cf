import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "chai";
import { describe, it } from "mocha";
import { encodeAbiParameters, keccak256, parseAbiParameters, zeroHash } from "viem";
import { fromHex, toHex } from "./bytes.ts";
import { EMPTY_STATEMENT } from "./lines.ts";
import {
  paymentSlot,
  readStatementWord,
  saleStatusSlot,
  STATE_SLOTS,
  statementSlot,
  statementWord,
  supersededSlot,
  WHOLE_CHUNK,
} from "./state-slots.ts";
import type { Bytes32, Slot } from "./units.ts";

const root = new URL("../../../", import.meta.url);
interface Compiled {
  readonly contracts: Record<
    string,
    Record<string, { storageLayout: { storage: { label: string; slot: string; type: string }[] } }>
  >;
}

/** The compiler's storage layout of a contract, as slot and type of each variable. */
function layoutOf(path: string, name: string): Map<string, { slot: number; type: string }> {
  const solc = createRequire(import.meta.url)("solc") as {
    compile: (input: string, callbacks: { import: (path: string) => { contents: string } }) => string;
  };
  const read = (file: string): string => {
    const own = new URL(file, root);
    return readFileSync(existsSync(own) ? own : new URL(`node_modules/${file}`, root), "utf8");
  };
  const outputSelection = { [path]: { [name]: ["storageLayout"] } };
  const input = {
    language: "Solidity",
    sources: { [path]: { content: read(path) } },
    settings: { outputSelection },
  };
  const output = solc.compile(JSON.stringify(input), { import: (file) => ({ contents: read(file) }) });
  const { storage } = (JSON.parse(output) as Compiled).contracts[path]![name]!.storageLayout;
  return new Map(storage.map(({ label, slot, type }) => [label, { slot: Number(slot), type }]));
}

describe("state slots", () => {
  it("are where the compiler puts the contracts' mappings", () => {
    const journal = layoutOf("contracts/journal/Journal.sol", "Journal");
    expect(journal.get("_supersededBy")).to.deep.equal({
      slot: STATE_SLOTS.supersededBy,
      type: "t_mapping(t_bytes32,t_mapping(t_uint32,t_uint256))",
    });
    const market = layoutOf("contracts/energy/EnergyMarket.sol", "EnergyMarket");
    expect(market.get("_status")).to.deep.equal({
      slot: STATE_SLOTS.saleStatus,
      type: "t_mapping(t_bytes32,t_uint8)",
    });
    expect(market.get("_statements")).to.deep.equal({
      slot: STATE_SLOTS.statements,
      type: "t_mapping(t_uint32,t_bytes32)",
    });
    const payments = layoutOf("contracts/payments/Payments.sol", "Payments").get("_states");
    expect(payments?.slot).to.equal(STATE_SLOTS.payments);
    expect(payments?.type).to.match(/^t_mapping\(t_bytes32,t_struct\(Kept\)/);
  }).timeout(60_000);

  it("follow Solidity's rule for mappings", () => {
    const dataset = `0x${"ab".repeat(32)}` as Bytes32;
    const batchKey = keccak256(
      encodeAbiParameters(parseAbiParameters("bytes32, uint32, uint64"), [dataset, 3, 4n]),
    );
    const outer = keccak256(encodeAbiParameters(parseAbiParameters("bytes32, uint256"), [batchKey, 9n]));
    const inner = keccak256(encodeAbiParameters(parseAbiParameters("uint256, bytes32"), [5n, outer]));
    const slots = { supersededBy: 9, saleStatus: 8, statements: 7, payments: 6 };
    expect(toHex(supersededSlot({ dataset, publisher: 3, sequence: 4n, index: 5 }, slots))).to.equal(inner);

    const words = parseAbiParameters("uint32, uint32, uint32, uint32, uint32");
    const lineKey = keccak256(encodeAbiParameters(words, [7, 8, 1, 0, WHOLE_CHUNK]));
    const place = { zone: 7, slot: 8 as Slot, version: 1, chunk: 0, line: WHOLE_CHUNK };
    expect(toHex(saleStatusSlot(place, slots))).to.equal(
      keccak256(encodeAbiParameters(parseAbiParameters("bytes32, uint256"), [lineKey, 8n])),
    );
    expect(toHex(statementSlot(12, slots))).to.equal(
      keccak256(encodeAbiParameters(parseAbiParameters("uint256, uint256"), [12n, 7n])),
    );
    expect(toHex(paymentSlot(fromHex(dataset), slots))).to.equal(
      keccak256(encodeAbiParameters(parseAbiParameters("bytes32, uint256"), [dataset, 6n])),
    );
  });

  it("hold a statement as count and hash", () => {
    const fold = { count: 258, hash: `0x${"cd".repeat(28)}` as const };
    expect(statementWord(fold)).to.equal(`0x00000102${"cd".repeat(28)}`);
    expect(readStatementWord(statementWord(fold))).to.deep.equal(fold);
    expect(readStatementWord(zeroHash as Bytes32)).to.deep.equal(EMPTY_STATEMENT);
  });
});
