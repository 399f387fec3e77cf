import { ABIS, channelIdOf, PUBLIC_ADDRESSES, type ChannelConfig } from "@alatau/sdk";
import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, defineChain, http, pad, parseAbi, type Address } from "viem";
import { advanceTo } from "./clock.ts";
import { deploy } from "./deploy.ts";
import { startEmbedded } from "./embedded.ts";
import { genesisAlloc } from "./genesis.ts";
import { accountFor, loadKeys, roleAccounts } from "./keys.ts";

const CHAIN_ID = 1_337;
const ADMINISTRATOR: Address = `0x${"ab".repeat(20)}`;

describe("the genesis", function () {
  this.timeout(60_000);
  let home: string;
  beforeEach(async () => (home = await mkdtemp(join(tmpdir(), "alatau-genesis-"))));
  afterEach(async () => await rm(home, { recursive: true, force: true }));

  it("holds public contracts at public addresses, for any client that reads a genesis", () => {
    const alloc = genesisAlloc(ADMINISTRATOR, CHAIN_ID);
    expect(Object.keys(alloc)).to.have.members(Object.values(PUBLIC_ADDRESSES));
    for (const { balance, nonce, code } of Object.values(alloc)) {
      expect({ balance, nonce }).to.deep.equal({ balance: "0x0", nonce: "0x1" });
      expect(code).to.match(/^0x([0-9a-f]{2})+$/);
      expect(code.length / 2 - 1).to.be.at.most(24_576);
    }
    const slot = pad("0x0", { size: 32 });
    expect(alloc[PUBLIC_ADDRESSES.channels]!.storage).to.deep.equal({
      [slot]: pad(ADMINISTRATOR, { size: 32 }),
    });
  });

  it("stands before the same blocks after a kill, and answers public clients", async () => {
    const options = { home, port: 0, clock: "driven", blockSeconds: 0.02 } as const;
    const first = await startEmbedded(options);
    const keys = await loadKeys(home);
    const network = await deploy({
      ...{ rpcUrl: first.rpcUrl, chainId: first.chainId, accounts: roleAccounts(keys), home },
    });
    const { number } = await advanceTo(first.rpcUrl, 0);
    const kept = await readFile(join(home, "chain", "genesis.json"), "utf8");
    await first.checkpoint();
    process.kill(first.pid, "SIGKILL");
    await first.ended;

    await using again = await startEmbedded(options);
    expect(await readFile(join(home, "chain", "genesis.json"), "utf8")).to.equal(kept);
    expect(again.genesisHash).to.equal(first.genesisHash);
    const chain = defineChain({
      ...{ id: again.chainId, name: "embedded", nativeCurrency: { name: "none", symbol: "-", decimals: 18 } },
      rpcUrls: { default: { http: [again.rpcUrl] } },
      contracts: { multicall3: { address: PUBLIC_ADDRESSES.multicall3 } },
    });
    const client = createPublicClient({ chain, transport: http() });
    expect(Number(await client.getBlockNumber())).to.be.at.least(number);
    const { tenge, channels, payments, charging } = network.contracts;
    const config: ChannelConfig = {
      ...{ payer: ADMINISTRATOR, payerAuthorizer: ADMINISTRATOR, receiver: payments },
      ...{ receiverAuthorizer: charging, token: tenge, withdrawDelay: 900, salt: pad("0x5", { size: 32 }) },
    };
    const at = { address: channels, abi: ABIS.channels } as const;
    const [decimals, administration, id, blockNumber] = await client.multicall({
      allowFailure: false,
      contracts: [
        { address: tenge, abi: ABIS.tenge, functionName: "decimals" },
        { ...at, functionName: "administration" },
        { ...at, functionName: "getChannelId", args: [config] },
        {
          address: PUBLIC_ADDRESSES.multicall3,
          abi: parseAbi(["function getBlockNumber() view returns (uint256)"]),
          functionName: "getBlockNumber",
        },
      ],
    });
    expect(decimals).to.equal(2);
    expect(administration).to.deep.equal([accountFor(keys, "administrator").address, payments]);
    expect(id).to.equal(channelIdOf(again.chainId, config));
    expect(Number(blockNumber)).to.be.at.least(number);
  });
});
