// For tests: validators with keys of their own, and QBFT headers that they seal.
import { addressOf, blockWith, keyOf, NETWORK, sign } from "./chain.fixture.ts";
import type { TrustedNetwork } from "./check-chain.ts";
import { checkpointDigest } from "./check-seals.ts";
import { buildMerkleTree } from "./merkle.ts";
import type { Checkpoint, SealedFinality } from "./network.ts";
import type { BlockSource } from "./proof.ts";
import type { Bytes32 } from "./units.ts";
import { concat, fromHex, keccak256, toBytes32, toHex, utf8, type Hex } from "./bytes.ts";
import { encodeHeader, headerHash, withoutQbftSeals, type RpcHeader } from "./header.ts";
import { encodeQbftExtraData, type ValidatorVote } from "./qbft.ts";
import { integer } from "./rlp.ts";

export interface TestValidator {
  readonly secret: Uint8Array;
  readonly address: Hex;
}

/** Ascending by address; the fifth and sixth are not in at first. */
export const [VALIDATORS, OUTSIDERS] = ((): readonly [readonly TestValidator[], readonly TestValidator[]] => {
  const made = ["a", "b", "c", "d", "e", "f"].map((name) => testValidator(`validator ${name}`));
  return [sorted(made.slice(0, 4)), sorted(made.slice(4))];
})();

function testValidator(name: string): TestValidator {
  const secret = keyOf(name);
  return { secret, address: addressOf(secret) };
}

function sorted(validators: readonly TestValidator[]): TestValidator[] {
  return validators.toSorted((a, b) => (a.address < b.address ? -1 : 1));
}

export interface SealOptions {
  readonly validators?: readonly TestValidator[];
  /** Who seals, in this order. Default: all validators. */
  readonly sealers?: readonly TestValidator[];
  readonly vote?: ValidatorVote | null;
  readonly round?: number;
}

const VANITY = utf8("alatau".padEnd(32, "\0"));

/** A seal as Besu writes it, v 0 or 1. */
export function sealOf(digest: Uint8Array, { secret }: TestValidator): Uint8Array {
  const signature = fromHex(sign(digest, secret));
  return signature.with(64, signature[64]! - 27);
}

/** The other spelling of a seal: n − s, other v. */
export function mirrored(seal: Uint8Array): Uint8Array {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(toHex(seal.subarray(32, 64)));
  return concat(
    seal.subarray(0, 32),
    fromHex(`0x${s.toString(16).padStart(64, "0")}`),
    Uint8Array.of(1 - seal[64]!),
  );
}

/** A header with extraData and seals. */
export function sealed(header: RpcHeader, options: SealOptions = {}): RpcHeader {
  const { validators = VALIDATORS, sealers = validators, vote = null, round = 0 } = options;
  const parts = { vanity: VANITY, validators: validators.map(({ address }) => address), vote, round };
  const extraData = (seals: readonly Uint8Array[]): Hex => toHex(encodeQbftExtraData({ ...parts, seals }));
  const digest = keccak256(encodeHeader({ ...header, extraData: extraData([]) }));
  return { ...header, extraData: extraData(sealers.map((each) => sealOf(digest, each))) };
}

export const qbftHash = (header: RpcHeader): Hex => headerHash(header, { extraDataFilter: withoutQbftSeals });

/** What a block of a made chain differs in. */
export interface PlannedBlock extends SealOptions {
  readonly proposer?: TestValidator;
}

/** A chain of headers from a genesis block of four validators on; the plan has a block a line. */
export function makeHeaders(plan: readonly PlannedBlock[]): RpcHeader[] {
  const blank = blockWith(0, undefined, toHex(keccak256(utf8("state"))), keyOf("head")).block.header;
  const headers = [
    sealed({ ...blank, parentHash: toHex(new Uint8Array(32)), number: "0x" }, { sealers: [] }),
  ];
  for (const [index, block] of plan.entries()) {
    const validators = block.validators ?? VALIDATORS;
    const proposer = block.proposer ?? validators[index % validators.length]!;
    const header = {
      ...blank,
      parentHash: qbftHash(headers.at(-1)!),
      number: integer(index + 1),
      miner: proposer.address,
    };
    headers.push(sealed(header, block));
  }
  return headers;
}

/** The same source with seals in place of signed heads: every block of it goes through `seal`. */
export function withSeals<T>(source: T, seal: (header: RpcHeader) => BlockSource): T {
  if (typeof source !== "object" || source === null || source instanceof Uint8Array) return source;
  if ("headSignature" in source && "header" in source) return seal(source.header as RpcHeader) as T;
  if (Array.isArray(source)) return source.map((each) => withSeals(each as unknown, seal)) as T;
  return Object.fromEntries(
    Object.entries(source).map(([key, value]) => [key, withSeals(value as unknown, seal)]),
  ) as T;
}

/** A block that the validators seal, proposed by the first of them. */
export const sealedBlockOf =
  (options: SealOptions = {}) =>
  (header: RpcHeader): BlockSource => ({
    header: sealed({ ...header, miner: (options.validators ?? VALIDATORS)[0]!.address }, options),
  });

export const MEMBERS = sorted(["member a", "member b", "member c"].map((name) => testValidator(name)));

/** The network of the test chain, whose blocks are final by seals since a genesis block. */
export function sealedNetwork(genesis: RpcHeader, change: Partial<SealedFinality> = {}): TrustedNetwork {
  const validators = VALIDATORS.map(({ address }) => address);
  const members = MEMBERS.map(({ address }) => address);
  const finality = { kind: "qbft-seals" as const, validators, epochLength: 30_000, members, ...change };
  return { ...NETWORK, genesisHash: qbftHash(genesis), finality };
}

/** A checkpoint over these blocks, signed by two of three members. */
export function checkpointOf(
  hashes: readonly Hex[],
  network: TrustedNetwork,
  { signers = MEMBERS.slice(0, 2), validators = VALIDATORS } = {},
): Checkpoint {
  const unsigned = {
    number: hashes.length - 1,
    hash: hashes.at(-1)! as Bytes32,
    blocksRoot: toBytes32(buildMerkleTree(hashes.map(fromHex)).root),
    validators: validators.map(({ address }) => address),
  };
  const digest = checkpointDigest(unsigned, network);
  return { ...unsigned, signatures: signers.map(({ secret }) => sign(digest, secret)) };
}
