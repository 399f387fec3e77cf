// Who takes part.
import { z } from "zod";
import { PARTICIPANT_KINDS } from "../auth/caller.ts";
import { account, hash, numberParam, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { ParticipantUnknownError } from "./errors.ts";

export interface ParticipantRow {
  participant: number;
  account: string;
  owner: number;
  kind: string;
  suspended: boolean;
  reason: number;
  profile_hash: string;
  block_number: number;
}

const SELECT = `SELECT participant, account, owner, kind, suspended, reason, profile_hash, block_number
FROM ledger.current_participants`;
const KINDS = PARTICIPANT_KINDS;

const participant = z
  .object({
    participant: uint32,
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
    async ({ params }) => {
      const { rows } = await api.gateway.reads.query<ParticipantRow>(
        named(`${SELECT} WHERE participant = $1`, [params.participant]),
      );
      if (rows[0] === undefined) throw new ParticipantUnknownError(params.participant);
      return { body: show(rows[0]), cache: "tagged" };
    },
  );
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
