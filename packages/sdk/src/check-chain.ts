// What stands on the chain: headers under a signed head, logs under a header, words under a state root.
import type { BundleBlock, BundleLog, BundleState } from "./bundle.ts";
import { fromHex, toHex, type Hex } from "./bytes.ts";
import { decodeHeader, rawHeaderHash, type HeaderFields } from "./header.ts";
import type { Network } from "./network.ts";
import { decodeReceipt, receiptKey, type DecodedReceipt, type RpcLog } from "./receipts.ts";
import { refuse } from "./refusals.ts";
import { recoverSigner } from "./signatures.ts";
import { walkToAccount, walkToStorage, walkTrie } from "./trie.ts";
import { headTypes } from "./typed-data.ts";
import { structHash, typedDigest } from "./typed-hash.ts";
import type { Bytes32 } from "./units.ts";

/** What of `network.json` a check takes on trust. */
export type TrustedNetwork = Pick<Network, "chainId" | "genesisHash" | "finality" | "datasets"> & {
  readonly contracts: Pick<Network["contracts"], "journal" | "readingSets" | "energyMarket" | "payments">;
};

/** A block whose header is final on the network. */
export interface ProvenBlock extends HeaderFields {
  readonly hash: Bytes32;
}

interface SignedHead {
  readonly number: bigint;
  readonly blockHash: Bytes32;
}

/** What the node's operator signs for a block (EIP-712 `Head`), as a digest. */
export function headDigest(
  head: SignedHead,
  { chainId, genesisHash }: Pick<Network, "chainId" | "genesisHash">,
): Uint8Array {
  return typedDigest(chainId, null, structHash("Head", headTypes.Head, { genesisHash, ...head }));
}

/** The block of a bundle, if its header leads to a head that the network's key signed. @throws {CheckFailedError} */
export function checkBlock(block: BundleBlock, network: TrustedNetwork): ProvenBlock {
  const proven = readHeader(block.header);
  let last = proven;
  for (const raw of block.following) {
    const next = readHeader(raw);
    if (next.parentHash !== last.hash || next.number !== last.number + 1n)
      refuse("header-link-broken", `Block ${next.number} does not follow block ${last.number}.`);
    last = next;
  }
  if (network.finality.kind !== "head-signature")
    return refuse("finality-foreign", "The network's blocks are final by seals, not by a signed head.");
  const headKey = network.finality.headKey.toLowerCase() as Hex;
  const digest = headDigest({ number: last.number, blockHash: last.hash }, network);
  if (recoverSigner(digest, block.head, [headKey]) !== headKey)
    refuse(
      "head-signature-invalid",
      `The head at block ${last.number} is not signed by the network's head key.`,
    );
  return proven;
}

/** The log of a bundle, if the block's receipts hold it and the contract emitted it. @throws {CheckFailedError} */
export function checkLog(proof: BundleLog, block: ProvenBlock, contract: Hex): RpcLog {
  const answer = walkTrie(block.receiptsRoot, receiptKey(proof.transaction), proof.receipt);
  if ("broken" in answer) refuse("receipt-not-proven", `Receipt ${proof.transaction}: ${answer.broken}.`);
  if (answer.value === null)
    refuse("receipt-not-proven", `Block ${block.number} has no receipt ${proof.transaction}.`);
  const receipt = readReceipt(answer.value);
  const log = receipt.succeeded ? receipt.logs[proof.log] : undefined;
  if (log === undefined)
    return refuse("log-missing", `Receipt ${proof.transaction} has no log ${proof.log}.`);
  if (log.address !== contract.toLowerCase())
    refuse("log-foreign", `The log is of ${log.address}, not of ${contract}.`);
  return log;
}

/** The words at a contract's slots under the block's state root. @throws {CheckFailedError} */
export function checkState(
  proof: BundleState,
  block: ProvenBlock,
  contract: Hex,
  slots: readonly Uint8Array[],
): Bytes32[] {
  const found = walkToAccount(block.stateRoot, fromHex(contract.toLowerCase()), proof.account);
  if ("broken" in found) return refuse("state-not-proven", `The account of ${contract}: ${found.broken}.`);
  const { account } = found;
  if (account === null)
    return refuse("state-not-proven", `There is no account ${contract} at block ${block.number}.`);
  if (proof.storage.length !== slots.length)
    refuse("state-not-proven", `${proof.storage.length} storage paths, ${slots.length} are needed.`);
  return slots.map((slot, index) => {
    const answer = walkToStorage(account.storageRoot, slot, proof.storage[index]!);
    if ("broken" in answer)
      return refuse("state-not-proven", `Storage slot ${toHex(slot)}: ${answer.broken}.`);
    return answer.word;
  });
}

function readHeader(raw: Uint8Array): ProvenBlock {
  try {
    return { ...decodeHeader(raw), hash: rawHeaderHash(raw) };
  } catch {
    return refuse("header-malformed", "A block header cannot be read.");
  }
}

function readReceipt(bytes: Uint8Array): DecodedReceipt {
  try {
    return decodeReceipt(bytes);
  } catch {
    return refuse("receipt-not-proven", "The receipt cannot be read.");
  }
}
