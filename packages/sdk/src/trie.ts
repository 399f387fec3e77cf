// Merkle-Patricia tries (Ethereum yellow paper, appendix D): roots and paths over sorted pairs, and the walk that
// checks a path for existence and for absence. Pure; a node shorter than 32 bytes lies inside its parent.
import {
  concat,
  fromBigEndian,
  keccak256,
  sameBytes,
  toBigEndian,
  toBytes32,
  type HashFunction,
} from "./bytes.ts";
import {
  decodeRlp,
  encodeRlp,
  rlpBytes,
  rlpList,
  RlpFormatError,
  type RlpItem,
  type RlpValue,
} from "./rlp.ts";
import type { Bytes32 } from "./units.ts";

export interface TrieEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** What a path shows: the value, null where the key is proven absent, or why the path proves nothing. */
export type TrieAnswer = { readonly value: Uint8Array | null } | { readonly broken: string };

export interface Account {
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly storageRoot: Uint8Array;
  readonly codeHash: Bytes32;
}

const EMPTY = new Uint8Array();
const EMPTY_NODE = Uint8Array.of(0x80);

/** The root over entries with distinct keys, in any order. */
export const trieRoot = (entries: readonly TrieEntry[], hash: HashFunction = keccak256): Uint8Array =>
  buildTrie(entries, null, hash).root;

/** The root and the nodes from it towards `key`; where the key is absent they prove that. */
export const trieProof = (
  entries: readonly TrieEntry[],
  key: Uint8Array,
  hash: HashFunction = keccak256,
): { root: Uint8Array; nodes: Uint8Array[] } => buildTrie(entries, key, hash);

/** Follows a path from a root to a key; every node must hash to what its parent names and every node must be used. */
export function walkTrie(
  root: Uint8Array,
  key: Uint8Array,
  nodes: readonly Uint8Array[],
  hash: HashFunction = keccak256,
): TrieAnswer {
  if (nodes.length === 0) return sameBytes(root, hash(EMPTY_NODE)) ? { value: null } : { broken: "no nodes" };
  try {
    return walk(root, nibblesOf(key), nodes, hash);
  } catch (error) {
    if (error instanceof RlpFormatError) return { broken: "a node is not a trie node" };
    throw error;
  }
}

/** The account under a state root as `eth_getProof` returns its path; null where the address is proven unused. */
export function walkToAccount(
  stateRoot: Uint8Array,
  address: Uint8Array,
  nodes: readonly Uint8Array[],
  hash: HashFunction = keccak256,
): { readonly account: Account | null } | { readonly broken: string } {
  const answer = walkTrie(stateRoot, hash(address), nodes, hash);
  if ("broken" in answer) return answer;
  if (answer.value === null) return { account: null };
  try {
    const [nonce, balance, storageRoot, codeHash] = rlpList(decodeRlp(answer.value)).map(rlpBytes);
    if (storageRoot?.length !== 32 || codeHash?.length !== 32)
      return { broken: "the leaf is not an account" };
    return {
      account: {
        nonce: fromBigEndian(nonce!),
        balance: fromBigEndian(balance!),
        storageRoot,
        codeHash: toBytes32(codeHash),
      },
    };
  } catch (error) {
    if (error instanceof RlpFormatError) return { broken: "the leaf is not an account" };
    throw error;
  }
}

/** The word at a storage slot as `eth_getProof` returns its path; an absent slot holds zero. */
export function walkToStorage(
  storageRoot: Uint8Array,
  slot: Uint8Array,
  nodes: readonly Uint8Array[],
  hash: HashFunction = keccak256,
): { readonly word: Bytes32 } | { readonly broken: string } {
  const answer = walkTrie(storageRoot, hash(slot), nodes, hash);
  if ("broken" in answer) return answer;
  if (answer.value === null) return { word: toBytes32(new Uint8Array(32)) };
  try {
    const word = rlpBytes(decodeRlp(answer.value));
    if (word.length > 32) return { broken: "the leaf is not a storage word" };
    return { word: toBytes32(toBigEndian(fromBigEndian(word), 32)) };
  } catch (error) {
    if (error instanceof RlpFormatError) return { broken: "the leaf is not a storage word" };
    throw error;
  }
}

interface Leaf {
  readonly nibbles: Uint8Array;
  readonly value: Uint8Array;
}

