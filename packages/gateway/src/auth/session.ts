// Sessions of people: a signed token in a cookie that scripts cannot read, or as a bearer. It says which account signed in, no more.
import { jwtVerify, SignJWT } from "jose";
import type { Gateway } from "../gateway.ts";

export const SESSION_COOKIE = "alatau_session";
export const SESSION_SECONDS = 12 * 3600;

const AUDIENCE = "alatau-gateway";

/** A token for an account that has signed in. */
export async function makeSession(
  { sessionSecret, network, now }: Pick<Gateway, "sessionSecret" | "network" | "now">,
  account: string,
): Promise<string> {
  const issued = Math.floor(now() / 1000);
  return await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(account)
    .setAudience(AUDIENCE)
    .setIssuer(network.genesisHash)
    .setIssuedAt(issued)
    .setExpirationTime(issued + SESSION_SECONDS)
    .sign(sessionSecret);
}

/** The account of a token; null for one that does not hold. */
export async function readSession(
  { sessionSecret, network, now }: Pick<Gateway, "sessionSecret" | "network" | "now">,
  token: string,
): Promise<string | null> {
  try {
    const { payload } = await jwtVerify(token, sessionSecret, {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      issuer: network.genesisHash,
      currentDate: new Date(now()),
    });
    return payload.sub ?? null;
  } catch {
    return null;
  }
}

/** Set-Cookie for a session, or for ending one when the token is empty. */
export const sessionCookie = (token: string, secure: boolean): string =>
  [
    `${SESSION_COOKIE}=${token}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Strict",
    `Max-Age=${token === "" ? 0 : SESSION_SECONDS}`,
    ...(secure ? ["Secure"] : []),
  ].join("; ");
