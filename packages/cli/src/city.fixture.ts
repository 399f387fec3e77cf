// For tests: a ledger with a gateway and agencies.
export { air, AIR, openCity, until, type City } from "../../gateway/src/test-city.ts";
