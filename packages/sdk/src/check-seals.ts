// What makes a block final in a consortium: seals of the validators of its height, who follow from what network.json pins by sealed votes.
import type { BundleSealedBlock, SealedBlocks } from "./bundle.ts";
import { fromHex } from "./bytes.ts";
import type { ProvenBlock, TrustedNetwork } from "./check-chain.ts";
import { verifyInclusion } from "./merkle.ts";
import type { Checkpoint, Network, SealedFinality } from "./network.ts";
import {
  checkSeals,
  readQbftHeader,
  sealsNeeded,
  validatorsHash,
  type QbftHeader,
  type Sealed,
} from "./qbft.ts";
import { refuse } from "./refusals.ts";
import { recoverSigner } from "./signatures.ts";
import { checkpointTypes } from "./typed-data.ts";
import { structHash, typedDigest } from "./typed-hash.ts";
import type { Hex } from "./bytes.ts";
import { afterBlock, emptyTally } from "./validators.ts";

/** Validators that hold after block `after`. */
interface SetSince {
  readonly after: bigint;
  readonly validators: readonly Hex[];
}

const trusted = new WeakSet<Checkpoint>();

/** What members sign: that a block, and every one before it, is the network's (EIP-712 `Checkpoint`), as a digest. */
export function checkpointDigest(
  { number, hash, blocksRoot, validators }: Omit<Checkpoint, "signatures">,
  { chainId, genesisHash }: Pick<Network, "chainId" | "genesisHash">,
): Uint8Array {
  const message = {
    genesisHash,
    number,
    blockHash: hash,
    blocksRoot,
    validatorsHash: validatorsHash(validators),
  };
  return typedDigest(chainId, null, structHash("Checkpoint", checkpointTypes.Checkpoint, message));
}

/** The blocks of a bundle, if their validators sealed them, and the weakest of the quorums. @throws {CheckFailedError} */
export function checkSealedBlocks(
  { blocks, changes }: SealedBlocks,
  network: TrustedNetwork,
): { blocks: ProvenBlock[]; seals: Sealed | null } {
  const { finality } = network;
  if (finality.kind !== "qbft-seals")
    return refuse("finality-foreign", "The network's blocks are final by a signed head, not by seals.");
  if (finality.checkpoint !== undefined) requireSigned(finality.checkpoint, finality, network);
  const sets = setsBy(changes, finality);
  let seals: Sealed | null = null;
  const proven = blocks.map((block) => {
    const header = readQbftHeader(block.header);
    const sealed = checkAscending(header, validatorsOf(header, block, sets, finality.checkpoint));
    if (seals === null || sealed.sealed * seals.of < seals.sealed * sealed.of) seals = sealed;
    return header;
  });
  return { blocks: proven, seals };
}

/** Up to the checkpoint the header's own list is the set: the members vouch for its hash. After it the votes lead to the set. */
function validatorsOf(
  header: QbftHeader,
  { path }: BundleSealedBlock,
  sets: readonly SetSince[],
  checkpoint: Checkpoint | undefined,
): readonly Hex[] {
  const { number, hash, validators } = header;
  if (checkpoint === undefined || number > BigInt(checkpoint.number)) {
    if (path !== null)
      refuse("bundle-malformed", `Block ${number} is after every checkpoint and has a path to one.`);
    return sets.findLast(({ after }) => number > after)?.validators ?? [];
  }
  const size = checkpoint.number + 1;
  const [leaf, root] = [fromHex(hash), fromHex(checkpoint.blocksRoot)];
  if (path === null || !verifyInclusion({ leaf, index: Number(number), size, path, root }))
    refuse(
      "checkpoint-unlinked",
      `Block ${number} ${hash} is not in the checkpoint of block ${checkpoint.number}.`,
    );
  return validators;
}

/** A bundle has one order of the same seals. */
function checkAscending(header: QbftHeader, validators: readonly Hex[]): Sealed {
  const signers = checkSeals(header, validators);
  if (signers.join() !== signers.toSorted().join())
    refuse("seal-repeated", `The seals of block ${header.number} do not ascend by signer.`);
  return { sealed: signers.length, of: validators.length };
}

function setsBy(
  changes: readonly (readonly Uint8Array[])[],
  { validators, checkpoint, epochLength }: SealedFinality,
): SetSince[] {
  const sets: SetSince[] = [
    {
      after: BigInt(checkpoint?.number ?? -1),
      validators: emptyTally(checkpoint?.validators ?? validators).validators,
    },
  ];
  for (const raws of changes) sets.push(setAfter(raws.map(readQbftHeader), sets, epochLength));
  return sets;
}

/** The set that the votes in these headers bring about: they follow each other, and the set before sealed the last of them. */
function setAfter(headers: readonly QbftHeader[], sets: readonly SetSince[], epochLength: number): SetSince {
  const { validators, after } = sets.at(-1)!;
  const last = headers.at(-1);
  const unproven = (detail: string): never => refuse("validator-change-unproven", detail);
  if (last === undefined) return unproven("A change without headers.");
  if (last.number <= after || (sets.length > 1 && headers[0]!.number <= after))
    unproven(`The change at block ${last.number} does not follow the one before it.`);
  checkAscending(last, validators);
  let tally = emptyTally(validators);
  for (const [index, header] of headers.entries()) {
    const next = headers[index + 1];
    if (next !== undefined && (next.parentHash !== header.hash || header.seals.length + header.round > 0))
      refuse("header-link-broken", `Block ${header.number} is not what block ${next.number} follows.`);
    if (tally.validators.join() !== validators.join() || header.validators.join() !== validators.join())
      unproven(`Block ${header.number} is not of the set that the change at block ${last.number} ends.`);
    tally = afterBlock(tally, header, epochLength);
  }
  if (tally.validators.join() === validators.join())
    unproven(`The votes up to block ${last.number} are too few to change the validators.`);
  return { after: last.number, validators: tally.validators };
}

function requireSigned(
  checkpoint: Checkpoint,
  { members }: SealedFinality,
  network: Pick<Network, "chainId" | "genesisHash">,
): void {
  if (trusted.has(checkpoint)) return;
  const digest = checkpointDigest(checkpoint, network);
  let previous = "";
  for (const signature of checkpoint.signatures) {
    const signer = recoverSigner(digest, fromHex(signature), members);
    if (signer === null || !members.includes(signer) || signer <= previous)
      return refuse(
        "checkpoint-unsigned",
        "A signature of the checkpoint is of no member, or they do not ascend.",
      );
    previous = signer;
  }
  const needed = Math.max(1, sealsNeeded(members.length));
  if (checkpoint.signatures.length < needed)
    refuse(
      "checkpoint-unsigned",
      `${checkpoint.signatures.length} members signed the checkpoint, ${needed} are needed.`,
    );
  trusted.add(checkpoint);
}
