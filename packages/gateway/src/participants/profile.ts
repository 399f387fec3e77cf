// Names of organisations: kept beside the ledger, so that they can be erased; the chain has a salted commitment at most.
import { jcs, payloadHash, utf8, type Bytes32, type Hex } from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { ProblemError } from "../problems.ts";
import { ParticipantUnknownError } from "./errors.ts";

const NO_COMMITMENT = `0x${"00".repeat(32)}`;

/** What {@link IParticipants.register} takes as `profileHash`: sha256(salt ‖ JCS of the profile). `salt` has 32 random bytes. */
export const profileHash = (salt: Uint8Array, name: string): Bytes32 =>
  payloadHash(salt, utf8(jcs({ name, type: "organisation" })));

export interface Profile {
  readonly participant: number;
  readonly name: string;
  /** Needed where the chain commits to the name. */
  readonly salt?: Hex | undefined;
  /** Who says so. */
  readonly setBy: string;
}

/**
 * Keeps the name of an organisation. Where its registration committed to a profile, name and salt must be those.
 * @throws {ParticipantUnknownError}, {ProblemError} `profile-mismatch`
 */
export async function keepProfile(
  pool: pg.Pool,
  { participant, name, salt: given, setBy }: Profile,
): Promise<void> {
  const { rows } = await pool.query<{ profile_hash: Buffer }>(
    "SELECT profile_hash FROM ledger.participants WHERE participant = $1",
    [participant],
  );
  if (rows[0] === undefined) throw new ParticipantUnknownError(participant);
  const onChain = `0x${rows[0].profile_hash.toString("hex")}`;
  const salt = given === undefined ? randomBytes(32) : Buffer.from(given.slice(2), "hex");
  const committed = onChain !== NO_COMMITMENT;
  if (committed && profileHash(salt, name) !== onChain) throw new ProblemError("profile-mismatch");
  await pool.query(
    `INSERT INTO payload.profiles (participant, name, salt, committed, set_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (participant) DO UPDATE
       SET name = excluded.name, salt = excluded.salt, committed = excluded.committed, set_by = excluded.set_by, set_at = now()`,
    [participant, name, salt, committed, setBy],
  );
}

/** Erases a name with its salt; what the chain committed to tells nothing then. */
export async function eraseProfile(pool: pg.Pool, participant: number): Promise<void> {
  await pool.query("DELETE FROM payload.profiles WHERE participant = $1", [participant]);
}
