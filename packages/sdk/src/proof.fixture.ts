// For tests: an honest chain, and its variants, of four blocks: a batch, a reading set, a settled slot, and the state asked for.
import { p256 } from "@noble/curves/nist.js";
import { concat, fromHex, keccak256, toBytes32, toHex, utf8, type Hex } from "./bytes.ts";
import {
  batchLog,
  blockWith,
  CHECKERS,
  contract,
  DEVICE,
  keyOf,
  LINES,
  NETWORK,
  PLACE,
  PUBLISHER,
  salesLog,
  setLog,
  sign,
  SLOT,
  word,
} from "./chain.fixture.ts";
import { batchDigest, readingSetDigest, READINGS_DATASET } from "./check-quorum.ts";
import {
  envelopeSchema,
  payloadHash,
  recordHash,
  signedBytesHash,
  signedRecordId,
  type Envelope,
} from "./envelope.ts";
import { EMPTY_STATEMENT, foldLine, packLine, type SaleLine } from "./lines.ts";
import { buildMerkleTree, inclusionProof } from "./merkle.ts";
import type { RecordSource, SaleSource, StateSource, StatementSource } from "./proof.ts";
import { buildReadingSet } from "./reading-leaf.ts";
import { encodeRlp, integer } from "./rlp.ts";
import {
  saleStatusSlot,
  statementSlot,
  statementWord,
  STATE_SLOTS,
  supersededSlot,
  WHOLE_CHUNK,
} from "./state-slots.ts";
import { trieProof, trieRoot, type TrieEntry } from "./trie.ts";
import type { BatchApproval, SlotReadings } from "./typed-data.ts";
import type { Bytes32, Slot, Wh } from "./units.ts";

const RECORDS = 1000;
const INDEX = 777;
const PARTICIPANT = 12;

/** What may differ from the honest chain. */
export interface Variant {
  /** Secrets that sign batch and set, ascending by address. Default: the first two checkers. */
  readonly signers?: readonly Uint8Array[];
  /** Secret that signs the heads. */
  readonly headKey?: Uint8Array;
  /** Words of the state: what `supersededBy`, and the statuses of line and chunk hold. */
  readonly superseded?: bigint;
  readonly lineStatus?: bigint;
  readonly chunkStatus?: bigint;
  /** Line of the chunk that is the sale. */
  readonly line?: number;
  /** Lines of the chunk; of them the first is the device's. */
  readonly lines?: readonly SaleLine[];
  /** Transactions of each block, and devices of the reading set. */
  readonly transactions?: number;
  readonly devices?: number;
  /** Words that each contract keeps beside those that are asked for. */
  readonly words?: number;
  /** Wh of the device's reading; honest is 1,500. */
  readonly exportWh?: bigint;
  readonly publisher?: number;
}

export interface TestChain {
  readonly record: RecordSource;
  readonly sale: SaleSource;
  readonly statement: StatementSource;
}

/** An OCMF record signed by the demonstration meter on secp256r1, with its key as SubjectPublicKeyInfo. */
export function meterRecord(): { ocmf: string; publicKey: Uint8Array } {
  const reading = (time: string, value: string, code: string) => ({
    TM: `${time},000+0500 S`,
    TX: code,
    RV: value,
    RI: "01-00:B2.08.00*FF",
    RU: "kWh",
    RT: "AC",
    EF: "",
    ST: "G",
  });
  const payload = JSON.stringify({
    FV: "1.0",
    GI: "Demonstration",
    GS: "D-345",
    PG: "T17",
    MV: "Demonstration",
    MM: "M1",
    MS: "D-345",
    IS: true,
    IF: [],
    IT: "NONE",
    RD: [reading("2026-03-01T15:00:00", "812.5000", "B"), reading("2026-03-01T15:15:00", "814.0000", "E")],
  });
  const secret = keyOf("meter");
  const value = p256.sign(utf8(payload), secret, { format: "der" });
  const prefix = fromHex("0x3059301306072a8648ce3d020106082a8648ce3d030107034200");
  return {
    ocmf: `OCMF|${payload}|${JSON.stringify({ SA: "ECDSA-secp256r1-SHA256", SD: toHex(value).slice(2) })}`,
    publicKey: concat(prefix, p256.getPublicKey(secret, false)),
  };
}

