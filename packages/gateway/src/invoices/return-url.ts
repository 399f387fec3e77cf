// Where a payer may be sent back to: a page of the web, by a link that shows its host. Pure.
import { z } from "zod";

const LONGEST = 2_000;
const LOOPBACK = ["127.0.0.1", "[::1]", "localhost"];

/**
 * The address as browsers write it: https, or http on this machine where `local` allows it; no user or password in it, which would
 * show another host than it goes to. Null for anything else.
 */
export function returnUrlOf(text: string, { local }: { local: boolean }): string | null {
  if (text.length > LONGEST || !URL.canParse(text)) return null;
  const { protocol, hostname, username, password, href } = new URL(text);
  if (username !== "" || password !== "" || href.length > LONGEST) return null;
  if (protocol === "https:") return href;
  return protocol === "http:" && local && LOOPBACK.includes(hostname) ? href : null;
}

/** A field of bodies. */
export const returnUrlField = (local: boolean) =>
  z
    .string()
    .max(LONGEST)
    .transform((text, context) => {
      const found = returnUrlOf(text, { local });
      if (found !== null) return found;
      context.addIssue({ code: "custom", message: "an https address without user and password" });
      return z.NEVER;
    })
    .meta({
      description: "The page of the merchant to which the payer may go back: https only.",
      example: "https://shop.example/orders/7",
    });
