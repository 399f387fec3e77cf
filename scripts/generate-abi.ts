// Usage: node scripts/generate-abi.ts [--check]
// Writes the contracts' ABIs for the SDK and their bytecode for deployment from Hardhat's artifacts; --check fails when they differ.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PUBLIC_ADDRESSES } from "@alatau/sdk";
import { getContractAddress, type Hex } from "viem";

const ROOT = join(import.meta.dirname, "..");
const CONTRACTS: Record<string, string> = {
  accessManager: "@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager",
  participants: "contracts/access/Participants.sol/Participants",
  devices: "contracts/assets/Devices.sol/Devices",
  journal: "contracts/journal/Journal.sol/Journal",
  tenge: "contracts/money/Tenge.sol/Tenge",
  vault: "contracts/money/Vault.sol/Vault",
  tariffs: "contracts/energy/Tariffs.sol/Tariffs",
  readingSets: "contracts/energy/ReadingSets.sol/ReadingSets",
  orderBook: "contracts/energy/OrderBook.sol/OrderBook",
  energyMarket: "contracts/energy/EnergyMarket.sol/EnergyMarket",
  payments: "contracts/payments/Payments.sol/Payments",
  passkeyAccounts: "contracts/accounts/PasskeyAccounts.sol/PasskeyAccounts",
  charging: "contracts/charging/Charging.sol/Charging",
  catalogue: "contracts/journal/Catalogue.sol/Catalogue",
};
/** Placed by the genesis, so their code as it runs is wanted: they have no constructor. */
const PLACED_BY_GENESIS: Record<string, string> = {
  channels: "contracts/charging/Channels.sol/Channels",
  erc3009DepositCollector: "contracts/charging/Erc3009DepositCollector.sol/Erc3009DepositCollector",
};
/** On another chain, by hand or by a test. */
const ELSEWHERE: Record<string, string> = {
  tokenLock: "contracts/inbound/TokenLock.sol/TokenLock",
  foreignTenge: "contracts/mocks/ForeignTenge.sol/ForeignTenge",
};
/** Made by another contract, any number of times: only the ABI is wanted. */
const MADE_BY_CONTRACTS: Record<string, string> = {
  passkeyAccount: "contracts/accounts/PasskeyAccount.sol/PasskeyAccount",
};

interface Artifact {
  abi: readonly { type: string; name?: string; inputs?: readonly { type: string }[] }[];
  bytecode: string;
  deployedBytecode: string;
}

const read = (contracts: Record<string, string>) =>
  Object.entries(contracts).map(([name, path]) => {
    const file = join(ROOT, "artifacts", `${path}.json`);
    return [name, JSON.parse(readFileSync(file, "utf8")) as Artifact] as const;
  });
const deployed = read(CONTRACTS);
const placed = read(PLACED_BY_GENESIS);
const artifacts = [...deployed, ...read(MADE_BY_CONTRACTS), ...placed];

/** Multicall3 as viem carries it: code that deploys. Its constructor does nothing, so what runs stands after it as it is. */
function multicall3(): string {
  const file = join(ROOT, "node_modules/viem/_esm/constants/contracts.js");
  const created = /multicall3Bytecode = '(0x[0-9a-f]+)'/.exec(readFileSync(file, "utf8"))?.[1];
  const [constructor, runtime] = created?.split(/(?<=^0x[0-9a-f]{0,100}f3fe)/) ?? [];
  if (constructor === undefined || runtime === undefined) throw new Error(`${file} has no Multicall3.`);
  return `0x${runtime}`;
}

/**
 * Permit2 as its makers' package carries it: the code that deploys, whose CREATE2 address is the public one, so that no byte of it
 * can differ. What runs stands after the constructor; its two immutable words are zero here and set for a chain by the genesis.
 */
function permit2(): string {
  const file = join(
    ROOT,
    "node_modules/@uniswap/uniswapx-sdk/dist/cjs/src/contracts/factories/Permit2__factory.js",
  );
  const created = /_bytecode = "(0x[0-9a-f]+)"/.exec(readFileSync(file, "utf8"))?.[1] as Hex | undefined;
  const runtime = /^0x[0-9a-f]{0,400}fe(60406080[0-9a-f]+)$/.exec(created ?? "")?.[1];
  const address = getContractAddress({
    opcode: "CREATE2",
    from: "0x4e59b44847b379578588920cA78FbF26c0B4956C",
    salt: "0x0000000000000000000000000000000000000000d3af2663da51c10215000000",
    bytecode: created ?? "0x",
  });
  if (address !== PUBLIC_ADDRESSES.permit2 || runtime === undefined)
    throw new Error(`${file} has no Permit2.`);
  return `0x${runtime}`;
}
const genesisCode = Object.fromEntries([
  ["multicall3", multicall3()],
  ["permit2", permit2()],
  ...placed.map(([name, { deployedBytecode }]) => [name, deployedBytecode]),
]) as Record<string, string>;

const signature = (item: Artifact["abi"][number]) =>
  `${item.name ?? ""}(${(item.inputs ?? []).map((input) => input.type).join(",")})`;
const errors = new Map(
  artifacts.flatMap(([, { abi }]) =>
    abi.filter((item) => item.type === "error").map((item) => [signature(item), item] as const),
  ),
);

const abiText = [
  "// Made by scripts/generate-abi.ts from the contracts; do not edit.",
  ...artifacts.map(
    ([name, { abi }]) => `export const ${name}Abi = ${JSON.stringify(abi, null, 1)} as const;`,
  ),
  "/** Every custom error of every contract: a call may revert with another contract's. */",
  `export const ledgerErrorsAbi = ${JSON.stringify([...errors.values()], null, 1)} as const;`,
  "",
].join("\n");
const bytecodeText = `${JSON.stringify(Object.fromEntries(deployed.map(([name, { bytecode }]) => [name, bytecode])), null, 1)}\n`;

const elsewhereText = [
  "// Made by scripts/generate-abi.ts from the contracts; do not edit.",
  ...read(ELSEWHERE).map(
    ([name, { abi, bytecode }]) =>
      `export const ${name} = ${JSON.stringify({ abi, bytecode }, null, 1)} as const;`,
  ),
  "",
].join("\n");

const outputs: readonly (readonly [string, string])[] = [
  [join(ROOT, "packages/sdk/src/generated/abi.ts"), abiText],
  [join(ROOT, "packages/chain/src/generated/bytecode.json"), bytecodeText],
  [join(ROOT, "packages/gateway/src/inbound/generated/contracts.ts"), elsewhereText],
  [join(ROOT, "packages/chain/src/generated/genesis-code.json"), `${JSON.stringify(genesisCode, null, 1)}\n`],
];
for (const [file, text] of outputs) {
  if (!process.argv.includes("--check")) {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  } else if (readFileSync(file, "utf8") !== text) {
    console.error(`${file} differs from the contracts: run npm run build.`);
    process.exitCode = 1;
  }
}
