// What a chain begins with: public contracts at the addresses where public clients look for them. Any client that reads a
// genesis file with `alloc` (Besu, Geth, Anvil) takes it; the embedded chain keeps its own beside its log, because the same
// genesis must stand before the same blocks at every start.
import { PUBLIC_ADDRESSES } from "@alatau/sdk";
import { domainSeparator, pad, toHex, type Address, type Hex } from "viem";
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

/** What pushes an immutable word that nobody has set. */
const NO_IMMUTABLE = `7f${NO_VALUE.slice(2)}`;

/** Permit2 as its constructor would leave it on a chain: the chain's id, then the hash of its EIP-712 domain there. */
function permit2For(chainId: number): Hex {
  const domain = { name: "Permit2", chainId, verifyingContract: PUBLIC_ADDRESSES.permit2 };
  const [head, middle, tail, ...more] = code.permit2.split(NO_IMMUTABLE);
  if (middle === undefined || tail === undefined || more.length > 0) {
    throw new Error("Permit2 has two immutable words");
  }
  const words = [toHex(chainId, { size: 32 }), domainSeparator({ domain })].map((word) => word.slice(2));
  return `${head!}7f${words[0]!}${middle}7f${words[1]!}${tail}` as Hex;
}

/**
 * The accounts that a genesis must hold, to be merged into `alloc` of a consortium's genesis too.
 * @param administrator who may name the channels' token list; on the embedded chain the administrator's key
 */
export function genesisAlloc(administrator: Address, chainId: number): Record<Address, GenesisAccount> {
  const account = (name: keyof typeof code): GenesisAccount => ({
    ...{ balance: "0x0", nonce: "0x1", code: code[name] as Hex },
  });
  return {
    [PUBLIC_ADDRESSES.multicall3]: account("multicall3"),
    [PUBLIC_ADDRESSES.permit2]: { ...account("permit2"), code: permit2For(chainId) },
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
    alloc: genesisAlloc(administrator, chainId),
  })}\n`;
