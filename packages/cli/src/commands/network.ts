// `alatau network trust`: who the validators are, found out from the genesis block on without trusting anybody.
import {
  createFollower,
  encodeHeader,
  networkSchema,
  receiptsRoot,
  refuse,
  toHex,
  type ChainBeginning,
  type FollowReport,
  type Hex,
  type QbftHeader,
  type RpcHeader,
  type RpcReceipt,
} from "@alatau/sdk";
import type { Command } from "commander";
import { z } from "zod";
import { httpUrl, readJson, toJson, wholeNumber, type Runner, type Terminal } from "../command.ts";
import { UnreadableError, UsageError } from "../errors.ts";
import { readHeaders } from "../headers.ts";

interface Options {
  readonly chain?: string;
  readonly network?: string;
  readonly rpc: string;
  readonly epochLength?: number;
  readonly linked?: boolean;
  readonly json?: boolean;
}

/** Besu's own default. */
const EPOCH_LENGTH = 30_000;

const hex = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$|^0x[0-9a-fA-F]+$/)
  .transform((text) => text as Hex);
const recordedSchema = z.object({
  blocks: z
    .array(
      z.object({
        block: z.record(z.string(), z.unknown()),
        validators: z.array(hex).optional(),
        rawHeader: hex.optional(),
        receipts: z.array(z.record(z.string(), z.unknown())).optional(),
      }),
    )
    .min(1),
});

/** Adds `network`. */
export function addNetwork(program: Command, run: Runner, terminal: Terminal): void {
  const network = program
    .command("network")
    .description("a network of several members: who seals its blocks");
  network
    .command("trust")
    .description(
      "follow all headers from the genesis block and check every seal and every change of validators",
    )
    .option("--chain <chain.json>", "a recorded chain, read without any node")
    .option("--network <network.json>", "the network that is trusted: its genesis block and first validators")
    .option("--rpc <url>", "the node to read from", httpUrl, "http://127.0.0.1:8545")
    .option(
      "--epoch-length <blocks>",
      "as the genesis file says, without network.json",
      wholeNumber(1, 2 ** 31 - 1),
    )
    .option(
      "--linked",
      "check seals only before each change of validators and at the end: twenty times faster",
    )
    .option("--json", "answer as JSON")
    .addHelpText(
      "after",
      "\nExit code: 0 every block is accepted, 1 one was refused, 2 a file cannot be read.",
    )
    .action(run((options: Options) => trust(options, terminal)));
}

async function trust(options: Options, terminal: Terminal): Promise<number> {
  if (options.network === undefined && options.chain === undefined)
    throw new UsageError("Name the network with --network, or a recorded chain with --chain.");
  const beginning = await beginningOf(options);
  const follower = createFollower(beginning, { linked: options.linked === true });
  if (options.chain !== undefined) await takeRecorded(options.chain, follower.take);
  else
    for await (const { number, header } of readHeaders(options.rpc, {
      progress: (at, head) => terminal.progress(`block ${at} of ${head}`),
    }))
      follower.take(bytesOf(header), number, hashIsTold(header));
  const report = follower.report();
  if (options.json === true) {
    const { blocks, refused, validatorChanges } = report;
    terminal.out(toJson({ blocks, refused, validatorChanges }));
  } else for (const line of inWords(report)) terminal.out(line);
  return report.refused.length === 0 ? 0 : 1;
}

async function beginningOf({ network, epochLength }: Options): Promise<ChainBeginning> {
  if (network === undefined) return { epochLength: epochLength ?? EPOCH_LENGTH };
  const parsed = networkSchema.safeParse(await readJson(network));
  if (!parsed.success) throw new UnreadableError(network, "no description of a network.");
  const { genesisHash, finality } = parsed.data;
  if (finality.kind !== "qbft-seals")
    throw new UnreadableError(
      network,
      "its blocks are final by a signed head: there are no validators to follow.",
    );
  return { genesisHash, validators: finality.validators, epochLength: finality.epochLength };
}

type Take = ReturnType<typeof createFollower>["take"];

async function takeRecorded(file: string, take: Take): Promise<void> {
  const parsed = recordedSchema.safeParse(await readJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UnreadableError(file, `no recorded chain (${issue?.path.join(".")}: ${issue?.message}).`);
  }
  for (const [number, { block, validators, rawHeader, receipts }] of parsed.data.blocks.entries()) {
    const header = block as unknown as RpcHeader;
    const raw = bytesOf(header);
    take(raw, number, (read, before) => {
      hashIsTold(header)(read);
      if (rawHeader !== undefined && rawHeader.toLowerCase() !== toHex(raw))
        refuse("header-hash-mismatch", `Block ${number} and its raw header are two headers.`);
      if (validators !== undefined && validators.join().toLowerCase() !== before.toSorted().join())
        refuse("validators-foreign", `Block ${number} is recorded with other validators than it has.`);
      if (receipts !== undefined && rootOf(receipts as unknown as RpcReceipt[]) !== toHex(read.receiptsRoot))
        refuse("receipt-not-proven", `The receipts of block ${number} do not hash to its receiptsRoot.`);
    });
  }
}

/** A header's bytes; none where its fields are no header's, which no check accepts. */
function bytesOf(header: RpcHeader): Uint8Array {
  try {
    return encodeHeader(header);
  } catch {
    return new Uint8Array();
  }
}

function rootOf(receipts: readonly RpcReceipt[]): Hex | null {
  try {
    return receiptsRoot(receipts);
  } catch {
    return null;
  }
}

/** What a node or a file calls the block must be what its header hashes to. */
const hashIsTold =
  (header: RpcHeader & { readonly hash?: unknown }) =>
  ({ hash, number }: QbftHeader): void => {
    if (header.hash !== undefined && header.hash !== hash)
      refuse("header-hash-mismatch", `Block ${number} hashes to ${hash}, not to what it is called.`);
  };

function inWords({ blocks, refused, validatorChanges, validators }: FollowReport): string[] {
  const all = (addresses: readonly Hex[]): string => addresses.join(", ");
  return [
    ...validatorChanges.map(({ number, added, removed }) =>
      [
        `from block ${number}:`,
        ...(added.length > 0 ? [`in ${all(added)}`] : []),
        ...(removed.length > 0 ? [`out ${all(removed)}`] : []),
      ].join(" "),
    ),
    ...refused.map(({ number, reason }) => `✗ block ${number}: ${reason}`),
    `${blocks} blocks, ${refused.length} refused. Validators: ${all(validators)}`,
  ];
}
