// For tests: headers sealed by the SDK's test validators, and a bundle of a network of seals.
import { CONTRACT_NAMES, type BundleContent, type RpcHeader } from "@alatau/sdk";
import { contract, NETWORK } from "../../sdk/src/chain.fixture.ts";
import { makePayment } from "../../sdk/src/payment.fixture.ts";
import { paymentContent } from "../../sdk/src/proof.ts";
import { sealedBlockOf, sealedNetwork, withSeals } from "../../sdk/src/qbft.fixture.ts";

export { NETWORK };
export { makeHeaders, qbftHash, VALIDATORS } from "../../sdk/src/qbft.fixture.ts";

/** network.json of the sealed test chain, whole. */
export const sealedNetworkFile = (genesis: RpcHeader): object => ({
  ...{ ...sealedNetwork(genesis), name: "test", engine: "consortium", startBlock: 0 },
  contracts: {
    ...Object.fromEntries(CONTRACT_NAMES.map((name) => [name, contract(name)])),
    ...NETWORK.contracts,
  },
  accounts: { operator: 1, supplier: 2, network: 3, reserve: 4, dust: 5 },
});

/** A payment's bundle whose blocks are sealed. */
export const sealedPayment = (): BundleContent =>
  paymentContent(withSeals(makePayment(), sealedBlockOf()), { chainId: NETWORK.chainId, changes: [] });
