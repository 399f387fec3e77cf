// Which lock on which other chain is read: `inbound.json` in the data folder. Without the file nothing is connected.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Address } from "viem";
import { z } from "zod";

export interface InboundChain {
  readonly chainId: number;
  readonly rpcUrl: string;
  /** A TokenLock; its token has `decimals`. */
  readonly lock: Address;
  readonly decimals: number;
  /** A block counts when so many have followed it. */
  readonly confirmations: number;
  /** Reading begins here. */
  readonly startBlock: number;
}

const schema = z.strictObject({
  chainId: z.int().min(1),
  rpcUrl: z.url({ protocol: /^https?$/ }),
  lock: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/)
    .transform((text) => text as Address),
  decimals: z.int().min(2).max(36),
  confirmations: z.int().min(1).max(10_000),
  startBlock: z.int().min(0),
});

/** The connected chain; undefined where none is. @throws {ZodError} for a file that says something else */
export async function readInbound(home: string): Promise<InboundChain | undefined> {
  const text = await readFile(path.join(home, "inbound.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** One tiyn in the token's smallest unit there. */
export const unitOf = ({ decimals }: Pick<InboundChain, "decimals">): bigint => 10n ** BigInt(decimals - 2);
