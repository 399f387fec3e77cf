// Who signed, when the account may not exist yet: the gateway brings it into being first, in the same turn.
import { passkeyAccountCode, readCreation, type Passkey } from "@alatau/sdk";
import type pg from "pg";
import type { Address, Hex, StateOverride } from "viem";
import type { Gateway } from "../gateway.ts";
import { SENDER_KEY } from "../orders/submissions.ts";
import { enqueue } from "../outbox.ts";
import { ProblemError } from "../problems.ts";

export interface Signer {
  /** As the account itself takes it. */
  readonly signature: Hex;
  /** The account as it will be when the signature is looked at; empty where it is there already. */
  readonly stateOverride: StateOverride;
  /** Queues the account's creation before what it signed. */
  readonly create: (client: pg.PoolClient) => Promise<void>;
}

/** The intent's name of an account's creation. */
export const creationOf = (account: Address): string => `passkey-account/${account.toLowerCase()}`;

/** Queues the creation of a passkey's account; again is no second one. */
export const enqueueCreation = async (
  client: pg.PoolClient,
  account: Address,
  { x, y }: Passkey,
): Promise<number> =>
  await enqueue(client, {
    ...{ dedupe: creationOf(account), signer: SENDER_KEY },
    ...{ contract: "passkeyAccounts", functionName: "create", args: [{ x, y }] },
  });

/**
 * Reads a signature that may say how its account is made (ERC-6492). Any other goes on as it is.
 * @throws {ProblemError} `account-of-another-passkey`
 */
export async function readSigner(gateway: Gateway, account: Address, signature: Hex): Promise<Signer> {
  const creation = readCreation(gateway.network, account, signature);
  if (creation === null) throw new ProblemError("account-of-another-passkey");
  if (creation === undefined) return plain(signature);
  if (await exists(gateway, account)) return plain(creation.signature);
  const { first } = creation;
  return {
    signature: creation.signature,
    stateOverride: [{ address: account, code: passkeyAccountCode(gateway.network, first) }],
    create: async (client) => void (await enqueueCreation(client, account, first)),
  };
}

const plain = (signature: Hex): Signer => ({ signature, stateOverride: [], create: () => Promise.resolve() });

/** Whether an account is on the chain. */
export const exists = async ({ chain }: Gateway, address: Address): Promise<boolean> =>
  ((await chain.getCode({ address })) ?? "0x") !== "0x";
