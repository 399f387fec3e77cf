// For tests: keys, a network, and blocks made by hand whose receipts hold the events of a batch, a reading set and a settled slot.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { encodeAbiParameters, encodeEventTopics, hashStruct, parseAbiParameters } from "viem";
import { concat, fromHex, keccak256, sha256, toBigEndian, toHex, utf8, type Hex } from "./bytes.ts";
import { headDigest, type TrustedNetwork } from "./check-chain.ts";
import { READINGS_DATASET } from "./check-quorum.ts";
import { PROOF_EVENTS } from "./events.ts";
import { headerHash, type RpcHeader } from "./header.ts";
import { packLines, type SaleLine } from "./lines.ts";
import type { BlockSource, LogSource } from "./proof.ts";
import { logsBloom, receiptsRoot, type RpcLog, type RpcReceipt } from "./receipts.ts";
import { quantity } from "./rlp.ts";
import { trieRoot } from "./trie.ts";
import {
  batchApprovalTypes,
  slotReadingsTypes,
  type BatchApproval,
  type SlotReadings,
} from "./typed-data.ts";
import { owedUp, type Slot, type Tiyn, type TiynPerMWh, type Wh } from "./units.ts";

/** A key of its own for every name. */
export const keyOf = (name: string): Uint8Array => sha256(utf8(`test key of ${name}`));

export const addressOf = (secret: Uint8Array): Hex =>
  toHex(keccak256(secp256k1.getPublicKey(secret, false).subarray(1)).subarray(12));

/** r ‖ s ‖ v as wallets give it. */
export function sign(digest: Uint8Array, secret: Uint8Array): Hex {
  const bytes = secp256k1.sign(digest, secret, { prehash: false, format: "recovered" });
  return toHex(concat(bytes.subarray(1), Uint8Array.of(27 + bytes[0]!)));
}

export const contract = (name: string): Hex => toHex(keccak256(utf8(name)).subarray(12));
export const word = (value: number | bigint): Uint8Array => toBigEndian(BigInt(value), 32);

export const CHECKERS = ["first", "second", "third"]
  .map((name, index) => ({ secret: keyOf(`checker ${name}`), participant: 21 + index, owner: 31 + index }))
  .toSorted((a, b) => (addressOf(a.secret) < addressOf(b.secret) ? -1 : 1));

export const NETWORK: TrustedNetwork = {
  chainId: 770_431,
  genesisHash: toHex(keccak256(utf8("genesis"))),
  contracts: {
    journal: contract("journal"),
    readingSets: contract("reading sets"),
    energyMarket: contract("market"),
    payments: contract("payments"),
  },
  finality: { kind: "head-signature", headKey: addressOf(keyOf("head")) },
  datasets: {
    "energy.readings": {
      dataset: READINGS_DATASET,
      quorum: 2,
      checkers: CHECKERS.map(({ secret, participant, owner }) => ({
        participant,
        owner,
        account: addressOf(secret),
      })),
    },
  },
};

export const SLOT = 1_970_000 as Slot;
export const PUBLISHER = 3;
export const DEVICE = 345;
export const PLACE = { zone: 7, slot: SLOT, version: 1, chunk: 0 };

export const LINES: SaleLine[] = [
  { kind: "sold", device: DEVICE, order: 11n, wh: 1200n as Wh, amountTiyn: 3904n as Tiyn },
  { kind: "gridSold", device: DEVICE, order: 0n, wh: 300n as Wh, amountTiyn: 540n as Tiyn },
  { kind: "bought", device: 346, order: 12n, wh: 1200n as Wh, amountTiyn: -4100n as Tiyn },
];

/** What a whole chunk holds: the three lines above, and so many of other devices that there are 128. */
export function fullChunk(): SaleLine[] {
  const others = Array.from({ length: 125 }, (_, index): SaleLine => {
    const [first, second, third] = keccak256(word(index));
    const wh = BigInt(first! * 16 + second!) as Wh;
    const fromGrid = index % 3 === 2;
    return {
      kind: fromGrid ? "gridBought" : "bought",
      device: 347 + index - Math.floor((index + 1) / 3),
      order: fromGrid ? 0n : BigInt(100_000 + 256 * second! + third!),
      wh,
      amountTiyn: -owedUp(wh, (fromGrid ? 3_650_000n : 3_416_000n) as TiynPerMWh) as Tiyn,
    };
  });
  return [...LINES, ...others];
}