/** A chain of four blocks: batch accepted, reading set accepted, slot settled, and one that is asked for its state. */
export function makeChain(variant: Variant = {}): TestChain {
  const { signers = CHECKERS.slice(0, 2).map(({ secret }) => secret), publisher = PUBLISHER } = variant;
  const { transactions = 3, devices = 40, lines = LINES, words = 300 } = variant;
  const { ocmf, publicKey } = meterRecord();
  const bytes = utf8(ocmf);
  const signed = utf8(ocmf.slice(5, ocmf.lastIndexOf("|")));
  const salt = keccak256(utf8("salt"));
  const envelope = envelopeOf(payloadHash(salt, bytes), [
    signedBytesHash(signed),
    signedRecordId(signed, publicKey),
  ]);
  const records = Array.from({ length: RECORDS }, (_, index) =>
    index === INDEX ? fromHex(recordHash(envelope)) : keccak256(utf8(`record ${index}`)),
  );
  const batchTree = buildMerkleTree(records);
  const approval: BatchApproval = {
    dataset: READINGS_DATASET,
    publisher,
    sequence: 4096n,
    previous: toHex(keccak256(utf8("batch 4095"))),
    root: toHex(batchTree.root),
    count: RECORDS,
    periodFrom: BigInt(SLOT) * 900n,
    periodTo: BigInt(SLOT + 1) * 900n,
    manifestHash: toHex(keccak256(utf8("none"))),
    validBefore: BigInt(SLOT + 96) * 900n,
  };
  const set = buildReadingSet(
    Array.from({ length: devices }, (_, index) => ({
      device: 330 + index,
      slot: SLOT,
      importEndWh: 500_000n as Wh,
      exportEndWh: 814_000n as Wh,
      importWh: (330 + index === 346 ? 1200n : 0n) as Wh,
      exportWh: (330 + index === DEVICE ? (variant.exportWh ?? 1500n) : 0n) as Wh,
      evidenceHash: signedBytesHash(330 + index === DEVICE ? signed : utf8(`reading ${index}`)),
    })),
  );
  const readings: SlotReadings = {
    publisher,
    zone: PLACE.zone,
    slot: SLOT,
    version: PLACE.version,
    replaces: toBytes32(word(0)),
    root: set.root,
    count: set.count,
    importWh: set.importWh,
    exportWh: set.exportWh,
  };
  const sale = { ...PLACE, line: variant.line ?? 0 };
  const statements = statementOf();
  const journalState = storageOf(
    [
      [
        supersededSlot(
          { dataset: READINGS_DATASET as Bytes32, publisher, sequence: 4096n, index: INDEX },
          STATE_SLOTS,
        ),
        variant.superseded ?? 0n,
      ],
    ],
    words,
  );
  const marketState = storageOf(
    [
      [saleStatusSlot(sale, STATE_SLOTS), variant.lineStatus ?? 0n],
      [saleStatusSlot({ ...sale, line: WHOLE_CHUNK }, STATE_SLOTS), variant.chunkStatus ?? 0n],
      [statementSlot(PARTICIPANT, STATE_SLOTS), BigInt(statements.word)],
    ],
    words,
  );
  const accounts = accountsOf({ journal: journalState, energyMarket: marketState });
  const stateRoot = toHex(trieRoot(accounts));
  const earlier = toHex(trieRoot(accounts.slice(1)));

  const digest = batchDigest(approval, NETWORK.chainId, NETWORK.contracts.journal);
  const setDigest = readingSetDigest(readings, NETWORK.chainId, NETWORK.contracts.readingSets);
  const headKey = variant.headKey ?? keyOf("head");
  const batch = blockWith(100, batchLog(approval), earlier, headKey, transactions);
  const accepted = blockWith(101, setLog(readings), earlier, headKey, transactions);
  const settled = blockWith(102, salesLog(lines), earlier, headKey, transactions);
  const { block: latest } = blockWith(103, undefined, stateRoot, headKey);
  const state = (name: "journal" | "energyMarket", slots: readonly Uint8Array[]): StateSource => {
    const storage = name === "journal" ? journalState : marketState;
    return {
      block: latest,
      accountProof: trieProof(accounts, keccak256(fromHex(NETWORK.contracts[name]))).nodes.map(toHex),
      storageProof: slots.map((slot) => ({ proof: trieProof(storage, keccak256(slot)).nodes.map(toHex) })),
    };
  };
  const record: RecordSource = {
    envelope,
    index: INDEX,
    path: inclusionProof(batchTree, INDEX),
    batch,
    signatures: signers.map((secret) => sign(digest, secret)),
    payload: { salt, bytes, publicKey },
    status: state("journal", [
      supersededSlot(
        { dataset: READINGS_DATASET as Bytes32, publisher, sequence: 4096n, index: INDEX },
        STATE_SLOTS,
      ),
    ]),
  };
  const place = set.readings.findIndex(({ device }) => device === lines[sale.line]?.device);
  return {
    record,
    sale: {
      id: `${sale.zone}-${sale.slot}-${sale.version}-${sale.chunk}-${sale.line}`,
      settled,
      reading: set.readings[Math.max(place, 0)]!,
      index: Math.max(place, 0),
      path: inclusionProof(set.tree, Math.max(place, 0)),
      set: accepted,
      signatures: signers.map((secret) => sign(setDigest, secret)),
      status: state("energyMarket", [
        saleStatusSlot(sale, STATE_SLOTS),
        saleStatusSlot({ ...sale, line: WHOLE_CHUNK }, STATE_SLOTS),
      ]),
      record,
    },
    statement: {
      participant: PARTICIPANT,
      lines: statements.lines,
      closing: state("energyMarket", [statementSlot(PARTICIPANT, STATE_SLOTS)]),
    },
  };
}

