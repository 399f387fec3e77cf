// QBFT headers (Hyperledger Besu): what extraData holds, which bytes the block hash and the seals cover, and whether the seals are enough.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { fromBigEndian, fromHex, keccak256, sameBytes, toBytes32, toHex, type Hex } from "./bytes.ts";
import { EXTRA_DATA, fieldsOf, headerItems, type HeaderFields } from "./header.ts";
import { refuse } from "./refusals.ts";
import { decodeRlp, encodeRlp, integer, rlpBytes, rlpList, RlpFormatError, type RlpItem } from "./rlp.ts";
import { recoverSigner, SIGNATURE_BYTES } from "./signatures.ts";
import type { Bytes32 } from "./units.ts";

/** A proposer's vote that somebody joins the validators, or leaves them. */
export interface ValidatorVote {
  readonly target: Hex;
  readonly joins: boolean;
}

/** extraData of a QBFT header. */
export interface QbftExtraData {
  readonly vanity: Uint8Array;
  /** Ascending, lower case: the validators of this block. */
  readonly validators: readonly Hex[];
  readonly vote: ValidatorVote | null;
  readonly round: number;
  /** 65 bytes each: r ‖ s ‖ v, v 0 or 1. */
  readonly seals: readonly Uint8Array[];
}

export interface QbftHeader extends HeaderFields, QbftExtraData {
  readonly hash: Bytes32;
  readonly proposer: Hex;
  /** The header's fields in order, extraData among them. */
  readonly items: readonly Uint8Array[];
}

/** How many of a block's validators sealed it. */
export interface Sealed {
  readonly sealed: number;
  readonly of: number;
}

const JOINS = 0xff;
const NO_ROUND_NO_SEALS = { round: 0, seals: [] };
const MOST_S = secp256k1.Point.Fn.ORDER >> 1n;

/** Seals that make a block of so many validators final: two thirds of them, rounded up. */
export const sealsNeeded = (validators: number): number => Math.ceil((2 * validators) / 3);

/** Reads extraData in the one spelling that Besu writes. @throws {RlpFormatError} */
export function decodeQbftExtraData(bytes: Uint8Array): QbftExtraData {
  const parts = rlpList(decodeRlp(bytes));
  if (parts.length !== 5) throw new RlpFormatError("QBFT's extra data has five parts.");
  const round = rlpBytes(parts[3]);
  if (round.length > 4 || round[0] === 0) throw new RlpFormatError("The round is no shortest number.");
  const read = {
    vanity: rlpBytes(parts[0]),
    validators: rlpList(parts[1]).map((each) => addressOf(rlpBytes(each))),
    vote: voteOf(rlpList(parts[2]).map(rlpBytes)),
    round: Number(fromBigEndian(round)),
    seals: rlpList(parts[4]).map(rlpBytes),
  };
  if (!sameBytes(encodeQbftExtraData(read), bytes)) throw new RlpFormatError("The RLP is not the shortest.");
  return read;
}

/** The RLP of extraData. */
export function encodeQbftExtraData({ vanity, validators, vote, round, seals }: QbftExtraData): Uint8Array {
  const voted: RlpItem = vote === null ? [] : [vote.target, vote.joins ? Uint8Array.of(JOINS) : "0x"];
  return encodeRlp([vanity, validators, voted, integer(round), seals]);
}

/** Reads a sealed header and hashes it as its network does. @throws {CheckFailedError} `header-malformed` */
export function readQbftHeader(raw: Uint8Array): QbftHeader {
  try {
    const items = headerItems(raw);
    if (!sameBytes(encodeRlp(items), raw)) throw new RlpFormatError("The RLP is not the shortest.");
    const extraData = decodeQbftExtraData(items[EXTRA_DATA]!);
    const hash = toBytes32(keccak256(encodeWith(items, { ...extraData, ...NO_ROUND_NO_SEALS })));
    return { ...fieldsOf(items), ...extraData, items, hash, proposer: addressOf(items[2]!) };
  } catch {
    return refuse("header-malformed", "A header cannot be read as QBFT's.");
  }
}

/** The header's bytes with other seals in it, or with none and round 0: its hash stays the same. */
export const resealed = (header: QbftHeader, seals: readonly Uint8Array[]): Uint8Array =>
  encodeWith(header.items, { ...header, seals, round: seals.length === 0 ? 0 : header.round });

