// Giving access: a participant is registered, a sandbox opened, a key made. Each step may be repeated; the last one happens once.
import { PARTICIPANT_KINDS, type Hex, type Network } from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { API_KEY_PREFIX, apiKeyHash } from "../auth/caller.ts";
import { changeAccess, registerDataset } from "../data-sets/register.ts";
import { holdsGroup, PUBLISH_GROUP, readTerms, type DatasetTerms } from "../data-sets/terms.ts";
import { enqueue, waitForIntent } from "../outbox.ts";
import { keepProfile, profileHash } from "../participants/profile.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import type { AccessRequest } from "./store.ts";

const SERVICE = PARTICIPANT_KINDS.indexOf("service");
const WAIT_MS = 20_000;
/** 9999-12-31: until somebody takes it back. */
const FOR_EVER = 253_402_300_799;

/** Entities of any kind: whoever tries things out brings its own properties. */
const SANDBOX_SCHEMA = {
  schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["id", "type"],
    properties: { id: { type: "string" }, type: { type: "string" } },
  },
  references: {},
};

export interface GivenAccess {
  readonly participant: number;
  readonly sandbox: string;
  /** Shown once. */
  readonly key: string;
}

/** Gives what was asked for. @throws {ProblemError} `access-decided-already`, `dataset-taken`, `signer-missing`, and what the chain refuses */
export async function giveAccess(
  pool: pg.Pool,
  network: Network,
  request: AccessRequest,
  { sandbox, by }: { sandbox: string; by: string },
): Promise<GivenAccess> {
  if (request.state !== "open") throw new ProblemError("access-decided-already");
  const taken = await readTerms(pool, sandbox);
  if (taken !== undefined && taken.owner !== network.accounts.operator)
    throw new ProblemError("dataset-taken");
  const participant = await register(pool, request);
  const terms = await openSandbox(pool, network, sandbox, request.organisation);
  if (!(await holdsGroup(pool, terms.dataset, PUBLISH_GROUP, participant)))
    await changeAccess(pool, terms, { group: PUBLISH_GROUP, participant, validTo: FOR_EVER });
  const key = API_KEY_PREFIX + randomBytes(32).toString("base64url");
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE payload.access_requests SET state = 'granted', decided_at = now(), decided_by = $2, participant = $3, sandbox = $4
        WHERE request = $1 AND state = 'open'`,
      [request.request, by, participant, sandbox],
    );
    if (rowCount === 0) throw new ProblemError("access-decided-already");
    await client.query(
      "INSERT INTO work.api_keys (key_hash, participant, label, role) VALUES ($1, $2, 'access request', 'owner')",
      [apiKeyHash(key), participant],
    );
  });
  return { participant, sandbox, key };
}

/** The participant of the request's account, registered if it is none yet; its name is kept beside the chain. */
async function register(pool: pg.Pool, { request, account, organisation }: AccessRequest): Promise<number> {
  const known = await participantOf(pool, account as Hex);
  if (known !== undefined) return known;
  const dedupe = `access-request/${request}/register`;
  // A repetition must send the same bytes, so the salt is kept with the first attempt.
  const salt = await saltOf(pool, request);
  const args = [account, 0, SERVICE, profileHash(salt, organisation)];
  await inTransaction(pool, async (client) => {
    await enqueue(client, {
      dedupe,
      signer: "registrar",
      contract: "participants",
      functionName: "register",
      args,
    });
  });
  const entry = await waitForIntent(pool, dedupe, { timeoutMs: WAIT_MS });
  if (entry?.state === "refused") {
    await pool.query("DELETE FROM work.outbox WHERE dedupe = $1 AND state = 'refused'", [dedupe]);
    throw new ProblemError((entry.error?.code ?? "internal") as never, entry.error?.detail);
  }
  for (let waited = 0; waited < WAIT_MS; waited += 50) {
    const participant = await participantOf(pool, account as Hex);
    if (participant !== undefined) {
      const hex: Hex = `0x${salt.toString("hex")}`;
      await keepProfile(pool, {
        participant,
        name: organisation,
        salt: hex,
        setBy: `access-request:${request}`,
      });
      return participant;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new ProblemError("not-indexed-yet");
}

async function saltOf(pool: pg.Pool, request: number): Promise<Buffer> {
  const { rows } = await pool.query<{ salt: Buffer }>(
    "UPDATE payload.access_requests SET salt = coalesce(salt, $2) WHERE request = $1 RETURNING salt",
    [request, randomBytes(32)],
  );
  return rows[0]!.salt;
}

async function participantOf(pool: pg.Pool, account: Hex): Promise<number | undefined> {
  const { rows } = await pool.query<{ participant: number }>(
    "SELECT participant::int AS participant FROM ledger.current_participants WHERE account = $1",
    [Buffer.from(account.slice(2), "hex")],
  );
  return rows[0]?.participant;
}

async function openSandbox(
  pool: pg.Pool,
  network: Network,
  name: string,
  organisation: string,
): Promise<DatasetTerms> {
  const known = await readTerms(pool, name);
  if (known?.description != null) return known;
  const { checkers, quorum } = network.datasets["energy.readings"]!;
  return await registerDataset(pool, {
    ...{
      name,
      owner: network.accounts.operator,
      visibility: "members",
      retentionDays: 90,
      cadenceSeconds: 0,
    },
    ...{ checkers: checkers.map(({ participant }) => participant), quorum },
    ...{ schemaId: "Sandbox", schema: SANDBOX_SCHEMA },
    description: { title: { en: `Sandbox of ${organisation}` }, licence: "none", simulated: true },
  });
}
