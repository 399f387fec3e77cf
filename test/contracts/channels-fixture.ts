// Channels at their public addresses, as a genesis puts them there, with cars that pay and a charger's operator.
import type { BaseContract, BytesLike, ContractTransactionResponse, Signer } from "ethers";
import type { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { sign } from "./fixture.ts";
import { deployPayments } from "./payments-fixture.ts";

/** Where x402's public clients look. */
export const CHANNELS_AT = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003";
export const COLLECTOR_AT = "0x4020806089470a89826cB9fB1f4059150b550004";
/** Number of the role that ends charging sessions. */
export const CHARGING = 14n;

const VOUCHER = {
  Voucher: [
    { name: "channelId", type: "bytes32" },
    { name: "maxClaimableAmount", type: "uint128" },
  ],
};
const REFUND = {
  Refund: [
    { name: "channelId", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "amount", type: "uint128" },
  ],
};
const CLAIM_BATCH = {
  ClaimBatch: [{ name: "claims", type: "ClaimEntry[]" }],
  ClaimEntry: [
    { name: "channelId", type: "bytes32" },
    { name: "maxClaimableAmount", type: "uint128" },
    { name: "totalClaimed", type: "uint128" },
  ],
};
const RECEIVE = {
  ReceiveWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
};

export interface ChannelConfig {
  payer: string;
  payerAuthorizer: string;
  receiver: string;
  receiverAuthorizer: string;
  token: string;
  withdrawDelay: bigint;
  salt: string;
}
export interface VoucherClaim {
  voucher: { channel: ChannelConfig; maxClaimableAmount: bigint };
  signature: string;
  totalClaimed: bigint;
}

type Call = (...args: unknown[]) => Promise<ContractTransactionResponse>;
type View = (...args: unknown[]) => Promise<never>;
/** The contract with its calls, so that a test reads like the interface. */
export type Channels = Omit<BaseContract, "connect"> & { connect(runner: Signer): Channels } & Record<
    | "nameTokenList"
    | "multicall"
    | "deposit"
    | "claim"
    | "claimWithSignature"
    | "settle"
    | "refund"
    | "refundWithSignature"
    | "initiateWithdraw"
    | "finalizeWithdraw",
    Call
  > &
  Record<
    | "getChannelId"
    | "channels"
    | "receivers"
    | "pendingWithdrawals"
    | "refundNonce"
    | "administration"
    | "getVoucherDigest"
    | "getRefundDigest"
    | "getClaimBatchDigest"
    | "CHANNEL_CONFIG_TYPEHASH",
    View
  >;

/** Channels with a token list, the contract that ends sessions, a car with a key and a car whose account is a contract. */
export async function deployChannels(connection: NetworkConnection) {
  const { ethers, networkHelpers } = connection as Awaited<ReturnType<typeof network.create>>;
  const world = await deployPayments(connection);
  const { access, admin, payments, tenge, hostile, customer: car, cafe: station, issuer, chainId } = world;
  for (const [name, at] of [
    ["Channels", CHANNELS_AT],
    ["Erc3009DepositCollector", COLLECTOR_AT],
  ] as const) {
    const placed = await ethers.deployContract(name);
    await networkHelpers.setCode(at, await ethers.provider.getCode(placed));
  }
  await networkHelpers.setStorageAt(CHANNELS_AT, 0, ethers.zeroPadValue(admin.address, 32));
  const channels = (await ethers.getContractAt("Channels", CHANNELS_AT)) as unknown as Channels;
  await channels.connect(admin).nameTokenList(payments);
  const charging = await ethers.deployContract("Charging", [access, CHANNELS_AT]);
  await access.getFunction("setTargetFunctionRole")(
    charging,
    [charging.interface.getFunction("end")!.selector],
    CHARGING,
  );
  await access.getFunction("grantRole")(CHARGING, world.operator, 0);
  const fleet = await ethers.deployContract("ContractAccount", [car.address]);
  await tenge.connect(issuer).mint(fleet, 1_000_000n, ethers.id("bank movement 2"));

  const config: ChannelConfig = {
    payer: car.address,
    payerAuthorizer: car.address,
    receiver: station.address,
    receiverAuthorizer: await charging.getAddress(),
    token: await tenge.getAddress(),
    withdrawDelay: 900n,
    salt: ethers.ZeroHash,
  };
  const domain = {
    ...{ name: "x402 Batch Settlement", version: "1", chainId, verifyingContract: CHANNELS_AT },
  };
  const idOf = async (of: ChannelConfig): Promise<string> => await channels.getChannelId(of);
  const coder = ethers.AbiCoder.defaultAbiCoder();
  /** What the collector needs for a deposit, signed by the payer's key. */
  const collectorData = async (
    of: ChannelConfig,
    amount: bigint,
    salt = 1n,
    by: Signer = car,
  ): Promise<BytesLike> => {
    const validBefore = 2n ** 40n;
    const nonce = ethers.keccak256(coder.encode(["bytes32", "uint256"], [await idOf(of), salt]));
    const signature = await sign(by as never, chainId, tenge, RECEIVE, {
      ...{ from: of.payer, to: COLLECTOR_AT, value: amount, validAfter: 0n, validBefore, nonce },
    });
    return coder.encode(["uint256", "uint256", "uint256", "bytes"], [0n, validBefore, salt, signature]);
  };
  const relayed = channels.connect(world.relayer);
  const deposit = async (of: ChannelConfig, amount: bigint, salt = 1n) =>
    await relayed.deposit(of, amount, COLLECTOR_AT, await collectorData(of, amount, salt));
  const voucher = async (
    of: ChannelConfig,
    maxClaimableAmount: bigint,
    totalClaimed = maxClaimableAmount,
    by: Signer = car,
  ): Promise<VoucherClaim> => {
    const message = { channelId: await idOf(of), maxClaimableAmount };
    const signature = await by.signTypedData(domain, VOUCHER, message);
    return { voucher: { channel: of, maxClaimableAmount }, signature, totalClaimed };
  };
  const claimEntries = async (claims: VoucherClaim[]) =>
    await Promise.all(
      claims.map(async ({ voucher: { channel, maxClaimableAmount }, totalClaimed }) => ({
        ...{ channelId: await idOf(channel), maxClaimableAmount, totalClaimed },
      })),
    );
  const claimBatch = async (claims: VoucherClaim[], by: Signer = station): Promise<string> =>
    await by.signTypedData(domain, CLAIM_BATCH, { claims: await claimEntries(claims) });
  const giveBack = async (of: ChannelConfig, nonce: bigint, amount: bigint, by: Signer = station) =>
    await by.signTypedData(domain, REFUND, { channelId: await idOf(of), nonce, amount });
  return {
    ...world,
    ...{ channels, relayed, charging, car, station, fleet, config, domain, hostile },
    ...{ idOf, collectorData, deposit, voucher, claimBatch, claimEntries, giveBack },
    ...{ types: { VOUCHER, REFUND, CLAIM_BATCH } },
  };
}
