// A running ledger with a gateway in front, for the pages of paying.
export * from "../../../gateway/src/test-story.ts";
