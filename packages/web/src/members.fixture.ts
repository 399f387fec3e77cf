// For tests: what the gateway answers to a member that acts with its own account.
import { SALE_ID } from "./pages.fixture.ts";

const unsigned = (to: string, data: string): object => ({
  ...{ chainId: 31_337, from: `0x${"ab".repeat(20)}`, to, data, value: "0", nonce: 7 },
  ...{ gas: "90000", maxFeePerGas: "0", maxPriorityFeePerGas: "0" },
});
const submission = (number: number): object => ({
  ...{ submission: number, state: "sent", function: "", txHash: null, block: null, order: null, error: null },
});

/** Answers to GET. */
export const MEMBER_ANSWERS: Readonly<Record<string, unknown>> = {
  "/v1/orders/11/cancellation": unsigned(`0x${"01".repeat(20)}`, "0x514fcac7"),
  [`/v1/sales/${SALE_ID}/dispute`]: unsigned(`0x${"02".repeat(20)}`, "0xd5cc8e0d"),
};
/** Answers to POST. */
export const MEMBER_WRITES: Readonly<Record<string, unknown>> = {
  "/v1/orders/11/cancellation": submission(21),
  [`/v1/sales/${SALE_ID}/dispute`]: submission(22),
};