function buildTrie(
  entries: readonly TrieEntry[],
  key: Uint8Array | null,
  hash: HashFunction,
): { root: Uint8Array; nodes: Uint8Array[] } {
  if (entries.length === 0) return { root: hash(EMPTY_NODE), nodes: [] };
  const leaves = entries.map((entry): Leaf => ({ nibbles: nibblesOf(entry.key), value: entry.value }));
  leaves.sort((a, b) => compareNibbles(a.nibbles, b.nibbles));
  const wanted = key === null ? null : nibblesOf(key);
  const nodes: Uint8Array[] = [];

  // Encodes the node over leaves[low..high); on the wanted path it is also kept, parents before children.
  const encode = (low: number, high: number, depth: number, onPath: boolean): Uint8Array => {
    const place = onPath ? nodes.push(EMPTY) - 1 : -1;
    const node = encodeRlp(items(low, high, depth, onPath));
    if (onPath && depth > 0 && node.length < 32) nodes.splice(place, 1);
    else if (onPath) nodes[place] = node;
    return node;
  };
  const reference = (low: number, high: number, depth: number, onPath: boolean): RlpItem => {
    const node = encode(low, high, depth, onPath);
    return node.length < 32 ? { encoded: node } : hash(node);
  };
  const items = (low: number, high: number, depth: number, onPath: boolean): RlpItem[] => {
    const first = leaves[low]!;
    if (high - low === 1) return [compactPath(first.nibbles.subarray(depth), true), first.value];
    const shared = sharedLength(first.nibbles, leaves[high - 1]!.nibbles, depth);
    if (shared > 0) {
      const below = depth + shared;
      const follows = onPath && wanted !== null && sharedLength(wanted, first.nibbles, depth) >= shared;
      return [compactPath(first.nibbles.subarray(depth, below), false), reference(low, high, below, follows)];
    }
    const branch: RlpItem[] = new Array<RlpItem>(17).fill(EMPTY);
    let start = low;
    if (first.nibbles.length === depth) branch[16] = leaves[start++]!.value;
    while (start < high) {
      const nibble = leaves[start]!.nibbles[depth]!;
      let end = start + 1;
      while (end < high && leaves[end]!.nibbles[depth] === nibble) end++;
      branch[nibble] = reference(start, end, depth + 1, onPath && wanted?.[depth] === nibble);
      start = end;
    }
    return branch;
  };
  return { root: hash(encode(0, leaves.length, 0, wanted !== null)), nodes };
}

function walk(
  root: Uint8Array,
  path: Uint8Array,
  nodes: readonly Uint8Array[],
  hash: HashFunction,
): TrieAnswer {
  let used = 0;
  let expected = root;
  let depth = 0;
  const end = (value: Uint8Array | null): TrieAnswer =>
    used === nodes.length ? { value } : { broken: "nodes are left over" };
  for (;;) {
    const bytes = nodes[used++];
    if (bytes === undefined) return { broken: "the path ends before the key does" };
    if (!sameBytes(hash(bytes), expected)) return { broken: "a node does not hash to what its parent names" };
    let node: RlpValue = decodeRlp(bytes);
    for (;;) {
      if (node instanceof Uint8Array)
        return node.length === 0 ? end(null) : { broken: "a node is not a trie node" };
      let child: RlpValue;
      if (node.length === 17) {
        if (depth === path.length) return end(presentOrNull(rlpBytes(node[16])));
        child = node[path[depth++]!]!;
      } else if (node.length === 2) {
        const { nibbles, isLeaf } = readCompactPath(rlpBytes(node[0]));
        const matches = sharedLength(path, nibbles, depth, 0) === nibbles.length;
        if (isLeaf) return end(matches && depth + nibbles.length === path.length ? rlpBytes(node[1]) : null);
        if (!matches) return end(null);
        depth += nibbles.length;
        child = node[1]!;
      } else return { broken: "a node is not a trie node" };
      if (child instanceof Uint8Array) {
        if (child.length === 0) return end(null);
        expected = child;
        break;
      }
      node = child;
    }
  }
}

const presentOrNull = (value: Uint8Array): Uint8Array | null => (value.length === 0 ? null : value);

function nibblesOf(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(key.length * 2);
  for (const [index, byte] of key.entries()) {
    nibbles[2 * index] = byte >> 4;
    nibbles[2 * index + 1] = byte & 0x0f;
  }
  return nibbles;
}

function compareNibbles(a: Uint8Array, b: Uint8Array): number {
  const shared = sharedLength(a, b, 0);
  return shared < a.length && shared < b.length ? a[shared]! - b[shared]! : a.length - b.length;
}

/** How many nibbles `a` from `atA` and `b` from `atB` have in common. */
function sharedLength(a: Uint8Array, b: Uint8Array, atA: number, atB: number = atA): number {
  const limit = Math.min(a.length - atA, b.length - atB);
  let length = 0;
  while (length < limit && a[atA + length] === b[atB + length]) length++;
  return length;
}

/** Hex-prefix encoding: a flag nibble (2 leaf, 1 odd), then the nibbles in pairs. */
function compactPath(nibbles: Uint8Array, isLeaf: boolean): Uint8Array {
  const odd = nibbles.length % 2;
  const head = (isLeaf ? 0x20 : 0) | (odd === 1 ? 0x10 | nibbles[0]! : 0);
  const rest = new Uint8Array((nibbles.length - odd) / 2);
  for (let index = 0; index < rest.length; index++)
    rest[index] = (nibbles[odd + 2 * index]! << 4) | nibbles[odd + 2 * index + 1]!;
  return concat(Uint8Array.of(head), rest);
}

function readCompactPath(bytes: Uint8Array): { nibbles: Uint8Array; isLeaf: boolean } {
  const flag = (bytes[0] ?? 0xff) >> 4;
  if (flag > 3 || (flag % 2 === 0 && (bytes[0]! & 0x0f) !== 0))
    throw new RlpFormatError("A path has no known flag.");
  return { nibbles: nibblesOf(bytes).subarray(flag % 2 === 1 ? 1 : 2), isLeaf: flag >= 2 };
}