function envelopeOf(hash: Bytes32, evidence: Bytes32[]): Envelope {
  return envelopeSchema.parse({
    schema: { id: "energy.readings", version: 1, hash: toBytes32(keccak256(utf8("schema"))) },
    issuer: PARTICIPANT,
    subject: `device:${DEVICE}`,
    recordedAt: "2026-03-01T10:15:07Z",
    period: { from: "2026-03-01T10:00:00Z", to: "2026-03-01T10:15:00Z" },
    payloadHash: hash,
    visibility: "members",
    evidence,
  });
}

function statementOf(): { lines: StatementSource["lines"]; word: Bytes32 } {
  const lines = Array.from({ length: 12 }, (_, index) => ({
    ...PLACE,
    slot: (SLOT - 12 + index) as Slot,
    line: LINES[index % 2]!,
  }));
  const fold = lines.reduce((before, each) => foldLine(before, each, packLine(each.line)), EMPTY_STATEMENT);
  return { lines, word: statementWord(fold) };
}

/** A contract's storage: the given words among others; a zero is absent. */
export function storageOf(words: readonly (readonly [Uint8Array, bigint])[], among: number): TrieEntry[] {
  const others = Array.from(
    { length: among },
    (_, index) => [word(index), BigInt(index + 1) << 64n] as const,
  );
  return [...others, ...words]
    .filter(([, value]) => value !== 0n)
    .map(([slot, value]) => ({ key: keccak256(slot), value: encodeRlp(integer(value)) }));
}

/** Accounts of some contracts, with their storage, among others. */
export function accountsOf(
  storages: Readonly<Partial<Record<keyof typeof NETWORK.contracts, TrieEntry[]>>>,
): TrieEntry[] {
  const code = keccak256(utf8("code"));
  const account = (address: Hex, storage: Uint8Array): TrieEntry => ({
    key: keccak256(fromHex(address)),
    value: encodeRlp([integer(1), integer(0), storage, code]),
  });
  const empty = trieRoot([]);
  return [
    ...Array.from({ length: 60 }, (_, index) => account(contract(`account ${index}`), empty)),
    ...Object.entries(storages).map(([name, storage]) =>
      account(NETWORK.contracts[name as keyof typeof storages], trieRoot(storage)),
    ),
  ];
}
