// Who takes part.
import { PARTICIPANT_KINDS } from "@alatau/sdk";
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { holdsRole } from "../auth/roles.ts";
import { account, hash, hexBytes, numberParam, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { ParticipantUnknownError } from "./errors.ts";
import { eraseProfile, keepProfile } from "./profile.ts";

export interface ParticipantRow {
  participant: number;
  account: string;
  owner: number;
  kind: string;
  suspended: boolean;
  reason: number;
  profile_hash: string;
  block_number: number;
  name: string | null;
  committed: boolean | null;
}

const SELECT = `SELECT participant, account, owner, kind, suspended, reason, profile_hash, block_number, name, committed
FROM ledger.current_participants LEFT JOIN payload.profiles USING (participant)`;
const KINDS = PARTICIPANT_KINDS;

const participant = z
  .object({
    participant: uint32,
    name: z.string().nullable().meta({
      description: "Of an organisation, as it says itself; null: none, as for every natural person.",
    }),
    nameCommitted: z
      .boolean()
      .meta({ description: "The chain commits to this name: `profileHash` is its salted hash." }),
    account: account.meta({ description: "The account that acts for the participant now." }),
    owner: uint32.meta({
      description: "The participant that benefits in the end; itself when it stands alone.",
    }),
    kind: z.enum(KINDS),
    suspended: z.boolean(),
    suspensionReason: z.int().nullable(),
    profileHash: hash,
    registeredInBlock: z.int(),
  })
  .meta({ id: "Participant" });

const show = (row: ParticipantRow) => ({
  participant: row.participant,
  name: row.name,
  nameCommitted: row.committed ?? false,
  account: row.account,
  owner: row.owner,
  kind: row.kind,
  suspended: row.suspended,
  suspensionReason: row.suspended ? row.reason : null,
  profileHash: row.profile_hash,
  registeredInBlock: row.block_number,
});

/** Declares the routes of participants. */
export function participantRoutes(api: Api, limiters: Limiters): void {
  listRoute(api, limiters, {
    path: "/v1/participants",
    tag: "Participants",
    summary: "Participants by number",
    filters: {
      kind: z.enum(KINDS).optional(),
      owner: numberParam.optional(),
      account: account.optional().meta({ description: "The account that acts for it now." }),
    },
    item: participant,
    query: ({ kind, owner, account: acting }) => ({
      select: SELECT,
      where: [
        kind !== undefined && ["kind = ?", kind],
        owner !== undefined && ["owner = ?", owner],
        acting !== undefined && ["account = ?", bytesOf(acting)],
      ],
      keys: [{ column: "participant", field: "participant" }],
      descending: false,
    }),
    show,
  });
  api.route(
    {
      method: "get",
      path: "/v1/participants/{participant}",
      tag: "Participants",
      summary: "One participant",
      params: z.object({ participant: numberParam }),
      answers: { 200: { description: "The participant.", schema: participant } },
      refusals: ["participant-unknown"],
    },
    async ({ params }) => ({ body: await readParticipant(api, params.participant), cache: "tagged" }),
  );
  profileRoutes(api, limiters);
}

async function readParticipant({ gateway }: Pick<Api, "gateway">, number: number) {
  const { rows } = await gateway.reads.query<ParticipantRow>(
    named(`${SELECT} WHERE participant = $1`, [number]),
  );
  if (rows[0] === undefined) throw new ParticipantUnknownError(number);
  return show(rows[0]);
}

/** Neither digits that could identify a person nor addresses belong into the name of an organisation. */
export const organisationName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}\p{P}\p{Zs}+&]+$/u, "letters, digits, spaces and punctuation")
  .refine((name) => !/\d{6,}|@/.test(name), "the name of an organisation, without numbers of persons");

function profileRoutes({ route, gateway }: Api, { writes }: Limiters): void {
  const params = z.object({ participant: numberParam });
  const refusals = ["unauthenticated", "forbidden", "participant-unknown"];
  route(
    {
      method: "post",
      path: "/v1/participants/{participant}/profile",
      tag: "Participants",
      summary: "Name an organisation",
      description:
        "By the participant itself or by a registrar that is signed in. Where the registration committed to a profile, name and salt " +
        'must be those: sha256(salt, JCS of `{name, type: "organisation"}`). Names of natural persons have no place here.',
      params,
      body: z.strictObject({
        type: z.literal("organisation"),
        name: organisationName,
        salt: hexBytes
          .length(66)
          .optional()
          .meta({ description: "32 bytes, where the chain commits to the name." }),
      }),
      answers: { 200: { description: "The participant.", schema: participant } },
      refusals: [...refusals, "profile-mismatch"],
    },
    async ({ params: { participant: number }, body, caller }) => {
      const setBy = await requireSay(gateway, number, await caller());
      await keepProfile(gateway.pool, {
        participant: number,
        name: body.name,
        salt: body.salt as `0x${string}` | undefined,
        setBy,
      });
      return { body: await readParticipant({ gateway }, number) };
    },
    writes,
  );
  route(
    {
      method: "delete",
      path: "/v1/participants/{participant}/profile",
      tag: "Participants",
      summary: "Erase an organisation's name and its salt",
      params,
      answers: { 204: { description: "Erased." } },
      refusals,
    },
    async ({ params: { participant: number }, caller }) => {
      await requireSay(gateway, number, await caller());
      await eraseProfile(gateway.pool, number);
      return { status: 204 };
    },
    writes,
  );
}

/** Who may speak for a participant: itself, or a registrar. Answers with the caller's name. @throws {ProblemError} */
async function requireSay(gateway: Api["gateway"], number: number, caller: Caller): Promise<string> {
  if (caller.by === "nobody")
    throw new ProblemError("unauthenticated", undefined, { headers: { "www-authenticate": "Bearer" } });
  if (caller.participant !== number && !(await holdsRole(gateway, caller, "registrar")))
    throw new ProblemError("forbidden", "Only the participant itself or a registrar may name it.");
  return caller.name;
}

/** Refuses whom a community's details do not concern. @throws {ProblemError} `forbidden` */
export async function requireInsight(
  { gateway }: Pick<Api, "gateway">,
  number: number,
  caller: () => Promise<{ participant: number | null; auditor: boolean }>,
): Promise<void> {
  const { rows } = await gateway.reads.query<{ kind: string }>(
    named("SELECT kind FROM ledger.participants WHERE participant = $1", [number]),
  );
  if (rows[0] === undefined) throw new ParticipantUnknownError(number);
  if (rows[0].kind !== "community") return;
  const { participant: asking, auditor } = await caller();
  if (asking !== number && !auditor)
    throw new ProblemError("forbidden", "A community's accounts are its own matter and the auditors'.");
}
