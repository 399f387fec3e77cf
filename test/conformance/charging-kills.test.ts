// A session of charging whose gateway is killed with SIGKILL again and again, in the middle of deposits, vouchers and the end: the
// public client goes on, nothing is paid twice, nothing is lost.
import { ABIS, PUBLIC_ADDRESSES, type MilliWh } from "@alatau/sdk";
import { toClientEvmSigner } from "@x402/evm";
import { BatchSettlementEvmScheme } from "@x402/evm/batch-settlement/client";
import { wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPublicClient, http } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keyOf, openStory, START, type Story } from "../../packages/gateway/src/test-story.ts";
import { signRecord } from "../../packages/gateway/src/workers/story-network.ts";

const PRICE = 9_001_000n;
const OWNER = "garage";
const KILLS = 6;
const costOf = (wh: bigint): bigint => (wh * PRICE + 999_999n) / 1_000_000n;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("a charging session whose gateway is killed", function () {
  this.timeout(240_000);
  let story: Story;
  let port: number;
  let gateway: ChildProcess;

  const start = async (): Promise<void> => {
    const { databaseUrl, home, network, chain } = story.net;
    const config = { port, databaseUrl, home, network, rpcUrl: chain.rpcUrl };
    gateway = fork(path.join(import.meta.dirname, "_gateway.ts"), [JSON.stringify(config)]);
    await once(gateway, "message");
  };
  const kill = async (): Promise<void> => {
    const gone = once(gateway, "exit");
    gateway.kill("SIGKILL");
    await gone;
  };

  before(async () => {
    story = await openStory();
    await story.net.advance(START + 10_000);
    port = await freePort();
    await start();
  });
  after(async () => {
    gateway.kill("SIGKILL");
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
  });

  it("is paid exactly, once, by one deposit and one claim", async () => {
    const device = story.devices.get(OWNER)!;
    const { network, chain } = story.net;
    const url = `http://127.0.0.1:${port}/v1/chargers/${device}`;
    const client = createPublicClient({ transport: http(chain.rpcUrl) });
    const account = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [account.address, 1_000_000n, `0x${"77".repeat(32)}`]);
    const caip2 = `eip155:${network.chainId}` as const;
    const pay = wrapFetchWithPaymentFromConfig(fetch, {
      schemes: [{ network: caip2, client: new BatchSettlementEvmScheme(toClientEvmSigner(account, client)) }],
      spendControls: { allowedAssets: [{ network: caip2, asset: network.contracts.tenge }] },
    });
    /** Again until it is answered with success, as a car and a charger do it. */
    const insist = async (ask: () => Promise<Response>): Promise<Record<string, string>> => {
      for (;;) {
        const text = await ask().then(
          async (response) => (response.ok ? await response.text() : undefined),
          () => undefined,
        );
        if (text !== undefined) return JSON.parse(text) as Record<string, string>;
        await sleep(50);
      }
    };
    const headers = { "content-type": "application/json", ...keyOf(OWNER) };
    const operate = (verb: string, body: unknown = {}) =>
      insist(() => fetch(`${url}/${verb}`, { method: "POST", headers, body: JSON.stringify(body) }));
    const charge = () => insist(() => pay(`${url}/session`));

    await operate("price", { priceTiynPerMWh: PRICE.toString() });
    const { session } = await operate("plug-in");
    const pluggedAt = Number((await client.getBlock()).timestamp);
    let wh = 0n;
    for (let round = 0; round < KILLS; round += 1) {
      // The moments are spread over a request: from before its first query to after its answer.
      const killed = sleep(round * 12).then(kill);
      const paid = charge();
      await killed;
      await start();
      await paid;
      wh += 137n;
      await operate("meter", { energyWh: wh.toString() });
    }
    await story.net.advance(pluggedAt + 1_800);
    const record = signRecord(story.meters.get(OWNER)!, 1, [
      { at: pluggedAt, importMilliWh: 5_000n as MilliWh },
      { at: pluggedAt + 1_800, importMilliWh: (5_000n + wh * 1_000n) as MilliWh },
    ]);
    const killed = sleep(40).then(kill);
    const unplugged = operate("unplug", { record });
    await killed;
    await start();
    await unplugged;
    let found = await charge();
    while (found["state"] !== "ended") {
      await sleep(50);
      found = await charge();
    }
    expect(found).to.include({ session, energyWh: wh.toString(), claimedTiyn: costOf(wh).toString() });
    const balance = await client.readContract({
      ...{ address: network.contracts.tenge, abi: ABIS.tenge, functionName: "balanceOf" },
      args: [account.address],
    });
    expect(balance).to.equal(1_000_000n - costOf(wh));
    const count = async (name: "Deposited" | "Claimed" | "Refunded"): Promise<number> =>
      (
        await client.getContractEvents({
          ...{ address: PUBLIC_ADDRESSES.channels, abi: ABIS.channels, eventName: name, fromBlock: 0n },
        })
      ).length;
    expect(await Promise.all([count("Deposited"), count("Claimed"), count("Refunded")])).to.deep.equal([
      1, 1, 1,
    ]);
  });
});
