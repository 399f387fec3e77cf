// For tests: a payment on the SDK's chain made by hand.
export { contract, NETWORK } from "../../sdk/src/chain.fixture.ts";
export { makePayment, TOKEN } from "../../sdk/src/payment.fixture.ts";
