// For tests: a real Anvil with the ledger's contracts on it, and calls by name.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeFunctionResult, encodeDeployData, encodeFunctionData, type Abi } from "viem";
import { mnemonicToAccount, type HDAccount } from "viem/accounts";
import { ABIS, PUBLIC_ADDRESSES, type ContractName, type Hex, type Network } from "@alatau/sdk";
import { openRpc, type Rpc } from "./rpc.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const CHAIN_ID = 31337;
/** 2026-01-01T00:00:00Z */
const GENESIS_TIME = 1_767_225_600;
const NAMES = [
  "administrator",
  "operator",
  "supplier",
  "network",
  "reserve",
  "dust",
  "depot",
  "neighbour",
  "pauper",
  "north",
  "east",
] as const;
export type Name = (typeof NAMES)[number];

export interface Mined {
  readonly blockNumber: Hex;
  readonly status: Hex;
  readonly logs: readonly { readonly topics: readonly Hex[]; readonly data: Hex; readonly address: Hex }[];
}

export interface TestChain {
  readonly rpc: Rpc;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly pid: number;
  readonly network: Network;
  readonly people: Readonly<Record<Name, HDAccount>>;
  /** Participants by name; the administrator is none. */
  readonly numbers: Readonly<Record<Name, number>>;
  /** Sends a call from somebody's account and waits for its receipt; a revert throws. */
  send(from: Name, contract: ContractName, method: string, args: readonly unknown[]): Promise<Mined>;
  read<T>(contract: ContractName, method: string, args: readonly unknown[]): Promise<T>;
  head(): Promise<number>;
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);
const BYTECODE = JSON.parse(
  readFileSync(new URL("../../chain/src/generated/bytecode.json", import.meta.url), "utf8"),
) as Record<ContractName, Hex>;

function anvilBinary(): string {
  try {
    return path.join(
      path.dirname(require.resolve("@foundry-rs/anvil-linux-amd64/package.json")),
      "bin",
      "anvil",
    );
  } catch {
    return "anvil";
  }
}