/** What the validators of a block sign. */
export const sealDigest = (header: Pick<QbftHeader, keyof QbftExtraData | "items">): Uint8Array =>
  keccak256(encodeWith(header.items, { ...header, seals: [] }));

/**
 * Who sealed a block, in the order of its seals: enough members of the set, each once, by signatures in the one valid form.
 * @throws {CheckFailedError} `validators-foreign`, `proposer-foreign`, `seals-too-few`, `seal-malformed`, `seal-not-canonical`,
 * `seal-foreign`, `seal-repeated`
 */
export function checkSeals(header: QbftHeader, validators: readonly Hex[]): Hex[] {
  const { number, seals, proposer } = header;
  if (header.validators.join() !== validators.join())
    refuse("validators-foreign", `Block ${number} names other validators than the chain's votes lead to.`);
  if (!validators.includes(proposer))
    refuse("proposer-foreign", `Block ${number} was proposed by ${proposer}, who is no validator.`);
  const needed = sealsNeeded(validators.length);
  if (seals.length < needed || seals.length === 0)
    refuse("seals-too-few", `Block ${number} has ${seals.length} seals; ${needed} are needed.`);
  const digest = sealDigest(header);
  const signers: Hex[] = [];
  let likely = [...validators];
  for (const seal of seals) {
    const signer = signerOf(seal, digest, likely, number);
    if (signers.includes(signer)) refuse("seal-repeated", `Block ${number} has two seals by ${signer}.`);
    const place = likely.indexOf(signer);
    if (place < 0) refuse("seal-foreign", `Block ${number} has a seal by ${signer}, who is no validator.`);
    signers.push(signer);
    likely = [...likely.slice(place + 1), ...likely.slice(0, place)];
  }
  return signers;
}

function signerOf(seal: Uint8Array, digest: Uint8Array, likely: readonly Hex[], number: bigint): Hex {
  if (seal.length === SIGNATURE_BYTES && fromBigEndian(seal.subarray(32, 64)) > MOST_S)
    refuse("seal-not-canonical", `Block ${number} has a seal whose s is in the upper half.`);
  const v = seal[64] ?? 2;
  const signature = seal.length === SIGNATURE_BYTES && v < 2 ? seal.with(64, 27 + v) : new Uint8Array();
  return (
    recoverSigner(digest, signature, likely) ??
    refuse("seal-malformed", `Block ${number} has a seal that is no signature.`)
  );
}

const encodeWith = (items: readonly Uint8Array[], extraData: QbftExtraData): Uint8Array =>
  encodeRlp(items.with(EXTRA_DATA, encodeQbftExtraData(extraData)));

function addressOf(bytes: Uint8Array): Hex {
  if (bytes.length !== 20) throw new RlpFormatError("An address has 20 bytes.");
  return toHex(bytes);
}

function voteOf(parts: readonly Uint8Array[]): ValidatorVote | null {
  if (parts.length === 0) return null;
  const [target, kind] = parts;
  const joins = kind?.length === 1 && kind[0] === JOINS;
  if (target === undefined || kind === undefined || parts.length > 2 || (!joins && kind.length > 0))
    throw new RlpFormatError("The vote is neither to join nor to leave.");
  return { target: addressOf(target), joins };
}

/** Seals in a header as a bundle has them: as many as are needed, by ascending signer. @throws {CheckFailedError} */
export function shortSealed(raw: Uint8Array): Uint8Array {
  const header = readQbftHeader(raw);
  const signers = checkSeals(header, header.validators);
  const bySigner = header.seals.map((seal, index) => ({ seal, signer: signers[index]! }));
  const sorted = bySigner.toSorted((a, b) => (a.signer < b.signer ? -1 : 1));
  const kept = sorted.slice(0, sealsNeeded(header.validators.length));
  return resealed(
    header,
    kept.map(({ seal }) => seal),
  );
}

/** keccak256 over the addresses one after the other: names a validator set in what members sign. */
export const validatorsHash = (validators: readonly Hex[]): Hex =>
  toHex(keccak256(fromHex(`0x${validators.map((each) => each.slice(2)).join("")}`)));
