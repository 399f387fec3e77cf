// The three agencies of the demo's city: on the ledger, named, each with an API key; and their data sets, registered by themselves.
import { accountFor, type Keys } from "@alatau/chain";
import type { PrivateKeyAccount } from "viem";
import { callApi, untilAnswered } from "../../upload.ts";
import { makeApiKey } from "../api.ts";
import { participantOf, sendAll, type Pool } from "../ledger-access.ts";
import { nameOrganisations } from "../members.ts";
import { partyAccount, registration, type Setting } from "../setup.ts";
import { writeState, type DemoState } from "../state.ts";
import type { DemoParty } from "../neighbourhood.ts";
import { cadenceOf } from "../sources/all.ts";
import { AGENCIES, type Agency, type Source } from "../sources/source.ts";
import { schemaOf } from "./models.ts";

const party = (name: string): DemoParty => ({ name, kind: "agency", fundedTiyn: 0n, devices: [] });
/** Who publishes: registered as agencies, so that they may read what the others publish. */
export const AGENCY_PARTIES: Readonly<Record<Agency, DemoParty>> = {
  transport: party("Transport agency"),
  energy: party("Energy agency"),
  environment: party("Environment agency"),
};
const RETENTION_DAYS = 3_650;
const QUORUM = 2;

/** The agencies' keys for the outbox, so that each publishes under its own number. */
export const agencyAccounts = (keys: Keys): Record<string, PrivateKeyAccount> =>
  Object.fromEntries(
    AGENCIES.map((agency) => {
      const name = `demo/${AGENCY_PARTIES[agency].name}`;
      return [name, accountFor(keys, name)];
    }),
  );

export interface CitySetting extends Omit<Setting, "zone"> {
  readonly home: string;
  readonly state: DemoState;
}

/** Whether the outbox of this ledger holds the agencies' keys: only one that was started with «start --demo» does. */
export async function hasAgencyKeys(pool: Pool, keys: Keys): Promise<boolean> {
  const { rows } = await pool.query<{ known: number }>(
    "SELECT count(*)::int AS known FROM work.signers WHERE signer = ANY($1)",
    [Object.keys(agencyAccounts(keys))],
  );
  return rows[0]!.known === AGENCIES.length;
}

/** Registers and names the agencies where that is not done, and answers their API keys. */
export async function openAgencies(setting: CitySetting): Promise<Readonly<Record<Agency, string>>> {
  const { pool, keys, signal, network, url, home, state } = setting;
  const parties = AGENCIES.map((agency) => AGENCY_PARTIES[agency]);
  await sendAll(
    pool,
    parties.map((each) => registration(each, keys)),
    signal,
  );
  const settled = await Promise.all(
    parties.map(async (each) => {
      const account = partyAccount(keys, each);
      return { ...each, account, participant: (await participantOf(pool, account.address))! };
    }),
  );
  const { chainId } = network;
  await nameOrganisations({ ...setting, chainId }, settled);
  for (const { name, account } of settled) {
    state.apiKeys[name] ??= await makeApiKey(url, account, { chainId, label: "demo city data", signal });
    await writeState(home, state);
  }
  return Object.fromEntries(
    AGENCIES.map((agency) => [agency, state.apiKeys[AGENCY_PARTIES[agency].name]!]),
  ) as Record<Agency, string>;
}

interface KnownSet {
  readonly name: string;
  readonly descriptionHash: string | null;
}

/** Registers the sources' data sets that are missing, each by its agency; tells of each that is open. */
export async function registerSources(
  { url, network, signal }: Pick<Setting, "url" | "network" | "signal">,
  sources: readonly Source[],
  apiKeys: Readonly<Record<Agency, string>>,
  onOpen: (source: Source) => void,
): Promise<void> {
  const { items } = (await callApi(`${url}/v1/data-sets`, { signal })) as { items: KnownSet[] };
  const known = new Set(
    items.flatMap(({ name, descriptionHash }) => (descriptionHash === null ? [] : [name])),
  );
  const checkers = network.datasets["energy.readings"]!.checkers.map(({ participant }) => participant);
  const register = async (source: Source): Promise<void> => {
    const { agency, mapping, name } = source;
    const headers = { "content-type": "application/json", authorization: `Bearer ${apiKeys[agency]}` };
    const post = async (path: string, body: unknown): Promise<unknown> =>
      await untilAnswered(
        () =>
          callApi(`${url}/v1/data-sets${path}`, {
            method: "POST",
            headers,
            body: JSON.stringify(body),
            signal,
          }),
        signal,
      );
    if (!known.has(name)) await post("", { ...(await registrationOf(source)), checkers, quorum: QUORUM });
    if (mapping !== undefined) await post(`/${name}/mappings`, { name: "default", mapping });
    onOpen(source);
  };
  const ofAgency = async (agency: Agency): Promise<void> => {
    // Before the air, which the thresholds are for.
    if (agency === "environment") await openAlerts({ url, signal }, apiKeys.environment, checkers);
    for (const source of sources) if (source.agency === agency) await register(source);
  };
  await Promise.all(AGENCIES.map(ofAgency));
}

/** The environment agency's thresholds and alerts: the limits that come with the program, of which the table was read. */
async function openAlerts(
  { url, signal }: Pick<Setting, "url" | "signal">,
  apiKey: string,
  checkers: readonly number[],
): Promise<void> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${apiKey}` };
  const post = async (path: string, body: unknown): Promise<unknown> =>
    await untilAnswered(
      () => callApi(url + path, { method: "POST", headers, body: JSON.stringify(body), signal }),
      signal,
    );
  await post("/v1/alerts/data-sets", { checkers, quorum: QUORUM });
  await post("/v1/thresholds/defaults", { dataSet: "environment.air-quality", onlyConfirmed: true });
}

/** What `POST /v1/data-sets` takes of a source, but for its checkers. */
export async function registrationOf(source: Source) {
  const { name, visibility, title, description, from, simulated, theme, licence, quality, kAnonymity } =
    source;
  return {
    ...{ name, visibility, retentionDays: RETENTION_DAYS, cadenceSeconds: cadenceOf(source) },
    schema: await schemaOf(source.schema),
    description: {
      ...{ title, source: from, simulated, theme, licence },
      ...(description && { description }),
      ...(quality && { quality }),
      ...(kAnonymity !== undefined && { kAnonymity }),
    },
  };
}
