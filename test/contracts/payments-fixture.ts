// Payments with tenge and a token that can misbehave: a café, its customer, the gateway that relays, an attester.
import { paymentDisputeTypes, receiveWithAuthorizationTypes } from "@alatau/sdk";
import type { BaseContract, ContractTransactionResponse, Signer } from "ethers";
import type { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { deployLedger, ROLES, sign, type Ledger } from "./fixture.ts";

/** Numbers of the roles that only payments know. */
export const TOKEN_OFFICE = 10n;
export const ATTESTER = 11n;

/** Payments up to 2,000,000 tenge; above 100,000 the payer is attested at level 2. */
export const TENGE_TERMS = {
  maxPerPayment: 200_000_000n,
  attestAbove: 10_000_000n,
  minLevel: 2,
  decimals: 2,
};

export const DAY = 86_400n;

export interface PaymentInfo {
  invoiceId: string;
  operator: string;
  payer: string;
  receiver: string;
  token: string;
  amount: bigint;
  payBy: bigint;
  captureBy: bigint;
  refundBy: bigint;
  minFeeBps: number;
  maxFeeBps: number;
  feeReceiver: string;
  termsHash: string;
  salt: string;
}

type Call = (...args: unknown[]) => Promise<ContractTransactionResponse>;
type View = (...args: unknown[]) => Promise<unknown>;

/** The contract with its calls, so that a test reads like the interface. */
export type Payments = Omit<BaseContract, "connect"> & {
  connect(runner: Signer): Payments;
} & Record<
    | "authorize"
    | "charge"
    | "capture"
    | "void"
    | "reclaim"
    | "refund"
    | "refundFromReserve"
    | "refundWithAuthorization"
    | "openDispute"
    | "resolve"
    | "lapseDispute"
    | "sweepBox"
    | "releaseSurplus"
    | "fundReserve"
    | "withdrawReserve"
    | "listToken"
    | "delistToken",
    Call
  > &
  Record<"stateOf" | "disputeOf" | "boxOf" | "reserveOf" | "paymentId" | "refundNonce" | "tokenAt", View>;

const attestationTypes = {
  PayerAttestation: [
    { name: "payer", type: "address" },
    { name: "level", type: "uint8" },
    { name: "validTo", type: "uint64" },
  ],
};

/** Deploys payments beside the ledger; the customer, the café and the operator hold tenge, payments some of somebody else's. */
export async function deployPayments(connection: NetworkConnection) {
  const { ethers, networkHelpers } = connection as Awaited<ReturnType<typeof network.create>>;
  const ledger: Ledger = await deployLedger(connection);
  const { access, tenge, issuer, arbiter, admin } = ledger;
  const [operator, cafe, customer, feeReceiver, relayer] = (await ethers.getSigners()).slice(-5) as [
    Signer & { address: string },
    Signer & { address: string },
    Signer & { address: string },
    Signer & { address: string },
    Signer & { address: string },
  ];
  const attester = new ethers.Wallet(ethers.id("attester"), ethers.provider);
  const payments = (await ethers.deployContract("Payments", [access])) as unknown as Payments;
  const hostile = await ethers.deployContract("HostileToken");
  const selector = (name: string): string => payments.interface.getFunction(name)!.selector;
  await access.getFunction("setTargetFunctionRole")(
    payments,
    [selector("listToken"), selector("delistToken")],
    TOKEN_OFFICE,
  );
  await access.getFunction("setTargetFunctionRole")(
    payments,
    [selector("resolve"), selector("releaseSurplus")],
    ROLES.arbiter,
  );
  await access.getFunction("grantRole")(TOKEN_OFFICE, admin, 0);
  await access.getFunction("grantRole")(ATTESTER, attester, 0);
  await payments.connect(admin).listToken(tenge, { ...TENGE_TERMS, issuer: issuer.address });
  const hostileTerms = { maxPerPayment: 2n ** 90n, attestAbove: 2n ** 90n, minLevel: 0, decimals: 18 };
  await payments.connect(admin).listToken(hostile, { ...hostileTerms, issuer: admin.address });
  const bank = ethers.id("bank movement 1");
  for (const holder of [customer, cafe, operator, feeReceiver]) {
    await tenge.connect(issuer).mint(holder, 100_000_000n, bank);
    await hostile.getFunction("mint")(holder, 100_000_000n);
  }
  const now = BigInt(await networkHelpers.time.latest());
  const base: PaymentInfo = {
    invoiceId: ethers.id("invoice 1"),
    operator: operator.address,
    payer: customer.address,
    receiver: cafe.address,
    token: await tenge.getAddress(),
    amount: 125_000n,
    payBy: now + DAY,
    captureBy: now + 7n * DAY,
    refundBy: now + 60n * DAY,
    minFeeBps: 0,
    maxFeeBps: 100,
    feeReceiver: feeReceiver.address,
    termsHash: ethers.id("terms"),
    salt: ethers.id("salt"),
  };
  const { chainId } = ledger;
  const address = await payments.getAddress();

  /** The payer's signature of a payment; an account's own key unless another signs. */
  const pay = async (payment: PaymentInfo, by: Signer = customer): Promise<string> => {
    const nonce = await payments.paymentId(payment);
    const { payer: from, amount: value, payBy: validBefore } = payment;
    return sign(by as never, chainId, tenge, receiveWithAuthorizationTypes, {
      ...{ from, to: address, value, validAfter: 0n, validBefore, nonce },
    });
  };
  /** The receiver's signature of a refund. */
  const giveBack = async (payment: PaymentInfo, amount: bigint, salt: string, validBefore: bigint) => {
    const nonce = await payments.refundNonce(await payments.paymentId(payment), salt);
    return sign(cafe as never, chainId, tenge, receiveWithAuthorizationTypes, {
      ...{ from: cafe.address, to: address, value: amount, validAfter: 0n, validBefore, nonce },
    });
  };
  const attestation = async (payer: string, level: number, validTo: bigint, by: Signer = attester) => {
    const said = { payer, level, validTo };
    const signature = await sign(by as never, chainId, payments as never, attestationTypes, said);
    return ethers.AbiCoder.defaultAbiCoder().encode(
      ["tuple(address payer,uint8 level,uint64 validTo)", "bytes"],
      [said, signature],
    );
  };
  const dispute = async (payment: PaymentInfo, amount: bigint, evidenceHash: string, by: Signer = customer) =>
    sign(by as never, chainId, payments as never, paymentDisputeTypes, {
      payment: await payments.paymentId(payment),
      amount,
      evidenceHash,
    });
  const byOperator = payments.connect(operator);
  /** Holds a payment as the operator does. */
  const hold = async (payment: PaymentInfo) => byOperator.authorize(payment, await pay(payment), "0x");
  /** Charges a payment as the operator does, without fee. */
  const charge = async (payment: PaymentInfo, feeBps = 0) =>
    byOperator.charge(payment, feeBps, await pay(payment), "0x");
  return {
    ...ledger,
    ...{ payments, hostile, operator, cafe, customer, feeReceiver, relayer, attester, arbiter },
    ...{ base, byOperator, pay, giveBack, attestation, dispute, hold, charge, address },
  };
}
