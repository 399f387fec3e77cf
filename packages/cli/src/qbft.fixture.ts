// For tests: headers sealed by the SDK's test validators.
export { NETWORK } from "../../sdk/src/chain.fixture.ts";
export { makeHeaders, qbftHash, VALIDATORS } from "../../sdk/src/qbft.fixture.ts";
