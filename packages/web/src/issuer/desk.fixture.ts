// A running ledger with a gateway in front, a bank that writes statements, and people at the issuer's desk.
export * from "../../../gateway/src/test-story.ts";
export { camt, openDesk, signedIn } from "../../../gateway/src/issuance/test-bank.ts";
