// Fields of wallets.
import type { Passkey } from "@alatau/sdk";
import type { Hex } from "viem";
import { z } from "zod";

const coordinate = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, "32 bytes as 0x and 64 hexadecimal digits, lower case")
  .transform((text) => text as Hex);

/** A public key of a passkey, a point of P-256. */
export const passkeyField = z.strictObject({ x: coordinate, y: coordinate });

/** A WebAuthn credential's id, base64url as browsers give it. */
export const credentialField = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,1364}$/, "base64url without padding")
  .refine((text) => text.length % 4 !== 1, "base64url without padding");

/** What answers say of a passkey. */
export const passkeyAnswer = z
  .object({ x: z.string(), y: z.string() })
  .meta({ id: "Passkey", description: "A point of P-256." });

/** Unix seconds, as contracts count. */
export const secondsField = z
  .int()
  .min(0)
  .max(2 ** 40 - 1);

export const showPasskey = ({ x, y }: Passkey): Passkey => ({ x, y });
