// A running ledger with a gateway in front, for the pages of paying.
export * from "../../../gateway/src/test-story.ts";
export { startGateway, type RunningGateway } from "../../../gateway/src/server.ts";
export { handQuote, listSecondToken } from "../../../gateway/src/quotes/second-token.fixture.ts";
export { startSimulator } from "../../../gateway/src/fiscal/simulator.ts";
