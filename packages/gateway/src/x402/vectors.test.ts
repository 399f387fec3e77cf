// What the x402 specification itself shows: its headers and its example signature, which is a real one.
import { transferWithAuthorizationTypes } from "@alatau/sdk";
import { expect } from "chai";
import { describe, it } from "mocha";
import { readFileSync } from "node:fs";
import { hashTypedData, recoverTypedDataAddress, type Address, type Hex } from "viem";
import { fromHeader, payloadSchema, requirementsSchema, toHeader } from "./terms.ts";

const read = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../../examples/data/payments/${name}`, import.meta.url), "utf8"),
  ) as unknown;

interface HeaderVector {
  readonly header: string;
  readonly value: string;
  readonly decoded: Record<string, unknown>;
}
interface SignatureVector {
  readonly domain: { name: string; version: string; chainId: number; verifyingContract: Address };
  readonly message: Record<"value" | "validAfter" | "validBefore", string> & {
    from: Address;
    to: Address;
    nonce: Hex;
  };
  readonly signature: Hex;
  readonly expectedDigest: Hex;
  readonly expectedSigner: Address;
}

describe("x402's own examples", () => {
  const headers = read("x402-headers.json") as HeaderVector[];

  it("headers read as the specification says, and are written as they were read", () => {
    expect(headers.map(({ header }) => header)).to.include.members(["PAYMENT-REQUIRED", "PAYMENT-SIGNATURE"]);
    for (const { value, decoded } of headers) {
      expect(fromHeader(value)).to.deep.equal(decoded);
      expect(fromHeader(toHeader(decoded))).to.deep.equal(decoded);
    }
  });

  it("an offer and a payment of the specification pass our schemas", () => {
    const of = (name: string) => headers.find(({ header }) => header === name)!.decoded;
    const [asked] = of("PAYMENT-REQUIRED")["accepts"] as unknown[];
    expect(requirementsSchema.parse(asked)).to.include({ scheme: "exact", amount: 10_000n });
    const paid = payloadSchema.parse(of("PAYMENT-SIGNATURE"));
    expect(paid.payload.authorization.value).to.equal(10_000n);
  });

  it("what is no base64 of JSON is nothing", () => {
    for (const text of ["", "{}", "bm90IGpzb24=", "a b", "ÿ"]) expect(fromHeader(text)).to.equal(undefined);
  });

  it("the example's signature is of the payer that it names, over the typed data that payers sign here", async () => {
    for (const vector of read("x402-signature.json") as SignatureVector[]) {
      const { value, validAfter, validBefore, ...rest } = vector.message;
      const typed = {
        domain: vector.domain,
        types: transferWithAuthorizationTypes,
        primaryType: "TransferWithAuthorization" as const,
        message: {
          ...rest,
          ...{ value: BigInt(value), validAfter: BigInt(validAfter), validBefore: BigInt(validBefore) },
        },
      };
      expect(hashTypedData(typed)).to.equal(vector.expectedDigest);
      const { signature } = vector;
      expect(await recoverTypedDataAddress({ ...typed, signature })).to.equal(vector.expectedSigner);
    }
  });
});
