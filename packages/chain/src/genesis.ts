// What a chain begins with: public contracts at the addresses where public clients look for them. Any client that reads a
// genesis file with `alloc` (Besu, Geth, Anvil) takes it; the embedded chain keeps its own beside its log, because the same
// genesis must stand before the same blocks at every start.
import { PUBLIC_ADDRESSES } from "@alatau/sdk";
import { pad, type Address, type Hex } from "viem";
import code from "./generated/genesis-code.json" with { type: "json" };
import { BLOCK_GAS_LIMIT, type GenesisTerms } from "./node-process.ts";
import { toQuantity } from "./rpc.ts";

/** One account of a genesis. */
export interface GenesisAccount {
  readonly balance: Hex;
  readonly nonce: Hex;
  readonly code: Hex;
  readonly storage?: Readonly<Record<Hex, Hex>>;
}

const NO_VALUE = pad("0x0", { size: 32 });

/**
 * The accounts that a genesis must hold, to be merged into `alloc` of a consortium's genesis too.
 * @param administrator who may name the channels' token list; on the embedded chain the administrator's key
 */
export function genesisAlloc(administrator: Address): Record<Address, GenesisAccount> {
  const account = (name: keyof typeof code): GenesisAccount => ({
    ...{ balance: "0x0", nonce: "0x1", code: code[name] as Hex },
  });
  return {
    [PUBLIC_ADDRESSES.multicall3]: account("multicall3"),
    [PUBLIC_ADDRESSES.erc3009DepositCollector]: account("erc3009DepositCollector"),
    [PUBLIC_ADDRESSES.channels]: {
      ...account("channels"),
      storage: { [NO_VALUE]: pad(administrator.toLowerCase() as Address, { size: 32 }) },
    },
  };
}

/** The embedded chain's genesis file. */
export const genesisFile = ({ chainId, genesisTime }: GenesisTerms, administrator: Address): string =>
  `${JSON.stringify({
    config: { chainId },
    ...{
      nonce: "0x0",
      difficulty: "0x0",
      extraData: "0x",
      mixHash: NO_VALUE,
      coinbase: pad("0x0", { size: 20 }),
    },
    ...{ timestamp: toQuantity(genesisTime), gasLimit: toQuantity(BLOCK_GAS_LIMIT) },
    alloc: genesisAlloc(administrator),
  })}\n`;
