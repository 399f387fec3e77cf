// For tests: a ledger with a gateway and agencies.
export { AIR, openCity, type City } from "../../gateway/src/test-city.ts";
