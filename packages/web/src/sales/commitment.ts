// What the chain is told of a reason. Pure; loaded when a dispute is composed.
import { payloadHash, toHex, utf8 } from "@alatau/sdk";

/** The salt of 32 random bytes as it is handed in, and sha256(salt, reason). */
export const commitTo = (
  reason: string,
  salt: Uint8Array,
): { readonly salt: string; readonly reasonHash: string } => ({
  salt: toHex(salt),
  reasonHash: payloadHash(salt, utf8(reason)),
});
