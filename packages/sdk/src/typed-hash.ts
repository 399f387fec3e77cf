// EIP-712 digests of structs whose fields are all one word: what checkers and node operators sign. Hashes of types and domains are kept.
import { concat, keccak256, toBigEndian, utf8, writeHex, type Hex } from "./bytes.ts";

/** A field of one word. */
interface WordField {
  readonly name: string;
  readonly type: string;
}

const NAME_AND_VERSION = [keccak256(utf8("Alatau Ledger")), keccak256(utf8("1"))];
const PREFIX = Uint8Array.of(0x19, 0x01);
const MOST_DOMAINS = 64;

const typeHashes = new WeakMap<readonly WordField[], Uint8Array>();
const domains = new Map<string, Uint8Array>();

/**
 * The hash of a struct of `bytes32` and `uintN` fields: keccak256(type hash ‖ words). @throws {RangeError} for a field of another
 * type, or a value beyond 256 bits. @throws {BytesFormatError}
 */
export function structHash(name: string, types: readonly WordField[], message: object): Uint8Array {
  const values = message as Readonly<Record<string, unknown>>;
  const words = new Uint8Array(32 * types.length);
  for (const [index, { name: field, type }] of types.entries())
    writeWord(words, 32 * index, type, values[field]);
  return keccak256(concat(typeHash(name, types), words));
}

function writeWord(words: Uint8Array, at: number, type: string, value: unknown): void {
  const fits = type.startsWith("uint") ? typeof value !== "string" : type === "bytes32" && isWord(value);
  if (!fits || value === undefined) throw new RangeError(`${String(value)} is no ${type} of one word`);
  if (typeof value === "string") writeHex(words, at, value);
  else words.set(toBigEndian(BigInt(value as number | bigint), 32), at);
}

const isWord = (value: unknown): boolean => typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value);

function typeHash(name: string, types: readonly WordField[]): Uint8Array {
  let known = typeHashes.get(types);
  if (known === undefined) {
    const text = `${name}(${types.map((each) => `${each.type} ${each.name}`).join(",")})`;
    typeHashes.set(types, (known = keccak256(utf8(text))));
  }
  return known;
}

/** What is signed: keccak256(0x19 0x01 ‖ domain ‖ struct), the domain that of a contract, or without one that of the chain. */
export const typedDigest = (chainId: number, contract: Hex | null, struct: Uint8Array): Uint8Array =>
  keccak256(concat(PREFIX, domainHash(chainId, contract), struct));

function domainHash(chainId: number, contract: Hex | null): Uint8Array {
  const key = `${chainId} ${contract?.toLowerCase() ?? ""}`;
  let known = domains.get(key);
  if (known === undefined) {
    const type = `EIP712Domain(string name,string version,uint256 chainId${contract === null ? "" : ",address verifyingContract"})`;
    const address = new Uint8Array(32);
    if (contract !== null) writeHex(address, 12, contract);
    const chain = toBigEndian(BigInt(chainId), 32);
    const words = [...NAME_AND_VERSION, chain, ...(contract === null ? [] : [address])];
    known = keccak256(concat(keccak256(utf8(type)), ...words));
    if (domains.size < MOST_DOMAINS) domains.set(key, known);
  }
  return known;
}
