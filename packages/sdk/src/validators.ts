// Who the validators are at every height: followed from the genesis block by the votes in headers that the set before has sealed.
import type { Hex } from "./bytes.ts";
import { checkSeals, readQbftHeader, type QbftHeader, type ValidatorVote } from "./qbft.ts";
import { CheckFailedError, refuse, type FailureCode } from "./refusals.ts";

/** Validators with the votes that are open, after some block. */
export interface ValidatorTally {
  /** Ascending, lower case. */
  readonly validators: readonly Hex[];
  /** Who wants what of whom: proposer and target, to the vote. */
  readonly open: ReadonlyMap<string, { readonly proposer: Hex } & ValidatorVote>;
}

/** A change of the set: the new one holds from block `number`. */
export interface ValidatorChange {
  readonly number: number;
  readonly added: readonly Hex[];
  readonly removed: readonly Hex[];
}

/** What a network's description says of its beginning. */
export interface ChainBeginning {
  /** Any genesis block where it is left out. */
  readonly genesisHash?: Hex;
  /** Validators of the genesis block. Default: those that it names. */
  readonly validators?: readonly Hex[];
  /** Open votes are forgotten in every block whose number this divides. */
  readonly epochLength: number;
}

export interface FollowReport {
  readonly blocks: number;
  readonly refused: readonly { readonly number: number; readonly reason: FailureCode }[];
  readonly validatorChanges: readonly ValidatorChange[];
  /** Of the block after the last one. */
  readonly validators: readonly Hex[];
}

/** A tally without votes. */
export const emptyTally = (validators: readonly Hex[]): ValidatorTally => ({
  validators: validators.map((each) => each.toLowerCase() as Hex).toSorted(),
  open: new Map(),
});

/**
 * The tally after a block. A vote counts until its proposer votes otherwise, until it has brought about what it wants, until its
 * proposer leaves, and at most until the next block of an epoch, whose own vote does not count. More than half of the set decide.
 */
export function afterBlock(
  tally: ValidatorTally,
  { number, vote, proposer }: Pick<QbftHeader, "number" | "vote" | "proposer">,
  epochLength: number,
): ValidatorTally {
  const { validators } = tally;
  if (number % BigInt(epochLength) === 0n)
    return tally.open.size === 0 ? tally : { validators, open: new Map() };
  if (vote === null) return tally;
  const { target, joins } = vote;
  const open = new Map(tally.open).set(`${proposer} ${target}`, { proposer, target, joins });
  const alike = [...open.values()].filter((each) => each.target === target && each.joins === joins);
  if (alike.length <= Math.floor(validators.length / 2)) return { validators, open };
  const others = validators.filter((each) => each !== target);
  const left = [...open].filter(([, each]) => each.target !== target && (joins || each.proposer !== target));
  return { validators: joins ? [...others, target].toSorted() : others, open: new Map(left) };
}

/**
 * Follows a chain from its genesis block, header after header; `take` each, then `report`. A refused header's vote does not count.
 * With `linked` seals are checked before each change of the set and at the end only: the headers between follow from the hashes.
 */
export function createFollower(
  { genesisHash, validators, epochLength }: ChainBeginning,
  { linked = false } = {},
) {
  const refused: { number: number; reason: FailureCode }[] = [];
  const validatorChanges: ValidatorChange[] = [];
  let tally: ValidatorTally | undefined;
  let last: QbftHeader | undefined;
  let blocks = 0;
  let unsealed = false;

  const accept = (header: QbftHeader): void => {
    if (tally === undefined || last === undefined) {
      if (header.number !== 0n || header.hash !== (genesisHash ?? header.hash))
        refuse(
          "genesis-foreign",
          `Block ${header.number} ${header.hash} is not the network's genesis block.`,
        );
      tally = emptyTally(validators ?? header.validators);
      if (tally.validators.join() !== emptyTally(header.validators).validators.join())
        refuse("validators-foreign", "The genesis block names other validators than the network.");
      return;
    }
    if (header.parentHash !== last.hash || header.number !== last.number + 1n)
      refuse("header-link-broken", `Block ${header.number} does not follow block ${last.number}.`);
    const next = afterBlock(tally, header, epochLength);
    const changes = next.validators.join() !== tally.validators.join();
    if (!linked || changes) checkSeals(header, tally.validators);
    else if (header.validators.join() !== tally.validators.join())
      refuse("validators-foreign", `Block ${header.number} names other validators than the votes lead to.`);
    unsealed = linked && !changes;
    if (changes)
      validatorChanges.push(changeOf(tally.validators, next.validators, Number(header.number) + 1));
    tally = next;
  };

  const attempt = (number: number, check: () => void): void => {
    try {
      check();
    } catch (error) {
      if (!(error instanceof CheckFailedError)) throw error;
      refused.push({ number, reason: error.failure });
    }
  };

  return {
    /** Checks the next header. `number` names it where its bytes cannot be read; `also` may refuse it for what was told about it. */
    take(
      raw: Uint8Array,
      number: number,
      also: (header: QbftHeader, validators: readonly Hex[]) => void = () => undefined,
    ) {
      blocks += 1;
      let header: QbftHeader | undefined;
      attempt(number, () => {
        header = readQbftHeader(raw);
        const before = tally?.validators ?? header.validators;
        also(header, before);
        accept(header);
      });
      last = header ?? last;
    },
    report(): FollowReport {
      const [head, set] = [last, tally?.validators ?? []];
      if (unsealed && head !== undefined) attempt(Number(head.number), () => void checkSeals(head, set));
      unsealed = false;
      return { blocks, refused, validatorChanges, validators: set };
    },
  };
}

/** Follows a whole chain of RLP headers, the genesis block first. */
export function followValidators(headers: Iterable<Uint8Array>, beginning: ChainBeginning): FollowReport {
  const follower = createFollower(beginning);
  let number = 0;
  for (const raw of headers) follower.take(raw, number++);
  return follower.report();
}

function changeOf(before: readonly Hex[], after: readonly Hex[], number: number): ValidatorChange {
  return {
    number,
    added: after.filter((each) => !before.includes(each)),
    removed: before.filter((each) => !after.includes(each)),
  };
}
