// The chain that indexers are compared on: one contract that emits trades, filled in a chosen shape.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { encodeFunctionData, parseAbi, type Hex } from "viem";
import { openRpc, type Rpc } from "../../packages/indexer/src/rpc.ts";
import { startAnvil } from "../../packages/indexer/src/test-chain.ts";

const SOURCE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;
contract Trades {
    event Trade(uint256 indexed id, address indexed seller, address indexed buyer, bytes32 station, uint256 energyWh, uint256 priceMinor);
    function trade(uint256 first, uint256 count) external {
        for (uint256 id = first; id < first + count; ++id)
            emit Trade(id, address(uint160(1e30 + id % 997)), address(uint160(2e30 + id % 1499)), bytes32(id % 64), 1000 + id % 50000, 1e15 + id);
    }
}`;
const ABI = parseAbi(["function trade(uint256 first, uint256 count)"]);
/** Empty blocks behind the last trade, so that a peer that waits for finality has everything final. */
const PADDING = 64;

/** How the events lie in the chain. */
export interface Shape {
  readonly name: string;
  readonly events: number;
  readonly perTransaction: number;
  readonly transactionsPerBlock: number;
}

export interface TradeChain extends AsyncDisposable {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly contract: Hex;
  /** First block with a trade, last block with one. */
  readonly first: number;
  readonly last: number;
  readonly head: number;
  /** Emits one more trade and waits for its receipt. */
  trade(id: number): Promise<number>;
}

const CHAIN_ID = 31_337;
const toHex = (value: number): Hex => `0x${value.toString(16)}`;

/** Starts Anvil and fills it. */
export async function fillChain({
  events,
  perTransaction,
  transactionsPerBlock,
}: Shape): Promise<TradeChain> {
  const { child, port } = await startAnvil([
    ...["--chain-id", `${CHAIN_ID}`, "--hardfork", "cancun", "--gas-limit", "3000000000"],
    ...["--no-request-size-limit"],
  ]);
  const rpcUrl = `http://127.0.0.1:${port}`;
  const rpc = openRpc(rpcUrl);
  const [from] = await rpc.call<Hex[]>("eth_accounts", []);
  const deployed = await mined(
    rpc,
    await rpc.call<Hex>("eth_sendTransaction", [{ from, data: compile(), gas: toHex(3_000_000) }]),
  );
  const contract = deployed.contractAddress;
  const call = (first: number, count: number) => ({
    from,
    to: contract,
    data: encodeFunctionData({ abi: ABI, functionName: "trade", args: [BigInt(first), BigInt(count)] }),
    gas: toHex(100_000 + count * 6_000),
  });
  await rpc.call("evm_setAutomine", [false]);
  const perBlock = perTransaction * transactionsPerBlock;
  for (let first = 0; first < events; first += perBlock) {
    const calls = Array.from({ length: transactionsPerBlock }, (_, index) => [
      "eth_sendTransaction",
      [call(first + index * perTransaction, perTransaction)],
    ]) as [string, unknown[]][];
    const hashes = (await rpc.batch(calls)) as Hex[];
    await rpc.call("evm_mine", []);
    await mined(rpc, hashes.at(-1)!);
  }
  await rpc.call("evm_setAutomine", [true]);
  const last = Number(await rpc.call<Hex>("eth_blockNumber", []));
  await rpc.call("anvil_mine", [toHex(PADDING)]);
  return {
    ...{ rpcUrl, chainId: CHAIN_ID, contract, first: Number(deployed.blockNumber) + 1, last },
    head: last + PADDING,
    trade: async (id) =>
      Number((await mined(rpc, await rpc.call<Hex>("eth_sendTransaction", [call(id, 1)]))).blockNumber),
    [Symbol.asyncDispose]: async () => {
      rpc.close();
      await end(child);
    },
  };
}

/** Ends a process that this benchmark started. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(late);
}

/** Starts a program of this folder; its output is dropped. */
export const startScript = (name: string, args: readonly string[], flags: readonly string[] = []) =>
  spawn(process.execPath, [...flags, `${import.meta.dirname}/${name}`, ...args], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });

interface Receipt {
  readonly contractAddress: Hex;
  readonly blockNumber: Hex;
  readonly status: Hex;
}

async function mined(rpc: Rpc, hash: Hex): Promise<Receipt> {
  for (;;) {
    const receipt = await rpc.call<Receipt | null>("eth_getTransactionReceipt", [hash]);
    if (receipt?.status === "0x1") return receipt;
    if (receipt !== null) throw new Error(`transaction ${hash} failed`);
  }
}

function compile(): Hex {
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const input = {
    language: "Solidity",
    sources: { "Trades.sol": { content: SOURCE } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: "cancun",
      outputSelection: { "*": { "*": ["evm.bytecode.object"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as {
    contracts: { "Trades.sol": { Trades: { evm: { bytecode: { object: string } } } } };
  };
  return `0x${output.contracts["Trades.sol"].Trades.evm.bytecode.object}`;
}
