// Simulated money: given once to a wallet, in the demonstration and nowhere else.
import { passkeyAccountOf } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { pino } from "pino";
import { makePasskey } from "../wallets/passkey.fixture.ts";
import { startGateway, type RunningGateway } from "../server.ts";
import { openStory, until, type Story } from "../test-story.ts";

interface Wallet {
  readonly balanceTiyn: string;
  readonly demoTiyn: string | null;
}

describe("Demo money", function () {
  this.timeout(120_000);
  let story: Story;
  let demo: RunningGateway;

  before(async () => {
    story = await openStory();
    const { databaseUrl, chain, network, home } = story.net;
    demo = await startGateway({
      ...{ databaseUrl, rpcUrl: chain.rpcUrl, network, home, port: 0, demo: true },
      logger: pino({ level: "silent" }),
    });
  });
  after(async () => {
    await (demo as RunningGateway | undefined)?.close();
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
  });

  const ask = async (url: string, account: string): Promise<Response> =>
    await fetch(`${url}/v1/demo/tenge`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ account }),
    });
  const look = async (url: string, account: string): Promise<Wallet> =>
    (await (await fetch(`${url}/v1/wallets/${account}`)).json()) as Wallet;

  it("is minted once for an account, however often it is asked for", async () => {
    const account = passkeyAccountOf(story.net.network, makePasskey());
    expect(await look(demo.url, account)).to.include({ balanceTiyn: "0", demoTiyn: "500000" });
    const answers = await Promise.all([ask(demo.url, account), ask(demo.url, account.toLowerCase())]);
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202]);
    expect(await answers[0]!.json()).to.include({ amountTiyn: "500000", simulated: true });
    await until(async () => (await ask(demo.url, account)).status === 201);
    await story.net.indexed();
    expect(await look(demo.url, account)).to.include({ balanceTiyn: "500000", demoTiyn: null });
  });

  it("is not to be had from a gateway that is no demonstration", async () => {
    const account = passkeyAccountOf(story.net.network, makePasskey());
    expect((await ask(story.gateway.url, account)).status).to.equal(404);
    expect((await look(story.gateway.url, account)).demoTiyn).to.equal(null);
    const { paths } = (await (await fetch(`${story.gateway.url}/openapi.json`)).json()) as { paths: object };
    expect(paths).not.to.have.property("/v1/demo/tenge");
  });
});
