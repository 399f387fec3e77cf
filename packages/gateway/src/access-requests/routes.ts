// Asking for access to the ledger's data, and giving it: the administrator registers, owners give what is theirs.
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { holdsRole } from "../auth/roles.ts";
import { datasetName } from "../data-sets/description.ts";
import { changeAccess } from "../data-sets/register.ts";
import { owned } from "../data-sets/find.ts";
import type { Gateway } from "../gateway.ts";
import { account, accountParam, bigNumberParam, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { organisationName } from "../participants/routes.ts";
import { ProblemError } from "../problems.ts";
import { giveAccess } from "./grant.ts";
import { keepRequest, ORGANISATION_KINDS, readRequest, readRequests } from "./store.ts";

const TAG = "Directory";
const purpose = z
  .string()
  .trim()
  .min(10)
  .max(1000)
  .refine((text) => !/\d{6,}|@/.test(text), "what the data are for, without numbers or addresses of persons");
const accessRequest = z
  .object({
    request: z.int(),
    ...{ organisation: z.string(), kind: z.enum(ORGANISATION_KINDS), account, purpose: z.string() },
    ...{ madeAt: time, state: z.enum(["open", "granted", "refused"]) },
    ...{ participant: uint32.nullable(), sandbox: z.string().nullable() },
    sets: z.array(
      z.object({
        name: z.string(),
        state: z.enum(["open", "waiting", "granted", "refused"]).meta({
          description: "open: for everybody or every member; waiting: its owner decides.",
        }),
        owner: uint32.nullable(),
      }),
    ),
    dataSets: z.array(z.string()),
  })
  .meta({ id: "AccessRequest" });

/** Declares the routes of requests for access. */
export function accessRequestRoutes({ route, gateway }: Api, limiters: Limiters): void {
  const { pool, network } = gateway;
  route(
    {
      method: "post",
      path: "/v1/access-requests",
      tag: TAG,
      summary: "Ask for access: an organisation, what for, which data sets",
      description: "Without an account here. Names and numbers of persons have no place in it.",
      rights: "public",
      body: z.strictObject({
        organisation: organisationName,
        kind: z.enum(ORGANISATION_KINDS),
        account: accountParam.meta({ description: "The account that is to act for the organisation." }),
        purpose,
        dataSets: z.array(datasetName).max(20).default([]),
      }),
      answers: {
        201: { description: "Kept.", schema: z.object({ request: z.int(), state: z.literal("open") }) },
      },
      refusals: ["rate-limited", "dataset-unknown", "access-asked-already"],
    },
    async ({ body }) => ({ status: 201, body: { request: await keepRequest(pool, body), state: "open" } }),
    limiters.reports,
  );
  route(
    {
      method: "get",
      path: "/v1/access-requests",
      tag: TAG,
      summary: "Requests: all for the administrator, for an owner those that wait for its data sets",
      answers: {
        200: {
          description: "The latest first, at most 200.",
          schema: z.object({ administrator: z.boolean(), items: z.array(accessRequest) }),
        },
      },
      refusals: ["unauthenticated"],
    },
    async ({ caller }) => {
      const who = await caller();
      const administrator = await isAdministrator(gateway, who);
      if (!administrator && who.participant === null) throw unauthenticated();
      const items = await readRequests(pool, administrator ? null : who.participant);
      return { body: { administrator, items } };
    },
  );
  const params = z.object({ request: bigNumberParam });
  route(
    {
      method: "post",
      path: "/v1/access-requests/{request}/decision",
      tag: TAG,
      summary: "Grant a request or refuse it, as the administrator",
      description:
        "Granting registers the organisation as a participant, opens a sandbox data set in which it may publish, and makes an API " +
        "key, which is shown this once. Said again after it broke off, it goes on where it was.",
      params,
      body: z.discriminatedUnion("grant", [
        z.strictObject({
          grant: z.literal(true),
          sandbox: datasetName.regex(/^sandbox\./, "a name that begins with sandbox."),
        }),
        z.strictObject({ grant: z.literal(false) }),
      ]),
      answers: {
        200: {
          description: "Decided.",
          schema: z.object({
            state: z.enum(["granted", "refused"]),
            ...{ participant: uint32.nullable(), sandbox: z.string().nullable(), key: z.string().nullable() },
          }),
        },
      },
      refusals: [
        ...["unauthenticated", "forbidden", "access-request-unknown", "access-decided-already"],
        ...["dataset-taken", "signer-missing", "not-indexed-yet"],
      ],
    },
    async ({ params: { request }, body, caller }) => {
      const who = await caller();
      if (!(await isAdministrator(gateway, who)))
        throw who.by === "nobody" ? unauthenticated() : new ProblemError("forbidden");
      const asked = await readRequest(pool, request);
      if (body.grant) {
        const given = await giveAccess(pool, network, asked, { sandbox: body.sandbox, by: who.name });
        return { body: { state: "granted", ...given } };
      }
      const { rowCount } = await pool.query(
        `UPDATE payload.access_requests SET state = 'refused', decided_at = now(), decided_by = $2
          WHERE request = $1 AND state = 'open'`,
        [request, who.name],
      );
      if (rowCount === 0) throw new ProblemError("access-decided-already");
      return { body: { state: "refused", participant: null, sandbox: null, key: null } };
    },
    limiters.writes,
  );
  route(
    {
      method: "post",
      path: "/v1/access-requests/{request}/data-sets/{name}",
      tag: TAG,
      summary: "Let a registered organisation read a data set of one's own, or not",
      rights: "participant",
      params: params.extend({ name: datasetName }),
      body: z.strictObject({
        grant: z.boolean(),
        validTo: z.iso
          .datetime({ offset: true })
          .optional()
          .meta({ description: "A year from now when absent." }),
      }),
      answers: { 204: { description: "Done; a grant is on the chain." } },
      refusals: [
        ...[
          "unauthenticated",
          "forbidden",
          "dataset-unknown",
          "access-request-unknown",
          "access-not-registered",
        ],
        ...["access-decided-already", "signer-missing", "not-indexed-yet"],
      ],
    },
    async ({ params: { request, name }, body, caller }) => {
      const terms = await owned(gateway, name, await caller());
      const { participant, sets } = await readRequest(pool, request);
      const set = sets.find((each) => each.name === name);
      if (set === undefined) throw new ProblemError("access-request-unknown");
      if (set.state !== "waiting") throw new ProblemError("access-decided-already");
      if (participant === null) throw new ProblemError("access-not-registered");
      const until = body.validTo === undefined ? gateway.now() + YEAR_MS : Date.parse(body.validTo);
      if (body.grant)
        await changeAccess(pool, terms, { group: 0, participant, validTo: Math.floor(until / 1000) });
      await pool.query(
        "UPDATE payload.access_request_sets SET state = $3, decided_at = now() WHERE request = $1 AND dataset = $2",
        [request, name, body.grant ? "granted" : "refused"],
      );
      return { status: 204 };
    },
    limiters.writes,
  );
}

const YEAR_MS = 365 * 86_400_000;

/** Who gives access: the holder of the registrar's role, and the network's operator. */
const isAdministrator = async (gateway: Gateway, caller: Caller): Promise<boolean> =>
  caller.participant === gateway.network.accounts.operator || (await holdsRole(gateway, caller, "registrar"));

const unauthenticated = (): ProblemError =>
  new ProblemError("unauthenticated", undefined, { headers: { "www-authenticate": "Bearer" } });
