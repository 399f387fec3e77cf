import { ABIS } from "@alatau/sdk";
import { expect } from "chai";
import { describe, it } from "mocha";
import { formsOf, PERSONAL_CLASSES, personalIn } from "../contracts/personal-values.ts";

interface Parameter {
  readonly type: string;
  readonly name?: string;
  readonly components?: readonly Parameter[];
}
interface Item {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly Parameter[];
}

/** Where bytes of free length enter a contract or leave it, and why nothing personal comes with them. */
const FREE: Record<string, string> = {
  "journal.registerDataset(name)": "the data set's public name, given by the registrar",
  "journal.DatasetRegistered(name)": "the same",
  "journal.append(signatures)": "65 bytes for each checker, recovered before anything is stored",
  "journal.requireQuorum(signatures)": "the same",
  "catalogue.announceGateway(url)": "a member's own public server: visible ASCII, 200 bytes at most",
  "catalogue.GatewayAnnounced(url)": "the same",
  "readingSets.accept(signatures)": "the same",
  "devices.register(serial)": "printed on company equipment; the meters of homes are never registered",
  "devices.DeviceRegistered(serial)": "the same",
  "devices.addMeterKey(publicKey)": "a meter's public key, given by the registrar",
  "devices.MeterKeyAdded(publicKey)": "the same",
  "devices.agreeSupply(signature)": "a signature, checked against the account",
  "orderBook.placeOrder(signature)": "the same",
  "tenge.transferWithAuthorization(signature)": "the same",
  "tenge.receiveWithAuthorization(signature)": "the same",
  "tenge.cancelAuthorization(signature)": "the same",
  "payments.authorize(signature)": "the same",
  "payments.charge(signature)": "the same",
  "payments.refundWithAuthorization(signature)": "the same",
  "payments.openDispute(signature)": "the same",
  "payments.authorize(attestation)":
    "a pseudonymous account, a level and a time, signed by the attester; decoded or refused",
  "payments.charge(attestation)": "the same",
  "passkeyAccounts.addPasskey(signature)": "an assertion of WebAuthn, checked against the account's passkey",
  "passkeyAccounts.removePasskey(signature)": "the same",
  "channels.deposit(collectorData)": "times, a salt and a signature, decoded by the collector or refused",
  "channels.claim(voucherClaims)": "a signature each, checked against the key that the channel names",
  "channels.claimWithSignature(voucherClaims)": "the same",
  "channels.claimWithSignature(authorizerSignature)": "a signature, checked against the account",
  "channels.getClaimBatchDigest(voucherClaims)": "read only",
  "channels.refundWithSignature(receiverAuthorizerSignature)": "a signature, checked against the account",
  "channels.multicall(data)": "calls of the same contract, which are on this list themselves",
  "charging.end(last)": "a voucher with its signature, checked by the channels",
  "energyMarket.reverse(lines)": "packed numbers, equal to what the market emitted",
  "energyMarket.reverseLate(lines)": "the same",
  "energyMarket.dispute(lines)": "the same",
  "energyMarket.SalesSettled(lines)": "packed numbers that the market made",
  "accessManager.labelRole(label)": "the name of a role, given by the administrator",
  "accessManager.RoleLabel(label)": "the same",
  "accessManager.execute(data)": "the call of another contract, which is on this list itself",
  "accessManager.schedule(data)": "the same",
  "accessManager.cancel(data)": "the same",
  "accessManager.consumeScheduledOp(data)": "the same",
  "accessManager.hashOperation(data)": "the same",
  "accessManager.multicall(data)": "the same",
  "accessManager.OperationScheduled(data)": "the same",
};
/** Raised at deployment only, with the contract's own name. */
const AT_DEPLOYMENT = ["StringTooLong(str)"];

/** Parameters of free length: text, and bytes that could hold it. */
const freeIn = (parameter: Parameter): boolean =>
  /^(string|bytes)(\[|$)/.test(parameter.type) || (parameter.components ?? []).some(freeIn);

function freePlaces(): string[] {
  return Object.entries(ABIS).flatMap(([contract, abi]) =>
    (abi as readonly Item[])
      .filter(({ type }) => ["function", "event", "error"].includes(type))
      .flatMap(({ name, inputs = [] }) =>
        inputs.filter(freeIn).map((parameter) => `${name ?? ""}(${parameter.name ?? ""})`),
      )
      .filter((place) => !AT_DEPLOYMENT.includes(place))
      .map((place) => `${contract}.${place}`),
  );
}

describe("personal values (Y19)", () => {
  it("have no free text or bytes to hide in but those that are listed with a reason", () => {
    expect(freePlaces().filter((place) => !(place in FREE))).to.deep.equal([]);
  });

  it("the list names nothing that is gone", () => {
    const places = new Set(freePlaces());
    expect(Object.keys(FREE).filter((place) => !places.has(place))).to.deep.equal([]);
  });

  for (const { name, looks, examples } of PERSONAL_CLASSES) {
    it(`${name}: found ${looks === undefined ? "by its bytes" : "by its form"}`, () => {
      for (const example of examples) {
        if (looks !== undefined)
          expect(
            personalIn(`x ${example} y`).some((found) => found.startsWith(`${name}:`)),
            example,
          ).to.equal(true);
        expect(formsOf(example)).to.include(Buffer.from(example).toString("hex"));
      }
    });
  }

  it("ordinary numbers, times and hashes are not taken for personal ones", () => {
    for (const text of ["energy.readings", "1790000000", "2026-11-23T21:25:37Z", `0x${"5a".repeat(32)}`])
      expect(personalIn(text), text).to.deep.equal([]);
  });
});
