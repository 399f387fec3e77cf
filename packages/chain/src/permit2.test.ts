// Permit2 of the genesis with the client that its makers publish: a token's owner approves it once and signs from then on.
import { ABIS, PUBLIC_ADDRESSES } from "@alatau/sdk";
import type * as Sdk from "@uniswap/permit2-sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  domainSeparator,
  encodeFunctionData,
  parseAbi,
  size,
  sliceHex,
  toHex,
  type Address,
  type Hex,
  type TypedDataDefinition,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { deploy } from "./deploy.ts";
import { startEmbedded, type Embedded } from "./embedded.ts";
import { loadKeys, roleAccounts } from "./keys.ts";
import { connect, sendAll } from "./transact.ts";

const ROOT = join(import.meta.dirname, "../../..");
const require = createRequire(import.meta.url);
/** Its modules for `import` have no file endings, which Node wants. */
const { PERMIT2_ADDRESS, SignatureTransfer } = require("@uniswap/permit2-sdk") as typeof Sdk;
const { Permit2__factory: factory } = require(
  join(ROOT, "node_modules/@uniswap/uniswapx-sdk/dist/cjs/src/contracts/factories/Permit2__factory.js"),
) as { Permit2__factory: { bytecode: Hex } };
const ABI = parseAbi([
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
  "struct TokenPermissions { address token; uint256 amount; }",
  "struct PermitTransferFrom { TokenPermissions permitted; uint256 nonce; uint256 deadline; }",
  "struct SignatureTransferDetails { address to; uint256 requestedAmount; }",
  "function permitTransferFrom(PermitTransferFrom permit, SignatureTransferDetails transferDetails, address owner, bytes signature)",
  "error InvalidSigner()",
  "error InvalidNonce()",
]);
/** Where the code that runs has its immutable words, in bytes: the chain's id, and the hash of the domain. */
const [CHAIN_AT, DOMAIN_AT] = [6945, 6983];

describe("Permit2 in the genesis", function () {
  this.timeout(120_000);
  let home: string;
  let chain: Embedded;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), "alatau-permit2-"));
    chain = await startEmbedded({ home, port: 0, clock: "driven", blockSeconds: 0.02 });
  });
  after(async () => {
    await chain.stop();
    await rm(home, { recursive: true, force: true });
  });

  it("is what its constructor leaves, but for the address in its domain", async () => {
    const client = connect(chain.rpcUrl, chain.chainId);
    const { data: made } = await client.call({ data: factory.bytecode });
    const placed = await client.getCode({ address: PUBLIC_ADDRESSES.permit2 });
    const parts = (code: Hex): Hex[] => [
      sliceHex(code, 0, DOMAIN_AT),
      sliceHex(code, DOMAIN_AT + 32),
      sliceHex(code, CHAIN_AT, CHAIN_AT + 32),
    ];
    expect(size(placed!)).to.equal(size(made!));
    expect(parts(placed!)).to.deep.equal(parts(made!));
    expect(sliceHex(placed!, CHAIN_AT, CHAIN_AT + 32)).to.equal(toHex(chain.chainId, { size: 32 }));
    const separator = await client.readContract({
      ...{ address: PUBLIC_ADDRESSES.permit2, abi: ABI, functionName: "DOMAIN_SEPARATOR" },
    });
    const domain = { name: "Permit2", chainId: chain.chainId, verifyingContract: PUBLIC_ADDRESSES.permit2 };
    expect(separator).to.equal(domainSeparator({ domain }));
    expect(sliceHex(placed!, DOMAIN_AT, DOMAIN_AT + 32)).to.equal(separator);
  });

  it("moves aKZT by a PermitTransferFrom of the published client, once, and to nobody whom the owner did not sign for", async () => {
    const accounts = roleAccounts(await loadKeys(home));
    const { contracts } = await deploy({ rpcUrl: chain.rpcUrl, chainId: chain.chainId, accounts, home });
    const client = connect(chain.rpcUrl, chain.chainId);
    const owner = privateKeyToAccount(generatePrivateKey());
    const shop = privateKeyToAccount(generatePrivateKey());
    const tenge = { address: contracts.tenge, abi: ABIS.tenge } as const;
    const mint = [owner.address, 10_000n, `0x${"44".repeat(32)}`] as const;
    const minted = encodeFunctionData({ ...tenge, functionName: "mint", args: mint });
    await sendAll(client, accounts.issuer, [{ to: tenge.address, data: minted }]);
    expect(PERMIT2_ADDRESS).to.equal(PUBLIC_ADDRESSES.permit2);
    const approve = [PERMIT2_ADDRESS as Address, 5_000n] as const;
    const approved = encodeFunctionData({ ...tenge, functionName: "approve", args: approve });
    await sendAll(client, owner, [{ to: tenge.address, data: approved }]);

    const terms = {
      permitted: { token: tenge.address, amount: 3_000n },
      nonce: 7n,
      deadline: 4_000_000_000n,
    };
    const { domain, types, values } = SignatureTransfer.getPermitData(
      { ...terms, spender: shop.address },
      PERMIT2_ADDRESS,
      chain.chainId,
    );
    const asked = { domain, types, primaryType: "PermitTransferFrom", message: values };
    const signature = await owner.signTypedData(asked as unknown as TypedDataDefinition);
    const take = {
      address: PUBLIC_ADDRESSES.permit2,
      abi: ABI,
      functionName: "permitTransferFrom",
      args: [terms, { to: shop.address, requestedAmount: 1_250n }, owner.address, signature],
    } as const;
    const refusal = async (account: Address): Promise<string> =>
      await client.simulateContract({ ...take, account }).then(
        () => "accepted",
        (error: Error) => error.message,
      );
    expect(await refusal(accounts.operator.address)).to.include("InvalidSigner");
    await sendAll(client, shop, [{ to: take.address, data: encodeFunctionData(take) }]);
    expect(await refusal(shop.address)).to.include("InvalidNonce");
    const held = async (account: Address): Promise<bigint> =>
      await client.readContract({ ...tenge, functionName: "balanceOf", args: [account] });
    expect([await held(owner.address), await held(shop.address)]).to.deep.equal([8_750n, 1_250n]);
  });
});
