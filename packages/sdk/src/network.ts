// `network.json`: what a program must know, and trust, of a network. Pure.
import { z } from "zod";

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text as `0x${string}`);
const bytes32 = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((text) => text as `0x${string}`);

/** Names of the contracts of a network, as in `network.json`. */
export const CONTRACT_NAMES = [
  "accessManager",
  "participants",
  "devices",
  "journal",
  "tenge",
  "vault",
  "tariffs",
  "readingSets",
  "orderBook",
  "energyMarket",
  "payments",
  "passkeyAccounts",
  "channels",
  "charging",
  "catalogue",
] as const;
export type ContractName = (typeof CONTRACT_NAMES)[number];

const lowerAddress = address.transform((text) => text.toLowerCase() as `0x${string}`);
const signature = z
  .string()
  .regex(/^0x[0-9a-f]{130}$/)
  .transform((text) => text as `0x${string}`);

/**
 * A block that the members signed with all before it. `blocksRoot` is the RFC 9162 keccak256 root over the hashes of blocks 0 to
 * `number`; `validators` are those of block `number + 1`; signatures of EIP-712 `Checkpoint`, ascending by signer.
 */
const checkpointSchema = z.object({
  number: z.int().nonnegative(),
  hash: bytes32,
  blocksRoot: bytes32,
  validators: z.array(lowerAddress).min(1),
  signatures: z.array(signature),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

const finalitySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("head-signature"), headKey: address }),
  z.object({
    kind: z.literal("qbft-seals"),
    /** Of the genesis block. */
    validators: z.array(lowerAddress).min(1),
    /** `epochlength` of the genesis file. */
    epochLength: z.int().positive(),
    /** Accounts that sign checkpoints: two thirds of them make one. */
    members: z.array(lowerAddress).default([]),
    checkpoint: checkpointSchema.optional(),
  }),
]);
export type Finality = z.infer<typeof finalitySchema>;
export type SealedFinality = Extract<Finality, { kind: "qbft-seals" }>;

/**
 * A network's description. `finality.kind` says who vouches for a block: on the embedded chain the operator, who signs heads with
 * `headKey`; in a consortium its validators, whose seals are in the headers.
 * `datasets` pins, for each data set, the checkers' accounts with their beneficial owners and the quorum.
 */
export const networkSchema = z.object({
  name: z.string(),
  chainId: z.int().positive(),
  engine: z.enum(["embedded", "consortium", "external"]),
  genesisHash: bytes32,
  startBlock: z.int().nonnegative(),
  contracts: z.object({
    accessManager: address,
    participants: address,
    devices: address,
    journal: address,
    tenge: address,
    vault: address,
    tariffs: address,
    readingSets: address,
    orderBook: address,
    energyMarket: address,
    payments: address,
    passkeyAccounts: address,
    channels: address,
    charging: address,
    catalogue: address,
  }),
  finality: finalitySchema,
  datasets: z.record(
    z.string(),
    z.object({
      dataset: bytes32,
      quorum: z.int().positive(),
      checkers: z.array(
        z.object({ participant: z.int().positive(), owner: z.int().positive(), account: address }),
      ),
    }),
  ),
  /** Participants with a fixed part in every settlement. */
  accounts: z.object({
    operator: z.int(),
    supplier: z.int(),
    network: z.int(),
    reserve: z.int(),
    dust: z.int(),
  }),
});
export type Network = z.infer<typeof networkSchema>;
