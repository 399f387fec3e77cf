// For tests: downloads on the SDK's chain made by hand.
export * from "../../../sdk/src/download.fixture.ts";
