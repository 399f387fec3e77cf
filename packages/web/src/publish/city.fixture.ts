// A running ledger with three agencies, for the tests of the pages where they publish.
export * from "../../../gateway/src/test-city.ts";