/** Starts Anvil on a port of its choice. */
export async function startAnvil(
  flags: readonly string[] = [],
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(anvilBinary(), ["--host", "127.0.0.1", "--port", "0", "--accounts", "12", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  for await (const piece of child.stdout) {
    printed += String(piece);
    const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
    if (port === undefined) continue;
    child.stdout.on("error", () => undefined).resume();
    return { child, port: Number(port) };
  }
  throw new Error(`Anvil did not start: ${printed}`);
}

/** A chain with every contract, the zone 7 with its tariff, the named participants and money for some of them. */
export async function startTestChain(): Promise<TestChain> {
  const { child, port } = await startAnvil([
    ...["--hardfork", "osaka", "--chain-id", String(CHAIN_ID), "--timestamp", String(GENESIS_TIME)],
  ]);
  const rpcUrl = `http://127.0.0.1:${port}`;
  const rpc = openRpc(rpcUrl);
  const people = Object.fromEntries(
    NAMES.map((name, addressIndex) => [name, mnemonicToAccount(MNEMONIC, { addressIndex })]),
  ) as Record<Name, HDAccount>;
  const mined = async (hash: Hex): Promise<Mined> => {
    for (;;) {
      const receipt = await rpc.call<(Mined & { contractAddress: Hex }) | null>("eth_getTransactionReceipt", [
        hash,
      ]);
      if (receipt === null) await sleep(2);
      else if (receipt.status === "0x1") return receipt;
      else throw new Error(`transaction ${hash} was reverted`);
    }
  };
  const transact = async (from: Name, fields: { to?: Hex; data: Hex }): Promise<Mined> =>
    mined(
      await rpc.call("eth_sendTransaction", [{ from: people[from].address, gas: "0xf42400", ...fields }]),
    );
  const deploy = async (name: ContractName, ...args: unknown[]): Promise<Hex> => {
    const data = encodeDeployData({ abi: ABIS[name] as Abi, bytecode: BYTECODE[name], args });
    return ((await transact("administrator", { data })) as Mined & { contractAddress: Hex }).contractAddress;
  };

  const accessManager = await deploy("accessManager", people.administrator.address);
  const participants = await deploy("participants", accessManager);
  const contracts: Record<string, Hex> = { accessManager, participants };
  const send = (
    from: Name,
    contract: ContractName,
    method: string,
    args: readonly unknown[],
  ): Promise<Mined> => {
    const data = encodeFunctionData({ abi: ABIS[contract] as Abi, functionName: method, args });
    return transact(from, { to: contracts[contract]!, data });
  };
  const read = async <T>(contract: ContractName, method: string, args: readonly unknown[]): Promise<T> => {
    const abi = ABIS[contract] as Abi;
    const data = encodeFunctionData({ abi, functionName: method, args });
    const answer = await rpc.call<Hex>("eth_call", [{ to: contracts[contract], data }, "latest"]);
    return decodeFunctionResult({ abi, functionName: method, data: answer }) as T;
  };

  const numbers = { administrator: 0 } as Record<Name, number>;
  const kinds: Partial<Record<Name, number>> = {
    supplier: 2,
    network: 3,
    reserve: 7,
    dust: 7,
    north: 6,
    east: 6,
  };
  for (const [index, name] of NAMES.slice(1).entries()) {
    const profile = `0x${(index + 1).toString(16).padStart(64, "0")}`;
    await send("administrator", "participants", "register", [
      people[name].address,
      0,
      kinds[name] ?? 1,
      profile,
    ]);
    numbers[name] = index + 1;
  }
  const { reserve, dust } = numbers;
  contracts["devices"] = await deploy("devices", accessManager, participants);
  contracts["journal"] = await deploy("journal", accessManager, participants);
  contracts["tenge"] = await deploy("tenge", accessManager);
  contracts["vault"] = await deploy("vault", accessManager, contracts["tenge"], participants);
  contracts["tariffs"] = await deploy("tariffs", accessManager, participants);
  contracts["readingSets"] = await deploy("readingSets", participants, contracts["journal"]);
  const { devices, vault, tariffs, readingSets } = contracts;
  contracts["orderBook"] = await deploy("orderBook", participants, devices, vault);
  const behind = [devices, contracts["orderBook"], tariffs, readingSets, vault];
  contracts["energyMarket"] = await deploy(
    "energyMarket",
    accessManager,
    participants,
    ...behind,
    reserve,
    dust,
  );

  contracts["payments"] = await deploy("payments", accessManager);
  contracts["passkeyAccounts"] = await deploy("passkeyAccounts");
  contracts["channels"] = PUBLIC_ADDRESSES.channels;
  contracts["charging"] = await deploy("charging", accessManager, contracts["channels"]);
  contracts["catalogue"] = await deploy("catalogue", participants, contracts["journal"]);

  for (const market of ["orderBook", "energyMarket"])
    await send("administrator", "vault", "addMarket", [contracts[market]]);

  const genesis = await rpc.call<{ hash: Hex }>("eth_getBlockByNumber", ["0x0", false]);
  const network: Network = {
    name: "test",
    chainId: CHAIN_ID,
    engine: "embedded",
    genesisHash: genesis.hash,
    startBlock: 1,
    contracts: contracts as Network["contracts"],
    finality: { kind: "head-signature", headKey: people.operator.address },
    datasets: {},
    accounts: {
      operator: numbers.operator,
      supplier: numbers.supplier,
      network: numbers.network,
      reserve,
      dust,
    },
  };
  const stop = async (): Promise<void> => {
    rpc.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  const head = async (): Promise<number> => Number(await rpc.call<Hex>("eth_blockNumber", []));
  return {
    rpc,
    rpcUrl,
    wsUrl: rpcUrl.replace("http", "ws"),
    pid: child.pid!,
    network,
    people,
    numbers,
    send,
    read,
    head,
    stop,
  };
}