/** A block of so many transactions whose second has the log, after another one. */
export function blockWith(
  number: number,
  log: RpcLog | undefined,
  stateRoot: Hex,
  headKey: Uint8Array,
  transactions = 3,
): LogSource {
  const noise: RpcLog = {
    address: contract("token"),
    topics: [toHex(keccak256(utf8("Noise()")))],
    data: "0x",
  };
  const others = Array.from({ length: transactions - 2 }, (): RpcLog[] => []);
  const logsOf = [[noise], log === undefined ? [] : [noise, log], ...others];
  const receipts = logsOf.map((logs, index): RpcReceipt => {
    const used = 400_000 * (index + 1);
    return {
      type: "0x2",
      status: "0x1",
      cumulativeGasUsed: `0x${used.toString(16)}`,
      logsBloom: logsBloom(logs),
      logs,
    };
  });
  const named = (name: string): Hex => toHex(keccak256(utf8(`${name} ${number}`)));
  const header: RpcHeader = {
    parentHash: named("parent"),
    sha3Uncles: "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
    miner: contract("miner"),
    stateRoot,
    transactionsRoot: named("transactions"),
    receiptsRoot: receiptsRoot(receipts),
    logsBloom: logsBloom(receipts.flatMap(({ logs }) => logs)),
    difficulty: "0x0",
    number: quantity(`0x${number.toString(16)}`),
    gasLimit: "0x1c9c380",
    gasUsed: "0x124f80",
    timestamp: quantity(`0x${(SLOT * 900 + 900 + number).toString(16)}`),
    extraData: "0x",
    mixHash: named("mix"),
    nonce: "0x0000000000000000",
    baseFeePerGas: "0x0",
    withdrawalsRoot: toHex(trieRoot([])),
    blobGasUsed: "0x0",
    excessBlobGas: "0x0",
    parentBeaconBlockRoot: toHex(word(0)), // as on the embedded chain
    requestsHash: "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  };
  const head = headDigest({ number: BigInt(number), blockHash: headerHash(header) }, NETWORK);
  const block: BlockSource = { header, headSignature: sign(head, headKey) };
  return { block, receipts, transactionIndex: 1, logIndex: 1 };
}

export function batchLog(approval: BatchApproval): RpcLog {
  const {
    dataset,
    publisher,
    sequence,
    previous,
    root,
    count,
    periodFrom,
    periodTo,
    manifestHash,
    validBefore,
  } = approval;
  const hash = hashStruct({ types: batchApprovalTypes, primaryType: "BatchApproval", data: approval });
  const args = { dataset, publisher, sequence };
  return {
    address: NETWORK.contracts.journal,
    topics: encodeEventTopics({ abi: PROOF_EVENTS, eventName: "BatchAccepted", args }) as Hex[],
    data: encodeAbiParameters(
      parseAbiParameters("bytes32, bytes32, bytes32, uint32, uint64, uint64, bytes32, uint64"),
      [hash, previous, root, count, periodFrom, periodTo, manifestHash, validBefore],
    ),
  };
}

export function setLog(readings: SlotReadings): RpcLog {
  const { zone, slot, version, publisher, replaces, root, count, importWh, exportWh } = readings;
  const hash = hashStruct({ types: slotReadingsTypes, primaryType: "SlotReadings", data: readings });
  const args = { zone, slot, version };
  return {
    address: NETWORK.contracts.readingSets,
    topics: encodeEventTopics({ abi: PROOF_EVENTS, eventName: "ReadingSetAccepted", args }) as Hex[],
    data: encodeAbiParameters(
      parseAbiParameters("uint32, bytes32, bytes32, bytes32, uint32, uint64, uint64"),
      [publisher, hash, replaces, root, count, importWh, exportWh],
    ),
  };
}

export function salesLog(settled: readonly SaleLine[] = LINES): RpcLog {
  const { zone, slot, version, chunk } = PLACE;
  const lines = packLines(settled);
  const salesHash = toHex(keccak256(fromHex(lines)));
  return {
    address: NETWORK.contracts.energyMarket,
    topics: encodeEventTopics({
      abi: PROOF_EVENTS,
      eventName: "SalesSettled",
      args: { slot, zone, version },
    }) as Hex[],
    data: encodeAbiParameters(parseAbiParameters("uint32, uint64, uint32, bytes32, bytes"), [
      chunk,
      3_254_000n,
      2,
      salesHash,
      lines,
    ]),
  };
}
